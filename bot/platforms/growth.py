"""An answer that grows by edits of its message: not too often, never two at once, over once it is shown whole."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.platforms.packing import is_title
from retrieval.errors import PaperwireError
from schedules.document import Divider, Document

log = structlog.get_logger(__name__)

PACE_SECONDS: Final = 1.0
"""Between two edits of one message: Discord takes five in five seconds, Slack about one a second."""


class Growth:
    """Hands the newest of the documents it is given to `edit`, the first at once, then one in `pace` seconds.

    What comes while an edit is under way, or too soon after it, waits, and only the newest of it is
    kept. The first edit that fails is the last: growing is a courtesy, and the whole answer follows.
    """

    def __init__(
        self,
        edit: Callable[[Document], Awaitable[None]],
        *,
        pace: float = PACE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._edit = edit
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._next: Document | None = None
        self._free = clock()
        self._task: asyncio.Task[None] | None = None
        self._editing = False
        self._over = False
        self.begun = False
        """Whether anything of the answer has been shown by it."""

    def take(self, document: Document) -> None:
        """Show this as soon as it may be shown. Returns at once; nothing once it is over."""
        seen = without_open_end(document)
        if self._over or not seen.blocks:
            return
        self._next = seen
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def end(self) -> None:
        """No edit is made from now on; one that is under way is over when this returns."""
        self._over, self._next = True, None
        if self._task is None:
            return
        if not self._editing:
            self._task.cancel()
        await asyncio.wait({self._task})

    async def _work(self) -> None:
        while self._next is not None:
            if (wait := self._free - self._clock()) > 0:
                await self._sleep(wait)
            document, self._next, self._editing = self._next, None, True
            try:
                await self._edit(document)
                self.begun = True
            except PaperwireError as error:
                self._over, self._next = True, None
                log.info("answer not shown while it grew", error=type(error).__name__)
            except Exception as error:
                self._over, self._next = True, None
                log.exception("growing answer broke", error=type(error).__name__)
            finally:
                self._editing = False
                self._free = self._clock() + self._pace


def without_open_end(document: Document) -> Document:
    """The document without titles and rules at its end: they wait for what comes under them."""
    blocks = document.blocks
    while blocks and (is_title(blocks[-1]) or isinstance(blocks[-1], Divider)):
        blocks = blocks[:-1]
    return Document(document.summary, blocks)
