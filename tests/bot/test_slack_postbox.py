"""Delivery to Slack: once whatever happens, every refusal with its cure, the right workspace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_client import SlackWorld
from standin_process import standin

from bot.platforms.slack import postbox
from bot.platforms.slack.answers import Declined
from bot.platforms.slack.render import render
from schedules.delivery import Drained, drain
from schedules.document import Document, Entry, Figure, Span, Text, plain
from schedules.errors import Gone, Refused, Unreachable
from schedules.parcels import Message
from tests.fakes.outbox import FakeOutbox
from tests.fakes.slack import said, slack_of

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
DAY = Document(
    "s", (Text(plain("the post")),), tuple(Entry((Text(plain(f"entry {n}")),), f"2506.0775{n}") for n in "123")
)


@pytest.fixture(scope="module")
def running() -> Iterator[SlackWorld]:
    with standin("slack_standin.py") as process:
        yield SlackWorld(process)


@pytest.fixture
def world(running: SlackWorld) -> Iterator[SlackWorld]:
    """The stand-in; what we sent in a test must have been within Slack's limits."""
    running.standin.control("reset")
    yield running
    assert running.standin.view("violations") == []
    for one in running.standin.view("duplicates"):
        assert one["text"] == "the same", one


def words(text: str) -> Message:
    return render(said(text)).post[0]


async def _drained(
    world: SlackWorld, channel: str, key: str, *, rounds: int = 8, **options: float
) -> tuple[Drained, FakeOutbox]:
    """The day, delivered as the clock would, until nothing is left to do or patience ends."""
    slack, outbox, done, now = slack_of(world, **options), FakeOutbox(), Drained(), NOW
    await outbox.put(key, platform="slack", channel=channel, rendered=slack.render(DAY))
    for _ in range(rounds):
        done += await drain(outbox, {"slack": slack}, now=now)
        now += timedelta(hours=1)
    return done, outbox


@pytest.mark.parametrize("kind", ["429", "status", "close", "accept_close", "hang"])
@pytest.mark.parametrize("skip", [0, 2])
async def test_a_post_with_its_thread_arrives_once_whatever_fails(world: SlackWorld, kind: str, skip: int) -> None:
    channel = world.channel()
    await world("fault", kind=kind, path="chat.postMessage", skip=skip, retry_after=0, seconds=0.6)

    done, _ = await _drained(world, channel, f"day/{channel}", timeout=0.4)

    assert done.posted + done.found == 4
    assert done.troubles == ()
    assert world.words(channel).split("\n") == ["the post", "entry 1", "entry 2", "entry 3"]


async def test_a_rate_limit_that_lasts_puts_the_post_off(world: SlackWorld) -> None:
    channel = world.channel()
    await world("fault", kind="429", path="chat.postMessage", count=4, retry_after=0)

    done, _ = await _drained(world, channel, f"day/{channel}", rounds=3)

    assert (done.posted, done.troubles) == (4, ())


async def test_where_the_history_cannot_be_read_nobody_posts_twice(world: SlackWorld) -> None:
    channel = world.channel()
    await world("fault", kind="accept_close", path="chat.postMessage")
    await world("fault", kind="error", error="missing_scope", path="conversations.history", count=9)

    done, _ = await _drained(world, channel, f"day/{channel}", rounds=3)

    assert len(done.troubles) == 1
    assert world.words(channel) == "the post"


async def test_one_dead_channel_does_not_stop_the_others(world: SlackWorld) -> None:
    dead, alive, slack, outbox = world.channel(), world.channel(), slack_of(world), FakeOutbox()
    await world("change", what="archive", channel=dead)
    for channel in (dead, alive):
        await outbox.put(f"day/{channel}", platform="slack", channel=channel, rendered=slack.render(DAY))

    done = await drain(outbox, {"slack": slack}, now=NOW)

    assert done.posted == 4
    assert [parcel.channel for parcel, why in done.gone if "archived" in why] == [dead]


async def test_a_message_among_hundreds_is_found(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    receipt = await slack.post(channel, words("the one"), key="day/1/0")
    for number in range(130):
        world.standin.control("say", channel=channel, user="bob", text=f"chatter {number}")

    postbox_page, postbox.PAGE = postbox.PAGE, 50
    try:
        assert await slack.find(channel, key="day/1/0") == receipt
        assert await slack.find(channel, key="day/1/9") is None
    finally:
        postbox.PAGE = postbox_page


async def test_a_key_that_somebody_else_copied_is_not_ours(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    stamp = {"event_type": "paperwire", "event_payload": {"key": "day/1/0", "about": ""}}

    assert not postbox.ours((await slack._workspaces.all())[0], {"user": "U9", "bot_id": "B9", "metadata": stamp})
    assert await slack.find(channel, key="day/1/0") is None


async def test_an_edit_keeps_the_key_and_the_paper(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    post = await slack.post(channel, words("the post"), key="day/1/0")
    entry = await slack.post(channel, slack.render(DAY).thread[0], key="day/1/1", thread=post.thread)

    await slack.edit(entry, words("corrected"))

    assert await slack.find(channel, key="day/1/1", thread=post.thread) == entry
    stands = (await world("messages", channel=channel))[-1]
    assert stands["metadata"]["event_payload"] == {"key": "day/1/1", "about": "2506.07751"}
    assert world.words(channel) == "the post\ncorrected"


async def test_an_edit_that_fails_on_the_way_is_made_again(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    post = await slack.post(channel, words("the post"), key="day/1/0")
    await world("fault", kind="accept_close", path="chat.update")

    await slack.edit(post, words("corrected"))

    assert world.words(channel) == "corrected"


async def test_a_person_gets_it_in_their_direct_conversation(world: SlackWorld) -> None:
    slack = slack_of(world)

    receipt = await slack.post("@U0BOB0001", words("a follow alert"), key="alert/1")

    assert receipt.channel == "D0BOB0001"
    assert await slack.find("@U0BOB0001", key="alert/1") == receipt
    await slack.edit(receipt, words("an alert, corrected"))
    assert world.words("dm:bob") == "an alert, corrected"


async def test_a_public_channel_that_the_bot_was_taken_out_of_is_not_joined_again(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    await world("change", what="kick", channel=channel)

    with pytest.raises(Refused, match="/invite") as refused:
        await slack.post(channel, words("the post"), key="day/1/0")

    assert not isinstance(refused.value, Gone), "an invitation mends it, so it is tried again"
    assert "conversations.join" not in [one["method"] for one in await world.view("requests")]
    assert world.words(channel) == ""


async def test_an_archived_channel_is_gone(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    await world("change", what="archive", channel=channel)

    with pytest.raises(Gone, match="archived"):
        await slack.post(channel, words("the post"), key="day/1/0")


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("channel_not_found", "private"),
        ("is_archived", "archived"),
        ("not_in_channel", "/invite"),
        ("invalid_auth", "SLACK_BOT_TOKEN"),
        ("missing_scope", "paperwire manifest"),
        ("restricted_action", "admin"),
        ("messages_tab_disabled", "Messages tab"),
        ("something_new", "something_new"),
    ],
)
async def test_what_slack_declines_is_refused_with_its_cure(world: SlackWorld, code: str, cure: str) -> None:
    slack, channel = slack_of(world), world.channel()
    await slack.find(channel, key="none")
    await world("fault", kind="error", error=code, path="chat.postMessage")

    with pytest.raises(Refused) as refused:
        await slack.post(channel, words("the post"), key="day/1/0")

    assert cure in refused.value.for_people


async def test_a_missing_scope_is_named(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    await slack.find(channel, key="none")
    await world("fault", kind="error", error="missing_scope", needed="chat:write", path="chat.postMessage")

    with pytest.raises(Declined, match="chat:write"):
        await slack.post(channel, words("the post"), key="day/1/0")


@pytest.mark.parametrize("code", ["internal_error", "service_unavailable", "fatal_error", "ratelimited"])
async def test_trouble_of_slacks_own_is_worth_another_try(world: SlackWorld, code: str) -> None:
    slack, channel = slack_of(world), world.channel()
    await slack.find(channel, key="none")
    await world("fault", kind="error", error=code, path="chat.postMessage")

    with pytest.raises(Unreachable):
        await slack.post(channel, words("the post"), key="day/1/0")


async def test_an_answer_that_is_no_json_is_worth_another_try(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel()
    await slack.find(channel, key="none")
    await world("fault", kind="status", status=200, path="chat.postMessage")

    with pytest.raises(Unreachable):
        await slack.post(channel, words("the post"), key="day/1/0")


async def test_a_kicked_bot_finds_nothing_in_a_private_channel_and_may_not_post_there(world: SlackWorld) -> None:
    slack, channel = slack_of(world), world.channel(private=True)
    await world("change", what="kick", channel=channel)

    assert await slack.find(channel, key="day/1/0") is None
    with pytest.raises(Refused, match="invited"):
        await slack.post(channel, words("the post"), key="day/1/0")


async def test_a_channel_is_served_by_the_workspace_that_knows_it(world: SlackWorld) -> None:
    with standin("slack_standin.py", "--second-team") as both:
        two = SlackWorld(both)
        slack = slack_of(two, tokens=(two.ready["bot_token"], two.ready["second_token"]))

        receipt = await slack.post("C0SIDE1", words("elsewhere"), key="day/1/0")
        await slack.post("C0PAPERS1", words("at home"), key="day/2/0")

        assert await slack.find("C0SIDE1", key="day/1/0") == receipt
        sent = [one for one in await two.view("requests") if one["method"] == "chat.postMessage"]
        assert [one["team"] for one in sent] == ["T0SIDE00002", "T0LAB00001"]
        with pytest.raises(Gone):
            await slack.post("C0NOWHERE", words("nowhere"), key="day/3/0")
        assert await slack.find("C0NOWHERE", key="day/3/0") is None


async def test_one_revoked_token_does_not_close_the_other_workspaces(world: SlackWorld) -> None:
    slack, channel = slack_of(world, tokens=("xoxb-revoked", world.ready["bot_token"])), world.channel()

    await slack.post(channel, words("the post"), key="day/1/0")

    assert world.words(channel) == "the post"


async def test_without_any_good_token_delivery_is_refused_and_names_the_setting(world: SlackWorld) -> None:
    slack = slack_of(world, tokens=("xoxb-revoked",))

    with pytest.raises(Refused, match="SLACK_BOT_TOKEN"):
        await slack.post("C0PAPERS1", words("the post"), key="day/1/0")
    assert await slack.tell_owner("The digest failed.") is False


async def test_the_owner_is_told_in_private(world: SlackWorld) -> None:
    slack = slack_of(world)

    assert await slack.tell_owner("The digest failed.")

    assert world.words("dm:alice") == "The digest failed."


async def test_when_nobody_can_be_told_it_says_so(world: SlackWorld) -> None:
    slack = slack_of(world)
    await slack.find("C0PAPERS1", key="none")
    await world("fault", kind="error", error="missing_scope", path="users.list")

    assert not await slack.tell_owner("The digest failed.")


PICTURED = Document(
    "s",
    (
        Text(plain("the post")),
        Figure("https://arxiv.org/html/1v1/x1.png", "a cat", "a cat", (Span("Figure 1", link="https://arxiv.org/a"),)),
    ),
)


def blocks(world: SlackWorld, channel: str) -> list[str]:
    (sent,) = [one for one in world.standin.control("messages", channel=channel) if one.get("bot_id")]
    return [block["type"] for block in sent["blocks"]]


async def test_a_picture_is_posted_with_its_words_below(world: SlackWorld) -> None:
    channel = world.channel()

    await slack_of(world).post(channel, render(PICTURED).post[0], key="day/1/0")

    assert blocks(world, channel) == ["rich_text", "image", "rich_text"]


async def test_a_picture_that_slack_cannot_load_is_left_out_and_the_post_arrives_once(world: SlackWorld) -> None:
    channel, slack, outbox = world.channel(), slack_of(world), FakeOutbox()
    await world("fault", kind="error", error="invalid_blocks", path="chat.postMessage")
    await outbox.put("day/1", platform="slack", channel=channel, rendered=slack.render(PICTURED))

    done = await drain(outbox, {"slack": slack}, now=NOW)
    done += await drain(outbox, {"slack": slack}, now=NOW + timedelta(hours=1))

    assert (done.posted, done.troubles) == (1, ())
    assert blocks(world, channel) == ["rich_text", "rich_text"]
    assert world.words(channel).split("\n") == ["the post", "Figure 1", ": a cat"]


async def test_where_the_answer_to_the_barer_post_is_lost_it_is_found_and_not_posted_again(world: SlackWorld) -> None:
    channel, slack, outbox = world.channel(), slack_of(world), FakeOutbox()
    await world("fault", kind="error", error="invalid_blocks", path="chat.postMessage")
    await world("fault", kind="accept_close", path="chat.postMessage")
    await outbox.put("day/1", platform="slack", channel=channel, rendered=slack.render(PICTURED))

    done = await drain(outbox, {"slack": slack}, now=NOW)
    done += await drain(outbox, {"slack": slack}, now=NOW + timedelta(hours=1))

    assert (done.posted, done.found, done.troubles) == (0, 1, ())
    assert blocks(world, channel) == ["rich_text", "rich_text"]


async def test_blocks_without_pictures_that_slack_refuses_are_refused(world: SlackWorld) -> None:
    channel = world.channel()
    await world("fault", kind="error", error="invalid_blocks", path="chat.postMessage")

    with pytest.raises(Declined) as refused:
        await slack_of(world).post(channel, words("the post"), key="day/1/0")

    assert refused.value.code == "invalid_blocks"


async def test_an_edit_whose_picture_cannot_be_loaded_keeps_its_words(world: SlackWorld) -> None:
    channel, slack = world.channel(), slack_of(world)
    receipt = await slack.post(channel, words("the post"), key="day/1/0")
    await world("fault", kind="error", error="invalid_blocks", path="chat.update")

    await slack.edit(receipt, render(PICTURED).post[0])

    assert blocks(world, channel) == ["rich_text", "rich_text"]
