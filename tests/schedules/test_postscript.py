"""News of a paper goes into the thread of the post that showed it, once."""

from dataclasses import replace
from datetime import date

import pytest

from schedules.delivery import drain
from schedules.edition import Edition
from schedules.jobs import publish, tick
from schedules.parcels import Receipt
from schedules.postscript import OldPosts, add_postscripts, postscript_key
from schedules.press import Press
from schedules.remembered import Changed, Memory
from tests.fakes.editions import edition, item, paper
from tests.fakes.memories import FakeMemories
from tests.fakes.press import FakePress, at, subscription

FIRST, SECOND = date(2026, 3, 5), date(2026, 3, 6)
OLD = paper("2603.00001", "Old stars")
NEWS = Changed(OLD.id, OLD.title, FIRST, "There is a new version, v2.", 2)
SUBSCRIPTION = subscription()
KEY = postscript_key("s/2026-03-05", NEWS)


def first_day() -> Edition:
    return edition(item(1, paper=OLD), key="s/2026-03-05", day=FIRST)


def second_day(*news: Changed) -> Edition:
    return edition(item(1), key="s/2026-03-06", day=SECOND, memory=Memory(changed=news))


def press_of(behind: FakePress) -> Press:
    return replace(behind.press(), memories=FakeMemories())


async def posted(*, news: tuple[Changed, ...] = (NEWS,)) -> tuple[FakePress, Press]:
    """The first day is in its channel, the second on its way."""
    behind = FakePress()
    press = press_of(behind)
    await publish(press, SUBSCRIPTION, first_day())
    await drain(press.outbox, press.postboxes, now=at(5))
    await publish(press, SUBSCRIPTION, second_day(*news))
    return behind, press


def hung(behind: FakePress) -> list[tuple[str, str, str]]:
    return [(key, thread, text) for _, key, thread, text in behind.postbox.posted if "/ps/" in key]


async def test_a_new_version_is_told_in_the_thread_of_the_old_post() -> None:
    behind, press = await posted()
    await drain(press.outbox, press.postboxes, now=at(6))
    old = (await press.outbox.receipts("s/2026-03-05"))[0]
    assert hung(behind) == [
        (f"{KEY}/0", old.thread, "News of 6 Mar 2026: “Old stars” (2603.00001). There is a new version, v2.")
    ]


async def test_it_is_told_once_however_often_the_edition_is_kept_and_the_outbox_emptied() -> None:
    behind, press = await posted()
    for hour in (10, 11):
        await publish(press, SUBSCRIPTION, second_day(NEWS))
        await drain(press.outbox, press.postboxes, now=at(6, hour))
    assert len(hung(behind)) == 1


async def test_a_lost_answer_does_not_post_it_twice() -> None:
    behind, press = await posted()
    await drain(press.outbox, press.postboxes, now=at(6))
    behind.postbox.faults.append("swallowed")
    await add_postscripts(
        OldPosts(press.editions, press.outbox, behind.postbox), SUBSCRIPTION, second_day(replace(NEWS, noted=3))
    )
    for hour in (10, 11, 12):
        await drain(press.outbox, press.postboxes, now=at(6, hour))
    assert len(hung(behind)) == 2


async def test_every_further_version_is_told_by_itself() -> None:
    keys = {postscript_key("s/2026-03-05", replace(NEWS, noted=noted)) for noted in (2, 3, -1)}
    assert len(keys) == 3
    assert all(key.startswith("s/2026-03-05/ps/") for key in keys)


def test_the_key_is_short_enough_for_every_platform() -> None:
    long = postscript_key("discord:1234567890123456789/2026-03-05", replace(NEWS, paper_id="file:" + "x" * 180))
    assert len(f"{long}/0") <= 64
    assert long.isascii()


async def test_a_paper_that_its_edition_did_not_show_has_no_post_to_hang_on() -> None:
    behind, press = await posted(news=(replace(NEWS, paper_id="2603.09999"), replace(NEWS, day=date(2026, 3, 1))))
    await drain(press.outbox, press.postboxes, now=at(6))
    assert hung(behind) == []


async def test_a_post_that_never_came_to_its_channel_gets_none() -> None:
    behind = FakePress()
    press = press_of(behind)
    await publish(press, SUBSCRIPTION, first_day())
    await publish(press, SUBSCRIPTION, second_day(NEWS))
    await drain(press.outbox, press.postboxes, now=at(6))
    assert hung(behind) == []


@pytest.mark.parametrize("fault", ["gone", "refused"])
async def test_a_thread_that_is_gone_costs_the_postscript_and_never_the_channel(fault: str) -> None:
    behind, press = await posted()
    first = (await press.outbox.open(now=at(6)))[0]
    assert "/ps/" in first.post
    behind.postbox.faults.append(fault)
    done = await drain(press.outbox, press.postboxes, now=at(6))
    assert done.gone == ()
    assert hung(behind) == []


async def test_who_replies_under_a_postscript_is_in_the_thread_of_the_edition() -> None:
    _, press = await posted()
    parcel = next(one for one in await press.outbox.open(now=at(6)) if "/ps/" in one.post)
    await press.outbox.begin(parcel, now=at(6), until=at(6, 10))
    await press.outbox.finish(parcel, Receipt("#s", "m9", "a thread of its own"))
    assert await press.outbox.thread_post("fake", "#s", "a thread of its own") == "s/2026-03-05"


async def test_what_an_edition_says_is_remembered_even_when_the_process_ends_before_it_is_sent() -> None:
    """The edition was kept and the crash came before the outbox had it: the next tick makes up for both."""
    behind = FakePress()
    memories = FakeMemories()
    press = replace(behind.press(), memories=memories)
    await behind.subscriptions.put(SUBSCRIPTION)
    await press.editions.save(second_day(), subscription="s")
    await tick(press, at(6, 9))
    assert await press.outbox.has("s/2026-03-06")
    assert [one.paper_id for one in await memories.kept("s", before=date(2026, 3, 7))] == ["2506.07751"]
