"""What a day's edition remembers, gathered before it is kept: ties, threads, predictions, authors, new versions."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import structlog

from retrieval.answer import Usage
from retrieval.enrichment import Enrichment
from retrieval.errors import IndexUnavailable, PaperwireError, StorageRefused
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.text.shortened import agreed
from schedules.edition import Edition
from schedules.memory import Kept, Memories, in_english
from schedules.recalling.forecast import PACE_DAYS, Spoken, as_it_stood, examined, is_due, predicted, score_of, spoken
from schedules.recalling.foresee import foreseen
from schedules.recalling.naming import Vector, title_and_abstract
from schedules.recalling.relate import judged, related
from schedules.recalling.rising import RISING_DAYS, Signed, ids_of, rising
from schedules.recalling.ties import Around, Earlier, before_lines, threads_of, ties
from schedules.remembered import Changed, Memory, Prediction, Thread, Tie

log = structlog.get_logger(__name__)

REACH = 400
"""Earlier papers that today's are held against: the newest."""
FIELD = 400
"""Other papers of the day by which the worth of a thread's name is told."""
LEDGER = 5_000
"""Predictions that are looked at, the newest: years of them."""
WITHDRAWN = -1
CHANGED_DAYS = 90
"""For so long a new version or a withdrawal of a paper is news to those who read of it."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What there is to remember: `kept`, newest first, and its papers as they stood by the edition's day."""

    kept: Sequence[Kept]
    papers: Mapping[str, Paper]


async def recalled(memories: Memories, library: Library, edition: Edition, *, subscription: str, owner: str) -> Edition:
    """`edition` with what it remembers. Only papers of earlier days are spoken of, as they were by the window's end.

    What a model took for it is added to the edition's usage. A memory that cannot be read leaves the
    edition without one; the day is not lost for it.
    """
    try:
        memory, usage = await _remember(memories, library, edition, subscription, owner)
    except PaperwireError as error:
        log.warning("nothing remembered", edition=edition.key, why=error.for_people)
        return replace(edition, missing=(*edition.missing, "What earlier editions said could not be looked up."))
    told = [
        tuple(replace(item, before=before_lines(memory.ties, item.paper.id)) for item in some)
        for some in (edition.items, edition.also)
    ]
    return replace(edition, items=told[0], also=told[1], memory=memory, usage=edition.usage + usage)


async def _remember(
    memories: Memories, library: Library, edition: Edition, subscription: str, owner: str
) -> tuple[Memory, Usage]:
    past, changed = await _past(memories, library, edition, subscription, owner)
    beside = await _field(library, edition, owner)
    vectors = await _vectors(library, list(_nearby(edition, past, beside)), owner)
    told = await library.store.enrichments([one.paper_id for one in (*_of_today(edition), *past.kept[:REACH])])
    tied, spent = await related(library, await _ties(edition, past, (beside, vectors, told)), owner=owner)
    threads = threads_of(tied, edition, past.kept)
    ledger = [as_it_stood(one, edition.day) for one in await _ledger(memories, edition, subscription)]
    kept = [*past.kept, *_of_today(edition)]
    said = await asyncio.to_thread(spoken, kept, after=_since(ledger, edition.day))  # a second for a month of papers
    due, judging = await _due(library, ledger, said, edition.day, owner)
    shortened = await asyncio.to_thread(agreed, [title_and_abstract(one) for one in past.papers.values()])
    made, foreseeing = await _made(library, edition, (threads, said, ledger, shortened), subscription)
    became = {one.id: one for one in due}
    papers = {**past.papers, **{item.paper.id: item.paper for item in (*edition.items, *edition.also)}}
    today, lately = (
        [_signed(one, papers[one.paper_id], vectors, told.get(one.paper_id, ()), edition.day) for one in some]
        for some in (_of_today(edition), _lately(past.kept, edition.day))
    )
    memory = Memory(
        ties=tied,
        threads=threads,
        due=due,
        made=made,
        rising=rising(today, lately, day=edition.day),
        changed=changed,
        score=score_of([*(became.get(one.id, one) for one in ledger), *made]),
    )
    return memory, spent + judging + foreseeing


async def _past(
    memories: Memories, library: Library, edition: Edition, subscription: str, owner: str
) -> tuple[_Past, tuple[Changed, ...]]:
    """What earlier editions kept, and what is new of it. A version from after the day is not looked into."""
    kept = await memories.kept(subscription, before=edition.day)
    stored = await library.store.many([one.paper_id for one in kept], owner=owner)
    papers = {}
    for one in kept:
        if paper := stored.get(one.paper_id):
            later = (_dated(paper) or one.day) > edition.day
            papers[one.paper_id] = replace(paper, title=one.title, abstract=one.finding) if later else paper
    earlier = [replace(one, words=papers[one.paper_id].abstract) for one in kept if one.paper_id in papers]
    return _Past(earlier, papers), _changed(edition, earlier, stored)


async def _ledger(memories: Memories, edition: Edition, subscription: str) -> list[Prediction]:
    return await memories.predictions(subscription, before=edition.day, limit=LEDGER)


def _since(ledger: Sequence[Prediction], day: date) -> date:
    """From when on kept papers count for anything that is open or may be predicted."""
    standing = [one.made for one in ledger if one.state == "open" and one.measure]
    return min([*standing, day - timedelta(days=PACE_DAYS)])


async def _due(
    library: Library, ledger: Sequence[Prediction], said: Sequence[Spoken], day: date, owner: str
) -> tuple[tuple[Prediction, ...], Usage]:
    """Open predictions that are settled by now, oldest first: counted where they can be, else read."""
    standing = sorted((one for one in ledger if one.state == "open"), key=lambda one: (one.made, one.id))
    settled = [examined(one, said, today=day) for one in standing]
    read, usage = await judged(library, [one for one in standing if is_due(one, day)], day=day, owner=owner)
    done = [one for one in (*settled, *read) if one.state != "open"]
    return tuple(sorted(done, key=lambda one: (one.made, one.id))), usage


async def _made(
    library: Library,
    edition: Edition,
    known: tuple[Sequence[Thread], Sequence[Spoken], Sequence[Prediction], Mapping[str, str]],
    subscription: str,
) -> tuple[tuple[Prediction, ...], Usage]:
    """Today's predictions: the program's, and a model's."""
    threads, said, ledger, shortened = known
    ours = predicted(threads, said, ledger, day=edition.day, subscription=subscription, shortened=shortened)
    theirs, usage = await foreseen(library, edition, subscription=subscription, standing=[*ledger, *ours])
    return (*ours, *theirs), usage


def _of_today(edition: Edition) -> list[Kept]:
    """Today's papers count for what was predicted earlier."""
    return [
        Kept(
            paper_id=item.paper.id,
            title=item.paper.title,
            day=edition.day,
            finding=in_english(item.finding),
            words=item.paper.abstract,
        )
        for item in (*edition.items, *edition.also)
    ]


def _lately(kept: Sequence[Kept], day: date) -> list[Kept]:
    return [one for one in kept if one.day > day - timedelta(days=RISING_DAYS)]


def _changed(edition: Edition, kept: Sequence[Kept], papers: Mapping[str, Paper]) -> tuple[Changed, ...]:
    """Earlier papers with a newer version, or withdrawn, since they were kept; nothing later than the edition's day."""
    found = []
    for one in kept:
        paper = papers[one.paper_id]
        if one.day <= edition.day - timedelta(days=CHANGED_DAYS) or (_dated(paper) or one.day) > edition.day:
            continue
        newer = paper.version if one.version and paper.version and paper.version > one.version else None
        if paper.withdrawn and not one.withdrawn and one.noted != WITHDRAWN:
            what = "It has been withdrawn by its authors."
            found.append(Changed(one.paper_id, one.title, one.day, what, WITHDRAWN))
        elif newer and not paper.withdrawn and (one.noted or 0) < newer:
            found.append(Changed(one.paper_id, one.title, one.day, f"There is a new version, v{newer}.", newer))
    return tuple(found)


def _dated(paper: Paper) -> date | None:
    return paper.updated.date() if paper.updated else paper.announced


def _signed(kept: Kept, paper: Paper, vectors: Mapping[str, Vector], told: Sequence[Enrichment], until: date) -> Signed:
    return Signed(
        day=kept.day,
        paper_id=paper.id,
        authors=paper.authors,
        category=next(iter(paper.categories), ""),
        vector=vectors.get(paper.id),
        ids=ids_of(told, until=until),
    )


def _nearby(edition: Edition, past: _Past, beside: Mapping[str, Paper]) -> dict[str, None]:
    """The papers that are held against one another: today's, the newest earlier ones, and others of the day."""
    ids = [item.paper.id for item in (*edition.items, *edition.also)]
    return dict.fromkeys([*ids, *(one.paper_id for one in past.kept[:REACH]), *beside]) if past.kept and ids else {}


async def _ties(
    edition: Edition,
    past: _Past,
    known: tuple[Mapping[str, Paper], Mapping[str, Vector], Mapping[str, Sequence[Enrichment]]],
) -> tuple[Tie, ...]:
    beside, vectors, told = known
    if not past.kept or not edition.items:
        return ()
    earlier = [Earlier(one, past.papers[one.paper_id], vectors.get(one.paper_id)) for one in past.kept[:REACH]]
    cited = {
        (paper_id, one)
        for paper_id, some in told.items()
        for service in some
        if service.asked.date() <= edition.day
        for one in service.references
    }
    around = Around(list(beside.values()), [one.thread for one in past.kept if one.thread], frozenset(cited))
    return await asyncio.to_thread(ties, edition, vectors, earlier, around)  # a second of words on a full day


async def _field(library: Library, edition: Edition, owner: str) -> Mapping[str, Paper]:
    """Papers of the day from its best to its last, FIELD of them at most."""
    read = [pick.paper_id for pick in edition.picks]
    return await library.store.many(read[:: max(1, -(-len(read) // FIELD))], owner=owner)


async def _vectors(library: Library, ids: Sequence[str], owner: str) -> dict[str, Vector]:
    """The vectors of these papers' abstracts; none where the index is down: words alone make no thread."""
    found = await library.store.passages(ids, owner=owner, abstracts_only=True)
    rows = {one.row: one.paper_id for one in found}
    try:
        vectors = await library.index.vectors(list(rows))
    except (IndexUnavailable, StorageRefused) as error:
        log.warning("threads not looked for", why=error.for_people)
        return {}
    return {rows[row]: vector for row, vector in vectors.items()}
