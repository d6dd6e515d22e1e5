"""Passages for a question: by words and by meaning, fused, folded and diversified.

The words come from the store, the meaning from the dense index; `fusion.py` makes one ranking of
the two. Without the index or the embedder the words alone answer.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.answer import Scope
from retrieval.errors import EmbedderUnavailable, IndexUnavailable
from retrieval.fusion import Fused, fuse, with_sentences
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.ports import PaperStore, Ranked

log = structlog.get_logger(__name__)

Vector = NDArray[np.float32]

DEPTH = 100
"""Candidates of each leg."""
READ = 30
"""Candidates whose text is read for the best sentence."""
NARROW = 512
"""A scope of at most so many passages is compared one by one: the nearest of all may lie outside it."""
FETCHES = (200, 2000)
"""Neighbours asked for in a wider scope: more, when too few of the first lie inside."""
FIRST_SHARE = 0.75
"""A paper of `Scope.first` goes ahead of the others from this share of the best score on."""
SAME = 0.9
"""Two passages that share this much of their words are one, said twice."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that fits, and its paper. `score` is from 0 to 1; the legs' own scores are as they came.

    `lexical`: BM25, None if the words did not find it. `dense`: the cosine, None if it is not known.
    """

    paper: Paper
    passage: Passage
    score: float
    lexical: float | None
    dense: float | None


async def search(
    library: Library, text: str, *, scope: Scope = Scope(), limit: int = 10, per_paper: int = 3
) -> list[Found]:
    """The `limit` passages inside `scope` that fit `text` best, best first; fewer if there are no more.

    Papers of `scope.first` come before the others where they score at least `FIRST_SHARE` of the
    best. At most `per_paper` passages of one paper, unless the scope names the papers. Raises
    StoreUnavailable; a missing index or embedder only leaves the meaning out.
    """
    depth = max(DEPTH, 2 * limit)
    scopes = _scopes(scope)
    vector, *lexical = await asyncio.gather(
        _vector(library, text), *(library.store.lexical(text, scope=one, limit=depth) for one in scopes)
    )
    hits = [
        await _cosines(library, vector, one, [hit.row for hit in words])
        for one, words in zip(scopes, lexical, strict=True)
    ]
    fused = fuse(_merged(lexical), {row: cosine for one in hits for row, cosine in one.items()})
    most = limit if scope.paper_ids is not None else per_paper
    return await _read(library, text, _Reading(fused, scope, limit, most))


async def similar(library: Library, paper: Paper, *, scope: Scope, limit: int = 5) -> list[Found]:
    """The papers inside `scope` most like `paper`, best first, itself left out; one passage of each.

    Compared by the vector of its abstract, made anew if the index lacks it, and the words of its title.
    """
    depth = max(DEPTH, 2 * limit)
    vector, lexical = await asyncio.gather(
        _stored_vector(library, paper, scope), library.store.lexical(paper.title, scope=scope, limit=depth)
    )
    fused = fuse(lexical, await _cosines(library, vector, scope, [hit.row for hit in lexical]))
    return await _read(library, paper.title, _Reading(fused, scope, limit, 1, without=paper.id))


def _scopes(scope: Scope) -> list[Scope]:
    """The scope, and what comes first in it by itself: among many others it might not be found."""
    if not scope.first:
        return [scope]
    first = scope.first if scope.paper_ids is None else scope.first & scope.paper_ids
    return [scope, replace(scope, paper_ids=first)]


def _merged(rankings: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """Each row once: BM25 counts a word over the whole store, so a passage scores the same in every scope."""
    return list({hit.row: hit for ranking in rankings for hit in ranking}.values())


async def _vector(library: Library, text: str) -> Vector | None:
    try:
        return (await library.embedder.queries([text]))[0]
    except EmbedderUnavailable as error:
        log.warning("question not embedded", why=error.for_people)
        return None


async def _stored_vector(library: Library, paper: Paper, scope: Scope) -> Vector | None:
    passages = await library.store.passages([paper.id], owner=scope.owner)
    rows = [passage.row for passage in passages[:1]]
    try:
        for vector in (await library.index.vectors(rows)).values():
            return vector
    except IndexUnavailable:
        return None  # nothing could be compared with it either
    return await _vector(library, f"{paper.title}\n{paper.abstract}")


async def _cosines(library: Library, vector: Vector | None, scope: Scope, rows: Sequence[int]) -> dict[int, float]:
    """The cosines of `rows` and of the passages nearest to the question; none without the index."""
    if vector is None:
        return {}
    try:
        narrow = await _narrow(library.store, scope)
        near = {} if narrow is not None else await _nearest(library, vector, scope)
        unknown = [row for row in narrow or rows if row not in near]
        vectors = await library.index.vectors(unknown)
    except IndexUnavailable as error:
        log.warning("dense search left out", why=error.for_people)
        return {}
    return near | {row: float(vector @ other) for row, other in vectors.items()}


async def _narrow(store: PaperStore, scope: Scope) -> list[int] | None:
    """All rows of a scope that is narrow; None of one that is not."""
    if scope.paper_ids is None and not (scope.since or scope.until or scope.categories):
        return None
    rows = await store.rows_of(scope, limit=NARROW + 1)
    return rows if len(rows) <= NARROW else None


async def _nearest(library: Library, vector: Vector, scope: Scope) -> dict[int, float]:
    near: dict[int, float] = {}
    for fetch in FETCHES:
        ranked = await library.index.nearest(vector, limit=fetch)
        inside = await library.store.within([hit.row for hit in ranked], scope=scope)
        near = {hit.row: hit.score for hit in ranked if hit.row in inside}
        if len(near) >= DEPTH // 2 or len(ranked) < fetch:
            break
    return near


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is to be made of the candidates."""

    fused: Sequence[Fused]
    scope: Scope
    limit: int
    per_paper: int
    without: str = ""


async def _read(library: Library, text: str, reading: _Reading) -> list[Found]:
    """The best candidates with their text read, in their final order."""
    rows = [one.row for one in reading.fused[: max(READ, 2 * reading.limit)]]
    if reading.scope.first:
        rows = await _with_first(library.store, reading, rows)
    passages = {
        row: passage for row, passage in (await library.store.load(rows)).items() if passage.paper_id != reading.without
    }
    texts = {row: f"{passage.title}. {passage.text}" for row, passage in passages.items()}
    scored = with_sentences([one for one in reading.fused if one.row in texts], text, texts)
    ordered = _first_ahead(scored, passages, reading.scope)
    chosen = _diverse(ordered, passages, reading)
    papers = await library.store.many({passages[one.row].paper_id for one in chosen}, owner=reading.scope.owner)
    return [
        Found(papers[passages[one.row].paper_id], passages[one.row], one.score, one.lexical, one.dense)
        for one in chosen
        if passages[one.row].paper_id in papers
    ]


async def _with_first(store: PaperStore, reading: _Reading, rows: Sequence[int]) -> list[int]:
    """`rows`, and as many more of the papers that come first."""
    inside = await store.within([one.row for one in reading.fused], scope=_scopes(reading.scope)[1])
    return list(dict.fromkeys([*rows, *[one.row for one in reading.fused if one.row in inside][: len(rows)]]))


def _first_ahead(scored: Sequence[Fused], passages: Mapping[int, Passage], scope: Scope) -> list[Fused]:
    """Passages of the papers that come first, where they are good enough, before all others."""
    bar = FIRST_SHARE * scored[0].score if scored else 0.0
    return sorted(scored, key=lambda one: passages[one.row].paper_id not in scope.first or one.score < bar)


def _diverse(ordered: Sequence[Fused], passages: Mapping[int, Passage], reading: _Reading) -> list[Fused]:
    """The first `limit` that say something new, with at most `per_paper` of each paper."""
    chosen: list[Fused] = []
    said: list[frozenset[str]] = []
    times: dict[str, int] = {}
    for one in ordered:
        passage = passages[one.row]
        words = frozenset(passage.text.lower().split())
        if times.get(passage.paper_id, 0) >= reading.per_paper or any(_alike(words, other) for other in said):
            continue
        times[passage.paper_id] = times.get(passage.paper_id, 0) + 1
        said.append(words)
        chosen.append(one)
        if len(chosen) == reading.limit:
            break
    return chosen


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * len(one | other) > 0
