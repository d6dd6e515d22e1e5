"""Slash commands, buttons, modals, shortcuts and response URLs of the Slack stand-in.

Not a script; slack_actions.py builds on it. A user can act only on what is there: the element
must exist in the message, view or home tab, an option must be offered, a required input
filled. Answers to view_submission are carried out (update, push, clear, errors).
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from common import ControlError, Json, need
from slack_methods import WebApi
from slack_sockets import Sockets
from slack_state import APP, BOT, TEAM

# element type -> name of its value in payloads
VALUE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) a user can act on."""
    for block in blocks or []:
        for element in [*(block.get("elements") or []), block.get("accessory"), block.get("element")]:
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element


def chosen(element: Json, value: Any) -> Json:
    """The state of an element once the user chose or typed `value`."""
    kind = element["type"]
    if kind in VALUE_KEYS:
        return {"type": kind, VALUE_KEYS[kind]: value}
    if kind == "button":
        return {
            "type": kind,
            "text": element.get("text"),
            **({"value": element["value"]} if "value" in element else {}),
        }
    offered = {option["value"]: option for option in element.get("options") or []}
    offered |= {o["value"]: o for group in element.get("option_groups") or [] for o in group["options"]}
    values = value if isinstance(value, list) else [value]
    if kind != "external_select" and not set(values) <= set(offered):
        raise ControlError(f"options offered: {sorted(offered)}")
    picked = [offered.get(one, {"text": {"type": "plain_text", "text": str(one)}, "value": one}) for one in values]
    return (
        {"type": kind, "selected_options": picked}
        if isinstance(value, list)
        else {"type": kind, "selected_option": picked[0]}
    )


def untouched(element: Json) -> Json | None:
    """The state of an input that nobody touched: what it opened with, or nothing."""
    kind = element["type"]
    if kind in VALUE_KEYS:
        return {"type": kind, VALUE_KEYS[kind]: element.get("initial_value")}
    return {"type": kind, "selected_option": element.get("initial_option")} if kind == "static_select" else None


class Interactive:
    def __init__(self, api: WebApi, sockets: Sockets) -> None:
        self.api = api
        self.sockets = sockets
        self.base = ""
        self.report: Callable[[str, Json], Any] = lambda door, body: None  # set by the server
        self.response_urls: dict[str, Json] = {}

    # ------------------------------------------------------------- look-ups

    def user(self, ref: Any) -> str:
        found = [
            uid for uid, user in self.api.users.items() if ref in (uid, user["name"]) or (ref == "bot" and uid == BOT)
        ]
        if not found:
            raise ControlError(f"no user {ref!r}")
        return found[0]

    def channel(self, ref: Any) -> Json:
        if str(ref).startswith("dm:"):
            return self.api.direct(self.user(ref[3:]))
        for channel in self.api.channels.values():
            if str(ref).lstrip("#") in (channel["id"], channel["name"]):
                return channel
        raise ControlError(f"no channel {ref!r}")

    def _common(self, user: str, channel: Json | None) -> Json:
        name = self.api.users[user]["name"]
        base: Json = {
            "token": "standin",
            "api_app_id": APP,
            "is_enterprise_install": False,
            "enterprise": None,
            "team": {"id": TEAM, "domain": "lab"},
            "trigger_id": self.api.new_trigger(user),
            "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
        }
        if channel is not None:
            base |= {"channel": {"id": channel["id"], "name": channel["name"]}}
        return base

    def _response_url(self, channel: Json, user: str, message: Json | None = None) -> str:
        key = uuid.uuid4().hex
        self.response_urls[key] = {"channel": channel, "user": user, "message": message, "uses": 0, "made": time.time(), "shown": None}
        return f"{self.base}/respond/{key}"

    async def _watched(self, change: Any) -> list[Json]:
        """Run a change of state and wait for the envelopes it caused (their first attempt)."""
        before = len(self.sockets.envelopes)
        running = set(self.sockets.tasks)
        change()
        await asyncio.sleep(0)
        mine = self.sockets.tasks - running
        await asyncio.gather(*mine)
        return [one for one in self.sockets.envelopes[before:] if one["attempt"] == 0]

    # ------------------------------------------------------- interactivity

    async def slash(self, body: Json) -> Json:
        need(body, "channel", "user", "command")
        channel, user = self.channel(body["channel"]), self.user(body["user"])
        payload = {
            "token": "standin",
            "team_id": TEAM,
            "team_domain": "lab",
            "channel_id": channel["id"],
            "channel_name": "directmessage" if channel["is_im"] else channel["name"],
            "user_id": user,
            "user_name": self.api.users[user]["name"],
            "command": body["command"],
            "text": body.get("text", ""),
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._response_url(channel, user),
            "trigger_id": self.api.new_trigger(user),
        }
        record = await self.sockets.deliver("slash_commands", payload)
        if record["response"]:
            self.report("response_url", record["response"])
            self.respond(payload["response_url"].rsplit("/", 1)[1], record["response"])
        return record

    async def action(self, body: Json) -> Json:
        """Press or choose by action_id on a message ("channel", "ts"), a view ("view") or home ("home": true)."""
        user = self.user(need(body, "user", "action_id")[0])
        if "view" in body or body.get("home"):
            view = self.api.homes[user] if body.get("home") else self.api.views[body["view"]]
            payload = {
                **self._common(user, None),
                "view": self.api.view_out(view),
                "container": {"type": "view", "view_id": view["id"]},
            }
            blocks, state = view["blocks"], view["state"]
        else:
            channel = self.channel(body["channel"])
            own = [one for one in self.api.ephemerals if one["ts"] == body["ts"] and one["user"] == user]
            message = own[0] if own else self.api.message(channel, body["ts"])
            payload = {
                **self._common(user, channel),
                # an ephemeral message is not sent along, only where it stands
                **({} if own else {"message": {k: v for k, v in message.items() if k != "_streaming"}}),
                "container": {
                    "type": "message",
                    "message_ts": message["ts"],
                    "channel_id": channel["id"],
                    "is_ephemeral": bool(own),
                    **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
                },
                "response_url": self._response_url(channel, user, message),
            }
            blocks, state = message.get("blocks") or [], {"values": {}}
        found = [
            (b, e)
            for b, e in interactive(blocks)
            if e["action_id"] == body["action_id"]
            and body.get("block_id") in (None, b.get("block_id"))
            and (e["type"] != "button" or body.get("value") in (None, e.get("value")))
        ]
        if len(found) != 1:
            raise ControlError(f"{len(found)} matching elements; narrow it with block_id or value")
        block, element = found[0]
        act = {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.api.stamp(),
            **chosen(element, body.get("value")),
        }
        if element["type"] != "button":
            state["values"].setdefault(block["block_id"], {})[element["action_id"]] = chosen(element, body.get("value"))
        return await self.sockets.deliver(
            "interactive", {**payload, "type": "block_actions", "actions": [act], "state": state}
        )

    async def submit_view(self, body: Json) -> Json:
        """{"view": id, "values": {action_id: value}}; applies response_action, keeps errors visible."""
        view = self.api.views[need(body, "view")[0]]
        given, values = dict(body.get("values") or {}), view["state"]["values"]
        for block, element in interactive(view["blocks"]):
            filled = element["action_id"] in given
            state = chosen(element, given.pop(element["action_id"])) if filled else untouched(element)
            empty = not any(value for name, value in (state or {}).items() if name != "type")
            if empty and block["type"] == "input" and not block.get("optional"):
                raise ControlError(f"required: {element['action_id']}")
            if state is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
        if given:
            raise ControlError(f"the view has no {sorted(given)}")
        payload = {
            **self._common(view["_user"], None),
            "type": "view_submission",
            "view": self.api.view_out(view),
            "response_urls": [],
        }
        record = await self.sockets.deliver("interactive", payload)
        answer = record["response"] or {}
        self.report("view_submission_response", answer)
        act = answer.get("response_action")
        if act == "update":
            self.api.store_view(answer["view"], view["_user"], view["id"], view["previous_view_id"])
        elif act == "push":
            self.api.store_view(answer["view"], view["_user"], previous=view["id"])
        elif record["acked"] and act != "errors":
            for one in [view] if act != "clear" else list(self.api.views.values()):
                if one["_user"] == view["_user"]:
                    self.api.views.pop(one["id"], None)
        return record

    async def close_view(self, body: Json) -> Json:
        view = self.api.views.pop(need(body, "view")[0])
        payload = {
            **self._common(view["_user"], None),
            "type": "view_closed",
            "view": self.api.view_out(view),
            "is_cleared": False,
        }
        return await self.sockets.deliver("interactive", payload) if view["notify_on_close"] else {"acked": None}

    async def shortcut(self, body: Json) -> Json:
        """Global, or on a message when "channel" and "ts" are given."""
        user = self.user(need(body, "user", "callback_id")[0])
        payload: Json = {
            **self._common(user, None),
            "type": "shortcut",
            "callback_id": body["callback_id"],
            "action_ts": self.api.stamp(),
        }
        if "ts" in body:
            channel = self.channel(body["channel"])
            message = self.api.message(channel, body["ts"])
            payload |= {
                **self._common(user, channel),
                "type": "message_action",
                "message": message,
                "message_ts": message["ts"],
                "response_url": self._response_url(channel, user, message),
            }
        return await self.sockets.deliver("interactive", payload)

    def respond(self, key: str, values: Json) -> str | None:
        """What a post to a response_url does; returns an error code or None."""
        target = self.response_urls.get(key)
        if target is None or target["uses"] >= 5 or time.time() - target["made"] > 1800:
            return "used_url" if target else "expired_url"
        target["uses"] += 1
        channel, message = target["channel"], target["message"]
        if message is not None and values.get("delete_original"):
            self.api.messages[channel["id"]].pop(message["ts"], None)
        elif message is not None and values.get("replace_original"):
            message |= {k: values[k] for k in ("text", "blocks") if k in values}
            self.api.name_blocks(message)
        elif values.get("response_type") == "in_channel":
            self.api.add_message(channel, BOT, values)
        else:
            shown = target["shown"]  # what came this way before; only its own ephemerals can be replaced
            if shown is not None and (values.get("delete_original") or values.get("replace_original")):
                self.api.ephemerals.remove(shown)
            keep = {k: values[k] for k in ("text", "blocks", "thread_ts") if values.get(k)}
            target["shown"] = {"channel": channel["id"], "user": target["user"], "ts": self.api.stamp(), **keep}
            if values.get("delete_original"):
                target["shown"] = None
            else:
                self.api.name_blocks(target["shown"])
                self.api.ephemerals.append(target["shown"])
        return None
