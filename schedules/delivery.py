"""The port through which messages leave, and the loop that brings each to its channel once.

Every message lies frozen in the outbox before anything is posted. `begin` is recorded before a
post and `finish` after it, so that a crash in between leaves a begun parcel: that one is looked
for on the platform first, and posted again only where it is surely absent. When nobody can tell,
it is not posted and a person is told. Once, barring a lost history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final, Protocol

import structlog

from schedules.document import Document
from schedules.errors import Refused, Unreachable

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
"""How long a begun parcel belongs to whoever began it; every call of a postbox ends well before."""
MOST_TRIES = 8


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


class Outbox(Protocol):
    """Frozen messages and how far each has come. Raises StoreUnavailable or StorageRefused."""

    async def put(self, post: str, *, platform: str, channel: str, rendered: Rendered) -> bool:
        """Freeze all messages of a post in one transaction; False if it is already there, unchanged."""
        ...

    async def has(self, post: str) -> bool:
        """Whether the messages of this post are frozen."""
        ...

    async def open(self, *, now: datetime) -> list[Parcel]:
        """Parcels nobody holds that are neither posted nor given up, by post and part."""
        ...

    async def begin(self, parcel: Parcel, *, now: datetime, until: datetime) -> bool:
        """Take it until then; False if somebody else was faster."""
        ...

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        """It is there."""
        ...

    async def postpone(self, parcel: Parcel, *, until: datetime) -> None:
        """Nobody knows whether it is there: look for it from `until` on."""
        ...

    async def give_up(self, parcel: Parcel, why: str) -> None:
        """It will not be posted; `why` is a sentence for the operator."""
        ...

    async def receipts(self, post: str) -> dict[int, Receipt]:
        """What is posted of a post, by part."""
        ...

    async def thread_post(self, platform: str, channel: str, thread: str) -> str:
        """The post whose thread this is; empty if none of ours."""
        ...


@dataclass(frozen=True, slots=True)
class Drained:
    """What one drain did; `troubles` are sentences for the operator."""

    posted: int = 0
    found: int = 0
    troubles: tuple[str, ...] = ()

    def __add__(self, other: "Drained") -> "Drained":
        return Drained(self.posted + other.posted, self.found + other.found, self.troubles + other.troubles)


async def drain(outbox: Outbox, postboxes: Mapping[str, Postbox], *, now: datetime) -> Drained:
    """Bring every open parcel to its channel. One dead channel never stops the others."""
    done = Drained()
    for post, parcels in groupby(await outbox.open(now=now), key=lambda parcel: parcel.post):
        ready = [parcel for parcel in parcels if parcel.platform in postboxes]
        if ready:
            done += await _drain_post(outbox, postboxes[ready[0].platform], ready, await outbox.receipts(post), now)
    return done


async def _drain_post(
    outbox: Outbox, postbox: Postbox, parcels: Sequence[Parcel], receipts: dict[int, Receipt], now: datetime
) -> Drained:
    """The parcels of one post in order; thread entries only once the post itself is there."""
    done = Drained()
    for parcel in parcels:
        if parcel.part > 0 and 0 not in receipts:
            return done
        if not await outbox.begin(parcel, now=now, until=now + LEASE):
            return done
        receipt, step = await _deliver(outbox, postbox, parcel, _thread(parcel, receipts), now)
        done += step
        if receipt is not None:
            receipts[parcel.part] = receipt
        elif not step.troubles:
            return done  # postponed: what follows keeps its place behind it
    return done


def _thread(parcel: Parcel, receipts: Mapping[int, Receipt]) -> str:
    return receipts[0].thread if parcel.in_thread else ""


async def _deliver(
    outbox: Outbox, postbox: Postbox, parcel: Parcel, thread: str, now: datetime
) -> tuple[Receipt | None, Drained]:
    """One begun parcel: found, posted, postponed or given up."""
    try:
        found = await postbox.find(parcel.channel, key=parcel.key, thread=thread) if parcel.tries else None
        if isinstance(found, Unknown):
            return None, await _trouble(outbox, parcel, "nobody can tell whether it was posted; please look")
        receipt = found or await postbox.post(parcel.channel, parcel.message, key=parcel.key, thread=thread)
    except Unreachable as error:
        if parcel.tries + 1 >= MOST_TRIES:
            return None, await _trouble(outbox, parcel, error.for_people)
        await outbox.postpone(parcel, until=now + timedelta(seconds=30 * 2**parcel.tries))
        log.warning("delivery postponed", key=parcel.key, why=error.for_people)
        return None, Drained()
    except Refused as error:
        return None, await _trouble(outbox, parcel, error.for_people)
    await outbox.finish(parcel, receipt)
    log.info("delivery found" if found else "delivery posted", key=parcel.key)
    return receipt, Drained(found=1) if found else Drained(posted=1)


async def _trouble(outbox: Outbox, parcel: Parcel, why: str) -> Drained:
    await outbox.give_up(parcel, why)
    log.error("delivery given up", key=parcel.key, why=why)
    return Drained(troubles=(f"{parcel.platform} {parcel.channel}, {parcel.key}: {why}",))
