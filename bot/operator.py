"""How the operator hears of what a person must mend: in the log, and by a webhook or a direct message."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx
import structlog

log = structlog.get_logger(__name__)

SECONDS = 10.0
SAME_AGAIN = 6 * 3600.0
"""So many seconds pass before the same sentence is told again: who is told every minute stops reading."""
REMEMBERED = 500

Tell = Callable[[str], Awaitable[bool]]
"""A platform's `tell_owner`."""


@dataclass
class Operator:
    """Tells the operator each sentence once in six hours; what others this process told is not known here.

    `tell` may grow while platforms are made: the first who reaches the owner is enough.
    """

    webhook: str | None = None
    tell: list[Tell] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic
    _told: dict[str, float] = field(default_factory=dict)

    async def alert(self, sentence: str) -> None:
        """Tell it, unless it was told lately. Never raises."""
        now = self.clock()
        self._told = {one: at for one, at in self._told.items() if now - at < SAME_AGAIN}
        if sentence in self._told or len(self._told) >= REMEMBERED:
            log.error("operator alert repeated", what=sentence)
            return
        self._told[sentence] = now
        await alert(sentence, webhook=self.webhook, tell=tuple(self.tell))


async def alert(sentence: str, *, webhook: str | None = None, tell: Sequence[Tell] = ()) -> None:
    """Tell the operator one sentence. Never raises: an alert that fails must not fail what it is about.

    The log always has it. The webhook gets `text` and `content`, which Slack's and Discord's incoming
    webhooks read; it is asked once. Without one, or if it fails, the owner gets a direct message
    on the first platform of `tell` that reaches them.
    """
    log.error("operator alert", what=sentence)
    if webhook is not None and await _posted(sentence, webhook):
        return
    for one in tell:
        if await _reached(one, sentence):
            return
    if tell:
        log.warning("operator not reached")


async def _posted(sentence: str, webhook: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            (await client.post(webhook, json={"text": sentence, "content": sentence})).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("operator webhook failed", error=type(error).__name__)
        return False
    return True


async def _reached(tell: Tell, sentence: str) -> bool:
    try:
        return await tell(sentence)
    except Exception as error:  # noqa: BLE001 - it promises not to, and an alert must not fail what it is about
        log.warning("operator not told", error=type(error).__name__)
        return False
