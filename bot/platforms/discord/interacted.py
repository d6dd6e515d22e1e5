"""The way back through an interaction: a slash command, a shortcut, a button, a form."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import structlog

from bot.platforms.discord import rest as codes
from bot.platforms.discord.posting import conversation
from bot.platforms.discord.rest import Rejected, Rest
from bot.platforms.discord.ways import (
    EPHEMERAL,
    EXPIRED,
    ORIGINAL,
    InChannel,
    Render,
    ThroughToken,
    channel_id,
    hang,
    lay_out,
    surely,
)
from bot.platforms.growth import Growth
from bot.platforms.platform import Place
from schedules.document import Document, Text, plain
from schedules.errors import Refused, Unreachable
from schedules.parcels import Message, Receipt, Rendered

log = structlog.get_logger(__name__)

FIRST_SECONDS: Final = 1.2
"""A first response that has not come through by then is asked again, within the three that Discord gives."""

_TAKEN = (codes.UNKNOWN_INTERACTION, codes.ACKNOWLEDGED)

Json = dict[str, Any]


class Interacted:
    """`Reply` through an interaction.

    Discord fixes at the first response whether an answer is private. When a private one was opened
    by `open_by_itself` and the answer turns out to be for all, it is taken back and follows up in
    the open. Once the token has expired, an open answer goes into the channel as a message, and a
    private one to the asker's direct messages.
    """

    def __init__(self, rest: Rest, render: Render, interaction: tuple[str, str], where: Place, asker: str) -> None:
        self._rest = rest
        self._render = render
        self._id, self._token = interaction
        self._where = where
        self._asker = asker
        self._lock = asyncio.Lock()
        self._opened: bool | None = None
        self._wanted: bool | None = None
        self._way: ThroughToken | InChannel | None = None
        self._shown: list[str] = []
        self._entries: list[str] = []
        self._growth = Growth(self._grow)
        self._over = False

    @property
    def answered(self) -> bool:
        """Whether Discord has had its first response, or needs none any more."""
        return self._over or self._opened is not None

    async def working(self, *, private: bool) -> None:
        self._wanted = private if self._wanted is None else self._wanted
        await self.open_by_itself(private=private)

    async def open_by_itself(self, *, private: bool) -> None:
        """The first response, if there was none: Discord shows that we are at work."""
        async with self._lock:
            if not self.answered and await self._respond({"type": 5, "data": {"flags": EPHEMERAL if private else 0}}):
                self._opened = private
                self._way = ThroughToken(self._rest, self._token, private=private, original=True)

    async def open_form(self, modal: Json) -> bool:
        """The first response is a form; what is filled in comes back as an interaction of its own.

        False if Discord did not take it: then the command has to do without.
        """
        async with self._lock:
            try:
                await self._respond({"type": 9, "data": modal})
            except (Refused, Unreachable) as error:
                log.error("form not opened", why=error.for_people, detail=getattr(error, "detail", ""))
                return False
            self._over = True
            return True

    async def show(self, document: Document, *, private: bool) -> Receipt | None:
        await self._growth.end()
        await self.working(private=private)
        async with self._lock:
            if self._over:
                return None
            try:
                return await self._show(self._render(document))
            except Rejected as error:
                if self._dismissed(error):
                    self._over = True
                    return None
                if error.code not in EXPIRED:
                    raise
                return await self._show_late(self._render(document))

    async def grow(self, document: Document, *, private: bool) -> None:
        self._wanted = private if self._wanted is None else self._wanted
        self._growth.take(document)

    async def _grow(self, document: Document) -> None:
        """By edits of the response itself, while all of it fits; one that was dismissed ends the reply."""
        await self.working(private=bool(self._wanted))
        async with self._lock:
            post = self._render(document).post
            if self._over or self._opened is not self._wanted or self._way is None or len(post) > 1:
                return
            try:
                await lay_out(self._way, self._shown, post)
            except Rejected as error:
                self._over = self._dismissed(error)
                raise

    def _dismissed(self, error: Rejected) -> bool:
        """Whether somebody has taken the answer away while it grew."""
        return self._growth.begun and error.code == codes.UNKNOWN_MESSAGE

    async def refuse(self, sentence: str) -> None:
        await self._growth.end()
        async with self._lock:
            if self._over:
                return
            self._over = True
            message = self._render(Document(sentence, (Text(plain(sentence)),))).post[0]
            if self._opened is None:
                flags = message.payload.get("flags", 0) | EPHEMERAL
                await self._respond({"type": 4, "data": {**message.payload, "flags": flags}})
                return
            await self._refuse_late(message)

    async def settle(self, *, quietly: bool) -> None:
        """Nobody works on it any more: leave no “thinking …” behind.

        `quietly`: an interaction that needs no visible answer (a button) is just acknowledged.
        """
        await self._growth.end()
        async with self._lock:
            if self._over or self._shown:
                return
            self._over = True
            if self._opened is not None and self._way is not None:
                await self._way.remove(ORIGINAL)
            elif quietly:
                await self._respond({"type": 6})

    async def _respond(self, body: Json) -> bool:
        """The first response. False, and the end of this reply, when it is too late or somebody else gave it."""
        lost = False
        at = {"webhook_id": self._id, "webhook_token": self._token}

        async def call() -> None:
            nonlocal lost
            try:
                path = "/interactions/{webhook_id}/{webhook_token}/callback"
                await self._rest("POST", path, body, at=at, seconds=FIRST_SECONDS)
            except Unreachable:
                lost = True
                raise

        try:
            await surely(call)
        except Rejected as error:
            if lost and error.code == codes.ACKNOWLEDGED:
                return True  # it was our own, only its answer was lost
            if error.code not in _TAKEN:
                raise
            self._over = True
            log.info("interaction gone", code=error.code)
            return False
        return True

    async def _show(self, rendered: Rendered) -> Receipt | None:
        if self._opened is not self._wanted and isinstance(self._way, ThroughToken):
            await self._take_back(self._way)
            self._opened = self._wanted
            self._way = ThroughToken(self._rest, self._token, private=bool(self._wanted), original=False)
        if self._way is None:
            return None
        await lay_out(self._way, self._shown, rendered.post)
        if self._wanted:
            return None
        first = self._way.real(self._shown[0]) if isinstance(self._way, ThroughToken) else self._shown[0]
        return await self._hung(first, rendered)

    async def _show_late(self, rendered: Rendered) -> Receipt | None:
        """The token is gone: into the channel if it was for all, else to the asker alone or nowhere."""
        if not self._wanted:
            place = self._where.thread or self._where.channel
            if isinstance(self._way, ThroughToken):
                self._shown = [self._way.real(one) for one in self._shown]
            self._way = InChannel(self._rest, await channel_id(self._rest, place))
            return await self._show(rendered)
        self._over = True
        await self._say_alone(rendered.post)
        return None

    async def _say_alone(self, messages: Sequence[Message]) -> None:
        """The last way to the asker: their direct messages, if they are open."""
        try:
            await lay_out(InChannel(self._rest, await conversation(self._rest, self._asker)), [], messages)
        except Refused:
            log.info("private answer too late", interaction=self._id)

    async def _take_back(self, way: ThroughToken | InChannel) -> None:
        """Remove what is shown. A response that still says “thinking …” is filled first.

        Until it is, Discord takes a further message for its content, with its privacy.
        """
        if not self._shown:
            await way.rewrite(ORIGINAL, self._render(Document("…", (Text(plain("…")),))).post[0])
        for one in self._shown or [ORIGINAL]:
            await way.remove(one)

    async def _hung(self, first: str, rendered: Rendered) -> Receipt:
        channel, thread = self._where.channel, self._where.thread
        if rendered.thread or self._entries:
            await hang(self._rest, self._where, first, self._entries, rendered.thread)
        return Receipt(channel, first, thread or first)

    async def _refuse_late(self, message: Message) -> None:
        way = self._way
        if way is None:
            return
        try:
            if self._opened and isinstance(way, ThroughToken):
                await lay_out(way, self._shown or [], [message])
                return
            await self._take_back(way)
            alone = ThroughToken(self._rest, self._token, private=True, original=False)
            await alone.write(message, first=True)
        except Rejected as error:
            if error.code not in EXPIRED:
                raise
            await self._say_alone([message])
