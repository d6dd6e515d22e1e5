"""Whom and what people follow: which papers concern them, and the rounds in which they are told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.database import open_database
from retrieval.paper import Paper
from retrieval.text.words import stems
from schedules.follows import Follow, FollowKind, Follows, SqlFollows, concerns
from tests.databases import (  # noqa: F401 - fixtures are found by name
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.readers import FakeFollows

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CACHE = Paper(
    id="2603.00001",
    title="Evicting what nobody reads",
    abstract="We prune key-value caches of models. Evicted entries of the KV cache cost nothing. Memory falls.",
    authors=("Ana Sun", "B. Zhu"),
    version=1,
)


def follow(kind: FollowKind = "author", value: str = "Ana Sun", **other: object) -> Follow:
    known = {"platform": "fake", "server": "one", "person": "ada", "at": NOON}
    return Follow(kind=kind, value=value, **(known | other))  # type: ignore[arg-type]  # fields by name


@pytest.fixture(params=["fake", "migrated_sqlite_url", "migrated_postgres_url"])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fake."""
    return "" if request.param == "fake" else str(request.getfixturevalue(request.param))


@pytest.fixture
async def follows(where: str) -> AsyncIterator[Follows]:
    if not where:
        yield FakeFollows()
        return
    async with open_database(where) as database:
        yield SqlFollows(database)


async def test_a_follow_is_kept_once_whatever_its_letter_case_and_as_it_was_written(follows: Follows) -> None:
    assert [await follows.add(follow()), await follows.add(follow(value="ana  SUN"))] == [True, False]
    assert await follows.of_person("fake", "one", "ada") == [follow()]


async def test_a_paper_is_followed_once_whatever_its_version(follows: Follows) -> None:
    first = follow("paper", "2603.00001v1")

    assert [await follows.add(first), await follows.add(follow("paper", "2603.00001v3"))] == [True, False]
    assert await follows.remove(follow("paper", "2603.00001"))


async def test_following_nothing_more_is_said_once(follows: Follows) -> None:
    await follows.add(follow())

    assert [await follows.remove(follow(value="ANA SUN")), await follows.remove(follow())] == [True, False]
    assert await follows.rounds() == []


async def test_follows_come_oldest_first_and_belong_to_one_server(follows: Follows) -> None:
    await follows.add(follow("topic", "KV cache", at=NOON + HOUR))
    await follows.add(follow())
    await follows.add(follow(server="two"))

    assert [one.kind for one in await follows.of_person("fake", "one", "ada")] == ["author", "topic"]
    assert len(await follows.of_person("fake", "two", "ada")) == 1
    assert await follows.of_person("other", "one", "ada") == []


async def test_a_very_long_wish_of_any_letters_can_be_kept(follows: Follows) -> None:
    odd = follow("topic", "ß\x00☃" * 200)

    assert [await follows.add(odd), await follows.add(odd)] == [True, False]
    assert await follows.remove(odd)


async def test_the_first_follow_starts_the_round_and_later_ones_leave_it(follows: Follows) -> None:
    await follows.add(follow())
    await follows.add(follow("topic", "KV cache", at=NOON + HOUR))

    [round_] = await follows.rounds()
    assert (round_.start, round_.end) == (NOON, None)
    assert [one.value for one in round_.follows] == ["Ana Sun", "KV cache"]


async def test_every_person_in_every_server_has_a_round(follows: Follows) -> None:
    for one in (follow(), follow(person="bob"), follow(server="two"), follow("topic", "KV cache")):
        await follows.add(one)

    whose = [(round_.server, round_.person, len(round_.follows)) for round_ in await follows.rounds()]
    assert whose == [("one", "ada", 2), ("one", "bob", 1), ("two", "ada", 1)]


async def test_of_two_who_begin_a_round_one_gets_it(follows: Follows) -> None:
    await follows.add(follow())
    [round_] = await follows.rounds()

    first = await follows.begin_round(round_, end=NOON + HOUR)
    second = await follows.begin_round(round_, end=NOON + 2 * HOUR)
    assert first == replace(round_, end=NOON + HOUR)
    assert second is None


async def test_a_round_that_broke_off_tells_the_same_stretch_again(follows: Follows) -> None:
    await follows.add(follow())
    [round_] = await follows.rounds()
    await follows.begin_round(round_, end=NOON + HOUR)

    [begun] = await follows.rounds()
    assert await follows.begin_round(begun, end=NOON + 9 * HOUR) == replace(round_, end=NOON + HOUR)


async def test_the_next_round_starts_where_the_last_one_ended(follows: Follows) -> None:
    await follows.add(follow())
    [round_] = await follows.rounds()
    begun = await follows.begin_round(round_, end=NOON + HOUR)
    assert begun is not None

    await follows.finish_round(begun)
    await follows.finish_round(begun)
    [after] = await follows.rounds()
    assert (after.start, after.end) == (NOON + HOUR, None)
    assert await follows.begin_round(round_, end=NOON + 2 * HOUR) is None, "a stale reading of it"
    assert await follows.begin_round(begun, end=NOON + 2 * HOUR) is None, "finished meanwhile"


async def test_who_follows_again_is_not_told_of_the_time_between(follows: Follows) -> None:
    await follows.add(follow())
    await follows.remove(follow())
    await follows.add(follow(at=NOON + 9 * HOUR))

    assert [round_.start for round_ in await follows.rounds()] == [NOON + 9 * HOUR]


async def test_forgetting_drops_all_of_one_person_in_one_server(follows: Follows) -> None:
    for one in (follow(), follow("topic", "KV cache"), follow(person="bob"), follow(server="two")):
        await follows.add(one)

    assert await follows.forget("fake", "one", "ada") == 2
    assert [(round_.server, round_.person) for round_ in await follows.rounds()] == [("one", "bob"), ("two", "ada")]


@pytest.mark.parametrize("name", ["Ana Sun", "ana sun", "B Zhu", "b. zhu"])
def test_an_author_is_who_signs_case_and_full_stops_apart(name: str) -> None:
    assert concerns(follow(value=name), CACHE)


@pytest.mark.parametrize("name", ["Sun", "Anna Sun", "Bo Zhu", "Ana"])
def test_a_name_that_is_only_similar_is_somebody_else(name: str) -> None:
    assert not concerns(follow(value=name), CACHE)


@pytest.mark.parametrize("topic", ["KV cache", "caches evicted", "evicting memory", "dark matter, KV caches"])
def test_a_topic_is_all_its_words_in_the_title_with_one_sentence(topic: str) -> None:
    assert concerns(follow("topic", topic), CACHE) == f"it is about {topic}"


@pytest.mark.parametrize("topic", ["pruning costs", "dark matter", "KV cache of galaxies", "the", ", ,"])
def test_words_that_stand_apart_or_nowhere_are_no_topic(topic: str) -> None:
    assert not concerns(follow("topic", topic), CACHE)


@given(st.text(max_size=60), st.text(max_size=200))
def test_a_topic_never_matches_a_paper_that_lacks_all_its_words(topic: str, abstract: str) -> None:
    paper = replace(CACHE, title="", abstract=abstract)

    if concerns(follow("topic", topic), paper):
        assert any(part and part <= set(stems(abstract)) for part in map(set, map(stems, topic.split(","))))


@given(st.sampled_from(["Evicting", "nobody", "Evicting nobody", "nobody reads"]))
def test_words_of_the_title_always_match(topic: str) -> None:
    assert concerns(follow("topic", topic), CACHE)


def test_authors_and_topics_are_not_told_of_new_versions() -> None:
    for later in (replace(CACHE, version=2), replace(CACHE, announcement="replace-cross")):
        assert not concerns(follow(), later)
        assert not concerns(follow("topic", "KV cache"), later)


def test_a_followed_paper_is_news_in_a_later_version_and_when_it_is_withdrawn() -> None:
    known = follow("paper", "2603.00001v2")

    assert not concerns(known, replace(CACHE, version=2))
    assert concerns(known, replace(CACHE, version=3)) == "version 3 is out"
    assert concerns(known, replace(CACHE, version=3, withdrawn=True)) == "it was withdrawn"
    assert not concerns(known, replace(CACHE, id="2603.00002", version=3))


def test_a_paper_from_elsewhere_can_be_followed_too() -> None:
    theirs = replace(CACHE, id="file:notes-1a2b3c4d", version=2)

    assert concerns(follow("paper", "file:notes-1a2b3c4d"), theirs)
