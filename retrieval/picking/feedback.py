"""What people did with papers, boiled down to one verdict a paper. Pure.

Whoever calls sees to it that only people's doings come here: a bot's reactions, ours among them,
are left out where they are heard.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SignalKind = Literal["up", "down", "topic", "saved", "asked", "explained", "opened", "imported"]
"""👍, 👎, “not this topic”, saved, a question about it, an explanation of it, opened, named by

somebody in the history or the links that were imported.
"""

STANCES: frozenset[str] = frozenset({"up", "down", "topic"})
"""Of these only a person's last on a paper counts, however often it was changed."""
WORTH: dict[str, float] = {
    "up": 1.0,
    "saved": 1.0,
    "imported": 0.7,
    "asked": 0.5,
    "explained": 0.5,
    "opened": 0.3,
    "down": -1.0,
    "topic": -1.0,
}
IGNORED = 0.2
"""What it weighs that a paper came by and nobody did anything with it: it may just not have been seen."""
OTHERS = 0.5
"""What the doings of the others in a channel weigh, where one person's own taste is learned."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing one person (a pseudonym) did with one paper, at an aware time."""

    person: str
    paper_id: str
    kind: SignalKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paper was wanted, and how surely, in (0, 1]. `told`: somebody said so; else it was passed over.

    `by`: the doing that says so most plainly; empty where nobody did anything.
    """

    wanted: bool
    weight: float
    told: bool = True
    by: SignalKind | Literal[""] = field(default="", compare=False)


def verdicts(signals: Iterable[Signal], *, passed: Collection[str] = (), person: str = "") -> dict[str, Verdict]:
    """A verdict for each paper that came by (`passed`) or that somebody did something with.

    Order and repeats of `signals` change nothing but which stance was a person's last. People who
    disagree evenly leave no verdict. With `person` that person's own doings weigh most.
    """
    total: dict[str, float] = {}
    done: dict[str, list[SignalKind]] = {}
    for (who, paper_id, _), signal in _last(signals).items():
        share = 1.0 if not person or who == person else OTHERS
        total[paper_id] = total.get(paper_id, 0.0) + share * WORTH[signal.kind]
        done.setdefault(paper_id, []).append(signal.kind)
    told = {
        paper_id: Verdict(worth > 0, min(1.0, abs(worth)), by=_plainest(done[paper_id], wanted=worth > 0))
        for paper_id, worth in total.items()
        if worth
    }
    silent = {
        paper_id: Verdict(wanted=False, weight=IGNORED, told=False) for paper_id in passed if paper_id not in total
    }
    return silent | told


def _plainest(done: Iterable[SignalKind], *, wanted: bool) -> SignalKind:
    """Of what was done with a paper, what speaks most plainly for the verdict; of equals, the first in `WORTH`."""
    order = list(WORTH)
    return min(
        (kind for kind in done if (WORTH[kind] > 0) is wanted), key=lambda kind: (-abs(WORTH[kind]), order.index(kind))
    )


def _last(signals: Iterable[Signal]) -> dict[tuple[str, str, str], Signal]:
    """Of each person, paper and kind (the stances are one kind) the last."""
    last: dict[tuple[str, str, str], Signal] = {}
    for signal in signals:
        key = (signal.person, signal.paper_id, "stance" if signal.kind in STANCES else signal.kind)
        if key not in last or (signal.at, signal.kind) >= (last[key].at, last[key].kind):
            last[key] = signal
    return last
