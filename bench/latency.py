"""Whether the bot stays awake, and how fast it answers: `python -m bench.latency --json`.

On a new folder, in one process like the bot's own: stores and indexes a library (`--papers`, JSONL
rows `{id, title, abstract}`; default: a small generated one), then measures

- the event loop's stall: how much later than asked a 5 ms sleep returns, greatest and 99th
  percentile, while nothing happens, while questions are answered, and while a day of papers is
  stored and indexed;
- a question's time through `retrieval.ask.ask` with verbatim sentences, one after the other, half
  of it and 95 % of it, with nothing else going on and while that day is being indexed.
"""

import argparse
import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter

from bench.measures import percentile
from bench.report import Figures, report, rounded
from bench.shelf import open_shelf, papers_of_pool, rows
from bot.house import House
from retrieval.answer import Question
from retrieval.ask import ask
from retrieval.paper import Paper

TICK_SECONDS = 0.005
GENERATED = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: a library that is there, a day that comes, and questions about the library."""

    library: Sequence[Paper]
    day: Sequence[Paper]
    questions: Sequence[str]
    quiet_seconds: float = 5.0


def plan(papers: Sequence[Paper], *, day: int, questions: int) -> Plan:
    """The last `day` papers come as a day, at most half of all; questions name titles spread over the rest."""
    day = min(day, len(papers) // 2)
    library = papers[: len(papers) - day]
    step = max(1, len(library) // questions)
    asked = [f"What is known about {paper.title.rstrip('.?! ')}?" for paper in library[::step][:questions]]
    return Plan(library, papers[len(papers) - day :], asked)


def generated(count: int, seed: int = 7) -> list[Paper]:
    """Papers of made-up words, the same ones every time."""
    chance = random.Random(seed)
    syllables = [a + b for a in "bdfklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(4000)]

    def sentence(length: int) -> str:
        return " ".join(chance.choices(words, k=length)).capitalize() + "."

    return [
        Paper(id=f"file:{n}", title=sentence(8).rstrip("."), abstract=" ".join(sentence(20) for _ in range(8)))
        for n in range(count)
    ]


@dataclass
class Stall:
    """How late the loop was, tick by tick, in milliseconds."""

    late: list[float] = field(default_factory=list)

    def figures(self, when: str) -> Figures:
        return {
            f"stall_ms_max_{when}": rounded(max(self.late, default=0.0), 1),
            f"stall_ms_p99_{when}": rounded(percentile(self.late, 99), 1),
        }


@asynccontextmanager
async def watched() -> AsyncIterator[Stall]:
    """Watch the loop while inside."""
    stall = Stall()

    async def tick() -> None:
        while True:
            begun = perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            stall.late.append(max(0.0, 1000 * (perf_counter() - begun - TICK_SECONDS)))

    ticking = asyncio.create_task(tick())
    try:
        yield stall
    finally:
        ticking.cancel()


async def measure(given: Plan) -> Figures:
    """All figures, by the names that are printed."""
    async with open_shelf() as (house, _):
        begun = perf_counter()
        await _index(house, given.library)
        speed = len(given.library) / (perf_counter() - begun)
        await _asked(house, given.questions[:3])  # loads what the first question loads
        async with watched() as quiet:
            await asyncio.sleep(given.quiet_seconds)
        async with watched() as busy:
            alone = await _asked(house, given.questions)
        async with watched() as indexing:
            begun = perf_counter()
            await _index(house, given.day)
            day_seconds = perf_counter() - begun
        beside = await _beside(house, given)
    return {
        "papers": len(given.library),
        "index_docs_per_s": rounded(speed, 1),
        "questions": len(alone),
        "question_ms_p50": rounded(percentile(alone, 50), 1),
        "question_ms_p95": rounded(percentile(alone, 95), 1),
        **quiet.figures("quiet"),
        **busy.figures("asking"),
        **indexing.figures("indexing"),
        "day_papers": len(given.day),
        "day_seconds": rounded(day_seconds, 1),
        "question_ms_p50_indexing": rounded(percentile(beside, 50), 1),
        "question_ms_p95_indexing": rounded(percentile(beside, 95), 1),
    }


async def _index(house: House, papers: Sequence[Paper]) -> None:
    await house.library.store.add(papers, captured=datetime.now(UTC))
    await house.index(lambda _done, _of: None)


async def _asked(house: House, questions: Sequence[str]) -> list[float]:
    """The milliseconds each question took."""
    taken = []
    for text in questions:
        begun = perf_counter()
        await ask(house.library, Question(text=text))
        taken.append(1000 * (perf_counter() - begun))
    return taken


async def _beside(house: House, given: Plan) -> list[float]:
    """The same questions while the day is indexed once more, as new versions."""
    revised = [Paper(id=p.id, title=p.title, abstract=p.abstract, version=2) for p in given.day]
    indexing = asyncio.create_task(_index(house, revised))
    taken: list[float] = []
    while not indexing.done():
        for text in given.questions:
            taken += await _asked(house, [text])
            if indexing.done():
                break
    await indexing
    return taken


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.latency", description="Stalls, and how fast it answers.")
    parser.add_argument("--papers", type=Path, help="JSONL, perhaps gzipped: {id, title, abstract}; default: generated")
    parser.add_argument("--limit", type=int, help="only so many of them")
    parser.add_argument("--day", type=int, default=200, help="papers indexed while the loop is watched")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    papers = list(islice(papers_of_pool(rows(given.papers)), given.limit)) if given.papers else generated(GENERATED)
    figures = asyncio.run(measure(plan(papers, day=given.day, questions=given.questions)))
    report(figures, as_json=given.json)


if __name__ == "__main__":
    main()
