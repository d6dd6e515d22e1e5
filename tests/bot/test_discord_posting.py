"""Posting on Discord: once, whatever breaks; and a refusal that names its cure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.platforms.discord.adapter import Discord, Service
from bot.platforms.discord.keys import parts
from schedules.delivery import Drained, drain
from schedules.document import Actions, Button, Document, Entry, Figure, Heading, Text, plain
from schedules.errors import Gone, Refused, Unreachable
from schedules.parcels import UNKNOWN, Message, Receipt
from tests.discord_lab import Lab, shared_lab, words
from tests.fakes.outbox import FakeOutbox
from tests.fakes.platform import FakeEars

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
DAY = Document(
    "Papers of 6 Mar",
    (
        Heading("Papers of 6 Mar", link="https://example.org/day"),
        Text(plain("a finding")),
        Actions((Button("Explain", "explain", "2506.07751"),)),
    ),
    (Entry((Text(plain("the first entry")),)), Entry((Text(plain("the second entry")),))),
)


@pytest.fixture
def lab() -> Lab:
    lab = shared_lab()
    lab.standin.control("reset")
    return lab


@pytest.fixture
def discord(lab: Lab) -> Discord:
    return lab.platform()


async def frozen(discord: Discord, channel: str) -> FakeOutbox:
    outbox = FakeOutbox()
    await outbox.put("day/1", platform="discord", channel=channel, rendered=discord.render(DAY))
    return outbox


async def drained(outbox: FakeOutbox, discord: Discord, times: int = 3) -> list[Drained]:
    return [await drain(outbox, {"discord": discord}, now=NOW + timedelta(hours=n)) for n in range(times)]


async def everything(lab: Lab, channel: str) -> list[str]:
    places = [channel, *(one["id"] for one in await lab.do("threads", channel=channel))]
    return [words(one) for place in places for one in await lab.open_messages(place)]


def post_of(discord: Discord) -> Message:
    return discord.render(DAY).post[0]


FAULTS: list[dict[str, Any]] = [
    {"kind": "429", "retry_after": 0.05, "count": 2},
    {"kind": "429", "retry_after": 0.05, "banned": True},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "close"},
    {"kind": "accept_close"},
    {"kind": "hang", "seconds": 0.05},
]


@pytest.mark.parametrize("skip", [0, 1], ids=["post", "entry"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(str(one) for one in fault.values()))
async def test_a_post_and_its_entries_arrive_once_whatever_breaks(
    lab: Lab, discord: Discord, fault: dict[str, Any], skip: int
) -> None:
    channel = lab.channel()
    outbox = await frozen(discord, channel)
    # an entry is tried first in a thread that is not there yet, which makes one more request
    await lab.do("fault", method="POST", path="/messages$", skip=2 * skip, **fault)
    for one in await drained(outbox, discord):
        assert one.troubles == ()
    shown = await everything(lab, channel)
    assert [text.partition("\n")[0] for text in shown][1:] == ["the first entry", "the second entry"]
    assert len(shown) == 3
    assert len(await lab.do("threads", channel=channel)) == 1


async def test_a_message_that_was_taken_but_not_confirmed_is_found_by_the_next_process(lab: Lab) -> None:
    """Neither the nonce nor anything in memory is needed for it: the mark is in the message."""
    channel = lab.channel()
    outbox = await frozen(lab.platform(), channel)
    await lab.do("fault", kind="accept_close", method="POST", path="/messages$")
    (first,) = await drained(outbox, lab.platform(), times=1)
    _, later = await drained(outbox, lab.platform(), times=2)
    assert (first.posted, later.found, later.posted) == (0, 1, 2)
    assert (await lab.view("duplicates"))["nonce"] == []


async def test_the_payload_goes_out_as_it_was_frozen(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    await discord.post(channel, post_of(discord), key="day/1/0")
    sent = next(one["body"] for one in await lab.view("requests") if one["path"].endswith("/messages"))
    for part in parts(sent["components"]):
        part.pop("id", None)
    nonce = sent.pop("nonce")
    assert len(nonce) <= 25
    assert sent.pop("enforce_nonce") is True
    assert sent == post_of(discord).payload
    assert sent["allowed_mentions"] == {"parse": []}
    assert await lab.view("violations") == []


async def test_a_thread_is_named_after_its_post(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    await drained(await frozen(discord, channel), discord, times=1)
    assert [one["name"] for one in await lab.do("threads", channel=channel)] == ["Papers of 6 Mar"]


async def test_only_our_own_messages_are_found(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    for n in range(3):
        await lab.say(channel, f"something {n}")
    assert await discord.find(channel, key="day/1/0") is None


async def test_a_message_is_found_behind_hundreds_of_others(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    receipt = await discord.post(channel, post_of(discord), key="day/1/0")
    await lab.do("flood", channel=channel, user="bob", count=250)
    assert await discord.find(channel, key="day/1/0") == receipt
    assert await discord.find(channel, key="day/1/1") is None


async def test_without_the_history_nobody_can_tell(lab: Lab, discord: Discord) -> None:
    """Discord shows an empty history to those who may not read it; that is no proof of absence."""
    channel = lab.channel()
    await discord.post(channel, post_of(discord), key="day/1/0")
    await lab.do("change", what="deny", channel=channel, permissions=["read_message_history"])
    assert await discord.find(channel, key="day/1/0") is UNKNOWN
    await lab.do("change", what="deny", channel=channel, permissions=["view_channel"])
    assert await discord.find(channel, key="day/1/0") is UNKNOWN


async def test_an_archived_thread_is_opened_for_what_comes_later(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    outbox = await frozen(discord, channel)
    await drained(outbox, discord, times=1)
    receipts = await outbox.receipts("day/1")
    thread = receipts[0].thread
    await lab.do("change", what="archive", channel=thread)
    await discord.edit(receipts[1], discord.render(Document("s", (Text(plain("corrected")),))).post[0])
    await lab.do("change", what="archive", channel=thread)
    await discord.post(channel, post_of(discord), key="day/1/9", thread=thread)
    shown = [words(one) for one in await lab.open_messages(thread)]
    assert shown[0] == "corrected"
    assert len(shown) == 3


# ------------------------------------------------------------------- refusals


async def test_a_missing_permission_is_named_with_its_cure(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    async with lab.running(discord, FakeEars()):
        await lab.do("change", what="deny", channel=channel, permissions=["send_messages", "read_message_history"])
        with pytest.raises(Refused, match=r"In #c\d+ on Discord I lack Send Messages and Read Message History; allow"):
            await discord.post(channel, post_of(discord), key="day/1/0")


async def test_before_the_connection_is_up_a_missing_permission_is_still_a_refusal(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    await lab.do("change", what="deny", channel=channel, permissions=["send_messages"])
    with pytest.raises(Refused, match="I lack a permission in that Discord channel"):
        await discord.post(channel, post_of(discord), key="day/1/0")


async def test_a_deleted_channel_is_refused_and_holds_nothing(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    receipt = await discord.post(channel, post_of(discord), key="day/1/0")
    await lab.do("change", what="delete_channel", channel=channel)
    assert await discord.find(channel, key="day/1/0") is None
    with pytest.raises(Gone, match="is gone; choose another with /setup"):
        await discord.post(channel, post_of(discord), key="day/2/0")
    with pytest.raises(Refused, match="gone"):
        await discord.edit(receipt, post_of(discord))


async def test_a_deleted_post_takes_no_entries(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    receipt = await discord.post(channel, post_of(discord), key="day/1/0")
    await lab.do("change", what="delete", channel=channel, message=receipt.message)
    with pytest.raises(Refused, match="That Discord message is gone"):
        await discord.post(channel, post_of(discord), key="day/1/1", thread=receipt.thread)


async def test_a_locked_thread_is_refused_with_its_cure(lab: Lab, discord: Discord) -> None:
    channel = lab.channel()
    outbox = await frozen(discord, channel)
    await drained(outbox, discord, times=1)
    thread = (await outbox.receipts("day/1"))[0].thread
    await lab.do("change", what="lock", channel=thread)
    with pytest.raises(Refused, match="locked; unlock it"):
        await discord.post(channel, post_of(discord), key="day/1/9", thread=thread)


async def test_what_is_no_channel_is_refused(discord: Discord) -> None:
    with pytest.raises(Refused, match="“#general” is no Discord channel"):
        await discord.post("#general", post_of(discord), key="day/1/0")


async def test_a_wrong_token_is_refused_and_not_shown(lab: Lab) -> None:
    ready = lab.standin.ready
    discord = Discord(Service("wrong.token", ready["api"], ready["gateway"]), ())
    with pytest.raises(Refused, match="DISCORD_TOKEN") as caught:
        await discord.post(lab.channel(), post_of(discord), key="day/1/0")
    assert "wrong.token" not in str(caught.value)


async def test_a_discord_that_is_not_there_is_unreachable() -> None:
    discord = Discord(Service("t", "http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9"), ())
    with pytest.raises(Unreachable):
        await discord.find("1", key="day/1/0")
    assert not await discord.tell_owner("Something broke.")


# ------------------------------------------- direct conversations and forums


async def test_a_person_gets_a_post_and_its_entries_in_their_direct_messages(lab: Lab, discord: Discord) -> None:
    dave = lab.standin.ready["world"]["users"]["dave"]
    channel = f"@{dave}"
    rendered = discord.render(DAY)
    post = await discord.post(channel, rendered.post[0], key="alert/1/0")
    entry = await discord.post(channel, rendered.thread[0], key="alert/1/1", thread=post.thread)
    assert post.channel == entry.channel == channel
    assert await discord.find(channel, key="alert/1/0") == post
    assert await discord.find(channel, key="alert/1/1", thread=post.thread) == entry
    await discord.edit(post, discord.render(Document("s", (Text(plain("corrected")),))).post[0])
    assert [words(one) for one in await lab.open_messages("dm:dave")][-2:] == ["corrected", "the first entry"]
    assert await discord.find(channel, key="alert/1/0") == post


async def test_closed_direct_messages_are_refused_with_their_cure(lab: Lab, discord: Discord) -> None:
    await lab.do("change", what="close_dms", user="carol")
    try:
        with pytest.raises(Refused, match="Privacy Settings"):
            await discord.post(f"@{lab.standin.ready['world']['users']['carol']}", post_of(discord), key="alert/2/0")
    finally:
        await lab.do("change", what="open_dms", user="carol")


async def test_in_a_forum_a_post_is_a_forum_post_and_its_entries_follow_in_it(lab: Lab, discord: Discord) -> None:
    forum = lab.channel(type=15)
    outbox = await frozen(discord, forum)
    first, again, *_ = await drained(outbox, discord)
    assert (first.posted, first.troubles, again.posted) == (3, (), 0)
    (post,) = await lab.do("threads", channel=forum)
    assert post["name"] == "Papers of 6 Mar"
    shown = [words(one) for one in await lab.open_messages(post["id"])]
    assert shown[1:] == ["the first entry", "the second entry"]
    receipt = (await outbox.receipts("day/1"))[0]
    assert (receipt.channel, receipt.thread) == (forum, post["id"])
    assert await discord.find(forum, key="day/1/0") == receipt
    assert await discord.find(forum, key="day/2/0") is None
    await discord.edit(receipt, discord.render(Document("s", (Text(plain("corrected")),))).post[0])
    assert words((await lab.open_messages(post["id"]))[0]) == "corrected"


async def test_a_long_post_in_a_forum_stays_in_one_forum_post(lab: Lab, discord: Discord) -> None:
    forum = lab.channel(type=15)
    for part in range(2):
        await discord.post(forum, post_of(discord), key=f"day/1/{part}")
    (post,) = await lab.do("threads", channel=forum)
    assert len(await lab.open_messages(post["id"])) == 2
    assert isinstance(await discord.find(forum, key="day/1/1"), Receipt)


async def test_a_picture_is_posted_and_its_message_is_found_and_edited_like_any_other(
    lab: Lab, discord: Discord
) -> None:
    channel = lab.channel()
    pictured = Document("s", (Text(plain("the post")), Figure("https://arxiv.org/html/1v1/x1.png", "A cat.", "a cat")))
    sent = discord.render(pictured).post[0]
    receipt = await discord.post(channel, sent, key="day/7/0")

    assert await discord.find(channel, key="day/7/0") == receipt
    await discord.edit(receipt, sent)
    (stands,) = await lab.open_messages(channel)
    assert [part["type"] for part in parts(stands["components"])] == [10, 12, 10]
    assert "A cat." in words(stands)
