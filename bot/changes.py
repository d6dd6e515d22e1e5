"""What was changed in a channel's settings, by whom, so that `/undo` can take it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, insert, select, update

from bot.tables import changes as table
from retrieval.database import Database
from schedules.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a subscription. `before` is None when it did not exist; `who` is a display name."""

    subscription: str
    before: Subscription | None
    after: Subscription
    who: str
    what: str
    """One clause for people: “set the hour to 09:00”."""
    at: datetime


class Changes(Protocol):
    """The log of changes. Raises StoreUnavailable or StorageRefused."""

    async def add(self, change: Change) -> None: ...

    async def newest(self, subscription: str, *, limit: int = 10) -> list[Change]:
        """Those not taken back, newest first."""
        ...

    async def take_back(self, change: Change) -> bool:
        """Mark it as undone; False if it was already."""
        ...


_SUBSCRIPTION: TypeAdapter[Subscription] = TypeAdapter(Subscription)


class SqlChanges:
    """`Changes` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, change: Change) -> None:
        words = {"subscription": change.subscription, "who": change.who, "what": change.what, "at": change.at}
        states = {"before": _packed(change.before), "after": _packed(change.after)}
        async with self._database.writing() as db:
            await db.execute(insert(table).values(**words, **states, undone=False))

    async def newest(self, subscription: str, *, limit: int = 10) -> list[Change]:
        mine = select(table).where(table.c.subscription == subscription, ~table.c.undone)
        async with self._database.reading() as db:
            rows = (await db.execute(mine.order_by(table.c.id.desc()).limit(limit))).mappings().all()
        return [_change(row) for row in rows]

    async def take_back(self, change: Change) -> bool:
        same = (table.c.subscription == change.subscription, table.c.at == change.at, ~table.c.undone)
        async with self._database.writing() as db:
            rows = (await db.execute(select(table).where(*same))).mappings().all()
            found = next((row["id"] for row in rows if _change(row) == change), None)
            mark = update(table).where(table.c.id == found, ~table.c.undone).values(undone=True)
            return bool((await db.execute(mark)).rowcount)


def _packed(subscription: Subscription | None) -> Any:
    return None if subscription is None else _SUBSCRIPTION.dump_python(subscription, mode="json")


def _change(row: RowMapping) -> Change:
    before = row["before"]
    return Change(
        subscription=row["subscription"],
        before=None if before is None else _SUBSCRIPTION.validate_python(before),
        after=_SUBSCRIPTION.validate_python(row["after"]),
        who=row["who"],
        what=row["what"],
        at=row["at"],
    )
