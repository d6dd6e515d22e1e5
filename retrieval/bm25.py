"""What the two lexical indexes have in common."""

import math
from collections.abc import Mapping

TITLE_WEIGHT = 2.0
"""A word in the title counts for two: best on the training claims, and on each half of them."""

K1, B = 1.2, 0.75
"""FTS5 has these built in."""

MOST_TERMS = 64
"""Of a longer question only the rarest words are looked for: the others cost most and tell least."""


def rarest(frequency: Mapping[str, int]) -> list[str]:
    """The rarest terms that occur at all, in how many passages each."""
    return sorted((term for term, count in frequency.items() if count), key=lambda term: frequency[term])[:MOST_TERMS]


def idf(count: int, passages: int) -> float:
    """What a word tells that occurs in `count` of so many passages, as FTS5 computes it."""
    return max(1e-6, math.log((passages - count + 0.5) / (count + 0.5)))
