"""Standing orders: kept under a revision, found by channel, due when their hour has come."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from retrieval.database import open_database
from retrieval.profile import Profile
from schedules.subscriptions import (
    WEEKDAYS,
    SqlSubscriptions,
    Subscription,
    Subscriptions,
    due_day,
    moment,
    next_due,
)
from schedules.tables import subscriptions as table
from tests.databases import (  # noqa: F401 - fixtures are found by name
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.press import FakeSubscriptions, subscription

URLS = {"sqlite": "migrated_sqlite_url", "postgresql": "migrated_postgres_url"}
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (st adds the zone)
ORDERS = st.builds(
    replace,
    st.just(subscription()),
    hour=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    days=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
)


@pytest.fixture(params=["fake", *URLS])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fake."""
    return str(request.getfixturevalue(URLS[request.param])) if request.param in URLS else ""


@pytest.fixture
async def kept(where: str) -> AsyncIterator[Subscriptions]:
    if not where:
        yield FakeSubscriptions()
        return
    async with open_database(where) as database:
        yield SqlSubscriptions(database)


async def test_all_of_an_order_comes_back_as_it_was(kept: Subscriptions) -> None:
    order = Subscription(
        id="slack:C1",
        platform="slack",
        channel="C1",
        server="T1",
        profile=Profile(topics=("KV cache ☃",), leave_outs=("x",), authors=("Ana Sun",), categories=("cs.CL",)),
        hour=time(17, 30),
        zone="Europe/Berlin",
        days=("mon", "thu"),
        items=7,
        paused=True,
        language="de",
        answering=True,
        since=FRIDAY,
    )
    stored = await kept.put(order)
    assert stored == replace(order, revision=1)
    assert await kept.get("slack:C1") == stored
    assert await kept.all() == [stored]


async def test_every_change_counts_and_only_the_newest_reading_may_make_one(kept: Subscriptions) -> None:
    first = await kept.put(subscription())
    assert first is not None
    second = await kept.put(replace(first, items=7))
    assert second == replace(first, items=7, revision=2)
    assert await kept.put(replace(first, items=9)) is None
    assert await kept.put(subscription()) is None
    assert await kept.get("s") == second


async def test_of_many_who_change_it_at_once_one_does(kept: Subscriptions) -> None:
    first = await kept.put(subscription())
    assert first is not None
    done = await asyncio.gather(*(kept.put(replace(first, items=number)) for number in range(1, 9)))
    won = [one for one in done if one is not None]
    assert len(won) == 1
    assert await kept.get("s") == won[0]


async def test_of_many_who_make_it_at_once_one_does(kept: Subscriptions) -> None:
    done = await asyncio.gather(*(kept.put(subscription(items=number)) for number in range(1, 9)))
    assert [one for one in done if one is not None] == await kept.all()


async def test_an_order_is_removed_at_its_revision_alone(kept: Subscriptions) -> None:
    first = await kept.put(subscription())
    assert first is not None
    second = await kept.put(replace(first, items=7))
    assert second is not None
    assert [await kept.remove(first), await kept.remove(second), await kept.remove(second)] == [False, True, False]
    assert await kept.get("s") is None
    assert await kept.put(replace(second, items=9)) is None, "what is gone is not changed"
    assert await kept.put(subscription()) is not None, "but may be made again"


async def test_an_order_is_found_by_its_channel(kept: Subscriptions) -> None:
    await kept.put(subscription("s"))
    await kept.put(subscription("t"))
    found = await kept.of_channel("fake", "#t")
    assert found is not None
    assert (found.id, found.revision) == ("t", 1)
    assert await kept.of_channel("slack", "#t") is None
    assert await kept.of_channel("fake", "#u") is None
    assert await kept.of_channel("fake", "' OR 1=1 --") is None


async def test_an_order_from_before_revisions_can_be_changed(where: str) -> None:
    if not where:
        return
    old = {
        "id": "console",
        "platform": "console",
        "channel": "console",
        "server": "console",
        "profile": {"topics": ["x"], "leave_outs": [], "authors": [], "categories": []},
        "hour": "09:00:00",
    }
    async with open_database(where) as database:
        async with database.writing() as db:
            await db.execute(insert(table).values(id="console", subscription=old))
        kept = SqlSubscriptions(database)
        held = await kept.get("console")
        assert held is not None
        assert (held.revision, held.days, held.since) == (0, WEEKDAYS, None)
        assert await kept.put(replace(held, items=7)) == replace(held, items=7, revision=1)


@given(ORDERS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_no_hour_from_before_since_is_due(order: Subscription, since: datetime, later: timedelta) -> None:
    now = since + later
    day, plain = due_day(replace(order, since=since), now), due_day(order, now)
    if day is None:
        assert plain is None or moment(order, plain) < since
    else:
        assert day == plain
        assert moment(order, day) >= since


def test_an_order_made_at_its_very_hour_is_due() -> None:
    assert due_day(subscription(since=FRIDAY), FRIDAY) == date(2026, 3, 6)


def test_an_order_made_after_todays_hour_waits_for_the_next() -> None:
    order = subscription(since=FRIDAY + timedelta(minutes=1), days=WEEKDAYS[:5])
    assert due_day(order, FRIDAY + timedelta(hours=9)) is None
    assert due_day(order, FRIDAY + timedelta(days=3)) == date(2026, 3, 9)


@given(ORDERS, MOMENTS)
def test_the_next_hour_is_the_first_after_now_on_one_of_its_days(order: Subscription, now: datetime) -> None:
    due = next_due(order, now)
    assert due is not None
    assert now < due <= now + timedelta(days=9)
    day = due_day(order, due)
    assert day is not None
    assert moment(order, day) == due
    last = due_day(order, due - timedelta(seconds=1))
    assert last is None or moment(order, last) <= now


def test_nothing_is_planned_while_it_is_paused() -> None:
    assert next_due(subscription(paused=True), FRIDAY) is None


def test_the_next_hour_keeps_local_time_over_a_clock_change() -> None:
    order = subscription(zone="Europe/Berlin")
    due = next_due(order, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert due is not None
    assert due.astimezone(ZoneInfo("Europe/Berlin")).hour == 9
    assert due == datetime(2026, 3, 29, 7, tzinfo=UTC)
