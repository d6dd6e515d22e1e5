"""Commands, buttons, forms and completions on Discord, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.commands.command import Call, Command, Option
from bot.platforms.discord import door
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.addresses import OLD_BUTTON
from bot.platforms.platform import Choice, Field, Form, Invocation, Place, Utterance
from schedules.document import Actions, Button, Document, Entry, Text, plain
from schedules.parcels import Message, Receipt
from tests.discord_lab import Lab, shared_lab, until, words
from tests.fakes.platform import FakeEars

Event = Invocation | Utterance


async def nothing(call: Call) -> Document:
    return Document("", ())


PAPER = Option("paper", "Which paper", "paper", required=True)
ASK = Command("ask", "Ask", nothing, (Option("question", "What", required=True), Option("count", "Many", "number")))
EXPLAIN = Command("explain", "Explain", nothing, (PAPER,), private=False)
FOLLOW = Command("follow author", "Follow an author", nothing, (Option("name", "Who", required=True),), private=None)
SETUP = Command("setup", "Set up", nothing, manage=True)
SOME = (ASK, EXPLAIN, FOLLOW, SETUP)


@dataclass
class Completing(FakeEars):
    completed: list[tuple[str, str, str, Place]] = field(default_factory=list)

    async def completing(self, command: str, option: str, typed: str, where: Place) -> Sequence[Choice]:
        self.completed.append((command, option, typed, where))
        return [Choice("A paper " * 20, "2506.07751")] * 30


@pytest.fixture
def lab() -> Lab:
    lab = shared_lab()
    lab.standin.control("reset")
    return lab


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapter waits for hardly any time before it responds by itself."""
    monkeypatch.setattr(door, "DEFER_SECONDS", 0.05)
    monkeypatch.setattr(door, "FORM_SECONDS", 0.05)


@dataclass
class Stage:
    """A connected platform with ears, and a channel of its own."""

    lab: Lab
    discord: Discord
    ears: Completing
    channel: str

    async def asked(self, **more: Any) -> Any:
        """Somebody asks; what they see once it is answered."""
        return await self.lab.answered(await self.lab.slash(self.channel, "ask", question="Is it fast?", **more))

    async def seen(self) -> list[str]:
        """What everybody sees in the channel."""
        return [words(one) for one in await self.lab.open_messages(self.channel)]

    async def handled(self) -> None:
        """Until nothing is in hand any more."""
        gate = self.discord._gate
        assert gate is not None
        await until(lambda: bool(self.ears.heard) and not gate.door._tasks)


@asynccontextmanager
async def stage(
    lab: Lab, answer: Callable[[Event], Awaitable[None]] | None = None, **more: Any
) -> AsyncIterator[Stage]:
    discord, ears = lab.platform(SOME), Completing(answer, **more)
    async with lab.running(discord, ears):
        yield Stage(lab, discord, ears, lab.channel())


def said(*texts: str, thread: tuple[str, ...] = ()) -> Document:
    return Document("s", tuple(Text(plain(one)) for one in texts), tuple(Entry((Text(plain(t)),)) for t in thread))


def long(parts: int) -> Document:
    """A document that takes so many messages."""
    return said(*(f"part {n} " + "word " * 700 for n in range(parts)))


def answering(*documents: Document, private: bool = False) -> Callable[[Event], Awaitable[None]]:
    async def answer(event: Event) -> None:
        await event.reply.working(private=private)
        for document in documents:
            await event.reply.show(document, private=private)

    return answer


# ------------------------------------------------------------------- arriving


async def test_a_command_arrives_with_its_options_its_place_and_its_person(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"), private=True)) as on:
        await on.asked(count=5)
        await on.asked(user="alice")
        ids = lab.standin.ready["world"]["users"]
        bob, alice = on.ears.heard
        assert isinstance(bob, Invocation)
        assert (bob.command, bob.options, bob.typed) == ("ask", {"question": "Is it fast?", "count": "5"}, "")
        assert bob.where == Place("discord", lab.standin.ready["world"]["guilds"][0]["id"], on.channel)
        assert (bob.who.id, bob.who.name, bob.who.may_manage) == (ids["bob"], "bob", False)
        assert (alice.who.id, alice.who.may_manage) == (ids["alice"], True)
        assert bob.event != alice.event


async def test_two_words_arrive_as_one_command(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"))) as on:
        await lab.answered(await lab.slash(on.channel, "follow author", name="Ada"))
        (used,) = on.ears.heard
        assert isinstance(used, Invocation)
        assert (used.command, used.options) == ("follow author", {"name": "Ada"})


async def test_in_a_thread_the_place_is_the_channel_and_the_thread(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"))) as on:
        thread = (await lab.do("thread", channel=on.channel, user="bob", name="talk"))["thread"]
        await lab.answered(await lab.slash(thread, "ask", question="x"))
        assert (on.ears.heard[0].where.channel, on.ears.heard[0].where.thread) == (on.channel, thread)


async def test_in_a_direct_conversation_the_server_is_the_person_who_manages_it(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"), private=True)) as on:
        await lab.answered(await lab.slash("dm:dave", "ask", user="dave", question="x"))
        dave = lab.standin.ready["world"]["users"]["dave"]
        assert on.ears.heard[0].where == Place("discord", dave, f"@{dave}", direct=True)
        assert on.ears.heard[0].who.may_manage


async def test_completions_are_offered_within_discords_limits(lab: Lab) -> None:
    async with stage(lab) as on:
        typed = {"channel": on.channel, "user": "bob", "command": "explain", "options": {"paper": "sp"}}
        started = await lab.do("slash", **typed, focused="paper")
        choices = (await lab.do("wait", interaction=started["interaction"]))["choices"]
        assert (len(choices), len(choices[0]["name"]), choices[0]["value"]) == (25, 100, "2506.07751")
        assert on.ears.completed[0][:3] == ("explain", "paper", "sp")


async def test_the_shortcut_hands_over_the_words_and_links_of_a_message(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"))) as on:
        read = await lab.say(on.channel, "Read https://arxiv.org/abs/2506.07751")
        used = await lab.do(
            "context", channel=on.channel, user="carol", command="Explain the papers here", message=read
        )
        await lab.answered(used["interaction"])
        (here,) = on.ears.heard
        assert isinstance(here, Invocation)
        assert (here.command, here.options) == ("here", {"text": "Read https://arxiv.org/abs/2506.07751"})


# ------------------------------------------------------------------ responding


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("command", "given", "private"),
    [("ask", {"question": "x"}, True), ("explain", {"paper": "x"}, False), ("follow author", {"name": "x"}, True)],
)
async def test_discord_hears_of_us_in_time_when_nobody_else_tells_it(
    lab: Lab, command: str, given: dict[str, str], private: bool
) -> None:
    """Private as the command is."""
    on_with_it = asyncio.Event()

    async def answer(event: Event) -> None:
        await on_with_it.wait()
        await event.reply.show(said("at last"), private=private)

    async with stage(lab, answer) as on:
        used = await lab.slash(on.channel, command, **given)
        first = await lab.do("wait", interaction=used)
        assert (first["loading"], first["ephemeral"]) == (True, private)
        on_with_it.set()
        done = await lab.answered(used)
        assert (words(done["message"]), done["ephemeral"]) == ("at last", private)


@pytest.mark.usefixtures("quick")
async def test_what_was_opened_privately_by_itself_can_still_be_answered_in_the_open(lab: Lab) -> None:
    async def answer(event: Event) -> None:
        await until(lambda: event.reply.answered)  # type: ignore[attr-defined] # Discord's own
        await event.reply.show(said("for all"), private=False)

    async with stage(lab, answer) as on:
        await lab.slash(on.channel, "ask", question="x")
        await on.handled()
        assert await on.seen() == ["for all"]


async def test_an_open_answer_is_one_message_that_later_words_replace(lab: Lab) -> None:
    async with stage(lab, answering(said("reading …"), said("twice as fast"))) as on:
        done = await on.asked()
        await on.handled()
        assert await on.seen() == ["twice as fast"]
        assert not done["ephemeral"]


@pytest.mark.parametrize(("first", "then", "left"), [(1, 3, 3), (3, 1, 1), (2, 2, 2)])
async def test_a_longer_answer_takes_more_messages_and_a_shorter_one_leaves_none_behind(
    lab: Lab, first: int, then: int, left: int
) -> None:
    async with stage(lab, answering(long(first), long(then))) as on:
        await on.asked()
        await on.handled()
        assert [text[:6] for text in await on.seen()] == [f"part {n}" for n in range(left)]


async def test_entries_hang_in_a_thread_under_an_open_answer_and_are_replaced_with_it(lab: Lab) -> None:
    receipts: list[Receipt | None] = []

    async def answer(event: Event) -> None:
        receipts.append(await event.reply.show(said("a", thread=("one", "two")), private=False))
        receipts.append(await event.reply.show(said("b", thread=("three",)), private=False))

    async with stage(lab, answer) as on:
        await on.asked()
        await on.handled()
        (thread,) = await lab.do("threads", channel=on.channel)
        assert [words(one) for one in await lab.open_messages(thread["id"])] == ["three"]
        assert await on.seen() == ["b"]
        assert receipts == [Receipt(on.channel, thread["id"], thread["id"])] * 2


async def test_a_private_answer_has_no_thread_and_no_receipt(lab: Lab) -> None:
    receipts: list[Receipt | None] = []

    async def answer(event: Event) -> None:
        receipts.append(await event.reply.show(said("a", thread=("one",)), private=True))

    async with stage(lab, answer) as on:
        done = await on.asked()
        await on.handled()
        assert (words(done["message"]), done["ephemeral"], done["followups"]) == ("a", True, [])
        assert (await lab.do("threads", channel=on.channel), receipts, await on.seen()) == ([], [None], [])


# -------------------------------------------------------------------- refusing


@pytest.mark.parametrize("opened", [None, True, False], ids=["at once", "private", "open"])
async def test_a_refusal_is_for_the_asker_alone_and_the_last_word(lab: Lab, opened: bool | None) -> None:
    async def answer(event: Event) -> None:
        if opened is not None:
            await event.reply.working(private=opened)
        if opened is False:
            await event.reply.show(long(2), private=opened)
        await event.reply.refuse("I have no such paper.")
        await event.reply.show(said("never seen"), private=False)
        await event.reply.refuse("never seen")

    async with stage(lab, answer) as on:
        used = await lab.slash(on.channel, "ask", question="x")
        await on.handled()
        done = await lab.do("interaction", interaction=used)
        shown = [one for one in (done["message"], *done["followups"]) if one is not None]
        assert [(words(one), one["ephemeral"]) for one in shown] == [("I have no such paper.", True)]
        assert await on.seen() == []


async def test_a_button_that_needs_no_answer_is_acknowledged_and_leaves_nothing(lab: Lab) -> None:
    async with stage(lab) as on:
        post = await on.discord.post(on.channel, buttons(on.discord, Button("Save", "save", "2506.07751")), key="p/0")
        pressed = await lab.press(on.channel, post.message, "pw:save:2506.07751")
        assert (await lab.do("wait", interaction=pressed))["kind"] == "deferred_update"
        assert len(await on.seen()) == 1


async def test_working_without_an_answer_leaves_no_thinking_behind(lab: Lab) -> None:
    async def answer(event: Event) -> None:
        await event.reply.working(private=False)

    async with stage(lab, answer) as on:
        await lab.slash(on.channel, "ask", question="x")
        await on.handled()
        assert await on.seen() == []


# ------------------------------------------------------------- buttons, forms


def buttons(discord: Discord, *buttons: Button) -> Message:
    return discord.render(Document("s", (Text(plain("a card")), Actions(buttons)))).post[0]


async def test_a_button_works_after_a_restart(lab: Lab) -> None:
    channel = lab.channel()
    post = await lab.platform().post(
        channel,
        buttons(lab.platform(), Button("Explain", "explain", "2506.07751"), Button("Keep", "keep", "")),
        key="p/0",
    )
    async with stage(lab, answering(said("explained"), private=True)) as on:
        done = await lab.answered(await lab.press(channel, post.message, "pw:explain:2506.07751"))
        await lab.answered(await lab.press(channel, post.message, "pw:keep:"))
        explain, keep = on.ears.heard
        assert isinstance(explain, Invocation)
        assert isinstance(keep, Invocation)
        assert (explain.command, explain.typed, explain.options) == ("explain", "2506.07751", {})
        assert (keep.command, keep.typed) == ("keep", "")
        assert explain.where.paper == keep.where.paper == "2506.07751"
        assert words(done["message"]) == "explained"


async def test_a_button_that_is_none_of_ours_is_answered_to_the_presser_alone(lab: Lab) -> None:
    old = Message({"content": "old", "components": [row("vote:2506:up")], "allowed_mentions": {"parse": []}}, "old")
    async with stage(lab) as on:
        post = await on.discord.post(on.channel, old, key="p/0")
        done = await lab.answered(await lab.press(on.channel, post.message, "vote:2506:up"))
        assert (words(done["message"]), done["ephemeral"]) == (OLD_BUTTON, True)
        assert on.ears.heard == []


def row(custom_id: str) -> dict[str, Any]:
    return {"type": 1, "components": [{"type": 2, "style": 2, "label": "Vote", "custom_id": custom_id}]}


FORM = Form("wrong", "What is wrong?", (Field("why", "Why", long=True),), carried={"id": "7"})


async def test_a_form_opens_and_comes_back_with_what_it_carried(lab: Lab) -> None:
    async with stage(lab, answering(said("thanks"), private=True), forms={"wrong": FORM}) as on:
        post = await on.discord.post(on.channel, buttons(on.discord, Button("Wrong?", "wrong", "7")), key="p/0")
        pressed = await lab.press(on.channel, post.message, "pw:wrong:7")
        assert (await lab.do("wait", interaction=pressed))["modal"]["title"] == "What is wrong?"
        assert on.ears.heard == []
        sent = await lab.do("submit_modal", interaction=pressed, values={"why": "the number"})
        assert words((await lab.answered(sent["interaction"]))["message"]) == "thanks"
        (filled,) = on.ears.heard
        assert isinstance(filled, Invocation)
        assert (filled.command, filled.options) == ("wrong", {"id": "7", "why": "the number"})
        assert filled.where.channel == on.channel


async def test_a_form_that_discord_refuses_is_left_out(lab: Lab) -> None:
    wrong = Form("wrong", "", (), carried={"id": "7"})
    async with stage(lab, answering(said("thanks"), private=True), forms={"ask": wrong}) as on:
        post = await on.discord.post(on.channel, buttons(on.discord, Button("Ask", "ask", "7")), key="p/0")
        pressed = await lab.press(on.channel, post.message, "pw:ask:7")
        assert words((await lab.answered(pressed))["message"]) == "thanks"


@pytest.mark.usefixtures("quick")
async def test_a_form_that_takes_too_long_is_left_out(lab: Lab) -> None:
    class Slow(Completing):
        async def form(self, invocation: Invocation) -> Form | None:
            await asyncio.sleep(60)
            return None

    discord, ears = lab.platform(SOME), Slow(answering(said("yes"), private=True))
    async with lab.running(discord, ears):
        done = await lab.answered(await lab.slash(lab.channel(), "ask", question="x"))
        assert words(done["message"]) == "yes"


# ---------------------------------------------------------------------- faults


@pytest.mark.parametrize("path", ["/callback$", "/webhooks/"], ids=["first", "answer"])
@pytest.mark.parametrize("kind", ["429", "close", "accept_close", "hang"])
async def test_an_answer_arrives_once_whatever_breaks_on_the_way(lab: Lab, kind: str, path: str) -> None:
    async with stage(lab, answering(said("twice as fast"))) as on:
        await lab.do("fault", kind=kind, path=path, retry_after=0.05, seconds=0.05)
        await on.asked()
        await on.handled()
        assert await on.seen() == ["twice as fast"]


async def test_after_a_quarter_of_an_hour_an_open_answer_goes_into_the_channel(lab: Lab) -> None:
    async def answer(event: Event) -> None:
        await event.reply.show(said("reading …"), private=False)
        await expired(lab, event)
        await event.reply.show(said("late", thread=("an entry",)), private=False)
        await event.reply.show(said("later", thread=("an entry",)), private=False)

    async with stage(lab, answer) as on:
        await lab.slash(on.channel, "ask", question="x")
        await on.handled()
        assert await on.seen() == ["later"]
        assert len(await lab.do("threads", channel=on.channel)) == 1


async def test_after_a_quarter_of_an_hour_a_private_answer_goes_to_the_askers_direct_messages(lab: Lab) -> None:
    async def answer(event: Event) -> None:
        await event.reply.working(private=True)
        await expired(lab, event)
        await event.reply.show(said("late and private"), private=True)

    async with stage(lab, answer) as on:
        await lab.slash(on.channel, "ask", user="alice", question="x")
        await on.handled()
        assert [words(one) for one in await lab.open_messages("dm:alice")][-1:] == ["late and private"]
        assert await on.seen() == []


@pytest.mark.parametrize("private", [True, False])
async def test_after_a_quarter_of_an_hour_a_refusal_goes_there_as_well(lab: Lab, private: bool) -> None:
    async def answer(event: Event) -> None:
        await event.reply.working(private=private)
        await expired(lab, event)
        await event.reply.refuse(f"I have no such paper, {private}.")

    async with stage(lab, answer) as on:
        await lab.slash(on.channel, "ask", user="alice", question="x")
        await on.handled()
        assert words((await lab.open_messages("dm:alice"))[-1]) == f"I have no such paper, {private}."


async def expired(lab: Lab, event: Event) -> None:
    await lab.do("change", what="expire", interaction=event.event)


async def test_an_interaction_that_is_too_old_is_left_alone(lab: Lab) -> None:
    async with stage(lab, answering(said("too late"))) as on:
        await lab.do("change", what="late", on=True)
        try:
            await lab.slash(on.channel, "ask", question="x")
            await on.handled()
        finally:
            await lab.do("change", what="late", on=False)
        assert await on.seen() == []
        assert (await on.asked())["responded"]


async def test_two_processes_with_one_token_answer_once(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"))) as one, stage(lab, answering(said("yes"))) as other:
        await lab.slash(one.channel, "ask", question="x")
        await one.handled()
        await other.handled()
        assert await one.seen() == ["yes"]


async def test_an_event_that_comes_twice_is_handled_once(lab: Lab) -> None:
    async with stage(lab, answering(said("yes"))) as on:
        await on.asked()
        await lab.do("gateway", action="repeat", event="INTERACTION_CREATE")
        await lab.say(on.channel, "@bot one")
        await until(lambda: len(on.ears.heard) >= 2)
        await lab.do("gateway", action="repeat", event="MESSAGE_CREATE")
        await lab.say(on.channel, "@bot two")
        await until(lambda: len(on.ears.heard) >= 3)
        assert [getattr(one, "text", "/ask") for one in on.ears.heard] == ["/ask", "one", "two"]


async def test_everything_we_sent_was_within_discords_limits(lab: Lab) -> None:
    async with stage(lab, answering(replace(long(3), thread=(Entry((Text(plain("x")),)),)))) as on:
        await on.asked()
        await on.handled()
    assert await lab.view("violations") == []
