"""One slow or dead platform holds up no other; a drain that is cut short leaves nothing half done."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

import schedules.delivery
from schedules.delivery import LEASE, SILENT_POSTS, drain
from schedules.parcels import Message, Receipt, Rendered
from tests.fakes.outbox import FakeOutbox
from tests.fakes.postbox import FakePostbox

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


async def frozen(*posts: tuple[str, str], thread: int = 0) -> FakeOutbox:
    """An outbox with these posts: (platform, name)."""
    outbox = FakeOutbox()
    for platform, post in posts:
        entries = tuple(Message({}, f"{post} entry {n}") for n in range(thread))
        rendered = Rendered((Message({}, post),), entries)
        await outbox.put(post, platform=platform, channel=f"#{post}", rendered=rendered)
    return outbox


@dataclass
class Slow(FakePostbox):
    """Posts only once it is let go."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        self.reached.set()
        await self.let_go.wait()
        return await super().post(channel, message, key=key, thread=thread)


@dataclass
class Broken(FakePostbox):
    """An adapter with a mistake in it, for one channel."""

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        if channel == "#a":
            raise KeyError("id")
        return await super().post(channel, message, key=key, thread=thread)


async def test_a_slow_platform_does_not_hold_up_another() -> None:
    outbox, slow, quick = (
        await frozen(("slow", "a"), ("quick", "b"), ("quick", "c")),
        Slow("slow"),
        FakePostbox("quick"),
    )
    draining = asyncio.create_task(drain(outbox, {"slow": slow, "quick": quick}, now=NOW))
    await slow.reached.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert quick.posted_keys() == ["b/0", "c/0"]
    slow.let_go.set()
    assert (await draining).posted == 3


async def test_a_platform_that_never_answers_is_left_alone_until_the_next_drain() -> None:
    outbox = await frozen(*(("fake", name) for name in "abcdefgh"))
    postbox = FakePostbox(faults=["lost"] * 99)
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    assert (done.put_off, 99 - len(postbox.faults)) == (SILENT_POSTS, SILENT_POSTS)
    postbox.faults = []
    later = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(seconds=15))
    assert later.posted == 8 - SILENT_POSTS, "those that were never tried do not wait"


async def test_a_call_that_hangs_is_ended_before_the_lease_and_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert timedelta(seconds=schedules.delivery.CALLS_SECONDS) < LEASE
    monkeypatch.setattr(schedules.delivery, "CALLS_SECONDS", 0.05)
    outbox, slow = await frozen(("fake", "a")), Slow()
    assert (await drain(outbox, {"fake": slow}, now=NOW)).put_off == 1
    slow.let_go.set()
    assert (await drain(outbox, {"fake": slow}, now=NOW + timedelta(minutes=1))).posted == 1
    assert slow.looked == 1


async def test_a_mistake_in_an_adapter_does_not_stop_the_other_channels() -> None:
    outbox, postbox = await frozen(("fake", "a"), ("fake", "b")), Broken()
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    assert (postbox.posted_keys(), done.put_off) == (["b/0"], 1)


async def test_a_platform_that_stays_silent_is_told_of_in_one_sentence_for_all_channels() -> None:
    outbox, postbox = await frozen(("fake", "a"), ("fake", "b")), FakePostbox(faults=["lost"] * 99)
    troubles: set[str] = set()
    for minutes in range(0, 40, 5):
        troubles |= set((await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=minutes))).troubles)
    assert troubles == {"fake takes no messages, and I keep trying for a day: No answer."}


async def test_what_follows_a_postponed_entry_waits_for_it_over_drains() -> None:
    outbox, postbox = await frozen(("fake", "a"), thread=3), FakePostbox(faults=["", "lost"])
    for seconds in (0, 15, 31, 46):
        await drain(outbox, {"fake": postbox}, now=NOW + timedelta(seconds=seconds))
    assert postbox.posted_keys() == ["a/0", "a/1", "a/2", "a/3"]


async def test_a_cancelled_drain_records_the_message_in_hand_and_begins_no_other() -> None:
    outbox, slow = await frozen(("fake", "a"), ("fake", "b"), thread=1), Slow()
    draining = asyncio.create_task(drain(outbox, {"fake": slow}, now=NOW))
    await slow.reached.wait()
    draining.cancel()
    await asyncio.sleep(0)
    slow.let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await draining
    assert slow.posted_keys() == ["a/0"]
    assert outbox.rows["a/0"].receipt is not None
    assert (await outbox.tally(now=NOW))["waiting"] == 3


async def test_a_cancelled_drain_does_not_wait_for_a_platform_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.delivery, "IN_HAND_SECONDS", 0.05)
    outbox, slow = await frozen(("fake", "a")), Slow()
    draining = asyncio.create_task(drain(outbox, {"fake": slow}, now=NOW))
    await slow.reached.wait()
    draining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await draining
    assert outbox.rows["a/0"].receipt is None, "it stays begun, and is looked for after its lease"
    slow.let_go.set()
    later = await drain(outbox, {"fake": slow}, now=NOW + LEASE + timedelta(seconds=1))
    assert (later.posted, slow.looked) == (1, 1)


@dataclass
class Ageing(FakePostbox):
    """A platform whose first post takes longer than a lease, by the drain's own clock."""

    clock: list[timedelta] = field(default_factory=lambda: [timedelta(0)])

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        self.clock[0] += LEASE
        return await super().post(channel, message, key=key, thread=thread)


async def test_a_lease_starts_when_it_is_taken_and_not_when_the_drain_began(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox, postbox = await frozen(("fake", "a"), ("fake", "b")), Ageing()
    monkeypatch.setattr(schedules.delivery, "going_on", lambda now: lambda: now + postbox.clock[0])
    await drain(outbox, {"fake": postbox}, now=NOW)
    assert outbox.rows["b/0"].free_at == NOW + 2 * LEASE
