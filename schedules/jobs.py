"""The whole flow, from what is due to what is posted, in one file."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from retrieval.answer import FREELY, Allowance, Scope, Usage
from retrieval.collect import Collected
from retrieval.errors import BadInput, PaperwireError
from retrieval.explain import explain
from retrieval.feedback import Verdict
from retrieval.library import Library
from schedules.alerts import Alerting, tell_followers
from schedules.amend import Proofroom, amend, amend_all, unsay
from schedules.clock import going_on
from schedules.compose import Order, compose
from schedules.corrections import Correction, Corrections
from schedules.delivery import Drained, Outbox, Parcel, Postbox, drain
from schedules.document import Document
from schedules.edition import Edition, Window
from schedules.editions import Editions
from schedules.errors import reason
from schedules.follows import Follows
from schedules.forms import DEEP_DIVE, RoundUpForm, form_named, round_up_named
from schedules.forms.deepdive import deepdive
from schedules.kept import want_kept
from schedules.late import Late, Lates, worth_waiting
from schedules.marks import said_before
from schedules.memory import Memories
from schedules.opinions import OpinionKind, Opinions
from schedules.postscript import OldPosts, add_postscripts
from schedules.purse import Purse, allowed, pay
from schedules.reading import Sources, Want, is_news, is_within, news_for, not_read, read, read_together
from schedules.recall import recalled
from schedules.roundup import rolled_up
from schedules.subscriptions import (
    Subscription,
    Subscriptions,
    due_day,
    edition_key,
    next_due,
    pause,
    subscription_of,
)
from schedules.taste import taste_of
from schedules.tell import Tellings, in_form, in_round_up
from schedules.told import NOTHING_TOLD
from schedules.window import FIRST_REACH, whole_day, window

log = structlog.get_logger(__name__)

NOTHING_SAID = Collected()
MAKE_SECONDS = 600
"""An edition that takes longer to make is stopped, and made again later."""
FORM_SECONDS = 300
"""What a model may take for a long form at its hour, when nobody is waiting for it."""
AT_ONCE = 3
"""So many editions are made side by side: most of the time is spent waiting for a model."""
NAMED = 3
JUDGED_BACK = 7
"""Editions whose marks by a model are what today's are held against."""
CLOSE = timedelta(hours=1)
"""An hour that is missed is not made up for when today's own comes so soon: one edition covers both."""
PAUSED = "Its posts are paused; /resume there brings them back."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Press:
    """What the flow works with, joined once by `bot/app.py`. `alert` tells the operator one sentence."""

    library: Library
    sources: Sources
    editions: Editions
    subscriptions: Subscriptions
    outbox: Outbox
    postboxes: Mapping[str, Postbox]
    alert: Callable[[str], Awaitable[None]]
    lates: Lates
    follows: Follows | None = None
    """None: nobody can follow anything here."""
    opinions: Opinions | None = None
    """None: nobody's doings teach the picks."""
    purse: Purse | None = None
    """None: nobody counts what editions cost."""
    tellings: Tellings | None = None
    """None: no model writes a form."""
    memories: Memories | None = None
    """None: no edition remembers another."""
    corrections: Corrections | None = None
    """None: nothing that was posted is ever taken back."""


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
        await _watched(press, "Posts cannot be corrected", amend_all(_proofroom(press, press.corrections)), 0)
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
    wants = [Want(one.key, one.subscription.profile.categories, one.start) for one in due if one.kept is None]
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
    due = _Due(subscription, day, start, await press.editions.get(key), late)
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
                edition = await make(press, due.subscription, due.day, now, collected=collected)
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
        await press.lates.put_off(end.due.key, now=clock())
        if await press.lates.tell(end.due.key, end.why):
            then = f"It goes out as it is at {end.until:%H:%M} UTC at the latest." if end.until else "I keep trying."
            fresh[end.why, then, end.due.day].append(end.due.subscription.id)
    for (why, then, day), names in fresh.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        await press.alert(f"The edition of {day} for {', '.join(names[:NAMED])}{more} is late: {why} {then}")


async def make(
    press: Press, subscription: Subscription, day: date, now: datetime, *, collected: Collected | None = None
) -> Edition:
    """Compose the day's edition of what is new up to `now`; it is not kept yet.

    Reads what is new first, unless that was done and `collected` says what came of it. Raises
    UnknownCategory and SourceUnavailable when reading by itself, and what the store raises.
    """
    last = await press.editions.latest(subscription=subscription.id)
    covered = window(last.window.end if last else None, now)
    if collected is None:
        collected = await read(press.library, press.sources(subscription.profile.categories), covered)
    captured = await press.library.store.captured(start=covered.start, end=covered.end, owner=subscription.server)
    announced = news_for(subscription.profile, captured)
    remarks = [*collected.remarks, not_read(covered)]
    if not announced and not collected.remarks and any(map(is_news, captured)):
        remarks.insert(0, _elsewhere(subscription))
    said = replace(collected, remarks=tuple(filter(None, remarks)))
    verdicts, marks = await _verdicts(press, subscription, day), await _judged(press, subscription, day)
    allowance = await allowed(press.purse, subscription)
    wanted = replace(order(subscription, day, covered, said), verdicts=verdicts, judged=marks, allowance=allowance)
    edition = await compose(press.library, wanted, announced)
    return await _recalled(press, subscription, edition)


async def _recalled(press: Press, subscription: Subscription, edition: Edition) -> Edition:
    if press.memories is None:
        return edition
    ours = {"subscription": subscription.id, "owner": subscription.server}
    return await recalled(press.memories, press.library, edition, **ours)


async def _verdicts(press: Press, subscription: Subscription, day: date) -> Mapping[str, Verdict]:
    if press.opinions is None:
        return {}
    return await taste_of(subscription, press.opinions, press.editions, day=day)


async def _judged(press: Press, subscription: Subscription, day: date) -> Sequence[tuple[int, int]]:
    """What the model that judges now said of the papers of the last editions."""
    model = press.library.writer.byline("judge").model
    if model is None:
        return ()
    return said_before(await press.editions.before(day, subscription=subscription.id, limit=JUDGED_BACK), by=model)


def _elsewhere(subscription: Subscription) -> str:
    return f"None of the papers that came in is in {', '.join(subscription.profile.categories)}."


def order(subscription: Subscription, day: date, covered: Window, collected: Collected = NOTHING_SAID) -> Order:
    """What a channel wants composed for a day."""
    return Order(
        key=edition_key(subscription, day),
        day=day,
        window=covered,
        profile=subscription.profile,
        owner=subscription.server,
        items=subscription.items,
        missing=collected.failed,
        remarks=collected.remarks,
    )


async def past_day(press: Press, subscription: Subscription, day: date) -> Edition:
    """A day before today as the shelf knows it: what was announced then, composed anew and not kept.

    Raises BadInput when the shelf has no paper of that day.
    """
    store, owner = press.library.store, subscription.server
    rows = await store.rows_of(Scope(owner=owner, since=day, until=day), limit=100_000)
    ids = {passage.paper_id for passage in (await store.load(rows)).values()}
    papers = (await store.many(ids, owner=owner)).values()
    announced = [one for one in papers if one.announced == day or (one.announced is None and is_news(one))]
    if not announced:
        when = f"{day.day} {day:%B %Y}"
        if day.weekday() > 4:
            raise BadInput(f"{when} was a {day:%A}, and arXiv announces nothing then.")
        raise BadInput(
            f"I have stored no papers of {when}; a past day is made of what is stored, so import a file of it."
        )
    covered = whole_day(day, ZoneInfo(subscription.zone))
    mine = [paper for paper in announced if is_within(paper, subscription.profile)]
    said = NOTHING_SAID if mine else Collected(remarks=(_elsewhere(subscription),))
    wanted = replace(order(subscription, day, covered, said), allowance=await allowed(press.purse, subscription))
    edition = await compose(press.library, wanted, mine)
    return await _recalled(press, subscription, edition)


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


async def shown(press: Press, edition: Edition, form: str, *, allowance: Allowance = FREELY) -> tuple[Document, Usage]:
    """The edition in the form of this name, and what a model took for it now. Raises BadInput for an unknown form.

    A round-up's name shows the editions of its days that end with this one.
    """
    if (period := round_up_named(form)) is not None:
        return await _rolled(press, edition, period, allowance)
    if form == DEEP_DIVE and edition.items:
        return await _deep(press, edition, allowance)
    wanted = form_named(form)
    if press.tellings is None:
        return wanted.render(edition, NOTHING_TOLD), Usage()
    return await in_form(press.library, press.tellings, edition, wanted, allowance=allowance)


async def correct(press: Press, corrections: Sequence[Correction], *, now: datetime) -> tuple[int, bool]:
    """Record corrections of one edition, and tell them in its post: how many are new, and whether the post says all.

    Where the platform does not answer now, the post is edited later.
    """
    if press.corrections is None or not corrections:
        return 0, False
    fresh = [one for one in corrections if await press.corrections.add(one, at=now)]
    try:
        told = await amend(_proofroom(press, press.corrections), corrections[0].edition)
    except PaperwireError as error:
        log.warning("correction waits", edition=corrections[0].edition, why=error.for_people)
        return len(fresh), False
    await dispatch(press, now)
    return len(fresh), told


async def forget_objections(press: Press, *, by: str, server: str) -> int:
    """Remove what this person objected to as an author, from the posts too where they can be edited; how many."""
    return await unsay(_proofroom(press, press.corrections), by=by, server=server) if press.corrections else 0


def _proofroom(press: Press, corrections: Corrections) -> Proofroom:
    async def draw(edition: Edition, form: str) -> Document:
        wanted = form_named(form)
        told = await press.tellings.get(edition.key, form) if wanted.prompt and press.tellings else None
        return wanted.render(edition, told or NOTHING_TOLD)

    return Proofroom(corrections, press.postboxes, draw)


async def _deep(press: Press, edition: Edition, allowance: Allowance) -> tuple[Document, Usage]:
    """The edition's first paper, told in depth."""
    told = await explain(press.library, edition.items[0].paper, level="practitioner", allowance=allowance)
    return deepdive(told), told.usage


async def _rolled(press: Press, edition: Edition, form: RoundUpForm, allowance: Allowance) -> tuple[Document, Usage]:
    subscription = subscription_of(edition.key)
    past = await press.editions.before(edition.day, subscription=subscription, limit=form.days)
    liked = await _liked(press, subscription)
    roundup = rolled_up([*past, edition], days=form.days, liked=liked)
    if press.tellings is None:
        return form.render(roundup, NOTHING_TOLD), Usage()
    return await in_round_up(press.library, press.tellings, roundup, form, allowance=allowance)


async def _liked(press: Press, subscription_id: str) -> set[str]:
    """Papers that somebody in the channel liked or saved; none where nobody's doings are kept."""
    held = await press.subscriptions.get(subscription_id)
    if held is None or press.opinions is None:
        return set()
    liking: tuple[OpinionKind, ...] = ("up", "saved")
    done = await press.opinions.of_channel(held.platform, held.server, held.channel, kinds=liking)
    return {one.paper for one in done}


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


def local_day(subscription: Subscription, now: datetime) -> date:
    """Today where the channel is."""
    return now.astimezone(ZoneInfo(subscription.zone)).date()
