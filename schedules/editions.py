"""Where editions are kept once they are composed."""

import json
from datetime import date
from typing import Any, Protocol

from pydantic import TypeAdapter
from sqlalchemy import Select, Text, cast, insert, select
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from schedules.corrections import corrected
from schedules.edition import Edition
from schedules.errata import laid_over
from schedules.tables import editions as table

_EDITION: TypeAdapter[Edition] = TypeAdapter(Edition)
MOST_NAMING = 40
"""Editions that name a paper and are looked into: later ones may name it among what was there before."""


def holds(edition: Edition, paper: str) -> bool:
    """Whether the edition read the paper of this id, shown or not."""
    items = (*edition.items, *edition.also)
    return any(item.paper.id == paper for item in items) or any(pick.paper_id == paper for pick in edition.picks)


class Editions(Protocol):
    """Editions by key, by channel and by thread. Raises StoreUnavailable or StorageRefused.

    What comes back has its corrections laid over it (`schedules/corrections.py`).
    """

    async def save(self, edition: Edition, *, subscription: str) -> Edition:
        """Keep it; if its key is taken, the one already kept comes back and nothing changes."""
        ...

    async def get(self, key: str) -> Edition | None: ...

    async def latest(self, *, subscription: str, day: date | None = None) -> Edition | None:
        """The newest edition of a subscription, or the one of that local day."""
        ...

    async def before(self, day: date, *, subscription: str, limit: int = 30) -> list[Edition]:
        """Editions of earlier days, newest first."""
        ...

    async def holding(self, paper: str, *, subscription: str, limit: int = 10) -> list[Edition]:
        """Those that read the paper of this id, newest first."""
        ...


class SqlEditions:
    """`Editions` in SQL: each as one JSON value, for it is never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, edition: Edition, *, subscription: str) -> Edition:
        row = {
            "key": edition.key,
            "subscription": subscription,
            "day": edition.day,
            "window_end": edition.window.end,
            "edition": _EDITION.dump_python(edition, mode="json"),
        }
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table).values(row))
        except IntegrityError:
            return await self.get(edition.key) or edition
        return edition

    async def get(self, key: str) -> Edition | None:
        return await self._first(select(table.c.edition).where(table.c.key == key))

    async def latest(self, *, subscription: str, day: date | None = None) -> Edition | None:
        wanted = select(table.c.edition).where(table.c.subscription == subscription)
        if day is not None:
            wanted = wanted.where(table.c.day == day)
        return await self._first(wanted.order_by(table.c.window_end.desc()))

    async def before(self, day: date, *, subscription: str, limit: int = 30) -> list[Edition]:
        wanted = select(table.c.edition).where(table.c.subscription == subscription, table.c.day < day)
        return await self._read(wanted.order_by(table.c.day.desc()).limit(limit))

    async def holding(self, paper: str, *, subscription: str, limit: int = 10) -> list[Edition]:
        named = cast(table.c.edition, Text).contains(json.dumps(paper), autoescape=True)  # as a value, whole
        wanted = select(table.c.edition).where(table.c.subscription == subscription, named)
        found = await self._read(wanted.order_by(table.c.day.desc(), table.c.window_end.desc()).limit(MOST_NAMING))
        return [one for one in found if holds(one, paper)][:limit]

    async def _first(self, wanted: Select[tuple[Any]]) -> Edition | None:
        return next(iter(await self._read(wanted.limit(1))), None)

    async def _read(self, wanted: Select[tuple[Any]]) -> list[Edition]:
        async with self._database.reading() as db:
            found = [_EDITION.validate_python(value) for value in await db.scalars(wanted)]
            taken_back = await laid_over(db, [one.key for one in found]) if found else {}
        return [corrected(one, taken_back.get(one.key, ())) for one in found]
