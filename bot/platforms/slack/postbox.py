"""Messages in and out of one channel: posted with a key that nobody sees, found by it, edited with it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog

from bot.platforms.slack.answers import Declined, Json, asked
from bot.platforms.slack.pictures import taken
from bot.platforms.slack.workspaces import Workspace
from schedules.errors import Unreachable
from schedules.parcels import UNKNOWN, Message, Receipt, Unknown

log = structlog.get_logger(__name__)

STAMP: Final = "paperwire"
"""The event type of the metadata that our messages carry."""
HORIZON = timedelta(days=8)
"""How far back a channel is searched; what is older was never begun, or was given up long ago."""
PAGE = 500
MOST_PAGES = 40


def stamp(key: str, about: str) -> Json:
    """The metadata of a message: its key and the paper it is about."""
    return {"event_type": STAMP, "event_payload": {"key": key, "about": about}}


def stamped(message: Json) -> Json:
    """What `stamp` put on a message; empty if it carries none of ours."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") if metadata.get("event_type") == STAMP else None
    return payload if isinstance(payload, dict) else {}


def ours(workspace: Workspace, message: Json) -> bool:
    """Whether our bot wrote it."""
    return workspace.user == message.get("user") or bool(workspace.bot and workspace.bot == message.get("bot_id"))


async def post(workspace: Workspace, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
    """Post once. Raises Declined, or Unreachable where nobody knows whether it is there."""
    where: Json = {"channel": channel, "thread_ts": thread or None, "metadata": stamp(key, message.about)}
    sent = await taken(lambda shown: workspace.client.chat_postMessage(**where, **shown), _shown(message.payload))
    return Receipt(str(sent["channel"]), str(sent["ts"]), thread or str(sent["ts"]))


async def post_surely(workspace: Workspace, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
    """Post, and where the answer is lost, look before posting again, once. Raises as `post`."""
    try:
        return await post(workspace, channel, message, key=key, thread=thread)
    except Unreachable:
        found = await find(workspace, channel, key=key, thread=thread)
        if isinstance(found, Unknown):
            raise
        return found or await post(workspace, channel, message, key=key, thread=thread)


async def find(workspace: Workspace, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:
    """The message of ours with this key, as `Postbox.find` says. Raises Declined or Unreachable."""
    try:
        async for message in _history(workspace, channel, thread):
            if ours(workspace, message) and stamped(message).get("key") == key:
                return Receipt(channel, str(message["ts"]), thread or str(message["ts"]))
    except Declined as error:
        if error.code == "thread_not_found":
            return None
        if error.code != "missing_scope":
            raise
        log.warning("slack history not readable", channel=channel, code=error.code)
        return UNKNOWN
    except _TooLong:
        log.warning("slack history too long", channel=channel)
        return UNKNOWN
    return None


class _TooLong(Exception):
    """More messages than are worth reading: what is sought may lie further back."""


async def _history(workspace: Workspace, channel: str, thread: str) -> AsyncIterator[Json]:
    """The messages of a channel back to the horizon, newest first, or all of a thread."""
    reach: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
    if not thread:
        reach["oldest"] = f"{(datetime.now(UTC) - HORIZON).timestamp():.6f}"
    cursor = ""
    for _ in range(MOST_PAGES):
        if cursor:
            reach["cursor"] = cursor
        page = await asked(
            workspace.steady.conversations_replies(ts=thread, **reach)
            if thread
            else workspace.steady.conversations_history(**reach)
        )
        for message in page.get("messages") or ():
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise _TooLong


async def read(workspace: Workspace, channel: str, ts: str, *, thread: str = "") -> Json | None:
    """One message as it stands, with its metadata; None if it is gone. Raises Declined or Unreachable."""
    page = await asked(
        workspace.steady.conversations_replies(
            channel=channel, ts=thread or ts, oldest=ts, latest=ts, inclusive=True, limit=10, include_all_metadata=True
        )
    )
    return next((one for one in page.get("messages") or () if one.get("ts") == ts), None)


async def edit(workspace: Workspace, receipt: Receipt, message: Message) -> None:
    """Replace the words of a message, its key kept. Raises Declined or Unreachable."""
    metadata = stamp("", message.about)
    try:
        before = await read(workspace, receipt.channel, receipt.message, thread=receipt.thread)
        kept = stamped(before or {})
        metadata = stamp(kept.get("key", ""), message.about or kept.get("about", ""))
    except Declined as error:
        if error.code == "message_not_found":
            raise
        log.warning("slack message edited without its key", channel=receipt.channel, code=error.code)
    await rewrite(workspace, receipt.channel, receipt.message, message, metadata)


async def rewrite(workspace: Workspace, channel: str, ts: str, message: Message, metadata: Json) -> None:
    """Set the words and the metadata of a message. Raises Declined or Unreachable."""
    where: Json = {"channel": channel, "ts": ts, "metadata": metadata}
    shown = {"text": message.payload["text"], "blocks": message.payload.get("blocks") or []}
    await taken(lambda shown: workspace.steady.chat_update(**where, **shown), shown)


async def erase(workspace: Workspace, channel: str, ts: str) -> None:
    """Delete a message of ours; one that is gone already is as good. Raises Declined or Unreachable."""
    try:
        await asked(workspace.steady.chat_delete(channel=channel, ts=ts))
    except Declined as error:
        if error.code != "message_not_found":
            raise


def _shown(payload: Any) -> Json:
    return {"unfurl_links": False, "unfurl_media": False, **payload}
