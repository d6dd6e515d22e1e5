"""All joined platforms and the clock on one loop, each supervised: one that fails never takes another along."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from bot.platforms.platform import Ears, Platform
from retrieval.errors import BadSetting

log = structlog.get_logger(__name__)

RESTART_SECONDS = (1, 5, 30, 120)
"""How long a platform that broke off rests before it is joined again."""

Alert = Callable[[str], Awaitable[None]]


async def serve_all(
    platforms: Sequence[Platform], ears: Ears, clock: Awaitable[None], *, alert: Alert, joined: dict[str, bool]
) -> None:
    """Run every platform beside the clock until each is left or can never work, or this is cancelled.

    `joined` says of each by name whether it runs, for who wants to look. Raises the last BadSetting
    when not one of them can work.
    """
    ticking = asyncio.ensure_future(clock)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(supervised(one, ears, alert=alert, joined=joined)) for one in platforms]
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
    refused = [error for task in tasks if (error := task.result())]
    if refused and len(refused) == len(platforms):
        raise refused[-1]


async def supervised(platform: Platform, ears: Ears, *, alert: Alert, joined: dict[str, bool]) -> BadSetting | None:
    """Run one platform until it is left; one that breaks off is joined again, for as long as it takes.

    What can never work is told to the operator, and comes back as the error.
    """
    for rest in itertools.chain(RESTART_SECONDS, itertools.repeat(RESTART_SECONDS[-1])):
        joined[platform.name] = True
        try:
            await platform.run(ears)
            return None
        except BadSetting as error:
            log.error("platform cannot be joined", platform=platform.name, why=error.for_people)
            await alert(f"{platform.name} cannot be joined: {error.for_people}")
            return error
        except Exception:
            log.exception("platform broke off", platform=platform.name, rest_s=rest)
        finally:
            joined[platform.name] = False
        await asyncio.sleep(rest)
    return None
