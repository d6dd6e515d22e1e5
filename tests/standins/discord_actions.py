"""What the control endpoint makes the users of the Discord stand-in do.

Not a script; discord_standin.py mounts it. A user can do only what a real one could: the
command must be registered and visible to that user, the button must exist, be enabled and
belong to a message that user can see. Every operation takes one JSON object; README.md lists
them.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import discord
from simcord.backend import serializers
from simcord.backend.command_access import command_access
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import Overwrite
from simcord.components import walk_components
from simcord.enums import OverwriteType

from common import ControlError, ControlOp, Json, need
from discord_forms import command_data, modal_components
from discord_world import World

SELECTS = (3, 5, 6, 7, 8)


class Actions:
    def __init__(self, world: World) -> None:
        self.world = world
        self.backend = world.backend

    async def wait(self, body: Json) -> Any:
        """Wait for an interaction's response ("until": "response" or "final") or for bot messages."""
        deadline = time.time() + float(body.get("timeout", 5))
        while True:
            if "interaction" in body:
                shown = self.world.show_interaction(body["interaction"])
                if shown["responded"] and (body.get("until") != "final" or not shown["loading"]):
                    return shown
                late: Any = {**shown, "timed_out": True}
            else:
                try:
                    found = [m for m in await self.messages(body) if m["by_bot"]]
                except ControlError:  # the channel may be a thread the bot has yet to open
                    found = []
                if len(found) >= int(body.get("count", 1)):
                    return found
                late = {"timed_out": True, "found": found}
            if time.time() > deadline:
                return late
            await asyncio.sleep(0.02)

    def command(self, body: Json, kind: int) -> tuple[Any, int, Json, list[str]]:
        """Channel, user, registered command and subcommand path; refuses what the user cannot see."""
        channel, user = self.world.channel(body["channel"]), self.world.user(body["user"])
        path = body["command"].split() if kind == 1 else [body["command"]]
        root = self.backend.find_command(path[0], channel.guild_id, type=kind)
        if root is None:
            raise ControlError(f"command {path[0]!r} is not registered (synced) here")
        access = command_access(self.backend, root, user_id=user, channel_id=channel.id)
        if not access.allowed:
            raise ControlError(f"this user cannot see the command: {access.reason}")
        return channel, user, root, path[1:]

    async def slash(self, body: Json) -> Json:
        need(body, "channel", "user", "command")
        channel, user, root, path = self.command(body, 1)
        try:
            data = command_data(self.world, channel, user, root, path, body.get("options") or {}, body.get("focused"))
        except SetupError as error:
            raise ControlError(str(error)) from error
        return self.world.start(4 if body.get("focused") else 2, channel, user, data)

    async def context(self, body: Json) -> Json:
        """Message command ("message": id) or user command ("target": user)."""
        need(body, "channel", "user", "command")
        channel, user, root, _ = self.command(body, 3 if "message" in body else 2)
        if "message" in body:
            target = self.world.message(channel, body["message"])
            resolved: Json = {"messages": {str(target.id): dict(serializers.message_payload(self.backend, target))}}
            target_id = target.id
        else:
            target_id = self.world.user(need(body, "target")[0])
            resolved = {"users": {str(target_id): serializers.user_payload(self.backend.get_user(target_id))}}
        data = {
            "id": root["id"],
            "name": root["name"],
            "type": root["type"],
            "target_id": str(target_id),
            "resolved": resolved,
        }
        return self.world.start(2, channel, user, data)

    async def component(self, body: Json) -> Json:
        """Press a button or choose in a select, found by custom_id or label."""
        need(body, "channel", "user", "message")
        channel = self.world.channel(body["channel"])
        message, user = self.world.message(channel, body["message"]), self.world.user(body["user"])
        if not message.visible_to(user):
            raise ControlError("that message is not visible to this user")
        wanted = [
            part
            for part in walk_components(message.components)
            if part.get("custom_id")
            and part.get("type") in ((2,) if body["op"] == "press" else SELECTS)
            and (body.get("custom_id") in (None, part["custom_id"]))
            and (body.get("label") in (None, part.get("label")))
        ]
        if len(wanted) != 1 or wanted[0].get("disabled"):
            raise ControlError(f"{len(wanted)} matching components, or it is disabled")
        data: Json = {
            "custom_id": wanted[0]["custom_id"],
            "component_type": wanted[0]["type"],
            "id": wanted[0].get("id"),
        }
        if body["op"] == "select":
            data["values"] = [str(value) for value in body["values"]]
            offered = {option["value"] for option in wanted[0].get("options") or []}
            if wanted[0]["type"] == 3 and not set(data["values"]) <= offered:
                raise ControlError(f"options offered: {sorted(offered)}")
        return self.world.start(3, channel, user, data, source=message)

    async def submit_modal(self, body: Json) -> Json:
        shown = self.backend.interactions[int(need(body, "interaction")[0])]
        if shown.modal is None or shown.modal_consumed:
            raise ControlError("that interaction shows no open modal")
        data = {"custom_id": shown.modal["custom_id"], "components": modal_components(shown.modal, body["values"])}
        shown.modal_consumed = True
        source = self.backend.messages[shown.channel_id].get(shown.source_message_id or 0)
        return self.world.start(5, self.backend.get_channel(shown.channel_id), shown.user_id, data, source=source)

    # ------------------------------------------------------ messages, places

    async def send(self, body: Json) -> Json:
        """A user's message; "channel" may be a thread, "reply_to" a message, "files" {name: text}."""
        channel, user = self.world.channel(body["channel"]), self.world.user(body["user"])
        mention = f"<@{self.backend.bot_user.id}>"
        content = str(body.get("content", "")).replace("@bot", mention)
        reference = (
            {"channel_id": str(channel.id), "message_id": str(body["reply_to"])} if body.get("reply_to") else None
        )
        permission = "send_messages_in_threads" if channel.is_thread else "send_messages"
        try:
            self.backend.require_permissions(channel.guild_id, user, channel.id, permission)
            files = [(name, text.encode()) for name, text in (body.get("files") or {}).items()]
            message = self.backend.create_message(
                channel.id,
                user,
                content,
                reference=reference,
                attachments=self.backend.store_attachments(channel.id, files),
            )
        except BackendError as error:
            raise ControlError(str(error)) from error
        return {"message": str(message.id)}

    async def flood(self, body: Json) -> Json:
        """So many short messages of a user, at once."""
        channel, user = self.world.channel(body["channel"]), self.world.user(body["user"])
        for number in range(int(body["count"])):
            self.backend.create_message(channel.id, user, f"message {number}")
        return {"sent": body["count"]}

    async def messages(self, body: Json) -> list[Json]:
        channel, after = self.world.channel(body["channel"]), int(body.get("after", 0))
        return [self.world.show(one) for one in self.backend.messages[channel.id].values() if one.id > after]

    async def thread(self, body: Json) -> Json:
        """A user opens a thread ("message" optional)."""
        channel, user = self.world.channel(body["channel"]), self.world.user(body["user"])
        source = int(body["message"]) if body.get("message") else None
        return {"thread": str(self.backend.create_thread(channel.id, body["name"], user, message_id=source).id)}

    async def change(self, body: Json) -> Json:
        """{"what": react | unreact | edit | delete | delete_channel | deny | allow | kick | join | archive |
        lock | unlock | close_dms | open_dms | expire | late}"""
        what = body["what"]
        if what in ("kick", "join"):
            guild = next((g for g in self.backend.guilds.values() if g.name == body["guild"]), None)
            if what == "kick" and guild:
                self.backend.remove_guild(guild.id)
            elif what == "join" and not guild:
                self.world.found(body["guild"])
            return {"guilds": [g.name for g in self.backend.guilds.values()]}
        if what in ("close_dms", "open_dms"):
            user = self.world.user(body["user"])
            (self.world.closed_dms.add if what == "close_dms" else self.world.closed_dms.discard)(user)
            return {"done": what}
        if what == "expire":  # the fifteen minutes of this interaction's token are over
            record = self.backend.interactions[int(body["interaction"])]
            self.backend.interaction_tokens.pop(record.token)
            return {"done": what}
        if what == "late":  # the three seconds of the next interactions are over before they begin
            self.world.late = bool(body.get("on", True))
            return {"done": what}
        channel = self.world.channel(body["channel"])
        if what in ("archive", "lock", "unlock"):
            state = {"archive": {"archived": True}, "lock": {"locked": True}, "unlock": {"locked": False}}[what]
            self.backend.edit_channel(channel.id, {}, thread_metadata=state)
        elif what in ("react", "unreact"):
            args = (channel.id, int(body["message"]), body["emoji"], self.world.user(body["user"]))
            self.backend.set_reaction(*args, what == "react")
        elif what == "edit":
            self.backend.edit_message(channel.id, int(body["message"]), {"content": body["content"]})
        elif what == "delete":
            self.backend.delete_message(channel.id, int(body["message"]))
        elif what == "delete_channel":
            self.backend.delete_channel(channel.id)
        elif what in ("deny", "allow"):  # the bot's rights in this channel, e.g. ["send_messages"]
            bits = discord.Permissions(**{name: True for name in body["permissions"]}).value
            self.backend.delete_overwrite(channel.id, self.backend.bot_user.id)
            if what == "deny":
                channel.overwrites.append(Overwrite(self.backend.bot_user.id, OverwriteType.MEMBER, 0, bits))
                self.backend.announce_channel_update(channel.id)
        else:
            raise ControlError(str(self.change.__doc__))
        return {"done": what}

    async def channel(self, body: Json) -> Json:
        """A new channel {"guild": name, "name": name, "type": 0 text | 15 forum}."""
        guild = next(g for g in self.backend.guilds.values() if g.name == body.get("guild", "Lab"))
        made = self.backend.create_channel(guild.id, body["name"], type=int(body.get("type", 0)))
        return {"channel": str(made.id)}

    async def threads(self, body: Json) -> list[Json]:
        """The threads in a channel, with their names and whether they are archived."""
        parent = self.world.channel(body["channel"])
        return [
            dict(serializers.channel_payload(self.backend, one))
            for one in self.backend.channels.values()
            if one.parent_id == parent.id and one.is_thread
        ]

    async def interaction(self, body: Json) -> Json:
        return self.world.show_interaction(body["interaction"])

    def ops(self) -> dict[str, ControlOp]:
        return {
            "send": self.send,
            "slash": self.slash,
            "context": self.context,
            "press": self.component,
            "select": self.component,
            "submit_modal": self.submit_modal,
            "messages": self.messages,
            "flood": self.flood,
            "thread": self.thread,
            "threads": self.threads,
            "channel": self.channel,
            "change": self.change,
            "interaction": self.interaction,
            "wait": self.wait,
        }
