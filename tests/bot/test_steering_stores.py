"""Changes and notes, in memory and in both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.changes import Change, Changes, SqlChanges
from bot.notes import Notes, SqlNotes
from retrieval.database import Database, open_database
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Entry,
    Heading,
    Quoted,
    Small,
    Span,
    Text,
    plain,
)
from tests.databases import (  # noqa: F401 - fixtures are found by name
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.desk import NOW, pseudonym
from tests.fakes.editions import edition, item
from tests.fakes.press import subscription
from tests.fakes.steering import FakeChanges, FakeNotes

URLS = {"sqlite": "migrated_sqlite_url", "postgresql": "migrated_postgres_url"}
ONE_OF_EACH: tuple[Block, ...] = (
    Heading("Heading", link="https://arxiv.org"),
    Text((Span("text", bold=True), Span("more", link="https://arxiv.org"))),
    Bullets((plain("one"), plain("two", "three"))),
    Quoted("quoted", plain("source")),
    Code("code", "setup"),
    Small(plain("small")),
    Divider(),
    Actions((Button("Post", "post", "note"),)),
)
DOCUMENT = Document("summary", ONE_OF_EACH, (Entry(ONE_OF_EACH, about="2506.07751"), Entry(())))


@pytest.fixture(params=["fake", *URLS])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fakes."""
    return str(request.getfixturevalue(URLS[request.param])) if request.param in URLS else ""


@pytest.fixture
async def database(where: str) -> AsyncIterator[Database | None]:
    if not where:
        yield None
        return
    async with open_database(where) as opened:
        yield opened


@pytest.fixture
def changes(database: Database | None) -> Changes:
    return SqlChanges(database) if database else FakeChanges()


@pytest.fixture
def notes(database: Database | None) -> Notes:
    return SqlNotes(database, pseudonym) if database else FakeNotes()


def change(what: str = "paused the posts", *, minutes: int = 0, name: str = "s") -> Change:
    before = subscription(name)
    after = replace(before, paused=True, revision=minutes + 1, since=NOW)
    return Change(
        subscription=name, before=before, after=after, who="Ada", what=what, at=NOW + timedelta(minutes=minutes)
    )


async def test_changes_come_back_as_they_were_newest_first(changes: Changes) -> None:
    first, second = change(), replace(change("set this channel up", minutes=1), before=None)
    for one in (first, second, change(name="other")):
        await changes.add(one)
    assert await changes.newest("s") == [second, first]
    assert await changes.newest("s", limit=1) == [second]
    assert await changes.newest("nobody's") == []


async def test_a_change_is_taken_back_once(changes: Changes) -> None:
    first, second = change(), change("resumed the posts")
    await changes.add(first)
    await changes.add(second)
    assert [await changes.take_back(second) for _ in range(2)] == [True, False]
    assert await changes.newest("s") == [first]


async def test_a_change_may_hold_any_text(changes: Changes) -> None:
    hostile = change("added the topic “@everyone\u202e ☃”")
    await changes.add(hostile)
    assert await changes.newest("s") == [hostile]


async def test_a_document_comes_back_as_it_was_to_whom_it_was_laid_by_for(notes: Notes) -> None:
    note_id = await notes.keep(DOCUMENT, server="x", person="ada", at=NOW)
    assert await notes.document(note_id, server="x", person="ada") == DOCUMENT
    assert await notes.document(note_id, server="x", person="bo") is None
    assert await notes.document(note_id, server="y", person="ada") is None
    assert await notes.edition(note_id, server="x") is None


async def test_a_document_is_taken_once_by_whom_it_was_laid_by_for_and_can_still_be_read(notes: Notes) -> None:
    note_id = await notes.keep(DOCUMENT, server="x", person="ada", at=NOW)
    assert not await notes.take(note_id, server="x", person="bo")
    assert await notes.take(note_id, server="x", person="ada")
    assert not await notes.take(note_id, server="x", person="ada")
    assert await notes.document(note_id, server="x", person="ada") == DOCUMENT


async def test_an_edition_comes_back_as_it_was_in_its_server(notes: Notes) -> None:
    made = edition(item(1), item(2, before=("6 March: x",)))
    note_id = await notes.keep(made, server="x", person="ada", at=NOW)
    assert await notes.edition(note_id, server="x") == made
    assert await notes.edition(note_id, server="y") is None
    assert await notes.document(note_id, server="x", person="ada") is None


async def test_notes_have_short_ids_of_their_own_that_fit_a_button(notes: Notes) -> None:
    ids = {await notes.keep(DOCUMENT, server="x", person="ada", at=NOW) for _ in range(20)}
    assert len(ids) == 20
    assert all(one.isascii() and one.isalnum() and len(one) <= 16 for one in ids)


async def test_old_notes_are_thrown_away(notes: Notes) -> None:
    old = await notes.keep(DOCUMENT, server="x", person="ada", at=NOW - timedelta(days=8))
    new = await notes.keep(DOCUMENT, server="x", person="ada", at=NOW)
    assert await notes.clear(before=NOW - timedelta(days=7)) == 1
    assert await notes.document(old, server="x", person="ada") is None
    assert await notes.document(new, server="x", person="ada") == DOCUMENT


@pytest.mark.parametrize("note_id", ["", "nothing", "x" * 10_000, "\x00", "' OR 1=1 --", "\ud800"])
async def test_a_made_up_id_finds_nothing(notes: Notes, note_id: str) -> None:
    await notes.keep(DOCUMENT, server="x", person="ada", at=NOW)
    assert await notes.document(note_id, server="x", person="ada") is None
    assert await notes.edition(note_id, server="x") is None
    assert not await notes.take(note_id, server="x", person="ada")


async def test_a_persons_id_is_not_kept(database: Database | None) -> None:
    """What is kept is the pseudonym that the notes ask for."""
    if database is None:
        return
    asked: list[tuple[str, str]] = []

    async def noted(platform: str, person: str) -> str:
        asked.append((platform, person))
        return "hash"

    notes = SqlNotes(database, noted)
    note_id = await notes.keep(DOCUMENT, server="x", person="ada", at=datetime(2026, 3, 6, tzinfo=UTC))
    async with database.reading() as db:
        rows = (await db.exec_driver_sql("SELECT person FROM notes")).scalars().all()
    assert list(rows) == ["hash"]
    assert asked == [("notes", "ada")]
    assert await notes.document(note_id, server="x", person="ada") == DOCUMENT
