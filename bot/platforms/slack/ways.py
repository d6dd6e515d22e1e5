"""The two ways to answer: in the open by messages, to one person alone by Slack's ephemeral ones."""

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from bot.platforms.platform import Place
from bot.platforms.slack import postbox
from bot.platforms.slack.answers import NOT_THERE, Declined, asked
from bot.platforms.slack.pictures import taken
from bot.platforms.slack.render import render
from bot.platforms.slack.response_url import ResponseUrl
from bot.platforms.slack.slashes import in_full
from bot.platforms.slack.streams import Stream, begun
from bot.platforms.slack.workspaces import Workspace, direct_with
from retrieval.errors import PaperwireError
from schedules.document import Document, Text, plain
from schedules.parcels import Message, Receipt

log = structlog.get_logger(__name__)

SIGN = "…"
PRIVATE_SIGN = "Looking …"
STATUS = "is looking …"
KEPT_USES = 2
"""Answers through a response URL that growing leaves for the whole answer, which may be longer than one message."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, where, and by which event.

    `pane`: in the assistant pane, which shows a status; `first`: the thread has no message yet but
    the question it will hang on, and Slack shows nobody what is ephemeral in such a thread.
    """

    workspace: Workspace
    where: Place
    person: str
    event: str
    pane: bool = False
    first: bool = False

    def key(self, part: str) -> str:
        """The key of one message of the answer: the same whenever this event is answered."""
        return f"r-{hashlib.sha256(f'{self.event}/{part}'.encode()).hexdigest()[:24]}"


class Open:
    """An answer that everyone reads: messages, with the entries of its thread under the first."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._posts: list[str] = []
        self._entries: list[str] = []
        self._status = False
        self._stream: Stream | None = None

    async def sign(self) -> None:
        """Show that the work has begun: a status in the assistant pane, else a first message."""
        if self._asker.pane and await self._set_status(STATUS):
            self._status = True
        else:
            await self._put(self._posts, 0, sentence(SIGN), "post", self._asker.where.thread)

    async def fill(self, document: Document) -> Receipt:
        """Show the document, in the place of what was shown before. Raises Declined or Unreachable."""
        rendered = render(document)
        under = self._asker.where.thread
        if self._status and not self._posts:
            self._stream = await self._streaming()
        await self._lay(self._posts, rendered.post, "post", under)
        await self._lay(self._entries, rendered.thread, "entry", under or self._posts[0])
        return Receipt(self._asker.where.channel, self._posts[0], under or self._posts[0])

    async def grow(self, document: Document) -> None:
        """Show this beginning of the answer, while it fits one message. Raises Declined or Unreachable."""
        post = render(document).post
        if len(post) > 1:
            return
        if self._stream is None and self._status and not self._posts:
            self._stream = await self._streaming()
        if self._stream is not None:
            await self._stream.grow(post[0])
        else:
            await self._put(self._posts, 0, post[0], "post", self._asker.where.thread)

    async def _streaming(self) -> Stream | None:
        """A stream in the place of the status, standing as the first message; None where there can be none."""
        into = {"channel": self._asker.where.channel, "thread_ts": self._asker.where.thread}
        stream = await begun(self._asker.workspace, self._asker.person, into)
        self._status = False  # Slack takes it away with the first message, streamed or not
        if stream is not None:
            self._posts.append(stream.ts)
        return stream

    async def withdraw(self) -> None:
        """Take back everything that stands. Raises Declined or Unreachable."""
        if self._status:
            await self._set_status("")
        if self._stream is not None:
            await self._stream.stop()
        for standing in (self._entries, self._posts):
            while standing:
                await postbox.erase(self._asker.workspace, self._asker.where.channel, standing[-1])
                standing.pop()

    async def _lay(self, standing: list[str], messages: Sequence[Message], kind: str, thread: str) -> None:
        """Bring what stands to these messages: changed in place, added, taken away."""
        for number, message in enumerate(messages):
            await self._put(standing, number, message, kind, thread)
        while len(standing) > len(messages):
            await postbox.erase(self._asker.workspace, self._asker.where.channel, standing[-1])
            standing.pop()

    async def _put(self, standing: list[str], number: int, message: Message, kind: str, thread: str) -> None:
        workspace, channel = self._asker.workspace, self._asker.where.channel
        key = self._asker.key(f"{kind}/{number}")
        stamp = postbox.stamp(key, message.about)
        if self._stream is not None and standing is self._posts and number == 0:
            stream, self._stream = self._stream, None
            await stream.finish(message, stamp)
        elif number < len(standing):
            await postbox.rewrite(workspace, channel, standing[number], message, stamp)
        else:
            standing.append((await postbox.post_surely(workspace, channel, message, key=key, thread=thread)).message)

    async def _set_status(self, words: str) -> bool:
        where = self._asker.where
        try:
            await asked(
                self._asker.workspace.steady.assistant_threads_setStatus(
                    channel_id=where.channel, thread_ts=where.thread, status=words
                )
            )
        except PaperwireError as error:
            log.info("slack shows no status", error=type(error).__name__)
            return False
        return True


class Private:
    """An answer that only the asker reads. Nothing of it can be pointed at later."""

    def __init__(self, asker: Asker, door: ResponseUrl, *, patience: float) -> None:
        self._asker = asker
        self._door = door
        self._patience = patience
        self._timer: asyncio.TimerHandle | None = None
        self._signing: asyncio.Task[None] | None = None

    async def sign(self) -> None:
        """Show that the work has begun, at once where it can be replaced, else only if it takes long."""
        if self._door.own and self._door.open:
            await self._door.send(sentence(PRIVATE_SIGN))
        else:
            self._timer = asyncio.get_running_loop().call_later(self._patience, self._sign_now)

    def _sign_now(self) -> None:
        self._signing = asyncio.create_task(self._sign())

    async def _sign(self) -> None:
        with suppress(PaperwireError):  # the answer itself will say what is wrong
            await self._send(sentence(PRIVATE_SIGN), replace=False)

    async def fill(self, messages: Sequence[Message]) -> None:
        """Show these messages, the first in the place of the sign. Raises Refused or Unreachable."""
        await self.hush()
        for number, message in enumerate(messages):
            await self._send(message, replace=number == 0)

    async def grow(self, document: Document) -> None:
        """Show this beginning of the answer where it can be replaced later. Raises Refused or Unreachable."""
        post = render(document).post
        if len(post) == 1 and self._door.own and self._door.left > KEPT_USES:
            await self._door.send(post[0], replace=True)

    async def withdraw(self) -> None:
        """Take back the sign. Raises Refused or Unreachable."""
        await self.hush()
        await self._door.withdraw()

    async def hush(self) -> None:
        """No sign is shown from now on; one that is just being shown is waited for."""
        if self._timer is not None:
            self._timer.cancel()
        if self._signing is not None:
            await self._signing

    async def _send(self, message: Message, *, replace: bool) -> None:
        """Through the first way that takes it: the address we were given, the place, their direct conversation.

        The address of a click in a thread answers in the channel, where nobody looks: there the place comes first.
        """
        in_thread = bool(self._asker.where.thread) and not self._door.own
        if not in_thread and await self._through_door(message, replace=replace):
            return
        try:
            await self._ephemeral(message)
        except PaperwireError as error:
            if in_thread and await self._through_door(message, replace=replace):
                return
            if not (isinstance(error, Declined) and error.code in NOT_THERE):
                raise
            await self._direct(message)

    async def _through_door(self, message: Message, *, replace: bool) -> bool:
        """Whether the address we were given took it."""
        if not self._door.open:
            return False
        try:
            await self._door.send(message, replace=replace)
        except PaperwireError as error:
            log.info("slack response url failed", error=type(error).__name__)
            return False
        return True

    async def _direct(self, message: Message) -> None:
        workspace = self._asker.workspace
        direct = await direct_with(workspace, self._asker.person)
        await postbox.post_surely(workspace, direct, message, key=self._asker.key(f"direct/{message.text}"))

    async def _ephemeral(self, message: Message) -> None:
        where = self._asker.where
        to: dict[str, Any] = {
            "channel": where.channel,
            "user": self._asker.person,
            "thread_ts": None if self._asker.first else where.thread or None,
        }
        shown = {"text": message.payload["text"], "blocks": message.payload.get("blocks")}
        await taken(lambda shown: self._asker.workspace.client.chat_postEphemeral(**to, **shown), shown)


def sentence(words: str) -> Message:
    """A message of a few words of our own."""
    return render(saying(words)).post[0]


def saying(words: str) -> Document:
    """A document of a few words of our own."""
    said = in_full(words)
    return Document(said, (Text(plain(said)),))
