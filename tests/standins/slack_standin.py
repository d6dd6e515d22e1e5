"""Slack stand-in: Web API, Socket Mode, response URLs and file upload on one loopback port.

Run:   python slack_standin.py --port 4700
       (prints {"api": ..., "control": ..., "bot_token": ..., "app_token": ..., "world": ...})
Needs: aiohttp, and jsonschema for validate.py. Written from Slack's reference pages.

Faithful: GET, form and JSON calls; argument and Block Kit limits; membership, threads,
metadata, ephemerals, views with trigger ids and hashes, streams, files, response URLs
(5 uses, 30 min), envelopes and acknowledgements (slack_sockets.py). Not faithful: scopes,
events of a second workspace, rate tiers (only --message-limit and planned 429s), real rendering, and
every payload shape is this project's reading of the reference pages, not Slack's own code.
Control calls are listed in README.md; slack_actions.py carries them out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import Any

from aiohttp import web

from common import Json, Recorder, drop_connection, reply, serve
from slack_actions import Actions
from slack_methods import WebApi
from slack_sockets import Sockets
from slack_rules import METHODS, check_slack
from slack_state import BOT, SECOND_TEAM, TEAM, SlackError

STRUCTURED = ("blocks", "attachments", "metadata", "view", "files", "chunks", "unfurls", "prompts")


class SlackStandin(Recorder):
    fault_kinds = ("429", "status", "error", "hang", "slow", "close", "accept_close")

    def __init__(self, args: argparse.Namespace) -> None:
        super().__init__()
        self.args = args
        self.api = WebApi()
        self.sockets = Sockets(retry=not args.no_retry)
        self.actions = Actions(self.api, self.sockets)
        self.api.notify = self.sockets.event
        self.actions.report = self.check
        self.posts: dict[str, list[float]] = {}
        self.second_token = "xoxb-second" if args.second_team else ""
        if args.second_team:
            self.api.add_channel("C0SIDE1", "side", set(self.api.users))["team"] = SECOND_TEAM

    # -------------------------------------------------------------- Web API

    async def call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args, token = await self._arguments(request)
        entry: Json = {"method": method, "args": args, "at": time.time()}
        self.requests.append(entry)
        fault = self.faults.take(request.method, method)
        if fault is not None:
            entry["fault"] = fault.kind
            if fault.kind == "429":
                return self._limited(fault.retry_after)
            if fault.kind == "status":
                return web.Response(status=fault.status, text="planned failure")
            if fault.kind == "error":
                return reply({"ok": False, "error": "internal_error", **fault.extra})
            if fault.kind in ("hang", "slow"):
                await asyncio.sleep(fault.seconds)
            if fault.kind in ("hang", "close"):
                return drop_connection(request)
        try:
            answer = {"ok": True, **self._answer(method, args, token)}
        except SlackError as error:
            answer = error.body
        entry |= {"team": self.api.team, "ok": answer["ok"], "error": answer.get("error"), "ms": round((time.time() - entry["at"]) * 1000, 1)}
        if answer.get("error") == "ratelimited":
            return self._limited(1)
        return drop_connection(request) if fault is not None and fault.kind == "accept_close" else reply(answer)

    async def _arguments(self, request: web.Request) -> tuple[Json, str]:
        """Arguments from query, form or JSON body alike, structured ones decoded; and the token."""
        args: Json = dict(request.query)
        if request.content_type == "application/json":
            args |= await request.json()
        elif request.method == "POST":
            args |= dict(await request.post())
        for name in STRUCTURED:
            if isinstance(args.get(name), str):
                try:
                    args[name] = json.loads(args[name])
                except ValueError:
                    pass  # check_slack reports it
        header = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return args, header or str(args.pop("token", ""))

    def _answer(self, method: str, args: Json, token: str) -> Json:
        if not token:
            raise SlackError("not_authed")
        if token not in (self.args.bot_token, self.args.app_token, self.second_token):
            raise SlackError("invalid_auth")
        self.api.team = SECOND_TEAM if token == self.second_token else TEAM
        if (token == self.args.app_token) != (method == "apps.connections.open"):
            raise SlackError("not_allowed_token_type")
        problems = [] if self.args.unchecked else check_slack(method, args)
        if problems:
            self.violation(problems, method=method)
        if method == "apps.connections.open":
            return {"url": self.sockets.ticket()}
        handler = getattr(self.api, method.replace(".", "_"), None)
        if method not in METHODS or handler is None:
            raise SlackError("unknown_method", req_method=method)
        fatal = [problem for problem in problems if not problem.endswith("unknown argument")]
        if fatal and not self.args.lenient:
            raise SlackError(self._code(fatal[0]), response_metadata={"messages": [f"[ERROR] {one}" for one in fatal]})
        if method == "chat.postMessage" and self._too_fast(str(args.get("channel"))):
            raise SlackError("ratelimited")
        answer: Json = handler(args)
        return answer

    @staticmethod
    def _code(problem: str) -> str:
        """Slack's error code for a problem found by validate.py."""
        if problem.startswith(("no_text", "text:")):
            return "no_text" if problem.startswith("no_text") else "msg_too_long"
        if problem.startswith("blocks"):
            return "invalid_blocks_format" if "JSON" in problem else "invalid_blocks"
        if problem.startswith("metadata"):
            return "invalid_metadata_format"
        return "invalid_arguments"

    def _too_fast(self, channel: str) -> bool:
        now = time.time()
        times = self.posts[channel] = [at for at in self.posts.get(channel, []) if now - at < 1]
        if self.args.message_limit and len(times) >= self.args.message_limit:
            self.violation(["message rate limit exceeded"], method="chat.postMessage")
            return True
        times.append(now)
        return False

    def _limited(self, seconds: float) -> web.Response:
        return reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(round(seconds))})

    def check(self, door: str, body: Json) -> list[str]:
        """Record what is wrong with a body that came through another door than the Web API."""
        problems = [] if self.args.unchecked else check_slack(door, body)
        if problems:
            self.violation(problems, method=door)
        return problems

    # ---------------------------------------------------------- other doors

    async def respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append({"method": "response_url", "url": str(request.url), "args": body, "at": time.time()})
        fault = self.faults.take(request.method, "response_url")
        if fault is not None and fault.kind in ("status", "429"):
            return web.Response(status=429 if fault.kind == "429" else fault.status, headers={"Retry-After": "0"})
        if fault is not None and fault.kind == "error":
            return reply({"ok": False, "error": "internal_error", **fault.extra}, 400)
        if fault is not None and fault.kind in ("hang", "slow"):
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind in ("hang", "close"):
            return drop_connection(request)
        problems = self.check("response_url", body)
        if problems and not self.args.lenient:
            return reply({"ok": False, "error": self._code(problems[0])}, 400)
        error = self.actions.respond(request.match_info["key"], body)
        if fault is not None and fault.kind == "accept_close":
            return drop_connection(request)
        return web.Response(text="ok") if error is None else reply({"ok": False, "error": error}, 404)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        file = self.api.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        if request.method == "GET":
            return web.Response(body=file["_data"] or b"")
        if request.content_type == "multipart/form-data":
            form = await request.post()
            part: Any = next(iter(form.values()))
            file["_data"] = part.file.read() if hasattr(part, "file") else str(part).encode()
        else:
            file["_data"] = await request.read()
        if len(file["_data"]) != file["size"]:
            self.violation(["length differs from the one announced"], method="upload")
        return web.Response(text=f"OK - {len(file['_data'])}")

    # -------------------------------------------------------------- set-up

    def more_records(self) -> list[list[Any]]:
        return [self.sockets.envelopes, self.sockets.log]

    def duplicates(self) -> list[Json]:
        """Top-level messages and replies of the bot that say the same in one place."""
        seen: dict[tuple[Any, ...], list[str]] = {}
        for cid, messages in self.api.messages.items():
            for one in messages.values():
                if one.get("bot_id"):
                    key = (cid, one.get("thread_ts"), one["text"], json.dumps(_without_ids(one.get("blocks"))))
                    seen.setdefault(key, []).append(one["ts"])
        return [{"channel": key[0], "text": key[2][:80], "messages": ts} for key, ts in seen.items() if len(ts) > 1]

    def world(self) -> Json:
        channels = {
            c["name"]: {"id": c["id"], "bot_is_member": BOT in c["members"]} for c in self.api.channels.values()
        }
        return {"users": {user["name"]: uid for uid, user in self.api.users.items()}, "channels": channels}

    def app(self) -> web.Application:
        app = web.Application(client_max_size=50 * 2**20)
        self.mount(
            app,
            self.actions.ops(),
            {
                "world": self.world,
                "envelopes": lambda: self.sockets.envelopes,
                "sockets": lambda: self.sockets.log,
                "ephemerals": lambda: self.api.ephemerals,
                "views": lambda: self.api.views,
                "homes": lambda: self.api.homes,
                "statuses": lambda: self.api.statuses,
                "duplicates": self.duplicates,
            },
        )
        app.router.add_get("/socket", self.sockets.handle)
        app.router.add_post("/respond/{key}", self.respond)
        app.router.add_route("*", "/upload/{file}", self.upload)
        app.router.add_route("*", "/api/{method}", self.call)
        return app

    def ready(self, port: int) -> Json:
        base = f"http://127.0.0.1:{port}"
        self.actions.base, self.api.upload_base, self.sockets.url = (
            base,
            f"{base}/upload",
            f"ws://127.0.0.1:{port}/socket",
        )
        return {
            "api": f"{base}/api/",
            "control": f"{base}/control",
            "bot_token": self.args.bot_token,
            "app_token": self.args.app_token,
            "second_token": self.second_token,
            "world": self.world(),
        }


def _without_ids(blocks: Any) -> Any:
    return [{k: v for k, v in block.items() if k != "block_id"} for block in blocks or []]


def main() -> None:
    parser = argparse.ArgumentParser(description="Slack stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4700, help="0 = any free port")
    parser.add_argument("--bot-token", default="xoxb-standin")
    parser.add_argument("--app-token", default="xapp-standin")
    parser.add_argument("--lenient", action="store_true", help="record bad calls but do not refuse them")
    parser.add_argument("--unchecked", action="store_true", help="do not look at payloads at all: for measuring times")
    parser.add_argument("--message-limit", type=int, default=0, help="posts per second and channel; 0 = no limit")
    parser.add_argument("--no-retry", action="store_true", help="never redeliver an event by itself")
    parser.add_argument("--second-team", action="store_true", help="a second workspace with one channel, side")
    standin = SlackStandin(args := parser.parse_args())
    asyncio.run(serve(standin.app(), args.port, standin.ready))


if __name__ == "__main__":
    main()
