"""What earlier editions have to do with today's: dated, and never later than the window's end. Plain data."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from retrieval.answer import Claim
from retrieval.errors import BadInput

Relation = Literal["continues", "confirms", "contradicts", "fills a gap"]
"""How a paper stands to an earlier one. The program alone can only tell `continues`; the others are a

model's reading, and rest on a checked quote of each paper.
"""
State = Literal["open", "hit", "missed", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A paper of the day beside an earlier one of the same named thread."""

    thread: str
    """The thread's name, a phrase that stands in both papers, in one of them perhaps abbreviated."""
    paper_id: str
    title: str
    earlier_id: str
    earlier_title: str
    earlier_day: date
    """The day of the edition that showed or kept the earlier paper."""
    relation: Relation
    gloss: str
    """One clause on the earlier paper: words of its checked finding."""
    claims: tuple[Claim, ...] = ()
    """What the relation rests on, where a model told it."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A named line through several days: its ties' papers in order of day."""

    name: str
    papers: tuple[tuple[date, str, str], ...]
    """(day of the edition, paper id, title), oldest first; each paper once."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A prediction's criterion as code counts it: so many kept papers that speak of a phrase within the horizon."""

    phrase: str
    at_least: int
    also: tuple[str, ...] = ()
    """Its short forms, which count as well: `KV cache` for `key-value cache`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A row of the ledger. Without a criterion there is none: BadInput."""

    id: str
    claim: str
    made: date
    horizon: int
    """Days from `made` on."""
    criterion: str
    """What would prove it false, in one sentence."""
    state: State = "open"
    evidence: tuple[tuple[date, str, str], ...] = ()
    """(day, paper id, what it says or adds), oldest first."""
    by: str = "program"
    """Who made it: `program`, a model's name, or a host of the show."""
    measure: Measure | None = None
    """None: a model re-examines it, or it ends `unclear`."""
    settled: date | None = None
    """The day of the edition that tells what became of it."""
    grounds: tuple[Claim, ...] = ()
    """What it was made on, in checked quotes; the prediction itself is nobody's finding."""
    proof: tuple[Claim, ...] = ()
    """Where a model judged: what the paper of the evidence says, in checked quotes."""

    def __post_init__(self) -> None:
        if not self.criterion.strip():
            raise BadInput("A prediction says what would prove it false; without that it is not written down.")

    @property
    def due(self) -> date:
        return self.made + timedelta(days=self.horizon)


@dataclass(frozen=True, slots=True)
class Rising:
    """An author with several kept papers lately. `papers`: (day, paper id), oldest first."""

    author: str
    papers: tuple[tuple[date, str], ...]
    told: str = ""
    """What says that they are all of one person: a name alone does not."""
    others: tuple[str, ...] = ()
    """Who signed the very same papers, too."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An earlier paper of this channel of which there is something new: `what` is one sentence (v2, withdrawn)."""

    paper_id: str
    title: str
    day: date
    what: str
    noted: int = 0
    """The version that is told of; minus one: the withdrawal."""


@dataclass(frozen=True, slots=True)
class Score:
    """The ledger's record, for all to see."""

    hit: int = 0
    missed: int = 0
    unclear: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What an edition remembers; empty on the first day."""

    ties: tuple[Tie, ...] = ()
    threads: tuple[Thread, ...] = ()
    """Those that today's papers belong to."""
    due: tuple[Prediction, ...] = ()
    """Predictions that came due since the last edition, with what became of them."""
    made: tuple[Prediction, ...] = ()
    """Today's new ones."""
    rising: tuple[Rising, ...] = ()
    changed: tuple[Changed, ...] = ()
    score: Score = field(default_factory=Score)
