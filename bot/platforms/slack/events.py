"""What is said and what happens in a workspace → utterances, reactions, invitations."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

import structlog

from bot.platforms.platform import Person, Place, Reaction, Utterance
from bot.platforms.slack import NAME, postbox
from bot.platforms.slack.answers import Json, asked
from bot.platforms.slack.emoji import character
from bot.platforms.slack.home import show_home
from bot.platforms.slack.interactions import Listening
from bot.platforms.slack.names import managing
from bot.platforms.slack.places import place, speaker
from bot.platforms.slack.replies import SlackReply
from bot.platforms.slack.unfurl import unfurl
from bot.platforms.slack.ways import Asker
from bot.platforms.slack.words import mentions, typed
from bot.platforms.slack.workspaces import Workspace
from retrieval.errors import PaperwireError

log = structlog.get_logger(__name__)

PROMPTS = (
    {"title": "What is new today?", "message": "What is new today?"},
    {"title": "Explain a paper", "message": "explain 1706.03762"},
    {"title": "What can you do?", "message": "help"},
)
_SAID = (None, "thread_broadcast", "file_share")
"""The kinds of message in which somebody says something; the others are edits, joins and bots."""

_REMOVALS = ("channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted", "group_deleted")
"""What ends our part in a channel; each names it."""

Addressed = Literal["mention", "direct", "thread"]


class Events:
    """Each event of Slack's, once it is acknowledged."""

    def __init__(self, listening: Listening, *, unfurls: bool) -> None:
        self._at = listening
        self._unfurls = unfurls
        self._answering: dict[tuple[str, str], tuple[SlackReply, asyncio.Task[None] | None]] = {}
        self._kinds: dict[str, Callable[[Workspace, Json, str], Awaitable[None]]] = {
            "app_mention": self._mentioned,
            "message": self._message,
            "reaction_added": self._reacted,
            "reaction_removed": self._reacted,
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            **dict.fromkeys(_REMOVALS, self._removed),
            "app_home_opened": self._home,
            "assistant_thread_started": self._pane,
            "link_shared": self._linked,
        }

    async def happened(self, workspace: Workspace, body: Json) -> None:
        """Handle one event; kinds that nobody waits for are left alone."""
        event = body["event"]
        if isinstance(channel := event.get("channel"), str):
            self._at.workspaces.note(channel, workspace.team)
        if handle := self._kinds.get(event["type"]):
            await handle(workspace, event, str(body.get("event_id") or ""))

    async def _mentioned(self, workspace: Workspace, event: Json, _: str) -> None:
        if "edited" not in event and not event.get("bot_id") and event.get("user"):
            await self._said(workspace, event, "mention")

    async def _message(self, workspace: Workspace, event: Json, _: str) -> None:
        if gone := _deleted(event):
            await self._forget(str(event["channel"]), gone)
        elif event.get("subtype") not in _SAID or event.get("bot_id") or not event.get("user"):
            return
        elif event.get("channel_type") == "im":
            await self._said(workspace, event, "direct")
        elif event.get("parent_user_id") == workspace.user and not mentions(str(event.get("text")), workspace.user):
            await self._said(workspace, event, "thread")  # with a mention it comes as one, too

    async def _said(self, workspace: Workspace, event: Json, addressed: Addressed) -> None:
        channel, ts = str(event["channel"]), str(event["ts"])
        if (channel, ts) in self._answering:
            return
        thread = str(event.get("thread_ts") or (ts if addressed == "mention" else ""))
        where = place(workspace.team, str(event["user"]), channel, thread=thread)
        said = f"{channel}:{ts}"
        pane, first = where.direct and bool(thread), thread == ts and not event.get("thread_ts")
        asker = Asker(workspace, where, str(event["user"]), said, pane=pane, first=first)
        reply = SlackReply(asker, patience=self._at.patience)
        self._answering[channel, ts] = (reply, asyncio.current_task())
        try:
            text = typed(str(event.get("text") or ""), me=workspace.user)
            who = await self._who(workspace, event, text, asker)
            await self._at.ears.said(Utterance(text, who, where, reply, said, addressed))
        finally:
            del self._answering[channel, ts]

    async def _who(self, workspace: Workspace, event: Json, text: str, asker: Asker) -> Person:
        may = managing(self._at.commands, text) and await self._at.rights.may_manage(
            workspace, asker.person, asker.where
        )
        return speaker(event, may_manage=may)

    async def _forget(self, channel: str, ts: str) -> None:
        """The question is gone: so are the work on it and what stands of its answer."""
        reply, task = self._answering.get((channel, ts), (None, None))
        if reply is not None:
            await reply.abandon()
            if task is not None:
                task.cancel()

    async def _reacted(self, workspace: Workspace, event: Json, event_id: str) -> None:
        item, emoji = event.get("item") or {}, character(str(event.get("reaction") or ""))
        if item.get("type") != "message" or event.get("item_user") != workspace.user or not emoji:
            return
        if await self._at.rights.is_bot(workspace, str(event["user"])):
            return  # programs teach nobody what to read
        channel, ts = str(item["channel"]), str(item["ts"])
        try:
            message = await postbox.read(workspace, channel, ts)
        except PaperwireError as error:
            log.info("slack message not readable", error=type(error).__name__)
            return
        about = str(postbox.stamped(message or {}).get("about") or "")
        thread = str((message or {}).get("thread_ts") or "")
        where = place(workspace.team, str(event["user"]), channel, thread=thread, paper=about)
        added = event["type"] == "reaction_added"
        await self._at.ears.reacted(Reaction(emoji, added, speaker(event), where, event_id))

    async def _joined(self, workspace: Workspace, event: Json, event_id: str) -> None:
        if event.get("user") != workspace.user:
            return
        where = place(workspace.team, str(event.get("inviter") or ""), str(event["channel"]))
        reply = SlackReply(Asker(workspace, where, str(event.get("inviter") or ""), event_id))
        await self._at.ears.invited(where, reply)

    async def _left(self, workspace: Workspace, event: Json, event_id: str) -> None:
        if event.get("user") == workspace.user:
            await self._removed(workspace, event, event_id)

    async def _removed(self, workspace: Workspace, event: Json, _: str) -> None:
        await self._at.ears.removed(Place(NAME, workspace.team, str(event["channel"])))

    async def _home(self, workspace: Workspace, event: Json, _: str) -> None:
        if event.get("tab", "home") == "home":
            await show_home(self._at.ears, workspace, speaker(event), str(event.get("channel") or ""))

    async def _pane(self, workspace: Workspace, event: Json, _: str) -> None:
        thread = event.get("assistant_thread") or {}
        try:
            await asked(
                workspace.steady.assistant_threads_setSuggestedPrompts(
                    channel_id=thread["channel_id"], thread_ts=thread["thread_ts"], prompts=list(PROMPTS)
                )
            )
        except PaperwireError as error:
            log.info("slack prompts not shown", error=type(error).__name__)

    async def _linked(self, workspace: Workspace, event: Json, event_id: str) -> None:
        if self._unfurls:
            await unfurl(self._at.ears, workspace, event, event_id)


def _deleted(event: Json) -> str:
    """The time stamp of a message that this event says is deleted. One with replies leaves a tombstone."""
    if event.get("subtype") == "message_deleted":
        return str(event.get("deleted_ts") or "")
    changed = event.get("message") or {}
    if event.get("subtype") == "message_changed" and changed.get("subtype") == "tombstone":
        return str(changed.get("ts") or "")
    return ""
