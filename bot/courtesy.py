"""First everybody is told that they were heard, then the work begins."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE_SECONDS = 0.4
"""Nobody's work waits longer than this for people who have yet to be told."""
BREATHS = 3
"""Turns of the event loop given to events that have come in and were not looked at yet."""


class Courtesy:
    """When many come at once, no one's search delays another's first sign of life.

    A platform takes back what is not answered within three seconds; work can wait a little.
    """

    def __init__(self) -> None:
        self._waiting = 0
        self._all_told = asyncio.Event()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Somebody is being told inside."""
        self._waiting += 1
        self._all_told.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._all_told.set()

    async def turn(self) -> None:
        """Wait until nobody is left to be told, or patience is over."""
        for _ in range(BREATHS):
            await asyncio.sleep(0)
        if self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._all_told.wait()
