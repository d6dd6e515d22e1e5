"""Workspace of the Slack stand-in: users, channels, messages, views, files, and the Web API.

Not a script; slack_standin.py mounts it. One public method per Web API method, named with
underscores (chat.postMessage -> chat_postMessage); each takes the decoded arguments and
returns the answer without "ok", or raises SlackError. Team 'Lab': alice (admin), bob, carol,
the bot; channels papers and ml (bot is a member), random (public, not a member), private
(bot not a member, hence unseen).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from common import Json

TEAM, APP, BOT, BOT_ID = "T0LAB00001", "A0APP00001", "U0PAPERBOT", "B0PAPERBOT"
SECOND_TEAM = "T0SIDE00002"
TRIGGER_SECONDS = 3
HISTORY_DEFAULT = 100


class SlackError(Exception):
    """An answer with ok: false."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.body: Json = {"ok": False, "error": code, **more}


def view_values(view: Json) -> Json:
    """The part of a view that a client may set."""
    return {k: v for k, v in view.items() if k not in ("id", "hash", "state", "team_id", "app_id", "bot_id")}


class Workspace:
    def __init__(self) -> None:
        self.notify: Callable[[Json], None] = lambda event: None  # set by the server
        self.upload_base = ""
        self.users = {f"U0{name.upper()}0001": self._user(name, name == "alice") for name in ("alice", "bob", "carol")}
        self.users["U0NEWSBOT0001"] = {**self._user("newsbot", False), "is_bot": True}
        self.users[BOT] = {**self._user("paperbot", False), "id": BOT, "is_bot": True}
        self.channels: dict[str, Json] = {}
        self.messages: dict[str, dict[str, Json]] = {}
        for name, member, private in (
            ("papers", True, False),
            ("ml", True, False),
            ("random", False, False),
            ("private", False, True),
        ):
            self.add_channel(
                f"C0{name.upper()}1", name, set(self.users) if member else set(self.users) - {BOT}, private
            )
        self.ephemerals: list[Json] = []
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.triggers: dict[str, tuple[float, str, bool]] = {}  # id -> made at, user, used
        self.files: dict[str, Json] = {}
        self.statuses: list[Json] = []
        self.team = TEAM  # the workspace of the token of the call under way
        self._last = 0.0

    # ------------------------------------------------------------- look-ups

    def _user(self, name: str, admin: bool) -> Json:
        profile = {"real_name": name.title(), "display_name": name, "email": f"{name}@example.org"}
        return {
            "id": f"U0{name.upper()}0001",
            "team_id": TEAM,
            "name": name,
            "real_name": name.title(),
            "tz": "UTC",
            "tz_offset": 0,
            "is_admin": admin,
            "is_primary_owner": admin,
            "is_bot": False,
            "deleted": False,
            "profile": profile,
        }

    def add_channel(self, cid: str, name: str, members: set[str], private: bool = False, im_user: str = "") -> Json:
        self.channels[cid] = {
            "id": cid,
            "name": name,
            "is_channel": not im_user,
            "is_private": private,
            "is_im": bool(im_user),
            "is_archived": False,
            "created": 1,
            **({} if im_user else {"creator": "U0BOB0001" if name == "ml" else "U0ALICE0001"}),
            "members": members,
            **({"user": im_user} if im_user else {}),
        }
        self.messages[cid] = {}
        return self.channels[cid]

    def stamp(self) -> str:
        """A new, strictly growing message timestamp."""
        self._last = max(time.time(), self._last + 0.000001)
        return f"{self._last:.6f}"

    def find_channel(self, ref: Any, *, member: bool = False) -> Json:
        """Channel by id, '#name' or user id (opens the direct message), seen by the bot."""
        text = str(ref)
        if text in self.users:
            return self.direct(text)
        named = [c for c in self.channels.values() if text.lstrip("#") == c["name"]]
        channel = self.channels.get(text) or (named[0] if named else None)
        if channel is None or (channel["is_private"] and BOT not in channel["members"]):
            raise SlackError("channel_not_found")
        if channel.get("team", TEAM) != self.team:
            raise SlackError("channel_not_found")
        if member and BOT not in channel["members"]:
            raise SlackError("not_in_channel")
        if member and channel["is_archived"]:
            raise SlackError("is_archived")
        return channel

    def direct(self, user: str) -> Json:
        cid = "D" + user[1:]
        return self.channels.get(cid) or self.add_channel(cid, cid.lower(), {user, BOT}, im_user=user)

    def message(self, channel: Json, ts: Any) -> Json:
        found = self.messages[channel["id"]].get(str(ts))
        if found is None:
            raise SlackError("message_not_found")
        return found

    def add_message(self, channel: Json, user: str, values: Json) -> Json:
        """Store a message of a user or of the bot and announce it."""
        thread = values.get("thread_ts")
        if thread and thread not in self.messages[channel["id"]]:
            raise SlackError("thread_not_found")
        ts = self.stamp()
        keep = {k: values[k] for k in ("blocks", "attachments", "metadata", "files") if values.get(k)}
        text = values.get("text") or values.get("markdown_text") or ""
        message: Json = {"type": "message", "user": user, "ts": ts, "text": text, "team": TEAM, **keep}
        if user == BOT:
            message |= {
                "bot_id": BOT_ID,
                "app_id": APP,
                "bot_profile": {"id": BOT_ID, "name": "paperbot", "app_id": APP},
            }
        self.name_blocks(message)
        if thread:
            parent = self.messages[channel["id"]][thread]
            message |= {"thread_ts": thread, "parent_user_id": parent["user"]}
            replies = parent.get("reply_count", 0) + 1
            parent |= {"thread_ts": thread, "reply_count": replies, "latest_reply": ts}
        if values.get("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
        self.messages[channel["id"]][ts] = message
        self.announce(channel, {**message, "event_ts": ts})
        return message

    def name_blocks(self, message: Json) -> None:
        """Give each block an id where it has none, as Slack does with whatever it stores."""
        for number, block in enumerate(message.get("blocks") or []):
            block.setdefault("block_id", f"b{number}-{message['ts'][-4:]}")

    def announce(self, channel: Json, event: Json) -> None:
        """Send an event to the app if the bot can see the channel."""
        if BOT in channel["members"]:
            kind = "im" if channel["is_im"] else "group" if channel["is_private"] else "channel"
            self.notify({**event, "channel": channel["id"], "channel_type": kind})

    def shown(self, message: Json, args: Json) -> Json:
        """A stored message as the history methods return it."""
        everything = str(args.get("include_all_metadata", "")).lower() in ("1", "true")
        return {k: v for k, v in message.items() if (everything or k != "metadata") and k != "_streaming"}

    def page(self, items: list[Any], args: Json, default: int = HISTORY_DEFAULT) -> tuple[list[Any], Json]:
        limit, start = int(args.get("limit") or default), int(args.get("cursor") or 0)
        more = start + limit < len(items)
        meta = {"has_more": more, "response_metadata": {"next_cursor": str(start + limit) if more else ""}}
        return items[start : start + limit], meta

    def new_trigger(self, user: str) -> str:
        trigger = f"{uuid.uuid4().int % 10**13}.{uuid.uuid4().hex}"
        self.triggers[trigger] = (time.time(), user, False)
        return trigger

    # ---------------------------------------------------------------- chat

    def chat_postMessage(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        message = self.add_message(channel, BOT, args)
        return {
            "channel": channel["id"],
            "ts": message["ts"],
            "message": self.shown(message, {"include_all_metadata": 1}),
        }

    def chat_postEphemeral(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        if args["user"] not in channel["members"]:
            raise SlackError("user_not_in_channel")
        ts = self.stamp()
        keep = {k: args[k] for k in ("text", "blocks", "thread_ts") if args.get(k)}
        shown: Json = {"channel": channel["id"], "user": args["user"], "ts": ts, **keep}
        self.name_blocks(shown)
        self.ephemerals.append(shown)
        return {"message_ts": ts}

    def chat_update(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        message = self.message(channel, args["ts"])
        if message["user"] != BOT:
            raise SlackError("cant_update_message")
        self.edit(channel, message, {k: args[k] for k in ("text", "blocks", "attachments", "metadata") if k in args})
        return {
            "channel": channel["id"],
            "ts": message["ts"],
            "text": message["text"],
            "message": self.shown(message, {}),
        }

    def edit(self, channel: Json, message: Json, values: Json) -> None:
        before = dict(message)
        message |= {**values, "edited": {"user": message["user"], "ts": self.stamp()}}
        self.name_blocks(message)
        self.announce(
            channel,
            {
                "type": "message",
                "subtype": "message_changed",
                "message": dict(message),
                "hidden": True,
                "previous_message": before,
                "ts": self.stamp(),
                "event_ts": self.stamp(),
            },
        )

    def chat_delete(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        message = self.message(channel, args["ts"])
        if message["user"] != BOT:
            raise SlackError("cant_delete_message")
        self.remove(channel, message)
        return {"channel": channel["id"], "ts": message["ts"]}

    def remove(self, channel: Json, message: Json) -> None:
        del self.messages[channel["id"]][message["ts"]]
        self.announce(
            channel,
            {
                "type": "message",
                "subtype": "message_deleted",
                "deleted_ts": message["ts"],
                "hidden": True,
                "previous_message": message,
                "ts": self.stamp(),
                "event_ts": self.stamp(),
            },
        )

    def chat_getPermalink(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"])
        ts = self.message(channel, args["message_ts"])["ts"]
        return {
            "channel": channel["id"],
            "permalink": f"https://lab.slack.com/archives/{channel['id']}/p{ts.replace('.', '')}",
        }

    def chat_unfurl(self, args: Json) -> Json:
        return {}

    def chat_startStream(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        if not channel["is_im"] and not args.get("recipient_team_id"):
            raise SlackError("missing_recipient_team_id")
        if not channel["is_im"] and not args.get("recipient_user_id"):
            raise SlackError("missing_recipient_user_id")
        message = self.add_message(channel, BOT, {"thread_ts": args["thread_ts"], "text": self._chunk_text(args)})
        message["_streaming"] = True
        return {"channel": channel["id"], "ts": message["ts"]}

    def _chunk_text(self, args: Json) -> str:
        chunks = "".join(chunk.get("text") or "" for chunk in args.get("chunks") or [])
        return (args.get("markdown_text") or "") + chunks

    def chat_appendStream(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        message = self.message(channel, args["ts"])
        if not message.get("_streaming"):
            raise SlackError("message_not_in_streaming_state")
        message["text"] += self._chunk_text(args)
        for chunk in args.get("chunks") or []:
            if chunk.get("type") == "blocks":
                message["blocks"] = [*message.get("blocks", []), *chunk["blocks"]]
        return {"channel": channel["id"], "ts": message["ts"]}

    def chat_stopStream(self, args: Json) -> Json:
        answer = self.chat_appendStream(args)
        message = self.message(self.channels[answer["channel"]], args["ts"])
        more = {"blocks": [*message.get("blocks", []), *args["blocks"]]} if args.get("blocks") else {}
        message |= {"_streaming": False, **more, **({"metadata": args["metadata"]} if args.get("metadata") else {})}
        return {**answer, "message": self.shown(message, {})}
