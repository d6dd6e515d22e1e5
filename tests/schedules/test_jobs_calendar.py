"""Hours, zones, weekdays, pauses and clock changes, through the flow itself."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.jobs import tick
from schedules.subscriptions import WEEKDAYS, Subscription, moment
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.source import FakeSource

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Australia/Lord_Howe")
Change = Callable[[Subscription, datetime], Subscription]


async def standing(**other: object) -> FakePress:
    press = FakePress(source=FakeSource(papers=(news(1),)))
    await press.subscriptions.put(subscription(**other))  # type: ignore[arg-type]  # fields by name
    return press


async def changed(press: FakePress, **other: object) -> None:
    held = press.subscriptions.kept["s"]
    assert await press.subscriptions.put(replace(held, **other))  # type: ignore[arg-type]  # fields by name


def days(press: FakePress) -> list[str]:
    """The days whose posts went out, in their order."""
    return [key.split("/")[1] for key in press.postbox.posted_keys() if key.endswith("/0")]


async def ticking(press: FakePress, start: datetime, end: datetime, *, minutes: int = 30) -> None:
    now = start
    while now <= end:
        await tick(press.press(), now)
        now += timedelta(minutes=minutes)


async def test_an_hour_that_the_clock_change_leaves_out_is_posted_at_the_first_valid_minute_after_it() -> None:
    press = await standing(hour=time(2, 30), zone="Europe/Berlin", since=at(28, 12))
    await tick(press.press(), datetime(2026, 3, 29, 0, 59, tzinfo=UTC))  # 1:59 in Berlin, and then it is 3:00
    assert days(press) == []
    await tick(press.press(), datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
    assert days(press) == ["2026-03-29"]
    await ticking(press, datetime(2026, 3, 29, 1, 1, tzinfo=UTC), datetime(2026, 3, 29, 23, tzinfo=UTC))
    assert days(press) == ["2026-03-29"]


async def test_an_hour_that_comes_twice_is_posted_once_at_its_first_coming() -> None:
    press = await standing(hour=time(2, 30), zone="Europe/Berlin", since=datetime(2026, 10, 24, 12, tzinfo=UTC))
    await tick(press.press(), datetime(2026, 10, 25, 0, 29, tzinfo=UTC))
    assert days(press) == []
    await tick(press.press(), datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert days(press) == ["2026-10-25"]
    await ticking(press, datetime(2026, 10, 25, 0, 31, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC), minutes=15)
    assert days(press) == ["2026-10-25"]


async def test_after_a_week_of_downtime_the_one_edition_covers_and_says_so() -> None:
    press = await standing()
    await tick(press.press(), at(2))
    press.source = FakeSource(papers=tuple(news(n) for n in range(1, 5)))
    await tick(press.press(), at(9, 14))
    assert days(press) == ["2026-03-02", "2026-03-09"]
    [_, catch_up] = [text for _, key, _, text in press.postbox.posted if key.endswith("/0")]
    assert "3 announced, 3 read" in catch_up
    assert "covers 2 Mar 09:00 to 9 Mar 14:00 UTC" in catch_up


async def test_a_channel_set_up_after_todays_hour_waits_for_tomorrows() -> None:
    press = await standing(since=at(6, 12))
    await ticking(press, at(6, 12), at(7, 8))
    assert days(press) == []
    await tick(press.press(), at(7, 9))
    assert days(press) == ["2026-03-07"]


async def test_a_resumed_channel_does_not_post_at_once_and_reads_from_its_last_edition_on() -> None:
    press = await standing()
    await tick(press.press(), at(2))
    await changed(press, paused=True)
    await ticking(press, at(3), at(5), minutes=360)
    await changed(press, paused=False, since=at(5, 12))
    await ticking(press, at(5, 12), at(6, 8), minutes=60)
    assert days(press) == ["2026-03-02"]
    await tick(press.press(), at(6))
    assert days(press) == ["2026-03-02", "2026-03-06"]
    assert press.editions.kept["s/2026-03-06"][1].window.start == at(2)


async def test_a_channel_silent_for_months_reads_two_weeks_back_and_says_what_it_left() -> None:
    press = await standing()
    await tick(press.press(), at(2))
    await tick(press.press(), datetime(2026, 6, 3, 9, tzinfo=UTC) + timedelta(hours=4))
    [_, (_, edition)] = press.editions.kept.values()
    assert "What came in before 20 May was not read." in edition.remarks


async def test_an_hour_moved_back_within_the_day_gives_no_second_edition() -> None:
    press = await standing()
    await tick(press.press(), at(6, 9))
    await changed(press, hour=time(17))
    await ticking(press, at(6, 10), at(7, 16))
    assert days(press) == ["2026-03-06"]
    await tick(press.press(), at(7, 17))
    assert days(press) == ["2026-03-06", "2026-03-07"]


async def test_a_zone_moved_west_does_not_make_yesterday_due_again() -> None:
    press = await standing(zone="Asia/Tokyo")
    await tick(press.press(), at(6, 0))  # nine in Tokyo, on the 6th
    await changed(press, zone="Pacific/Honolulu")  # where it is two in the afternoon of the 5th
    await ticking(press, at(6, 1), at(7, 18))
    assert days(press) == ["2026-03-06"]
    await ticking(press, at(7, 19), at(7, 20))  # nine in Honolulu, on the 7th
    assert days(press) == ["2026-03-06", "2026-03-07"]


@settings(max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    hour=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    weekdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    first=st.sampled_from([date(2026, 3, 5), date(2026, 3, 26), date(2026, 10, 22), date(2026, 4, 2)]),
    steps=st.lists(st.integers(min_value=1, max_value=22 * 60), min_size=12, max_size=40),
)
def test_while_it_runs_every_day_that_is_wanted_has_one_edition_and_no_other_has(
    zone: str, hour: time, weekdays: set[str], first: date, steps: list[int]
) -> None:
    """Change-over days in spring and autumn, south and north, are among the days."""

    async def run() -> None:
        start = datetime.combine(first, time(12), UTC)
        press = await standing(zone=zone, hour=hour, days=tuple(weekdays), since=start)
        now = start
        for minutes in steps:
            await tick(press.press(), now)
            now += timedelta(minutes=minutes)
        await tick(press.press(), now)
        held = press.subscriptions.kept["s"]
        every = [first + timedelta(days=n) for n in range(-2, 40)]
        wanted = [day for day in every if WEEKDAYS[day.weekday()] in weekdays and start <= moment(held, day) <= now]
        assert days(press) == [day.isoformat() for day in wanted]

    asyncio.run(run())


CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.sampled_from(ZONES).map(lambda zone: lambda held, _: replace(held, zone=zone)),
    st.times().map(lambda hour: lambda held, _: replace(held, hour=hour.replace(second=0, microsecond=0))),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(lambda some: lambda held, _: replace(held, days=tuple(some))),
    st.just(lambda held, _: replace(held, paused=True)),
    st.just(lambda held, now: replace(held, paused=False, since=now)),
    st.just(lambda held, _: held),
)
"""What an owner may change at any moment; the last one leaves all as it is."""


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(min_value=1, max_value=40 * 60), CHANGES), min_size=5, max_size=40))
def test_whatever_is_changed_no_local_day_has_two_editions_and_windows_touch(
    steps: list[tuple[int, Change]],
) -> None:
    async def run() -> None:
        press = await standing()
        now = at(2)
        for minutes, change in steps:
            await tick(press.press(), now)
            assert await press.subscriptions.put(change(press.subscriptions.kept["s"], now))
            now += timedelta(minutes=minutes)
        posted = days(press)
        assert posted == sorted(set(posted)), "each day once, and none after a later one"
        windows = [edition.window for _, edition in press.editions.kept.values()]
        assert all(earlier.end == later.start for earlier, later in itertools.pairwise(windows))
        for _, edition in press.editions.kept.values():
            latest = max(edition.window.end.astimezone(ZoneInfo(zone)).date() for zone in ZONES)
            assert edition.day <= latest, "no edition of a day that has not begun"

    asyncio.run(run())
