"""Whoever follows something is told once of what came in, directly, and not more often than they can bear."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from retrieval.paper import Paper
from schedules.alerts import EVERY, MOST_PAPERS, Alerting, alert_document, alert_key, matching, tell_followers
from schedules.document import Actions, text_of
from schedules.follows import Follow
from schedules.jobs import tick
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.source import FakeSource

START, NOW = at(5), at(6)
ADA = {"platform": "fake", "server": "x", "person": "ada"}


def follow(kind: str = "topic", value: str = "sparse attention", **other: object) -> Follow:
    return Follow(**(ADA | {"kind": kind, "value": value, "at": START} | other))  # type: ignore[arg-type]  # fields by name


async def shelf(*papers: Paper, follows: tuple[Follow, ...] = (), captured: datetime = NOW) -> FakePress:
    press = FakePress()
    for one in follows or (follow(),):
        await press.follows.add(one)
    await press.library.store.add(papers, captured=captured - timedelta(hours=1))
    return press


async def told(press: FakePress, now: datetime = NOW) -> int:
    boxes = {press.postbox.name: press.postbox}
    return await tell_followers(Alerting(press.follows, press.library.store, press.outbox, boxes), now=now)


def letters(press: FakePress) -> list[tuple[str, str]]:
    """(channel, words) of every message that is frozen."""
    return [(row.parcel.channel, row.parcel.message.text) for row in press.outbox.rows.values()]


async def test_a_paper_on_what_somebody_follows_is_told_to_them_directly_with_the_reason() -> None:
    press = await shelf(news(1), news(2, title="Sheep", abstract="Wool."))
    assert await told(press) == 1
    [(channel, words)] = letters(press)
    assert channel == "@ada"
    assert "A new paper on what you follow" in words
    assert "You follow sparse attention: it is about sparse attention." in words
    assert "Sheep" not in words


async def test_the_same_stretch_is_told_once() -> None:
    press = await shelf(news(1))
    for hours in (0, 1, 7, 30):
        await told(press, NOW + timedelta(hours=hours))
    assert len(letters(press)) == 1


async def test_nobody_is_written_to_more_often_than_every_six_hours() -> None:
    press = await shelf(news(1))
    await told(press)
    await press.library.store.add([news(2)], captured=NOW + timedelta(hours=1))
    await press.library.store.add([news(3)], captured=NOW + timedelta(hours=2))
    for minutes in range(0, int(EVERY.total_seconds()) // 60, 30):
        assert await told(press, NOW + timedelta(minutes=minutes)) == 0
    assert await told(press, NOW + EVERY) == 1
    assert "2 new papers on what you follow" in letters(press)[1][1]


async def test_after_quiet_days_a_paper_is_told_at_once() -> None:
    press = await shelf()
    for hours in (0, 12, 24):
        assert await told(press, NOW + timedelta(hours=hours)) == 0
    await press.library.store.add([news(1)], captured=NOW + timedelta(hours=30))
    assert await told(press, NOW + timedelta(hours=31)) == 1


async def test_what_concerns_nobody_ends_the_round_in_silence() -> None:
    press = await shelf(news(1, title="Sheep", abstract="Wool."))
    assert await told(press) == 0
    assert letters(press) == []
    assert press.follows.stretches["fake", "x", "ada"] == (NOW, None)


@pytest.mark.parametrize("step", ["put", "finish_round"])
async def test_a_process_killed_anywhere_is_followed_by_one_that_tells_the_stretch_once(step: str) -> None:
    press = await shelf(news(1))
    victim = press.outbox if step == "put" else press.follows
    whole = getattr(victim, step)

    async def killed(*_: object, **__: object) -> None:
        raise SystemError("killed")

    setattr(victim, step, killed)
    with pytest.raises(SystemError):
        await told(press)
    setattr(victim, step, whole)
    await press.library.store.add([news(2)], captured=NOW + timedelta(minutes=1))
    await told(press, NOW + timedelta(minutes=2))
    assert len(letters(press)) == 1
    assert press.follows.stretches["fake", "x", "ada"] == (NOW, None), "the later paper belongs to the next stretch"
    await told(press, NOW + EVERY)
    assert ["part 2" in words for _, words in letters(press)] == [False, True]


async def test_a_private_paper_of_another_server_is_told_to_nobody_here() -> None:
    press = await shelf(news(1, owner="other"))
    assert await told(press) == 0
    press = await shelf(news(1, owner="x"))
    assert await told(press) == 1


async def test_what_somebody_imported_is_no_news() -> None:
    press = await shelf(news(1, source="file", announcement=None))
    assert await told(press) == 0


async def test_somebody_on_a_platform_that_is_not_joined_here_waits() -> None:
    press = await shelf(news(1), follows=(follow(platform="elsewhere"),))
    assert await told(press) == 0
    assert press.follows.stretches["elsewhere", "x", "ada"] == (START, None)


async def test_two_people_and_two_servers_are_told_apart() -> None:
    people = (follow(), follow(person="bo"), follow(person="ada", server="y"))
    press = await shelf(news(1), follows=people)
    assert await told(press) == 3
    assert sorted(channel for channel, _ in letters(press)) == ["@ada", "@ada", "@bo"]


async def test_a_tick_tells_followers_what_it_has_just_read() -> None:
    press = FakePress(source=FakeSource(papers=(news(1),)))
    await press.subscriptions.put(subscription())
    await press.follows.add(follow())
    await tick(press.press(), NOW)
    assert "@ada" in [channel for channel, _, _, _ in press.postbox.posted]


async def test_followers_that_cannot_be_told_alert_the_operator_and_editions_go_out() -> None:
    press = FakePress(source=FakeSource(papers=(news(1),)))
    await press.subscriptions.put(subscription())

    async def broken() -> list[object]:
        raise KeyError("rounds")

    press.follows.rounds = broken  # type: ignore[method-assign, assignment]  # a fault
    await tick(press.press(), NOW)
    assert "Followers cannot be told of new papers" in press.alerts[0]
    assert "s/2026-03-06/0" in press.postbox.posted_keys()


def test_one_paper_that_several_follows_name_is_one_entry_with_every_reason() -> None:
    paper = news(1, authors=("Ana Sun",))
    [(found, why)] = matching([follow(), follow("author", "Ana Sun")], [paper])
    assert found == paper
    assert why == "You follow sparse attention: it is about sparse attention; Ana Sun: Ana Sun signs it."


def test_a_message_holds_ten_papers_and_counts_the_rest() -> None:
    document = alert_document([(news(n), "You follow it.") for n in range(14)])
    assert text_of(document.blocks).count("You follow it.") == MOST_PAPERS
    assert "4 more are not shown" in text_of(document.blocks)
    assert "14 new papers" in document.summary


def test_each_paper_has_its_buttons() -> None:
    document = alert_document([(news(1), "You follow it.")])
    [actions] = [block for block in document.blocks if isinstance(block, Actions)]
    assert [(button.action, button.value) for button in actions.buttons] == [
        ("explain", "2603.00001"),
        ("save", "2603.00001"),
    ]


async def test_a_key_is_short_names_nobody_and_tells_stretches_apart() -> None:
    press = await shelf()
    [one] = await press.follows.rounds()
    keys = {alert_key(replace(one, end=end)) for end in (NOW, NOW + EVERY)}
    assert len(keys) == 2
    assert all(len(f"{key}/99") <= 64 and "ada" not in key and key.isascii() for key in keys)
