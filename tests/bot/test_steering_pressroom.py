"""The press at the word of a person: a proof leaves nothing behind, a post is the day's edition."""

from dataclasses import replace
from datetime import date

import pytest

from bot.desk import Pressroom
from bot.pressroom import PressOnCall
from retrieval.errors import BadInput
from schedules.jobs import tick
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.source import FakeSource

FRIDAY = date(2026, 3, 6)


def on_call(behind: FakePress) -> Pressroom:
    return PressOnCall(behind.press(), lambda: at(6, 8))


def with_news() -> FakePress:
    return FakePress(source=FakeSource((news(1), news(2))))


async def test_a_proof_is_todays_edition_and_is_not_kept() -> None:
    behind = with_news()
    proof = await on_call(behind).proof(subscription())
    assert (proof.key, len(proof.items)) == ("s/2026-03-06", 2)
    assert behind.editions.kept == {}
    assert behind.postbox.posted == []


async def test_a_proof_of_an_earlier_day_is_made_of_what_is_stored() -> None:
    behind = with_news()
    thursday = date(2026, 3, 5)
    await behind.library.store.add([replace(news(3), announced=thursday)], captured=at(5))
    proof = await on_call(behind).proof(subscription(), day=thursday)
    assert [pick.paper_id for pick in proof.picks] == ["2603.00003"]
    assert behind.editions.kept == {}
    with pytest.raises(BadInput, match="4 March 2026"):
        await on_call(behind).proof(subscription(), day=date(2026, 3, 4))


async def test_what_is_posted_is_the_days_edition_and_the_hour_brings_no_second() -> None:
    behind = with_news()
    await behind.subscriptions.put(subscription())
    room = on_call(behind)
    proof = await room.proof(subscription())
    assert await room.post(subscription(), proof) == proof
    assert await room.post(subscription(), proof) == proof
    await tick(behind.press(), at(6, 9))
    assert behind.postbox.posted_keys() == ["s/2026-03-06/0", "s/2026-03-06/1", "s/2026-03-06/2"]


async def test_where_the_day_has_an_edition_that_one_comes_back_and_stays() -> None:
    behind = with_news()
    room = on_call(behind)
    first = await room.proof(subscription())
    await room.post(subscription(), first)
    assert await room.post(subscription(), replace(first, line="Another.")) == first
    assert len(behind.postbox.posted) == 3


async def test_a_post_that_is_refused_is_told_to_the_operator() -> None:
    behind = with_news()
    behind.postbox.faults = ["refused"]
    room = on_call(behind)
    await room.post(subscription(), await room.proof(subscription()))
    assert any("I may not write there." in alert for alert in behind.alerts)
