"""Content words: what a text is about, by stem. Pure."""

import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

STOPWORDS = frozenset(
    """a about above across after against all along also although always am among an and another any are around as at
    be because been before being below between both but by can cannot could did do does doing done down due during each
    either else etc every few for from further get gets give given gives had has have having he her here hers him his
    how however i if in into is it its itself just last least less let like made make makes many may me might more most
    much must my near need no nor not now of off often on once one only onto or other others our ours out over own per
    perhaps quite rather same say says see she should since so some such than that the their theirs them themselves
    then there thereby therefore these they this those though through thus to together too toward towards under until
    up upon us use used uses using very via was we well were what when where whereas whether which while who whom whose
    why will with within without would yet you your paper papers study work works authors author show shows shown
    propose proposes proposed present presents presented approach approaches method methods""".split()  # noqa: SIM905 - 180 quoted words would fill a page
)
"""Words that say nothing of the matter, ours and those of every abstract."""


@lru_cache(maxsize=50_000)  # the stemmer takes 30 µs a word, and texts share most of theirs
def stem(word: str) -> str:
    """The Snowball (English) stem of one lower-case word."""
    found: str = snowballstemmer.stemmer("english").stemWord(word)
    return found


def words(text: str) -> list[str]:
    """All words in order, lower-case; hyphenated ones also in their parts."""
    found = []
    for token in _WORD.findall(text.casefold()):
        parts = _PART.findall(token)
        found += parts if len(parts) > 1 and not token[0].isdigit() else [token]
    return found


def stems(text: str) -> list[str]:
    """The stems of the content words of a text, in order, repeats kept."""
    return [stem(word) for word in words(text) if word not in STOPWORDS and len(word) > 1]
