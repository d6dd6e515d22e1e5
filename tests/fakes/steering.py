"""What steering leaves behind, in memory: changes, notes, and a press room that has its editions ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.changes import Change
from retrieval.answer import FREELY, Allowance, Usage
from retrieval.errors import BadInput, PaperwireError
from retrieval.rank import Pick
from schedules.corrections import Correction
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms import form_named, round_up_named
from schedules.parcels import HeldUp
from schedules.roundup import rolled_up
from schedules.showing import Written
from schedules.subscriptions import Subscription
from schedules.told import NOTHING_TOLD, Told


@dataclass
class FakeChanges:
    held: list[Change] = field(default_factory=list)
    """Those not taken back, oldest first."""

    async def add(self, change: Change) -> None:
        self.held.append(change)

    async def newest(self, subscription: str, *, limit: int = 10) -> list[Change]:
        return [one for one in reversed(self.held) if one.subscription == subscription][:limit]

    async def take_back(self, change: Change) -> bool:
        if change not in self.held:
            return False
        self.held.remove(change)
        return True


@dataclass(frozen=True)
class _Kept:
    note: Document | Edition
    server: str
    person: str
    at: datetime


@dataclass
class FakeNotes:
    held: dict[str, _Kept] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    async def keep(self, note: Document | Edition, *, server: str, person: str, at: datetime) -> str:
        note_id = f"note{len(self.held) + 1}"
        self.held[note_id] = _Kept(note, server, person, at)
        return note_id

    async def document(self, note_id: str, *, server: str, person: str) -> Document | None:
        kept = self.held.get(note_id)
        mine = kept is not None and (kept.server, kept.person) == (server, person)
        return kept.note if kept and mine and isinstance(kept.note, Document) else None

    async def take(self, note_id: str, *, server: str, person: str) -> bool:
        if note_id in self.taken or await self.document(note_id, server=server, person=person) is None:
            return False
        self.taken.add(note_id)
        return True

    async def edition(self, note_id: str, *, server: str) -> Edition | None:
        kept = self.held.get(note_id)
        return kept.note if kept and kept.server == server and isinstance(kept.note, Edition) else None

    async def clear(self, *, before: datetime) -> int:
        old = [note_id for note_id, kept in self.held.items() if kept.at < before]
        for note_id in old:
            del self.held[note_id]
        return len(old)


@dataclass
class FakePressroom:
    """Has the edition of a day (None: of now) in `ready`; keeps what is posted in `posted`, by key."""

    ready: dict[Any, Edition] = field(default_factory=dict)
    fails: PaperwireError | None = None
    proofs: list[tuple[Subscription, date | None]] = field(default_factory=list)
    posted: dict[str, Edition] = field(default_factory=dict)
    own_picks: dict[str, list[Pick]] = field(default_factory=dict)
    """By a person's pseudonym."""
    stuck: dict[str, HeldUp] = field(default_factory=dict)
    """Editions that are not in their channel, by key."""
    taken_back: dict[str, Correction] = field(default_factory=dict)
    tellings: dict[str, dict[str, Told]] = field(default_factory=dict)
    """What a model told, by edition and form."""
    """Corrections by their id."""
    edited: bool = True
    """Whether posts can be edited now."""

    async def correct(self, corrections: Sequence[Correction]) -> tuple[int, bool]:
        held = self.taken_back
        fresh = [one for one in corrections if one.id not in held or held[one.id].undone]
        self.taken_back |= {one.id: one for one in fresh}
        return len(fresh), self.edited

    async def restore(self, correction: Correction, *, day: date) -> tuple[bool, bool]:
        held = self.taken_back.get(correction.id)
        if held is None or held.undone:
            return False, self.edited
        self.taken_back[held.id] = replace(held, undone=day)
        return True, self.edited

    async def written(self, edition: Edition) -> Written:
        corrections = [one for one in self.taken_back.values() if one.edition == edition.key]
        return Written(edition, self.tellings.get(edition.key, {}), corrections)

    async def told(self, edition: Edition) -> Mapping[str, Told]:
        return self.tellings.get(edition.key, {})

    async def forget_objections(self, person: str, *, server: str) -> int:
        theirs = [key for key, one in self.taken_back.items() if one.by == person and one.server == server]
        for key in theirs:
            del self.taken_back[key]
        return len(theirs)

    async def shown(self, edition: Edition, form: str, *, allowance: Allowance = FREELY) -> tuple[Document, Usage]:
        if period := round_up_named(form):
            return period.render(rolled_up([edition], days=period.days), NOTHING_TOLD), Usage()
        return form_named(form).render(edition, NOTHING_TOLD), Usage()

    async def held_up(self, edition: Edition) -> HeldUp | None:
        return self.stuck.get(edition.key)

    async def proof(self, subscription: Subscription, *, day: date | None = None) -> Edition:
        self.proofs.append((subscription, day))
        if self.fails is not None:
            raise self.fails
        if day not in self.ready:
            raise BadInput("I have stored no papers of that day.")
        return self.ready[day]

    async def own(self, subscription: Subscription, edition: Edition, *, person: str, direct: str = "") -> list[Pick]:
        return self.own_picks.get(person, [])

    async def post(self, subscription: Subscription, edition: Edition) -> Edition:
        return self.posted.setdefault(edition.key, edition)
