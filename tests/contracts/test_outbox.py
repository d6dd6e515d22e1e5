"""What an outbox promises, kept by the one in memory and the one in a database."""

from datetime import UTC, datetime, timedelta

import pytest

from schedules.parcels import HeldUp, Message, Outbox, Receipt, Rendered

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
    assert await outbox.open(now=NOW) == [], "what follows it waits behind it"
    assert [(p.part, p.tries) for p in await outbox.open(now=LATER)] == [(0, 1), (1, 0), (2, 0)]
    assert not await outbox.begin(parcel, now=LATER, until=LATER + timedelta(minutes=2)), "a stale reading of it"


async def test_a_postponed_parcel_rests_until_its_time(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    await outbox.postpone(parcel, until=NOW + timedelta(seconds=30))
    assert await outbox.open(now=NOW + timedelta(seconds=29)) == []
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


async def test_a_thread_entry_given_up_lets_the_others_go_on(outbox: Outbox) -> None:
    await put(outbox)
    for parcel in (await outbox.open(now=NOW))[:2]:
        await outbox.begin(parcel, now=NOW, until=LATER)
        if parcel.part:
            await outbox.give_up(parcel, "too long")
        else:
            await outbox.finish(parcel, Receipt("#papers", "m", "t"))
    assert [p.part for p in await outbox.open(now=NOW)] == [2]


async def test_whoever_stalled_beyond_the_lease_no_longer_holds_what_another_began(outbox: Outbox) -> None:
    await put(outbox)
    ours = (await outbox.open(now=NOW))[0]
    assert not await outbox.holds(ours), "not begun yet"
    await outbox.begin(ours, now=NOW, until=LATER)
    assert await outbox.holds(ours)
    theirs = (await outbox.open(now=LATER))[0]
    await outbox.begin(theirs, now=LATER, until=LATER + timedelta(minutes=2))
    assert [await outbox.holds(ours), await outbox.holds(theirs)] == [False, True]


async def test_a_latecomer_neither_gives_up_nor_postpones_nor_overwrites_what_another_posted(outbox: Outbox) -> None:
    await put(outbox)
    ours = (await outbox.open(now=NOW))[0]
    await outbox.begin(ours, now=NOW, until=LATER)
    theirs = (await outbox.open(now=LATER))[0]
    await outbox.begin(theirs, now=LATER, until=LATER + timedelta(minutes=2))
    await outbox.postpone(ours, until=NOW)
    assert await outbox.open(now=LATER) == [], "it rests as long as they said"
    await outbox.finish(theirs, Receipt("#papers", "theirs", "t"))
    await outbox.give_up(ours, "no answer")
    await outbox.finish(ours, Receipt("#papers", "ours", "t"))
    assert (await outbox.receipts(ours.post))[0].message == "theirs"


async def test_it_counts_how_far_everything_has_come(outbox: Outbox) -> None:
    assert await outbox.tally(now=NOW) == {"waiting": 0, "begun": 0, "posted": 0, "given_up": 0, "lost": 0}
    for post in ("a", "b", "c"):
        await put(outbox, post)
    for parcel in await outbox.open(now=NOW):
        if parcel.part == 0:
            await outbox.begin(parcel, now=NOW, until=LATER)
            if parcel.post == "a":
                await outbox.finish(parcel, Receipt("#papers", "m", "t"))
            elif parcel.post == "b":
                await outbox.give_up(parcel, "deleted channel")
    assert await outbox.tally(now=NOW) == {"waiting": 6, "begun": 1, "posted": 1, "given_up": 1, "lost": 1}
    assert (await outbox.tally(now=NOW + timedelta(days=2)))["lost"] == 0


async def test_it_says_why_a_post_is_held_up_until_it_is_there(outbox: Outbox) -> None:
    await put(outbox)
    assert await outbox.held_up("s/2026-03-06") is None, "not tried yet"
    for absent in (True, False):
        parcel = (await outbox.open(now=NOW))[0]
        await outbox.begin(parcel, now=NOW, until=LATER)
        await outbox.postpone(parcel, until=NOW, why="May not write.", absent=absent)
        assert await outbox.held_up("s/2026-03-06") == HeldUp("May not write.", trying=True)
        again = (await outbox.open(now=NOW))[0]
        assert (again.absent, again.why) == (absent, "May not write.")
    await outbox.begin(again, now=NOW, until=LATER)
    await outbox.finish(again, Receipt("#papers", "m", "t"))
    assert await outbox.held_up("s/2026-03-06") is None
    assert await outbox.held_up("unknown") is None


async def test_what_was_begun_and_never_settled_is_not_surely_absent(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    assert parcel.absent
    await outbox.begin(parcel, now=NOW, until=NOW)
    assert not (await outbox.open(now=NOW))[0].absent


async def test_a_post_given_up_is_held_up_for_good(outbox: Outbox) -> None:
    await put(outbox)
    parcel = (await outbox.open(now=NOW))[0]
    await outbox.begin(parcel, now=NOW, until=LATER)
    await outbox.give_up(parcel, "Deleted.")
    assert await outbox.held_up(parcel.post) == HeldUp("Deleted.", trying=False)


@pytest.mark.parametrize("text", ["a \x00 b", "ünïcödé ☃", "\ud800 half", "x" * 50_000])
async def test_any_text_can_be_frozen(outbox: Outbox, text: str) -> None:
    await outbox.put("p", platform="fake", channel="c", rendered=Rendered((Message({}, text),)))
    [parcel] = await outbox.open(now=NOW)
    assert parcel.message.text in (text, text.replace("\x00", "").replace("\ud800", ""))


async def test_a_postscript_belongs_to_the_thread_of_the_post_it_hangs_on(outbox: Outbox) -> None:
    await outbox.put("s/2026-03-06/ps/1a", platform="fake", channel="#papers", rendered=Rendered((), THREE.thread[:1]))
    (parcel,) = await outbox.open(now=NOW)
    assert (parcel.key, parcel.in_thread, parcel.message.about) == ("s/2026-03-06/ps/1a/0", True, "2506.07751")
    await outbox.begin(parcel, now=NOW, until=LATER)
    await outbox.finish(parcel, Receipt("#papers", "m9", "t9"))
    assert await outbox.thread_post("fake", "#papers", "t9") == "s/2026-03-06"
