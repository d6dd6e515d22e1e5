"""A message whose pictures Slack cannot load is sent once more without them; their captions stay.

Slack loads the picture of an image block itself while it takes the message, and refuses the whole
message with `invalid_blocks` when it cannot (github.com/slackapi/python-slack-sdk/issues/1782). What was
refused stands nowhere, so that sending it again makes no second message.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.answers import Declined, Json, asked

log = structlog.get_logger(__name__)

REFUSAL: Final = "invalid_blocks"


def without_pictures(payload: Mapping[str, Any]) -> Json:
    """The payload without its image blocks."""
    blocks = payload.get("blocks") or []
    return {**payload, "blocks": [block for block in blocks if block["type"] != "image"]}


def has_pictures(payload: Mapping[str, Any]) -> bool:
    return any(block["type"] == "image" for block in payload.get("blocks") or [])


async def taken(send: Callable[[Json], Awaitable[AsyncSlackResponse]], payload: Mapping[str, Any]) -> Json:
    """What Slack answers to this payload, or to the same without pictures. Raises as `answers.asked`."""
    try:
        return await asked(send(dict(payload)))
    except Declined as error:
        if error.code != REFUSAL or not has_pictures(payload):
            raise
        log.info("slack picture not loaded")
        return await asked(send(without_pictures(payload)))
