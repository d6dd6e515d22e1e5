"""What sentences of an abstract are for by phrases and place alone: the rules that `bench.roles` measures against.

The product went by them until it learned (`docs/decisions/0010-roles.md`).
"""

import re
from collections.abc import Mapping, Sequence

from retrieval.writers.cues import marks_of

_ROLES = {
    "next": "resource",
    "gaps": "limit",
    "about": "aim",
    "problem": "problem",
    "takeaways": "result",
    "new": "method",
    "matters": "outlook",
}
"""Sections in the order in which they took sentences, and the role that each stands for."""
_BAR = 0.9
_EARLY, _MIDDLE, _LATE = 0.3, 0.55, 0.85
_OURS = re.compile(
    r"\b(?:we|our|this (?:paper|work|study|survey|article|thesis|report|letter|review))\b", re.IGNORECASE
)


def by_cues(texts: Sequence[str]) -> list[str]:
    """One role for each sentence of an abstract."""
    return [_role(text, n / max(1, len(texts) - 1)) for n, text in enumerate(texts)]


def _role(text: str, place: float) -> str:
    has = marks_of(text)
    for name, role in _ROLES.items():
        if name in has and min(2, has[name]) + _fitting(has, text, place, name) > _BAR:
            return role
    if has.keys() & {"found", "measured"} or place > _LATE:
        return "result"
    return "problem" if place < _EARLY else "aim" if place < _MIDDLE else "method"


def _fitting(has: Mapping[str, int], text: str, place: float, name: str) -> float:
    offers = "about" in has
    match name:
        case "about":
            return 1.5 - place
        case "problem":
            return 1 - 2.5 * place - 1.5 * offers
        case "new":
            return 1.0 * offers - 1.2 * (("problem" in has) + ("found" in has) + 2 * (place < _EARLY))
        case "takeaways":
            return ("found" in has) + ("measured" in has) + place - 1.5 - 0.5 * offers
        case "gaps":
            return 4 * place - 3 - offers - (not _OURS.search(text))
        case "matters":
            return 3 * place - 2.5 - ("takeaways" in has)
        case _:
            return 1.5 * place
