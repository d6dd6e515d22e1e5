"""What the models cost, by server, person and month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import func, insert, select

from bot.tables import ledger as table
from retrieval.answer import Usage
from retrieval.database import Database

Spending = Literal["answer", "explanation", "digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One use of a model. `person` is a pseudonym, empty for what nobody asked for."""

    server: str
    person: str
    what: Spending
    usage: Usage
    at: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """So many uses of one kind, and what they took together; `usage.cost_usd` None: some had no known price."""

    what: Spending
    count: int
    usage: Usage


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used in all: tokens in and out, and the dollars of those uses whose price is known."""

    tokens: int = 0
    usd: float = 0.0


class Ledger(Protocol):
    """The book of costs. Raises StoreUnavailable or StorageRefused."""

    async def add(self, entry: Entry) -> None: ...

    async def sums(self, *, server: str, since: datetime, person: str = "") -> list[Sum]:
        """What was used in this server since then, by kind; `person` empty: by all."""
        ...

    async def spent(self, *, server: str, since: datetime, person: str = "") -> Spent:
        """The same in one figure."""
        ...


class SqlLedger:
    """`Ledger` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: Entry) -> None:
        row = {name: getattr(entry, name) for name in ("server", "person", "what", "at")}
        used = entry.usage
        spent = {"tokens_in": used.tokens_in, "tokens_out": used.tokens_out, "cost_usd": used.cost_usd}
        async with self._database.writing() as db:
            await db.execute(insert(table).values(**row, **spent))

    async def sums(self, *, server: str, since: datetime, person: str = "") -> list[Sum]:
        c = table.c
        wanted = select(
            c.what,
            func.count().label("uses"),
            func.sum(c.tokens_in),
            func.sum(c.tokens_out),
            func.sum(c.cost_usd),
            func.count(c.cost_usd),
        ).where(c.server == server, c.at >= since, *([c.person == person] if person else []))
        async with self._database.reading() as db:
            rows = (await db.execute(wanted.group_by(c.what).order_by(c.what))).all()
        return [
            Sum(what, uses, Usage(int(asked), int(told), float(cost) if priced == uses else None))
            for what, uses, asked, told, cost, priced in rows
        ]

    async def spent(self, *, server: str, since: datetime, person: str = "") -> Spent:
        c = table.c
        wanted = select(func.sum(c.tokens_in + c.tokens_out), func.sum(c.cost_usd)).where(
            c.server == server, c.at >= since, *([c.person == person] if person else [])
        )
        async with self._database.reading() as db:
            tokens, usd = (await db.execute(wanted)).one()
        return Spent(int(tokens or 0), float(usd or 0.0))
