"""What is taken back after it was posted: recorded once, shown wherever its edition is shown again.

An edition itself is never changed: its corrections lie beside it, and are laid over it when it is read.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol

from retrieval.answer import Claim
from retrieval.errors import clip
from schedules.edition import Edition, Item, Note
from schedules.parcels import Message, Receipt
from schedules.remembered import Tie
from schedules.told import Line, Told

Kind = Literal["corrected", "withdrawn", "taken back", "objection"]
"""`withdrawn`: it does not stand in the paper. `corrected`: nor does it, and the paper's own words take its

place. `taken back`: those who run the channel said so. `objection`: a person who says they are an author.
"""
MOST_OBJECTIONS = 3
"""Objections to one item of an edition that are shown; each person has one."""
LONGEST_OBJECTION = 300
LONGEST_SAID = 240
"""Characters of a sentence that a note repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One sentence of one edition, and what became of it on which local day."""

    edition: str
    paper: str
    kind: Kind
    day: date
    said: str = ""
    """The sentence as it was posted; empty for an objection to the whole item."""
    original: str = ""
    """Where that is a translation: what it translates, which is what memory has."""
    instead: Claim | None = None
    """`corrected`: the checked words of the paper that take its place."""
    words: str = ""
    """`objection`: what the person wrote, untrusted."""
    by: str = ""
    """`objection`: the person's pseudonym."""
    server: str = ""
    """`objection`: the server it was made in."""
    undone: date | None = None
    """`taken back`: the local day on which that was reversed; the sentence stands again, and this is kept."""

    @property
    def id(self) -> str:
        """The same for the same sentence however often, and whatever was found; one objection for each person."""
        what = self.by if self.kind == "objection" else self.said
        named = (self.edition, self.paper, str(self.kind == "objection"), what)
        return hashlib.sha256("\0".join(named).encode()).hexdigest()[:40]


def note(correction: Correction) -> Note:
    """The correction as a dated note. Pure; a stranger's words are shortened, and escaped by whoever renders."""
    when = f"{correction.day.day} {correction.day:%B %Y}"
    said = clip(correction.said, LONGEST_SAID)
    if correction.undone is not None:
        day = f"{correction.undone.day} {correction.undone:%B %Y}"
        brief = f"Restored {day} by those who run this channel"
        return Note(f"{brief}: “{said}” stands again.", f"{brief}: “{clip(correction.said, 90)}”.")
    match correction.kind:
        case "objection":
            words = clip(correction.words, LONGEST_OBJECTION)
            whole = f"A person who says they are an author of this paper objects ({when}): “{words}”."
            return Note(whole, f"A person who says they are an author objects, {when}; see the thread.")
        case "corrected" if correction.instead is not None:
            whole = f"Corrected {when}: this line said “{said}”; the paper says “{correction.instead.text}”."
            brief = f"Corrected {when}; it said “{clip(correction.said, 90)}”."
            return Note(whole, brief, f"Corrected {when}; see the thread.")
        case "taken back":
            brief = f"Withdrawn {when} by those who run this channel"
        case _:
            brief = f"Withdrawn {when}, for it does not stand in the paper"
    short = f"Withdrawn {when}; see the thread."
    return Note(f"{brief}: this line said “{said}”.", f"{brief}: “{clip(correction.said, 90)}”.", short)


def shown(corrections: Iterable[Correction]) -> list[Correction]:
    """Those that readers see: of the objections to a paper only the first ones, so that nobody floods a post. Pure.

    Nothing that was undone.
    """
    found: list[Correction] = []
    for one in (one for one in corrections if one.undone is None):
        before = sum((other.kind, other.paper) == ("objection", one.paper) for other in found)
        if one.kind != "objection" or before < MOST_OBJECTIONS:
            found.append(one)
    return found


def corrected(edition: Edition, corrections: Iterable[Correction]) -> Edition:
    """The edition as it is shown from now on: what fell is out, and each item has its notes. Pure, repeatable."""
    by_paper: dict[str, list[Correction]] = {}
    for one in shown(corrections):
        by_paper.setdefault(one.paper, []).append(one)
    if not by_paper:
        return edition
    items, also = (
        tuple(_mended(item, by_paper.get(item.paper.id, ())) for item in some) for some in (edition.items, edition.also)
    )
    fallen = {one.said for some in by_paper.values() for one in some if one.said}
    ties = tuple(_untied(tie, fallen) for tie in edition.memory.ties)
    return replace(edition, items=items, also=also, memory=replace(edition.memory, ties=ties))


def corrected_told(told: Told, corrections: Iterable[Correction]) -> Told:
    """What a model told for a form, as it is shown from now on: a line that fell is out, or in the paper's words.

    Pure, repeatable. The note on it stands where the edition's items have theirs.
    """
    lines = {(one.paper, one.said): one.instead for one in corrections if one.said and one.undone is None}
    if not lines:
        return told
    parts = [replace(part, lines=tuple(_left_lines(part.lines, lines))) for part in told.parts]
    return replace(told, parts=tuple(one for one in parts if any(line.claim for line in one.lines)))


def _left_lines(lines: Iterable[Line], fallen: Mapping[tuple[str, str], Claim | None]) -> Iterator[Line]:
    """The lines that stand; what took the place of one may fall in its turn."""
    for line in lines:
        claim, left = line.claim, dict(fallen)
        while claim and (line.paper_id, claim.text) in left:
            claim = left.pop((line.paper_id, claim.text))
        if claim or not line.claim:
            yield replace(line, text=claim.text, claim=claim) if claim else line


def _untied(tie: Tie, fallen: Collection[str]) -> Tie:
    """A tie one of whose claims fell is no more than what code can tell."""
    return replace(tie, relation="continues", claims=()) if any(one.text in fallen for one in tie.claims) else tie


def _mended(item: Item, corrections: Iterable[Correction]) -> Item:
    """The item with one correction after the other: what took a sentence's place may fall in its turn."""
    for one in corrections:
        noted = replace(item, notes=tuple(dict.fromkeys((*item.notes, note(one)))))
        item = noted if one.kind == "objection" else _without(noted, one.said, one.instead)
    return item


def _without(item: Item, said: str, instead: Claim | None) -> Item:
    """The item without this sentence. As its finding it gives way to the paper's words, a result, or its title."""
    finding = item.finding
    if finding.text == said:
        results = (claim for one in item.sections if one.name == "takeaways" for claim in one.claims)
        other = next((claim for claim in results if claim.text != said), None)
        finding = instead or other or Claim(item.paper.title, (), verbatim=True)
    sections = [replace(one, claims=_left(one.claims, said, instead, finding.text)) for one in item.sections]
    return replace(item, finding=finding, sections=tuple(one for one in sections if one.claims or one.note))


def _left(claims: Iterable[Claim], said: str, instead: Claim | None, finding: str) -> tuple[Claim, ...]:
    """The claims that stand, each once; what took the place of the finding is not said again."""
    mended = (instead if one.text == said else one for one in claims)
    fresh = (one for one in mended if one and not (one is instead and one.text == finding))
    return tuple({one.text: one for one in fresh}.values())


@dataclass(frozen=True, slots=True)
class Posted:
    """One frozen message of an edition's post. `receipt`: where it stands; None: it is not there."""

    part: int
    platform: str
    in_thread: bool
    message: Message
    receipt: Receipt | None
    on_its_way: bool


class Corrections(Protocol):
    """Corrections by edition. Raises StoreUnavailable or StorageRefused."""

    async def add(self, correction: Correction, *, at: datetime) -> bool:
        """Record it; False if this sentence was corrected (or this person has objected) before.

        What later editions remember of the paper is corrected with it. One that was undone holds again.
        """
        ...

    async def undo(self, correction: Correction, *, day: date) -> bool:
        """From this local day on the sentence stands again, in memory too; False if it does already.

        The correction is kept, marked; the posted messages are to be edited once more.
        """
        ...

    async def of(self, edition: str, *, told: bool | None = None) -> list[Correction]:
        """Those of an edition, oldest first; `told`: only those the posted messages say (or do not say) yet."""
        ...

    async def untold(self) -> list[str]:
        """Keys of the editions whose posted messages lack a correction."""
        ...

    async def composed(self, edition: str) -> Edition | None:
        """The edition as it was composed, nothing laid over it."""
        ...

    async def posted(self, edition: str) -> list[Posted]:
        """Its frozen messages in order."""
        ...

    async def objections(self, *, by: str, server: str) -> list[Correction]:
        """All that this person objected to in this server."""
        ...

    async def remove(self, correction: Correction, *, replaced: Mapping[int, Message]) -> None:
        """Forget it for good; the frozen messages are replaced by part."""
        ...

    async def settle(
        self,
        corrections: Sequence[Correction],
        *,
        replaced: Mapping[int, Message],
        added: Sequence[Message] = (),
    ) -> bool:
        """These are told: the frozen messages are replaced by part, others are added to the thread, all or nothing.

        False, and nothing done, if any of them was told meanwhile.
        """
        ...
