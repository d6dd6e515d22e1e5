"""Where editions are kept once they are composed."""

from datetime import date
from typing import Any, Protocol

from pydantic import TypeAdapter
from sqlalchemy import Select, insert, select
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from schedules.edition import Edition
from schedules.tables import editions as table

_EDITION: TypeAdapter[Edition] = TypeAdapter(Edition)


class Editions(Protocol):
    """Editions by key, by channel and by thread. Raises StoreUnavailable or StorageRefused."""

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
        async with self._database.reading() as db:
            found = await db.scalars(wanted.order_by(table.c.day.desc()).limit(limit))
            return [_EDITION.validate_python(value) for value in found]

    async def _first(self, wanted: Select[tuple[Any]]) -> Edition | None:
        async with self._database.reading() as db:
            value = await db.scalar(wanted.limit(1))
        return None if value is None else _EDITION.validate_python(value)
