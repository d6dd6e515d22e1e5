"""What is delivered, and the two ports it goes through: a platform that posts, an outbox that remembers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way. `key` is `POST/PART`; parts of a post leave in order, from 0."""

    key: str
    post: str
    part: int
    platform: str
    channel: str
    in_thread: bool
    message: Message
    tries: int = 0
    """How often it was begun before; from the second time on it is looked for first."""
    absent: bool = True
    """It is surely not there: never begun, or the platform refused it at the last try."""
    why: str = ""
    """Why the last try did not post it, in a sentence; empty before the first."""


POSTSCRIPT = "/ps/"
"""A post `POST/ps/…` has no message of its own in the channel: its parts hang in the thread of POST."""


def hangs_on(post: str) -> str:
    """The post in whose thread this one's entries go: its own, unless it is a postscript."""
    return post.partition(POSTSCRIPT)[0]


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Why a post is not in its channel although it was tried; `trying`: it is tried again."""

    why: str
    trying: bool


class Outbox(Protocol):
    """Frozen messages and how far each has come. Raises StoreUnavailable or StorageRefused."""

    async def put(self, post: str, *, platform: str, channel: str, rendered: Rendered) -> bool:
        """Freeze all messages of a post in one transaction; False if it is already there, unchanged."""
        ...

    async def has(self, post: str) -> bool:
        """Whether the messages of this post are frozen."""
        ...

    async def open(self, *, now: datetime) -> list[Parcel]:
        """Parcels that are neither posted nor given up, by post and part.

        None that somebody holds or that rests, none of a post behind such a one, and none of a
        post whose part 0 was given up: its thread would flood the channel.
        """
        ...

    async def begin(self, parcel: Parcel, *, now: datetime, until: datetime) -> bool:
        """Take it until then; False if somebody else was faster."""
        ...

    async def holds(self, parcel: Parcel) -> bool:
        """Whether it is still ours: begun by us, and by nobody since."""
        ...

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        """It is there. The first receipt stays."""
        ...

    async def postpone(self, parcel: Parcel, *, until: datetime, why: str = "", absent: bool = False) -> None:
        """Look for it from `until` on. Nothing, if it is no longer ours.

        `absent`: it is surely not there; otherwise nobody knows.
        """
        ...

    async def give_up(self, parcel: Parcel, why: str) -> None:
        """It will not be posted; `why` is a sentence for the operator. Nothing, if it is no longer ours."""
        ...

    async def held_up(self, post: str) -> HeldUp | None:
        """Why the first message of this post is not there; None if it is, was not tried yet, or is unknown here."""
        ...

    async def receipts(self, post: str) -> dict[int, Receipt]:
        """What is posted of a post, by part."""
        ...

    async def thread_post(self, platform: str, channel: str, thread: str) -> str:
        """The post whose thread this is, also where a postscript hangs in it; empty if none of ours."""
        ...

    async def tally(self, *, now: datetime) -> Mapping[str, int]:
        """How many parcels are `waiting`, `begun`, `posted`, `given_up`; `lost`: given up in the last 24 h."""
        ...
