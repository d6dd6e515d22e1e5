"""Socket Mode of the Slack stand-in: envelopes, acknowledgements, redelivery, disconnects.

Not a script; slack_standin.py mounts it. Faithful: tickets that work once, hello, one
connection per envelope, the 3 s rule, one automatic redelivery of an unacknowledged event
(retry_attempt 1, reason "timeout"; Slack tries again after 1 and 5 minutes, this does not),
disconnect messages. Events that happen while no socket is open are delivered on the next
connect; commands and clicks are not. Not faithful: no load balancing, no connection limit.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from common import ControlError, Json, drop_connection
from slack_state import APP, BOT, TEAM

ACK_SECONDS = 3.0


class Sockets:
    def __init__(self, *, retry: bool) -> None:
        self.retry = retry
        self.url = ""
        self.tickets: set[str] = set()
        self.open: list[tuple[web.WebSocketResponse, web.Request]] = []
        self.waiting: dict[str, asyncio.Future[Json]] = {}
        self.envelopes: list[Json] = []  # everything sent, with its acknowledgement
        self.missed: list[Json] = []  # events to deliver on the next connect
        self.log: list[Json] = []
        self.answer_pings = True
        self.refusing = 0  # connections that are turned away, their tickets spent
        self.tasks: set[asyncio.Task[Any]] = set()

    def background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def note(self, what: str, **more: Any) -> None:
        self.log.append({"what": what, "at": time.time(), **more})

    def ticket(self) -> str:
        """The address that apps.connections.open hands out."""
        ticket = uuid.uuid4().hex
        self.tickets.add(ticket)
        return f"{self.url}?ticket={ticket}&app_id={APP}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if self.refusing:
            self.refusing -= 1
            self.tickets.discard(ticket)
        if ticket not in self.tickets:
            self.note("refused", reason="ticket unknown or used")
            return web.Response(status=401)
        self.tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        self.open.append((ws, request))
        self.note("connect", open=len(self.open))
        await ws.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open),
                "connection_info": {"app_id": APP},
                "debug_info": {"host": "standin", "approximate_connection_time": 18060},
            }
        )
        missed, self.missed = self.missed, []
        for payload in missed:
            self.background(self.deliver("events_api", payload, attempt=1))
        try:
            async for message in ws:
                if message.type is WSMsgType.PING and self.answer_pings:
                    await ws.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self.open.remove((ws, request))
            self.note("close", code=ws.close_code)
        return ws

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return  # the client's own text pings
        future = self.waiting.pop(answer.get("envelope_id", ""), None)
        if future is not None and not future.done():
            future.set_result(answer)
        else:
            self.note("late or unknown acknowledgement", envelope_id=answer.get("envelope_id"))

    async def deliver(self, kind: str, payload: Json, *, attempt: int = 0) -> Json:
        """Send one envelope, wait for its acknowledgement, and record how long it took."""
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        record: Json = {
            "envelope": envelope["envelope_id"],
            "type": kind,
            "payload": payload,
            "attempt": attempt,
            "at": time.time(),
            "acked": False,
            "ack_ms": None,
            "response": None,
        }
        self.envelopes.append(record)
        if not self.open:
            record["reason"] = "no connection"
            if kind == "events_api":
                self.missed.append(payload)
            return record
        future = self.waiting[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        await self.open[-1][0].send_json(envelope)
        try:
            answer = await asyncio.wait_for(future, ACK_SECONDS)
        except TimeoutError:
            self.waiting.pop(envelope["envelope_id"], None)
            record["reason"] = "no acknowledgement within 3 s"
            if kind == "events_api" and attempt == 0 and self.retry:
                self.background(self.deliver(kind, payload, attempt=1))
            return record
        record |= {
            "acked": True,
            "ack_ms": round((time.time() - record["at"]) * 1000, 1),
            "response": answer.get("payload"),
        }
        return record

    def event(self, event: Json) -> None:
        """Wrap an event of the workspace and deliver it without holding up the caller."""
        payload = {
            "token": "standin",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event": event,
            "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
            "event_time": int(time.time()),
            "authorizations": [
                {"team_id": TEAM, "user_id": BOT, "is_bot": True, "enterprise_id": None, "is_enterprise_install": False}
            ],
            "is_ext_shared_channel": False,
        }
        self.background(self.deliver("events_api", payload))

    async def redeliver(self, body: Json) -> Json:
        """Send an earlier envelope's payload again: {"envelope": id} or the last one."""
        wanted = [one for one in self.envelopes if body.get("envelope") in (None, one["envelope"])]
        if not wanted:
            raise ControlError("no such envelope")
        return await self.deliver(wanted[-1]["type"], wanted[-1]["payload"], attempt=wanted[-1]["attempt"] + 1)

    async def disturb(self, body: Json) -> Json:
        """{"op": "socket", "action": disconnect | drop | close | pings_off | pings_on}"""
        action, hit = body.get("action"), list(self.open)
        if action == "refuse":
            self.refusing = int(body.get("count", 1))
        elif action in ("pings_off", "pings_on"):
            self.answer_pings = action.endswith("on")
        elif action in ("disconnect", "drop", "close"):
            for ws, request in hit:
                if action == "disconnect":
                    reason = body.get("reason", "refresh_requested")
                    await ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "standin"}})
                    if reason != "warning":
                        self.background(self._close_soon(ws))
                elif action == "drop":
                    drop_connection(request)
                else:
                    await ws.close(code=int(body.get("code", 1000)))
        else:
            raise ControlError(str(self.disturb.__doc__))
        self.note(f"control {action}", sockets=len(hit))
        return {"sockets": len(hit)}

    async def _close_soon(self, ws: web.WebSocketResponse) -> None:
        await asyncio.sleep(1)
        await ws.close()
