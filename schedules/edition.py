"""One day as plain data: what was read, what was kept, and what is said of it, all of it checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from retrieval.answer import Byline, Claim, Section, Usage
from retrieval.explaining.deepdive import Place
from retrieval.explaining.illustration import Illustration
from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.rank import Pick
from schedules.remembered import Memory

Verb = Literal["Read", "Skim", "Track"]
MOST_KEPT = 50
"""So many kept papers have words of their own in an edition, `items` and `also` together."""


@dataclass(frozen=True, slots=True)
class Window:
    """What an edition may speak of: papers first captured in [start, end), aware, UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many papers came to each step; each step is a subset of the one before.

    `announced`: captured in the window. `read`: of these, those ranked (not muted, not repeats).
    `kept`: over the bar. `shown`: in this edition's items.
    """

    announced: int
    read: int
    kept: int
    shown: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Two independent axes, each from 1 to 10 and each using its whole range over the days.

    `relevance`: how near the paper is to what this channel wants. `novelty`: how unlike anything
    read here before, or, judged by a model, how new its idea is. `by`: `program` or the model's name.
    """

    relevance: int
    novelty: int
    why: str = ""
    by: str = "program"
    told: tuple[int, int] | None = None
    """What a model itself said, before it was spread; later days are held against it."""
    of_the_day: bool = False
    """Novelty is told against the other papers of the day: hardly any are earlier."""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source told of in the window. `only`: papers that no other source told of."""

    name: str
    papers: int
    only: int = 0
    missing: str = ""
    """Why it was not read, in one sentence; empty if it was."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was found out about an item after it was posted, dated: a correction, or an author's objection.

    `brief`: one short sentence, where the post itself has little room; `short`: where it has hardly any (empty:
    `brief` is short).
    """

    text: str
    brief: str
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One paper of an edition."""

    number: int
    paper: Paper
    verb: Verb
    finding: Claim
    because: str
    sections: tuple[Section, ...]
    before: tuple[str, ...] = ()
    """What we saw before on it: lines with a date, from earlier editions only."""
    marks: Marks | None = None
    topic: str = ""
    """The profile's line that fits best."""
    agreeing: tuple[str, ...] = ()
    """Other sources that told of it too."""
    illustration: Illustration | None = None
    """The figure that helps, where the paper's full text was read before the edition was made."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the quotes stand that are not of the abstract, by passage."""
    notes: tuple[Note, ...] = ()
    """Never composed: `schedules/corrections.py` adds them whenever an edition is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One day for one profile. Composed once, rendered in any form, never changed afterwards."""

    key: str
    day: date
    """The local day it is the edition of."""
    window: Window
    line: Claim | str
    """What ties the day together: a checked claim of a model, or a count made by the program."""
    items: tuple[Item, ...]
    funnel: Funnel
    skip: str
    """What is safe to skip, counted by the program."""
    picks: tuple[Pick, ...]
    """Every paper that was read, best first, for `/why`."""
    byline: Byline
    usage: Usage
    missing: tuple[str, ...] = ()
    """A sentence for each source, or model, that did not answer."""
    remarks: tuple[str, ...] = ()
    """What the other sources said of themselves: a weekend, a late feed."""
    quiet: str = ""
    """When there is nothing to show: the reason, in one sentence."""
    also: tuple[Item, ...] = ()
    """The papers that were kept beyond `items`, best first, numbered on: what the longer forms hold."""
    profile: Profile | None = None
    """What was wanted, for the form that prints it; None in editions made before it was kept."""
    sources: tuple[SourceCount, ...] = ()
    memory: Memory = field(default_factory=Memory)
    retold: bool = False
    """Some abstracts are retold in our words (the bundled day): quotes are of the retelling."""
    unread: tuple[str, ...] = ()
    """The names of sources that did not answer: the next edition reads them from the start of this window on."""
    language: str = "en"
    """In which it is shown (ISO 639-1): the words of a model, and of the program where there is a catalogue.

    What the program itself composed (`line`, `skip`, `quiet`, reasons …) stands here in English.
    """
