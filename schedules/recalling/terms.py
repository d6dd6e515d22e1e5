"""Whether a phrase is a term: words that stand together, neither the half of one nor what everybody says. Pure.

“Nonlinear dynamical” and “one-loop galaxy” stand in two papers only because what they belong to is cut
short: a term often ends where it ends, and no single word mostly stands before or behind it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from retrieval.picking.phrases import phrases
from retrieval.text.rarity import rarity
from retrieval.text.words import STOPWORDS, stem, words

FREE = 0.2
"""In at least this share of its places a small word or a mark stands before a term, and as often behind it."""
LED = 0.6
"""Where one word stands before or behind it in more than this share of its places, that word is part of the term."""
FEWEST_PLACES = 3
"""With fewer places nothing is told by shares."""
TELLING = 4.2
"""What the rarities of a term's words come to at least: were they independent, one paper in 67 would hold them all."""
LONGEST, LONGEST_WRITTEN = 6, 4
"""Words of a term: parts of hyphenated ones counted each, and as they stand between spaces."""
MARK = "|"
INSIDE = frozenset({"of"})
"""Small words that a term may hold: rate of change."""

_MARKS = re.compile(r"[,;:!?&()\[\]{}“”\"]|\.(?=\s|$)")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[\w '’-]+")
_SMALL = frozenset(stem(word) for word in STOPWORDS) | {MARK}


@lru_cache(maxsize=2_000)  # a paper's words are held against those of many others, on many days
def stemmed(text: str) -> str:
    """The stems of a text between spaces, so that a phrase is found in it whatever its endings; marks part them."""
    return f" {f' {MARK} '.join(' '.join(_stems(part)) for part in _MARKS.split(text)).strip(f' {MARK}')} "


def _stems(text: str) -> list[str]:
    """Small words and single letters too: without its X, an X-ray would be any ray."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=200)  # one paper is held against several, one after the other
def terms_in(text: str) -> frozenset[str]:
    """Every phrase of up to LONGEST words of a `stemmed` text that may be a term, as `stemmed` writes it."""
    said = text.split()
    found = set()
    for start in range(len(said)):
        for end in range(start + 1, min(start + LONGEST, len(said)) + 1):
            if said[end - 1] in _SMALL - INSIDE:
                break
            if said[start] not in _SMALL and said[end - 1] not in _SMALL:
                found.add(f" {' '.join(said[start:end])} ")
    return frozenset(found)


def is_generic(term: str) -> bool:
    """Whether papers at large say it so often that it tells of a whole field (“language model”, “training data”)."""
    return sum(rarity(one) for one in set(term.split()) - _SMALL) < TELLING


def wanted_already(lines: Iterable[str]) -> frozenset[str]:
    """What a profile's topics name, `stemmed`: everything of the channel would be in a thread of that name."""
    named = [phrase for line in lines for phrase in (line.split(":")[0], *phrases(line).values())]
    return frozenset(stemmed(phrase) for phrase in named)


def is_whole(term: str, texts: Sequence[str]) -> bool:
    """Whether a term, in the texts that hold it (all `stemmed`), begins and ends where terms do."""
    around = [pair for text in texts for pair in _beside(term, text)]
    if len(around) < FEWEST_PLACES:
        return True
    for side in zip(*around, strict=True):
        beside = Counter(side)
        free = sum(beside.pop(word, 0) for word in _SMALL)
        if free < FREE * len(around) or max(beside.values(), default=0) > LED * len(around):
            return False
    return True


def _beside(term: str, text: str) -> Iterator[tuple[str, str]]:
    """The words before and behind each place of the term; a mark where there is none."""
    place = text.find(term)
    while place >= 0:
        before, after = text[:place].rpartition(" ")[2], text[place + len(term) :].partition(" ")[0]
        yield before or MARK, after or MARK
        place = text.find(term, place + len(term) - 1)


def as_written(term: str, texts: Iterable[str]) -> str:
    """The term as most of these texts write it; empty where most have it as the half of a word, or at length.

    The capital of a title or of a sentence's first word is not the term's own where others write it small.
    """
    forms = Counter(form for text in texts for form in _forms(term.split(), text))
    small = Counter({form: sum(forms[one] for one in forms if one.lower() == form) for form in forms if form.islower()})
    best = max(small or forms, key=lambda form: ((small or forms)[form], form), default="")
    return "" if forms[""] > forms.total() / 2 or len(best.split()) > LONGEST_WRITTEN else best


def _forms(wanted: Sequence[str], text: str) -> Iterator[str]:
    """The term wherever it stands in the text; nothing (empty) where it is no plain words, or a hyphen ties it on."""
    found = list(_WORD.finditer(text))
    said = [stem(one[0].casefold()) for one in found]
    for n in range(len(said) - len(wanted) + 1):
        if said[n : n + len(wanted)] == wanted:
            start, end = found[n].start(), found[n + len(wanted) - 1].end()
            tied = text[start - 1 : start] == "-" or text[end : end + 1] == "-"
            form = " ".join(text[start:end].split())
            yield form if not tied and _PLAIN.fullmatch(form) else ""
