"""A day's edition made: what is new, ranked, written, and what it remembers. Nothing is kept or posted yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from retrieval.answer import Scope
from retrieval.collect import Collected
from retrieval.errors import BadInput
from retrieval.picking.feedback import Verdict
from retrieval.text.languages import ENGLISH, WRITTEN
from schedules.compose import Order, compose
from schedules.edition import Edition, Window
from schedules.marks import said_before
from schedules.press import Press
from schedules.purse import allowed
from schedules.reading import behind_of, is_news, is_within, news_for, not_read, read
from schedules.recall import recalled
from schedules.subscriptions import Subscription, edition_key
from schedules.taste import taste_of
from schedules.window import whole_day, window

NOTHING_SAID = Collected()
JUDGED_BACK = 7
"""Editions whose marks by a model are what today's are held against."""


async def make(
    press: Press,
    subscription: Subscription,
    day: date,
    now: datetime,
    *,
    collected: Collected | None = None,
    reading_seconds: float = 0,
) -> Edition:
    """Compose the day's edition of what is new up to `now`; it is not kept yet.

    Its papers are read in full first, as far as `reading_seconds` go.

    Reads what is new first, unless that was done and `collected` says what came of it. Raises
    UnknownCategory and SourceUnavailable when reading by itself, and what the store raises.
    """
    last = await press.editions.latest(subscription=subscription.id)
    covered = window(last.window.end if last else None, now)
    if collected is None:
        behind = await behind_of(press.editions, subscription, last)
        collected = await read(press.library, press.sources(subscription.profile.categories), covered, behind)
    captured = await press.library.store.captured(start=covered.start, end=covered.end, owner=subscription.server)
    announced = news_for(subscription.profile, captured)
    remarks = [*collected.remarks, not_read(covered)]
    if not announced and not collected.remarks and any(map(is_news, captured)):
        remarks.insert(0, _elsewhere(subscription))
    said = replace(collected, remarks=tuple(filter(None, remarks)))
    verdicts, marks = await _verdicts(press, subscription, day), await _judged(press, subscription, day)
    allowance = await allowed(press.purse, subscription)
    wanted = replace(
        order(subscription, day, covered, said),
        verdicts=verdicts,
        judged=marks,
        allowance=allowance,
        reading_seconds=reading_seconds,
    )
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
        unread=collected.unread,
        remarks=collected.remarks,
        language=subscription.language if subscription.language in WRITTEN else ENGLISH,
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


def local_day(subscription: Subscription, now: datetime) -> date:
    """Today where the channel is."""
    return now.astimezone(ZoneInfo(subscription.zone)).date()
