"""What becomes of hostile documents on each chat platform: `python -m bench.rendering --documents 10000 --json`.

Documents are made at random from `bench.hostile`, the same ones for the same seed. Each is rendered;
every message is held against the platform's limits (and Discord's own OpenAPI description, where its
file is beside the checkout, for one document in `--every`), then read back by a reader that knows the
platform and not our renderer, character by character. `items_lost` counts posts and threads in which
a word or button is missing, repeated or out of order; `live_mentions`, `bad_links` and `stray_marks`
count what a stranger's text brought to life. Times are of `render` alone, one document each.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench import reading_discord, reading_slack
from bench.hostile import document
from bench.measures import percentile
from bench.reading import Reading, findings, told
from bench.report import Figures, report, rounded
from bot.platforms.discord import limits as discord_limits
from bot.platforms.discord.render import render as render_discord
from bot.platforms.slack.render import render as render_slack
from schedules.document import Block, Document
from schedules.parcels import Message, Rendered

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Platform:
    """How one platform renders, is read, and what it would refuse. `most`: characters in a button's address."""

    name: str
    render: Callable[[Document], Rendered]
    read: Callable[[Body], Reading]
    refused: Callable[[Body, bool], Sequence[str]]
    most: int


@dataclass
class Tally:
    """What was counted so far."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def add(self, name: str, problems: Sequence[str], number: int) -> None:
        self.counts[name] += len(problems)
        if problems and len(self.examples) < 5:
            self.examples.append(f"document {number}: {problems[0]}")


def measure(platforms: Sequence[Platform], *, documents: int, seed: int, every: int) -> Figures:
    """Figures by platform, over the same documents."""
    tallies = {platform.name: Tally() for platform in platforms}
    for number in range(documents):
        made = document(Random(seed * 1_000_003 + number))
        for platform in platforms:
            _count(platform, made, tallies[platform.name], number, thorough=number % every == 0)
    return {name: _figures(tally, documents) for name, tally in tallies.items()}


def _count(platform: Platform, made: Document, tally: Tally, number: int, *, thorough: bool) -> None:
    start = time.perf_counter()
    rendered = platform.render(made)
    tally.seconds.append(time.perf_counter() - start)
    tally.counts["messages"] += len(rendered.post) + len(rendered.thread)
    for message in (*rendered.post, *rendered.thread):
        tally.add("limit_violations", platform.refused(message.payload, thorough), number)
    for blocks, messages in _parts(made, rendered):
        found = findings(blocks, [platform.read(message.payload) for message in messages], most=platform.most)
        tally.add("items_lost", found.lost, number)
        tally.add("live_mentions", found.mentions, number)
        tally.add("bad_links", found.links, number)
        tally.add("stray_marks", found.marks, number)


def _parts(made: Document, rendered: Rendered) -> Iterator[tuple[Sequence[Block], Sequence[Message]]]:
    """The post (of a document with nothing to see, its summary is sent instead) and all of the thread."""
    if told(made.blocks):
        yield made.blocks, rendered.post
    yield [block for entry in made.thread for block in entry.blocks], rendered.thread


def _figures(tally: Tally, documents: int) -> Figures:
    names = ("messages", "limit_violations", "items_lost", "live_mentions", "bad_links", "stray_marks")
    milliseconds = [1000 * seconds for seconds in tally.seconds]
    return {
        "documents": documents,
        **{name: tally.counts[name] for name in names},
        "ms_p50": rounded(percentile(milliseconds, 50), 2),
        "ms_p95": rounded(percentile(milliseconds, 95), 2),
        **({"examples": tally.examples} if tally.examples else {}),
    }


def platforms() -> tuple[Platform, ...]:
    """Both, with the checks that the tests use too."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "standins"))  # scripts that import each other by name
    from slack_rules import check_slack  # type: ignore[import-not-found]  # found through the line above
    from validate import _message, check_discord  # type: ignore[import-not-found]  # as above

    def discord(body: Body, thorough: bool) -> Sequence[str]:
        found: list[str] = (
            check_discord("POST", "/channels/1/messages", body) if thorough else [*_message(body, new=True)]
        )
        return found

    def slack(body: Body, _: bool) -> Sequence[str]:
        found: list[str] = check_slack("chat.postMessage", {"channel": "C1", **body})
        return found

    longest = discord_limits.CUSTOM_ID - len("pw::~99")
    return (
        Platform("discord", render_discord, reading_discord.read, discord, longest),
        Platform("slack", render_slack, reading_slack.read, slack, 2000),
    )


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.rendering", description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=20, help="how many documents per one that is held against OpenAPI")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = measure(platforms(), documents=args.documents, seed=args.seed, every=args.every)
    report(figures, as_json=args.json)


if __name__ == "__main__":
    main()
