"""Hours, zones and days as people write them."""

from datetime import time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import read_when, read_zone, written_when, written_zone
from bot.weekdays import read_days, written_days
from retrieval.errors import BadInput
from schedules.subscriptions import WEEKDAYS

SEVEN = time(7)
MINUTES = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("text", "hour", "zone"),
    [
        ("09:00 Europe/Berlin", time(9), "Europe/Berlin"),
        ("9", time(9), "UTC"),
        ("9am Berlin", time(9), "Europe/Berlin"),
        ("9.30 PM new york", time(21, 30), "America/New_York"),
        ("half past nine", time(9, 30), "UTC"),
        ("quarter to 9 pm, Los Angeles", time(20, 45), "America/Los_Angeles"),
        ("quarter past twelve am", time(0, 15), "UTC"),
        ("europe/berlin 9", time(9), "Europe/Berlin"),
        ("Berlin", SEVEN, "Europe/Berlin"),
        ("at 9 in Berlin", time(9), "Europe/Berlin"),
        ("9 Uhr (Berlin)", time(9), "Europe/Berlin"),
        ("0930 Tokyo time", time(9, 30), "Asia/Tokyo"),
        ("noon UTC", time(12), "UTC"),
        ("midnight", time(0), "UTC"),
        ("12am", time(0), "UTC"),
        ("12pm", time(12), "UTC"),
        ("9 o'clock", time(9), "UTC"),
        ("９：００ Berlin", time(9), "Europe/Berlin"),
        ("9 Amsterdam", time(9), "Europe/Amsterdam"),
        ("9 Buenos Aires", time(9), "America/Argentina/Buenos_Aires"),
        ("17:30 UTC+2", time(17, 30), "Etc/GMT-2"),
        ("UTC-5 8", time(8), "Etc/GMT+5"),
    ],
)
def test_an_hour_is_read_in_many_ways(text: str, hour: time, zone: str) -> None:
    assert read_when(text, hour=SEVEN, zone="UTC") == (hour, zone)


def test_what_is_not_named_stays_as_it_was() -> None:
    assert read_when("8", hour=SEVEN, zone="Asia/Tokyo") == (time(8), "Asia/Tokyo")
    assert read_when("Berlin", hour=SEVEN, zone="Asia/Tokyo") == (SEVEN, "Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25:99", "09:00 Europe/Berlin"),
        ("24:00", "00:00 to 23:59"),
        ("13pm", "1 to 12"),
        ("9:7", "17:30 UTC"),
        ("9 Berlni", "the nearest is Europe/Berlin"),
        ("9 EST", "America/New_York"),
        ("half nine", "New York"),
        ("9 UTC+5:30", "Asia/Kolkata"),
        ("9am 10pm", "New York"),
        ("@everyone", "New York"),
        ("   ", "09:00 Europe/Berlin"),
        ("9" * 10_000, "too long"),
    ],
)
def test_nonsense_is_told_in_one_sentence_with_an_example(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_when(text, hour=SEVEN, zone="UTC")
    assert said in refused.value.for_people
    assert "\n" not in refused.value.for_people
    assert len(refused.value.for_people) < 250


@given(st.text() | st.text("0123456789:. apmhutcberlin+-/'()"))
def test_any_text_is_an_hour_and_a_zone_or_a_sentence(text: str) -> None:
    try:
        hour, zone = read_when(text, hour=SEVEN, zone="UTC")
    except BadInput:
        return
    assert hour.second == 0
    assert ZoneInfo(zone)


@given(MINUTES, st.sampled_from(sorted(available_timezones() - {"EST", "MST", "HST", "Factory", "localtime"})))
def test_an_hour_reads_back_as_it_was_written(hour: time, name: str) -> None:
    zone = read_zone(written_zone(name))
    assert read_when(written_when(hour, zone), hour=SEVEN, zone="UTC") == (hour, zone)
    assert read_zone(zone.swapcase().replace("_", " ")) == zone


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", WEEKDAYS[:5]),
        ("Weekdays", WEEKDAYS[:5]),
        ("daily", WEEKDAYS),
        ("every day", WEEKDAYS),
        ("mon,wed", ("mon", "wed")),
        ("Monday, Wednesday and Friday", ("mon", "wed", "fri")),
        ("fri – mon", ("mon", "fri", "sat", "sun")),
        ("tuesdays", ("tue",)),
        ("monday to wednesday, sat", ("mon", "tue", "wed", "sat")),
        ("weekends", ("sat", "sun")),
    ],
)
def test_days_are_read_in_many_ways(text: str, days: tuple[str, ...]) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["none", "m-f", "mon-tue-wed", "", "someday", "-", "x" * 10_000])
def test_what_are_no_days_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"mon-fri|like 09:00"):
        read_days(text)


@given(st.text() | st.text("montuewedthfrisau -,"))
def test_any_text_is_some_days_or_a_sentence(text: str) -> None:
    try:
        days = read_days(text)
    except BadInput:
        return
    assert days
    assert list(days) == [day for day in WEEKDAYS if day in days]


@given(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_days_read_back_as_they_were_written(days: set[str]) -> None:
    assert set(read_days(written_days(days))) == days
