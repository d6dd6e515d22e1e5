"""Each port's implementations: the fake, and the real thing on both databases."""

from collections.abc import AsyncIterator

import pytest

from retrieval.database import open_database
from retrieval.ports import PaperStore
from retrieval.store import SqlPaperStore
from schedules.outbox import SqlOutbox
from schedules.parcels import Outbox
from tests.databases import (  # noqa: F401 - fixtures are found by name
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.outbox import FakeOutbox
from tests.fakes.store import FakePaperStore

URLS = {"sqlite": "migrated_sqlite_url", "postgresql": "migrated_postgres_url"}


@pytest.fixture(params=["fake", *URLS])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fake."""
    return str(request.getfixturevalue(URLS[request.param])) if request.param in URLS else ""


@pytest.fixture
async def store(where: str) -> AsyncIterator[PaperStore]:
    if not where:
        yield FakePaperStore()
        return
    async with open_database(where) as database:
        yield SqlPaperStore(database)


@pytest.fixture
async def outbox(where: str) -> AsyncIterator[Outbox]:
    if not where:
        yield FakeOutbox()
        return
    async with open_database(where) as database:
        yield SqlOutbox(database)
