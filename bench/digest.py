"""What a day costs: `python -m bench.digest --pool P --profile F [--day DATE] --json`.

Takes the pool's rows of one day (`{date, id, title, abstract, authors, categories}`; default: the
pool's largest) through the product's own flow on a new folder: store, index, rank, compose, headline
form, rendering for the console. Prints how many papers came and were kept, the seconds from the first
row stored to the last message rendered (starting the processes that takes included), the greatest
memory of all processes together (bench/memory.py), what the model cost, and what bench/checker.py
says of the messages. `embedding_seconds` is the time the same embedder takes for the same texts
alone, afterwards in the same run; `ratio` is seconds divided by it. MODEL, OPENAI_API_KEY and
OPENAI_BASE_URL say who writes; without them no model does.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from bench.checker import Lists, Source, Tally, check_edition
from bench.memory import PeakMemory
from bench.report import report, rounded
from bench.shelf import Row, open_shelf, papers_of_pool, rows, written_by
from bot.house import House
from bot.platforms.console.render import render
from retrieval.paper import Paper
from retrieval.picking.topics import leading
from retrieval.profile import read_profile
from schedules.compose import Order, compose
from schedules.edition import Edition, Window
from schedules.forms.headline import headline
from schedules.parcels import Rendered


@dataclass(frozen=True, slots=True)
class Day:
    """The papers of one day of a pool, and the profile they are read for."""

    day: date
    papers: Sequence[Paper]
    profile: str


def day_of(pool: Sequence[Row], wanted: date | None, profile: str) -> Day:
    """The rows of `wanted`, or of the day that has most of them, as papers. SystemExit when there are none."""
    sizes = Counter(row["date"] for row in pool)
    day = wanted.isoformat() if wanted else max(sizes, key=lambda one: (sizes[one], one), default="")
    if not sizes[day]:
        sys.exit(f"The pool has no rows of {day}." if day else "The pool is empty.")
    papers = list(papers_of_pool(row for row in pool if row["date"] == day))
    return Day(date.fromisoformat(day), papers, profile)


async def measure(given: Day) -> dict[str, object]:
    """All figures, by the names that are printed."""
    async with open_shelf(writer=written_by()) as (house, folder):
        with PeakMemory(folder) as memory:
            begun = perf_counter()
            edition, rendered = await _make(house, given)
            seconds = perf_counter() - begun
        embedding = await _embedding_seconds(house, given.papers)
    tally = judged(edition, rendered, given)
    return {
        "papers": len(given.papers),
        "kept": edition.funnel.kept,
        "seconds": rounded(seconds, 2),
        "peak_rss_mb": rounded(memory.megabytes, 1),
        "tokens_in": edition.usage.tokens_in,
        "tokens_out": edition.usage.tokens_out,
        "cost_usd": edition.usage.cost_usd,
        **_words(tally),
        "embedding_seconds": rounded(embedding, 2),
        "ratio": rounded(seconds / embedding, 3),
    }


def _words(tally: Tally) -> Mapping[str, object]:
    figures: dict[str, object] = {
        "quotes": tally.quotes,
        "quotes_found": tally.quotes_found,
        "numbers": tally.numbers,
        "numbers_found": tally.numbers_found,
        "counts": tally.counts,
        "counts_right": tally.counts_right,
    }
    return figures | ({"wrong": list(tally.wrong)} if tally.wrong else {})


async def _make(house: House, given: Day) -> tuple[Edition, Rendered]:
    """From papers to messages, as the press does it."""
    start = datetime.combine(given.day, time(), UTC)
    await house.library.store.add(given.papers, captured=start)
    await house.index(lambda _done, _of: None)
    order = Order(
        key=f"bench/{given.day}",
        day=given.day,
        window=Window(start, start + timedelta(days=1)),
        profile=read_profile(given.profile),
        owner="",
    )
    announced = await house.library.store.captured(start=order.window.start, end=order.window.end, owner="")
    edition = await compose(house.library, order, announced)
    return edition, render(headline(edition))


async def _embedding_seconds(house: House, papers: Sequence[Paper]) -> float:
    begun = perf_counter()
    await house.library.embedder.documents([f"{paper.title}. {paper.abstract}" for paper in papers])
    return perf_counter() - begun


def judged(edition: Edition, rendered: Rendered, given: Day) -> Tally:
    """What the independent checker says; the counts are taken from the edition's lists, not from its funnel."""
    kept = [pick for pick in edition.picks if pick.kept]
    wanted = edition.profile.topics if edition.profile else ()
    lists = Lists(
        announced=len({paper.id for paper in given.papers}),
        read=len(edition.picks),
        kept=len(kept),
        shown=len(edition.items),
        topics=dict(leading([(pick.topic, pick.about) for pick in kept], wanted)[0]),
        remarks=(*edition.missing, edition.quiet),
    )
    sources = {paper.id: Source(paper.id, paper.title, paper.abstract, paper.authors) for paper in given.papers}
    return check_edition(rendered, sources, lists, profile=given.profile)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.digest", description="What a day of papers costs.")
    parser.add_argument(
        "--pool", type=Path, required=True, help="JSONL, perhaps gzipped: {date, id, title, abstract, …}"
    )
    parser.add_argument("--profile", type=Path, required=True, help="plain text")
    parser.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD; default: the pool's largest")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    day = day_of(list(rows(given.pool)), given.day, given.profile.read_text(encoding="utf-8"))
    report(asyncio.run(measure(day)), as_json=given.json)


if __name__ == "__main__":
    main()
