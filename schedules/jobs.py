"""The whole flow, from what is due to what is posted, in one short file."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from retrieval.answer import Scope
from retrieval.collect import Collected, collect, index_pending
from retrieval.errors import BadInput, PaperwireError, Unavailable
from retrieval.library import Library
from retrieval.lookup import LOOKED_UP
from retrieval.paper import Paper
from retrieval.ports import PaperSource
from retrieval.sources.rows import SOURCE as FILES
from schedules.compose import Order, compose
from schedules.delivery import Drained, Outbox, Postbox, drain
from schedules.edition import Edition, Window
from schedules.editions import Editions
from schedules.forms import form_named
from schedules.kept import want_kept
from schedules.subscriptions import Subscription, Subscriptions, due_day, edition_key
from schedules.window import whole_day, window

log = structlog.get_logger(__name__)


NOTHING_SAID = Collected()


@dataclass(frozen=True, slots=True)
class Press:
    """What the flow works with, joined once by `bot/app.py`. `alert` tells the operator one sentence."""

    library: Library
    sources: Callable[[Sequence[str]], Sequence[PaperSource]]
    """The sources for some categories."""
    editions: Editions
    subscriptions: Subscriptions
    outbox: Outbox
    postboxes: Mapping[str, Postbox]
    alert: Callable[[str], Awaitable[None]]


async def tick(press: Press, now: datetime) -> Drained:
    """Publish every edition that is due by `now` and is not on its way yet, then empty the outbox."""
    for subscription in await press.subscriptions.all():
        day = due_day(subscription, now)
        if day is None or await press.outbox.has(edition_key(subscription, day)):
            continue
        newest = await press.editions.latest(subscription=subscription.id)
        if newest is not None and newest.day > day:
            continue  # somebody had today's made before its hour: what this day had is in it
        try:
            edition = await _kept_or_made(press, subscription, day, now)
            await want_kept(press.library, edition, owner=subscription.server, now=now)
            await publish(press, subscription, edition)
        except PaperwireError as error:
            log.warning("edition failed", subscription=subscription.id, why=error.for_people)
            await press.alert(f"The edition of {day} for {subscription.id} is late: {error.for_people}")
    done = await drain(press.outbox, press.postboxes, now=now)
    for trouble in done.troubles:
        await press.alert(trouble)
    return done


async def _kept_or_made(press: Press, subscription: Subscription, day: date, now: datetime) -> Edition:
    """An edition kept before a crash is posted as it is, not made again."""
    return await press.editions.get(edition_key(subscription, day)) or await make(press, subscription, day, now)


async def make(press: Press, subscription: Subscription, day: date, now: datetime) -> Edition:
    """Read what is new up to `now` and compose the day's edition; it is not kept yet."""
    last = await press.editions.latest(subscription=subscription.id)
    covered = window(last.window.end if last else None, now)
    collected = await read(press, subscription.profile.categories, covered)
    announced = await press.library.store.captured(start=covered.start, end=covered.end, owner=subscription.server)
    wanted = order(subscription, day, covered, collected)
    return await compose(press.library, wanted, [paper for paper in announced if is_news(paper)])


async def read(press: Press, categories: Sequence[str], covered: Window) -> Collected:
    """Sources → store → index."""
    captured = covered.end - timedelta(microseconds=1)  # the window is half open
    collected = await collect(press.sources(categories), press.library.store, since=covered.start, captured=captured)
    try:
        await index_pending(press.library.store, press.library.embedder, press.library.index)
    except Unavailable as error:
        log.warning("papers not indexed yet", why=error.for_people)
    return collected


def is_news(paper: Paper) -> bool:
    """Whether a paper came in by itself. What somebody imported or asked for is on the shelf, but no news;

    a paper asked for becomes news when it is announced later in the same window.
    """
    return paper.source != FILES and (paper.source != LOOKED_UP or paper.announcement is not None)


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
    return await compose(press.library, order(subscription, day, covered), announced)


async def publish(press: Press, subscription: Subscription, edition: Edition) -> Edition:
    """Keep the edition and freeze its messages in the outbox. Whoever is first wins; the rest agree with it."""
    kept = await press.editions.save(edition, subscription=subscription.id)
    rendered = press.postboxes[subscription.platform].render(form_named(subscription.form)(kept))
    await press.outbox.put(kept.key, platform=subscription.platform, channel=subscription.channel, rendered=rendered)
    return kept


def local_day(subscription: Subscription, now: datetime) -> date:
    """Today where the channel is."""
    return now.astimezone(ZoneInfo(subscription.zone)).date()
