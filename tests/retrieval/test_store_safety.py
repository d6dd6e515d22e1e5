"""The shelf among crashes, other processes and full disks: all of it or none of it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, text

from retrieval.answer import Scope
from retrieval.database import Database, open_database
from retrieval.errors import StorageRefused
from retrieval.paper import Paper, Passage
from retrieval.ports import Added
from retrieval.store import SqlPaperStore
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)

AT = datetime(2026, 3, 2, 5, tzinfo=UTC)

ADD = """
import asyncio, sys
from itertools import islice
from datetime import UTC, datetime
from retrieval.database import open_database
from retrieval.paper import Paper
from retrieval.store import SqlPaperStore

url, at_once, stop = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

def papers():
    for n in range(400):
        if n == stop:
            print("stopped", flush=True)
            sys.stdin.read()
        yield Paper(id=f"x:{n}", title=f"Paper {n}", abstract="the same words " * 50, categories=("cs.CL",))

async def main():
    async with open_database(url) as database:
        store, told = SqlPaperStore(database), papers()
        while batch := list(islice(told, at_once)) if stop < 0 else told:
            await store.add(batch, captured=datetime(2026, 3, 2, tzinfo=UTC))

asyncio.run(main())
"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:  # noqa: F811 - a fixture is named by its argument
    async with open_database(database_url) as opened:
        yield opened


def a_paper(number: int) -> Paper:
    return Paper(id=f"x:{number}", version=1, title=f"Paper {number}", abstract="the same words")


async def shelf(database: Database) -> tuple[int, int, int]:
    """Papers, passages, and passages that the lexical index holds; the index itself is checked."""
    store = SqlPaperStore(database)
    counts = await store.counts("g")
    if database.dialect == "sqlite":
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)"))
    hits = await store.lexical("words", scope=Scope(), limit=100_000)
    return counts["papers"], counts["passages"], len(hits)


async def shelf_at(url: str) -> tuple[int, int, int]:
    async with open_database(url) as database:
        return await shelf(database)


def test_killed_while_adding_it_has_added_nothing(database_url: str) -> None:  # noqa: F811 - a fixture
    command = [sys.executable, "-c", ADD, database_url, "0", "350"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stopped\n", "350 papers are written, none is committed"
        process.kill()
    assert asyncio.run(shelf_at(database_url)) == (0, 0, 0)
    subprocess.run([sys.executable, "-c", ADD, database_url, "400", "-1"], check=True)
    assert asyncio.run(shelf_at(database_url)) == (400, 400, 400)


def test_two_processes_that_add_the_same_papers_add_each_once(database_url: str) -> None:  # noqa: F811 - a fixture
    command = [sys.executable, "-c", ADD, database_url, "20", "-1"]
    started = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(90) for process in started] == [0, 0]
    assert asyncio.run(shelf_at(database_url)) == (400, 400, 400)


async def test_a_disk_that_fills_up_while_adding_leaves_what_was_there(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(migrated_sqlite_url) as database:
        store = SqlPaperStore(database)
        await store.add([a_paper(1)], captured=AT)
        event.listen(
            database.engine.sync_engine,
            "connect",
            lambda connection, _: connection.cursor().execute("PRAGMA max_page_count = 120"),
        )
        await database.engine.dispose()
        with pytest.raises(StorageRefused, match="full"):
            await store.add((replace(a_paper(n), abstract="words " * 500) for n in range(500)), captured=AT)
        assert await shelf(database) == (1, 1, 1)


async def test_a_long_stream_of_papers_is_never_held_as_a_whole(database: Database) -> None:
    alive = most = 0

    class Counted(str):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def stream() -> Iterator[Paper]:
        nonlocal alive, most
        for number in range(1000):
            alive += 1
            most = max(most, alive)
            yield replace(a_paper(number), comment=Counted("x"))

    assert await SqlPaperStore(database).add(stream(), captured=AT) == Added(new=1000)
    assert most <= 500


async def test_a_new_version_replaces_every_passage_of_the_old_one(database: Database) -> None:
    """Whatever cuts papers into passages, more or fewer of them than before."""

    def sentences(paper: Paper) -> list[Passage]:
        told = enumerate(paper.abstract.split(". "))
        return [
            Passage(paper_id=paper.id, version=paper.version or 1, ordinal=n, title=paper.title, text=sentence, page=n)
            for n, sentence in told
        ]

    store = SqlPaperStore(database, cut=sentences)
    paper = replace(a_paper(1), abstract="First words. Second words. Third words")
    await store.add([paper], captured=AT)
    assert await shelf(database) == (1, 3, 3)
    await store.add([replace(paper, version=2, abstract="Other words")], captured=AT)
    assert await shelf(database) == (1, 1, 1)
    assert [(p.text, p.page, p.version) for p in await store.passages(["x:1"], owner="")] == [("Other words", 0, 2)]
    await store.add([replace(paper, version=3)], captured=AT)
    assert await shelf(database) == (1, 3, 3)
    assert [p.ordinal for p in await store.passages(["x:1"], owner="")] == [0, 1, 2]


async def test_the_lexical_index_of_sqlite_can_be_rebuilt_from_the_texts(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(migrated_sqlite_url) as database:
        store = SqlPaperStore(database)
        await store.add([a_paper(1), a_paper(2)], captured=AT)
        await store.add([replace(a_paper(1), version=2, abstract="other words")], captured=AT)
        before = await store.lexical("words other", scope=Scope(), limit=10)
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO words (words) VALUES ('rebuild')"))
        assert await store.lexical("words other", scope=Scope(), limit=10) == before
        assert await shelf(database) == (2, 2, 2)
