"""What a memory promises, kept by the one in memory, the one in SQLite and the one in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from retrieval.database import open_database
from schedules.edition import Edition, Item
from schedules.memory import Memories, SqlMemories
from schedules.remembered import Changed, Measure, Memory, Prediction, Score, Tie
from tests.fakes.editions import edition, item, paper
from tests.fakes.memories import FakeMemories

S = "fake:#papers"
FIRST, SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
OLD, NEW = paper("2603.00001", "Old stars"), paper("2603.00002", "New stars")


@pytest.fixture
async def memories(where: str) -> AsyncIterator[Memories]:
    if not where:
        yield FakeMemories()
        return
    async with open_database(where) as database:
        yield SqlMemories(database)


def on(day: date, *items: Item, **memory: object) -> Edition:
    return edition(*items, key=f"{S}/{day}", day=day, memory=Memory(**memory))  # type: ignore[arg-type]  # by name


def tie(name: str = "dark matter halo") -> Tie:
    return Tie(
        thread=name,
        paper_id=NEW.id,
        title=NEW.title,
        earlier_id=OLD.id,
        earlier_title=OLD.title,
        earlier_day=FIRST,
        relation="continues",
        gloss="Old stars are old.",
    )


def bet(name: str = "b1", made: date = FIRST, **other: object) -> Prediction:
    words = {"claim": "More stars will come.", "horizon": 14, "criterion": "False if none comes."} | other
    return Prediction(id=name, made=made, **words)  # type: ignore[arg-type]  # by name


async def two_days(memories: Memories) -> None:
    await memories.keep(S, on(FIRST, item(1, "Old stars are old.", paper=OLD, topic="stars: all of them")))
    await memories.keep(S, on(SECOND, item(1, "New stars are new.", paper=NEW, topic="stars"), ties=(tie(),)))


async def test_a_kept_paper_comes_back_as_it_was_that_day(memories: Memories) -> None:
    await memories.keep(S, on(FIRST, item(1, "Old stars are old.", paper=replace(OLD, version=2))))
    (kept,) = await memories.kept(S, before=SECOND)
    assert (kept.paper_id, kept.title, kept.day, kept.finding) == (OLD.id, "Old stars", FIRST, "Old stars are old.")
    assert (kept.version, kept.withdrawn, kept.noted, kept.thread) == (2, False, None, "")


async def test_what_stands_below_the_items_is_kept_too(memories: Memories) -> None:
    await memories.keep(S, replace(on(FIRST, item(1, paper=OLD)), also=(item(2, paper=NEW),)))
    assert {one.paper_id for one in await memories.kept(S, before=SECOND)} == {OLD.id, NEW.id}


async def test_nothing_of_a_day_or_later_is_remembered_on_that_day(memories: Memories) -> None:
    await two_days(memories)
    assert await memories.kept(S, before=FIRST) == []
    assert [one.paper_id for one in await memories.kept(S, before=SECOND)] == [OLD.id]
    assert [one.paper_id for one in await memories.kept(S, before=THIRD)] == [NEW.id, OLD.id], "newest first"


async def test_a_thread_is_not_known_before_the_day_that_named_it(memories: Memories) -> None:
    await two_days(memories)
    assert [one.thread for one in await memories.kept(S, before=SECOND)] == [""]
    assert {one.thread for one in await memories.kept(S, before=THIRD)} == {"dark matter halo"}


async def test_keeping_an_edition_again_changes_nothing(memories: Memories) -> None:
    await two_days(memories)
    once = await memories.kept(S, before=THIRD), await memories.threads(S), await memories.concepts(S)
    await two_days(memories)
    assert once == (await memories.kept(S, before=THIRD), await memories.threads(S), await memories.concepts(S))


async def test_a_paper_is_of_the_first_day_that_kept_it_whichever_came_first_to_be_kept(memories: Memories) -> None:
    await memories.keep(S, on(SECOND, item(1, "Said later.", paper=OLD, topic="stars")))
    await memories.keep(S, on(FIRST, item(1, "Said first.", paper=OLD, topic="stars")))
    await memories.keep(S, on(THIRD, item(1, "Said last.", paper=OLD, topic="stars")))
    (kept,) = await memories.kept(S, before=SECOND)
    assert (kept.day, kept.finding) == (FIRST, "Said first.")
    assert [one.day for one in await memories.note(S, "stars")] == [FIRST]


async def test_channels_remember_each_for_itself(memories: Memories) -> None:
    await two_days(memories)
    assert await memories.kept("fake:#other", before=THIRD) == []
    assert await memories.threads("fake:#other") == []
    assert await memories.note("fake:#other", "stars") == []
    assert await memories.score("fake:#other") == Score()


async def test_a_thread_has_the_papers_of_both_days_oldest_first(memories: Memories) -> None:
    await two_days(memories)
    (thread,) = await memories.threads(S)
    assert thread.name == "dark matter halo"
    assert [(day, paper_id) for day, paper_id, _ in thread.papers] == [(FIRST, OLD.id), (SECOND, NEW.id)]


async def test_a_paper_can_be_in_two_threads(memories: Memories) -> None:
    await two_days(memories)
    third = paper("2603.00003", "Newest stars")
    again = replace(tie("star formation"), paper_id=third.id, title=third.title, earlier_id=NEW.id)
    await memories.keep(S, on(THIRD, item(1, paper=third), ties=(again,)))
    names = {thread.name: len(thread.papers) for thread in await memories.threads(S)}
    assert names == {"star formation": 2, "dark matter halo": 2}
    assert [thread.name for thread in await memories.threads(S, limit=1)] == ["star formation"], "the newest first"


async def test_a_note_has_a_dated_line_for_each_paper_whatever_the_case(memories: Memories) -> None:
    await two_days(memories)
    lines = [(one.day, one.paper_id, one.line) for one in await memories.note(S, " Dark Matter HALO ")]
    assert lines == [(FIRST, OLD.id, "Old stars are old."), (SECOND, NEW.id, "New stars are new.")]
    assert await memories.concepts(S) == [("dark matter halo", 2), ("stars", 2)]
    assert await memories.note(S, "nothing") == []


async def test_predictions_are_written_down_once_and_come_newest_first(memories: Memories) -> None:
    await memories.foresee(S, [bet("b1"), bet("b2", SECOND, measure=Measure("stars", 3))])
    await memories.foresee(S, [bet("b1", claim="Something else.")])
    assert await memories.predictions(S) == [bet("b2", SECOND, measure=Measure("stars", 3)), bet("b1")]
    assert [one.id for one in await memories.predictions(S, before=SECOND)] == ["b1"]
    assert [one.id for one in await memories.predictions(S, limit=1)] == ["b2"]


async def test_what_is_settled_stays_settled(memories: Memories) -> None:
    await memories.foresee(S, [bet("b1"), bet("b2")])
    hit = bet("b1", state="hit", evidence=((SECOND, NEW.id, "New stars"),), settled=SECOND)
    await memories.settle(S, [hit])
    await memories.settle(S, [bet("b1", state="missed", settled=THIRD)])
    assert await memories.predictions(S, state="hit") == [hit]
    assert await memories.score(S) == Score(hit=1, open=1)


async def test_an_edition_brings_its_predictions_and_settles_those_that_came_due(memories: Memories) -> None:
    await memories.keep(S, on(FIRST, item(1, paper=OLD), made=(bet(),)))
    await memories.keep(S, on(SECOND, item(1, paper=NEW), due=(bet(state="missed", settled=SECOND),)))
    assert await memories.score(S) == Score(missed=1)


async def test_what_was_told_of_an_old_paper_is_noted(memories: Memories) -> None:
    await memories.keep(S, on(FIRST, item(1, paper=OLD)))
    changed = Changed(OLD.id, OLD.title, FIRST, "There is a new version, v2.", 2)
    await memories.keep(S, on(SECOND, item(1, paper=NEW), changed=(changed,)))
    assert {one.paper_id: one.noted for one in await memories.kept(S, before=THIRD)} == {OLD.id: 2, NEW.id: None}


async def test_forgetting_takes_everything_of_one_channel_and_counts_it(memories: Memories) -> None:
    await two_days(memories)
    await memories.foresee(S, [bet()])
    await memories.keep("fake:#other", on(FIRST, item(1, paper=OLD)))
    assert await memories.forget(S) > 0
    assert await memories.forget(S) == 0
    assert await memories.kept(S, before=THIRD) == []
    assert (await memories.threads(S), await memories.concepts(S), await memories.predictions(S)) == ([], [], [])
    assert len(await memories.kept("fake:#other", before=THIRD)) == 1
