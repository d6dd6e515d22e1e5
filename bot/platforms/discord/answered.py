"""The way back under a message: a mention, a reply to us, a direct message, words in a thread of ours."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Final

import structlog

from bot.platforms.discord import rest as codes
from bot.platforms.discord.posting import conversation
from bot.platforms.discord.rest import Rejected, Rest
from bot.platforms.discord.ways import InChannel, Render, channel_id, hang, lay_out
from bot.platforms.growth import Growth
from bot.platforms.platform import Place
from schedules.document import Document, Small, Span, Text, plain
from schedules.errors import Refused, Unreachable
from schedules.parcels import Message, Receipt, Rendered

log = structlog.get_logger(__name__)

TYPING_SECONDS: Final = 8.0
"""Discord shows typing for ten."""
SHORT_LIFE: Final = 30.0
"""How long a refusal stands where only the channel is left to say it in."""

_MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"


class Answered:
    """`Reply` to a message.

    Discord has no message in a channel for one person alone. So a refusal goes to the asker's
    direct messages, with a link to what they asked; if those are closed, it stands under the
    question for half a minute and is deleted again. The same holds for a private answer. Without a
    question (the bot introduces itself), nobody is refused anything.
    """

    def __init__(self, rest: Rest, render: Render, question: str, where: Place, asker: str) -> None:
        self._rest = rest
        self._render = render
        self._question = question
        self._where = where
        self._asker = asker
        self._lock = asyncio.Lock()
        self._way: InChannel | None = None
        self._shown: list[str] = []
        self._entries: list[str] = []
        self._typing: asyncio.Task[None] | None = None
        self._growth = Growth(self._grow)
        self._over = False

    async def working(self, *, private: bool) -> None:  # noqa: ARG002 - typing tells nobody what about
        if self._typing is None and not self._over and not self._shown:
            self._typing = asyncio.create_task(self._type())

    async def show(self, document: Document, *, private: bool) -> Receipt | None:
        self._stop_typing()
        await self._growth.end()
        async with self._lock:
            if self._over:
                return None
            if private and not self._where.direct:
                await self._alone(self._render(document).post)
                return None
            try:
                return await self._show(self._render(document))
            except Rejected as error:
                if not (self._deleted(error) or await self._unasked(error)):
                    raise
                self._over = True
                return None

    async def grow(self, document: Document, *, private: bool) -> None:
        if not private or self._where.direct:
            self._growth.take(document)

    async def _grow(self, document: Document) -> None:
        """One message, while all of it fits; one that somebody has deleted ends the reply."""
        async with self._lock:
            post = self._render(document).post
            if self._over or len(post) > 1:
                return
            try:
                await lay_out(await self._channel(), self._shown, post)
            except Rejected as error:
                self._over = self._deleted(error)
                raise

    async def refuse(self, sentence: str) -> None:
        self._stop_typing()
        await self._growth.end()
        async with self._lock:
            if self._over:
                return
            self._over = True
            if not self._question:  # nobody asked, so nobody is told
                log.info("refusal to nobody", channel=self._where.channel)
                return
            await self._clear()
            if self._where.direct:
                way = await self._channel()
                await way.write(self._said(sentence), first=True)
                return
            await self._alone([self._said(sentence, linked=True)], else_briefly=self._said(sentence))

    async def withdraw(self) -> None:
        """The question is gone: so is what was said to it, and nothing more will be."""
        self._over = True
        self._stop_typing()
        await self._growth.end()
        async with self._lock:  # a message on its way out arrives first, and goes with the others
            await self._clear()

    async def settle(self) -> None:
        """Nobody works on it any more."""
        self._stop_typing()
        await self._growth.end()

    async def _show(self, rendered: Rendered) -> Receipt:
        await lay_out(await self._channel(), self._shown, rendered.post)
        first = self._shown[0]
        if (rendered.thread or self._entries) and not self._where.direct:
            await hang(self._rest, self._where, first, self._entries, rendered.thread)
        return Receipt(self._where.channel, first, self._where.thread or first)

    async def _channel(self) -> InChannel:
        if self._way is None:
            place = self._where.thread or self._where.channel
            self._way = InChannel(self._rest, await channel_id(self._rest, place), self._question)
        return self._way

    async def _alone(self, messages: Sequence[Message], *, else_briefly: Message | None = None) -> None:
        try:
            await lay_out(InChannel(self._rest, await conversation(self._rest, self._asker)), [], messages)
        except Refused:
            closed = "That is for you alone, and your direct messages are closed to me; use my slash command."
            await self._briefly(else_briefly or self._said(closed))

    async def _briefly(self, message: Message) -> None:
        way = await self._channel()
        said = await way.write(message, first=True)
        try:
            await asyncio.sleep(SHORT_LIFE)
        finally:
            await way.remove(said)

    def _said(self, sentence: str, *, linked: bool = False) -> Message:
        place = self._where.thread or self._where.channel
        link = f"https://discord.com/channels/{self._where.server}/{place}/{self._question}"
        more = (Small((Span("your question", link=link),)),) if linked else ()
        return self._render(Document(sentence, (Text(plain(sentence)), *more))).post[0]

    async def _clear(self) -> None:
        for shown, place in ((self._entries, self._where.thread or (self._shown or [""])[0]), (self._shown, "")):
            way = InChannel(self._rest, place) if place else self._way
            while shown and way is not None:
                await way.remove(shown.pop())

    def _deleted(self, error: Rejected) -> bool:
        """Whether somebody has deleted the answer while it grew."""
        return self._growth.begun and error.code == codes.UNKNOWN_MESSAGE

    async def _unasked(self, error: Rejected) -> bool:
        """Whether Discord takes no answer because its question is gone."""
        return error.code == codes.BAD_FORM and not self._shown and await self._question_gone()

    async def _question_gone(self) -> bool:
        if not self._question or self._way is None:
            return False
        try:
            place = await channel_id(self._rest, self._where.thread or self._where.channel)
            await self._rest("GET", _MESSAGE, at={"channel_id": place, "message_id": self._question})
        except Rejected as error:
            return error.code == codes.UNKNOWN_MESSAGE
        return False

    async def _type(self) -> None:
        with contextlib.suppress(Refused, Unreachable):
            place = await channel_id(self._rest, self._where.thread or self._where.channel)
            while not self._over:
                await self._rest("POST", "/channels/{channel_id}/typing", at={"channel_id": place})
                await asyncio.sleep(TYPING_SECONDS)

    def _stop_typing(self) -> None:
        if self._typing is not None:
            self._typing.cancel()
            self._typing = None
