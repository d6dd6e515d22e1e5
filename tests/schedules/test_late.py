"""Editions that wait: the same for the one in memory and the one on both databases; and when waiting is worth it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from retrieval.collect import Collected
from retrieval.database import open_database
from schedules.late import FEED_PATIENCE, SOURCE_PATIENCE, Lates, SqlLates, next_try, worth_waiting
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.lates import FakeLates
from tests.fakes.press import at

NOW = at(6)
FRIDAY, SATURDAY = at(6), at(7)


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fake."""
    return "" if request.param == "fake" else str(request.getfixturevalue(f"migrated_{request.param}_url"))


@pytest.fixture
async def lates(where: str) -> AsyncIterator[Lates]:
    if not where:
        yield FakeLates()
        return
    async with open_database(where) as database:
        yield SqlLates(database)


async def test_an_edition_that_was_never_tried_in_vain_is_not_late(lates: Lates) -> None:
    assert await lates.of(["s/2026-03-06"]) == {}


async def test_it_rests_longer_with_every_try_and_remembers_the_first(lates: Lates) -> None:
    now, rests = NOW, []
    for _ in range(7):
        late = await lates.put_off("s", now=now)
        assert await lates.of(["s", "other"]) == {"s": late}
        rests.append(int((late.try_at - now).total_seconds() // 60))
        now = late.try_at
    assert rests == [10, 10, 20, 40, 60, 60, 60]
    assert late.since == NOW


async def test_one_of_many_callers_tells_a_reason_and_another_reason_is_told_too(lates: Lates) -> None:
    await lates.put_off("s", now=NOW)
    told = await asyncio.gather(*(lates.tell("s", "arXiv did not answer.") for _ in range(5)))
    assert sorted(told) == [False] * 4 + [True]
    assert [await lates.tell("s", "late"), await lates.tell("s", "late")] == [True, False]
    await lates.put_off("s", now=NOW + timedelta(minutes=10))
    assert not await lates.tell("s", "late"), "it is remembered over tries"


async def test_nothing_is_told_of_an_edition_that_is_not_late(lates: Lates) -> None:
    assert not await lates.tell("s", "why")


async def test_what_is_on_its_way_is_forgotten(lates: Lates) -> None:
    await lates.put_off("s", now=NOW)
    await lates.put_off("t", now=NOW)
    await lates.done("s")
    assert list(await lates.of(["s", "t"])) == ["t"]


async def test_two_processes_that_fail_at_once_put_it_off_together(
    database_url: str,  # noqa: F811 - the fixture
) -> None:
    async with open_database(database_url) as one, open_database(database_url) as other:
        both = await asyncio.gather(*(SqlLates(db).put_off("s", now=NOW) for db in (one, other)))
        assert {late.try_at for late in both} == {NOW + timedelta(minutes=10)}
        told = await asyncio.gather(*(SqlLates(db).tell("s", "why") for db in (one, other, one, other)))
        assert sorted(told) == [False, False, False, True]


def test_a_rest_is_ten_minutes_at_least_and_an_hour_at_most() -> None:
    assert next_try(NOW, NOW) == NOW + timedelta(minutes=10)
    assert next_try(NOW - timedelta(days=9), NOW) == NOW + timedelta(hours=1)


def test_the_moment_at_which_it_goes_out_as_it_is_is_not_slept_through() -> None:
    promised = NOW + timedelta(minutes=25)
    assert next_try(NOW - timedelta(hours=5), NOW, promised) == promised
    assert next_try(NOW, NOW, promised) == NOW + timedelta(minutes=10)
    assert next_try(NOW, NOW, NOW) == NOW + timedelta(minutes=10), "what is past holds nobody awake"


DOWN, LATE, WEEKEND = "arXiv did not answer.", "arXiv's feed is late.", "arXiv announces no papers at weekends."


@pytest.mark.parametrize(
    ("collected", "announced", "day", "patience"),
    [
        (Collected(failed=(DOWN,)), 0, FRIDAY, SOURCE_PATIENCE),
        (Collected(failed=(DOWN,)), 0, SATURDAY, SOURCE_PATIENCE),
        (Collected(failed=(DOWN,)), 1, FRIDAY, None),
        (Collected(failed=(DOWN,), remarks=(LATE,)), 0, FRIDAY, SOURCE_PATIENCE),
        (Collected(failed=("Hugging Face is down.",), remarks=(WEEKEND,)), 0, SATURDAY, None),
        (Collected(remarks=(LATE,)), 0, FRIDAY, FEED_PATIENCE),
        (Collected(remarks=(LATE,)), 3, FRIDAY, None),
        (Collected(remarks=(WEEKEND,)), 0, SATURDAY, None),
        (Collected(), 0, FRIDAY, None),
    ],
)
def test_a_day_waits_only_while_something_may_still_bring_its_papers(
    collected: Collected, announced: int, day: datetime, patience: timedelta | None
) -> None:
    waiting = worth_waiting(collected, announced=announced, since=day, now=day)
    assert (waiting.until - day if waiting else None) == patience
    if patience:
        end = day + patience
        assert worth_waiting(collected, announced=announced, since=day, now=end) is None
        assert worth_waiting(collected, announced=announced, since=day, now=end - timedelta(seconds=1)) is not None
