"""How well search finds what is relevant: `python -m bench.retrieval --corpus C --queries Q --json`.

Stores and indexes the corpus (rows `{id, title, text}`) through the product's own code paths on a
new folder, asks every query (rows `{id, text, relevant: {id: grade}}`, optionally `exclude: [ids]`)
through `retrieval.search.search` in the default scope, and prints nDCG@10 (linear gains, as
trec_eval), recall@10 and MRR@10, the time of a query (one after the other, embedding included) and
documents stored and indexed per second. `--baselines` adds the same for each leg alone and for plain
BM25 over the rows of the corpus, which has no code in common with ours (`bench/baselines.py`).
Under `halves` stand the nDCG@10 of the two halves of the queries, parted by a hash of their ids:
what was tuned on these files was tuned on the first, and only the second says how good it is.
"""

import argparse
import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bench.baselines import PlainBM25
from bench.measures import ndcg, percentile, quality
from bench.report import report, rounded
from bench.shelf import Row, open_shelf, papers_of_corpus, rows
from bot.house import House
from retrieval.answer import Scope
from retrieval.library import Library
from retrieval.search import search

DEPTH = 10
Ask = Callable[[str, int], Awaitable[list[str]]]
"""A way to search: text and how many → corpus ids, best first."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, what is relevant to it, and what may not be found."""

    id: str
    text: str
    relevant: Mapping[str, float]
    exclude: frozenset[str] = frozenset()

    @property
    def held_out(self) -> bool:
        """Whether it is in the half that nothing was tuned on."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 1


def queries_of(given: Sequence[Row]) -> list[Query]:
    """Queries from the rows of a file."""
    return [Query(str(row["id"]), row["text"], row["relevant"], frozenset(row.get("exclude", ()))) for row in given]


async def measure(corpus: Path, queries: Path, *, baselines: bool = False) -> dict[str, object]:
    """All figures, by the names that are printed."""
    async with open_shelf() as (house, _):
        speed = await _fill(house, corpus)
        asked = queries_of(list(rows(queries)))
        figures = {"queries": len(asked)} | await _judged(_fused(house.library), asked) | {"index_docs_per_s": speed}
        if baselines:
            others = {
                "lexical": _lexical(house.library),
                "dense": _dense(house.library),
                "plain_bm25": _plain(list(rows(corpus))),
            }
            figures["baselines"] = {name: await _judged(ask, asked) for name, ask in others.items()}
        return figures


async def _fill(house: House, corpus: Path) -> float:
    """Documents stored and indexed per second."""
    papers = list(papers_of_corpus(rows(corpus)))
    begun = perf_counter()
    await house.library.store.add(papers, captured=datetime.now(UTC))
    await house.index(lambda _done, _of: None)
    return rounded(len(papers) / (perf_counter() - begun), 1)


async def _judged(ask: Ask, queries: Sequence[Query]) -> dict[str, object]:
    """The quality and the speed of one way to search, a first question (which loads the model) left out."""
    rankings, milliseconds = [], []
    await ask("warm", DEPTH)
    for query in queries:
        begun = perf_counter()
        ids = await ask(query.text, DEPTH + len(query.exclude))
        milliseconds.append(1000 * (perf_counter() - begun))
        rankings.append([one for one in ids if one not in query.exclude][:DEPTH])
    reached = quality(rankings, [query.relevant for query in queries])
    gains = [ndcg(ranked, query.relevant) for ranked, query in zip(rankings, queries, strict=True)]
    halves = {
        half: [gain for gain, query in zip(gains, queries, strict=True) if query.held_out is (half == "held_out")]
        for half in ("tuned_on", "held_out")
    }
    return {
        "ndcg@10": rounded(reached.ndcg),
        "recall@10": rounded(reached.recall),
        "mrr@10": rounded(reached.mrr),
        "query_ms_p50": rounded(percentile(milliseconds, 50), 1),
        "query_ms_p95": rounded(percentile(milliseconds, 95), 1),
        "halves": {half: rounded(sum(some) / max(1, len(some))) for half, some in halves.items()},
    }


def _fused(library: Library) -> Ask:
    async def ask(text: str, limit: int) -> list[str]:
        return [_corpus_id(one.passage.paper_id) for one in await search(library, text, limit=limit, per_paper=1)]

    return ask


def _lexical(library: Library) -> Ask:
    async def ask(text: str, limit: int) -> list[str]:
        found = await library.store.lexical(text, scope=Scope(), limit=limit)
        return await _papers(library, [hit.row for hit in found])

    return ask


def _dense(library: Library) -> Ask:
    async def ask(text: str, limit: int) -> list[str]:
        (vector,) = await library.embedder.queries([text])
        found = await library.index.nearest(vector, limit=limit)
        return await _papers(library, [hit.row for hit in found])

    return ask


def _plain(corpus: Sequence[Row]) -> Ask:
    """Plain BM25 over titles and texts as they are in the file."""
    index = PlainBM25([f"{row.get('title') or ''} {row['text']}" for row in corpus])

    async def ask(text: str, limit: int) -> list[str]:
        return [str(corpus[row]["id"]) for row in index.best(text, limit)]

    return ask


async def _papers(library: Library, found: Sequence[int]) -> list[str]:
    passages = await library.store.load(found)
    return list(dict.fromkeys(_corpus_id(passages[row].paper_id) for row in found if row in passages))


def _corpus_id(paper_id: str) -> str:
    return paper_id.removeprefix("file:")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.retrieval", description="How well search finds what is relevant."
    )
    parser.add_argument("--corpus", type=Path, required=True, help="JSONL, perhaps gzipped: {id, title, text}")
    parser.add_argument("--queries", type=Path, required=True, help="JSONL, perhaps gzipped: {id, text, relevant}")
    parser.add_argument("--baselines", action="store_true", help="also each leg alone, and plain BM25")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    figures = asyncio.run(measure(given.corpus, given.queries, baselines=given.baselines))
    report(figures, as_json=given.json)


if __name__ == "__main__":
    main()
