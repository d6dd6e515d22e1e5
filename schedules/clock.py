"""What starts the flow: ticks of APScheduler. What is due is computed, never scheduled."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.get_logger(__name__)

TICK_SECONDS = 30
DELIVER_SECONDS = 15
GRACE_SECONDS = 8
"""A cancelled job has so long to record what it has in hand: SIGTERM leaves ten seconds."""

Act = Callable[[datetime], Awaitable[object]]
"""Something that is done at a moment (UTC). An int that it returns is how much it did, for the pulse."""


def going_on(now: datetime) -> Callable[[], datetime]:
    """A clock that shows `now` and goes on from there, for work that takes its time."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


@dataclass
class Beat:
    """One job's pulse. `done` sums up what its ticks say they did; `seconds` is how long the last one took."""

    ticks: int = 0
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def at_work(self) -> bool:
        return self.started is not None and (self.ended is None or self.ended < self.started)


@dataclass
class Pulse:
    """Whether the clock goes: each job's beat by its name, for `bot.health` to look at."""

    since: datetime
    beats: dict[str, Beat] = field(default_factory=dict)


async def run_clock(press: Act, deliver: Mapping[str, Act] | None = None, *, pulse: Pulse | None = None) -> None:
    """Call `press` every 30 seconds and each of `deliver` (by platform) every 15, at once first, until cancelled.

    Each is a job of its own, so that a long one holds up no other; a job that is still at work is
    not started again, a missed tick is not made up for (the next computes everything that is
    due), and what a job raises is logged and does not stop the clock. Cancelled, it cancels what
    is at work and lets it record what it has in hand, for at most 8 seconds.
    """
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})
    pulse = pulse or Pulse(datetime.now(UTC))
    jobs = [
        _Job("press", press, pulse),
        *(_Job(f"deliver {name}", act, pulse) for name, act in (deliver or {}).items()),
    ]
    for job in jobs:
        seconds = TICK_SECONDS if job.act is press else DELIVER_SECONDS
        scheduler.add_job(job.start, "interval", seconds=seconds, max_instances=1, next_run_time=datetime.now(UTC))
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.pause()
        await _stop([job.task for job in jobs if job.task is not None])
        scheduler.shutdown(wait=False)


@dataclass
class _Job:
    """One thing the clock does, at most once at a time."""

    name: str
    act: Act
    pulse: Pulse
    task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._work(), name=f"clock: {self.name}")

    async def _work(self) -> None:
        beat = self.pulse.beats.setdefault(self.name, Beat())
        beat.started, began = datetime.now(UTC), time.monotonic()
        try:
            done = await self.act(beat.started)
            beat.done += done if isinstance(done, int) else 0
        except Exception:
            beat.failed += 1
            log.exception("tick failed", job=self.name)
        finally:
            beat.ticks += 1
            beat.seconds, beat.ended = time.monotonic() - began, datetime.now(UTC)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    at_work = {task for task in tasks if task.cancel()}
    if at_work:
        _, late = await asyncio.wait(at_work, timeout=GRACE_SECONDS)
        if late:
            log.warning("ticks cut short", jobs=sorted(task.get_name() for task in late))
