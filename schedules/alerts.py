"""Direct messages to people who follow an author, a topic or a paper: what came in since they were last told."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from retrieval.paper import Paper
from retrieval.ports import PaperStore
from schedules.document import Actions, Block, Button, Document, Heading, Small, Span, Text, plain
from schedules.follows import Follow, Follows, Round, concerns
from schedules.forms.cited import link_of, name_of, short_authors
from schedules.parcels import Outbox, Postbox
from schedules.reading import is_news

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=6)
"""Nobody is written to more often than this; what comes in meanwhile is told together."""
MOST_PAPERS = 10

Found = tuple[Paper, str]
"""A paper, and why it concerns somebody: a sentence."""


@dataclass(frozen=True, slots=True)
class Alerting:
    """What telling followers works with."""

    follows: Follows
    store: PaperStore
    outbox: Outbox
    postboxes: Mapping[str, Postbox]


async def tell_followers(with_: Alerting, *, now: datetime) -> int:
    """Put a direct message on its way for everybody whom a paper captured by `now` concerns; how many that were.

    Safe to stop and repeat anywhere: a stretch of time that was begun is told under the same key.
    A person whose platform is not joined here waits.
    """
    ready = [one for one in await with_.follows.rounds() if one.platform in with_.postboxes and _is_due(one, now)]
    told = 0
    for server in sorted({one.server for one in ready}):
        mine = [one for one in ready if one.server == server]
        if await _anything(with_, server, min(one.start for one in mine), now):  # asked once for all of them
            for one in mine:
                told += await _tell(with_, one, now)
    return told


async def _anything(with_: Alerting, server: str, start: datetime, end: datetime) -> bool:
    return bool(await with_.store.captured(start=start, end=end, owner=server, limit=1))


def _is_due(one: Round, now: datetime) -> bool:
    return one.end is not None or now - one.start >= EVERY


async def _tell(with_: Alerting, one: Round, now: datetime) -> bool:
    if one.end is None and not await _anything(with_, one.server, one.start, now):
        return False
    begun = await with_.follows.begin_round(one, end=now)
    if begun is None or begun.end is None:
        return False  # another process tells them
    found = matching(begun.follows, await with_.store.captured(start=begun.start, end=begun.end, owner=begun.server))
    if found:
        rendered = with_.postboxes[begun.platform].render(alert_document(found))
        channel = f"@{begun.person}"
        await with_.outbox.put(alert_key(begun), platform=begun.platform, channel=channel, rendered=rendered)
        log.info("follower told", platform=begun.platform, papers=len(found))
    await with_.follows.finish_round(begun)
    return bool(found)


def matching(follows: Sequence[Follow], papers: Iterable[Paper]) -> list[Found]:
    """Those of `papers` that came in by themselves and concern one of `follows`, with every reason. Pure."""
    found = []
    for paper in papers:
        whys = [f"{follow.value}: {why}" for follow in follows if (why := concerns(follow, paper))]
        if whys and is_news(paper):
            found.append((paper, f"You follow {'; '.join(whys)}."))
    return found


def alert_key(begun: Round) -> str:
    """`alert/…`: one message for a person and a stretch of time, whoever sends it; it names nobody."""
    end = begun.end.isoformat() if begun.end else ""
    about = "\n".join((begun.platform, begun.server, begun.person, begun.start.isoformat(), end))
    return f"alert/{hashlib.sha256(about.encode()).hexdigest()[:32]}"


def alert_document(found: Sequence[Found]) -> Document:
    """What one person reads: each paper, why it is here, and what to do with it."""
    count = "A new paper" if len(found) == 1 else f"{len(found)} new papers"
    blocks: list[Block] = [Heading(f"{count} on what you follow")]
    for paper, why in found[:MOST_PAPERS]:
        blocks += _entry(paper, why)
    left = len(found) - MOST_PAPERS
    more = f"{left} more are not shown: what you follow is wide. " if left > 0 else ""
    blocks.append(Small(plain(f"{more}/unfollow, where you said /follow, ends this.")))
    return Document(f"{count} on what you follow: {found[0][0].title}", tuple(blocks))


def _entry(paper: Paper, why: str) -> tuple[Block, ...]:
    title = Span(paper.title, bold=True, link=link_of(paper))
    buttons = (Button("Explain", "explain", paper.id), Button("Save", "save", paper.id))
    return Text((title, *plain(f" {short_authors(paper)}, {name_of(paper)}"))), Small(plain(why)), Actions(buttons)
