"""Posting, finding and editing messages in channels, threads, forums and direct conversations."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.platforms.discord import rest as codes
from bot.platforms.discord.keys import bears, mark, mark_of, marked, nonce, parts
from bot.platforms.discord.rest import Rejected, Rest
from retrieval.text.series import series
from schedules.errors import Gone, Refused
from schedules.parcels import UNKNOWN, Message, Receipt, Unknown

MOST_PAGES: Final = 20
PAGE: Final = 100
LOOK_BACK: Final = timedelta(days=14)
MOST_FORUM_POSTS: Final = 25
ARCHIVE_MINUTES: Final = 4320
"""Three days without a word put a thread of ours away; writing in it brings it back."""

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_NO_CHANNEL = "“{}” is no Discord channel; choose one with /setup in the channel you want."
_GONE = (codes.UNKNOWN_CHANNEL, codes.UNKNOWN_MESSAGE)
_FORUMS = (15, 16)
_NOT_A_TEXT = (codes.NOT_TEXT, codes.WRONG_TYPE)
_RIGHTS = (codes.MISSING_ACCESS, codes.MISSING_PERMISSIONS)

Json = dict[str, Any]


async def post(rest: Rest, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
    """`Postbox.post`. In a direct conversation, which has no threads, an entry is a reply to its post."""
    body = marked(message.payload, mark(key)) | {"nonce": nonce(channel, thread, key), "enforce_nonce": True}
    if channel.startswith("@"):
        if thread:
            body["message_reference"] = {"message_id": thread, "fail_if_not_exists": False}
        return await _direct(rest, channel, body)
    _check(channel)
    try:
        return await _in_channel(rest, channel, body, key=key, thread=thread)
    except Rejected as error:
        raise _with_cure(rest, channel, error) from error


async def find(rest: Rest, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:
    """`Postbox.find`: our own messages of the last fortnight, two thousand messages back at most."""
    if not re.fullmatch(r"@?[0-9]+", channel):
        return None
    place = await conversation(rest, channel) if channel.startswith("@") else thread or channel
    try:
        return await _found(rest, channel, place, key, thread)
    except Rejected as error:
        return None if error.code in _GONE else UNKNOWN


async def edit(rest: Rest, receipt: Receipt, message: Message) -> None:
    """`Postbox.edit`; the message keeps its mark, and an archived thread is opened for it."""
    direct = receipt.channel.startswith("@")
    home = await conversation(rest, receipt.channel) if direct else receipt.channel
    apart = receipt.thread not in ("", receipt.message) and not direct
    places = [receipt.thread] if apart else [home, receipt.message]  # a forum's post lies in its own thread
    for number, place in enumerate(places, start=1):
        try:
            return await _rewrite(rest, place, receipt.message, message)
        except Rejected as error:
            if error.code in _RIGHTS:
                raise _with_cure(rest, receipt.channel, error) from error
            if number == len(places) or error.code not in (*_GONE, *_NOT_A_TEXT):
                raise
    return None


async def conversation(rest: Rest, channel: str) -> str:
    """The channel id of the direct conversation `@PERSON`."""
    opened = await rest("POST", "/users/@me/channels", {"recipient_id": channel.removeprefix("@")})
    return str(opened["id"])


async def open_thread(rest: Rest, channel: str, message: str) -> None:
    """A thread on a message of ours, named after its first line; nothing if it has one."""
    start = await rest("GET", _MESSAGE, at={"channel_id": channel, "message_id": message})
    body = {"name": title(start.get("components") or ()), "auto_archive_duration": ARCHIVE_MINUTES}
    try:
        await rest("POST", f"{_MESSAGE}/threads", body, at={"channel_id": channel, "message_id": message})
    except Rejected as error:
        if error.code != codes.HAS_THREAD:
            raise


async def say_in_thread(rest: Rest, channel: str, thread: str, body: Mapping[str, Any]) -> Json:
    """Post in the thread on the message `thread` of ours, made or opened when it must be."""
    try:
        return await _say(rest, thread, body)
    except Rejected as error:
        if error.code == codes.UNKNOWN_CHANNEL:
            await open_thread(rest, channel, thread)
        elif error.code == codes.ARCHIVED:
            await unarchive(rest, thread)
        else:
            raise
    return await _say(rest, thread, body)


async def unarchive(rest: Rest, thread: str) -> None:
    """Open a thread that rest has put away. Raises Rejected where only a moderator may."""
    await rest("PATCH", "/channels/{channel_id}", {"archived": False}, at={"channel_id": thread})


def title(components: Any) -> str:
    """What a thread on a message with these components is called: its first line, without markup."""
    texts = (str(part.get("content") or "") for part in parts(components) if part.get("type") == 10)
    lines = (line for text in texts for line in text.splitlines())
    for line in lines:
        plain = re.sub(r"\[([^\]]*)\]\([^)\s]*\)", r"\1", line.lstrip("#->* ").strip())
        if name := re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)[*_`~|]+", "", plain)).strip():
            return name if len(name) <= 100 else f"{name[:99]}…"
    return "Papers"


async def _direct(rest: Rest, channel: str, body: Json) -> Receipt:
    said = await _say(rest, await conversation(rest, channel), body)
    return Receipt(channel, str(said["id"]), str(said["id"]))


async def _in_channel(rest: Rest, channel: str, body: Json, *, key: str, thread: str) -> Receipt:
    if thread:
        said = await say_in_thread(rest, channel, thread, body)
        return Receipt(channel, str(said["id"]), thread)
    try:
        said = await _say(rest, channel, body)
    except Rejected as error:
        if error.code not in _NOT_A_TEXT:
            raise
        return await _in_forum(rest, channel, body, key)
    return Receipt(channel, str(said["id"]), str(said["id"]))


async def _in_forum(rest: Rest, channel: str, body: Json, key: str) -> Receipt:
    """The first message of a post opens a forum post; further ones follow in it."""
    post, _, part = key.rpartition("/")
    if part.isdigit() and int(part) > 0:
        first = await _found_in_forum(rest, channel, f"{post}/0")
        if isinstance(first, Receipt):
            said = await _say(rest, first.thread, body)
            return Receipt(channel, str(said["id"]), first.thread)
    start = {name: value for name, value in body.items() if name not in ("nonce", "enforce_nonce")}
    opened = {"name": title(body.get("components") or ()), "auto_archive_duration": ARCHIVE_MINUTES, "message": start}
    made = await rest("POST", "/channels/{channel_id}/threads", opened, at={"channel_id": channel})
    return Receipt(channel, str((made.get("message") or made)["id"]), str(made["id"]))


async def _found_in_forum(rest: Rest, forum: str, key: str) -> Receipt | Unknown | None:
    """The newest posts of ours in a forum, and the messages in them."""
    for thread in await _forum_posts(rest, forum):
        found = await _found(rest, forum, thread, key, thread)
        if found is not None:
            return found
    return None


async def _forum_posts(rest: Rest, forum: str) -> list[str]:
    there = await rest("GET", "/channels/{channel_id}", at={"channel_id": forum})
    active = await rest("GET", "/guilds/{guild_id}/threads/active", at={"guild_id": str(there["guild_id"])})
    resting = await rest("GET", "/channels/{channel_id}/threads/archived/public", at={"channel_id": forum})
    threads = [*active.get("threads", ()), *resting.get("threads", ())]
    ours = {int(t["id"]) for t in threads if str(t.get("parent_id")) == forum and str(t.get("owner_id")) == rest.me}
    return [str(one) for one in sorted(ours, reverse=True)[:MOST_FORUM_POSTS]]


async def _found(rest: Rest, channel: str, place: str, key: str, thread: str) -> Receipt | Unknown | None:
    oldest = datetime.now(UTC) - LOOK_BACK
    seen = False
    async for one in _history(rest, place):
        seen = True
        if one is None:
            return UNKNOWN
        if str(one["author"]["id"]) == rest.me and bears(one.get("components") or (), key):
            number = str(one["id"])
            return Receipt(channel, number, thread if thread and not channel.startswith("@") else number)
        if datetime.fromisoformat(one["timestamp"]) < oldest:
            return None
    return None if seen else await _empty(rest, place, key)


async def _empty(rest: Rest, place: str, key: str) -> Receipt | Unknown | None:
    """Why a history is empty. Discord shows none of a forum, and none to those who may not read it."""
    if (await rest("GET", "/channels/{channel_id}", at={"channel_id": place})).get("type") in _FORUMS:
        return await _found_in_forum(rest, place, key)
    return None if await _readable(rest, place) else UNKNOWN


async def _history(rest: Rest, place: str) -> AsyncIterator[Json | None]:
    """The messages of a channel, newest first; None at the end if there are more than we look at."""
    query: dict[str, str | int] = {"limit": PAGE}
    for _ in range(MOST_PAGES):
        page = await rest("GET", _MESSAGES, query=query, at={"channel_id": place})
        for one in page:
            yield one
        if len(page) < PAGE:
            return
        query["before"] = str(page[-1]["id"])
    yield None


async def _readable(rest: Rest, place: str) -> bool:
    """Whether we may read the history of a channel at all."""
    try:
        await rest("GET", _MESSAGE, at={"channel_id": place, "message_id": place})
    except Rejected as error:
        return error.code == codes.UNKNOWN_MESSAGE
    return True


async def _rewrite(rest: Rest, place: str, message_id: str, message: Message) -> None:
    was = await rest("GET", _MESSAGE, at={"channel_id": place, "message_id": message_id})
    body = marked(message.payload, mark_of(was.get("components") or ()))
    try:
        await rest("PATCH", _MESSAGE, body, at={"channel_id": place, "message_id": message_id})
    except Rejected as error:
        if error.code != codes.ARCHIVED:
            raise
        await unarchive(rest, place)
        await rest("PATCH", _MESSAGE, body, at={"channel_id": place, "message_id": message_id})


async def _say(rest: Rest, place: str, body: Mapping[str, Any]) -> Json:
    said: Json = await rest("POST", _MESSAGES, body, at={"channel_id": place})
    return said


def _check(channel: str) -> None:
    if not re.fullmatch(r"[0-9]+", channel):
        raise Refused(_NO_CHANNEL.format(channel[:40]))


def _with_cure(rest: Rest, channel: str, error: Rejected) -> Refused:
    """The refusal with the permissions that are missing by name, where they are known; Gone without a channel."""
    if error.code == codes.UNKNOWN_CHANNEL:
        return Gone(error.for_people)
    if error.code not in _RIGHTS:
        return error
    lacking = rest.missing(channel)
    if not lacking:
        return error
    return Refused(f"In {rest.called(channel)} I lack {series(lacking)}; allow my role that in its permissions.")
