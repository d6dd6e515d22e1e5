"""`/healthz` and `/metrics` over HTTP: whether this process is well, for whoever watches it from outside."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from retrieval.errors import BadSetting
from schedules.clock import Pulse
from schedules.errors import reason
from schedules.press import Press

if TYPE_CHECKING:
    from aiohttp import web

log = structlog.get_logger(__name__)

STALE = timedelta(minutes=5)
"""A clock whose last tick is older has stopped."""
LONGEST_WORK = timedelta(hours=1)
"""A tick that composes many editions takes its time; one that takes longer hangs."""
MOST_UNINDEXED = 5000
"""More passages than a big day brings: indexing does not keep up."""
PROBE_SECONDS = 10
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Vitals:
    """How a process is. `troubles` are sentences, empty when all is well; `numbers` are by metric name and labels."""

    troubles: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)


Probe = Callable[[], Awaitable[Vitals]]


def clock_troubles(pulse: Pulse, now: datetime) -> list[str]:
    """What is wrong with the clock. Pure."""
    if not pulse.beats and now - pulse.since > STALE:
        return ["The clock has not begun to tick."]
    troubles = []
    for name, beat in pulse.beats.items():
        if beat.at_work and beat.started and now - beat.started > LONGEST_WORK:
            troubles.append(f"The clock's job “{name}” has been at work for more than an hour.")
        elif not beat.at_work and beat.ended and now - beat.ended > STALE:
            troubles.append(f"The clock's job “{name}” has not run for more than five minutes.")
    return troubles


async def probe_press(press: Press, pulse: Pulse, joined: Mapping[str, bool], now: datetime) -> Vitals:
    """How the clock, the shelf, the index and the outbox are; `joined`: whether each platform is. Never raises."""
    troubles = clock_troubles(pulse, now)
    numbers: dict[str, float] = {}
    for look in (_shelf(press), _outbox(press, now)):
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                found = await look
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what a probe is for
            troubles.append(reason(error))
        else:
            troubles += found.troubles
            numbers |= found.numbers
    troubles += [f"{name} is not joined." for name, is_joined in sorted(joined.items()) if not is_joined]
    numbers |= {f'platform_joined{{platform="{name}"}}': float(is_joined) for name, is_joined in joined.items()}
    return Vitals(tuple(troubles), numbers | _clock_numbers(pulse))


async def _shelf(press: Press) -> Vitals:
    counts = await press.library.store.counts(await press.library.index.generation())
    numbers = {name: float(counts[name]) for name in ("papers", "passages", "unindexed")}
    many = f"{counts['unindexed']} passages wait to be indexed."
    return Vitals((many,) if counts["unindexed"] > MOST_UNINDEXED else (), numbers)


async def _outbox(press: Press, now: datetime) -> Vitals:
    tally = await press.outbox.tally(now=now)
    numbers = {f'outbox{{state="{state}"}}': float(count) for state, count in tally.items() if state != "lost"}
    lost = f"{tally['lost']} messages were given up in the last 24 hours; the log names them."
    return Vitals((lost,) if tally["lost"] else (), numbers)


def _clock_numbers(pulse: Pulse) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for name, beat in pulse.beats.items():
        numbers |= {
            f'ticks_total{{job="{name}"}}': float(beat.ticks),
            f'ticks_failed_total{{job="{name}"}}': float(beat.failed),
            f'tick_seconds{{job="{name}"}}': beat.seconds,
        }
    made = pulse.beats.get("press")
    return numbers | {"editions_total": float(made.done if made else 0)}


def metrics(vitals: Vitals) -> str:
    """The numbers as Prometheus reads them, and whether all is well. Pure."""
    numbers = {**vitals.numbers, "up": float(not vitals.troubles)}
    lines: list[str] = []
    for name in sorted(numbers):
        family = name.partition("{")[0]
        kind = f"# TYPE paperwire_{family} {'counter' if family.endswith('_total') else 'gauge'}"
        lines += [kind] if kind not in lines else []
        lines.append(f"paperwire_{name} {numbers[name]:g}")
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def serve_health(port: int | None, probe: Probe, *, host: str = LOOPBACK) -> AsyncIterator[int]:
    """Answer `/healthz` (200, or 503 naming the troubles) and `/metrics` while inside; yields the port.

    Without a port nothing is served, and 0 takes any that is free. Raises BadSetting when the port
    cannot be had.
    """
    if port is None:
        yield 0
        return
    from aiohttp import web

    app = web.Application()
    app.add_routes([web.get("/healthz", _healthz(probe)), web.get("/metrics", _metrics(probe))])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise BadSetting(f"HEALTH_PORT {port} on {host} cannot be opened; another program may have it.") from error
        log.info("health served", host=host, port=runner.addresses[0][1])
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _healthz(probe: Probe) -> "Callable[[web.Request], Awaitable[web.Response]]":
    from aiohttp import web

    async def answer(_request: web.Request) -> web.Response:
        vitals = await probe()
        body = {"ok": not vitals.troubles, "troubles": list(vitals.troubles)}
        status = 503 if vitals.troubles else 200
        return web.Response(status=status, text=json.dumps(body), content_type="application/json")

    return answer


def _metrics(probe: Probe) -> "Callable[[web.Request], Awaitable[web.Response]]":
    from aiohttp import web

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=metrics(await probe()), content_type="text/plain", charset="utf-8")

    return answer
