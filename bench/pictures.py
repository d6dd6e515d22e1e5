"""How messages look, as pictures: `python -m bench.pictures --out FOLDER`.

The bundled day's post and thread, and what some commands answer, rendered for Discord and Slack and
shown as pages made from the payloads that would be sent. Where a Chromium is on the path, each page
is also a PNG. The pages resemble the clients; what they look like in truth only the clients know.
"""

import argparse
import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bench import picture_discord, picture_slack
from bench.shelf import open_shelf
from bot.commands.all import COMMANDS
from bot.commands.command import Call
from bot.house import House
from bot.platforms.discord.render import render as render_discord
from bot.platforms.platform import Person, Place
from bot.platforms.slack.render import render as render_slack
from retrieval.bundled import QUESTIONS
from schedules.document import Document
from schedules.forms.headline import headline
from schedules.parcels import Message, Rendered

WIDTH, TALLEST, SECONDS = 720, 12_000, 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ASKED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "answer": ("ask", {"question": QUESTIONS[0]}),
    "listing": ("search", {"query": "reasoning with fewer tokens"}),
    "paper": ("paper", {}),
    "explained": ("explain", {}),
    "help": ("help", {}),
}
"""Picture, command, options; a paper is the day's first."""

Draw = Callable[[str, Iterable[Mapping[str, Any]]], str]
PLATFORMS: Mapping[str, tuple[Callable[[Document], Rendered], Draw]] = {
    "discord": (render_discord, picture_discord.page),
    "slack": (render_slack, picture_slack.page),
}


async def documents(house: House) -> AsyncIterator[tuple[str, Document]]:
    """What is shown, by name."""
    edition = await house.bundled_edition()
    yield "day", headline(edition)
    first = {"paper": edition.items[0].paper.id}
    for name, (command, options) in ASKED.items():
        run = next(one.run for one in COMMANDS if one.name == command)
        given = options if options or command == "help" else first
        yield name, await run(Call(given, Person("ada", "Ada"), Place("console", "console", "console"), house.desk))


def pages(name: str, document: Document) -> Mapping[str, str]:
    """The pages of one document, by file name: the post, and the thread if it has one."""
    made: dict[str, str] = {}
    for platform, (render, draw) in PLATFORMS.items():
        rendered = render(document)
        made[f"{platform}-{name}"] = draw("papers", _payloads(rendered.post))
        if rendered.thread:
            made[f"{platform}-{name}-thread"] = draw("papers › thread", _payloads(rendered.thread))
    return made


def _payloads(messages: Iterable[Message]) -> list[Mapping[str, Any]]:
    return [message.payload for message in messages]


def photograph(page: Path, browser: str) -> Path:
    """The page as a PNG beside it, as tall as what it shows."""
    picture = page.with_suffix(".png")
    height = _height(page, browser)
    command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
    command += [f"--window-size={WIDTH},{height}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return picture


def _height(page: Path, browser: str) -> int:
    """How tall the page is at WIDTH, as the browser itself says."""
    probe = page.with_suffix(".probe.html")
    script = "<script>document.title = Math.ceil(document.documentElement.getBoundingClientRect().height)</script>"
    probe.write_text(page.read_text(encoding="utf-8") + script, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={WIDTH},200", "--dump-dom"]
    told = subprocess.run([*command, probe.as_uri()], check=True, capture_output=True, text=True, timeout=SECONDS)
    probe.unlink()
    height = told.stdout.partition("<title>")[2].partition("</title>")[0]
    return min(int(height) + 16, TALLEST) if height.isdigit() else TALLEST


async def main(out: Path) -> None:
    """Write the pages and pictures, and print where they are."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    async with open_shelf() as (house, _):
        async for name, document in documents(house):
            for file, html in pages(name, document).items():
                page = out / f"{file}.html"
                page.write_text(html, encoding="utf-8")
                print(photograph(page, browser) if browser else page)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.pictures", description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(folder))
