"""The way back to one person, whichever way they came."""

import asyncio

import structlog

from bot.platforms.growth import Growth
from bot.platforms.slack.answers import NOT_THERE, Declined, asked
from bot.platforms.slack.render import render
from bot.platforms.slack.response_url import ResponseUrl
from bot.platforms.slack.slashes import spelled
from bot.platforms.slack.ways import Asker, Open, Private, saying
from retrieval.errors import PaperwireError
from schedules.document import Document
from schedules.parcels import Receipt

log = structlog.get_logger(__name__)

PATIENCE = 0.7
"""Seconds before a private sign that cannot be replaced later: a quick answer then needs none."""


class SlackReply:
    """`Reply` on Slack. In a direct conversation with the bot nothing needs to be ephemeral."""

    def __init__(self, asker: Asker, door: ResponseUrl | None = None, *, patience: float = PATIENCE) -> None:
        self._door = door or ResponseUrl("", own=False, timeout=0)
        self._open = Open(asker)
        self._alone = Private(asker, self._door, patience=patience)
        self._asker = asker
        self._private: bool | None = None
        self._wanted = False
        self._growth = Growth(self._grow)
        self._over = False
        self._lock = asyncio.Lock()

    async def working(self, *, private: bool) -> None:
        async with self._lock:
            if self._over or self._private is not None:
                return
            self._private = private and await self._needs_hiding()
            try:
                await (self._alone.sign() if self._private else self._open.sign())
            except PaperwireError as error:  # the answer itself will say what is wrong
                log.info("slack sign not shown", error=type(error).__name__)

    async def show(self, document: Document, *, private: bool) -> Receipt | None:
        document = spelled(document)
        await self._growth.end()
        async with self._lock:
            if self._over:
                return None
            if self._private is None:
                self._private = private and await self._needs_hiding()
            if not self._private:
                return await self._show_openly(document)
            await self._alone.fill(render(document).post)
            return None

    async def _needs_hiding(self) -> bool:
        """Whether others read here. A command can be used in a direct conversation that is not ours."""
        where = self._asker.where
        if not where.direct or not self._door.open:
            return not where.direct
        try:
            await asked(self._asker.workspace.steady.conversations_info(channel=where.channel))
        except PaperwireError:
            return True
        return False

    async def _show_openly(self, document: Document) -> Receipt | None:
        """In the channel; where we are not in it, through the address that came with the command."""
        try:
            return await self._open.fill(document)
        except Declined as error:
            if self._erased(error):
                self._over = True
                return None
            if error.code not in NOT_THERE or not self._door.open:
                raise
        for number, message in enumerate(render(document).post):
            await self._door.send(message, replace=number == 0, in_channel=True)
        return None

    async def grow(self, document: Document, *, private: bool) -> None:
        """In the open by a stream or by edits; a private answer only as often as its address can be replaced."""
        self._wanted = private
        self._growth.take(spelled(document))

    async def _grow(self, document: Document) -> None:
        async with self._lock:
            if self._over:
                return
            if self._private is None:
                self._private = self._wanted and await self._needs_hiding()
            try:
                await (self._alone.grow(document) if self._private else self._open.grow(document))
            except Declined as error:
                self._over = self._erased(error)
                raise

    def _erased(self, error: Declined) -> bool:
        """Whether somebody has deleted the answer while it grew."""
        return self._growth.begun and error.code == "message_not_found"

    async def refuse(self, sentence: str) -> None:
        await self._growth.end()
        async with self._lock:
            if self._over:
                return
            self._over = True
            if self._asker.where.direct and not self._door.open:
                await self._open.fill(saying(sentence))
                return
            try:
                await self._open.withdraw()
            except PaperwireError as error:
                log.warning("slack answer not taken back", error=type(error).__name__)
            await self._alone.fill(render(saying(sentence)).post)

    async def abandon(self) -> None:
        """The question is gone: nothing stays, nothing comes. Never raises."""
        self._over = True
        await self._growth.end()
        async with self._lock:
            for way in (self._open, self._alone):
                try:
                    await way.withdraw()
                except PaperwireError as error:
                    log.warning("slack answer not taken back", error=type(error).__name__)
