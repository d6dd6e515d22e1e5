"""What an outbox promises, kept by the one in memory and the one in a database."""

from datetime import UTC, datetime, timedelta

import pytest

from schedules.delivery import Message, Outbox, Receipt, Rendered

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
THREE = Rendered((Message({"text": "post"}, "post"),), (Message({}, "one", "2506.07751"), Message({}, "two")))


async def put(outbox: Outbox, post: str = "s/2026-03-06", channel: str = "#papers") -> bool:
    return await outbox.put(post, platform="fake", channel=channel, rendered=THREE)


async def test_a_post_is_frozen_once_and_its_parts_come_out_in_order(outbox: Outbox) -> None:
    assert await put(outbox)
    assert not await put(outbox, channel="#other")
    parcels = await outbox.open(now=NOW)
    assert [(p.key, p.channel, p.in_thread, p.message.text, p.message.about) for p in parcels] == [
        ("s/2026-03-06/0", "#papers", False, "post", ""),
        ("s/2026-03-06/1", "#papers", True, "one", "2506.07751"),
        ("s/2026-03-06/2", "#papers", True, "two", ""),
    ]
    assert parcels[0].message.payload == {"text": "post"}


async def test_it_knows_which_posts_it_has(outbox: Outbox) -> None:
    await put(outbox)
    assert [await outbox.has("s/2026-03-06"), await outbox.has("s/2026-03-07")] == [True, False]


async def test_of_two_who_begin_the_same_parcel_one_gets_it(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    taken = [await outbox.begin(parcel, now=NOW, until=LATER) for _ in range(2)]
    assert taken == [True, False]


async def test_a_begun_parcel_comes_back_after_its_lease_and_tells_that_it_was_tried(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    assert [p.part for p in await outbox.open(now=NOW)] == [1, 2]
    assert [(p.part, p.tries) for p in await outbox.open(now=LATER)] == [(0, 1), (1, 0), (2, 0)]
    assert not await outbox.begin(parcel, now=LATER, until=LATER + timedelta(minutes=2)), "a stale reading of it"


async def test_a_postponed_parcel_rests_until_its_time(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    await outbox.postpone(parcel, until=NOW + timedelta(seconds=30))
    assert [p.part for p in await outbox.open(now=NOW + timedelta(seconds=29))] == [1, 2]
    assert [p.part for p in await outbox.open(now=NOW + timedelta(seconds=30))] == [0, 1, 2]


async def test_what_is_finished_has_a_receipt_and_never_comes_back(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    receipt = Receipt("#papers", "m1", "t1")
    await outbox.finish(parcel, receipt)
    assert await outbox.receipts(parcel.post) == {0: receipt}
    assert [p.part for p in await outbox.open(now=NOW + timedelta(days=9))] == [1, 2]


async def test_a_thread_leads_back_to_its_post(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    await outbox.finish(parcel, Receipt("#papers", "m1", "t1"))
    assert await outbox.thread_post("fake", "#papers", "t1") == parcel.post
    assert [await outbox.thread_post("fake", "#papers", "t2"), await outbox.thread_post("other", "#papers", "t1")] == [
        "",
        "",
    ]


async def test_a_post_given_up_takes_its_thread_with_it(outbox: Outbox) -> None:
    await put(outbox)
    await put(outbox, "t/2026-03-06")
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    await outbox.give_up(parcel, "deleted channel")
    assert {p.post for p in await outbox.open(now=LATER)} == {"t/2026-03-06"}


@pytest.mark.parametrize("text", ["a \x00 b", "ünïcödé ☃", "\ud800 half", "x" * 50_000])
async def test_any_text_can_be_frozen(outbox: Outbox, text: str) -> None:
    await outbox.put("p", platform="fake", channel="c", rendered=Rendered((Message({}, text),)))
    [parcel] = await outbox.open(now=NOW)
    assert parcel.message.text in (text, text.replace("\x00", "").replace("\ud800", ""))
