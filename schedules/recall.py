"""What a day's edition remembers, gathered before it is kept: ties, threads, predictions, authors, new versions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import structlog

from retrieval.errors import IndexUnavailable, PaperwireError, StorageRefused
from retrieval.library import Library
from retrieval.paper import Paper
from schedules.edition import Edition
from schedules.forecast import RISING_DAYS, examined, predicted, rising
from schedules.memory import Kept, Memories
from schedules.remembered import Changed, Memory, Prediction, Tie
from schedules.ties import Earlier, Vector, before_lines, threads_of, ties

log = structlog.get_logger(__name__)

REACH = 400
"""Earlier papers that today's are held against: the newest."""
CHANGED_DAYS = 90
"""For so long a new version or a withdrawal of a paper is news to those who read of it."""


async def recalled(memories: Memories, library: Library, edition: Edition, *, subscription: str, owner: str) -> Edition:
    """`edition` with what it remembers. Only papers of earlier days are spoken of, as they were by the window's end.

    A memory that cannot be read leaves the edition without one; the day is not lost for it.
    """
    try:
        memory = await _remember(memories, library, edition, subscription, owner)
    except PaperwireError as error:
        log.warning("nothing remembered", edition=edition.key, why=error.for_people)
        return replace(edition, missing=(*edition.missing, "What earlier editions said could not be looked up."))
    told = [
        tuple(replace(item, before=before_lines(memory.ties, item.paper.id)) for item in some)
        for some in (edition.items, edition.also)
    ]
    return replace(edition, items=told[0], also=told[1], memory=memory)


async def _remember(memories: Memories, library: Library, edition: Edition, subscription: str, owner: str) -> Memory:
    kept = await memories.kept(subscription, before=edition.day)
    papers = await library.store.many([one.paper_id for one in kept], owner=owner)
    earlier = [replace(one, words=papers[one.paper_id].abstract) for one in kept if one.paper_id in papers]
    today = {item.paper.id: item.paper for item in (*edition.items, *edition.also)}
    tied = await _ties(library, edition, earlier[:REACH], papers, owner)
    threads = threads_of(tied, edition, earlier)
    standing = await memories.predictions(subscription, state="open", limit=1_000)
    return Memory(
        ties=tied,
        threads=threads,
        due=_due(standing, [*earlier, *_of_today(edition)], edition.day),
        made=predicted(threads, standing, day=edition.day, subscription=subscription),
        rising=rising(
            [(paper.id, paper.authors) for paper in today.values()],
            [(one.day, one.paper_id, papers[one.paper_id].authors) for one in _lately(earlier, edition.day)],
            day=edition.day,
        ),
        changed=_changed(edition, earlier, papers),
        score=await memories.score(subscription),
    )


def _of_today(edition: Edition) -> list[Kept]:
    """Today's papers count for what was predicted earlier."""
    return [
        Kept(
            paper_id=item.paper.id,
            title=item.paper.title,
            day=edition.day,
            finding=item.finding.text,
            words=item.paper.abstract,
        )
        for item in (*edition.items, *edition.also)
    ]


def _lately(kept: Sequence[Kept], day: date) -> list[Kept]:
    return [one for one in kept if one.day > day - timedelta(days=RISING_DAYS)]


def _due(standing: Sequence[Prediction], kept: Sequence[Kept], day: date) -> tuple[Prediction, ...]:
    """Open predictions that are settled by now, oldest first."""
    looked_at = [examined(one, kept, today=day) for one in standing if one.made < day]
    return tuple(sorted((one for one in looked_at if one.state != "open"), key=lambda one: (one.made, one.id)))


def _changed(edition: Edition, kept: Sequence[Kept], papers: Mapping[str, Paper]) -> tuple[Changed, ...]:
    """Earlier papers with a newer version, or withdrawn, since they were kept; nothing later than the edition's day."""
    found = []
    for one in kept:
        paper = papers[one.paper_id]
        if one.day <= edition.day - timedelta(days=CHANGED_DAYS) or (_dated(paper) or one.day) > edition.day:
            continue
        newer = paper.version if one.version and paper.version and paper.version > one.version else None
        if paper.withdrawn and not one.withdrawn and one.noted != -1:
            found.append(Changed(paper.id, paper.title, one.day, "It has been withdrawn by its authors."))
        elif newer and (one.noted or 0) < newer:
            found.append(Changed(paper.id, paper.title, one.day, f"There is a new version, v{newer}."))
    return tuple(found)


def _dated(paper: Paper) -> date | None:
    return paper.updated.date() if paper.updated else paper.announced


async def _ties(
    library: Library, edition: Edition, kept: Sequence[Kept], papers: Mapping[str, Paper], owner: str
) -> tuple[Tie, ...]:
    ids = [item.paper.id for item in (*edition.items, *edition.also)]
    vectors = await _vectors(library, [*ids, *(one.paper_id for one in kept)], owner)
    earlier = [Earlier(one, papers[one.paper_id], vectors.get(one.paper_id)) for one in kept]
    return ties(edition, vectors, earlier)


async def _vectors(library: Library, ids: Sequence[str], owner: str) -> dict[str, Vector]:
    """The vectors of these papers' abstracts; none where the index is down: words alone make no thread."""
    rows = {one.row: one.paper_id for one in await library.store.passages(ids, owner=owner) if one.ordinal == 0}
    try:
        found = await library.index.vectors(list(rows))
    except (IndexUnavailable, StorageRefused) as error:
        log.warning("threads not looked for", why=error.for_people)
        return {}
    return {rows[row]: vector for row, vector in found.items()}
