"""How soon people see that they were heard, while the bot is hard at work: `python -m bench.chat --json`.

Starts the loopback Discord and Slack, and the bot as a process of its own joined to both. Once a
day of papers is being indexed and a long PDF keeps a core busy, all interactions are made at once,
half on each platform. Times are the loopback servers' own: from handing an interaction out to the
first response (Discord), to the acknowledgement and to the first words the asker sees (Slack). The
servers do not check payloads here, for that takes them tens of milliseconds a body, one at a time,
while the next response waits; the tests and `bench.rendering` do.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bench.measures import percentile
from bench.report import Figures, report, rounded
from tests.standins.standin_process import Standin, standin

TYPICAL: Sequence[tuple[str, str, str]] = (
    ("help", "", ""),
    ("search", "query", "dosel kafan"),
    ("ask", "question", "What is known about mabel?"),
    ("status", "", ""),
    ("list", "", ""),
    ("paper", "paper", "file:7"),
    ("similar", "paper", "file:9"),
    ("digest", "", ""),
)
"""Command, its first option, a value for it: what people do, the slow and the quick."""
HEAD_START = 4.0
"""Seconds that the day's work runs before the first interaction."""
PATIENCE = 180.0
COMMAND = 2
"""Discord's type of an interaction that is a slash command."""


async def measure(interactions: int, day: int, parse_seconds: float) -> Figures:
    """All figures, by the names that are printed."""
    with ExitStack() as stack, TemporaryDirectory(prefix="paperwire-bench-", ignore_cleanup_errors=True) as folder:
        discord = stack.enter_context(standin("discord_standin.py", "--unchecked"))
        slack = stack.enter_context(standin("slack_standin.py", "--unchecked"))
        async with _bot(Path(folder), discord, slack, parse_seconds) as bot, aiohttp.ClientSession() as http:
            await _joined(discord, slack)
            assert bot.stdin is not None
            bot.stdin.write(f"day {day}\n".encode())
            await asyncio.sleep(HEAD_START)
            half = interactions // 2
            await asyncio.gather(_on_discord(http, discord, half), _on_slack(http, slack, interactions - half))
            seen = await _settled(discord, slack, half, interactions - half)
    return {"interactions": interactions, "day_papers": day, **seen}


@asynccontextmanager
async def _bot(
    home: Path, discord: Standin, slack: Standin, parse_seconds: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process, ready to be asked; ended on the way out."""
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")},
        "PAPERWIRE_HOME": str(home),
        "MODEL": "extractive",
        "DISCORD_TOKEN": discord.ready["token"],
        "DISCORD_API_URL": discord.ready["api"],
        "DISCORD_GATEWAY_URL": discord.ready["gateway"],
        "SLACK_BOT_TOKEN": slack.ready["bot_token"],
        "SLACK_APP_TOKEN": slack.ready["app_token"],
        "SLACK_API_URL": slack.ready["api"],
    }
    command = ("-m", "bench.chat_bot", "--parse-seconds", str(parse_seconds))
    pipe = asyncio.subprocess.PIPE
    bot = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=pipe, stdout=pipe, env=environment)
    try:
        assert bot.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while (line := await bot.stdout.readline()).strip() != b"ready":
                assert line, "the bot ended before it was ready"
        yield bot
    finally:
        assert bot.stdin is not None
        bot.stdin.close()
        await asyncio.wait_for(bot.wait(), PATIENCE)


async def _joined(discord: Standin, slack: Standin) -> None:
    async with asyncio.timeout(PATIENCE):
        while not _both(discord, slack):  # noqa: ASYNC110 - they are joined in another process: nothing wakes us
            await asyncio.sleep(0.2)


def _both(discord: Standin, slack: Standin) -> bool:
    return bool(discord.view("commands")) and any(one["what"] == "connect" for one in slack.view("sockets"))


async def _on_discord(http: aiohttp.ClientSession, discord: Standin, count: int) -> None:
    """Slash commands, all at once."""
    await asyncio.gather(
        *(
            _op(
                http,
                discord,
                "slash",
                channel="papers",
                user="bob",
                command=name,
                options={option: value} if option else {},
            )
            for name, option, value in islice(cycle(TYPICAL), count)
        )
    )


async def _on_slack(http: aiohttp.ClientSession, slack: Standin, count: int) -> None:
    await asyncio.gather(
        *(
            _op(
                http, slack, "slash", channel="papers", user="bob", command="/paperwire", text=f"{name} {value}".strip()
            )
            for name, _, value in islice(cycle(TYPICAL), count)
        )
    )


async def _op(http: aiohttp.ClientSession, where: Standin, op: str, **values: Any) -> Any:
    async with http.post(where.ready["control"], json={"op": op, **values}) as answer:
        answer.raise_for_status()
        return await answer.json()


async def _settled(discord: Standin, slack: Standin, on_discord: int, on_slack: int) -> Figures:
    """The figures once everybody has been answered, or patience is over."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        here = [one for one in discord.view("interactions") if one["type"] == COMMAND]
        there = _slack_sights(slack)
        answered = sum(one["latency_ms"] is not None for one in here), sum(one is not None for one in there)
        if answered == (on_discord, on_slack) or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(1)
    acks = [one["ack_ms"] for one in slack.view("envelopes") if one["type"] == "slash_commands"]
    return {
        **_figures("discord_first_response", [one["latency_ms"] for one in here]),
        **_figures("slack_ack", acks),
        **_figures("slack_first_sight", there),
    }


def _slack_sights(slack: Standin) -> list[float | None]:
    """For each slash command the milliseconds from its envelope to the first words at its response address."""
    first: dict[str, float] = {}
    for request in slack.view("requests"):
        if request["method"] == "response_url":
            first.setdefault(request["url"], request["at"])
    commands = [one for one in slack.view("envelopes") if one["type"] == "slash_commands"]
    return [_since(one, first.get(one["payload"]["response_url"])) for one in commands]


def _since(envelope: Mapping[str, Any], at: float | None) -> float | None:
    return None if at is None else 1000 * (at - envelope["at"])


def _figures(name: str, milliseconds: Sequence[float | None]) -> Figures:
    held = [one for one in milliseconds if one is not None]
    return {
        f"{name}_count": len(held),
        f"{name}_missing": len(milliseconds) - len(held),
        f"{name}_ms_p50": rounded(percentile(held, 50), 1),
        f"{name}_ms_p99": rounded(percentile(held, 99), 1),
        f"{name}_ms_max": rounded(max(held, default=0.0), 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interactions", type=int, default=200, help="how many at once, half on each platform")
    parser.add_argument("--day", type=int, default=700, help="papers that are indexed meanwhile")
    parser.add_argument(
        "--parse-seconds", type=float, default=45.0, help="how long the PDF's process keeps a core busy"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report(asyncio.run(measure(given.interactions, given.day, given.parse_seconds)), as_json=given.json)
