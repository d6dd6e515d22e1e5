"""Every message reaches its channel once."""

import itertools
from datetime import UTC, datetime, timedelta

from schedules.delivery import LEASE, MOST_TRIES, drain, named
from schedules.parcels import Message, Rendered
from tests.fakes.outbox import FakeOutbox
from tests.fakes.postbox import FakePostbox

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


async def frozen(*posts: str, thread: int = 2) -> FakeOutbox:
    outbox = FakeOutbox()
    for post in posts:
        entries = tuple(Message({}, f"{post} entry {n}") for n in range(thread))
        await outbox.put(post, platform="fake", channel=f"#{post}", rendered=Rendered((Message({}, post),), entries))
    return outbox


async def test_a_post_goes_out_before_its_thread_and_the_thread_hangs_on_it() -> None:
    outbox, postbox = await frozen("a"), FakePostbox()
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    assert postbox.posted == [
        ("#a", "a/0", "", "a"),
        ("#a", "a/1", "t:a/0", "a entry 0"),
        ("#a", "a/2", "t:a/0", "a entry 1"),
    ]
    assert (done.posted, done.found, done.troubles) == (3, 0, ())


async def test_draining_again_posts_nothing() -> None:
    outbox, postbox = await frozen("a"), FakePostbox()
    await drain(outbox, {"fake": postbox}, now=NOW)
    again = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(days=1))
    assert (again.posted, len(postbox.posted)) == (0, 3)


async def test_freezing_the_same_post_twice_changes_nothing() -> None:
    outbox = await frozen("a")
    assert not await outbox.put("a", platform="fake", channel="#other", rendered=Rendered((Message({}, "other"),)))
    assert outbox.rows["a/0"].parcel.channel == "#a"


async def test_a_message_whose_answer_was_lost_is_found_and_not_posted_twice() -> None:
    outbox, postbox = await frozen("a"), FakePostbox(faults=["swallowed"])
    first = await drain(outbox, {"fake": postbox}, now=NOW)
    assert (first.posted, postbox.posted_keys()) == (0, ["a/0"]), "the thread waits until the post is known to be there"
    later = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=5))
    assert (later.found, later.posted, postbox.posted_keys()) == (1, 2, ["a/0", "a/1", "a/2"])


async def test_a_message_that_surely_was_not_posted_is_posted_later() -> None:
    outbox, postbox = await frozen("a"), FakePostbox(faults=["lost"])
    await drain(outbox, {"fake": postbox}, now=NOW)
    later = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=5))
    assert (later.posted, postbox.looked) == (3, 1)


async def test_when_nobody_can_tell_it_is_not_posted_and_the_operator_is_told() -> None:
    outbox, postbox = await frozen("a"), FakePostbox(faults=["swallowed"], blind=True)
    await drain(outbox, {"fake": postbox}, now=NOW)
    later = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=5))
    assert postbox.posted_keys() == ["a/0"]
    assert "nobody can tell" in later.troubles[0]


async def test_a_process_killed_between_posting_and_recording_does_not_post_twice() -> None:
    outbox, postbox = await frozen("a", thread=0), FakePostbox()
    [parcel] = await outbox.open(now=NOW)
    await outbox.begin(parcel, now=NOW, until=NOW + LEASE)
    await postbox.post(parcel.channel, parcel.message, key=parcel.key)  # and here the process died
    assert (await drain(outbox, {"fake": postbox}, now=NOW)).found == 0, "the lease still runs"
    later = await drain(outbox, {"fake": postbox}, now=NOW + LEASE)
    assert (later.found, postbox.posted_keys()) == (1, ["a/0"])


async def test_two_processes_on_one_outbox_never_both_post() -> None:
    outbox, ours, theirs = await frozen("a", "b"), FakePostbox(), FakePostbox()
    taken = await outbox.open(now=NOW)
    await drain(outbox, {"fake": ours}, now=NOW)
    for parcel in taken:  # the other one had read the list before we began
        assert not await outbox.begin(parcel, now=NOW, until=NOW + LEASE)
    await drain(outbox, {"fake": theirs}, now=NOW)
    assert sorted(ours.posted_keys() + theirs.posted_keys()) == sorted(f"{p}/{n}" for p in "ab" for n in range(3))


async def test_a_refused_post_does_not_flood_the_channel_with_its_thread() -> None:
    outbox, postbox = await frozen("a"), FakePostbox(faults=["refused", "refused"])
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    again = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(hours=1))
    assert (postbox.posted, again.posted) == ([], 0)
    assert "I may not write there." in done.troubles[0]


async def test_a_permission_restored_within_the_day_brings_the_edition_and_the_operator_is_told_once() -> None:
    outbox, postbox = await frozen("a"), FakePostbox(faults=["refused"] * 9)
    troubles: list[str] = []
    for minutes in range(0, 12 * 60, 5):
        troubles += (await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=minutes))).troubles
    assert postbox.posted_keys() == ["a/0", "a/1", "a/2"]
    assert troubles == [
        "I may not write there.".join(("On Fake, channel #a: ", " The post waits, and I keep trying for a day."))
    ]


async def test_a_refused_post_is_tried_after_ten_minutes_then_later_and_later_and_given_up_after_a_day() -> None:
    outbox, postbox, tried = await frozen("a"), FakePostbox(faults=["refused"] * 99), []
    troubles: list[str] = []
    for minutes in range(36 * 60):
        before = len(postbox.faults)
        troubles += (await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=minutes))).troubles
        tried += [minutes] * (before - len(postbox.faults))
    assert [later - earlier for earlier, later in itertools.pairwise(tried)][:5] == [11, 21, 41, 61, 61]
    assert 22 * 60 <= tried[-1] <= 24 * 60
    assert [("keep trying" in one, "given this message up" in one) for one in troubles] == [
        (True, False),
        (False, True),
    ]


async def test_a_refused_post_is_posted_later_even_where_nobody_can_look() -> None:
    outbox, postbox = await frozen("a", thread=0), FakePostbox(faults=["refused"], blind=True)
    await drain(outbox, {"fake": postbox}, now=NOW)
    assert (await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=11))).posted == 1


async def test_a_post_whose_answer_was_lost_is_never_taken_for_refused() -> None:
    outbox, postbox = await frozen("a", thread=0), FakePostbox(faults=["swallowed"])
    await drain(outbox, {"fake": postbox}, now=NOW)
    postbox.shut = True  # looking is refused, too
    await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=1))
    postbox.shut, postbox.blind = False, True
    later = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(hours=1))
    assert (postbox.posted_keys(), later.posted) == (["a/0"], 0)
    assert "nobody can tell" in later.troubles[0]


async def test_a_channel_that_is_gone_is_given_up_at_once_and_named() -> None:
    outbox, postbox = await frozen("a"), FakePostbox(faults=["gone"])
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    assert [(parcel.channel, why) for parcel, why in done.gone] == [
        ("#a", "On Fake, channel #a: That channel is gone.")
    ]
    assert done.troubles == ()
    assert (await drain(outbox, {"fake": postbox}, now=NOW + timedelta(days=1))).posted == 0


async def test_a_person_who_takes_no_messages_is_not_tried_all_day() -> None:
    outbox, postbox = FakeOutbox(), FakePostbox(faults=["refused"])
    await outbox.put("alert/1", platform="fake", channel="@ada", rendered=Rendered((Message({}, "news"),)))
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    assert done.troubles == ("On Fake, @ada: I may not write there. I have given this message up.",)
    assert (await drain(outbox, {"fake": postbox}, now=NOW + timedelta(hours=1))).posted == 0


async def test_a_sentence_that_names_the_channel_has_no_number_in_front() -> None:
    outbox = await frozen("a")
    [parcel, *_] = await outbox.open(now=NOW)
    assert named(parcel, "In #papers on Discord I lack Send Messages.") == "In #papers on Discord I lack Send Messages."


async def test_a_refused_thread_entry_does_not_stop_the_others() -> None:
    outbox, postbox = await frozen("a", thread=3), FakePostbox(faults=["", "refused"])
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    assert (postbox.posted_keys(), len(done.troubles)) == (["a/0", "a/2", "a/3"], 1)


async def test_one_dead_channel_never_stops_the_others() -> None:
    outbox, postbox = await frozen("a", "b"), FakePostbox(faults=["refused"])
    await drain(outbox, {"fake": postbox}, now=NOW)
    assert postbox.posted_keys() == ["b/0", "b/1", "b/2"]


async def test_a_platform_that_stays_away_is_tried_for_a_day_told_of_once_and_given_up() -> None:
    outbox, postbox = await frozen("a", thread=0), FakePostbox(faults=["lost"] * 99)
    troubles: list[str] = []
    for tries in range(MOST_TRIES + 3):
        troubles += (await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=31 * tries))).troubles
    assert [("keep trying" in one) for one in troubles] == [True, False]
    assert len(postbox.faults) == 99 - MOST_TRIES


async def test_an_outage_of_hours_delays_a_message_and_loses_none() -> None:
    outbox, postbox = await frozen("a", thread=0), FakePostbox(faults=["lost"] * 20)
    for minutes in range(0, 16 * 60, 10):
        await drain(outbox, {"fake": postbox}, now=NOW + timedelta(minutes=minutes))
    assert postbox.posted_keys() == ["a/0"]


async def test_a_parcel_for_a_platform_that_is_not_running_waits() -> None:
    outbox = await frozen("a", thread=0)
    assert await drain(outbox, {"other": FakePostbox()}, now=NOW) == await drain(outbox, {}, now=NOW)
    assert len(await outbox.open(now=NOW)) == 1
