"""What a paper is about, or speaks of, as people are told it: in the words of a profile's line and its own. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from retrieval.explaining.likeness import is_general
from retrieval.picking.names import (
    LINKS,
    LONGEST,
    SLACK,
    WORD,
    Name,
    Text,
    abbreviated,
    explained,
    linked,
    name_of,
    stands,
    stem_of,
)
from retrieval.picking.phrases import matter
from retrieval.text.rarity import rarity
from retrieval.writers.sentence_roles import chances

BETWEEN = 1
"""So many where the paper's own words are quoted: a “mixture of weather experts”."""
TELLING = 4.0
"""Rarity of all its words together from which on a phrase is worth naming; general words count half."""
RARE = 8.0
"""From here on one sentence of the paper's own aim or result that holds a topic's name makes a paper about it."""
MAIN = 0.5
"""How likely a sentence must be an aim or a result, for one that holds a name to be enough."""

_LISTED = re.compile(
    r"[,;:()]\s*|\.(?:\s+|$)|\b(?:e\.g\.|i\.e\.)|(?<![\w-])(?:or|and|from|with|how|on|for|to|by|at|as)(?![\w-])",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"early|late|fast(?:er)?|well|better|best|less|\w+(?:ally|ently|antly|ately|ively|ously|idly|ickly)", re.IGNORECASE
)
"""Words that say how something is done: no name ends with one."""
_PASSING = re.compile(
    r"\b(?:e\.g\.|i\.e\.|such as|compared (?:to|with)|in contrast|contrary to|unlike|instead of|rather than|existing"
    r"|previous(?:ly)?|prior|earlier (?:work|studies|methods)|recent(?:ly)?|traditional(?:ly)?|conventional(?:ly)?"
    r"|typically)",
    re.IGNORECASE,
)
"""What marks a sentence that speaks of others' work."""
_HEAD_FIRST = re.compile(r"\b(?:of|in)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"driven|based|induced|dominated|related|dependent|regulated|powered|like|aware|scale", re.IGNORECASE
)
"""The second half of a joined word: no name begins with one."""


def is_about(name: str, text: Text) -> bool:
    """Whether a paper holds a topic's name in its title, in two of its sentences, or, if it is rare, in its aim.

    No word of the name may be missing, and they stand in its order, or as “quenching of” what is quenched; of prose
    all content words stand in one sentence.
    """
    return any(_is_held(name_of(one), text) for one in _alternatives(name))


def _alternatives(name: str) -> list[str]:
    """“Sparse/Sparsity” is either; “feature/dictionary learning” is one name."""
    return name.split("/") if "/" in name and " " not in name else [name]


def _is_held(name: Name, text: Text) -> bool:
    if not name.stems:
        return False
    alone = len(name.words) == 1
    around = replace(name, words=(name.words[-1], *name.words[:-1]))
    short = {one for one in (name.given,) if one} | explained(name, text)
    holding = [
        bool(
            stands(name, one, slack=SLACK, ending=alone)
            or (not alone and _HEAD_FIRST.search(stands(around, one, ending=True)))
            or abbreviated(short, one)
            or (_is_prose(name) and one.stems.issuperset(name.stems))
        )
        for one in text
    ]
    return _tells(holding, text, once=not alone and _worth(name.stems) >= RARE)


def _is_prose(name: Name) -> bool:
    """Whether it says something rather than names it (“agents that use tools”): its words stand in no fixed order."""
    return len(name.stems) > 2 and any(not stem_of(word) for word in name.words)


def _tells(holding: Sequence[bool], text: Text, *, once: bool = True) -> bool:
    """Whether what these sentences hold is a paper's matter: it stands in the title or in two sentences,

    or (`once`) in one that is an aim or a result; never in what is said of others' work alone.
    """
    said = [number for number, held in enumerate(holding) if held and not _PASSING.search(text[number].text)]
    if holding[0] or len(said) > 1:
        return True
    return once and any(_mains(tuple(one.text for one in text[1:]))[number - 1] for number in said)


@lru_cache(maxsize=16)  # one paper is held against the names of several topics, one after the other
def _mains(sentences: tuple[str, ...]) -> list[bool]:
    return [likely["aim"] + likely["result"] >= MAIN for likely in chances(sentences)]


Names = frozenset[tuple[str, ...]]
NONE: Names = frozenset()


def spoken_of(line: str, text: Text, common: Names = NONE, *, mentioned: bool = False) -> str:
    """The paper's own words for the rarest thing that the line names and the paper is on; else nothing.

    A name of two words goes before one. `common`: names that say nothing of one paper, for many of the day hold them,
    unless its title does. `mentioned`: once anywhere is enough, but not where others' work is spoken of.
    """
    best, words = (False, TELLING), ""
    for name in runs(line):
        worth = _worth(name.stems)
        telling = (len(name.stems) > 1, worth)
        if worth < TELLING or telling < best:
            continue
        held = [stands(name, one, slack=BETWEEN) for one in (text[:1] if name.stems in common else text)]
        own = next((some for some, one in zip(held, text, strict=False) if some and not _PASSING.search(one.text)), "")
        if own and (mentioned or _tells([bool(some) for some in held], text)):
            best, words = telling, held[0] or own
    return words


@lru_cache(maxsize=256)  # a profile has some tens of lines, each held against every paper of a day
def runs(line: str) -> tuple[Name, ...]:
    """All names in a line: what it lists, and the last two to five words of that; a word alone if it is listed so."""
    found: dict[tuple[str, ...], Name] = {}
    for part in (part for said in matter(line) for part in _LISTED.split(said)):
        for name in _runs(part):
            found.setdefault(name.stems, name)
    return tuple(found.values())


def _runs(part: str) -> Iterator[Name]:
    """Names that lose neither the noun at their end nor half of a word with a hyphen.

    Of “star formation in galaxies” there is no “formation of galaxies”.
    """
    told = list(WORD.finditer(part))
    kinds = [_kind(found[0]) for found in told]
    joined = [bool(at) and part[told[at - 1].end() : found.start()] == "-" for at, found in enumerate(told)]
    for last, kind in enumerate(kinds):
        ends = last + 1 == len(told) or (kinds[last + 1] != "word" and not joined[last + 1])
        first = last
        while ends and kind == "word" and first >= 0 and kinds[first] != "break":
            some = [found[0] for found in told[first : last + 1]]
            stems = tuple(dict.fromkeys(one for word in some if (one := stem_of(word))))
            if len(stems) > LONGEST:
                break
            whole = len(stems) > 1 or len(told) == 1
            begins = kinds[first] == "word" and not joined[first] and not _TAIL.fullmatch(some[0])
            inside = "link" in kinds[first:last] and first > 0 and kinds[first - 1] == "word"
            if whole and begins and not inside and not all(map(is_general, stems)):
                yield Name(stems, len(some), words=linked(some))
            first -= 1


def _kind(word: str) -> Literal["word", "link", "break"]:
    if word.casefold() in LINKS:
        return "link"
    return "word" if stem_of(word) and not _HOW.fullmatch(word) else "break"


def _worth(stems: Sequence[str]) -> float:
    return sum(rarity(one) * (0.5 if is_general(one) else 1.0) for one in stems)
