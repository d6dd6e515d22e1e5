"""How the operator hears of what a person must mend: in the log, and by a webhook if one is set."""

import asyncio

import httpx
import structlog

log = structlog.get_logger(__name__)

SECONDS = 10.0
TRIES = 3


async def alert(sentence: str, *, webhook: str | None = None, pause: float = 5.0) -> None:
    """Tell the operator one sentence. Never raises: an alert that fails must not fail what it is about.

    The webhook gets `text` and `content`, which Slack's and Discord's incoming webhooks read. It is
    tried three times, `pause` seconds apart: better twice than never.
    """
    log.error("operator alert", what=sentence)
    if webhook is None:
        return
    async with httpx.AsyncClient(timeout=SECONDS) as client:
        for left in reversed(range(TRIES)):
            try:
                (await client.post(webhook, json={"text": sentence, "content": sentence})).raise_for_status()
                return
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                log.warning("operator webhook failed", error=type(error).__name__, tries_left=left)
            await asyncio.sleep(pause if left else 0)
