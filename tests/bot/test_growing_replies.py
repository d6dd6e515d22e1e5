"""Growing answers where each platform is its own: streams, deleted messages, addresses that wear out, faults."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_client import SlackWorld
from standin_process import standin

from bot.platforms.growth import Growth
from bot.platforms.platform import Invocation, Utterance
from bot.platforms.slack.render import render
from bot.platforms.slack.response_url import ResponseUrl
from bot.platforms.slack.ways import Asker, Private
from schedules.document import Actions, Button, Document, Quoted, Small, Text, plain
from schedules.parcels import Message
from tests.bot.test_console import Sitting
from tests.discord_lab import Lab, shared_lab, until, words
from tests.fakes.platform import FakeEars
from tests.fakes.slack import joined

Event = Invocation | Utterance

FIRST = (Text(plain("It is twice as fast.")), Quoted("a speed-up of 2x", plain("p. 7")))
SECOND = (*FIRST, Text(plain("It needs 3 GB.")), Quoted("3 GB of memory", plain("p. 8")))
WHOLE = Document("s", (*SECOND, Small(plain("Looked in 4 papers.")), Actions((Button("Wrong?", "wrong", "a"),))))


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pace is tested on a clock of its own; here nobody waits for it."""
    assert Growth.__init__.__kwdefaults__ is not None
    monkeypatch.setitem(Growth.__init__.__kwdefaults__, "pace", 0.0)


@pytest.fixture(scope="module")
def running() -> Iterator[SlackWorld]:
    with standin("slack_standin.py") as process:
        yield SlackWorld(process)


@pytest.fixture
def world(running: SlackWorld) -> Iterator[SlackWorld]:
    """Slack's stand-in; what we sent in a test must have been within Slack's limits."""
    running.standin.control("reset")
    yield running
    assert running.standin.view("violations") == []


@pytest.fixture
def lab() -> Iterator[Lab]:
    lab = shared_lab()
    lab.standin.control("reset")
    yield lab
    assert lab.standin.view("violations") == []


class Acts:
    """An answer in steps that the test lets happen one by one."""

    def __init__(self, *, private: bool = False) -> None:
        self.private = private
        self.go = asyncio.Event()
        self.shown: list[Any] = []

    async def __call__(self, event: Event) -> None:
        await event.reply.working(private=self.private)
        await event.reply.grow(Document("s", FIRST), private=self.private)
        await self.go.wait()
        await event.reply.grow(Document("s", SECOND), private=self.private)
        await asyncio.sleep(0)
        self.shown.append(await event.reply.show(WHOLE, private=self.private))


# ------------------------------------------------------------------ console


async def test_on_the_console_every_block_is_printed_once(tmp_path: Path) -> None:
    acts = Acts()
    acts.go.set()

    printed = await Sitting(tmp_path, "Is it fast?", ears=FakeEars(acts)).talk()

    for said in ("It is twice as fast.", "a speed-up of 2x", "It needs 3 GB.", "Looked in 4 papers.", "[ Wrong? ]"):
        assert printed.count(said) == 1
    assert printed.index("It needs 3 GB.") < printed.index("Looked in 4 papers.") < printed.index("[ Wrong? ]")


async def test_on_the_console_an_answer_that_turns_out_otherwise_is_printed_whole(tmp_path: Path) -> None:
    """What was printed stays; the answer as it was shown follows it."""

    async def answer(event: Event) -> None:
        await event.reply.grow(Document("s", FIRST), private=False)
        await event.reply.show(Document("s", (Text(plain("Nobody knows.")), *FIRST)), private=False)

    printed = await Sitting(tmp_path, "Is it fast?", ears=FakeEars(answer)).talk()

    assert printed.count("It is twice as fast.") == 2
    assert printed.count("Nobody knows.") == 1


async def test_a_growing_answer_looks_as_if_it_had_been_printed_at_once(tmp_path: Path) -> None:
    async def at_once(event: Event) -> None:
        await event.reply.show(WHOLE, private=False)

    acts = Acts()
    acts.go.set()
    grown = await Sitting(tmp_path / "a", "Is it fast?", ears=FakeEars(acts)).talk()

    assert grown == await Sitting(tmp_path / "b", "Is it fast?", ears=FakeEars(at_once)).talk()


# ------------------------------------------------------------------ Discord


async def test_on_discord_an_answer_that_is_deleted_while_it_grows_stays_deleted(lab: Lab) -> None:
    acts, channel = Acts(), lab.channel()
    async with lab.running(lab.platform(), FakeEars(acts)):
        await lab.say(channel, "@bot is it fast?")
        (first,) = await lab.ours(channel)
        await lab.do("change", what="delete", channel=channel, message=first["id"])
        acts.go.set()
        await until(lambda: bool(acts.shown))

    assert acts.shown == [None]
    assert await lab.open_messages(channel) == []


async def test_on_discord_nothing_of_a_growing_answer_stays_when_its_question_is_deleted(lab: Lab) -> None:
    acts, channel = Acts(), lab.channel()
    async with lab.running(lab.platform(), FakeEars(acts)):
        asked = await lab.say(channel, "@bot is it fast?")
        await lab.ours(channel)
        await lab.do("change", what="delete", channel=channel, message=asked)
        await until(lambda: _empty(lab, channel))

    assert acts.shown == []


async def _empty(lab: Lab, channel: str) -> bool:
    return not await lab.open_messages(channel)


@pytest.mark.parametrize(("kind", "count"), [("status", 1), ("accept_close", 2)])
async def test_on_discord_a_beginning_that_fails_harms_nothing(lab: Lab, kind: str, count: int) -> None:
    """Not even one whose answer was lost: Discord has that message, and it becomes the whole answer."""
    acts, channel = Acts(), lab.channel()
    acts.go.set()
    await lab.do("fault", kind=kind, status=403, method="POST", path=f"/channels/{channel}/messages$", count=count)
    async with lab.running(lab.platform(), FakeEars(acts)):
        await lab.say(channel, "@bot is it fast?")
        await until(lambda: bool(acts.shown))

    (only,) = await lab.open_messages(channel)
    assert "Looked in 4 papers." in words(only)


async def test_on_discord_an_edit_that_fails_harms_nothing(lab: Lab) -> None:
    acts, channel = Acts(), lab.channel()
    async with lab.running(lab.platform(), FakeEars(acts)):
        await lab.say(channel, "@bot is it fast?")
        await lab.ours(channel)
        await lab.do("fault", kind="status", status=403, method="PATCH", path=channel, count=1)
        acts.go.set()
        await until(lambda: bool(acts.shown))

    (only,) = await lab.open_messages(channel)
    assert "Looked in 4 papers." in words(only)


# ------------------------------------------------------------------ Slack


async def test_in_the_assistant_pane_an_answer_grows_as_one_stream(world: SlackWorld) -> None:
    acts, channel = Acts(), "dm:bob"
    async with joined(world, FakeEars(acts)):
        root = await _in_pane(world, acts, channel)
        await world.until(lambda: world.words(channel).count("twice as fast") == 2)
        assert world.words(channel).count("3 GB of memory") == 1
        acts.go.set()
        await world.until(lambda: acts.shown)

    asked = [one["method"] for one in await world.view("requests") if one["method"].startswith("chat.")]
    assert asked[-5:] == ["chat.startStream", *["chat.appendStream"] * 3, "chat.stopStream"]
    (only,) = [one for one in await world("messages", channel=channel, thread_ts=root["ts"]) if one.get("bot_id")]
    assert _bare(only["blocks"]) == _bare(render(WHOLE).post[0].payload["blocks"])
    assert only["metadata"]["event_type"] == "paperwire"


def _bare(blocks: Any) -> Any:
    return [{name: value for name, value in block.items() if name != "block_id"} for block in blocks]


async def _in_pane(world: SlackWorld, acts: Acts, channel: str) -> Any:
    """A conversation in the assistant pane: its first words answered, and a question that is being answered."""
    acts.go.set()
    root = await world("say", channel=channel, user=channel.removeprefix("dm:"), text="New chat")
    await world.until(lambda: acts.shown)
    acts.go.clear()
    acts.shown.clear()
    await world("say", channel=channel, user=channel.removeprefix("dm:"), text="is it?", thread_ts=root["ts"])
    return root


async def test_a_stream_that_ended_by_itself_is_filled_with_the_whole_answer(world: SlackWorld) -> None:
    acts, channel = Acts(), "dm:carol"
    async with joined(world, FakeEars(acts)):
        await _in_pane(world, acts, channel)
        await world.until(lambda: world.words(channel).count("twice as fast") == 2)
        await world("fault", kind="error", error="message_not_in_streaming_state", path="appendStream", count=9)
        acts.go.set()
        await world.until(lambda: acts.shown)

    assert world.words(channel).count("twice as fast") == 2
    assert world.words(channel).count("Looked in 4 papers.") == 2


async def test_on_slack_an_answer_that_is_deleted_while_it_grows_stays_deleted(world: SlackWorld) -> None:
    acts, channel = Acts(), world.channel()
    async with joined(world, FakeEars(acts)):
        asked = await world("say", channel=channel, user="bob", text="@bot is it fast?")
        await world.until(lambda: "twice as fast" in world.words(channel))
        found = await world("messages", channel=channel, thread_ts=asked["ts"])
        ours = next(one for one in found if one.get("bot_id"))
        await world("change", what="delete", channel=channel, ts=ours["ts"])
        acts.go.set()
        await world.until(lambda: acts.shown)

    assert acts.shown == [None]
    assert world.words(channel) == ""


async def test_a_private_answer_leaves_its_address_enough_uses_for_the_whole(world: SlackWorld) -> None:
    """Slack takes five answers through it: the sign, two beginnings, and two that are left for the whole."""
    many = [Document("s", tuple(Text(plain(f"claim {n}")) for n in range(1, count))) for count in range(2, 9)]

    async def answer(event: Event) -> None:
        await event.reply.working(private=True)
        for document in many:
            await event.reply.grow(document, private=True)
            await asyncio.sleep(0.05)
        await event.reply.show(WHOLE, private=True)

    channel = world.channel()
    async with joined(world, FakeEars(answer)):
        await world("slash", channel=channel, user="bob", command="/ask", text="is it fast?")
        await world.until(lambda: "Looked in 4 papers." in world.private_words(channel))

    used = [one["args"] for one in await world.view("requests") if one["method"] == "response_url"]
    assert len(used) == 4
    assert [one["replace_original"] for one in used] == [False, True, True, True]
    assert "claim" not in world.private_words(channel)


async def test_behind_a_button_nothing_private_grows_since_it_would_replace_the_message_pressed(
    world: SlackWorld,
) -> None:
    class Pressed(ResponseUrl):
        async def send(self, message: Message, *, replace: bool = False, in_channel: bool = False) -> None:
            pytest.fail("sent")

    asker = Asker.__new__(Asker)
    await Private(asker, Pressed("https://slack.test", own=False, timeout=1), patience=1).grow(WHOLE)
