"""Every message reaches its channel once."""

from datetime import UTC, datetime, timedelta

from schedules.delivery import LEASE, MOST_TRIES, Message, Rendered, drain
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
    outbox, postbox = await frozen("a"), FakePostbox(faults=["refused"])
    done = await drain(outbox, {"fake": postbox}, now=NOW)
    again = await drain(outbox, {"fake": postbox}, now=NOW + timedelta(days=1))
    assert (postbox.posted, again.posted) == ([], 0)
    assert "I may not write there." in done.troubles[0]


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
