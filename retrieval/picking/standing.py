"""What of a profile's line stands in a paper, word beside word. Pure.

Scores may count a line's words wherever they are. What people are told that a paper speaks of, or is about, has
to stand in it together; so has what is left out for its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from retrieval.explaining.likeness import is_general
from retrieval.picking.phrases import matter
from retrieval.text.rarity import rarity
from retrieval.text.words import STOPWORDS, stem

SLACK = 2
"""So many words may stand between those of a name: “mixture of sparse experts”."""
LONGEST = 5
"""Content words of a name; more are prose."""
TELLING = 4.0
"""Rarity of all its words together from which on a phrase is worth naming; general words count half."""
RARE = 8.0
"""From here on one sentence that holds a topic's name is enough to call a paper about it; else the title or two are."""
ABBREVIATED = 3
"""An abbreviation with so many letters is known where the paper does not explain it."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MARK = re.compile(r"[,;:()\[\]]")
_LISTED = re.compile(
    r"[,;:()]\s*|\.(?:\s+|$)|\b(?:e\.g\.|i\.e\.)|(?<![\w-])(?:or|and|from|with|how|on|for|to|by|at|as)(?![\w-])",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_SHORT = re.compile(r"\(([A-Z][A-Za-z]*[A-Z]s?)\)")


class Word(NamedTuple):
    """A word of a sentence: its stem (empty for a small word) and where it is."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its words."""

    text: str
    words: tuple[Word, ...]
    stems: frozenset[str]


Text = tuple[Sentence, ...]
"""The title, then the sentences of the abstract."""


@dataclass(frozen=True, slots=True)
class Name:
    """A few words that name something: their different stems, how many words they are, and how they are abbreviated."""

    stems: tuple[str, ...]
    length: int
    short: str = ""
    given: str = ""
    """The abbreviation that whoever wrote the name put beside it."""


def read(title: str, abstract: str) -> Text:
    """A paper as it is searched for names."""
    return tuple(_sentence(one) for one in (title, *_SENTENCE.split(abstract)))


def _sentence(text: str) -> Sentence:
    words = tuple(Word(_stem(found[0]), found.start(), found.end()) for found in _WORD.finditer(text))
    return Sentence(text, words, frozenset(word.stem for word in words if word.stem))


def _stem(word: str) -> str:
    small = word.casefold()
    return "" if small in STOPWORDS or len(small) < 2 else stem(small)


def name_of(words: str) -> Name:
    """The name that some words are, what stands in brackets aside."""
    written = _WORD.findall(_ASIDE.sub("", words))
    content = [word for word in written if _stem(word)]
    given = _SHORT.search(words)
    initials = "".join(word[0] for word in content).upper()
    return Name(tuple(dict.fromkeys(map(_stem, content))), len(written), initials, given[1] if given else "")


def together(name: Name, sentence: Sentence, *, slack: int = SLACK, unbroken: bool = False) -> str:
    """The sentence's own words from the first of the name to its last, where all stand together; else nothing.

    `unbroken`: only small words may stand between them.
    """
    if not name.stems or not sentence.stems.issuperset(name.stems):
        return ""
    wanted, words, found = set(name.stems), sentence.words, ""
    for start, first in enumerate(words):
        if first.stem not in wanted:
            continue
        left = set(wanted)
        for word in words[start : start + name.length + slack]:
            left.discard(word.stem)
            if word.stem and word.stem not in wanted and unbroken:
                break
            if not left:
                some = sentence.text[first.start : word.end]
                if not _MARK.search(some) and (not found or len(some) < len(found)):
                    found = some
                break
    return found


def is_about(name: str, text: Text) -> bool:
    """Whether a paper holds a topic's name in its title, in two of its sentences, or, if it is rare, in one."""
    return any(_held(name_of(one), text) for one in _alternatives(name))


def _alternatives(name: str) -> list[str]:
    """“Sparse/Sparsity” is either; “feature/dictionary learning” is one name."""
    return name.split("/") if "/" in name and " " not in name else [name]


def _held(name: Name, text: Text) -> bool:
    if not name.stems:
        return False
    holding = [bool(together(name, one)) or _nearly(name, one) for one in text]
    return bool(holding[0]) or sum(holding) >= (1 if len(name.stems) > 1 and _worth(name.stems) >= RARE else 2)


def _nearly(name: Name, sentence: Sentence) -> bool:
    """Three words and more, all in one sentence, are the thing itself: “stars form … until they are quenched”."""
    return len(name.stems) > 2 and sentence.stems.issuperset(name.stems)


def spoken_of(line: str, text: Text, common: frozenset[tuple[str, ...]] = frozenset()) -> str:
    """The paper's own words for the rarest thing that the line names and the paper holds together; else nothing.

    A name of two words goes before one.

    `common`: names that say nothing of one paper, for most of the day hold them.
    """
    best, words = (False, TELLING), ""
    for name in runs(line):
        worth = _worth(name.stems)
        telling = (len(name.stems) > 1, worth)
        if worth < TELLING or telling < best or name.stems in common:
            continue
        if found := next((some for one in text if (some := together(name, one, unbroken=True))), ""):
            best, words = telling, found
    return words


@lru_cache(maxsize=256)  # a profile has some tens of lines, each held against every paper of a day
def runs(line: str) -> tuple[Name, ...]:
    """All names in a line: what it lists, and two to five words in a row of that; a word alone if it is listed so."""
    found: dict[tuple[str, ...], Name] = {}
    for part in (part for said in matter(line) for part in _LISTED.split(said)):
        written = [found_[0] for found_ in _WORD.finditer(part)]
        for name in _runs(written):
            found.setdefault(name.stems, name)
    return tuple(found.values())


def _runs(written: Sequence[str]) -> Iterator[Name]:
    content = [at for at, word in enumerate(written) if _stem(word)]
    for first in range(len(content)):
        for last in range(first, min(first + LONGEST, len(content))):
            some = written[content[first] : content[last] + 1]
            stems = tuple(dict.fromkeys(one for word in some if (one := _stem(word))))
            if (len(stems) > 1 or len(written) == 1) and not all(map(is_general, stems)):
                yield Name(stems, len(some))


def _worth(stems: Sequence[str]) -> float:
    return sum(rarity(one) * (0.5 if is_general(one) else 1.0) for one in stems)


def times_named(name: Name, text: Text) -> tuple[int, int]:
    """In how many sentences of the title (0 or 1) and of the abstract the name or its abbreviation stands, unbroken."""
    short = {one for one in (name.given, name.short) if len(one) >= ABBREVIATED} | _explained(name, text)
    title, *rest = (bool(together(name, one, slack=0)) or _abbreviated(short, one) for one in text)
    return int(title), sum(rest)


def _explained(name: Name, text: Text) -> set[str]:
    """The abbreviation that the paper itself gives the name, in brackets after it."""
    for one in text:
        words = together(name, one, slack=0)
        after = one.text[one.text.find(words) + len(words) :] if words else ""
        if found := re.match(r"\s*\(([A-Z]{2,})s?\b", after):
            return {found[1]}
    return set()


def _abbreviated(short: set[str], sentence: Sentence) -> bool:
    return any(one in sentence.text and re.search(rf"\b{re.escape(one)}s?\b", sentence.text) for one in short)


def left_names(line: str, wanted: Sequence[Text] = ()) -> tuple[Name, ...]:
    """The names that a leave-out's line is, or lists after its colon, but those that a wanted line names, too.

    Prose names nothing that stands in a paper.
    """
    head, _, rest = line.partition(":")
    names = [name_of(one) for one in (head, *re.split(r"[,;]\s*", rest)) if one.strip()]
    short = [name for name in names if 0 < len(name.stems) <= LONGEST and name.length <= 2 * LONGEST]
    return tuple(name for name in short if not any(together(name, one) for some in wanted for one in some))


def barring(names: Sequence[Name], text: Text) -> tuple[bool, bool]:
    """Whether a leave-out's names keep a paper out, and whether they count against it.

    They keep it out where one stands in its title, or, two words and more, in two sentences of its abstract; and
    count against it where one stands anywhere.
    """
    out = against = False
    for name in names:
        title, sentences = times_named(name, text)
        out = out or bool(title) or (len(name.stems) > 1 and sentences > 1)
        against = against or bool(title or sentences)
    return out, against
