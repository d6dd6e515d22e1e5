"""Editions that cannot go out yet: why one waits, when it is tried again, and what the operator has been told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from retrieval.collect import Collected
from retrieval.database import Database
from schedules.tables import late as table
from schedules.window import ARXIV_ZONE

FIRST_REST, LONGEST_REST = timedelta(minutes=10), timedelta(hours=1)
"""An edition is tried again after ten minutes, then later and later: a source that is down wants no crowd."""
SOURCE_PATIENCE = timedelta(hours=6)
"""arXiv's rate limits and outages have lasted five hours; after six, saying so is worth more than waiting on."""
FEED_PATIENCE = timedelta(hours=3)
"""A feed that is late comes within three hours as a rule, and that of a holiday never does."""
FORGOTTEN = timedelta(days=30)
LINE = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An edition that has been tried in vain. `told`: the reasons that the operator has been given."""

    key: str
    since: datetime
    """When it was tried first."""
    try_at: datetime
    told: tuple[str, ...] = ()


class Lates(Protocol):
    """The editions that are late, for all processes together. Raises StoreUnavailable or StorageRefused."""

    async def of(self, keys: Collection[str]) -> Mapping[str, Late]:
        """Those of these editions that are late, by key."""
        ...

    async def put_off(self, key: str, *, now: datetime, latest: datetime | None = None) -> Late:
        """It was tried in vain now: it rests, ten minutes at first and then longer, up to an hour,

        but not beyond `latest`, when it is to go out as it is.
        """
        ...

    async def tell(self, key: str, why: str) -> bool:
        """Claim telling the operator why this edition is late: True for one caller per reason."""
        ...

    async def done(self, key: str) -> None:
        """It is on its way."""
        ...


def next_try(since: datetime, now: datetime, latest: datetime | None = None) -> datetime:
    """When an edition that has been tried in vain since then is tried again: the wait doubles. Pure.

    A promise to send it at `latest` is kept, if that is still to come.
    """
    later = now + min(max(now - since, FIRST_REST), LONGEST_REST)
    return min(later, latest) if latest is not None and latest > now else later


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why an empty edition is kept back, and until when at most."""

    why: str
    until: datetime


def worth_waiting(collected: Collected, *, announced: int, since: datetime, now: datetime) -> Waiting | None:
    """Whether a day with nothing in it is better kept back for now; None if it is to go out as it is. Pure.

    `announced` papers of the archive came in for the channel; with any, the day goes out and names what is
    missing.
    Without, a source that failed, or one that has something to say for itself on a day on which
    arXiv announces, may still bring them. `since`: when the edition was due and tried first.
    """
    if announced:
        return None
    weekday = now.astimezone(ARXIV_ZONE).weekday() < 5
    if collected.failed and (weekday or not collected.remarks):
        waiting = Waiting(collected.failed[0], since + SOURCE_PATIENCE)
    elif collected.remarks and weekday:
        waiting = Waiting(collected.remarks[0], since + FEED_PATIENCE)
    else:
        return None
    return waiting if now < waiting.until else None


class SqlLates:
    """`Lates` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, keys: Collection[str]) -> Mapping[str, Late]:
        columns = (table.c.key, table.c.since, table.c.try_at, table.c.why)
        async with self._database.reading() as db:
            rows = await db.execute(select(*columns).where(table.c.key.in_(list(keys))))
            return {
                key: Late(key=key, since=since, try_at=try_at, told=tuple(filter(None, why.split(LINE))))
                for key, since, try_at, why in rows
            }

    async def put_off(self, key: str, *, now: datetime, latest: datetime | None = None) -> Late:
        first = Late(key=key, since=now, try_at=next_try(now, now, latest))
        row = {"key": key, "since": now, "try_at": first.try_at, "told": False, "why": ""}
        try:
            async with self._database.writing() as db:
                await db.execute(delete(table).where(table.c.since < now - FORGOTTEN))
                await db.execute(insert(table).values(row))
        except IntegrityError:
            return await self._again(key, now=now, latest=latest)
        return first

    async def _again(self, key: str, *, now: datetime, latest: datetime | None) -> Late:
        late = (await self.of([key])).get(key) or Late(key=key, since=now, try_at=now)
        try_at = next_try(late.since, now, latest)
        async with self._database.writing() as db:
            await db.execute(update(table).where(table.c.key == key).values(try_at=try_at))
        return Late(key=key, since=late.since, try_at=try_at, told=late.told)

    async def tell(self, key: str, why: str) -> bool:
        line, mine = why.replace(LINE, " "), table.c.key == key
        async with self._database.writing() as db:
            told = await db.scalar(select(table.c.why).where(mine).with_for_update())
            if told is None or line in told.split(LINE):
                return False
            await db.execute(update(table).where(mine).values(told=True, why=f"{told}{LINE}{line}".strip()))
        return True

    async def done(self, key: str) -> None:
        async with self._database.writing() as db:
            await db.execute(delete(table).where(table.c.key == key))
