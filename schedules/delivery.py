"""The port through which messages leave, and the loop that brings each to its channel once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from schedules.document import Document


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a platform will send it: rendered, within its limits, JSON all through."""

    payload: Mapping[str, Any]
    text: str
    """All visible words of it, plain: what a reader reads and what is checked afterwards."""
    about: str = ""
    """The paper it belongs to, if it belongs to one."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document in a platform's form: the post (in one message or more) and its thread entries."""

    post: tuple[Message, ...]
    thread: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a message is there. Ids are the platform's; `thread` is where its replies go."""

    channel: str
    message: str
    thread: str


class _Unknown:
    """`find` could not look (no permission, history gone): neither there nor surely absent."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
Unknown = _Unknown


class Postbox(Protocol):
    """One chat platform, as far as delivery needs it.

    Raises `errors.Unreachable` (try later) or `errors.Refused` (a person must act), nothing of
    the SDK's. Retries of single requests happen inside; a call whose outcome is not known raises
    Unreachable, and delivery then asks `find` before it posts again.
    """

    name: str

    def render(self, document: Document) -> Rendered:
        """The document within every limit of this platform, losing no word of it. Pure."""
        ...

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        """Post into the channel, or into the thread given by an earlier receipt.

        `key` (ASCII, at most 64 characters) goes with the message where nobody sees it, so that
        `find` can recognise it.
        """
        ...

    async def find(self, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:
        """The message posted under `key`; None if it is surely not there; UNKNOWN if nobody can tell."""
        ...

    async def edit(self, receipt: Receipt, message: Message) -> None:
        """Replace the words of a message of ours."""
        ...
