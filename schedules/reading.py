"""One read for all channels that are due: sources → store → index."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from retrieval.collect import NOBODY, Collected, collect, index_pending
from retrieval.errors import BadInput, PaperwireError, SourceUnavailable
from retrieval.library import Library
from retrieval.lookup import LOOKED_UP
from retrieval.paper import Paper
from retrieval.ports import PaperSource
from retrieval.profile import Profile
from retrieval.sources.rows import SOURCE as FILES
from schedules.edition import Edition, Window
from schedules.editions import Editions
from schedules.errors import reason
from schedules.subscriptions import Subscription

log = structlog.get_logger(__name__)

READ_SECONDS = 600
"""A source that says nothing for so long is taken for one that does not answer."""
FARTHEST = timedelta(days=14)
"""Nothing older is read for a channel that was silent for longer: its day would never be complete in time."""
INDEX_SECONDS = 600
"""Papers that are not indexed by then are ranked by their words; the next read goes on indexing."""

Sources = Callable[[Sequence[str]], Sequence[PaperSource]]
"""The sources for some categories."""


@dataclass(frozen=True, slots=True)
class Want:
    """What one channel wants read: its categories (empty: the installation's own), and from when on."""

    key: str
    categories: tuple[str, ...]
    start: datetime
    behind: Mapping[str, datetime] = field(default_factory=dict)
    """Sources that did not answer the last time, each with the moment from which on it is still to be read."""


async def behind_of(editions: Editions, subscription: Subscription, last: Edition | None) -> Mapping[str, datetime]:
    """The sources that `last`, the newest edition of a channel, could not read, and from which moment on.

    A source may have been away for several editions; what is older than two weeks is left.
    """
    behind: dict[str, datetime] = {}
    if last is None or not last.unread:
        return behind
    away = set(last.unread)
    earlier = await editions.before(last.day, subscription=subscription.id, limit=FARTHEST.days)
    for edition in (last, *earlier):
        away &= set(edition.unread)
        behind |= dict.fromkeys(away, edition.window.start)
    return behind


async def read(
    library: Library, sources: Sequence[PaperSource], covered: Window, behind: Mapping[str, datetime] = NOBODY
) -> Collected:
    """Read what is new and index it; what is older than two weeks is left (see `not_read`).

    A source that is named in `behind` is read from that earlier moment on.

    Raises UnknownCategory, SourceUnavailable when no end is in sight, and what the store raises.
    """
    captured = covered.end - timedelta(microseconds=1)  # the window is half open
    farthest = covered.end - FARTHEST
    since, behind = max(covered.start, farthest), {name: max(start, farthest) for name, start in behind.items()}
    try:
        async with asyncio.timeout(READ_SECONDS):
            collected = await collect(sources, library.store, since=since, captured=captured, behind=behind)
    except TimeoutError as error:
        raise SourceUnavailable("The paper sources did not answer within ten minutes.") from error
    await _index(library)
    return collected


def not_read(covered: Window) -> str:
    """What an edition says of the part of its window that is too old to be read; empty if there is none."""
    since = covered.end - FARTHEST
    return f"What came in before {since.day} {since:%B} was not read." if covered.start < since else ""


async def _index(library: Library) -> None:
    """Whatever fails here fails no edition: papers that are not indexed are ranked by their words."""
    try:
        async with asyncio.timeout(INDEX_SECONDS):
            await index_pending(library.store, library.embedder, library.index)
    except (PaperwireError, TimeoutError) as error:
        log.warning("papers not indexed yet", why=reason(error))


async def read_together(
    library: Library, sources: Sources, wants: Sequence[Want], *, now: datetime
) -> dict[str, Collected]:
    """What reading for these channels brought, by key: all categories at once, every source asked once.

    Never raises: what went wrong is among `failed`. A category that does not exist fails those
    who want it, and nobody else.
    """
    done: dict[str, Collected] = {}
    for some in ([want for want in wants if want.categories], [want for want in wants if not want.categories]):
        if some:
            done |= await _read_some(library, sources, some, now)
    return done


async def _read_some(library: Library, sources: Sources, wants: Sequence[Want], now: datetime) -> dict[str, Collected]:
    categories = tuple(sorted({name for want in wants for name in want.categories}))
    asked, covered = sources(categories), Window(min(want.start for want in wants), now)
    names = tuple(source.name for source in asked)
    behind = {name: min(want.behind[name] for want in wants if name in want.behind) for name in _behind(wants)}
    try:
        collected = await read(library, asked, covered, behind)
    except BadInput as error:
        if len({want.categories for want in wants}) > 1:
            return await _read_each(library, sources, wants, now)
        collected = Collected(failed=(error.for_people,), unread=names)
    except Exception as error:
        log.exception("reading failed")
        collected = Collected(failed=(reason(error),), unread=names)
    return {want.key: collected for want in wants}


def _behind(wants: Sequence[Want]) -> set[str]:
    return {name for want in wants for name in want.behind}


async def _read_each(library: Library, sources: Sources, wants: Sequence[Want], now: datetime) -> dict[str, Collected]:
    done: dict[str, Collected] = {}
    for want in wants:
        done |= await _read_some(library, sources, [want], now)
    return done


def is_news(paper: Paper) -> bool:
    """Whether a paper came in by itself. What somebody imported or asked for is on the shelf, but no news;

    a paper asked for becomes news when it is announced later in the same window.
    """
    return paper.source != FILES and (paper.source != LOOKED_UP or paper.announcement is not None)


def is_within(paper: Paper, profile: Profile) -> bool:
    """Whether a paper is in one of the profile's categories; with none, every paper is.

    So is a paper that has none itself, such as a post of a laboratory: the topics alone decide on it.
    """
    return not (profile.categories and paper.categories) or not set(profile.categories).isdisjoint(paper.categories)


def news_for(profile: Profile, papers: Iterable[Paper]) -> list[Paper]:
    """Those of `papers` that came in by themselves and are within the profile.

    What other channels read stands on the same shelf, and is not counted here.
    """
    return [paper for paper in papers if is_news(paper) and is_within(paper, profile)]
