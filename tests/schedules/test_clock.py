"""The clock: several jobs side by side, none twice at once, and an end that lets what is in hand be recorded."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

import schedules.clock
from schedules.clock import Pulse, going_on, run_clock

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.clock, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(schedules.clock, "DELIVER_SECONDS", 0.05)


class Counted:
    """A job that says when it has been called so often."""

    def __init__(self, times: int, act: Callable[[], Awaitable[object]] | None = None) -> None:
        self.left, self.enough, self.act = times, asyncio.Event(), act
        self.moments: list[datetime] = []

    async def __call__(self, now: datetime) -> object:
        self.moments.append(now)
        if len(self.moments) == self.left:
            self.enough.set()
        return await self.act() if self.act else 1


async def ended(clock: asyncio.Task[None]) -> None:
    clock.cancel()
    with pytest.raises(asyncio.CancelledError):
        await clock


async def test_it_ticks_at_once_and_again_with_the_time_in_utc() -> None:
    press = Counted(2)
    clock = asyncio.create_task(run_clock(press))
    await press.enough.wait()
    await ended(clock)
    assert press.moments[0] < press.moments[1]
    assert press.moments[0].tzinfo is UTC


async def test_a_job_that_is_at_work_holds_up_no_other_and_is_not_started_twice() -> None:
    never = asyncio.Event()
    press, discord, slack = Counted(1, never.wait), Counted(1, never.wait), Counted(4)
    clock = asyncio.create_task(run_clock(press, {"discord": discord, "slack": slack}))
    await slack.enough.wait()
    await ended(clock)
    assert [len(press.moments), len(discord.moments)] == [1, 1]


async def test_what_a_job_raises_does_not_stop_the_clock() -> None:
    async def broken() -> None:
        raise KeyError("x")

    press, pulse = Counted(3, broken), Pulse(NOW)
    clock = asyncio.create_task(run_clock(press, pulse=pulse))
    await press.enough.wait()
    await ended(clock)
    assert pulse.beats["press"].failed >= 2


async def test_cancelled_it_lets_a_job_record_what_it_has_in_hand() -> None:
    recorded: list[str] = []
    begun = asyncio.Event()

    async def posting() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            recorded.append("a/0")

    clock = asyncio.create_task(run_clock(Counted(1), {"discord": Counted(1, posting)}))
    await begun.wait()
    await ended(clock)
    assert recorded == ["a/0"]


async def test_cancelled_it_does_not_wait_for_a_job_that_will_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.clock, "GRACE_SECONDS", 0.05)
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def stubborn() -> None:
        begun.set()
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    clock = asyncio.create_task(run_clock(Counted(1, stubborn)))
    await begun.wait()
    await ended(clock)
    let_go.set()
    await asyncio.sleep(0)


async def test_the_pulse_counts_ticks_and_what_was_done() -> None:
    press, deliver, pulse = Counted(3), Counted(3), Pulse(NOW)
    clock = asyncio.create_task(run_clock(press, {"discord": deliver}, pulse=pulse))
    await asyncio.gather(press.enough.wait(), deliver.enough.wait())
    await ended(clock)
    assert set(pulse.beats) == {"press", "deliver discord"}
    beat = pulse.beats["press"]
    assert beat.ticks == beat.done >= 3
    assert not beat.at_work
    assert beat.seconds >= 0


def test_a_clock_goes_on_from_the_moment_it_is_given() -> None:
    clock = going_on(NOW)
    first, second = clock(), clock()
    assert NOW <= first <= second < NOW + timedelta(minutes=1)
