"""Passages for a question, by words and by meaning.

The words come from the store, the meaning from the dense index; `fusion.py` makes one list of the
two. Without the index or the embedder the words alone answer. A reranker, if there is one, has the
last word on the order of the best.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.answer import Scope
from retrieval.errors import EmbedderUnavailable, IndexUnavailable, RerankerUnavailable, StorageRefused
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.ports import PaperStore
from retrieval.searching.folding import diverse
from retrieval.searching.fusion import Fused, first_ahead, fuse, read

log = structlog.get_logger(__name__)

Vector = NDArray[np.float32]

DEPTH = 100
"""Candidates of each leg."""
PER_PAPER = 3
READ = 30
"""Candidates whose text is read."""
RERANKED = 30
"""Candidates that a reranker orders anew, if there is one."""
RERANK_SECONDS = 3.0
"""How long it may take; then the order of the search stands."""
NARROW = 1024
"""A scope of at most so many passages is compared one by one: the nearest of all may lie outside it.

Even a thesis that was read in full has fewer."""
FETCHES = (200, 2000)
"""Neighbours asked for in a wider scope: more, when too few of the first lie inside."""
EVERYTHING = Scope()
INDEX_DOWN = (IndexUnavailable, StorageRefused)
"""What never keeps an asker from an answer: words still find."""


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


@dataclass(frozen=True, slots=True)
class _Near:
    """Cosines of the nearest passages in a scope, or all its rows in `narrow` if they are few."""

    cosines: dict[int, float]
    narrow: Sequence[int] | None = None


async def search(
    library: Library, text: str, *, scope: Scope = EVERYTHING, limit: int = 10, per_paper: int | None = None
) -> list[Found]:
    """The `limit` passages inside `scope` that fit `text` best, best first; fewer if there are no more.

    Papers of `scope.first` come before the others where they are nearly as good as the best. At
    most `per_paper` passages of one paper; by default PER_PAPER, or any number where the scope names
    the papers. Raises StoreUnavailable; a missing index or embedder only leaves the meaning out, and a
    reranker that is down or slow leaves the order as it is.
    """
    scopes = _scopes(scope)
    words = asyncio.gather(*(library.store.lexical(text, scope=one, limit=max(DEPTH, 2 * limit)) for one in scopes))
    (vector, nears), lexical = await asyncio.gather(_meant(library, text, scopes), words)
    cosines: dict[int, float] = {}
    for near, hits in zip(nears, lexical, strict=True):
        cosines |= await _cosines(library, vector, near, [hit.row for hit in hits])
    fused = fuse([hit for hits in lexical for hit in hits], cosines)
    most = per_paper or (PER_PAPER if scope.paper_ids is None else limit)
    chosen: list[Fused] = []
    passages: dict[int, Passage] = {}
    for rows in (await _to_read(library.store, fused, scope, limit), [one.row for one in fused]):
        passages = await library.store.load(rows)
        ranked = await _reranked(library, text, read(fused, text, passages), passages)
        ordered = first_ahead(ranked, passages, scope.first)
        chosen = diverse(ordered, passages, limit=limit, per_paper=most)
        if len(chosen) >= limit or len(rows) >= len(fused):
            break  # else the best candidates were of few papers: all of them are read
    return await _found(library, chosen, passages, scope)


async def similar(library: Library, paper: Paper, *, scope: Scope, limit: int = 5) -> list[Found]:
    """The papers inside `scope` most like `paper`, best first, itself left out; one passage of each.

    Compared by the vector of its abstract, made anew if the index lacks it, and the words of its title.
    """
    lexical = await library.store.lexical(paper.title, scope=scope, limit=max(DEPTH, 2 * limit))
    vector = await _vector_of(library, paper, scope)
    fused = fuse(
        lexical, await _cosines(library, vector, await _near(library, vector, scope), [hit.row for hit in lexical])
    )
    chosen: list[Fused] = []
    passages: dict[int, Passage] = {}
    for rows in (await _to_read(library.store, fused, scope, limit), [one.row for one in fused]):
        loaded = await library.store.load(rows)
        passages = {row: passage for row, passage in loaded.items() if passage.paper_id != paper.id}
        chosen = diverse(read(fused, paper.title, passages), passages, limit=limit, per_paper=1)
        if len(chosen) >= limit or len(rows) >= len(fused):
            break  # else most candidates were of the paper itself, or of few others
    return await _found(library, chosen, passages, scope)


def _scopes(scope: Scope) -> list[Scope]:
    """The scope, and what comes first in it by itself: among many others it might not be found."""
    if not scope.first:
        return [scope]
    first = scope.first if scope.paper_ids is None else scope.first & scope.paper_ids
    return [scope, replace(scope, paper_ids=first)]


async def _vector(library: Library, text: str) -> Vector | None:
    try:
        vector: Vector = (await library.embedder.queries([text]))[0]
    except EmbedderUnavailable as error:
        log.warning("question not embedded", why=error.for_people)
        return None
    return vector


async def _vector_of(library: Library, paper: Paper, scope: Scope) -> Vector | None:
    abstract = (await library.store.passages([paper.id], owner=scope.owner))[:1]
    try:
        for vector in (await library.index.vectors([passage.row for passage in abstract])).values():
            return vector
    except INDEX_DOWN as error:
        log.warning("dense search left out", why=error.for_people)
        return None  # there is nothing to compare it with either
    return await _vector(library, f"{paper.title}\n{paper.abstract}")


async def _meant(library: Library, text: str, scopes: Sequence[Scope]) -> tuple[Vector | None, list[_Near]]:
    """The question's vector, and what is near it in each scope."""
    vector = await _vector(library, text)
    return vector, [await _near(library, vector, scope) for scope in scopes]


async def _near(library: Library, vector: Vector | None, scope: Scope) -> _Near:
    """What the dense index alone can say."""
    if vector is None:
        return _Near({})
    narrow = await _narrow(library.store, scope)
    if narrow is not None:
        return _Near({}, narrow)
    try:
        return _Near(await _nearest(library, vector, scope))
    except INDEX_DOWN as error:
        log.warning("dense search left out", why=error.for_people)
        return _Near({}, ())


async def _cosines(library: Library, vector: Vector | None, near: _Near, rows: Sequence[int]) -> dict[int, float]:
    """The cosines of `rows` and of the passages nearest to the question; none without the index."""
    if vector is None:
        return {}
    wanted = rows if near.narrow is None else near.narrow
    try:
        vectors = await library.index.vectors([row for row in wanted if row not in near.cosines])
    except INDEX_DOWN as error:
        log.warning("dense search left out", why=error.for_people)
        return {}
    return near.cosines | {row: float(vector @ other) for row, other in vectors.items()}


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


async def _to_read(store: PaperStore, fused: Sequence[Fused], scope: Scope, limit: int) -> list[int]:
    """The best candidates, and as many of those that come first."""
    most = max(READ, 2 * limit)
    rows = [one.row for one in fused]
    first = await store.within(rows, scope=_scopes(scope)[1]) if scope.first else set()
    return list(dict.fromkeys([*rows[:most], *[row for row in rows if row in first][:most]]))


async def _reranked(library: Library, asked: str, ordered: list[Fused], passages: dict[int, Passage]) -> list[Fused]:
    """The best as the reranker orders them; each takes the score of the place it has now."""
    best = ordered[:RERANKED]
    if library.reranker is None or not best:
        return ordered
    texts = [f"{passages[one.row].title}\n{passages[one.row].text}" for one in best]
    try:
        async with asyncio.timeout(RERANK_SECONDS):
            scores = await library.reranker.scores(asked, texts)
    except (RerankerUnavailable, TimeoutError) as error:
        log.warning("passages not reranked", why=str(error) or "it took too long")
        return ordered
    order = sorted(range(len(best)), key=lambda n: -scores[n])
    anew = [replace(best[n], score=place.score) for n, place in zip(order, best, strict=True)]
    return anew + ordered[RERANKED:]


async def _found(library: Library, chosen: Sequence[Fused], passages: dict[int, Passage], scope: Scope) -> list[Found]:
    ids = {passages[one.row].paper_id for one in chosen}
    papers = await library.store.many(ids, owner=scope.owner)
    found = [(one, passages[one.row]) for one in chosen if passages[one.row].paper_id in papers]
    return [Found(papers[passage.paper_id], passage, one.score, one.lexical, one.dense) for one, passage in found]
