"""Work that goes on after its event was acknowledged."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Tasks:
    """Holds what is under way, so that nothing is forgotten half done."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work; what breaks in it is logged."""
        task = asyncio.get_running_loop().create_task(self._attended(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _attended(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            log.exception("slack event broke", error=type(error).__name__)

    async def close(self, *, within: float) -> None:
        """Let what is under way end by itself for so many seconds, then cancel it."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=within)
        for task in late:
            task.cancel()
        if late:
            log.warning("slack work cancelled", tasks=len(late))
            await asyncio.wait(late, timeout=1)
