"""Which events were handled already, also before a restart and by another process on the same database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from bot.tables import heard as table
from retrieval.database import Database

KEPT = timedelta(days=2)
"""Platforms repeat an event within an hour; what is older need not be known."""
CLEARED_EVERY = 500


class Heard(Protocol):
    """The events that are taken. Raises StoreUnavailable or StorageRefused."""

    async def take(self, platform: str, event: str) -> bool:
        """Take it; False if somebody has."""
        ...


class SqlHeard:
    """`Heard` in SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._taken = 0

    async def take(self, platform: str, event: str) -> bool:
        now = self._now()
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table).values(platform=platform, event=event[:200], at=now))
                if self._taken % CLEARED_EVERY == 0:
                    await db.execute(delete(table).where(table.c.at < now - KEPT))
        except IntegrityError:
            return False
        self._taken += 1
        return True
