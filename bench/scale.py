"""What a library of a given size costs: `python -m bench.scale --n N --json`.

Puts `n` made-up passages (bench/synthetic.py), twenty to a paper, through the real store and the
real index on a new folder. Nothing is embedded: a stand-in for the embedder knows every vector.
Prints passages stored and indexed per second, memory, disk, and over seeded questions

- `search`: `retrieval.search.search` in the default scope; `search_first` with the last day's papers
  first, `search_filtered` with a month and a category, `search_paper` inside one paper;
- `lexical`, `nearest`, `vectors`, `load`: the calls to the store and the index that it consists of;
- `ask`: `retrieval.ask.ask` with verbatim sentences; `ask_embedded` with the local model's own time;
- `recall@10`: how many of the ten nearest vectors the index finds.

`…_ms_p50` and `…_ms_p95` are wall time, one question after the other; `…_cpu_ms` is the mean processor
time of all processes, which other programs of the machine disturb less. `--database` measures another
database than SQLite in the folder: an empty one, whose address is given.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.measures import percentile
from bench.memory import PeakMemory, cpu_seconds
from bench.report import Figures, report, rounded
from bench.shelf import NO_MODEL, open_shelf
from bench.synthetic import CATEGORIES, PER_DAY, PER_PAPER, Library, Prepared
from retrieval import library as shelf
from retrieval.answer import Question, Scope
from retrieval.ask import ask
from retrieval.collect import STORED_AT_ONCE, index_pending
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.search import DEPTH, EVERYTHING, FETCHES, READ, search
from retrieval.writers.extractive import Extractive

LIMIT = 10
WARM = 5
"""Questions asked before any is measured."""
REST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The library under measure, its folder, and how it was made."""

    library: shelf.Library
    folder: Path
    made: Library
    asked: Mapping[str, int]
    """Each question with the number of its passage."""


async def measure(made: Library, *, questions: int, database: str | None = None) -> Figures:
    """All figures, by the names that are printed."""
    settings = {**NO_MODEL, **({"database_url": database} if database else {})}
    async with open_shelf(writer=settings) as (house, folder):
        asked = made.questions(questions)
        prepared = Prepared(made, house.library.embedder.fingerprint, asked)
        plain = Extractive(prepared)
        library = replace(house.library, embedder=prepared, writer=plain, plain_writer=plain)
        measured = Measured(library, folder, made, asked)
        figures = {"n": made.n, "papers": made.papers} | await _filled(measured)
        figures |= await _searched(measured)
        figures |= await _legs(measured)
        figures |= await _asked("ask", library, measured)
        figures |= await _asked("ask_embedded", house.library, measured)
        return figures | {"recall@10": rounded(await _recall(measured))}


async def _filled(measured: Measured) -> dict[str, object]:
    """Everything stored, then indexed; speed, memory and disk."""
    library, folder = measured.library, measured.folder
    with PeakMemory(folder) as peak:
        begun = perf_counter()
        await _store(measured)
        stored = perf_counter()
        await index_pending(library.store, library.embedder, library.index)
        indexed = perf_counter()
    await _each(_search_in(library, EVERYTHING), list(measured.asked)[:WARM])
    with PeakMemory(folder) as rest:
        await asyncio.sleep(REST_SECONDS)
    return {
        "stored_per_s": rounded(measured.made.n / (stored - begun), 1),
        "indexed_per_s": rounded(measured.made.n / (indexed - stored), 1),
        "peak_memory_mb": rounded(peak.megabytes, 1),
        "memory_mb": rounded(rest.megabytes, 1),
        "database_mb": rounded(_megabytes(folder.glob("paperwire.db*")), 1),
        "index_mb": rounded(_megabytes((folder / "chroma").rglob("*")), 1),
    }


async def _store(measured: Measured) -> None:
    """As the product does it: papers come in batches, and each is then read in full."""
    made, store = measured.made, measured.library.store
    now = datetime.now(UTC)
    reading = Reading(outcome=Outcome.READ, tried=now, tries=1, format="html")
    for start in range(0, made.papers, STORED_AT_ONCE):
        batch = [(number, made.paper(number)) for number in range(start, min(made.papers, start + STORED_AT_ONCE))]
        await store.add([paper for _, paper in batch], captured=now)
        for number, paper in batch:
            await store.put_reading(paper, reading, made.full_text(paper, number))


def _megabytes(files: Iterable[Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 2**20


Call = Callable[[str], Awaitable[object]]
"""What is done with one question."""


async def _each(call: Call, asked: Iterable[str]) -> list[float]:
    """The milliseconds each question took."""
    taken = []
    for text in asked:
        begun = perf_counter()
        await call(text)
        taken.append(1000 * (perf_counter() - begun))
    return taken


async def _timed(name: str, call: Call, measured: Measured) -> dict[str, object]:
    """The figures of one kind of call over all questions, the first few asked twice."""
    asked, folder = list(measured.asked), str(measured.folder)
    await _each(call, asked[:WARM])
    before = cpu_seconds(folder)
    taken = await _each(call, asked)
    cpu = cpu_seconds(folder) - before
    return {
        f"{name}_ms_p50": rounded(percentile(taken, 50), 1),
        f"{name}_ms_p95": rounded(percentile(taken, 95), 1),
        f"{name}_cpu_ms": rounded(1000 * cpu / len(asked), 1),
    }


async def _searched(measured: Measured) -> dict[str, object]:
    figures: dict[str, object] = {}
    for name, scope in scopes(measured.made).items():
        figures |= await _timed(name, _search_in(measured.library, scope), measured)
    papers = {text: measured.made.paper_id(number // PER_PAPER) for text, number in measured.asked.items()}

    async def inside_its_paper(text: str) -> object:
        return await search(measured.library, text, scope=Scope(paper_ids=frozenset({papers[text]})), limit=LIMIT)

    return figures | await _timed("search_paper", inside_its_paper, measured)


def scopes(made: Library) -> dict[str, Scope]:
    """The scopes that are searched in: everything, the last day first, the last month of one category."""
    last = made.day(made.papers - 1)
    latest = range(max(0, made.papers - PER_DAY), made.papers)
    return {
        "search": EVERYTHING,
        "search_first": Scope(first=frozenset(map(made.paper_id, latest))),
        "search_filtered": Scope(since=last - timedelta(days=30), until=last, categories=frozenset({CATEGORIES[0]})),
    }


def _search_in(library: shelf.Library, scope: Scope) -> Call:
    async def call(text: str) -> object:
        return await search(library, text, scope=scope, limit=LIMIT)

    return call


async def _legs(measured: Measured) -> dict[str, object]:
    """The parts of a search in the default scope, each by itself."""
    store, index = measured.library.store, measured.library.index
    hits = {
        text: [hit.row for hit in await store.lexical(text, scope=EVERYTHING, limit=DEPTH)] for text in measured.asked
    }

    async def nearest(text: str) -> object:
        (vector,) = await measured.library.embedder.queries([text])
        return await index.nearest(vector, limit=FETCHES[0])

    calls: dict[str, Call] = {
        "lexical": lambda text: store.lexical(text, scope=EVERYTHING, limit=DEPTH),
        "nearest": nearest,
        "vectors": lambda text: index.vectors(hits[text]),
        "load": lambda text: store.load(hits[text][:READ]),
    }
    figures: dict[str, object] = {}
    for name, call in calls.items():
        figures |= await _timed(name, call, measured)
    return figures


async def _asked(name: str, library: shelf.Library, measured: Measured) -> dict[str, object]:
    return await _timed(name, lambda text: ask(library, Question(text=text)), measured)


async def _recall(measured: Measured) -> float:
    """The mean share of the ten truly nearest passages among the index's first ten."""
    vectors = await measured.library.embedder.queries(list(measured.asked))
    true = exact(measured.made, vectors)
    found = [await _numbers(measured, vector) for vector in vectors]
    return float(np.mean([len(these & those) / len(those) for these, those in zip(found, true, strict=True)]))


def exact(made: Library, asked: np.ndarray) -> list[frozenset[int]]:
    """The numbers of the nearest passages of each vector, found by comparing all."""
    best = np.full((len(asked), 0), 0.0, np.float32)
    numbers = np.full((len(asked), 0), 0, np.int64)
    start = 0
    for some in made.vectors():
        here = np.broadcast_to(np.arange(start, start + len(some)), (len(asked), len(some)))
        best, numbers = np.hstack([best, asked @ some.T]), np.hstack([numbers, here])
        order = np.argsort(-best, axis=1)[:, :LIMIT]
        best, numbers = np.take_along_axis(best, order, 1), np.take_along_axis(numbers, order, 1)
        start += len(some)
    return [frozenset(row) for row in numbers.tolist()]


async def _numbers(measured: Measured, vector: np.ndarray) -> frozenset[int]:
    hits = await measured.library.index.nearest(vector, limit=LIMIT)
    found = await measured.library.store.load(hit.row for hit in hits)
    return frozenset(int(one.paper_id.removeprefix("file:")) * PER_PAPER + one.ordinal for one in found.values())


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description="What a library of a given size costs.")
    parser.add_argument("--n", type=int, default=100_000, help="passages")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", help="the address of an empty database; default: SQLite in the new folder")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    made = Library(given.n, given.seed)
    report(asyncio.run(measure(made, questions=given.questions, database=given.database)), as_json=given.json)


if __name__ == "__main__":
    main()
