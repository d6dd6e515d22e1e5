"""What starts the flow: one tick of APScheduler. What is due is computed, never scheduled."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog

log = structlog.get_logger(__name__)

TICK_SECONDS = 30
GRACE_SECONDS = 8


async def run_clock(tick: Callable[[datetime], Awaitable[object]], *, seconds: int = TICK_SECONDS) -> None:
    """Call `tick` with the time (UTC), now and then every `seconds`, until cancelled.

    Ticks never overlap, a missed one is not made up for (the next computes everything that is
    due), and whatever a tick raises is logged by the scheduler and does not stop the clock.
    """
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})
    at_work = asyncio.Lock()

    async def once() -> None:
        async with at_work:
            try:
                await tick(datetime.now(UTC))
            except asyncio.CancelledError:
                log.warning("tick cut short")  # the next start looks for what was begun

    scheduler.add_job(once, "interval", seconds=seconds, max_instances=1, next_run_time=datetime.now(UTC))
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.pause()
        await _until_free(at_work)  # shutdown() cancels what is running: let a post in hand be recorded first
        scheduler.shutdown(wait=False)


async def _until_free(at_work: asyncio.Lock) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GRACE_SECONDS), at_work:
            pass
