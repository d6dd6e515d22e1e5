"""What an edition covers, when it is due, and why a day is quiet."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.profile import Profile
from schedules.edition import Window
from schedules.subscriptions import WEEKDAYS, Subscription, due_day, moment
from schedules.window import quiet_reason, whole_day, window

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (st adds the zone)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
)


def standing(zone: str = "UTC", hour: time = time(9), days: tuple[str, ...] = WEEKDAYS) -> Subscription:
    return Subscription(
        id="s", platform="console", channel="c", server="x", profile=Profile(), zone=zone, hour=hour, days=days
    )


@given(st.lists(MOMENTS, min_size=2, max_size=8, unique=True))
def test_windows_of_one_channel_touch_and_never_overlap(cuts: list[datetime]) -> None:
    last: datetime | None = None
    for now in sorted(cuts):
        covered = window(last, now)
        assert covered.start < covered.end
        assert last is None or covered.start == last
        last = covered.end


def test_a_window_cannot_end_before_it_starts() -> None:
    now = datetime(2026, 3, 6, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="after"):
        window(now, now)


def test_a_local_day_with_a_clock_change_is_23_or_25_hours_long() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring, autumn = whole_day(date(2026, 3, 29), berlin), whole_day(date(2026, 10, 25), berlin)
    assert (spring.end - spring.start, autumn.end - autumn.start) == (timedelta(hours=23), timedelta(hours=25))


def test_an_hour_that_the_clock_change_leaves_out_runs_at_the_first_valid_minute_after_it() -> None:
    assert moment(standing("Europe/Berlin", time(2, 30)), date(2026, 3, 29)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_comes_twice_runs_at_its_first_coming() -> None:
    assert moment(standing("Europe/Berlin", time(2, 30)), date(2026, 10, 25)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


@given(MOMENTS, ZONES, st.times(), st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_what_is_due_has_come_and_the_next_one_has_not(now: datetime, zone: str, hour: time, days: set[str]) -> None:
    subscription = standing(zone, hour.replace(microsecond=0), tuple(days))
    day = due_day(subscription, now)
    assert day is not None
    assert moment(subscription, day) <= now
    later = [day + timedelta(days=n) for n in range(1, 9)]
    following = next(d for d in later if WEEKDAYS[d.weekday()] in days)
    assert moment(subscription, following) > now


def test_a_paused_channel_has_nothing_due() -> None:
    paused = Subscription(id="s", platform="c", channel="c", server="x", profile=Profile(), paused=True)
    assert due_day(paused, datetime(2026, 3, 6, 9, tzinfo=UTC)) is None


def test_a_weekend_says_so() -> None:
    saturday = Window(datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 3, 8, 5, tzinfo=UTC))
    assert "weekend" in quiet_reason(saturday, 0, (), ())


def test_an_empty_weekday_names_the_holiday_and_the_late_feed() -> None:
    friday = Window(datetime(2026, 3, 6, 5, tzinfo=UTC), datetime(2026, 3, 7, 5, tzinfo=UTC))
    assert "holiday" in quiet_reason(friday, 0, (), ())


def test_a_missing_source_is_named_before_a_weekend_is_blamed() -> None:
    saturday = Window(datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 3, 8, 5, tzinfo=UTC))
    assert "arXiv is down." in quiet_reason(saturday, 0, ("arXiv is down.",), ())


@pytest.mark.parametrize(("read", "words"), [(1, "the one new paper is not"), (40, "none of the 40 new papers is")])
def test_papers_below_the_bar_are_counted(read: int, words: str) -> None:
    friday = Window(datetime(2026, 3, 6, 5, tzinfo=UTC), datetime(2026, 3, 7, 5, tzinfo=UTC))
    assert words in quiet_reason(friday, read, (), ())


def test_what_a_source_says_of_itself_is_the_reason_when_none_failed() -> None:
    friday = Window(datetime(2026, 3, 6, 5, tzinfo=UTC), datetime(2026, 3, 7, 5, tzinfo=UTC))
    assert quiet_reason(friday, 0, (), ("The feed is late.",)) == "Nothing new. The feed is late."
