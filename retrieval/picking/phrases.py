"""What the lines of a profile name, phrase by phrase, and how far papers hold it. Pure.

A line such as “Near-Field Cosmology: dwarf satellite galaxies, core-cusp” is no query but a list of
names. A paper that holds all words of one name says more than one that holds a word of each, so a
phrase counts by the cube of the share of it that is there.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.text.words import stems

Matrix = NDArray[np.float32]
Phrase = tuple[str, ...]
"""The different stems of a few words that stand together."""

TITLE_WEIGHT = 2
K1 = 1.5
"""How soon a repeated word stops telling more; the length of a paper is left out, all are abstracts."""
MOST_WORDS = 12
"""A longer stretch between two commas is prose, and is taken word by word in stretches of this."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WEIGHING = re.compile(
    r"\b(?:weigh(?:t(?:ed)?|ed|s)?|rated?|ranked|prioriti[sz]ed?)\s+(?:\w+\s+)?(?:lower|higher|down|up|less|more|highly)\b"
    r"|\b(?:increased|more|less|lower|higher|greater)\s+(?:weight|priority)\b",
    re.IGNORECASE,
)
"""A sentence that says how to weigh papers names nothing."""
_ASIDE = re.compile(
    r"\b(?:(?:both|and|theoretical|observational|empirical|experimental|new|recent)\s+)*\b(?:work|works|papers?|stud(?:y|ies)|articles?|research)\b"
    r"(?:\s+(?:that|which))?(?:\s+(?:focus(?:es|ing)?|deriv(?:es?|ing)|discuss(?:es|ing)?|present(?:s|ing)?|examin(?:es?|ing)"
    r"|measur(?:es?|ing)|analy[sz](?:es?|ing)|comment(?:s|ing)?|explor(?:es?|ing)|investigat(?:es?|ing)))?(?:\s+(?:on|new))?\b"
    r"|\b(?:is|are)\s+(?:also\s+|particularly\s+|highly\s+|not\s+)*(?:ir)?relevant\b|\binsights?\s+into\b"
    r"|\b(?:theoretical|observational)\b",
    re.IGNORECASE,
)
"""What speaks of papers rather than of their matter."""
_GENERAL = frozenset(
    """abundances analyses analysis aspects criteria discussion effects examples features feature factors field fields
    approaches innovations insights interactions kinds levels measurements methods models other processes properties
    role roles signs systems tasks techniques topics types used new certain various different etc""".split()  # noqa: SIM905 - a page of quotes otherwise
)
"""A phrase of such words alone names nothing: any field has them."""
_BETWEEN = re.compile(
    r"[,;:/()]\s*|\.(?:\s+|$)|\b(?:e\.g\.|i\.e\.)|(?<![\w-])(?:or|and|of|the|in|from|with|how|on|for|to|by|at|as)(?![\w-])",
    re.IGNORECASE,
)


def matter(line: str) -> Iterator[str]:
    """The sentences of a line that name something, without what speaks of papers."""
    return (_ASIDE.sub(" ", sentence) for sentence in _SENTENCE.split(line) if not _WEIGHING.search(sentence))


def phrases(line: str) -> dict[Phrase, str]:
    """The phrases of one line, each with the words that were written, in order and without repeats."""
    found: dict[Phrase, str] = {}
    for said in matter(line):
        for part in _BETWEEN.split(said):
            written = part.split()
            for start in range(0, len(written), MOST_WORDS):
                some = " ".join(written[start : start + MOST_WORDS]).strip(" .*“”\"'")
                named = tuple(dict.fromkeys(stems(some)))
                if named and not _GENERAL.issuperset(some.casefold().split()):
                    found.setdefault(named, some)
    return found


class Wording(NamedTuple):
    """How far each paper holds each line: `held`, shape (lines, papers), from 0 up, rare words counting more."""

    held: Matrix


def wording(lines: Sequence[str], texts: Sequence[tuple[str, str]]) -> Wording:
    """How far the texts (title, abstract) hold the lines; a word counts the more, the fewer texts have it."""
    return wordings((lines,), texts)[0]


def wordings(kinds: Sequence[Sequence[str]], texts: Sequence[tuple[str, str]]) -> list[Wording]:
    """`wording` for several kinds of lines: the texts, which take longest, are read once."""
    named = [[phrases(line) for line in lines] for lines in kinds]
    times = _times({stem for lines in named for some in lines for phrase in some for stem in phrase}, texts)
    weight = {stem: _idf(counts) for stem, counts in times.items()}
    return [_wording(lines, times, weight, len(texts)) for lines in named]


def _wording(
    named: Sequence[Mapping[Phrase, str]], times: Mapping[str, Matrix], weight: Mapping[str, float], texts: int
) -> Wording:
    held = np.zeros((len(named), texts), np.float32)
    for row, some in enumerate(named):
        for phrase in some:
            held[row] += _held(phrase, times, weight)
    return Wording(held)


def _times(wanted: set[str], texts: Sequence[tuple[str, str]]) -> dict[str, Matrix]:
    """How often each wanted stem occurs in each text, twice as much in a title."""
    times = {stem: np.zeros(len(texts), np.float32) for stem in wanted}
    for column, (title, abstract) in enumerate(texts):
        for text, weight in ((title, TITLE_WEIGHT), (abstract, 1)):
            for stem, count in Counter(one for one in stems(text) if one in wanted).items():
                times[stem][column] += weight * count
    return times


def _idf(counts: Matrix) -> float:
    having = int(np.count_nonzero(counts))
    return math.log(1 + (len(counts) - having + 0.5) / (having + 0.5))


def _held(phrase: Phrase, times: Mapping[str, Matrix], weight: Mapping[str, float]) -> Matrix:
    """What one phrase is worth in each text."""
    rare = np.array([weight[stem] for stem in phrase], np.float32)
    counts = np.stack([times[stem] for stem in phrase])
    share = rare @ (counts > 0) / max(float(rare.sum()), 1e-9)
    worth: Matrix = (rare @ (counts / (counts + K1))) * share**3
    return worth
