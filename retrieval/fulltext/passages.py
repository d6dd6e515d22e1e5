"""Parts of a text → pieces of a sensible length: whole sentences, paragraphs together, never across parts. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from retrieval.fulltext.text import Block, FullText
from retrieval.paper import Paper, Passage
from retrieval.text.sentences import sentences

AIM = 150
"""Words. The local embedding model reads 256 tokens, about 170 words of a paper, and no further."""
SPREAD = 40
MOST = 220
"""No piece is longer; a sentence that is gets cut between words."""
_TORN = 0.7
"""What a break inside a paragraph costs, where a piece of AIM + SPREAD words costs 1."""
ABSTRACT = re.compile(r"(?:\W|\d)*abstract\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one part, and the page it begins on."""

    section: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence or table row; `gap`: what stands between it and the one before, a space inside a paragraph."""

    text: str
    words: int
    page: int | None
    gap: str


def pieces(text: FullText) -> list[Piece]:
    """The whole text in reading order; what is set apart (captions, tables) follows the prose of its part."""
    cut: list[Piece] = []
    for part in text.parts:
        prose = [block for block in part.blocks if block.kind == "paragraph"]
        exhibits = [block for block in part.blocks if block.kind != "paragraph"]
        for blocks in (prose, *_exhibits(exhibits)):
            cut += [_piece(part.name, chosen) for chosen in _packed(_units(blocks))]
    return cut


def passages(paper: Paper, cut: Sequence[Piece]) -> list[Passage]:
    """The pieces as passages of this version, numbered from 1: 0 is the abstract that the source told.

    An abstract among the pieces is left out where that one is the authors' own.
    """
    known = bool(paper.abstract) and not paper.retold
    kept = [one for one in cut if not (known and ABSTRACT.fullmatch(one.section))]
    return [
        Passage(
            paper_id=paper.id,
            version=paper.version or 1,
            ordinal=ordinal,
            title=paper.title,
            text=one.text,
            section=one.section,
            page=one.page,
            owner=paper.owner,
        )
        for ordinal, one in enumerate(kept, start=1)
    ]


def _exhibits(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """A table with its caption, whichever comes first; captions of figures together."""
    for kind, run in groupby(_paired(blocks), key=len):
        if kind == 1:
            yield [block for pair in run for block in pair]
        else:
            yield from run


def _paired(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    waiting: list[Block] = []
    for block in blocks:
        waiting.append(block)
        if len(waiting) == 2:
            if {one.kind for one in waiting} == {"caption", "table"}:
                yield waiting
                waiting = []
            else:
                yield waiting[:1]
                waiting = waiting[1:]
    if waiting:
        yield waiting


def _units(blocks: Sequence[Block]) -> list[_Unit]:
    """An empty line ends a sentence for whoever reads the piece, a line's end alone does not."""
    units: list[_Unit] = []
    for block in blocks:
        table = block.kind == "table"
        said = block.text.splitlines() if table else [one.text for one in sentences(block.text)]
        gap = "\n\n"
        for one in (part for each in said for part in _short(each)):
            units.append(_Unit(one, len(one.split()), block.page, gap))
            gap = "\n" if table else " "
    return units


def _short(sentence: str) -> list[str]:
    """A sentence in stretches of at most MOST words: nearly always itself."""
    spaces = [found.span() for found in re.finditer(r"\s+", sentence)]
    if len(spaces) < MOST:
        return [sentence] if sentence else []
    starts = [0, *(end for _, end in spaces[MOST - 1 :: MOST])]
    ends = [*(start for start, _ in spaces[MOST - 1 :: MOST]), len(sentence)]
    return [sentence[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def _packed(units: Sequence[_Unit]) -> Iterator[Sequence[_Unit]]:
    """The division with the least cost: pieces near AIM words, broken between paragraphs where possible."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        words, options = 0, []
        for start in range(end - 1, -1, -1):
            words += units[start].words
            if words > MOST and start < end - 1:
                break
            options.append((best[start][0] + _cost(words, units, start), start))
        best.append(min(options))
    bounds = [len(units)]
    while bounds[-1] > 0:
        bounds.append(best[bounds[-1]][1])
    bounds.reverse()
    return (units[start:end] for start, end in pairwise(bounds))


def _cost(words: int, units: Sequence[_Unit], start: int) -> float:
    torn = _TORN if start and units[start].gap == " " else 0.0
    return ((words - AIM) / SPREAD) ** 2 + torn


def _piece(section: str, units: Sequence[_Unit]) -> Piece:
    text = units[0].text + "".join(one.gap + one.text for one in units[1:])
    return Piece(section, text, units[0].page)
