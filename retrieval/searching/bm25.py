"""What the two lexical indexes have in common."""

import math
from collections.abc import Mapping
from itertools import accumulate

TITLE_WEIGHT = 2.0
"""A word in the title counts for two: best on the training claims, and on each half of them."""

K1, B = 1.2, 0.75
"""FTS5 has these built in."""

MOST_TERMS = 64
"""Of a longer question only the rarest words are looked for: the others cost most and tell least."""


MOST_SCORED = 4000
"""What a question costs is mostly how many passages are scored for it (docs/decisions/0003)."""


def rarest(frequency: Mapping[str, int]) -> list[str]:
    """The rarest terms that occur at all, in how many passages each."""
    return sorted((term for term, count in frequency.items() if count), key=lambda term: frequency[term])[:MOST_TERMS]


def telling(frequency: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """The terms whose passages are looked at, and the common ones, which only add to the score of those.

    The rarest terms tell: as many as have `MOST_SCORED` passages between them, at least one. A passage
    that has nothing but common words of a question is hardly among the best, and most passages are such.
    """
    ordered = sorted(frequency, key=lambda term: frequency[term])
    passages = list(accumulate(frequency[term] for term in ordered))
    chosen = max(1, sum(so_far <= MOST_SCORED for so_far in passages))
    return ordered[:chosen], ordered[chosen:]


def idf(count: int, passages: int) -> float:
    """What a word tells that occurs in `count` of so many passages, as FTS5 computes it."""
    return max(1e-6, math.log((passages - count + 0.5) / (count + 0.5)))
