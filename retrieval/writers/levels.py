"""For whom a paper is explained: how much of it, and how plain. Pure data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.answer import Section
from retrieval.explaining.roles import Role


@dataclass(frozen=True, slots=True)
class Level:
    """How many sentences of each section a reader is shown, and how plain they have to be."""

    most: Mapping[str, int]
    plainly: float
    """What acronyms, numbers, symbols and citations cost."""
    exactly: float
    """What numbers and comparisons are worth."""
    longest: int
    """Characters beyond which length costs."""
    likes: Mapping[Role, float]
    """The parts from which takeaways are drawn, and how gladly."""
    most_crowded: float
    """A sentence more crowded with acronyms, numbers, symbols and citations is not shown at all."""


_MOST = {
    "finding": (1, 1, 1),
    "hook": (1, 1, 0),
    "offer": (1, 1, 1),
    "takeaways": (4, 5, 6),
    "terms": (3, 0, 0),
    "problem": (2, 1, 1),
    "new": (2, 2, 3),
    "how": (2, 2, 5),
    "setup": (0, 1, 5),
    "evidence": (1, 2, 5),
    "gaps": (2, 3, 5),
    "matters": (2, 2, 1),
    "next": (0, 2, 2),
}
"""How many sentences of a section: for newcomer, practitioner and expert."""

LEVELS = {
    "newcomer": Level(
        {name: most[0] for name, most in _MOST.items()},
        plainly=1.0,
        exactly=-0.4,
        longest=150,
        likes={"abstract": 1.0, "closing": 1.0, "intro": 0.4},
        most_crowded=0.75,
    ),
    "practitioner": Level(
        {name: most[1] for name, most in _MOST.items()},
        plainly=0.35,
        exactly=0.4,
        longest=190,
        likes={"abstract": 1.0, "closing": 0.8, "intro": 0.3},
        most_crowded=2.0,
    ),
    "expert": Level(
        {name: most[2] for name, most in _MOST.items()},
        plainly=0.1,
        exactly=1.0,
        longest=230,
        likes={"results": 1.0, "setup": 0.2, "closing": 0.3, "abstract": 0.2},
        most_crowded=9.0,
    ),
}
DEFAULT = "practitioner"
FEWEST_ALLOWED = 2
"""A section may have so many claims whatever the table says, but for the headline and what only some readers get."""
MOST_TAKEAWAYS = 6
"""The limit that stands beside them makes seven."""


def capped(sections: Sequence[Section], level: str) -> tuple[Section, ...]:
    """The sections with no more claims than a reader at this level is shown, whoever wrote them."""
    most = LEVELS.get(level, LEVELS[DEFAULT]).most
    cut = [replace(one, claims=one.claims[: _allowed(one.name, most)]) for one in sections]
    return tuple(one for one in cut if one.claims or one.note)


def _allowed(name: str, most: Mapping[str, int]) -> int:
    if name == "takeaways":
        return MOST_TAKEAWAYS
    if name == "finding":
        return 1
    if name == "terms":
        return most["terms"]
    return max(FEWEST_ALLOWED, most.get(name, 0))
