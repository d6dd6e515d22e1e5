"""Relevance and novelty as two independent marks from 1 to 10, each using its whole range."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.errors import IndexUnavailable, StorageRefused
from retrieval.library import Library
from retrieval.picking.judge import Judged, Raw
from retrieval.picking.reasons import short
from retrieval.rank import BAR
from schedules.edition import Edition, Item, Marks

log = structlog.get_logger(__name__)

Vector = NDArray[np.float32]

LEAST, MOST = 1, 10
FULL = 0.55
"""From this score on a paper has full marks on any day; a day with better ones is measured by its best."""
NEIGHBOURS = 30
"""Earlier passages looked at for the nearest one."""
FEWEST_EARLIER = 20
"""With fewer earlier papers near a day's, being unlike them says nothing."""
PROGRAM = "program"
BY_PROGRAM = (
    "Relevance, by program: where the paper's score stands between the bar (1) and the day's best paper (10).",
    "Novelty, by program: its place among today's kept, from the most like an earlier paper (1) to the least (10).",
    "Where hardly any paper is earlier, today's other kept papers stand for it.",
)
BY_MODEL = (
    "Relevance, by {model}: how far a wanted topic is the paper's subject, from not at all (1) to its main one (10).",
    "Novelty, by {model}: how new the idea or finding is by its abstract, from a repetition (1) to a new kind (10).",
    "{model} marked {judged}; each mark is the paper's place among all it marked lately: both use the whole range.",
)
"""What the marks mean, in the words the list prints; the scale of the model's is in prompts/judge.md."""


def rubric(items: Sequence[Item]) -> tuple[str, ...]:
    """What the marks of these items mean, and whose they are."""
    by = Counter(item.marks.by for item in items if item.marks)
    models = [name for name in by if name != PROGRAM]
    lines = tuple(
        line.format(model=name, judged=f"{by[name]} of these {len(items)} papers" if len(items) > 1 else "this paper")
        for name in models
        for line in BY_MODEL
    )
    return lines + (BY_PROGRAM if by[PROGRAM] or not models else ())


def marks_of(judged: Judged, *, by: str, topics: Sequence[str]) -> dict[str, Marks]:
    """A model's calibrated marks, each with the topic it named if there is such a one."""
    return {
        name: Marks(
            one.relevance,
            one.novelty,
            f"fits “{short(topics[one.topic - 1])}”" if 0 < one.topic <= len(topics) else "",
            by,
            (judged.said[name].relevance, judged.said[name].novelty),
        )
        for name, one in judged.marks.items()
    }


def said_before(editions: Iterable[Edition], *, by: str) -> list[Raw]:
    """What this model said of the papers of earlier editions."""
    marks = (item.marks for edition in editions for item in (*edition.items, *edition.also))
    return [one.told for one in marks if one and one.by == by and one.told]


async def marked(library: Library, edition: Edition, *, owner: str) -> Edition:
    """`edition` with the program's marks on every kept paper that has none; without an index, no novelty is told."""
    items = (*edition.items, *edition.also)
    if not items:
        return edition
    scores = {pick.paper_id: pick.score for pick in edition.picks}
    near, of_the_day = await _nearest(library, edition, [item.paper.id for item in items], owner)
    relevant = relevance([scores.get(item.paper.id, BAR) for item in items])
    new = novelty([near.get(item.paper.id) for item in items])
    told = {
        item.paper.id: marks
        for item, one, other in zip(items, relevant, new, strict=True)
        if (marks := item.marks or (None if other is None else Marks(one, other, of_the_day=of_the_day)))
    }
    return replace(edition, items=with_marks(edition.items, told), also=with_marks(edition.also, told))


def with_marks(items: Sequence[Item], told: Mapping[str, Marks]) -> tuple[Item, ...]:
    """The items, each with the marks that are told of it, or none."""
    return tuple(replace(item, marks=told.get(item.paper.id)) for item in items)


def relevance(scores: Sequence[float]) -> list[int]:
    """Marks for scores of kept papers (from BAR on)."""
    top = max(*scores, FULL) if scores else FULL
    return [_mark((score - BAR) / (top - BAR)) for score in scores]


def novelty(near: Sequence[float | None]) -> list[int | None]:
    """Marks for cosines to the nearest earlier paper; the least alike has the most, equals have the same.

    None where it is not known.
    """
    known = sorted(one for one in near if one is not None)
    if len(known) < 2:
        return [None if one is None else (LEAST + MOST) // 2 for one in near]
    last = len(known) - 1
    return [None if one is None else _mark(1 - _place(one, known) / last) for one in near]


def _place(one: float, known: Sequence[float]) -> float:
    """The place of a value in an ascending list; those of equals are shared."""
    return (bisect_left(known, one) + bisect_right(known, one) - 1) / 2


def _mark(share: float) -> int:
    """A share from 0 to 1 as a mark."""
    return LEAST + round((MOST - LEAST) * min(1.0, max(0.0, share)))


async def _nearest(library: Library, edition: Edition, ids: Sequence[str], owner: str) -> tuple[dict[str, float], bool]:
    """The cosine of each paper to the nearest other that is not of this edition's day.

    Where too few are earlier: to the nearest of the day's, and True.
    """
    today = {pick.paper_id for pick in edition.picks}
    rows = {one.paper_id: one.row for one in await library.store.passages(ids, owner=owner) if one.ordinal == 0}
    try:
        vectors = await library.index.vectors(list(rows.values()))
        known = {paper: vectors[row] for paper, row in rows.items() if row in vectors}
        earlier = {paper: await _earlier(library, vector, today) for paper, vector in known.items()}
        if len({other for near in earlier.values() for other in near}) < FEWEST_EARLIER:
            return to_one_another(known), True
        return {paper: max(near.values(), default=0.0) for paper, near in earlier.items()}, False
    except (IndexUnavailable, StorageRefused) as error:
        log.warning("novelty not told", edition=edition.key, why=error.for_people)
        return {}, False


def to_one_another(vectors: Mapping[str, Vector]) -> dict[str, float]:
    """The cosine of each paper to the nearest of the others: on the first day there is nothing earlier."""
    return {
        paper: max((float(vector @ other) for name, other in vectors.items() if name != paper), default=0.0)
        for paper, vector in vectors.items()
    }


async def _earlier(library: Library, vector: Vector, today: set[str]) -> dict[str, float]:
    """The nearest papers that are not of today, each with the cosine of its nearest passage."""
    hits = await library.index.nearest(vector, limit=NEIGHBOURS + len(today))
    passages = await library.store.load([hit.row for hit in hits])
    near: dict[str, float] = {}
    for hit in hits:
        if hit.row in passages and (paper := passages[hit.row].paper_id) not in today:
            near[paper] = max(hit.score, near.get(paper, 0.0))
    return near
