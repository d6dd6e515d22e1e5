"""A finished answer shown piece by piece, as the assistant pane does it. Only checked words are ever streamed."""

from contextlib import suppress
from typing import Any, Final

import structlog

from bot.platforms.slack import postbox
from bot.platforms.slack.answers import Json, asked
from bot.platforms.slack.workspaces import Workspace
from retrieval.errors import PaperwireError
from schedules.delivery import Message

log = structlog.get_logger(__name__)

PIECES: Final = 4
"""Requests that one message is worth; Slack counts them."""


async def streamed(workspace: Workspace, recipient: str, message: Message, where: Json, stamp: Json) -> str:
    """Stream a message into `where` (its channel and thread); its time stamp, or nothing where Slack streams not.

    A stream that breaks off is filled in one go. Raises Declined or Unreachable only where that fails, too.
    """
    client, channel = workspace.client, str(where["channel"])
    try:
        begun = await asked(
            client.chat_startStream(**where, recipient_team_id=workspace.team, recipient_user_id=recipient)
        )
    except PaperwireError as error:
        log.info("slack does not stream", error=error.for_people)
        return ""
    ts = str(begun["ts"])
    try:
        for piece in _pieces(list(message.payload.get("blocks") or [])):
            chunks: Any = [{"type": "blocks", "blocks": piece}]
            await asked(client.chat_appendStream(channel=channel, ts=ts, chunks=chunks))
        await asked(client.chat_stopStream(channel=channel, ts=ts, metadata=stamp))
    except PaperwireError as error:
        log.info("slack stream broke off", error=error.for_people)
        with suppress(PaperwireError):  # it may have ended by itself
            await asked(client.chat_stopStream(channel=channel, ts=ts))
        await postbox.rewrite(workspace, channel, ts, message, stamp)
    return ts


def _pieces(blocks: list[Json]) -> list[list[Json]]:
    size = -(-len(blocks) // PIECES) or 1
    return [blocks[at : at + size] for at in range(0, len(blocks), size)]
