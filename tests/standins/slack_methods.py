"""The rest of the Slack stand-in's Web API: conversations, users, reactions, views, files.

Not a script; slack_standin.py mounts it. Faithful: arguments, paging, membership errors,
trigger ids that last 3 s and work once, view hashes, the three-step file upload.
Not faithful: scopes are not checked, there is one workspace, no Slack Connect, no archiving
through the API; user groups, pins, bookmarks and scheduled messages are missing.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from common import Json
from slack_state import APP, BOT, BOT_ID, TEAM, TRIGGER_SECONDS, SlackError, Workspace, view_values


class WebApi(Workspace):
    def auth_test(self, _args: Json) -> Json:
        return {
            "url": "https://lab.slack.com/",
            "team": "Lab",
            "user": "paperbot",
            "team_id": self.team,
            "user_id": BOT,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }

    def api_test(self, args: Json) -> Json:
        return {"args": args}

    def team_info(self, _args: Json) -> Json:
        return {"team": {"id": TEAM, "name": "Lab", "domain": "lab"}}

    def bots_info(self, _args: Json) -> Json:
        return {"bot": {"id": BOT_ID, "app_id": APP, "user_id": BOT, "name": "paperbot", "deleted": False}}

    # ------------------------------------------------------- conversations

    def _channel_out(self, channel: Json) -> Json:
        out = {k: v for k, v in channel.items() if k != "members"}
        return {**out, "is_member": BOT in channel["members"], "num_members": len(channel["members"])}

    def _visible(self, args: Json) -> list[Json]:
        kinds = (args.get("types") or "public_channel").replace(" ", "").split(",")
        found = []
        for channel in self.channels.values():
            kind = "im" if channel["is_im"] else "private_channel" if channel["is_private"] else "public_channel"
            if kind in kinds and (kind == "public_channel" or BOT in channel["members"]):
                found.append(channel)
        return found

    def conversations_list(self, args: Json) -> Json:
        page, meta = self.page([self._channel_out(channel) for channel in self._visible(args)], args)
        return {"channels": page, "response_metadata": meta["response_metadata"]}

    def users_conversations(self, args: Json) -> Json:
        mine = [self._channel_out(c) for c in self._visible(args) if (args.get("user") or BOT) in c["members"]]
        page, meta = self.page(mine, args)
        return {"channels": page, "response_metadata": meta["response_metadata"]}

    def conversations_info(self, args: Json) -> Json:
        return {"channel": self._channel_out(self.find_channel(args["channel"]))}

    def conversations_members(self, args: Json) -> Json:
        page, meta = self.page(sorted(self.find_channel(args["channel"])["members"]), args)
        return {"members": page, "response_metadata": meta["response_metadata"]}

    def conversations_open(self, args: Json) -> Json:
        users = [one for one in str(args.get("users") or "").split(",") if one]
        if args.get("channel"):
            return {"channel": self._channel_out(self.find_channel(args["channel"]))}
        if len(users) != 1 or users[0] not in self.users:
            raise SlackError("user_not_found" if users else "users_list_not_supplied")
        return {"channel": self._channel_out(self.direct(users[0]))}

    def conversations_join(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"])
        if channel["is_private"] or channel["is_im"]:
            raise SlackError("method_not_supported_for_channel_type")
        channel["members"].add(BOT)
        return {"channel": self._channel_out(channel)}

    def conversations_leave(self, args: Json) -> Json:
        self.find_channel(args["channel"])["members"].discard(BOT)
        return {}

    def _between(self, messages: list[Json], args: Json) -> list[Json]:
        oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or 1e12)
        inclusive = str(args.get("inclusive", "")).lower() in ("1", "true")
        return [
            m
            for m in messages
            if oldest < float(m["ts"]) < latest or (inclusive and float(m["ts"]) in (oldest, latest))
        ]

    def conversations_history(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        top = [
            m
            for m in self.messages[channel["id"]].values()
            if m.get("thread_ts") in (None, m["ts"]) or m.get("subtype") == "thread_broadcast"
        ]
        newest_first = sorted(self._between(top, args), key=lambda m: float(m["ts"]), reverse=True)
        page, meta = self.page([self.shown(m, args) for m in newest_first], args)
        return {"messages": page, **meta}

    def conversations_replies(self, args: Json) -> Json:
        channel = self.find_channel(args["channel"], member=True)
        every = self.messages[channel["id"]]
        if args["ts"] not in every:
            raise SlackError("thread_not_found")
        root = every[args["ts"]].get("thread_ts") or args["ts"]
        replies = [m for m in every.values() if m["ts"] != root and m.get("thread_ts") == root]
        page, meta = self.page([self.shown(m, args) for m in [every[root], *self._between(replies, args)]], args, 1000)
        return {"messages": page, **meta}

    # ----------------------------------------------------- users, reactions

    def users_info(self, args: Json) -> Json:
        if args["user"] not in self.users:
            raise SlackError("user_not_found")
        return {"user": self.users[args["user"]]}

    def users_list(self, args: Json) -> Json:
        page, meta = self.page(list(self.users.values()), args)
        return {"members": page, "response_metadata": meta["response_metadata"]}

    def react(self, channel: Json, ts: Any, name: str, user: str, add: bool) -> None:
        message = self.message(channel, ts)
        reactions = message.setdefault("reactions", [])
        found = next((r for r in reactions if r["name"] == name), None)
        if add and found and user in found["users"]:
            raise SlackError("already_reacted")
        if not add and (not found or user not in found["users"]):
            raise SlackError("no_reaction")
        if found is None:
            found = {"name": name, "users": [], "count": 0}
            reactions.append(found)
        (found["users"].append if add else found["users"].remove)(user)
        found["count"] = len(found["users"])
        event = {
            "type": "reaction_added" if add else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel["id"], "ts": message["ts"]},
            "item_user": message["user"],
        }
        if BOT in channel["members"]:
            self.notify({**event, "event_ts": self.stamp()})

    def reactions_add(self, args: Json) -> Json:
        self.react(self.find_channel(args["channel"], member=True), args["timestamp"], args["name"], BOT, True)
        return {}

    def reactions_remove(self, args: Json) -> Json:
        self.react(self.find_channel(args["channel"], member=True), args["timestamp"], args["name"], BOT, False)
        return {}

    # --------------------------------------------------------------- views

    def _spend(self, trigger: Any) -> str:
        made, user, used = self.triggers.get(str(trigger), (0.0, "", False))
        if not user:
            raise SlackError("invalid_trigger_id")
        if used:
            raise SlackError("exchanged_trigger_id")
        if time.time() - made > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        self.triggers[str(trigger)] = (made, user, True)
        return user

    def store_view(self, view: Json, user: str, vid: str = "", previous: str | None = None) -> Json:
        vid = vid or f"V{uuid.uuid4().hex[:10].upper()}"
        blocks = [
            {**block, "block_id": block.get("block_id") or f"b{n}"} for n, block in enumerate(view.get("blocks") or [])
        ]
        self.views[vid] = {
            "private_metadata": "",
            "callback_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "external_id": "",
            **view_values(view),
            "id": vid,
            "blocks": blocks,
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT_ID,
            "hash": f"{time.time():.6f}.{uuid.uuid4().hex[:8]}",
            "state": {"values": {}},
            "root_view_id": previous or vid,
            "previous_view_id": previous,
            "_user": user,
        }
        return self.views[vid]

    def view_out(self, view: Json) -> Json:
        return {k: v for k, v in view.items() if k != "_user"}

    def views_open(self, args: Json) -> Json:
        return {"view": self.view_out(self.store_view(args["view"], self._spend(args.get("trigger_id"))))}

    def views_push(self, args: Json) -> Json:
        user = self._spend(args.get("trigger_id"))
        below = next((v["id"] for v in reversed(self.views.values()) if v["_user"] == user), None)
        return {"view": self.view_out(self.store_view(args["view"], user, previous=below))}

    def views_update(self, args: Json) -> Json:
        view = self.views.get(args.get("view_id") or "") or next(
            (v for v in self.views.values() if args.get("external_id") and v["external_id"] == args["external_id"]),
            None,
        )
        if view is None:
            raise SlackError("not_found")
        if args.get("hash") and args["hash"] != view["hash"]:
            raise SlackError("hash_conflict")
        return {
            "view": self.view_out(self.store_view(args["view"], view["_user"], view["id"], view["previous_view_id"]))
        }

    def views_publish(self, args: Json) -> Json:
        if args["user_id"] not in self.users:
            raise SlackError("user_not_found")
        known = self.homes.get(args["user_id"])
        if args.get("hash") and known and args["hash"] != known["hash"]:
            raise SlackError("hash_conflict")
        self.homes[args["user_id"]] = self.store_view(args["view"], args["user_id"], known["id"] if known else "")
        return {"view": self.view_out(self.homes[args["user_id"]])}

    # ------------------------------------------------- assistant and files

    def _status(self, args: Json) -> Json:
        self.statuses.append(args)
        return {}

    assistant_threads_setStatus = assistant_threads_setTitle = assistant_threads_setSuggestedPrompts = _status

    def files_getUploadURLExternal(self, args: Json) -> Json:
        fid = f"F{uuid.uuid4().hex[:10].upper()}"
        self.files[fid] = {
            "id": fid,
            "name": args["filename"],
            "title": args["filename"],
            "size": int(args["length"]),
            "_data": None,
            "user": BOT,
        }
        return {"file_id": fid, "upload_url": f"{self.upload_base}/{fid}"}

    def files_completeUploadExternal(self, args: Json) -> Json:
        done = []
        for item in args["files"]:
            file = self.files.get(item.get("id"))
            if file is None or file["_data"] is None:
                raise SlackError("file_not_found")
            file |= {"title": item.get("title") or file["name"], "url_private": f"{self.upload_base}/{file['id']}"}
            done.append({k: v for k, v in file.items() if k != "_data"})
        targets = [one for one in [args.get("channel_id"), *str(args.get("channels") or "").split(",")] if one]
        for target in targets:
            channel = self.find_channel(target, member=True)
            self.add_message(channel, BOT, {**args, "text": args.get("initial_comment") or "", "files": done})
        return {"files": done}

    def files_info(self, args: Json) -> Json:
        if args["file"] not in self.files:
            raise SlackError("file_not_found")
        return {"file": {k: v for k, v in self.files[args["file"]].items() if k != "_data"}}
