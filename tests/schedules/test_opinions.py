"""What people did with papers: kept once, theirs alone, gone when they say so. In memory and on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.database import open_database
from schedules.opinions import Opinion, OpinionKind, Opinions, SqlOpinions
from tests.databases import (  # noqa: F401 - fixtures are found by name
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.readers import FakeOpinions

SAVED: tuple[OpinionKind, ...] = ("saved",)
DOWN: tuple[OpinionKind, ...] = ("down",)
NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
LIKED = Opinion(
    platform="fake", server="one", channel="papers", person="ada", paper="2506.07751", kind="up", at=NOON
)  # fmt: skip


@pytest.fixture(params=["fake", "migrated_sqlite_url", "migrated_postgres_url"])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fake."""
    return "" if request.param == "fake" else str(request.getfixturevalue(request.param))


@pytest.fixture
async def opinions(where: str) -> AsyncIterator[Opinions]:
    if not where:
        yield FakeOpinions()
        return
    async with open_database(where) as database:
        yield SqlOpinions(database)


async def test_an_opinion_is_kept_once(opinions: Opinions) -> None:
    asked = replace(LIKED, kind="asked")
    assert [await opinions.add(asked), await opinions.add(replace(asked, at=NOON + timedelta(days=1)))] == [True, False]
    assert await opinions.of_person("ada", server="one") == [asked]


async def test_a_like_said_again_is_kept_once_and_is_as_new_as_its_last_press(opinions: Opinions) -> None:
    again = replace(LIKED, at=NOON + timedelta(days=1))
    assert [await opinions.add(LIKED), await opinions.add(again)] == [True, False]
    assert await opinions.of_person("ada", server="one") == [again]


async def test_of_the_stances_of_a_person_only_the_last_stands_even_at_one_instant(opinions: Opinions) -> None:
    kinds: tuple[OpinionKind, ...] = ("up", "down", "topic", "up", "topic", "down", "up")
    for kind in kinds:
        assert await opinions.add(replace(LIKED, kind=kind))
        assert [one.kind for one in await opinions.of_person("ada", server="one")] == [kind]
        assert [one.kind for one in await opinions.of_channel("fake", "one", "papers")] == [kind]
    assert await opinions.of_person("ada", server="one", kinds=DOWN) == []


async def test_a_later_stance_taken_back_leaves_the_earlier_one_that_stands(opinions: Opinions) -> None:
    disliked = replace(LIKED, kind="down", at=NOON + timedelta(hours=1))
    await opinions.add(LIKED)
    await opinions.add(disliked)

    assert await opinions.remove(disliked)
    assert await opinions.of_person("ada", server="one") == [LIKED]
    assert await opinions.remove(LIKED)
    assert await opinions.of_person("ada", server="one") == []


async def test_a_like_in_another_channel_is_a_like_of_its_own(opinions: Opinions) -> None:
    there = replace(LIKED, channel="other")
    assert [await opinions.add(LIKED), await opinions.add(there)] == [True, True]
    assert await opinions.of_channel("fake", "one", "other") == [there]
    assert await opinions.remove(LIKED)
    assert await opinions.of_person("ada", server="one") == [there]


async def test_a_list_of_saved_papers_is_one_whatever_the_channel(opinions: Opinions) -> None:
    saved = replace(LIKED, kind="saved")
    assert [await opinions.add(saved), await opinions.add(replace(saved, channel="other"))] == [True, False]
    assert await opinions.remove(replace(saved, channel="other"))
    assert await opinions.of_person("ada", server="one") == []


async def test_a_like_said_again_leaves_everything_as_it_is(opinions: Opinions) -> None:
    await opinions.add(LIKED)
    await opinions.add(replace(LIKED, kind="saved", note="for Monday"))
    await opinions.add(LIKED)

    assert {one.kind for one in await opinions.of_person("ada", server="one")} == {"up", "saved"}


async def test_a_note_stands_beside_a_saved_paper(opinions: Opinions) -> None:
    saved = replace(LIKED, kind="saved", note="für Montag 🔖 \x00")
    await opinions.add(saved)

    [kept] = await opinions.of_person("ada", server="one", kinds=SAVED)
    assert kept.note in (saved.note, saved.note.replace("\x00", ""))


async def test_what_is_taken_back_is_gone_and_taking_it_back_twice_says_so(opinions: Opinions) -> None:
    await opinions.add(LIKED)
    await opinions.add(replace(LIKED, person="bob"))

    assert [await opinions.remove(LIKED), await opinions.remove(LIKED)] == [True, False]
    assert await opinions.of_person("ada", server="one") == []
    assert len(await opinions.of_person("bob", server="one")) == 1


async def test_the_newest_comes_first_and_kinds_can_be_chosen(opinions: Opinions) -> None:
    kinds: tuple[OpinionKind, ...] = ("up", "saved", "asked")
    for hours, kind in enumerate(kinds):
        await opinions.add(replace(LIKED, kind=kind, at=NOON + timedelta(hours=hours)))

    assert [one.kind for one in await opinions.of_person("ada", server="one")] == ["asked", "saved", "up"]
    assert [one.kind for one in await opinions.of_person("ada", server="one", kinds=("up", "asked"))] == ["asked", "up"]


async def test_the_same_person_in_two_servers_is_two_people(opinions: Opinions) -> None:
    there = replace(LIKED, server="two")

    assert [await opinions.add(LIKED), await opinions.add(there)] == [True, True]
    assert await opinions.of_person("ada", server="two") == [there]
    assert await opinions.of_channel("fake", "two", "papers") == [there]
    await opinions.remove(there)
    assert await opinions.of_person("ada", server="one") == [LIKED]


async def test_a_channel_has_what_was_done_in_it_by_anybody(opinions: Opinions) -> None:
    later = replace(LIKED, person="bob", at=NOON + timedelta(hours=1))
    for one in (LIKED, later, replace(LIKED, person="cy", channel="other")):
        await opinions.add(one)

    assert await opinions.of_channel("fake", "one", "papers") == [later, LIKED]
    assert await opinions.of_channel("fake", "one", "papers", kinds=DOWN) == []


async def test_forgetting_removes_what_matches_all_that_is_named(opinions: Opinions) -> None:
    for one in (LIKED, replace(LIKED, server="two"), replace(LIKED, person="bob"), replace(LIKED, paper="2506.1")):
        await opinions.add(one)

    assert await opinions.forget(person="ada", server="one") == 2
    assert len(await opinions.of_person("ada", server="two")) == 1
    assert len(await opinions.of_person("bob", server="one")) == 1


async def test_a_channel_forgets_the_stances_that_were_overtaken_too_and_keeps_what_is_not_named(
    opinions: Opinions,
) -> None:
    for kind in ("up", "topic", "saved"):
        await opinions.add(replace(LIKED, kind=kind))

    assert await opinions.forget(server="one", channel="papers", kinds=("up", "down", "topic")) == 1
    assert [one.kind for one in await opinions.of_channel("fake", "one", "papers")] == ["saved"]
    assert not await opinions.remove(LIKED)


async def test_forgetting_nobody_in_particular_is_refused(opinions: Opinions) -> None:
    with pytest.raises(ValueError, match="nothing named"):
        await opinions.forget()
