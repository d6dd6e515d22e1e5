"""A desk in memory: a shelf of papers, an edition, what was said; enough for commands and conversations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from bot.commands import COMMANDS
from bot.desk import Desk
from bot.platforms.platform import Person, Place
from retrieval.errors import SourceUnavailable
from retrieval.library import Library
from retrieval.paper import PUBLIC, Paper, PaperRef, Passage
from retrieval.ports import Added
from schedules.edition import Edition

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
SERVER = "server"
CHANNEL = Place("fake", SERVER, "papers")
THREAD = Place("fake", SERVER, "papers", thread="t")
DIRECT = Place("fake", "ada", "dm", direct=True)
ADA = Person("ada", "Ada")


@dataclass
class Shelf:
    """As much of a `PaperStore` as the door itself uses; `asked` notes each call by name."""

    papers: dict[tuple[str, str], Paper] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def add(self, papers: Iterable[Paper], *, captured: datetime) -> Added:
        self.asked.append("add")
        count = 0
        for paper in papers:
            self.papers[paper.id, paper.owner] = paper
            count += 1
        return Added(new=count)

    async def get(self, paper_id: str, *, owner: str, version: int | None = None) -> Paper | None:
        self.asked.append("get")
        found = self.papers.get((paper_id, owner)) or self.papers.get((paper_id, PUBLIC))
        return found if found and version in (None, found.version) else None

    async def titled(self, words: str, *, owner: str, limit: int = 5) -> list[Paper]:
        self.asked.append("titled")
        wanted = _words(words)
        seen = [paper for paper in self.papers.values() if paper.owner in (owner, PUBLIC)]
        return [paper for paper in seen if wanted and wanted <= _words(paper.title)][:limit]

    async def passages(self, paper_ids: Iterable[str], *, owner: str) -> list[Passage]:
        held = [await self.get(paper_id, owner=owner) for paper_id in paper_ids]
        return [abstract_of(paper) for paper in held if paper]


def _words(text: str) -> set[str]:
    return {"".join(filter(str.isalnum, word)) for word in text.casefold().replace(":", " ").split()} - {""}


def abstract_of(paper: Paper) -> Passage:
    """The passage every paper has."""
    return Passage(paper_id=paper.id, version=paper.version or 1, ordinal=0, title=paper.title, text=paper.abstract)


@dataclass
class Publisher:
    """A `PaperLookup` that has these papers, or is down."""

    papers: tuple[Paper, ...] = ()
    down: bool = False
    asked: list[PaperRef] = field(default_factory=list)

    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        self.asked += refs
        if self.down:
            raise SourceUnavailable("arXiv does not answer; try again later.")
        return [paper for ref in refs for paper in self.papers if paper.id == ref.id]


@dataclass
class FakeThreads:
    """Threads by their place; `editions` says which post a thread hangs on."""

    editions: Mapping[str, Edition] = field(default_factory=dict)
    said: list[tuple[Place, str, str, str, str]] = field(default_factory=list)

    async def edition_of(self, where: Place) -> Edition | None:
        return self.editions.get(where.thread)

    async def paper_of(self, where: Place, *, asker: str) -> str:
        mine = [turn[4] for turn in self.said if turn[0].thread == where.thread and turn[1] == asker and turn[4]]
        return mine[-1] if mine else ""

    async def remember(self, where: Place, *, asker: str, question: str, answer: str, paper: str) -> None:
        self.said.append((where, asker, question, answer, paper))

    async def turns(self, where: Place, *, limit: int = 6) -> list[str]:
        return [f"{turn[2]}\n{turn[3]}" for turn in self.said if turn[0].thread == where.thread][-limit:]


@dataclass
class FakeDesk:
    """What stands behind a desk, open to a test; `desk()` is the desk itself."""

    shelf: Shelf = field(default_factory=Shelf)
    publisher: Publisher = field(default_factory=Publisher)
    threads: FakeThreads = field(default_factory=FakeThreads)
    editions: list[Edition] = field(default_factory=list)
    """Of the channel, newest last."""
    list_shown: tuple[Paper, ...] = ()
    other: Mapping[str, Any] = field(default_factory=dict)
    """More of the library, by field."""

    def desk(self) -> Desk:
        library = Library(self.shelf, None, None, None, None, self.publisher)  # type: ignore[arg-type]  # unused here
        return Desk(
            library=replace(library, **self.other),
            threads=self.threads,
            edition=self._edition,
            shown=self._shown,
            listed=self._listed,
            commands=COMMANDS,
            now=lambda: NOW,
        )

    async def _edition(self, where: Place, day: date | None) -> Edition | None:
        found = [edition for edition in self.editions if day in (None, edition.day)]
        return found[-1] if found else None

    async def _shown(self, where: Place) -> tuple[Paper, ...]:
        return self.list_shown

    async def _listed(self, where: Place, papers: Sequence[Paper]) -> None:
        self.list_shown = tuple(papers)


def desk_with(*papers: Paper, **other: Any) -> FakeDesk:
    """A desk whose shelf holds these papers."""
    return FakeDesk(Shelf({(paper.id, paper.owner): paper for paper in papers}), **other)
