"""The people and places of the Discord stand-in: state, look-ups by name, and views of it.

Not a script; discord_standin.py mounts it. Two guilds: 'Lab' (papers, ml, random; alice may
Manage Guild, bob and carol may not) and 'Reading Group' (general, digests; carol may Manage
Guild, dave may not). Channels are named 'papers', 'Lab/papers', 'dm:bob' or by id, users by
name or id. The state itself, permissions and limits are simcord's.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Mapping
from typing import Any

import discord
from simcord import interactions as wire
from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.backend.models import Overwrite, Role
from simcord.enums import OverwriteType

from common import ControlError, Json

LAYOUT = {
    "Lab": (["papers", "ml", "random"], "alice", ["bob", "carol"]),
    "Reading Group": (["general", "digests"], "carol", ["dave"]),
}


class RealClock(Clock):
    def now(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC)


SEND = re.compile(r"/channels/(\d+)/messages")
CHANGE = re.compile(r"/channels/(\d+)/messages/\d+")
FORUM = 15

Refusal = tuple[int, int, str]


class World:
    def __init__(self) -> None:
        self.backend = Backend(clock=RealClock())
        self.base = ""
        self.pending_nonce: Any = None
        self.closed_dms: set[int] = set()
        self.late = False
        self.duplicates: list[Json] = []
        self.dispatched: dict[int, float] = {}
        self.latency_ms: dict[int, float] = {}
        self._emit = self.backend.emit
        self.backend.emit = self.emit  # type: ignore[method-assign]
        names = sorted({name for _, admin, plain in LAYOUT.values() for name in (admin, *plain)})
        self.users = {name: self.backend.make_user(name).id for name in names}
        self.users["robot"] = self.backend.make_user("robot", bot=True).id
        for guild_name, (channels, admin, plain) in LAYOUT.items():
            guild = self.backend.create_guild(guild_name)
            role = Role(
                id=self.backend.snowflake(),
                name="Curator",
                position=1,
                permissions=discord.Permissions(manage_guild=True).value,
            )
            guild.roles[role.id] = role
            self.backend.add_member(guild.id, self.users[admin], roles=[role.id])
            for name in plain:
                self.backend.add_member(guild.id, self.users[name])
            self.backend.add_member(guild.id, self.users["robot"])
            for channel in channels:
                self.backend.create_channel(guild.id, channel)

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """The bot's own MESSAGE_CREATE carries the nonce it sent, as on the real gateway."""
        if event == "MESSAGE_CREATE" and self.pending_nonce is not None:
            payload = {**payload, "nonce": self.pending_nonce}
        self._emit(event, payload)

    # ------------------------------------------------------------- look-ups

    def channel(self, ref: Any) -> Any:
        text = str(ref).lstrip("#")
        if text.startswith("dm:"):
            return self.backend.get_dm_channel(self.user(text[3:]))
        if text.isdigit() and int(text) in self.backend.channels:
            return self.backend.channels[int(text)]
        guild_name, _, name = text.rpartition("/")
        for channel in self.backend.channels.values():
            guild = self.backend.guilds.get(channel.guild_id or 0)
            if channel.name == name and guild and (not guild_name or guild.name == guild_name):
                return channel
        raise ControlError(f"no channel {ref!r}")

    def user(self, ref: Any) -> int:
        if str(ref) in self.users:
            return self.users[str(ref)]
        if str(ref).isdigit() and int(ref) in self.backend.users:
            return int(ref)
        raise ControlError(f"no user {ref!r}")

    def message(self, channel: Any, ref: Any) -> Any:
        found = self.backend.messages.get(channel.id, {}).get(int(ref))
        if found is None:
            raise ControlError(f"no message {ref} in channel {channel.name}")
        return found

    def found(self, name: str) -> None:
        """A server that the bot was just added to; unlike simcord's, it has its channels at once."""
        announce, self.backend.emit = self.backend.emit, lambda *_: None  # type: ignore[method-assign]
        try:
            guild = self.backend.create_guild(name)
            self.backend.create_channel(guild.id, "rules")
            rules = self.channel(f"{name}/rules")
            everyone = Overwrite(self.backend.bot_user.id, OverwriteType.MEMBER, 0, discord.Permissions(1 << 11).value)
            rules.overwrites.append(everyone)
            self.backend.create_channel(guild.id, "general")
        finally:
            self.backend.emit = announce  # type: ignore[method-assign]
        payload = dict(serializers.guild_create_payload(self.backend, guild))
        payload.pop("unavailable")  # only a server that comes back says that it is not unavailable
        self.backend.emit("GUILD_CREATE", payload)

    def owner(self) -> Json:
        """The application belongs to alice."""
        return dict(serializers.user_payload(self.backend.users[self.users["alice"]]))

    def refusal(self, method: str, path: str, body: Any) -> Refusal | None:
        """What the service refuses and simcord takes: (status, code, message)."""
        if method == "POST" and (found := SEND.fullmatch(path)):
            return self._send_refusal(self.backend.channels.get(int(found[1])), body)
        if method == "PATCH" and (found := CHANGE.fullmatch(path)):
            channel = self.backend.channels.get(int(found[1]))
            if channel is not None and channel.thread_metadata is not None and channel.thread_metadata.archived:
                return 400, 50083, "Thread is archived"
        return None

    def _send_refusal(self, channel: Any, body: Any) -> Refusal | None:
        if channel is None:
            return None
        if channel.type == FORUM:
            return 400, 50008, "Cannot send messages in a non-text channel"
        if self.closed_dms & set(channel.recipient_ids):
            return 403, 50007, "Cannot send messages to this user"
        if channel.thread_metadata is not None:
            if channel.thread_metadata.locked:
                return 403, 160005, "This thread is locked"
            channel.thread_metadata.archived = False  # writing in it opens it again
        reference = (body or {}).get("message_reference") or {}
        if reference and channel.guild_id is not None:
            rights = self.backend.compute_permissions(channel.guild_id, self.backend.bot_user.id, channel.id)
            if not discord.Permissions(rights).read_message_history:
                return 400, 160002, "You cannot reply without permission to read message history"
        if reference.get("fail_if_not_exists", True) and "message_id" in reference:
            if int(reference["message_id"]) not in self.backend.messages.get(channel.id, {}):
                return 400, 50035, "Invalid Form Body: MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
        return None

    def describe(self) -> Json:
        guilds = [
            {
                "id": str(g.id),
                "name": g.name,
                "channels": {self.backend.channels[c].name: str(c) for c in g.channel_ids},
                "threads": {self.backend.channels[c].name: str(c) for c in g.thread_ids},
                "members": [self.backend.users[m].name for m in g.members],
            }
            for g in self.backend.guilds.values()
        ]
        return {
            "guilds": guilds,
            "users": {name: str(one) for name, one in self.users.items()},
            "bot": str(self.backend.bot_user.id),
            "application": str(self.backend.application_id),
        }

    def with_threads(self, result: Any) -> Any:
        """Real history shows on a message the thread that was started from it."""
        for message in result if isinstance(result, list) else [result]:
            thread = self.backend.channels.get(int(message["id"])) if "id" in message else None
            if thread is not None and thread.is_thread:
                message["thread"] = serializers.channel_payload(self.backend, thread)
                message["flags"] = message.get("flags", 0) | 1 << 5
        return result

    def show(self, message: Any) -> Json:
        shown = self.with_threads(dict(serializers.message_payload(self.backend, message)))
        return {**shown, "ephemeral": message.is_ephemeral, "by_bot": message.author_id == self.backend.bot_user.id}

    def all_commands(self) -> list[Json]:
        return [command for scope in self.backend.commands.values() for command in scope.values()]

    def all_duplicates(self) -> Json:
        """Repeated nonces, and messages of the bot that say the same in one channel."""
        seen: dict[tuple[Any, ...], list[str]] = {}
        for messages in self.backend.messages.values():
            for one in messages.values():
                if one.author_id == self.backend.bot_user.id and not one.is_ephemeral:
                    key = (one.channel_id, one.content, repr(one.embeds), repr(one.components))
                    seen.setdefault(key, []).append(str(one.id))
        same = [
            {"channel": str(key[0]), "content": key[1][:80], "messages": ids}
            for key, ids in seen.items()
            if len(ids) > 1
        ]
        return {"nonce": self.duplicates, "content": same}

    # --------------------------------------------------------- interactions

    def first_response(self, interaction: int) -> None:
        if interaction in self.dispatched:
            self.latency_ms.setdefault(interaction, round((time.time() - self.dispatched[interaction]) * 1000, 1))

    def start(self, kind: int, channel: Any, user: int, data: Json, source: Any = None) -> Json:
        if channel.guild_id is not None and user not in self.backend.get_guild(channel.guild_id).members:
            raise ControlError("that user is not in this guild")
        record, payload = wire.base_payload(
            self.backend, type=kind, channel_id=channel.id, data=data, guild_id=channel.guild_id, user_id=user
        )
        if self.late:
            record.initial_response_deadline = self.backend.now_iso()
        owner = {"0": str(channel.guild_id)} if channel.guild_id else {"1": str(user)}
        payload["authorizing_integration_owners"] = owner
        if source is not None:
            payload["message"] = dict(serializers.message_payload(self.backend, source))
            record.source_message_id = source.id
        self.dispatched[record.id] = time.time()
        self.backend.emit("INTERACTION_CREATE", payload)
        return {"interaction": str(record.id)}

    def show_interaction(self, ref: Any) -> Json:
        record = self.backend.interactions.get(int(ref))
        if record is None:
            raise ControlError(f"no interaction {ref}")
        messages = self.backend.messages.get(record.channel_id, {})
        first = messages.get(record.message_id or 0)
        return {
            "interaction": str(record.id),
            "type": record.type,
            "command": record.command_name,
            "responded": record.responded,
            "kind": record.response_kind,
            "loading": record.loading,
            "ephemeral": record.ephemeral,
            "latency_ms": self.latency_ms.get(record.id),
            "age_ms": round((time.time() - self.dispatched.get(record.id, time.time())) * 1000),
            "message": self.show(first) if first else None,
            "modal": record.modal,
            "followups": [self.show(messages[one]) for one in record.followup_ids if one in messages],
            "choices": record.autocomplete_choices,
        }

    def all_interactions(self) -> list[Json]:
        return [self.show_interaction(one) for one in self.backend.interactions]
