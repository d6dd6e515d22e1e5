"""The loop that brings each message to its channel once.

Every message lies frozen in the outbox before anything is posted. `begin` is recorded before a
post and `finish` after it, so that a crash in between leaves a begun parcel: that one is looked
for on the platform first, and posted again only where it is surely absent. When nobody can tell,
it is not posted and a person is told. Once, barring a lost history.

A process that stalls after `begin` and wakes up when its lease is over asks `holds` right before it
posts, and leaves the message to whoever took over. What remains is a stall between that question and
the platform's taking the message; there only the platform's own memory of the key (Discord's nonce,
Slack's metadata) is left to tell the two apart.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import structlog

from schedules.clock import going_on
from schedules.errors import Gone, Refused, Unreachable, reason
from schedules.parcels import Outbox, Parcel, Postbox, Receipt, Unknown, hangs_on

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
"""How long a begun parcel belongs to whoever began it."""
CALLS_SECONDS = 75
"""Looking for a parcel and posting it end before this, well before the lease does."""
IN_HAND_SECONDS = 7
"""How long a cancelled drain lets the message in hand be posted and recorded: SIGTERM leaves ten seconds."""
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=30)
MOST_TRIES = 50
"""With these rests about a day: a platform's outage of hours delays a day's edition, it does not lose it."""
FIRST_REFUSED_REST, LONGEST_REFUSED_REST = timedelta(minutes=10), timedelta(hours=1)
MOST_REFUSALS = 26
"""With these rests a little less than a day: who mends a permission meanwhile gets the edition."""
TELL_TRIES = 6
"""So many tries (a quarter of an hour) without an answer, and the operator is told."""
SILENT_POSTS = 3
"""So many posts in a row without an answer, and the platform rests until the next drain."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What one drain did; `troubles` are sentences for the operator. `put_off`: tried without an answer, and waits.

    `gone`: first messages that were given up because their channel is no more, and a sentence on each.
    """

    posted: int = 0
    found: int = 0
    troubles: tuple[str, ...] = ()
    put_off: int = 0
    gone: tuple[tuple[Parcel, str], ...] = ()

    def __add__(self, other: "Drained") -> "Drained":
        troubles = (*self.troubles, *other.troubles)
        put_off, gone = self.put_off + other.put_off, (*self.gone, *other.gone)
        return Drained(self.posted + other.posted, self.found + other.found, troubles, put_off, gone)


async def drain(outbox: Outbox, postboxes: Mapping[str, Postbox], *, now: datetime) -> Drained:
    """Bring every open parcel to its channel. One dead channel never stops the others, one slow

    platform never holds up another. Cancelled, it still posts and records the message in hand,
    and begins no other.
    """
    parcels = await outbox.open(now=now)
    clock = going_on(now)  # a drain may last for minutes, and a lease starts when it is taken
    lanes = [
        _drain_lane(_Lane(outbox, postbox, clock), [parcel for parcel in parcels if parcel.platform == name])
        for name, postbox in postboxes.items()
    ]
    return sum(await asyncio.gather(*lanes), Drained())


@dataclass(frozen=True, slots=True)
class _Lane:
    """One platform's share of a drain."""

    outbox: Outbox
    postbox: Postbox
    now: Callable[[], datetime]


class _Outcome(NamedTuple):
    """`settled`: posted, found or given up, so that what follows in its post may go."""

    done: Drained
    settled: bool
    receipt: Receipt | None = None


async def _drain_lane(lane: _Lane, parcels: Sequence[Parcel]) -> Drained:
    """One post after the other; a platform that does not answer at all is left in peace for now."""
    done, silent = Drained(), 0
    for post, some in groupby(parcels, key=attrgetter("post")):
        try:
            step = await _drain_post(lane, post, list(some))
        except Exception as error:  # the outbox itself is down: what was given up before is still told
            log.exception("drain stopped", platform=lane.postbox.name)
            return done + Drained(troubles=(f"The outbox cannot be emptied for {lane.postbox.name}: {reason(error)}",))
        done += step
        silent = silent + 1 if step.put_off else 0
        if silent == SILENT_POSTS:
            log.warning("platform does not answer", platform=lane.postbox.name)
            break
    return done


async def _drain_post(lane: _Lane, post: str, parcels: Sequence[Parcel]) -> Drained:
    """The parcels of one post in order; thread entries only once the post they hang on is there."""
    done, receipts = Drained(), await lane.outbox.receipts(hangs_on(post))
    for parcel in parcels:
        if (parcel.part > 0 or parcel.in_thread) and 0 not in receipts:
            return done
        step = await _whole(_take(lane, parcel, _thread(parcel, receipts)))
        done += step.done
        if step.receipt is not None and hangs_on(post) == post:
            receipts[parcel.part] = step.receipt
        if not step.settled:
            return done  # what follows keeps its place behind it
    return done


def _thread(parcel: Parcel, receipts: Mapping[int, Receipt]) -> str:
    return receipts[0].thread if parcel.in_thread else ""


async def _whole(work: Coroutine[Any, Any, _Outcome]) -> _Outcome:
    """Bring it to its end, even when cancelled meanwhile; the cancellation is passed on after it."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=IN_HAND_SECONDS)
        task.cancel()
        raise


async def _take(lane: _Lane, parcel: Parcel, thread: str) -> _Outcome:
    """One parcel: begun, and then found, posted, postponed or given up; or left to somebody faster."""
    now = lane.now()
    if not await lane.outbox.begin(parcel, now=now, until=now + LEASE):
        return _Outcome(Drained(), settled=False)
    absent = parcel.absent
    try:
        async with asyncio.timeout(CALLS_SECONDS):
            found = await _found(lane, parcel, thread)
            absent = not found  # what is refused from here on was not posted
            if isinstance(found, Unknown):
                return await _lost(lane, parcel, "nobody can tell whether it was posted; please look")
            if found is None and not await lane.outbox.holds(parcel):
                log.warning("delivery left to another process", key=parcel.key)
                return _Outcome(Drained(), settled=False)
            receipt = found or await lane.postbox.post(parcel.channel, parcel.message, key=parcel.key, thread=thread)
    except Refused as error:
        return await _refused(lane, parcel, error, absent=absent)
    except Exception as error:  # noqa: BLE001 - an adapter's mistake must not stop the other channels
        return await _put_off(lane, parcel, error)
    await lane.outbox.finish(parcel, receipt)
    log.info("delivery found" if found else "delivery posted", key=parcel.key)
    return _Outcome(Drained(found=1) if found else Drained(posted=1), settled=True, receipt=receipt)


async def _found(lane: _Lane, parcel: Parcel, thread: str) -> Receipt | Unknown | None:
    """What was begun before is looked for first."""
    if not parcel.tries:
        return None
    found = await lane.postbox.find(parcel.channel, key=parcel.key, thread=thread)
    return None if isinstance(found, Unknown) and parcel.absent else found


async def _refused(lane: _Lane, parcel: Parcel, error: Refused, *, absent: bool) -> _Outcome:
    """A channel that refuses a post may be mended within the day; one that is gone, or shut to us as a person, not."""
    alone = parcel.in_thread or parcel.channel.startswith("@")
    first, why = parcel.part == 0 and not alone, error.for_people
    if not first or (parcel.tries + 1 >= MOST_REFUSALS and not isinstance(error, Gone)):
        return await _lost(lane, parcel, why)
    if isinstance(error, Gone):
        await lane.outbox.give_up(parcel, why)
        log.error("channel gone", key=parcel.key, why=why)
        return _Outcome(Drained(gone=((parcel, named(parcel, why)),)), settled=True)
    rest = min(FIRST_REFUSED_REST * 2 ** min(parcel.tries, 10), LONGEST_REFUSED_REST)
    await lane.outbox.postpone(parcel, until=lane.now() + rest, why=why, absent=absent)
    log.warning("delivery refused", key=parcel.key, tries=parcel.tries + 1, why=why)
    told = f"{named(parcel, why)} The post waits, and I keep trying for a day."
    return _Outcome(Drained(troubles=(told,) if why != parcel.why else ()), settled=False)


def named(parcel: Parcel, why: str) -> str:
    """The sentence with the channel it is about, unless it names one itself."""
    if "#" in why:
        return why
    whom = parcel.channel if parcel.channel.startswith("@") else f"channel {parcel.channel}"
    return f"On {parcel.platform.capitalize()}, {whom}: {why}"


async def _put_off(lane: _Lane, parcel: Parcel, error: Exception) -> _Outcome:
    """Nobody knows whether it is there: it is looked for, later and later, for about a day."""
    why, tries = reason(error), parcel.tries + 1
    if not isinstance(error, Unreachable | TimeoutError):
        log.error("delivery broke", key=parcel.key, exc_info=error)
    if tries >= MOST_TRIES:
        return await _lost(lane, parcel, why)
    rest = min(FIRST_REST * 2 ** min(parcel.tries, 10), LONGEST_REST)
    await lane.outbox.postpone(parcel, until=lane.now() + rest, why=why)
    log.warning("delivery postponed", key=parcel.key, tries=tries, why=why)
    told = (f"{parcel.platform} takes no messages, and I keep trying for a day: {why}",) if tries == TELL_TRIES else ()
    return _Outcome(Drained(troubles=told, put_off=1), settled=False)


async def _lost(lane: _Lane, parcel: Parcel, why: str) -> _Outcome:
    await lane.outbox.give_up(parcel, why)
    log.error("delivery given up", key=parcel.key, why=why)
    return _Outcome(Drained(troubles=(f"{named(parcel, why)} I have given this message up.",)), settled=True)
