"""The words that set wanted papers apart from the others, for people to read. Pure."""

from collections import Counter
from collections.abc import Sequence

from retrieval.paper import Paper
from retrieval.text.words import STOPWORDS, stem, words

LEAST = 2
"""So many wanted papers must hold a word before it tells anything of them."""
MOST_SHARE = 0.5
"""A word that this share of the others holds as well tells nothing."""


def distinctive(wanted: Sequence[Paper], others: Sequence[Paper], *, most: int = 5) -> tuple[str, ...]:
    """Words of several wanted papers that few others hold, the best first, each as it is mostly written.

    A word counts by the share of the wanted papers that hold it, less that of the others.
    """
    ours, theirs = [_held(paper) for paper in wanted], [_held(paper) for paper in others]
    counts = Counter(one for held in ours for one in held)
    rivals = Counter(one for held in theirs for one in held)
    worth = {
        one: many / len(ours) - rivals[one] / max(1, len(theirs))
        for one, many in counts.items()
        if many >= LEAST and rivals[one] <= MOST_SHARE * len(theirs)
    }
    best = sorted((one for one in worth if worth[one] > 0), key=lambda one: (-worth[one], one))[:most]
    return tuple(_written(one, ours) for one in best)


def _held(paper: Paper) -> dict[str, Counter[str]]:
    """The content words of a paper by their stem, each with the ways it is written."""
    held: dict[str, Counter[str]] = {}
    for word in words(f"{paper.title} {paper.abstract}"):
        if word not in STOPWORDS and len(word) > 2 and not word.isdecimal():
            held.setdefault(stem(word), Counter())[word] += 1
    return held


def _written(one: str, held: Sequence[dict[str, Counter[str]]]) -> str:
    ways = sum((paper.get(one, Counter()) for paper in held), Counter())
    return min(ways, key=lambda way: (-ways[way], way))
