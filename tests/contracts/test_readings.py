"""What a shelf promises of full texts, kept by the one in memory, the one in SQLite and the one in PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from retrieval.answer import Scope
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.text import Figure, Reference
from retrieval.paper import PUBLIC, Paper, Passage
from retrieval.ports import PaperStore

AT = datetime(2026, 3, 2, 5, tzinfo=UTC)
LATER = AT + timedelta(days=1)
CATS = Paper(
    id="2603.00001",
    version=1,
    title="How cats sleep",
    abstract="Cats sleep for sixteen hours.",
    announced=date(2026, 3, 2),
)
READ = Reading(
    outcome=Outcome.READ,
    tried=AT,
    format="pdf",
    pages=9,
    pages_read=9,
    references=(Reference("[1]", "A. Cat. 2001."),),
    figures=(Figure("1", "A cat “at night”.", "https://arxiv.org/html/x1.png", "https://arxiv.org/html/x#F1"),),
)


def full(paper: Paper, *texts: str) -> list[Passage]:
    return [
        Passage(
            paper_id=paper.id,
            version=paper.version or 1,
            ordinal=n,
            title=paper.title,
            text=text,
            section=f"{n} Part",
            page=n,
            owner=paper.owner,
        )
        for n, text in enumerate(texts, 1)
    ]


async def found(store: PaperStore, text: str, owner: str = PUBLIC) -> list[str]:
    ranked = await store.lexical(text, scope=Scope(owner=owner), limit=10)
    passages = await store.load(hit.row for hit in ranked)
    return [passages[hit.row].key for hit in ranked]


async def test_of_a_paper_nobody_asked_for_there_is_no_reading(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    assert await store.reading(CATS) is None
    assert [one.ordinal for one in await store.of_version(CATS)] == [0]


async def test_a_reading_comes_back_as_it_was_put(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams.", "They last nine days."))
    assert await store.reading(CATS) == READ
    abstract, first, second = await store.passages([CATS.id], owner=PUBLIC)
    assert (abstract.ordinal, abstract.text) == (0, CATS.abstract)
    assert (first.key, first.section, first.page) == ("2603.00001v1#1", "1 Part", 1)
    assert second.text == "They last nine days."
    assert await store.of_version(CATS) == [abstract, first, second]


async def test_full_text_is_searched_counted_and_new_to_the_index(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    await store.mark_indexed(await store.rows_of(Scope(), limit=9), "g")
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    assert await found(store, "collars") == ["2603.00001v1#1"]
    assert [one.ordinal for one in await store.unindexed("g")] == [1]
    assert (await store.counts("g"))["passages"] == 2
    assert len(await store.rows_of(Scope(paper_ids=frozenset({CATS.id})), limit=9)) == 2
    assert (await store.titled("cats sleep", owner=PUBLIC))[0].id == CATS.id


async def test_what_is_read_stays_as_it_was_read(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    await store.put_reading(CATS, replace(READ, tried=LATER), full(CATS, "Something else."))
    await store.put_reading(CATS, Reading(outcome=Outcome.UNREACHABLE, tried=LATER))
    assert await store.reading(CATS) == READ
    assert await found(store, "collars") == ["2603.00001v1#1"]
    assert await found(store, "something") == []


async def test_a_failed_reading_is_replaced_by_the_next(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    failed = Reading(outcome=Outcome.UNREACHABLE, tried=AT)
    await store.put_reading(CATS, failed)
    assert await store.reading(CATS) == failed
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    assert await store.reading(CATS) == READ


async def test_a_new_version_puts_the_full_text_of_the_old_out_of_sight_but_not_away(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    second = replace(CATS, version=2, abstract="Cats sleep for seventeen hours.")
    await store.add([second], captured=LATER)
    assert await found(store, "collars") == []
    assert [one.key for one in await store.passages([CATS.id], owner=PUBLIC)] == ["2603.00001v2#0"]
    assert [one.key for one in await store.of_version(CATS)] == ["2603.00001v1#0", "2603.00001v1#1"]
    assert await store.reading(second) is None
    await store.put_reading(second, READ, full(second, "New collars weigh 11 grams."))
    assert await found(store, "collars") == ["2603.00001v2#1"]


async def test_an_older_version_may_be_read_without_being_searched(store: PaperStore) -> None:
    second = replace(CATS, version=2, abstract="Cats sleep for seventeen hours.")
    await store.add([second, CATS], captured=AT)
    assert await store.of_version(CATS) == []
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    assert [one.text for one in await store.of_version(CATS)] == [CATS.abstract, "Collars weigh 23 grams."]
    assert await found(store, "collars") == []
    assert (await store.counts("g"))["passages"] == 1


@pytest.mark.parametrize("retold", [True, False])
async def test_what_the_abstract_learns_leaves_the_full_text_alone(store: PaperStore, retold: bool) -> None:
    bare = replace(CATS, abstract="Our words." if retold else "", retold=retold)
    await store.add([bare], captured=AT)
    await store.put_reading(bare, READ, full(bare, "Collars weigh 23 grams."))
    (row,) = [one.row for one in await store.passages([CATS.id], owner=PUBLIC) if one.ordinal == 1]
    await store.add([CATS], captured=LATER)
    passages = await store.passages([CATS.id], owner=PUBLIC)
    assert [one.text for one in passages] == [CATS.abstract, "Collars weigh 23 grams."]
    assert passages[1].row == row
    assert [one.text for one in await store.of_version(CATS)] == [CATS.abstract, "Collars weigh 23 grams."]


async def test_the_full_text_of_a_servers_copy_answers_nobody_else(store: PaperStore) -> None:
    mine = replace(CATS, owner="guild-1")
    await store.add([CATS, mine], captured=AT)
    await store.put_reading(mine, READ, full(mine, "Collars weigh 23 grams."))
    assert await found(store, "collars", "guild-1") == ["2603.00001v1#1"]
    assert await found(store, "collars", "guild-2") == await found(store, "collars") == []
    assert await store.reading(CATS) is None
    assert len(await store.of_version(CATS)) == 1


async def test_an_unknown_paper_is_ignored(store: PaperStore) -> None:
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    assert await store.reading(CATS) is None
    assert (await store.counts("g"))["passages"] == 0


async def test_the_list_of_what_is_to_be_read_has_the_latest_first_and_waits_after_a_failure(store: PaperStore) -> None:
    new = replace(CATS, id="2603.00002", announced=date(2026, 3, 5))
    await store.add([CATS, new], captured=AT)
    assert await store.want([CATS, new], now=AT) == 2
    assert await store.want([CATS, new], now=LATER) == 0
    assert [one.id for one in await store.to_read(now=AT, limit=9)] == [new.id, CATS.id]
    assert [one.id for one in await store.to_read(now=AT, limit=1)] == [new.id]
    await store.put_reading(new, READ, full(new, "Collars."))
    failed = Reading(outcome=Outcome.UNREACHABLE, tried=AT)
    await store.put_reading(CATS, failed)
    assert failed.next_try is not None
    assert await store.to_read(now=AT, limit=9) == []
    assert await store.to_read(now=failed.next_try, limit=9) == [CATS]
    await store.put_reading(CATS, Reading(outcome=Outcome.ENCRYPTED, tried=AT))
    assert await store.to_read(now=AT + timedelta(days=999), limit=9) == []


def test_the_wait_doubles_and_ends() -> None:
    waits = []
    for tries in range(1, 9):
        again = Reading(outcome=Outcome.UNREACHABLE, tried=AT, tries=tries).next_try
        waits.append(again - AT if again else None)
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits[6:] == [None, None]


def test_every_outcome_has_one_sentence_but_that_of_success() -> None:
    for outcome in Outcome:
        assert (outcome is Outcome.READ) == (outcome.for_people == "")
        assert outcome.for_people.endswith(".") or outcome is Outcome.READ
        assert len(outcome.for_people) < 120
    part = Reading(outcome=Outcome.IN_PART, tried=AT, pages=400, pages_read=200)
    assert part.for_people == "The paper has 400 pages; I read the first 200."


async def test_the_abstract_alone_can_be_asked_for(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    await store.put_reading(CATS, READ, full(CATS, "Collars weigh 23 grams."))
    assert [one.ordinal for one in await store.passages([CATS.id], owner=PUBLIC)] == [0, 1]
    assert [one.ordinal for one in await store.passages([CATS.id], owner=PUBLIC, abstracts_only=True)] == [0]
