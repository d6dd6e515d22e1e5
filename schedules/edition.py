"""One day as plain data: what was read, what was kept, and what is said of it, all of it checked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from retrieval.answer import Byline, Claim, Section, Usage
from retrieval.paper import Paper
from retrieval.rank import Pick

Verb = Literal["Read", "Skim", "Track"]


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
    retold: bool = False
    """Some abstracts are retold in our words (the bundled day): quotes are of the retelling."""
