"""Opening a database: where it may be, how it comes up to date, and what is said when it cannot be used."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, func, insert, inspect, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import SchemaItem

import bot.tables
import retrieval.shelf.tables
import schedules.tables
from retrieval.database import Database, metadata, open_database, parse_url
from retrieval.errors import BadSetting, NewerDatabase, StorageRefused, StoreUnavailable
from retrieval.shelf.migrate import FOLDER, revisions
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    empty_url,
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    postgres_url,
    run_sql,
    sql_value,
    sqlite_url,
)

ROOMS = (retrieval.shelf.tables, schedules.tables, bot.tables)
"""Whoever declares tables is imported here, so that they are compared with what the migrations make."""

OPEN = """
import asyncio, sys
from retrieval.database import open_database
async def main():
    async with open_database(sys.argv[1]) as database, database.reading():
        print("alembic" in sys.modules)
asyncio.run(main())
"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:  # noqa: F811 - a fixture is named by its argument
    async with open_database(database_url) as opened:
        yield opened


async def opening(url: str) -> None:
    async with open_database(url) as database, database.reading() as connection:
        await connection.execute(text("SELECT count(*) FROM papers"))


# addresses


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_by_its_usual_names(scheme: str) -> None:
    url, dialect = parse_url(f"{scheme}://me:secret@example.org/papers")
    assert (url.drivername, dialect, url.password) == ("postgresql+psycopg", "postgresql", "secret")


@pytest.mark.parametrize(
    "url", ["", "papers.db", "mysql://h/d", "postgresql+psycopg2://h/d", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_of_another_kind_is_a_bad_setting_with_one_sentence(url: str) -> None:
    with pytest.raises(BadSetting) as refused:
        parse_url(url)
    assert refused.value.for_people.startswith("DATABASE_URL ")


# coming up to date


# of SQLite's indexes on expressions nothing can be told; test_a_doi_is_looked_up_in_its_index looks at that one
@pytest.mark.filterwarnings("ignore:.*expression-based index .?ix_papers_doi")
async def test_the_migrations_make_the_tables_that_the_rooms_declare(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_doi_is_looked_up_in_its_index(database: Database) -> None:
    lookup = select(retrieval.shelf.tables.papers.c.pk).where(
        func.lower(retrieval.shelf.tables.papers.c.doi) == "10.1000/1", retrieval.shelf.tables.papers.c.doi != ""
    )
    server = database.dialect == "postgresql"
    async with database.reading() as connection:
        if server:  # of a table without rows it would rather read all
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        asked = str(lookup.compile(connection.sync_engine, compile_kwargs={"literal_binds": True}))
        plan = await connection.execute(text(f"EXPLAIN {'' if server else 'QUERY PLAN '}{asked}"))
        assert "ix_papers_doi" in " ".join(str(row) for row in plan)


def differences(connection: Connection) -> list[object]:
    def ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (kind == "table" and reflected and str(name).startswith("words"))  # the lexical index

    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_what_people_did_before_is_there_when_channels_come_into_the_key(empty_url: str) -> None:  # noqa: F811 - a fixture
    """The migration 0010 makes the key of a table that has rows anew."""
    url, _ = parse_url(empty_url)
    row = "INSERT INTO opinions VALUES ('fake', 'one', :channel, 'ada', '2506.07751', 'up', '', '2026-03-06 12:00:00')"
    engine = create_engine(url.set(drivername=url.drivername.removesuffix("+aiosqlite")))
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(FOLDER))
        command.upgrade(config, "0009")
        connection.execute(text(row), {"channel": "papers"})
    engine.dispose()

    async with open_database(empty_url) as database, database.writing() as connection:
        await connection.execute(text(row), {"channel": "other"})
        there = await connection.scalars(text("SELECT channel FROM opinions ORDER BY channel"))
        assert there.all() == ["other", "papers"]
        key = await connection.run_sync(lambda sync: inspect(sync).get_pk_constraint("opinions"))
        assert key["constrained_columns"] == ["server", "channel", "person", "paper", "kind"]


def test_a_migration_is_named_by_its_revision_and_the_last_file_is_the_head() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    chain = [script.revision for script in scripts.walk_revisions()][::-1]
    assert chain == revisions()
    assert scripts.get_heads() == revisions()[-1:]


@pytest.mark.parametrize("processes", [3])
def test_processes_that_open_a_new_database_at_once_all_get_it(empty_url: str, processes: int) -> None:  # noqa: F811 - a fixture
    started = [subprocess.Popen([sys.executable, "-c", OPEN, empty_url]) for _ in range(processes)]
    assert [process.wait(60) for process in started] == [0] * processes


def test_a_database_that_is_up_to_date_is_opened_without_alembic(database_url: str) -> None:  # noqa: F811 - a fixture
    done = subprocess.run([sys.executable, "-c", OPEN, database_url], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


async def test_a_database_of_a_later_paperwire_is_refused_and_left_alone(database_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(database_url) as database, database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.execute(text("DROP TABLE texts"))  # nobody knows what later versions do
    with pytest.raises(NewerDatabase, match="update Paperwire"):
        await opening(database_url)
    with pytest.raises(NewerDatabase):
        await opening(database_url)
    await restore(database_url)


async def restore(url: str) -> None:
    """The PostgreSQL database is shared with the tests that come after."""
    if url.startswith("postgres"):
        run_sql(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        await opening(url)


# transactions


async def test_what_fails_in_the_middle_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await write(database, (str(1 // (1 - number)) for number in range(2)))
    assert await written(database) == []


async def test_a_broken_constraint_is_told_as_such(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await write(database, ["a", "a"])
    assert await written(database) == []


async def write(database: Database, ids: Iterable[str], size: int = 1) -> None:
    async with database.writing() as connection:
        for each in ids:
            await connection.execute(insert(schedules.tables.subscriptions).values(id=each, subscription="x" * size))


async def written(database: Database) -> list[str]:
    async with database.reading() as connection:
        return list(await connection.scalars(select(schedules.tables.subscriptions.c.id)))


async def test_many_writers_of_one_process_wait_for_each_other(database: Database) -> None:
    await asyncio.gather(*(write(database, [str(number)]) for number in range(12)))
    assert len(await written(database)) == 12


async def test_sqlite_keeps_a_write_ahead_log_and_checks_foreign_keys(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(migrated_sqlite_url) as database, database.reading() as connection:
        pragmas = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        assert [await connection.scalar(text(f"PRAGMA {name}")) for name in pragmas] == ["wal", 1, 1, 5000]


# SQLite that cannot be used


async def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StorageRefused, match="folder"):
        await opening(f"sqlite:///{tmp_path / 'data' / 'paperwire.db'}")


async def test_a_folder_where_nothing_can_be_written() -> None:
    with pytest.raises(StorageRefused, match=r"folder|write-protected"):
        await opening("sqlite:////proc/paperwire.db")


async def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(StorageRefused, match="cannot be opened"):
        await opening(f"sqlite:///{tmp_path}")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "paperwire.db"
    file.write_bytes(b"%PDF-1.7 " * 1000)
    with pytest.raises(StorageRefused, match="damaged, or is not a database"):
        await opening(f"sqlite:///{file}")
    assert file.read_bytes() == b"%PDF-1.7 " * 1000


def test_a_damaged_file(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    file = Path(make_url(migrated_sqlite_url).database or "")
    pages = file.read_bytes()
    file.write_bytes(pages[:100] + b"\x55" * (len(pages) - 100))
    with pytest.raises(StorageRefused, match="damaged"):
        asyncio.run(opening(migrated_sqlite_url))


async def test_a_database_that_may_only_be_read_is_read_but_not_written(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    file = make_url(migrated_sqlite_url).database
    async with open_database(f"sqlite:///file:{file}?mode=ro&uri=true") as database:
        assert await written(database) == []
        with pytest.raises(StorageRefused, match="only be read"):
            await write(database, ["a"])


async def test_a_full_disk_keeps_what_was_there_and_goes_on_once_there_is_room(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(migrated_sqlite_url) as database:
        await write(database, ["before"])
        await limit(database, "max_page_count = 80")
        with pytest.raises(StorageRefused, match="full"):
            await write(database, map(str, range(100)), size=10_000)
        await limit(database, "max_page_count = 100000")
        await write(database, ["after"])
        assert await written(database) == ["after", "before"]


async def test_another_process_that_writes_for_long_is_waited_for_and_then_named(migrated_sqlite_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(migrated_sqlite_url) as database, open_database(migrated_sqlite_url) as other:
        await limit(database, "busy_timeout = 20")
        async with other.writing():
            with pytest.raises(StoreUnavailable, match="busy"):
                await write(database, ["a"])


async def limit(database: Database, pragma: str) -> None:
    """Every connection from now on has this limit."""
    event.listen(
        database.engine.sync_engine, "connect", lambda connection, _: connection.cursor().execute(f"PRAGMA {pragma}")
    )
    await database.engine.dispose()


# PostgreSQL that cannot be used


@pytest.fixture
def locked_role(postgres: str) -> Iterator[str]:  # noqa: F811 - a fixture
    """A role that must give its password and owns nothing."""
    run_sql(postgres, "DROP ROLE IF EXISTS locked", "CREATE ROLE locked LOGIN PASSWORD 'open sesame'")
    hba = Path(sql_value(postgres, "SHOW hba_file"))
    before = hba.read_text()
    hba.write_text("local all locked scram-sha-256\n" + before)
    run_sql(postgres, "SELECT pg_reload_conf()")
    yield "locked"
    hba.write_text(before)
    run_sql(postgres, "SELECT pg_reload_conf()")


async def test_a_wrong_password_is_named_without_being_told(postgres_url: str, locked_role: str) -> None:  # noqa: F811 - a fixture
    wrong = make_url(postgres_url).set(username=locked_role, password="hunter2")
    with pytest.raises(StorageRefused, match="password: check DATABASE_URL") as refused:
        await opening(wrong.render_as_string(hide_password=False))
    assert "hunter2" not in str(refused.value)


async def test_a_user_without_rights_is_told_which(postgres_url: str, locked_role: str) -> None:  # noqa: F811 - a fixture
    stranger = make_url(postgres_url).set(username=locked_role, password="open sesame")
    with pytest.raises(StorageRefused, match="lacks rights"):
        await opening(stranger.render_as_string(hide_password=False))


async def test_a_database_that_the_server_does_not_have(postgres: str) -> None:  # noqa: F811 - a fixture
    with pytest.raises(StorageRefused, match="no such database"):
        await opening(make_url(postgres).set(database="nowhere").render_as_string(hide_password=False))


@pytest.mark.parametrize("address", ["postgresql://me:hunter2@127.0.0.1:9/papers", "postgres:///papers?host=/nowhere"])
async def test_a_server_that_is_not_there_may_be_back_later(address: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not answer") as down:
        await opening(address)
    assert down.value.retryable
    assert "hunter2" not in str(down.value)


async def test_a_server_that_takes_no_writes(postgres_url: str) -> None:  # noqa: F811 - a fixture
    run_sql(postgres_url, f"ALTER DATABASE {make_url(postgres_url).database} SET default_transaction_read_only = on")
    with pytest.raises(StorageRefused, match="only be read"):
        await opening(postgres_url)


async def test_a_database_in_another_encoding(postgres: str) -> None:  # noqa: F811 - a fixture
    run_sql(postgres, "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    with pytest.raises(StorageRefused, match="UTF8"):
        await opening(make_url(postgres).set(database="latin").render_as_string(hide_password=False))
    run_sql(postgres, "DROP DATABASE latin WITH (FORCE)")


async def test_after_the_server_was_restarted_the_next_question_is_answered(migrated_postgres_url: str) -> None:  # noqa: F811 - a fixture
    async with open_database(migrated_postgres_url) as database:
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))
        run_sql(
            migrated_postgres_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        async with database.reading() as connection:
            assert await connection.scalar(text("SELECT 1")) == 1
