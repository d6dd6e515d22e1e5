"""What is said twice is found once, and no paper crowds out the others. Pure.

The same abstract reaches the shelf as a preprint, from a journal's feed and on a list of the day, each
time a little different: a sentence more, a sentence less, the end cut off.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.paper import Passage
from retrieval.searching.fusion import Fused
from retrieval.text.plain import plain

SHINGLE = 3
"""Neighbouring words that are compared as one (Broder, On the resemblance and containment of documents, 1997)."""
SAME = 0.8
"""From this share of the shorter text's shingles on, it is said again by the longer one."""
ENOUGH = 20
"""Of fewer shingles none may differ: in a line or two, one word is the difference."""
SHORTEST = 1 / 3
"""Of the longer text: a shorter one is a part of it, not the same."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[^\W_]*\d[^\W_]*")


@dataclass(frozen=True, slots=True)
class Print:
    """What tells a text from others: its shingles, and its numbers, in which a single one matters."""

    shingles: frozenset[tuple[str, ...]]
    numbers: frozenset[str]


def diverse(ordered: Sequence[Fused], passages: Mapping[int, Passage], *, limit: int, per_paper: int) -> list[Fused]:
    """The first `limit` of which none says again what one before it said, at most `per_paper` of each paper."""
    chosen: list[Fused] = []
    said: list[Print] = []
    times: dict[str, int] = {}
    for one in ordered:
        if len(chosen) == limit:
            break
        passage = passages[one.row]
        if times.get(passage.paper_id, 0) >= per_paper:
            continue
        this = print_of(passage.text)
        if not any(same(this, other) for other in said):
            times[passage.paper_id] = times.get(passage.paper_id, 0) + 1
            said.append(this)
            chosen.append(one)
    return chosen


def print_of(text: str) -> Print:
    """Letter case, punctuation and LaTeX do not count. A text shorter than a shingle is one."""
    simple = plain(text).casefold()
    words = _WORD.findall(simple)
    shingles = zip(*(words[n:] for n in range(min(SHINGLE, len(words)))), strict=False)
    return Print(frozenset(shingles) or frozenset([()]), frozenset(_NUMBER.findall(simple)))


def same(one: Print, other: Print) -> bool:
    """Whether the shorter says nothing that the longer does not, a few words aside but no number."""
    short, long = sorted((one, other), key=lambda this: len(this.shingles))
    share = SAME if len(short.shingles) >= ENOUGH else 1.0
    return (
        len(short.shingles) >= SHORTEST * len(long.shingles)
        and short.numbers <= long.numbers
        and len(short.shingles & long.shingles) >= share * len(short.shingles)
    )
