"""The only place that makes a database engine: SQLite in a file, or PostgreSQL, by URL.

Every room declares its tables on `metadata`; retrieval/migrations/ makes them in the database.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import structlog
from sqlalchemy import URL, Connection, Engine, MetaData, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from retrieval.errors import BadSetting, StorageRefused
from retrieval.shelf.database_errors import translated

log = structlog.get_logger(__name__)

Dialect = Literal["sqlite", "postgresql"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The tables of all rooms: one database, one chain of migrations."""

_DRIVERS: dict[str, Dialect] = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "postgresql+psycopg": "postgresql",
}
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL")
_POSTGRES_LIMITS = "-c statement_timeout=60s -c lock_timeout=30s -c jit=off"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, shared by every room of this process.

    Inside `reading` and `writing`, a database that is down, busy, full, read-only or damaged
    raises StoreUnavailable or StorageRefused. A broken constraint stays SQLAlchemy's own
    IntegrityError, for those who insert in order to find out, and so does a wrong statement.
    """

    engine: AsyncEngine
    dialect: Dialect
    _turn: AbstractAsyncContextManager[None]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of the database; on SQLite it never waits for a writer."""
        with translated():
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction: all of it is kept, or on any exception none.

        SQLite has one writer at a time: keep it short, and never open one inside another.
        """
        with translated():
            async with self._turn, self.engine.execution_options(writing=True).begin() as connection:
                yield connection


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database, bring its tables up to date, close it at the end.

    `url`: `sqlite:///PATH` (the folder is made), `postgresql://…` or `postgres://…`. Raises
    BadSetting, StorageRefused, StoreUnavailable or NewerDatabase, each without a secret.
    """
    address, dialect = parse_url(url)
    await asyncio.to_thread(_bring_up_to_date, address, dialect)
    engine = create_async_engine(address, **_options(address, dialect))
    _prepare(engine.sync_engine, dialect)
    try:
        yield Database(engine, dialect, asyncio.Lock() if dialect == "sqlite" else nullcontext())
    finally:
        await engine.dispose()


def parse_url(url: str) -> tuple[URL, Dialect]:
    """What `DATABASE_URL` means to SQLAlchemy's async engine. Raises BadSetting."""
    try:
        given = make_url(url)
    except ArgumentError as error:
        raise BadSetting("DATABASE_URL is not an address I can read; try sqlite:///data/paperwire.db.") from error
    dialect = _DRIVERS.get(given.drivername)
    if dialect is None:
        raise BadSetting("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if dialect == "postgresql":
        return given.set(drivername="postgresql+psycopg"), dialect
    if not given.database or ":memory:" in given.database:
        raise BadSetting("DATABASE_URL must name a file: sqlite:///data/paperwire.db.")
    return given.set(drivername="sqlite+aiosqlite"), dialect


def _bring_up_to_date(address: URL, dialect: Dialect) -> None:
    """Runs in a thread, on a plain connection of its own: Alembic knows no async."""
    from retrieval.shelf.migrate import migrate  # Alembic is slow to import

    if dialect == "sqlite":
        _make_folder(address)
        address = address.set(drivername="sqlite")
    engine = create_engine(address, **_options(address, dialect), poolclass=NullPool)
    _prepare(engine, dialect)
    with translated():
        migrate(engine)


def _make_folder(address: URL) -> None:
    path = address.database or ""
    if path.startswith("file:"):
        return  # SQLite's own form of address; who uses it has made the folder
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageRefused(
            "The folder of the database (PAPERWIRE_HOME, or DATABASE_URL) can be neither found nor made."
        ) from error


def _options(address: URL, dialect: Dialect) -> dict[str, Any]:
    """Without `hide_parameters`, people's questions would stand in error messages."""
    if dialect == "sqlite":
        return {"hide_parameters": True, "connect_args": {"isolation_level": None}}  # `_begin` begins
    own = address.query.get("options", "")
    limits = f"{own if isinstance(own, str) else ' '.join(own)} {_POSTGRES_LIMITS}"
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 10, "options": limits},
    }


def _prepare(engine: Engine, dialect: Dialect) -> None:
    if dialect == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once: one that began as a reader could be refused at its first write."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
