"""Gateway half of the Discord stand-in: sessions, resume, heartbeats, member chunks.

Not a script; discord_standin.py mounts it. Faithful: HELLO, IDENTIFY (4004 for a bad token,
4014 for intents that are switched off), READY and GUILD_CREATE, sequence numbers, RESUME with
replay of what was missed, INVALID_SESSION, RECONNECT, heartbeats (a silent client is closed),
intents decide which events arrive, message content is blanked without its intent.
Not faithful: no compression, no zstd, no identify rate limit, no presence or voice.
"""

from __future__ import annotations

import asyncio
import copy
import json
import time
import uuid
from collections import deque
from collections.abc import Mapping
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord import intents as intent_rules
from simcord.backend import Backend, serializers
from simcord.backend.cdn import CDN_BASE

from common import ControlError, Json, drop_connection


class Session:
    """One IDENTIFY and all its resumes; it keeps recent events while no socket is attached."""

    def __init__(self, backend: Backend, intents: discord.Intents) -> None:
        self.backend = backend
        self.id = uuid.uuid4().hex
        self.intents = intents
        self.seq = 0
        self.recent: deque[tuple[int, str]] = deque(maxlen=1000)
        self.socket: Socket | None = None
        self.cdn = CDN_BASE  # attachment addresses are rewritten to stay on loopback

    def feed(self, event: str, payload: Mapping[str, Any]) -> None:
        """Backend event -> this session, shaped by its intents."""
        gate = intent_rules.required_intent(event, payload)
        if gate is not None and not getattr(self.intents, gate):
            return
        data = copy.deepcopy(dict(payload))
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not self.intents.message_content:
            intent_rules.censor_message(data, self.backend.bot_user.id, backend=self.backend)
        if event == "GUILD_CREATE":
            intent_rules.prune_guild_create(data, self.intents, self.backend.bot_user.id)
        self.deliver(event, data)

    def deliver(self, event: str, data: Mapping[str, Any]) -> None:
        self.seq += 1
        frame = json.dumps({"op": 0, "t": event, "s": self.seq, "d": data}, default=str)
        frame = frame.replace(CDN_BASE, self.cdn)
        self.recent.append((self.seq, frame))
        if self.socket is not None:
            self.socket.outbox.put_nowait(frame)


class Socket:
    """One websocket and the queue that keeps its frames in order."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.ws = ws
        self.request = request
        self.outbox: asyncio.Queue[str] = asyncio.Queue()
        self.session: Session | None = None

    def send(self, op: int, data: Any = None) -> None:
        self.outbox.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        while True:
            frame = await self.outbox.get()
            if not self.ws.closed:
                await self.ws.send_str(frame)


class Gateway:
    def __init__(self, backend: Backend, token: str, heartbeat_ms: int, refused: discord.Intents) -> None:
        self.backend = backend
        self.token = token
        self.heartbeat_ms = heartbeat_ms
        self.refused = refused
        self.url = ""
        self.sockets: list[Socket] = []
        self.sessions: dict[str, Session] = {}
        self.events: list[Json] = []  # connects, identifies, resumes and closes, for /control/gateway
        self.answer_heartbeats = True

    def note(self, what: str, **more: Any) -> None:
        self.events.append({"what": what, "at": time.time(), **more})

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        socket = Socket(ws, request)
        self.sockets.append(socket)
        writer = asyncio.create_task(socket.write())
        self.note("connect")
        socket.send(10, {"heartbeat_interval": self.heartbeat_ms})
        try:
            while not ws.closed:
                try:
                    message = await ws.receive(timeout=self.heartbeat_ms / 1000 * 1.5)
                except TimeoutError:
                    self.note("heartbeat missed")
                    await ws.close(code=4009)
                    break
                if message.type is not WSMsgType.TEXT:
                    break
                await self._command(socket, json.loads(message.data))
        finally:
            writer.cancel()
            self.sockets.remove(socket)
            if socket.session is not None and socket.session.socket is socket:
                socket.session.socket = None
            self.note("close", code=ws.close_code)
        return ws

    async def _command(self, socket: Socket, frame: Json) -> None:
        op, data = frame["op"], frame.get("d") or {}
        if op == 1:
            if self.answer_heartbeats:
                socket.send(11)
        elif op == 2:
            await self._identify(socket, data)
        elif op == 6:
            self._resume(socket, data)
        elif op == 8 and socket.session is not None:
            self._members(socket.session, data)
        elif op not in (3, 4, 8):
            await socket.ws.close(code=4001)

    async def _identify(self, socket: Socket, data: Json) -> None:
        self.note("identify", intents=data["intents"])
        if data["token"] != self.token:
            await socket.ws.close(code=4004)
            return
        if data["intents"] & self.refused.value:
            await socket.ws.close(code=4014)
            return
        session = Session(self.backend, discord.Intents._from_value(data["intents"]))
        session.socket, socket.session = socket, session
        session.cdn = self.url.replace("ws://", "http://").removesuffix("/gateway") + "/cdn"
        self.sessions[session.id] = session
        guilds = list(self.backend.guilds.values())
        session.deliver(
            "READY",
            {
                "v": 10,
                "user": serializers.user_payload(self.backend.bot_user),
                "session_id": session.id,
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "resume_gateway_url": self.url,
                "shard": data.get("shard") or [0, 1],
                "application": {"id": str(self.backend.application_id), "flags": (1 << 19) | (1 << 15)},
            },
        )
        for guild in guilds:
            session.feed("GUILD_CREATE", serializers.guild_create_payload(self.backend, guild))
        self.backend.subscribers.append(session.feed)

    def _resume(self, socket: Socket, data: Json) -> None:
        session = self.sessions.get(data.get("session_id", ""))
        self.note("resume", accepted=session is not None, seq=data.get("seq"))
        if session is None or data["token"] != self.token:
            socket.send(9, False)
            return
        session.socket, socket.session = socket, session
        for seq, text in session.recent:
            if seq > (data.get("seq") or 0):
                socket.outbox.put_nowait(text)
        session.deliver("RESUMED", {})

    def _members(self, session: Session, query: Json) -> None:
        guild = self.backend.guilds.get(int(query["guild_id"]))
        if guild is None:
            return
        members = list(guild.members.values())
        ids = query.get("user_ids")
        if ids:
            wanted = {int(one) for one in (ids if isinstance(ids, list) else [ids])}
            members = [member for member in members if member.user_id in wanted]
        prefix = (query.get("query") or "").lower()
        members = [m for m in members if self.backend.users[m.user_id].name.lower().startswith(prefix)]
        members = members[: query.get("limit") or None]
        session.deliver(
            "GUILD_MEMBERS_CHUNK",
            {
                "guild_id": str(guild.id),
                "chunk_index": 0,
                "chunk_count": 1,
                "nonce": query.get("nonce"),
                "members": [serializers.member_payload(self.backend, guild, member) for member in members],
            },
        )

    async def disturb(self, body: Json) -> Json:
        """Control call {"op": "gateway", "action": ...}; returns how many sockets were hit."""
        action, hit = body.get("action"), list(self.sockets)
        if action in ("heartbeats_off", "heartbeats_on"):
            self.answer_heartbeats = action.endswith("on")
        elif action == "repeat":  # the newest event of this kind comes once more, as after a resume
            kind = f'"t": "{body["event"]}"'
            for session in self.sessions.values():
                frame = next((text for _, text in reversed(session.recent) if kind in text), None)
                if frame is not None and session.socket is not None:
                    session.deliver(body["event"], json.loads(frame)["d"])
        elif action in ("drop", "reconnect", "invalid_session", "close"):
            for socket in hit:
                if action == "drop":
                    drop_connection(socket.request)
                elif action == "reconnect":
                    socket.send(7)
                elif action == "invalid_session":
                    if not body.get("resumable") and socket.session is not None:
                        self.end_session(socket.session)
                    socket.send(9, bool(body.get("resumable")))
                elif action == "close":
                    await socket.ws.close(code=int(body.get("code", 4000)))
        else:
            raise ControlError("action: drop, reconnect, invalid_session, close, heartbeats_off, heartbeats_on, repeat")
        self.note(f"control {action}", sockets=len(hit))
        return {"sockets": len(hit)}

    def end_session(self, session: Session) -> None:
        self.sessions.pop(session.id, None)
        if session.feed in self.backend.subscribers:
            self.backend.subscribers.remove(session.feed)
