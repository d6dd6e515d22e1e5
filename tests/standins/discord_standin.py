"""Discord stand-in: REST API v10 and gateway on one loopback port, with a control endpoint.

Run:   python discord_standin.py --port 4600
       (prints {"api": ..., "gateway": ..., "control": ..., "token": ..., "world": ...} when ready)
Needs: aiohttp, discord.py==2.7.1, simcord==3.2.1 (pinned: internals are used), jsonschema.

Faithful: state, permissions, limits, mentions, threads, history, files, interactions with
their 3 s and 15 min deadlines (all simcord's work); payload limits (validate.py); the gateway
(discord_gateway.py); `enforce_nonce`; 429 answers with their headers; optional message rate
limit; replies to deleted messages, closed direct messages, archived and locked threads, text in
forums (discord_world.py). Not faithful: other rate-limit buckets, approval of intents, CDN images, how a client
renders a message, real network delays. Unknown routes and fields answer 501, never success.
Control calls are listed in README.md; discord_actions.py carries them out.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import re
import time
from types import SimpleNamespace
from typing import Any

import discord
import simcord.http.client  # noqa: F401  (importing it registers the REST routes)
from aiohttp import BodyPartReader, web
from simcord.backend.cdn import CDN_BASE
from simcord.backend.errors import BackendError
from simcord.http import router

from common import Fault, Json, Recorder, drop_connection, reply, serve
from discord_actions import Actions
from discord_gateway import Gateway
from discord_limits import MessageLimit, Nonces, limited
from discord_world import World
from validate import check_discord

PREFIX = "/api/v10"
CALLBACK = re.compile(r"^/interactions/(\d+)/[^/]+/callback$")
SEND = re.compile(r"^/channels/(\d+)/messages$")
OPEN_PATHS = ("/interactions/", "/webhooks/")  # authorised by the token in the path


class DiscordStandin(Recorder):
    fault_kinds = ("429", "status", "hang", "slow", "close", "accept_close")

    def __init__(self, args: argparse.Namespace) -> None:
        super().__init__()
        self.args = args
        self.world = World()
        self.backend = self.world.backend
        refused = discord.Intents(message_content=args.no_message_content, members=args.no_members)
        self.gateway = Gateway(self.backend, args.token, args.heartbeat_ms, refused)
        self.nonces = Nonces(self.world)
        self.limit = MessageLimit(args.message_limit)
        self.base = ""

    # ---------------------------------------------------------------- REST

    async def rest(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        body, files = await self._read(request)
        entry: Json = {
            "method": request.method,
            "path": path,
            "query": dict(request.query),
            "body": body,
            "files": [file.filename for file in files],
            "at": time.time(),
        }
        self.requests.append(entry)
        fault = self.faults.take(request.method, path)
        if fault is not None:
            entry["fault"] = fault.kind
            early = await self._strike(request, fault)
            if early is not None:
                entry["status"] = early.status
                return early
        response = self._answer(request, path, body, files)
        entry |= {"status": response.status, "ms": round((time.time() - entry["at"]) * 1000, 1)}
        if response.status >= 400:
            entry["answer"] = str(response.text)[:500]
        if fault is not None and fault.kind == "accept_close":
            return drop_connection(request)
        return response

    async def _read(self, request: web.Request) -> tuple[Any, list[Any]]:
        files: list[Any] = []
        body: Any = None
        if request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                data = await part.read(decode=True)
                if part.name == "payload_json":
                    body = json.loads(data)
                elif part.filename:
                    files.append(
                        SimpleNamespace(fp=io.BytesIO(data), filename=part.filename, description=None, spoiler=False)
                    )
        elif request.can_read_body:
            body = await request.json()
        return body, files

    async def _strike(self, request: web.Request, fault: Fault) -> web.Response | None:
        """Carry out a planned failure; None lets the request go on."""
        if fault.kind == "429":
            return limited(fault.retry_after, via=not fault.extra.get("banned"))
        if fault.kind == "status":
            return reply({"message": f"{fault.status}: planned failure", "code": 0}, fault.status)
        if fault.kind in ("hang", "slow"):
            await asyncio.sleep(fault.seconds)
        return drop_connection(request) if fault.kind in ("hang", "close") else None

    def _answer(self, request: web.Request, path: str, body: Any, files: list[Any]) -> web.Response:
        method = request.method
        if request.headers.get("Authorization") != f"Bot {self.args.token}" and not path.startswith(OPEN_PATHS):
            return reply({"message": "401: Unauthorized", "code": 0}, 401)
        if path in ("/gateway", "/gateway/bot"):
            limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
            return reply({"url": self.gateway.url, "shards": 1, "session_start_limit": limit})
        callback, send = CALLBACK.match(path), SEND.match(path) if method == "POST" else None
        checked = {**body, "_files": files} if files and isinstance(body, dict) else body
        problems = [] if self.args.unchecked else check_discord(method, path, checked)
        if problems:
            self.violation(problems, method=method, path=path)
            if not self.args.lenient:
                return reply({"code": 50035, "message": "Invalid Form Body", "errors": {"_problems": problems}}, 400)
        headers: dict[str, str] = {}
        if send:
            if (wait := self.limit.take(send[1], headers)) is not None:
                self.violation(["message rate limit exceeded"], method=method, path=path)
                return limited(wait)
            if (earlier := self.nonces.earlier(send[1], body)) is not None:
                return reply(earlier, headers=headers)
        if (refusal := self.world.refusal(method, path, body)) is not None:
            status, code, message = refusal
            return reply({"code": code, "message": message}, status, headers)
        self.world.pending_nonce = body.get("nonce") if send and isinstance(body, dict) else None
        try:
            result = router.dispatch(
                self.backend,
                method,
                path,
                json=body,
                params=dict(request.query),
                files=files,
                reason=request.headers.get("X-Audit-Log-Reason"),
            )
        except (router.RouteNotImplemented, router.UnsupportedField) as error:
            return reply({"message": f"not served by this stand-in: {error}", "code": 0}, 501)
        except BackendError as error:
            return reply(error.to_json(), error.status)
        finally:
            self.world.pending_nonce = None
        if callback:
            self.world.first_response(int(callback[1]))
        if send and isinstance(body, dict) and body.get("nonce") is not None:
            result = {**result, "nonce": body["nonce"]}
            self.nonces.keep(body["nonce"], send[1], result["id"])
        if result is None:
            return web.Response(status=204)
        if method == "GET" and "/messages" in path:
            result = self.world.with_threads(result)
        if path == "/oauth2/applications/@me":
            result = {**result, "owner": self.world.owner()}
        return self._local(result, headers)

    def _local(self, result: Any, headers: dict[str, str] | None = None) -> web.Response:
        """Answer with attachment addresses that stay on this server."""
        text = json.dumps(result, default=str).replace(CDN_BASE, f"{self.base}/cdn")
        return web.Response(body=text.encode(), headers={"Content-Type": "application/json", **(headers or {})})

    async def cdn(self, request: web.Request) -> web.Response:
        data = self.backend.cdn.get(CDN_BASE + request.path.removeprefix("/cdn"))
        return web.Response(body=data) if data is not None else web.Response(status=404)

    # -------------------------------------------------------------- set-up

    def more_records(self) -> list[list[Any]]:
        return [self.world.duplicates, self.gateway.events]

    def app(self) -> web.Application:
        app = web.Application(client_max_size=30 * 2**20)
        self.mount(
            app,
            {**Actions(self.world).ops(), "gateway": self.gateway.disturb},
            {
                "world": self.world.describe,
                "duplicates": self.world.all_duplicates,
                "interactions": self.world.all_interactions,
                "commands": self.world.all_commands,
                "gateway": lambda: self.gateway.events,
            },
        )
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/cdn/{tail:.*}", self.cdn)
        app.router.add_route("*", PREFIX + "/{tail:.*}", self.rest)
        return app

    def ready(self, port: int) -> Json:
        self.base = self.world.base = f"http://127.0.0.1:{port}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway"
        return {
            "api": self.base + PREFIX,
            "gateway": self.gateway.url,
            "control": f"{self.base}/control",
            "token": self.args.token,
            "world": self.world.describe(),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description="Discord stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4600, help="0 = any free port")
    parser.add_argument("--token", default="test.token")
    parser.add_argument("--heartbeat-ms", type=int, default=41250)
    parser.add_argument("--lenient", action="store_true", help="record bad payloads but do not refuse them")
    parser.add_argument("--unchecked", action="store_true", help="do not look at payloads at all: for measuring times")
    parser.add_argument("--message-limit", type=int, default=0, help="messages per 5 s and channel; 0 = no limit")
    parser.add_argument("--no-message-content", action="store_true", help="refuse that intent with close code 4014")
    parser.add_argument("--no-members", action="store_true", help="refuse the members intent likewise")
    standin = DiscordStandin(args := parser.parse_args())
    asyncio.run(serve(standin.app(), args.port, standin.ready))


if __name__ == "__main__":
    main()
