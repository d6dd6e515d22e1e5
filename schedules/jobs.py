"""The whole flow, from what is due to what is posted, in one file."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import structlog

from retrieval.collect import Collected
from retrieval.errors import PaperwireError
from schedules.alerts import Alerting, tell_followers
from schedules.amend import amend_all
from schedules.clock import going_on
from schedules.delivery import Drained, drain
from schedules.edition import Edition
from schedules.errors import reason
from schedules.kept import want_kept
from schedules.late import Late, worth_waiting
from schedules.making import NOTHING_SAID, local_day, make
from schedules.parcels import Parcel
from schedules.postscript import OldPosts, add_postscripts
from schedules.press import Press
from schedules.purse import allowed, pay
from schedules.reading import Want, behind_of, news_for, read_together
from schedules.showing import proofroom, shown
from schedules.subscriptions import Subscription, due_day, edition_key, next_due, pause
from schedules.window import FIRST_REACH

log = structlog.get_logger(__name__)

MAKE_SECONDS = 600
"""An edition that takes longer to make is stopped, and made again later."""
READING_SECONDS = 60
"""How long the papers of a post may be read in full first: arXiv wants three seconds between two of them."""
FORM_SECONDS = 300
"""What a model may take for a long form at its hour, when nobody is waiting for it."""
AT_ONCE = 3
"""So many editions are made side by side: most of the time is spent waiting for a model."""
NAMED = 3
CLOSE = timedelta(hours=1)
"""An hour that is missed is not made up for when today's own comes so soon: one edition covers both."""
PAUSED = "Its posts are paused; /resume there brings them back."

T = TypeVar("T")


async def tick(press: Press, now: datetime) -> Drained:
    """The whole flow once: everything that is due by `now` is put on its way, and the outbox emptied."""
    await compose_due(press, now)
    return await dispatch(press, now)


async def compose_due(press: Press, now: datetime) -> int:
    """Freeze every edition that is due by `now` and not on its way yet, and tell followers; how many editions.

    Never raises. What cannot go out is tried again later, and the operator is told once a day and
    reason: nothing ends with neither an edition nor an alert. Subscriptions of a platform that is
    not joined here are left to the process that has joined it.
    """
    sent = await _watched(press, "No editions can be made", _compose_due(press, now), 0)
    if press.follows is not None:
        alerting = Alerting(press.follows, press.library.store, press.outbox, press.postboxes)
        await _watched(press, "Followers cannot be told of new papers", tell_followers(alerting, now=now), 0)
    if press.corrections is not None:
        await _watched(press, "Posts cannot be corrected", amend_all(proofroom(press, press.corrections)), 0)
    return sent


async def dispatch(press: Press, now: datetime, *, platform: str = "") -> Drained:
    """Empty the outbox, for one platform or for all; what a person must mend is told. Never raises."""
    boxes = {name: box for name, box in press.postboxes.items() if platform in ("", name)}
    done = await _watched(press, "The outbox cannot be read", drain(press.outbox, boxes, now=now), Drained())
    for trouble in dict.fromkeys(done.troubles):
        await press.alert(trouble)
    for parcel, why in done.gone:
        await _watched(press, "A channel that is gone cannot be paused", _channel_gone(press, parcel, why), None)
    return done


async def _channel_gone(press: Press, parcel: Parcel, why: str) -> None:
    """Nothing more is made for a channel that is no more, until somebody brings it back."""
    held = await press.subscriptions.of_channel(parcel.platform, parcel.channel)
    paused = held is not None and await pause(press.subscriptions, held.id)
    await press.alert(f"{why} {PAUSED}" if paused else why)


async def _watched(press: Press, what: str, work: Awaitable[T], otherwise: T) -> T:
    try:
        return await work
    except Exception as error:
        log.exception("job stopped", what=what)
        await press.alert(f"{what}: {reason(error)}")
        return otherwise


@dataclass(frozen=True, slots=True)
class _Due:
    """An edition whose hour has come. `kept`: it was made before a crash, and is posted as it is."""

    subscription: Subscription
    day: date
    start: datetime
    behind: Mapping[str, datetime]
    kept: Edition | None
    late: Late | None

    @property
    def key(self) -> str:
        return edition_key(self.subscription, self.day)


@dataclass(frozen=True, slots=True)
class _End:
    """What came of a due edition: sent, or `why` not yet, and `until` when at most it is kept back."""

    due: _Due
    sent: bool = False
    missing: tuple[str, ...] = ()
    why: str = ""
    until: datetime | None = None


async def _compose_due(press: Press, now: datetime) -> int:
    clock = going_on(now)
    due = await _all_due(press, now)
    wants = [_want(one) for one in due if one.kept is None]
    collected = await read_together(press.library, press.sources, wants, now=now)
    gate = asyncio.Semaphore(AT_ONCE)

    async def bring(one: _Due) -> _End:
        async with gate:
            return await _bring(press, one, collected.get(one.key, NOTHING_SAID), now)

    ends = await asyncio.gather(*(bring(one) for one in due))
    await _tell_late(press, [end for end in ends if end.why], clock)
    for sentence in dict.fromkeys(sentence for end in ends for sentence in end.missing):
        await press.alert(f"Editions went out with something missing: {sentence}")
    return sum(end.sent for end in ends)


def _want(due: _Due) -> Want:
    return Want(due.key, due.subscription.profile.categories, due.start, due.behind)


async def _all_due(press: Press, now: datetime) -> list[_Due]:
    """Every edition whose hour has come, that is not on its way and whose time for another try has come."""
    due = []
    for subscription in await press.subscriptions.all():
        if subscription.platform in press.postboxes and (day := await _day(press, subscription, now)):
            due += await _due(press, subscription, day, now)
    return due


def _from_archive(edition: Edition) -> int:
    """How many papers of the day are the archive's own: a blog post is no reason not to wait for arXiv."""
    named = {pick.paper_id for pick in edition.picks} | {item.paper.id for item in edition.items}
    return sum(":" not in paper_id for paper_id in named) if named else edition.funnel.announced


async def _day(press: Press, subscription: Subscription, now: datetime) -> date | None:
    """The day that is due. A standing order that cannot be read (a zone that is no more) stops no other."""
    try:
        return due_day(subscription, now)
    except (ValueError, KeyError, OSError):
        await press.alert(f"Nobody can tell when {subscription.id} is due: its zone is {subscription.zone!r}.")
        return None


async def _due(press: Press, subscription: Subscription, day: date, now: datetime) -> list[_Due]:
    key = edition_key(subscription, day)
    if await press.outbox.has(key):
        return []
    late = (await press.lates.of([key])).get(key)
    if late is not None and now < late.try_at:
        return []
    newest = await press.editions.latest(subscription=subscription.id)
    if newest is not None and newest.day > day:
        return []  # today's was made before its hour, or the zone moved west: what this day had is in it
    start = newest.window.end if newest else now - FIRST_REACH
    behind = await behind_of(press.editions, subscription, newest)
    due = _Due(subscription, day, start, behind, await press.editions.get(key), late)
    ahead = _still_today(due, now)
    return [] if ahead is not None and ahead <= CLOSE else [due]


def _still_today(due: _Due, now: datetime) -> timedelta | None:
    """How long until today's own hour, when an earlier day is made up for and nothing is made of it yet."""
    following, today = next_due(due.subscription, now), local_day(due.subscription, now)
    if due.kept is not None or due.day >= today or following is None:
        return None
    return following - now if local_day(due.subscription, following) == today else None


async def _is_todays(press: Press, due: _Due, now: datetime) -> bool:
    """Whether what a missed day would hold is announced with today's date, and so belongs to today's hour."""
    if _still_today(due, now) is None:
        return False
    owner, today = due.subscription.server, local_day(due.subscription, now)
    captured = await press.library.store.captured(start=due.start, end=now, owner=owner)
    dates = [paper.announced for paper in news_for(due.subscription.profile, captured) if paper.announced]
    return bool(dates) and max(dates) >= today


async def _bring(press: Press, due: _Due, collected: Collected, now: datetime) -> _End:
    """One edition: made unless it is kept, and put on its way unless it is better to wait."""
    edition = due.kept
    try:
        if await _is_todays(press, due, now):
            await press.lates.put_off(due.key, now=now)
            return _End(due)
        if edition is None:
            async with asyncio.timeout(MAKE_SECONDS):
                edition = await make(
                    press, due.subscription, due.day, now, collected=collected, reading_seconds=READING_SECONDS
                )
            await pay(press.purse, due.subscription, edition.usage)
            since = due.late.since if due.late else now
            waiting = worth_waiting(collected, announced=_from_archive(edition), since=since, now=now)
            if waiting is not None:
                return _End(due, why=waiting.why, until=waiting.until)
        sent = await _send_if_wanted(press, due, edition, now)
        if due.late is not None:
            await press.lates.done(due.key)
    except Exception as error:
        if edition is None and await press.editions.get(due.key) is not None:
            return _End(due)  # another process was faster, and ours would have begun where its window ends
        log.warning("edition failed", key=due.key, exc_info=not isinstance(error, PaperwireError))
        return _End(due, why=reason(error))
    return _End(due, sent, edition.missing if sent else ())


async def _send_if_wanted(press: Press, due: _Due, edition: Edition, now: datetime) -> bool:
    """Making it may have taken minutes: in the meantime the channel can have paused, or changed its form."""
    current = await press.subscriptions.get(due.subscription.id)
    if current is None or due_day(current, now) != due.day:
        return False
    _, first = await _freeze(press, current, edition)
    return first


async def _tell_late(press: Press, ends: Sequence[_End], clock: Callable[[], datetime]) -> None:
    """Each rests before it is tried again; one sentence for all that are late for the same reason."""
    fresh: defaultdict[tuple[str, str, date], list[str]] = defaultdict(list)
    for end in ends:
        await press.lates.put_off(end.due.key, now=clock(), latest=end.until)
        if await press.lates.tell(end.due.key, end.why):
            then = f"It goes out as it is at {end.until:%H:%M} UTC at the latest." if end.until else "I keep trying."
            fresh[end.why, then, end.due.day].append(end.due.subscription.id)
    for (why, then, day), names in fresh.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        await press.alert(f"The edition of {day} for {', '.join(names[:NAMED])}{more} is late: {why} {then}")


async def publish(press: Press, subscription: Subscription, edition: Edition) -> Edition:
    """Keep the edition and freeze its messages in the outbox. Whoever is first wins; the rest agree with it."""
    kept, _ = await _freeze(press, subscription, edition)
    return kept


async def _freeze(press: Press, subscription: Subscription, edition: Edition) -> tuple[Edition, bool]:
    """The edition that is kept, and whether we were the first to freeze it."""
    kept = await press.editions.save(edition, subscription=subscription.id)
    await _learn_by_heart(press, subscription, kept)  # before it is sent: after a crash this is come by again
    allowance = replace(await allowed(press.purse, subscription), seconds=FORM_SECONDS)
    document, usage = await shown(press, kept, subscription.form, allowance=allowance)
    await pay(press.purse, subscription, usage)
    rendered = press.postboxes[subscription.platform].render(document)
    first = await press.outbox.put(
        kept.key, platform=subscription.platform, channel=subscription.channel, rendered=rendered
    )
    if first:
        await _read_on(press, subscription, kept)
    return kept, first


async def _read_on(press: Press, subscription: Subscription, edition: Edition) -> None:
    """What the edition kept is read in full in the background; that it cannot be noted down stops no post."""
    try:
        await want_kept(press.library, edition, owner=subscription.server, now=edition.window.end)
    except PaperwireError as error:
        log.warning("papers not put on the reading list", why=error.for_people)


async def _learn_by_heart(press: Press, subscription: Subscription, edition: Edition) -> None:
    """What the next editions will remember, and what is new of old posts' papers under these posts.

    May be repeated; that it cannot be noted down stops no post.
    """
    if press.memories is None:
        return
    try:
        await press.memories.keep(subscription.id, edition)
        shelf = OldPosts(press.editions, press.outbox, press.postboxes[subscription.platform])
        await add_postscripts(shelf, subscription, edition)
    except PaperwireError as error:
        log.warning("edition not remembered", key=edition.key, why=error.for_people)
