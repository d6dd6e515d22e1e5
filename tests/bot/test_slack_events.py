"""What is said and what happens on Slack: mentions, threads, direct messages, reactions, invitations."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from slack_client import SlackWorld
from standin_process import standin

from bot.platforms.platform import Invocation, Place, Utterance
from schedules.document import Actions, Button, Document, Entry, Text, plain
from tests.fakes.platform import FakeEars
from tests.fakes.slack import holding, joined, refusing, said, showing

TEAM, BOT, BOB = "T0LAB00001", "U0PAPERBOT", "U0BOB0001"


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


async def heard(world: SlackWorld, ears: FakeEars, count: int = 1) -> Utterance:
    found = (await world.until(lambda: len(ears.heard) >= count and ears.heard))[-1]
    assert isinstance(found, Utterance)
    return found


async def settled(world: SlackWorld, channel: str, ears: FakeEars) -> None:
    """Wait until everything said before has been handled: by then, so has this."""
    before = len(ears.heard)
    await world("say", channel=channel, user="carol", text="@bot and now?")
    await world.until(lambda: len(ears.heard) > before)


async def test_a_mention_is_handled_once_and_answered_in_a_thread_under_it(world: SlackWorld) -> None:
    """It comes twice, as a message and as a mention; the bot's own answer comes back as a message, too."""
    ears, channel = showing("Twice as fast.", private=False), world.channel()

    async with joined(world, ears):
        asked = await world("say", channel=channel, user="bob", text="@bot is it &lt;fast&gt;?")
        answer = await world("wait", channel=channel, thread_ts=asked["ts"])
        await world.until(lambda: "Twice" in world.words(channel))
        await settled(world, channel, ears)

    first = ears.heard[0]
    assert isinstance(first, Utterance)
    assert (first.text, first.addressed, first.who.id) == ("is it <fast>?", "mention", BOB)
    assert first.where == Place("slack", TEAM, channel, thread=asked["ts"])
    assert [one.text for one in ears.heard] == ["is it <fast>?", "and now?"]
    assert len(answer) == 1


async def test_a_mention_in_a_thread_is_answered_in_that_thread(world: SlackWorld) -> None:
    ears, channel = showing("Twice as fast.", private=False), world.channel()

    async with joined(world, ears):
        root = await world("say", channel=channel, user="alice", text="look at this")
        await world("say", channel=channel, user="bob", text="hey @bot, why?", thread_ts=root["ts"])
        utterance = await heard(world, ears)
        await world.until(lambda: "Twice" in world.words(channel))

    assert len(await world("messages", channel=channel, thread_ts=root["ts"])) == 3
    assert (utterance.text, utterance.where.thread) == ("hey, why?", root["ts"])


async def test_words_in_a_thread_on_our_post_reach_us_unaddressed(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears) as slack:
        post = await slack.post(channel, slack.render(said("the post")).post[0], key="day/1/0")
        await world("say", channel=channel, user="bob", text="why is that?", thread_ts=post.thread)
        utterance = await heard(world, ears)

    assert (utterance.text, utterance.addressed) == ("why is that?", "thread")
    assert utterance.where == Place("slack", TEAM, channel, thread=post.thread)


async def test_other_peoples_threads_and_plain_messages_are_left_alone(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        root = await world("say", channel=channel, user="alice", text="lunch?")
        await world("say", channel=channel, user="bob", text="yes", thread_ts=root["ts"])
        await world("change", what="edit", channel=channel, ts=root["ts"], text="lunch or <@U0PAPERBOT>?")
        joining = {"type": "message", "subtype": "channel_join", "user": BOB, "channel": channel, "ts": "1.1"}
        await world("change", what="event", event={**joining, "text": "joined", "channel_type": "channel"})
        robot = {"type": "app_mention", "bot_id": "B9", "user": "U9", "channel": channel, "ts": "1.2"}
        await world("change", what="event", event={**robot, "text": f"<@{BOT}> loop?"})
        await settled(world, channel, ears)

    assert [one.text for one in ears.heard] == ["and now?"]


async def test_a_direct_message_is_answered_without_a_thread_and_belongs_to_its_person(world: SlackWorld) -> None:
    ears = showing("Twice as fast.", private=True)

    async with joined(world, ears):
        await world("say", channel="dm:bob", user="bob", text="is it fast?")
        await world.until(lambda: "Twice" in world.words("dm:bob"))

    utterance = await heard(world, ears)
    assert utterance.addressed == "direct"
    assert utterance.where == Place("slack", BOB, "D0BOB0001", direct=True)
    assert "thread_ts" not in (await world("messages", channel="dm:bob"))[-1]


async def test_the_assistant_pane_shows_a_status_instead_of_a_first_message(world: SlackWorld) -> None:
    ears = showing("Thrice as fast.", private=False)

    async with joined(world, ears):
        root = await world("say", channel="dm:carol", user="carol", text="New chat")
        await world("say", channel="dm:carol", user="carol", text="is it?", thread_ts=root["ts"])
        await world.until(lambda: world.words("dm:carol").count("Thrice") == 2)

    stands = (await world("messages", channel="dm:carol"))[-1]
    assert stands["metadata"]["event_type"] == "paperwire"
    assert "chat.stopStream" in [one["method"] for one in await world.view("requests")]
    statuses = await world.view("statuses")
    assert [one["status"] for one in statuses if "status" in one] == ["is looking …"]
    assert ears.heard[1].where.thread == root["ts"]


@pytest.mark.parametrize("method", ["startStream", "appendStream", "stopStream"])
async def test_where_a_stream_breaks_off_the_answer_stands_once_all_the_same(world: SlackWorld, method: str) -> None:
    before = world.words("dm:bob").count("Twelve")
    await world("fault", kind="error", error="message_not_in_streaming_state", path=method)

    async with joined(world, showing("Twelve times.", private=False)):
        root = await world("say", channel="dm:bob", user="bob", text="New chat")
        await world.until(lambda: world.words("dm:bob").count("Twelve") == before + 1)
        await world("say", channel="dm:bob", user="bob", text="is it?", thread_ts=root["ts"])
        await world.until(lambda: world.words("dm:bob").count("Twelve") == before + 2)


async def test_where_there_is_no_status_a_first_message_shows_that_the_work_began(world: SlackWorld) -> None:
    ears, begun, go = holding(lambda event: event.reply.show(said("Four times."), private=False))
    await world("fault", kind="error", error="missing_scope", path="setStatus", count=9)

    async with joined(world, ears):
        root = await world("say", channel="dm:alice", user="alice", text="@bot")
        go.set()
        await world.until(lambda: "Four" in world.words("dm:alice"))
        go.clear()
        begun.clear()
        await world("say", channel="dm:alice", user="alice", text="is it?", thread_ts=root["ts"])
        await begun.wait()
        assert world.words("dm:alice").endswith("…")
        go.set()
        await world.until(lambda: world.words("dm:alice").count("Four") == 2)

    assert "…" not in world.words("dm:alice")


async def test_prompts_are_offered_when_the_pane_opens(world: SlackWorld) -> None:
    event = {"type": "assistant_thread_started", "assistant_thread": {"channel_id": "D1", "thread_ts": "1.1"}}

    async with joined(world, FakeEars()):
        await world("change", what="event", event={**event, "event_ts": "1.1"})
        await world.until(lambda: [one for one in world.standin.view("statuses") if "prompts" in one])


async def test_a_redelivered_event_has_the_same_id_however_often_it_comes(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        asked = await world("say", channel=channel, user="bob", text="@bot why?")
        for _ in range(3):
            for envelope in asked["envelopes"]:
                again = await world("redeliver", envelope=envelope["envelope"])
                assert again["acked"]
        await world.until(lambda: len(ears.heard) == 4)

    assert len({one.event for one in ears.heard}) == 1


async def test_an_event_is_acknowledged_before_it_is_worked_on(world: SlackWorld) -> None:
    ears, begun, go = holding(lambda event: event.reply.refuse("enough"))
    channel = world.channel()

    async with joined(world, ears):
        asked = await world("say", channel=channel, user="bob", text="@bot why?")
        assert [one["acked"] for one in asked["envelopes"]] == [True, True]
        await begun.wait()
        again = await world("redeliver", envelope=asked["envelopes"][1]["envelope"])
        assert again["acked"]
        go.set()
        await world.until(lambda: "enough" in world.private_words(channel))

    assert len(ears.heard) == 1  # the same question is not taken up twice at once


async def test_a_listener_that_breaks_takes_no_acknowledgement_along(world: SlackWorld) -> None:
    async def breaks(event: Invocation | Utterance) -> None:
        raise RuntimeError("a bug")

    ears, channel = FakeEars(breaks), world.channel()
    async with joined(world, ears):
        for _ in range(2):
            asked = await world("say", channel=channel, user="bob", text="@bot why?")
            assert [one["acked"] for one in asked["envelopes"]] == [True, True]
        await world.until(lambda: len(ears.heard) == 2)


async def test_a_refusal_in_a_thread_is_read_by_the_asker_alone(world: SlackWorld) -> None:
    ears, channel = refusing("I have no such paper.", private=False), world.channel()

    async with joined(world, ears):
        begun = await world("say", channel=channel, user="alice", text="Look at this.")
        await world("say", channel=channel, user="bob", text="@bot why?", thread_ts=begun["ts"])
        await world.until(lambda: "no such" in world.private_words(channel))

    assert world.words(channel) == ""
    assert [one.get("thread_ts") for one in _alone(world, channel)] == [begun["ts"]]


async def test_what_is_private_after_a_mention_that_begins_no_thread_stands_in_the_channel(world: SlackWorld) -> None:
    """Slack shows nobody what is ephemeral in a thread that has no message yet."""
    ears, channel = showing("What I can do", private=True), world.channel()

    async with joined(world, ears):
        await world("say", channel=channel, user="bob", text="@bot help")
        await world.until(lambda: "What I can do" in world.private_words(channel))

    assert [one.get("thread_ts") for one in _alone(world, channel)] == [None]
    assert world.words(channel) == ""


def _alone(world: SlackWorld, channel: str) -> list[Any]:
    """What somebody alone reads in a channel."""
    return [one for one in world.standin.view("ephemerals") if one["channel"] == channel]


async def test_a_refusal_in_a_direct_conversation_stays_readable(world: SlackWorld) -> None:
    async with joined(world, refusing("I have no such paper.", private=False)):
        await world("say", channel="dm:bob", user="bob", text="why?")
        await world.until(lambda: "no such" in world.words("dm:bob"))


async def test_when_the_question_is_deleted_the_work_ends_and_nothing_of_the_answer_stays(world: SlackWorld) -> None:
    ears, begun, go = holding(lambda event: event.reply.show(said("too late"), private=False))
    channel = world.channel()

    async with joined(world, ears):
        asked = await world("say", channel=channel, user="bob", text="@bot why?")
        await begun.wait()
        assert "…" in world.words(channel)
        await world("change", what="delete", channel=channel, ts=asked["ts"])
        await world.until(lambda: world.words(channel) == "")
        go.set()
        await settled(world, channel, ears)

    assert await world("messages", channel=channel, thread_ts=asked["ts"]) == []


async def test_a_deleted_question_with_replies_is_gone_as_well(world: SlackWorld) -> None:
    """Slack leaves a tombstone where a message had replies, and says that it was changed."""
    ears, begun, _ = holding(lambda event: event.reply.refuse("never"))
    channel = world.channel()

    async with joined(world, ears):
        asked = await world("say", channel=channel, user="bob", text="@bot why?")
        await begun.wait()
        stone: dict[str, Any] = {"type": "message", "subtype": "message_changed", "channel": channel, "ts": "2.2"}
        stone["message"] = {"subtype": "tombstone", "ts": asked["ts"], "text": "This message was deleted."}
        await world("change", what="event", event={**stone, "channel_type": "channel"})
        await world.until(lambda: world.words(channel) == "")


async def test_an_answer_of_several_parts_hangs_its_entries_under_it_and_can_be_shown_anew(world: SlackWorld) -> None:
    entry = Entry((Text(plain("an entry")), Actions((Button("Explain", "explain", "2506.07751"),))), "2506.07751")
    first = Document("s", (Text(plain("first words")),), (entry, entry))
    again = Document("s", (Text(plain("other words")),), (entry,))
    receipts = []

    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.working(private=False)
        receipts.append(await event.reply.show(first, private=False))
        receipts.append(await event.reply.show(again, private=False))

    channel = world.channel()
    async with joined(world, FakeEars(answer)):
        asked = await world("say", channel=channel, user="bob", text="@bot why?")
        await world.until(lambda: len(receipts) == 2)

    assert world.words(channel).split("\n") == ["other words", "an entry"]
    assert receipts[0] == receipts[1]
    assert receipts[0] is not None
    assert receipts[0].thread == asked["ts"]
    shown = await world("messages", channel=channel)
    assert shown[-1]["metadata"]["event_payload"]["about"] == "2506.07751"


@pytest.mark.parametrize("kind", ["429", "status", "close", "accept_close"])
async def test_an_open_answer_stands_once_whatever_happens_on_the_way(world: SlackWorld, kind: str) -> None:
    ears, channel = showing("Twice as fast.", private=False), world.channel()
    for path in ("chat.postMessage", "chat.update"):
        await world("fault", kind=kind, path=path, retry_after=0)

    async with joined(world, ears):
        asked = await world("say", channel=channel, user="bob", text="@bot is it?")
        await world.until(lambda: "Twice" in world.words(channel))

    assert len(await world("messages", channel=channel, thread_ts=asked["ts"])) == 2


@pytest.mark.parametrize(("name", "emoji"), [("+1", "👍"), ("thumbsdown::skin-tone-3", "👎")])
async def test_a_reaction_of_a_person_to_a_message_of_ours_names_its_paper(
    world: SlackWorld, name: str, emoji: str
) -> None:
    ears, channel = FakeEars(), world.channel()
    day = Document("s", (Text(plain("the post")),), (Entry((Text(plain("the entry")),), about="2506.07751"),))

    async with joined(world, ears) as slack:
        rendered = slack.render(day)
        post = await slack.post(channel, rendered.post[0], key="day/1/0")
        entry = await slack.post(channel, rendered.thread[0], key="day/1/1", thread=post.thread)
        theirs = await world("say", channel=channel, user="alice", text="mine")
        for ts in (theirs["ts"], entry.message):
            await world("change", what="react", channel=channel, ts=ts, user="bob", name=name)
        await world("change", what="react", channel=channel, ts=entry.message, user="bob", name="our_own_emoji")
        await world("change", what="react", channel=channel, ts=entry.message, user="newsbot", name=name)
        await world("change", what="unreact", channel=channel, ts=entry.message, user="bob", name=name)
        await world.until(lambda: len(ears.reactions) == 2)

    assert [(one.emoji, one.added) for one in ears.reactions] == [(emoji, True), (emoji, False)]
    assert ears.reactions[0].where == Place("slack", TEAM, channel, thread=post.thread, paper="2506.07751")
    assert ears.reactions[0].who.id == BOB
    assert len({one.event for one in ears.reactions}) == 2


async def test_taken_out_of_a_channel_or_left_with_none_it_says_so_once_for_each(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()
    others = {"type": "member_left_channel", "user": BOB, "channel": channel, "event_ts": "1.1"}
    kinds = ("channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted", "group_deleted")
    ours = [{**others, "user": BOT}, *({"type": kind, "channel": channel, "event_ts": "1.2"} for kind in kinds)]

    async with joined(world, ears):
        for event in (others, *ours):
            await world("change", what="event", event=event)
        await world.until(lambda: len(ears.removals) == len(ours))

    assert set(ears.removals) == {Place("slack", TEAM, channel)}


async def test_where_the_bot_is_invited_it_may_introduce_itself_in_the_channel(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()
    await world("change", what="kick", channel=channel)

    async with joined(world, ears):
        await world("change", what="invite", channel=channel, user="alice")
        where, reply = (await world.until(lambda: ears.invitations))[0]
        await reply.show(said("Hello, I read papers."), private=False)

    assert where == Place("slack", TEAM, channel)
    assert world.words(channel) == "Hello, I read papers."


async def test_others_who_join_are_not_greeted(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()
    event = {"type": "member_joined_channel", "user": BOB, "channel": channel, "team": TEAM, "event_ts": "1.1"}

    async with joined(world, ears):
        await world("change", what="event", event=event)
        await settled(world, channel, ears)

    assert ears.invitations == []


async def test_the_home_page_shows_what_the_core_says_and_its_buttons_work(world: SlackWorld) -> None:
    """However much there is to show, Slack gets no more blocks than it takes, and no id twice."""
    rows = tuple(
        part
        for number in range(80)
        for part in (Text(plain(f"paper {number}")), Actions((Button("Remove", "save", f"2506.0{number:04}"),)))
    )
    ears = showing("Removed.", private=True)
    ears.page = Document("Home", rows)

    async with joined(world, ears):
        await world("change", what="home", user="bob")
        await world.until(lambda: world.standin.view("homes"))
        home = (await world.view("homes"))[BOB]
        await world("action", user="bob", home=True, action_id="pw:save~2")
        pressed = (await world.until(lambda: ears.heard))[0]
        await world.until(lambda: "Removed" in world.words("dm:bob"))
        await world.until(lambda: world.standin.view("homes")[BOB]["hash"] != home["hash"])

    assert len(home["blocks"]) == 100
    assert isinstance(pressed, Invocation)
    assert (pressed.command, pressed.typed) == ("save", "2506.00001")


async def test_the_card_of_a_paper_is_hung_under_a_link_to_it_only_where_that_is_wanted(world: SlackWorld) -> None:
    async def answer(event: Invocation | Utterance) -> None:
        assert isinstance(event, Invocation)
        if "07751" in event.options["paper"]:
            await event.reply.show(said("The card."), private=True)
        else:
            await event.reply.refuse("I have no such paper.")

    links = [{"url": f"https://arxiv.org/abs/2506.{number}", "domain": "arxiv.org"} for number in ("07751", "99999")]
    event = {"type": "link_shared", "user": BOB, "channel": "C0PAPERS1", "message_ts": "1.1", "links": links}
    async with joined(world, FakeEars(answer), unfurl=True):
        await world("change", what="event", event={**event, "event_ts": "1.1"})
        await world.until(lambda: [one for one in world.standin.view("requests") if one["method"] == "chat.unfurl"])
    ears, channel = FakeEars(), world.channel()
    async with joined(world, ears):
        await world("change", what="event", event={**event, "event_ts": "1.2"})
        await settled(world, channel, ears)

    calls = [one["args"] for one in await world.view("requests") if one["method"] == "chat.unfurl"]
    assert len(calls) == 1
    assert list(calls[0]["unfurls"]) == ["https://arxiv.org/abs/2506.07751"]
    assert len(ears.heard) == 1


async def test_work_under_way_is_finished_before_the_adapter_closes(world: SlackWorld) -> None:
    ears, begun, go = holding(lambda event: event.reply.show(said("in time"), private=False))
    channel = world.channel()

    async with joined(world, ears):
        await world("say", channel=channel, user="bob", text="@bot why?")
        await begun.wait()
        asyncio.get_running_loop().call_later(0.05, go.set)

    assert world.words(channel) == "in time"


async def test_work_that_does_not_end_is_cancelled_at_the_close(world: SlackWorld) -> None:
    ears, begun, _ = holding(lambda event: event.reply.refuse("never"))
    channel = world.channel()

    async with joined(world, ears, closing=0.05):
        await world("say", channel=channel, user="bob", text="@bot why?")
        await begun.wait()
