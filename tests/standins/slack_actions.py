"""What the control endpoint makes the users of the Slack stand-in do.

Not a script; slack_standin.py mounts it. Users are named alice, bob, carol (or by id),
channels papers, ml, random, private, 'dm:alice' (or by id). Every call answers with the
envelopes that resulted, each with its acknowledgement and the milliseconds it took.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from common import ControlError, ControlOp, Json, need
from slack_interactive import Interactive
from slack_state import BOT, TEAM, SlackError


class Actions(Interactive):
    # ---------------------------------------------------------- messages

    async def say(self, body: Json) -> Json:
        """A user's message; '@bot' becomes a mention, "thread_ts" makes it a thread reply."""
        channel, user = self.channel(need(body, "channel", "user")[0]), self.user(body["user"])
        if user not in channel["members"]:
            raise ControlError("that user is not in the channel")
        text = str(body.get("text", "")).replace("@bot", f"<@{BOT}>")
        made: list[Json] = []

        def change() -> None:
            made.append(self.api.add_message(channel, user, {"text": text, "thread_ts": body.get("thread_ts")}))
            if f"<@{BOT}>" in text and BOT in channel["members"] and not channel["is_im"]:
                self.sockets.event(
                    {**made[0], "type": "app_mention", "channel": channel["id"], "event_ts": made[0]["ts"]}
                )

        try:
            envelopes = await self._watched(change)
        except SlackError as error:
            raise ControlError(str(error)) from error
        return {"ts": made[0]["ts"], "envelopes": envelopes}

    async def change(self, body: Json) -> Json:
        """{"what": edit | delete | react | unreact | invite | kick | archive | unarchive | home | event}"""
        what = body["what"]
        user = self.user(body.get("user", "alice"))
        channel = self.channel(body["channel"]) if "channel" in body else None
        message = self.api.message(channel, body["ts"]) if channel and "ts" in body else None

        def change() -> None:
            if what == "home":
                self.sockets.event(
                    {
                        "type": "app_home_opened",
                        "user": user,
                        "tab": "home",
                        "event_ts": self.api.stamp(),
                        "channel": self.api.direct(user)["id"],
                    }
                )
            elif what == "event":
                self.sockets.event(body["event"])
            elif channel is None:
                raise ControlError("channel is missing")
            elif what in ("archive", "unarchive"):
                channel["is_archived"] = what == "archive"
            elif what in ("invite", "kick"):  # the bot
                (channel["members"].add if what == "invite" else channel["members"].discard)(BOT)
                if what == "invite":
                    self.sockets.event(
                        {
                            "type": "member_joined_channel",
                            "user": BOT,
                            "channel": channel["id"],
                            "inviter": user,
                            "team": TEAM,
                            "event_ts": self.api.stamp(),
                        }
                    )
            elif message is None:
                raise ControlError("ts is missing")
            elif what == "edit":
                self.api.edit(channel, message, {"text": body["text"]})
            elif what == "delete":
                self.api.remove(channel, message)
            elif what in ("react", "unreact"):
                self.api.react(channel, message["ts"], body["name"], user, what == "react")
            else:
                raise ControlError(str(self.change.__doc__))

        return {"envelopes": await self._watched(change)}

    async def new_channel(self, body: Json) -> Json:
        """{"name": N}: a channel that everyone is in, the bot too; "private": true for a private one."""
        cid = f"C0{str(body['name']).upper()}"
        self.api.add_channel(cid, body["name"], set(self.api.users), bool(body.get("private")))
        return {"id": cid}

    # -------------------------------------------------------------- reading

    async def messages(self, body: Json) -> list[Json]:
        channel, thread = self.channel(body["channel"]), body.get("thread_ts")
        every = self.api.messages[channel["id"]].values()
        return [
            m for m in every if thread in (None, m.get("thread_ts")) and float(m["ts"]) > float(body.get("after", 0))
        ]

    async def wait(self, body: Json) -> Any:
        """Until the bot has "count" messages (or "ephemeral": true ones) in a channel or thread."""
        deadline = time.time() + float(body.get("timeout", 5))
        while True:
            if body.get("ephemeral"):
                found = [
                    e
                    for e in self.api.ephemerals
                    if e["channel"] == self.channel(body["channel"])["id"]
                    and float(e["ts"]) > float(body.get("after", 0))
                ]
            else:
                found = [m for m in await self.messages(body) if m["user"] == BOT]
            if len(found) >= int(body.get("count", 1)):
                return found
            if time.time() > deadline:
                return {"timed_out": True, "found": found}
            await asyncio.sleep(0.02)

    def ops(self) -> dict[str, ControlOp]:
        return {
            "say": self.say,
            "change": self.change,
            "slash": self.slash,
            "action": self.action,
            "submit_view": self.submit_view,
            "close_view": self.close_view,
            "shortcut": self.shortcut,
            "channel": self.new_channel,
            "messages": self.messages,
            "wait": self.wait,
            "redeliver": self.sockets.redeliver,
            "socket": self.sockets.disturb,
        }
