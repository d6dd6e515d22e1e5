"""Papers that a text names by title, or by the name they give their work, among all that are stored."""

import re
from collections import Counter

from retrieval.answer import Scope
from retrieval.asking.followup import points_back
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.text.words import STOPWORDS

MOST_LOOKED_UP = 8
"""Names of one text that are looked up."""
OFTEN = 5
"""Times that a paper writes a name it is known by."""
_TITLES = 20
_PASSAGES = 50
_TERM = 2
"""Titles of others with a name in them that make it a word of the field: BERT stands in many."""

_CAPITAL = r"(?:[A-Z][\w-]*|\w+[A-Z][\w-]*|\w+-\w[\w-]*)"
_RUN = re.compile(rf"(?<![\w-]){_CAPITAL}(?: {_CAPITAL})*")
_LONG_RUN = re.compile(rf"(?<![\w-]){_CAPITAL}(?:,?(?: [a-z]{{1,4}}){{0,2}},? {_CAPITAL})+")
_MIXED = re.compile(r"(?=\w*[a-z])(?=\w+[A-Z])\w+")
"""FinBERT and TextFooler were coined for one paper; GPT-3 and BERT are known to all."""


async def named_on_shelf(library: Library, text: str, *, owner: str) -> list[Paper]:
    """The stored papers whose title, or the name before its colon, stands in `text`, in its order.

    A name that the titles of others use too is a word of the field, and one that stands behind
    “it” or “the paper” is what that paper is asked about: neither names a paper. Beside a paper
    that is named, a coined name that exactly one stored paper writes often names that one.
    """
    found: dict[str, Paper] = {}
    left = []
    for name, start in _candidates(text):
        if points_back(text[:start]):
            break
        if paper := await _titled_so(library, text, name, owner=owner):
            found.setdefault(paper.id, paper)
        elif _MIXED.fullmatch(name):
            left.append(name)
    for name in left if found else ():
        if paper := await _coined_by(library, name, owner=owner):
            found.setdefault(paper.id, paper)
    return list(found.values())


def _candidates(text: str) -> list[tuple[str, int]]:
    """What is written as a name, longer ones too where small words may belong to it, in order, and where it begins."""
    runs = [_without_opening(run[0], run.start()) for pattern in (_LONG_RUN, _RUN) for run in pattern.finditer(text)]
    kept = {(name, start) for name, start in runs if len(name) > 1}
    return sorted(kept, key=lambda one: (one[1], -len(one[0])))[:MOST_LOOKED_UP]


def _without_opening(run: str, start: int) -> tuple[str, int]:
    """“Does BAE” is BAE with the beginning of a sentence before it."""
    first, _, rest = run.partition(" ")
    return (rest, start + len(first) + 1) if first.casefold() in STOPWORDS and _RUN.match(rest) else (run, start)


async def _titled_so(library: Library, text: str, name: str, *, owner: str) -> Paper | None:
    found = await library.store.titled(name, owner=owner, limit=_TITLES)
    whole = [paper for paper in found if _begins(paper.title, name)]
    if len(name.split()) > 2 and len(whole) == 1:
        return whole[0]
    called = [paper for paper in found if calls(text, paper.title)]
    others = [paper for paper in found if paper not in called and not _begins(paper.title, name)]
    return called[0] if len(called) == 1 and len(others) < _TERM else None


def _begins(title: str, name: str) -> bool:
    return f"{flat(title)} ".startswith(f"{flat(name)} ")


async def _coined_by(library: Library, name: str, *, owner: str) -> Paper | None:
    """The one stored paper that writes this name often."""
    ranked = await library.store.lexical(name, scope=Scope(owner=owner), limit=_PASSAGES)
    read = await library.store.load(hit.row for hit in ranked)
    uses = Counter[str]()
    for passage in read.values():
        uses[passage.paper_id] += len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", passage.text))
    often = [paper_id for paper_id, times in uses.items() if times >= OFTEN]
    return await library.store.get(often[0], owner=owner) if len(often) == 1 else None


def calls(text: str, title: str) -> bool:
    """Whether a text holds this title, or the name before its colon, written as a name."""
    said = f" {flat(text)} "
    if (whole := flat(title)) and len(whole.split()) > 1 and f" {whole} " in said:
        return True
    name, colon, _ = title.partition(":")
    if not colon:
        return False
    if len(name.split()) > 3:
        return f" {flat(name)} " in said
    if not re.search(r"[A-Z].*[A-Z]|\d|\w-\w", name):  # Swift is a name where no sentence begins with it
        return name.istitle() and bool(re.search(rf"(?<=[\w,;)’”] ){re.escape(name)}(?!\w)", text))
    if len(name) <= 4:  # EAT is a name, “eat” is not
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    return f" {flat(name)} " in said


def short_title(title: str) -> str:
    """The name before the colon where there is a short one, else the title."""
    name, colon, _ = title.partition(":")
    return name if colon and len(name.split()) <= 3 else title


def flat(text: str) -> str:
    """The words of a text in small letters, one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))
