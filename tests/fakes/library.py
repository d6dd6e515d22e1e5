"""A library on fakes, two papers to ask about, and a model's other voices: one that rewrites, one that researches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from retrieval.answer import Allowance, Question, Usage
from retrieval.errors import WriterUnavailable
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.library import Library
from retrieval.paper import Paper, PaperRef, Passage
from retrieval.writer import Tool
from retrieval.writers.extractive import Extractive
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.store import FakePaperStore

PRUNING = Paper(
    id="2301.00774",
    title="SparseGPT: Pruning in One Shot",
    abstract=(
        "We present SparseGPT, a pruning method for language models. It gives 1.33x faster inference at 2:4 sparsity."
    ),
    version=1,
)
CATS = Paper(
    id="2506.07751", title="How cats sleep", abstract="Cats sleep for 16 hours a day. They dream of mice.", version=2
)
DAY = datetime(2025, 6, 9, tzinfo=UTC)


class NoLookup:
    """A `PaperLookup` that has nothing."""

    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        return []


async def library_of(
    *papers: Paper, writer: Any = None, full: Mapping[str, Sequence[str]] | None = None, **other: Any
) -> Library:
    """These papers behind `writer` (none: the extractive one); `full` holds sections of full text by paper id."""
    store = FakePaperStore()
    await store.add(papers, captured=DAY)
    for paper in papers:
        if sections := (full or {}).get(paper.id):
            await store.put_reading(
                paper,
                Reading(outcome=Outcome.READ, tried=DAY),
                [_section(paper, n, text) for n, text in enumerate(sections, 1)],
            )
    plain = Extractive()
    return Library(store, FakeIndex(), FakeEmbedder(), writer or plain, plain, NoLookup(), **other)


def _section(paper: Paper, number: int, text: str) -> Passage:
    return Passage(
        paper_id=paper.id,
        version=paper.version or 1,
        ordinal=number,
        title=paper.title,
        text=text,
        section=f"Part {number}",
    )


@dataclass
class FakeRewriter:
    """Says `says` of every question, or is down."""

    says: str = ""
    down: str = ""
    asked: list[tuple[Question, tuple[str, ...]]] = field(default_factory=list)

    async def rewrite(self, question: Question, titles: Sequence[str]) -> tuple[str, Usage]:
        self.asked.append((question, tuple(titles)))
        if self.down:
            raise WriterUnavailable(self.down, spent=Usage(5, 0, 0.0))
        return self.says, Usage(20, 10, 0.0)


@dataclass
class FakeResearcher:
    """Uses tools as `uses` says, by name and inputs, then names `keys`; or is down after that."""

    uses: Sequence[tuple[str, Mapping[str, str]]] = ()
    keys: Sequence[str] = ()
    down: str = ""
    told: list[str] = field(default_factory=list)
    """What the tools said where they returned no passages."""
    allowances: list[Allowance] = field(default_factory=list)

    async def research(
        self, question: Question, tools: Sequence[Tool], *, allowance: Allowance
    ) -> tuple[tuple[str, ...], Usage]:
        self.allowances.append(allowance)
        by_name = {tool.name: tool for tool in tools}
        for name, given in self.uses:
            found = await by_name[name].use(given)
            if isinstance(found, str):
                self.told.append(found)
        if self.down:
            raise WriterUnavailable(self.down, spent=Usage(50, 5, 0.0))
        return tuple(self.keys), Usage(100, 10, 0.0)
