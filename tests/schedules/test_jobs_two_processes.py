"""Two processes on one real database never both post, and neither does one that died in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from retrieval.database import Database, open_database
from retrieval.errors import SourceUnavailable
from retrieval.library import Library
from retrieval.store import SqlPaperStore
from schedules.delivery import LEASE
from schedules.editions import SqlEditions
from schedules.jobs import dispatch, tick
from schedules.late import SqlLates
from schedules.outbox import SqlOutbox
from schedules.parcels import Message, Parcel, Receipt
from schedules.press import Press
from schedules.subscriptions import SqlSubscriptions
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.postbox import FakePostbox
from tests.fakes.press import FakePress, at, fake_library, news, subscription
from tests.fakes.source import FakeSource

CHANNELS = ("a", "b", "c")
NOW = at(6)


@dataclass
class Channel(FakePostbox):
    """One platform that several processes post to; a post takes a moment, so that they meet."""

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        await asyncio.sleep(0.002)
        return await super().post(channel, message, key=key, thread=thread)


@dataclass
class Process:
    """One process of ours: its own connections, its own papers in hand, the shared database and platform."""

    database: Database
    platform: FakePostbox
    source: FakeSource
    shelf: Library
    alerts: list[str] = field(default_factory=list)

    def press(self) -> Press:
        fake = FakePress(source=self.source, library=self._library(), postbox=self.platform, alerts=self.alerts)
        return replace(
            fake.press(),
            editions=SqlEditions(self.database),
            subscriptions=SqlSubscriptions(self.database),
            outbox=SqlOutbox(self.database),
            lates=SqlLates(self.database),
            follows=None,
        )

    def _library(self) -> Library:
        return replace(self.shelf, store=SqlPaperStore(self.database))


@pytest.fixture
def platform() -> Channel:
    return Channel()


@pytest.fixture
async def two(database_url: str, platform: Channel) -> AsyncIterator[list[Process]]:  # noqa: F811 - the fixture
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(open_database(database_url)) for _ in range(2)]
        source, shelf = FakeSource(papers=(news(1), news(2))), fake_library()  # one index, as a Chroma server is
        processes = [Process(database, platform, source, shelf) for database in databases]
        for name in CHANNELS:
            await processes[0].press().subscriptions.put(subscription(name))
        yield processes


def wanted() -> list[str]:
    return sorted(f"{name}/2026-03-06/{part}" for name in CHANNELS for part in range(3))


async def test_two_that_tick_at_once_post_one_edition_and_each_message_once(
    two: list[Process], platform: Channel
) -> None:
    for minutes in (0, 1, 5):
        await asyncio.gather(*(tick(process.press(), NOW + timedelta(minutes=minutes)) for process in two))
    assert sorted(platform.posted_keys()) == wanted()
    for name in CHANNELS:
        parts = [key for key in platform.posted_keys() if key.startswith(f"{name}/")]
        assert parts == sorted(parts), "each thread in its order, whoever posts"
    assert [process.alerts for process in two] == [[], []]


async def test_two_that_fail_at_once_tell_the_operator_once(two: list[Process], platform: Channel) -> None:
    for process in two:
        process.source = FakeSource(error=SourceUnavailable("arXiv did not answer."))
    for minutes in (0, 1, 11, 30):
        await asyncio.gather(*(tick(process.press(), NOW + timedelta(minutes=minutes)) for process in two))
    told = [alert for process in two for alert in process.alerts]
    assert sum(name in alert for alert in told for name in CHANNELS) >= 1
    named = [name for alert in told for name in alert.split(" is late")[0].split(" for ")[1].split(", ")]
    assert sorted(named) == list(CHANNELS), "each channel in one alert, whichever process gave it"
    assert platform.posted == []


class Dying(SqlOutbox):
    """Dies between posting and recording."""

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        raise SystemError("killed")


async def test_one_that_dies_between_posting_and_recording_is_followed_by_one_that_finds_the_message(
    two: list[Process], platform: Channel
) -> None:
    first, second = two
    await tick(replace(first.press(), outbox=Dying(first.database)), NOW)
    begun = platform.posted_keys()
    assert begun == ["a/2026-03-06/0"], "and then the platform is left alone: its outbox is broken"
    await dispatch(second.press(), NOW + timedelta(minutes=1))
    await dispatch(second.press(), NOW + LEASE + timedelta(minutes=1))
    assert sorted(platform.posted_keys()) == wanted()
    assert platform.looked == 1


@dataclass
class Stalling(FakePostbox):
    """A post that takes so long that its lease runs out and another process takes over."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, channel: str, *, key: str, thread: str = "") -> Receipt | None:
        self.reached.set()
        await self.go_on.wait()
        return None  # what it saw before the other one posted


async def test_one_that_stalls_beyond_its_lease_does_not_post_what_another_took_over(
    two: list[Process], platform: Channel
) -> None:
    first, second = two
    await tick(replace(first.press(), outbox=Dying(first.database)), NOW)
    platform.posted.clear()  # as if that post had been lost on its way
    stalling = Stalling(posted=platform.posted)
    stalled = asyncio.create_task(
        dispatch(replace(first.press(), postboxes={"fake": stalling}), NOW + timedelta(minutes=3))
    )
    await stalling.reached.wait()
    await dispatch(second.press(), NOW + timedelta(minutes=6))  # the lease of the stalled one is over
    stalling.go_on.set()
    await stalled
    assert sorted(platform.posted_keys()) == wanted()
