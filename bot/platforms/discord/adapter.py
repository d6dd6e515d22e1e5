"""Discord behind the port of a chat platform."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.commands.command import Command
from bot.platforms.discord import NAME, posting
from bot.platforms.discord.door import Door
from bot.platforms.discord.gate import Gate
from bot.platforms.discord.registration import registered
from bot.platforms.discord.render import render
from bot.platforms.discord.rest import CLOSE_SECONDS, Rest, in_our_words, signed_in
from bot.platforms.platform import Ears
from retrieval.errors import BadSetting
from schedules.document import Document, Text, plain
from schedules.errors import Refused, Unreachable
from schedules.parcels import Message, Receipt, Rendered, Unknown

log = structlog.get_logger(__name__)

USUAL_GATEWAY: Final = "wss://gateway.discord.gg/"
LOGIN_SECONDS: Final = 30.0
POST_SECONDS, FIND_SECONDS = 40.0, 60.0
"""Well within the two minutes that a begun parcel belongs to whoever began it."""

NO_CONTENT: Final = (
    "Discord does not let me read messages that do not mention me, so I cannot follow a thread without a mention. "
    "To change that, open discord.com/developers/applications, choose me, then Bot, switch on Message Content Intent "
    "and start me again. Mentions, replies, direct messages, buttons and commands work as they are."
)
UNKNOWN_BOT: Final = (
    "Discord does not accept DISCORD_TOKEN. At discord.com/developers/applications choose the application, then Bot, "
    "then Reset Token, and put the new token in .env."
)


@dataclass(frozen=True, slots=True)
class Service:
    """Where Discord is, and the token we are known by there."""

    token: str = field(repr=False)
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = USUAL_GATEWAY


class Discord:
    """One bot on Discord, over as many shards as Discord asks for.

    discord.py keeps its addresses on two of its classes. `run` and calls made before it set them,
    so one process can talk to one Discord; nothing is set at import.
    """

    name = NAME

    def __init__(self, service: Service, commands: Sequence[Command]) -> None:
        self._service = service
        self._commands = tuple(commands)
        self._gate: Gate | None = None
        self._told_content = False

    def render(self, document: Document) -> Rendered:
        return render(document)

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        async with self._rest(POST_SECONDS) as rest:
            return await posting.post(rest, channel, message, key=key, thread=thread)

    async def find(self, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:
        async with self._rest(FIND_SECONDS) as rest:
            return await posting.find(rest, channel, key=key, thread=thread)

    async def edit(self, receipt: Receipt, message: Message) -> None:
        async with self._rest(POST_SECONDS) as rest:
            await posting.edit(rest, receipt, message)

    async def run(self, ears: Ears) -> None:
        """As the port says. Where reading all messages is not allowed, it connects without, and tells the owner."""
        content = True
        while True:
            try:
                await self._connected(ears, content=content)
            except discord.PrivilegedIntentsRequired as error:
                if not content:
                    raise BadSetting("Discord refuses even the least that I ask to hear of.") from error
                log.warning("message content refused", cure=NO_CONTENT)
                content = False
            except discord.LoginFailure as error:
                raise BadSetting(UNKNOWN_BOT) from error
            else:
                raise Unreachable("Discord has closed the connection.")

    async def tell_owner(self, sentence: str) -> bool:
        """The application's owner, or its team's, in a direct message."""
        try:
            async with self._rest(POST_SECONDS) as rest:
                about = await rest("GET", "/oauth2/applications/@me")
                owner = (about.get("team") or {}).get("owner_user_id") or about["owner"]["id"]
                said = self.render(Document(sentence, (Text(plain(sentence)),))).post[0]
                await posting.post(rest, f"@{owner}", said, key=f"owner/{secrets.token_hex(8)}")
        except (Refused, Unreachable) as error:
            log.warning("owner not told", why=error.for_people)
            return False
        return True

    async def _connected(self, ears: Ears, *, content: bool) -> None:
        """One connection from sign-in to its end."""
        self._aim()
        door = Door(ears, self._commands, self.render, reads_all=content)
        given = self._service.gateway_url
        gateway = yarl.URL(given) if given != USUAL_GATEWAY else None
        gate = Gate(door, registered(self._commands), content=content, gateway=gateway)
        try:
            async with in_our_words():
                async with asyncio.timeout(LOGIN_SECONDS):
                    await gate.login(self._service.token)
            self._gate = gate
            if not content:
                door.spawn(self._tell_content())
            async with in_our_words():
                await gate.connect(reconnect=True)
        finally:
            await door.finish()
            self._gate = None
            await _closed(gate)

    async def _tell_content(self) -> None:
        if not self._told_content:
            self._told_content = await self.tell_owner(NO_CONTENT)

    @asynccontextmanager
    async def _rest(self, seconds: float) -> AsyncIterator[Rest]:
        """The connection's HTTP side, or a short session of its own while there is none."""
        try:
            async with asyncio.timeout(seconds):
                if self._gate is not None:
                    yield self._gate.rest
                    return
                self._aim()
                async with signed_in(self._service.token) as rest:
                    yield rest
        except TimeoutError as error:
            raise Unreachable("Discord did not answer in time.") from error

    def _aim(self) -> None:
        Route.BASE = self._service.api_url.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._service.gateway_url)


async def _closed(gate: Gate) -> None:
    """Close the sockets; one that does not say good-bye is left behind."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await gate.close()
    await gate.http.close()
