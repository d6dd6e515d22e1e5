"""What a thread is called: a phrase that its papers share, that few others hold, and that joins what is alike. Pure.

Rare words alone do not tell: “previous studies” and “GHz” are rare too, but the papers that hold
them have nothing to do with one another, which their vectors show.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.explaining.likeness import is_general, shared
from retrieval.paper import Paper
from retrieval.text.plain import plain
from retrieval.text.words import STOPWORDS, stem, words

Vector = NDArray[np.float32]

MOST_SHARE, FEW = 0.05, 6
"""A phrase that more than this share of all papers hold (and more than FEW) names the field, not a thread."""
CLOSER = 0.15
"""The papers that hold a phrase are more alike than any papers are, by so much in the mean cosine."""
CLOSER_PAIR = 0.26
"""Where two papers alone hold it, they must be by this much: their likeness is all that speaks for it."""
MANY = 5
"""From so many papers on, more of them make a name no better."""
PER_PAPER, IN_BOTH_TITLES = 0.02, 0.2
"""What else speaks for a name, in the measure of CLOSER."""
CANDIDATES = 6
TOOL = 0.5
"""A name that stands in this share of its places as what was observed or measured with is an instrument's; one

that has a number behind it as often is a catalogue's.
"""

_BY_MEANS_OF = r"(?:with|using|use|uses|used|by|from|through|via|combin\w+|in|new|archival|deep|of)(?:\s+the)?\s+"
_OF_A_TOOL = (
    r"(?:[\s/-]+[\w.-]+)?[\s/-]+(?:data\w*|observations?|images?|imaging|surveys?|spectra|spectroscopy|catalog\w*"
    r"|telescopes?|arrays?|observator\w+|instruments?|release|photometry|mission|satellite|api)\b"
)


class Field(NamedTuple):
    """All papers at hand: their words by stem, as they were written, and their vectors (one row each, of length 1)."""

    stemmed: Sequence[str]
    written: Sequence[str]
    vectors: Vector
    ordinary: float
    """How alike any papers of the field are: the mean cosine."""


@dataclass(frozen=True, slots=True)
class Worth:
    """How many papers hold a phrase, and how much closer these are than any papers are."""

    papers: int
    closer: float


def field_of(papers: Sequence[Paper], vectors: Mapping[str, Vector]) -> Field | None:
    """The field that these papers make, those without a vector left out; None where none has one."""
    known = [paper for paper in papers if paper.id in vectors]
    if not known:
        return None
    matrix = np.stack([vectors[paper.id] for paper in known])
    mean = matrix.mean(axis=0)
    return Field(
        [stemmed(words_of(one)) for one in known], [words_of(one) for one in known], matrix, float(mean @ mean)
    )


def words_of(paper: Paper) -> str:
    return f"{paper.title}\n{paper.abstract}"


def stemmed(text: str) -> str:
    """The stems of a text between spaces, so that a phrase is found in it whatever its endings; marks part them."""
    return f" {' | '.join(' '.join(_stems(part)) for part in _MARKS.split(text)).strip(' |')} "


_MARKS = re.compile(r"[,;:!?()\[\]{}“”\"]|\.(?=\s|$)")


def _stems(text: str) -> list[str]:
    """Small words and single letters too: without its X, an X-ray would be any ray."""
    return [stem(word) for word in words(text)]


def speaks_of(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text in whole words, one number or the other (galaxy, galaxies)."""
    return not STOPWORDS.issuperset(words(phrase)) and stemmed(phrase) in stemmed(text)


def name_for(one: Paper, other: Paper, field: Field) -> str:
    """The phrase that names best what both papers belong to; empty if none is worth it."""
    named = shared((one.title, one.abstract), (other.title, other.abstract), most=CANDIDATES)
    fit = [phrase for phrase in named if _could_name(phrase) and _is_subject(phrase, one, other)]
    worth = {phrase: _worth(phrase, field) for phrase in fit}
    standing = [phrase for phrase in fit if _tells(worth[phrase], field) and not _is_tool(phrase, field)]

    def rank(phrase: str) -> float:
        both = all(speaks_of(paper.title, phrase) for paper in (one, other))
        return worth[phrase].closer + PER_PAPER * min(worth[phrase].papers, MANY) + both * IN_BOTH_TITLES

    return max(standing, key=rank, default="")


def _could_name(phrase: str) -> bool:
    """Several words or a coined one, and no general word where it counts (“studied sample”, “new insights”).

    One small word with a hyphen in it (“metal-poor”) tells of a kind, and names nothing.
    """
    said = _stems(phrase)
    several = len(phrase.split()) > 1
    if not said or not (several or (len(phrase) > 1 and phrase[1:] != phrase[1:].lower())):
        return False
    return not (is_general(said[-1]) or (len(said) < 3 and is_general(said[0])))


def _is_subject(phrase: str, one: Paper, other: Paper) -> bool:
    """Whether one of the papers has it in its title, or both come back to it."""
    wanted = stemmed(phrase)
    titled = any(wanted in stemmed(paper.title) for paper in (one, other))
    return titled or min(stemmed(words_of(paper)).count(wanted) for paper in (one, other)) > 1


def _worth(phrase: str, field: Field) -> Worth:
    wanted = stemmed(phrase)
    holding = [row for row, text in enumerate(field.stemmed) if wanted in text]
    many = len(holding)
    if many < 2:
        return Worth(many, 0.0)
    total = field.vectors[holding].sum(axis=0)
    alike = (float(total @ total) - many) / (many * (many - 1))
    return Worth(many, alike - field.ordinary)


def _tells(worth: Worth, field: Field) -> bool:
    few = worth.papers <= max(FEW, MOST_SHARE * len(field.stemmed))
    return few and worth.closer >= (CLOSER if worth.papers > 2 else CLOSER_PAIR)


def _is_tool(phrase: str, field: Field) -> bool:
    """Whether it is mostly what was looked through (“ALMA data”, “with the VLA”) or listed in (“NGC 4874”)."""
    if phrase.islower():
        return False
    spaced = r"[\s-]+".join(map(re.escape, phrase.split()))
    texts = [plain(text) for text in field.written if phrase.split()[0] in text]
    every = sum(len(re.findall(rf"(?<!\w){spaced}(?!\w)", text)) for text in texts)
    means = rf"{_BY_MEANS_OF}(?:[\w-]+\s+)?{spaced}(?!\w)|(?<!\w){spaced}(?:{_OF_A_TOOL}|\s+\d)"
    return sum(len(re.findall(means, text, re.IGNORECASE)) for text in texts) >= TOOL * max(1, every)
