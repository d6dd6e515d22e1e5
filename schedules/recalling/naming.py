"""What a thread is called: a phrase that its papers share, that few others hold, and that joins what is alike. Pure.

Rare words alone do not tell: “previous studies” and “GHz” are rare too, but the papers that hold
them have nothing to do with one another, which their vectors show.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.explaining.likeness import is_general
from retrieval.paper import Paper
from retrieval.text.plain import plain
from retrieval.text.rarity import rarity
from retrieval.text.shortened import NONE, agreed, spelled_out
from retrieval.text.words import STOPWORDS, stem, words
from schedules.recalling.terms import as_written, is_generic, is_whole, stemmed, terms_in, wanted_already

Vector = NDArray[np.float32]

FEW = 6
"""So many papers may hold a phrase in however small a field."""


class Bar(NamedTuple):
    """What a phrase must be to name what two papers belong to, by how much they are about it (`subject_of`)."""

    share: float
    """A phrase that more than this share of all papers hold (and more than FEW) names the field, not a thread."""
    closer: float
    """The papers that hold it are more alike than any papers are, by so much in the mean cosine."""


BARS = {3: Bar(0.06, 0.13), 2: Bar(0.04, 0.15), 1: Bar(0.03, 0.18)}
CLOSER_PAIR = 0.26
"""Where two papers alone hold it, they must be closer by this much: their likeness is all that speaks for it."""
MANY = 5
"""From so many papers on, more of them make a name no better."""
PER_PAPER, IN_BOTH_TITLES = 0.02, 0.2
"""What else speaks for a name, in the measure of CLOSER."""
KNOWN, KNOWN_RARITY = 4, 6.0
"""A lone coined word that nobody spells out names a thread where so many papers hold it, or it is no rarer at large."""
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
    shortened: Mapping[str, str] = NONE
    """What abbreviations mean here; in `stemmed` and `written` they are spelled out."""
    taken: frozenset[str] = frozenset()
    """Stems of what names no thread: the channel's own topics."""


@dataclass(frozen=True, slots=True)
class Worth:
    """How many papers hold a phrase, and how much closer these are than any papers are."""

    papers: int
    closer: float


def field_of(papers: Sequence[Paper], vectors: Mapping[str, Vector], topics: Sequence[str] = ()) -> Field | None:
    """The field that these papers make, those without a vector left out; None where none has one.

    `topics`: lines of the channel's profile; what they name names no thread.
    """
    known = [paper for paper in papers if paper.id in vectors]
    if not known:
        return None
    matrix = np.stack([vectors[paper.id] for paper in known])
    mean = matrix.mean(axis=0)
    shortened = agreed(title_and_abstract(one) for one in known)
    written = [spelled_out(title_and_abstract(one), shortened) for one in known]
    stems = [stemmed(text) for text in written]
    return Field(stems, written, matrix, float(mean @ mean), shortened, wanted_already(topics))


def title_and_abstract(paper: Paper) -> str:
    """What a thread's name is looked for in."""
    return f"{paper.title}\n{paper.abstract}"


def spelled(paper: Paper, shortened: Mapping[str, str]) -> Paper:
    """The paper with its abbreviations spelled out, as it explains them itself or others do."""
    title, _, abstract = spelled_out(title_and_abstract(paper), shortened).partition("\n")
    return replace(paper, title=title, abstract=abstract)


def speaks_of(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text in whole words, one number or the other (galaxy, galaxies)."""
    return not STOPWORDS.issuperset(words(phrase)) and stemmed(phrase) in stemmed(text)


def name_for(one: Paper, other: Paper, field: Field) -> str:
    """The phrase that names best what both papers belong to; empty if none is worth it.

    Both papers as `spelled`.
    """
    both = [stemmed(title_and_abstract(paper)) for paper in (one, other)]
    fit = {term: depth for term in terms_in(both[0]) & terms_in(both[1]) if (depth := subject_of(term, one, other))}
    worth = {term: _worth(term, field) for term in fit if _could_name(term, field)}
    standing = [term for term in worth if _tells(term, worth[term], fit[term], field)]

    def rank(term: str) -> tuple[float, str]:
        known, titled = min(worth[term].papers, MANY), fit[term] == max(BARS)
        return worth[term].closer + PER_PAPER * known + titled * IN_BOTH_TITLES, term

    named = ((as_written(term, _holding(term, field)), term) for term in sorted(standing, key=rank, reverse=True))
    return next((name for name, term in named if _is_name(name, worth[term], field)), "")


def subject_of(term: str, one: Paper, other: Paper) -> int:
    """How much both papers are about a (`stemmed`) term.

    3: both titles hold it. 2: each has it in its title or comes back to it. 1: one title holds it, and
    the other paper speaks of it. 0: less.
    """
    titled = [term in stemmed(paper.title) for paper in (one, other)]
    if all(titled):
        return 3
    times = [stemmed(paper.abstract).count(term) for paper in (one, other)]
    if all(named or many > 1 for many, named in zip(times, titled, strict=True)):
        return 2
    return int(any(titled) and all(times))


def _could_name(term: str, field: Field) -> bool:
    """No general word where it counts (“studied sample”, “new insights”), and not what the channel wants anyway."""
    said = term.split()
    general = is_general(said[-1]) or (len(said) < 3 and is_general(said[0])) or said[-1].isdigit()
    return not general and term not in field.taken and not is_generic(term)


def _holding(term: str, field: Field) -> list[str]:
    """The papers that hold it, as they write."""
    return [text for text, stems in zip(field.written, field.stemmed, strict=True) if term in stems]


def _worth(term: str, field: Field) -> Worth:
    holding = [row for row, text in enumerate(field.stemmed) if term in text]
    many = len(holding)
    if many < 2:
        return Worth(many, 0.0)
    total = field.vectors[holding].sum(axis=0)
    alike = (float(total @ total) - many) / (many * (many - 1))
    return Worth(many, alike - field.ordinary)


def _tells(term: str, worth: Worth, depth: int, field: Field) -> bool:
    bar = BARS[depth]
    few = worth.papers <= max(FEW, bar.share * len(field.stemmed))
    near = worth.closer >= (bar.closer if worth.papers > 2 else CLOSER_PAIR)
    return few and near and is_whole(term, field.stemmed)


def _is_name(name: str, worth: Worth, field: Field) -> bool:
    """Several words, or a coined one that is well known; and no tool.

    One small word with a hyphen in it (“metal-poor”) tells of a kind, and names nothing.
    """
    coined = len(name) > 2 and name[1:] != name[1:].lower() and not any(map(str.isdigit, name))
    known = worth.papers >= KNOWN or rarity(stem(name.lower())) < KNOWN_RARITY
    return (len(name.split()) > 1 or (coined and known)) and not _is_tool(name, field)


def _is_tool(phrase: str, field: Field) -> bool:
    """Whether it is mostly what was looked through (“ALMA data”, “with the VLA”) or listed in (“NGC 4874”)."""
    if phrase.islower():
        return False
    spaced = r"[\s-]+".join(map(re.escape, phrase.split()))
    texts = [plain(text) for text in field.written if phrase.split()[0] in text]
    every = sum(len(re.findall(rf"(?<!\w){spaced}(?!\w)", text)) for text in texts)
    means = rf"{_BY_MEANS_OF}(?:[\w-]+\s+)?{spaced}(?!\w)|(?<!\w){spaced}(?:{_OF_A_TOOL}|\s+\d)"
    return sum(len(re.findall(means, text, re.IGNORECASE)) for text in texts) >= TOOL * max(1, every)
