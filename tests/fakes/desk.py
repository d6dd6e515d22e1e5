"""A desk in memory: a shelf of papers, an edition, what was said; enough for commands and conversations."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from bot.caps import UNCAPPED, Caps
from bot.commands.all import COMMANDS
from bot.desk import Desk, Health
from bot.platforms.platform import Person, Place
from retrieval.errors import EmbedderUnavailable, IndexUnavailable, SourceUnavailable
from retrieval.library import Library
from retrieval.paper import Paper, PaperRef
from retrieval.ports import Ranked, Vectors
from retrieval.writers.extractive import Extractive
from schedules.edition import Edition
from schedules.editions import holds
from tests.fakes.memories import FakeMemories
from tests.fakes.press import FakeSubscriptions
from tests.fakes.readers import FakeFollows, FakeLedger, FakeOpinions
from tests.fakes.steering import FakeChanges, FakeNotes, FakePressroom
from tests.fakes.store import FakePaperStore

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
SERVER = "server"
CHANNEL = Place("fake", SERVER, "papers")
THREAD = Place("fake", SERVER, "papers", thread="t")
DIRECT = Place("fake", "ada", "dm", direct=True)
ADA = Person("ada", "Ada")


class NoIndex:
    """A `PassageIndex` that is down: search then goes by words alone."""

    async def generation(self) -> str:
        raise IndexUnavailable("The index is down.")

    async def nearest(self, vector: object, *, limit: int) -> list[Ranked]:
        raise IndexUnavailable("The index is down.")

    async def vectors(self, rows: Sequence[int]) -> dict[int, Any]:
        raise IndexUnavailable("The index is down.")


class NoEmbedder:
    """An `Embedder` that is down."""

    fingerprint = "none"

    async def queries(self, texts: Sequence[str]) -> Vectors:
        raise EmbedderUnavailable("The embedder is down.")


async def pseudonym(platform: str, person: str) -> str:
    """What stands for a person."""
    return f"hash of {platform} {person}"


def shelf_of(papers: Iterable[Paper]) -> FakePaperStore:
    """A store that holds these papers."""
    store = FakePaperStore()
    adding = store.add(papers, captured=NOW)
    with suppress(StopIteration):
        adding.send(None)  # it awaits nothing, so one step is all of it
    return store


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
    opened: set[Place] = field(default_factory=set)
    """Threads where unaddressed questions are answered."""

    async def edition_of(self, where: Place) -> Edition | None:
        return self.editions.get(where.thread)

    async def paper_of(self, where: Place, *, asker: str) -> str:
        mine = [turn[4] for turn in self.said if turn[0].thread == where.thread and turn[1] == asker and turn[4]]
        return mine[-1] if mine else ""

    async def remember(self, where: Place, *, asker: str, question: str, answer: str, paper: str) -> None:
        self.said.append((where, asker, question, answer, paper))

    async def turns(self, where: Place, *, limit: int = 6) -> list[str]:
        return [f"{turn[2]}\n{turn[3]}" for turn in self.said if turn[0].thread == where.thread][-limit:]

    async def is_open(self, where: Place) -> bool:
        return where in self.opened

    async def open(self, where: Place) -> bool:
        was = where in self.opened
        self.opened.add(where)
        return not was

    async def close(self, where: Place) -> bool:
        was = where in self.opened
        self.opened.discard(where)
        return was

    async def forget(self, asker: str, *, server: str) -> int:
        before = len(self.said)
        self.said = [turn for turn in self.said if (turn[1], turn[0].server) != (asker, server)]
        return before - len(self.said)


@dataclass
class FakeDesk:
    """What stands behind a desk, open to a test; `desk()` is the desk itself."""

    shelf: FakePaperStore = field(default_factory=FakePaperStore)
    publisher: Publisher = field(default_factory=Publisher)
    threads: FakeThreads = field(default_factory=FakeThreads)
    editions: list[Edition] = field(default_factory=list)
    """Of the channel, newest last."""
    list_shown: tuple[Paper, ...] = ()
    other: Mapping[str, Any] = field(default_factory=dict)
    """More of the library, by field."""
    now: datetime = NOW
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    press: FakePressroom = field(default_factory=FakePressroom)
    changes: FakeChanges = field(default_factory=FakeChanges)
    notes: FakeNotes = field(default_factory=FakeNotes)
    opinions: FakeOpinions = field(default_factory=FakeOpinions)
    follows: FakeFollows = field(default_factory=FakeFollows)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    caps: Caps = UNCAPPED
    memories: FakeMemories = field(default_factory=FakeMemories)
    alerts: list[str] = field(default_factory=list)
    """What the operator was told."""
    health: Health = field(default_factory=lambda: Health(papers=0, unindexed=0, platforms=("fake",), due=None))

    def desk(self) -> Desk:
        plain = Extractive()
        library = Library(self.shelf, NoIndex(), NoEmbedder(), plain, plain, self.publisher)  # type: ignore[arg-type]
        return Desk(
            library=replace(library, **self.other),
            threads=self.threads,
            edition=self._edition,
            holding=self._holding,
            shown=self._shown,
            listed=self._listed,
            commands=COMMANDS,
            now=lambda: self.now,
            subscriptions=self.subscriptions,
            press=self.press,
            changes=self.changes,
            notes=self.notes,
            opinions=self.opinions,
            follows=self.follows,
            ledger=self.ledger,
            memories=self.memories,
            pseudonym=pseudonym,
            health=self._health,
            alert=self._alert,
            caps=self.caps,
        )

    async def _alert(self, sentence: str) -> None:
        self.alerts.append(sentence)

    async def _health(self, where: Place) -> Health:
        return self.health

    async def _edition(self, where: Place, day: date | None) -> Edition | None:
        found = [edition for edition in self.editions if day in (None, edition.day)]
        return found[-1] if found else None

    async def _holding(self, where: Place, paper: str) -> list[Edition]:
        return [one for one in reversed(self.editions) if holds(one, paper)]

    async def _shown(self, where: Place, asker: str) -> tuple[Paper, ...]:
        return self.list_shown

    async def _listed(self, where: Place, papers: Sequence[Paper], whose: str) -> None:
        self.list_shown = tuple(papers)


def desk_with(*papers: Paper, **other: Any) -> FakeDesk:
    """A desk whose shelf holds these papers."""
    return FakeDesk(shelf_of(papers), **other)
