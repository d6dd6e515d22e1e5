"""Where the messages of a reply are written: a channel, a thread, an interaction's response."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Protocol, TypeVar

import structlog

from bot.platforms.discord import rest as codes
from bot.platforms.discord.posting import conversation, say_in_thread
from bot.platforms.discord.rest import Rejected, Rest
from bot.platforms.platform import Place
from schedules.document import Document
from schedules.errors import Refused, Unreachable
from schedules.parcels import Message, Rendered

log = structlog.get_logger(__name__)

EPHEMERAL: Final = 1 << 6
ORIGINAL: Final = "@original"
EXPIRED: Final = (codes.UNKNOWN_WEBHOOK, codes.EXPIRED_TOKEN)

_MESSAGES, _MESSAGE = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
Result = TypeVar("Result")
Render = Callable[[Document], Rendered]


class Way(Protocol):
    """Where the messages of a reply are written. Ids are what `write` returned."""

    async def write(self, message: Message, *, first: bool) -> str: ...

    async def rewrite(self, message_id: str, message: Message) -> None: ...

    async def remove(self, message_id: str) -> None: ...


async def lay_out(way: Way, shown: list[str], wanted: Sequence[Message]) -> None:
    """Make what is shown what is wanted: edit what is there, write what is missing, remove the rest."""
    for at, message in enumerate(wanted):
        if at < len(shown):
            await way.rewrite(shown[at], message)
        else:
            shown.append(await way.write(message, first=at == 0))
    while len(shown) > len(wanted):
        await way.remove(shown[-1])
        shown.pop()


async def surely(call: Callable[[], Awaitable[Result]]) -> Result:
    """A call that changes nothing when it is carried out twice, asked again once if its answer was lost."""
    try:
        return await call()
    except Unreachable:
        return await call()


class InChannel:
    """Messages of ours in a channel or thread, the first one in reply to `question` if there is one."""

    def __init__(self, rest: Rest, channel: str, question: str = "") -> None:
        self._rest = rest
        self._channel = channel
        self._question = question
        self._lost = ""

    async def write(self, message: Message, *, first: bool) -> str:
        """Post, or where an earlier try of the first message may have come through, bring that to these words."""
        # With a nonce of its own, a message whose answer was lost can be sent again: Discord takes it once.
        again, nonce = first and self._lost, secrets.token_hex(12)
        self._lost = (again or nonce) if first else self._lost
        said = await self._written(message, self._lost if first else nonce, first=first)
        if first:
            self._lost = ""
        if again:
            await self.rewrite(said, message)
        return said

    async def _written(self, message: Message, nonce: str, *, first: bool) -> str:
        body = {**message.payload, "nonce": nonce, "enforce_nonce": True}
        if not (first and self._question):
            return await self._send(body)
        # Discord itself refuses a reply to a question that has just been deleted.
        reference = {"message_id": self._question, "fail_if_not_exists": True}
        try:
            return await self._send({**body, "message_reference": reference})
        except Rejected as error:
            if error.code != codes.NO_REPLY:
                raise
            return await self._send(body)  # without Read Message History nobody may reply, but one may write

    async def _send(self, body: dict[str, Any]) -> str:
        said = await surely(lambda: self._rest("POST", _MESSAGES, body, at={"channel_id": self._channel}))
        return str(said["id"])

    async def rewrite(self, message_id: str, message: Message) -> None:
        at = {"channel_id": self._channel, "message_id": message_id}
        await surely(lambda: self._rest("PATCH", _MESSAGE, message.payload, at=at))

    async def remove(self, message_id: str) -> None:
        at = {"channel_id": self._channel, "message_id": message_id}
        await _gone(lambda: self._rest("DELETE", _MESSAGE, at=at))


class InThread(InChannel):
    """Entries in the thread on a message of ours, which the first of them opens."""

    def __init__(self, rest: Rest, channel: str, message: str) -> None:
        super().__init__(rest, message)
        self._parent = channel

    async def write(self, message: Message, *, first: bool) -> str:  # noqa: ARG002 - the first one opens it by itself
        body = {**message.payload, "nonce": secrets.token_hex(12), "enforce_nonce": True}
        said = await surely(lambda: say_in_thread(self._rest, self._parent, self._channel, body))
        return str(said["id"])


class ThroughToken:
    """Messages through an interaction's token, which lives for fifteen minutes.

    The first one fills the response that is already there (`original`); further ones follow up.
    """

    def __init__(self, rest: Rest, token: str, *, private: bool, original: bool) -> None:
        self._rest = rest
        self._token = token
        self._flags = EPHEMERAL if private else 0
        self._original = original
        self._real: dict[str, str] = {}

    async def write(self, message: Message, *, first: bool) -> str:
        if first and self._original:
            await self.rewrite(ORIGINAL, message)
            return ORIGINAL
        body = {**message.payload, "flags": message.payload.get("flags", 0) | self._flags}
        path = "/webhooks/{webhook_id}/{webhook_token}"
        said = await self._rest("POST", path, body, at=self._ours())  # no nonce here: a lost answer is not repeated
        return str(said["id"])

    async def rewrite(self, message_id: str, message: Message) -> None:
        said = await surely(lambda: self._rest("PATCH", _hooked(message_id), message.payload, at=self._ours()))
        self._real[message_id] = str(said["id"])

    async def remove(self, message_id: str) -> None:
        await _gone(lambda: self._rest("DELETE", _hooked(message_id), at=self._ours()))

    def real(self, message_id: str) -> str:
        """The id of a message as everybody else knows it."""
        return self._real.get(message_id, message_id)

    def _ours(self) -> dict[str, str]:
        return {"webhook_id": self._rest.application, "webhook_token": self._token}


async def hang(rest: Rest, where: Place, first: str, shown: list[str], wanted: Sequence[Message]) -> None:
    """The entries of a document: in the thread we are in, else in one on its first message."""
    way = InChannel(rest, where.thread) if where.thread else InThread(rest, where.channel, first)
    try:
        if where.server and not where.channel.startswith("@"):
            await lay_out(way, shown, wanted)
    except Refused as error:  # where no thread may be opened, entries stay behind their buttons
        log.info("entries not hung", channel=where.channel, why=error.for_people)


def _hooked(message_id: str) -> str:
    """The path of a message that went out through a token. `@original` may not be quoted."""
    return "/webhooks/{webhook_id}/{webhook_token}/messages/" + message_id


async def channel_id(rest: Rest, place: str) -> str:
    return await conversation(rest, place) if place.startswith("@") else place


async def _gone(call: Callable[[], Awaitable[Any]]) -> None:
    """Delete something that may be gone already."""
    try:
        await surely(call)
    except Rejected as error:
        if error.code not in (codes.UNKNOWN_MESSAGE, codes.UNKNOWN_CHANNEL, *EXPIRED):
            raise
