"""How the operator hears of what a person must mend: in the log, and by a webhook if one is set."""

import httpx
import structlog

log = structlog.get_logger(__name__)

SECONDS = 10.0


async def alert(sentence: str, *, webhook: str | None = None) -> None:
    """Tell the operator one sentence. Never raises: an alert that fails must not fail what it is about.

    The webhook gets `text` and `content`, which Slack's and Discord's incoming webhooks read. It is
    asked once; the log has the sentence whatever comes of it.
    """
    log.error("operator alert", what=sentence)
    if webhook is None:
        return
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            (await client.post(webhook, json={"text": sentence, "content": sentence})).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("operator webhook failed", error=type(error).__name__)
