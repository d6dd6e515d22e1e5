"""Mentions, replies, direct messages, threads, reactions and invitations on Discord, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.heard import KEPT
from bot.platforms.discord import answered, gate
from bot.platforms.discord.adapter import Discord
from bot.platforms.platform import Invocation, Place, Reply, Utterance
from schedules.document import Actions, Button, Document, Entry, Text, plain
from schedules.parcels import Message, Receipt
from tests.discord_lab import Lab, shared_lab, until, words
from tests.fakes.platform import FakeEars

Event = Invocation | Utterance
ABOUT = "2506.07751"


@pytest.fixture
def lab() -> Lab:
    lab = shared_lab()
    lab.standin.control("reset")
    return lab


@dataclass
class Stage:
    """A connected platform with ears, and a channel of its own."""

    lab: Lab
    discord: Discord
    ears: FakeEars
    channel: str

    async def heard(self, count: int = 1) -> Utterance:
        """The newest utterance, once there are so many and each is handled."""
        gate = self.discord._gate
        assert gate is not None
        await until(lambda: len(self.ears.heard) >= count and not gate.door._tasks)
        newest = self.ears.heard[-1]
        assert isinstance(newest, Utterance)
        return newest

    async def idle(self) -> None:
        """Until everything that was said so far has been passed on: a mention said now comes last."""
        count = len(self.ears.heard)
        await self.lab.say(self.channel, "@bot over")
        assert (await self.heard(count + 1)).text == "over"
        self.ears.heard.pop()

    async def seen(self, channel: str = "") -> list[str]:
        return [words(one) for one in await self.lab.open_messages(channel or self.channel)]

    async def post(self, about: str = ABOUT) -> Receipt:
        return await self.discord.post(self.channel, card(self.discord, about), key="post/0")


@asynccontextmanager
async def stage(lab: Lab, answer: Callable[[Event], Awaitable[None]] | None = None) -> AsyncIterator[Stage]:
    discord, ears = lab.platform(), FakeEars(answer)
    async with lab.running(discord, ears):
        yield Stage(lab, discord, ears, lab.channel())


def said(*texts: str, thread: tuple[str, ...] = ()) -> Document:
    return Document("s", tuple(Text(plain(one)) for one in texts), tuple(Entry((Text(plain(t)),)) for t in thread))


def card(discord: Discord, about: str) -> Message:
    return discord.render(Document("s", (Text(plain("a card")), Actions((Button("Explain", "explain", about),))))).post[
        0
    ]


def answering(*documents: Document, private: bool = False) -> Callable[[Event], Awaitable[None]]:
    async def answer(event: Event) -> None:
        await event.reply.working(private=private)
        for document in documents:
            await event.reply.show(document, private=private)

    return answer


# ------------------------------------------------------------ who is answered


async def test_a_mention_arrives_without_our_name(lab: Lab) -> None:
    async with stage(lab) as on:
        asked = await lab.say(on.channel, "hey @bot is it fast?")
        heard = await on.heard()
        assert (heard.text, heard.addressed, heard.event) == ("hey   is it fast?", "mention", asked)
        assert heard.where == Place("discord", lab.standin.ready["world"]["guilds"][0]["id"], on.channel)
        assert (heard.who.name, heard.who.may_manage) == ("bob", False)
        await lab.say(on.channel, "@bot hello", user="alice")
        assert (await on.heard(2)).who.may_manage


async def test_a_reply_to_a_post_of_ours_brings_its_paper_along(lab: Lab) -> None:
    async with stage(lab) as on:
        post = await on.post()
        await lab.say(on.channel, "why?", reply_to=post.message)
        heard = await on.heard()
        assert (heard.text, heard.addressed, heard.where.paper) == ("why?", "reply", ABOUT)


async def test_a_direct_message_belongs_to_its_person(lab: Lab) -> None:
    async with stage(lab, answering(said("hi"))) as on:
        await lab.say("dm:carol", "hello", user="carol")
        carol = lab.standin.ready["world"]["users"]["carol"]
        heard = await on.heard()
        assert (heard.text, heard.addressed) == ("hello", "direct")
        assert heard.where == Place("discord", carol, f"@{carol}", direct=True)
        assert heard.who.may_manage
        assert (await on.seen("dm:carol"))[-1] == "hi"


async def test_words_in_a_thread_on_a_post_of_ours_arrive_unaddressed(lab: Lab) -> None:
    """Whether we opened the thread or somebody else did."""
    async with stage(lab) as on:
        post = await on.post()
        await on.discord.post(on.channel, card(on.discord, ABOUT), key="post/1", thread=post.thread)
        await lab.say(post.thread, "and memory?")
        heard = await on.heard()
        assert (heard.text, heard.addressed) == ("and memory?", "thread")
        assert (heard.where.channel, heard.where.thread) == (on.channel, post.thread)
        second = await on.discord.post(on.channel, card(on.discord, ABOUT), key="post/2")
        await lab.do("thread", channel=on.channel, user="bob", name="mine", message=second.message)
        await lab.say(second.thread, "and here?")
        assert (await on.heard(2)).addressed == "thread"


async def test_nobody_else_is_heard(lab: Lab) -> None:
    """Other people's words, their threads, replies among them, other bots, @everyone, our own posts."""
    async with stage(lab) as on:
        first = await lab.say(on.channel, "nice weather")
        await lab.say(on.channel, "indeed", user="carol", reply_to=first)
        await lab.say(on.channel, "@everyone look")
        thread = (await lab.do("thread", channel=on.channel, user="bob", name="talk", message=first))["thread"]
        await lab.say(thread, "just us")
        await lab.do("send", channel=on.channel, user="robot", content="@bot hello from a robot")
        await on.post()
        await on.idle()
        assert on.ears.heard == []


async def test_a_mention_in_anybodys_thread_is_answered_there(lab: Lab) -> None:
    async with stage(lab, answering(said("hi", thread=("an entry",)))) as on:
        thread = (await lab.do("thread", channel=on.channel, user="bob", name="talk"))["thread"]
        await lab.say(thread, "@bot hello")
        assert (await on.heard()).where.thread == thread
        assert await on.seen(thread) == ["hi", "an entry"]


# ------------------------------------------------------------------- answering


async def test_an_answer_is_a_reply_that_pings_nobody_and_is_edited(lab: Lab) -> None:
    receipts: list[Receipt | None] = []

    async def answer(event: Event) -> None:
        await event.reply.working(private=False)
        await until(lambda: requested(lab, "/typing"))
        receipts.append(await event.reply.show(said("reading …"), private=False))
        receipts.append(await event.reply.show(said("twice", thread=("one",)), private=False))
        receipts.append(await event.reply.show(said("twice as fast", thread=("one", "two")), private=False))

    async with stage(lab, answer) as on:
        asked = await lab.say(on.channel, "@bot fast?")
        await on.heard()
        (shown,) = await lab.open_messages(on.channel)
        assert words(shown) == "twice as fast"
        assert shown["message_reference"]["message_id"] == asked
        assert shown["mentions"] == []
        assert await on.seen(shown["id"]) == ["one", "two"]
        assert receipts == [Receipt(on.channel, shown["id"], shown["id"])] * 3


async def requested(lab: Lab, path: str) -> bool:
    return any(one["path"].endswith(path) for one in await lab.view("requests"))


async def test_without_the_right_to_reply_it_answers_all_the_same(lab: Lab) -> None:
    async with stage(lab, answering(said("hi"))) as on:
        await lab.do("change", what="deny", channel=on.channel, permissions=["read_message_history"])
        await lab.say(on.channel, "@bot hello")
        await on.heard()
        assert await on.seen() == ["hi"]


@pytest.mark.parametrize("kind", ["429", "close", "accept_close", "hang"])
async def test_an_answer_arrives_once_whatever_breaks_on_the_way(lab: Lab, kind: str) -> None:
    async with stage(lab, answering(said("first"), said("twice as fast"))) as on:
        await lab.do("fault", kind=kind, method="POST", path="/messages$", retry_after=0.05, seconds=0.05)
        await lab.do("fault", kind=kind, method="PATCH", path="/messages/", retry_after=0.05, seconds=0.05)
        await lab.say(on.channel, "@bot fast?")
        await on.heard()
        assert await on.seen() == ["twice as fast"]


async def test_a_private_answer_to_a_mention_goes_to_direct_messages(lab: Lab) -> None:
    async with stage(lab, answering(said("your list is empty"), private=True)) as on:
        await lab.say(on.channel, "@bot list", user="alice")
        await on.heard()
        assert (await on.seen("dm:alice"))[-1] == "your list is empty"
        assert await on.seen() == []


async def refusing(event: Event) -> None:
    await event.reply.working(private=False)
    await event.reply.show(said("reading …", thread=("one",)), private=False)
    await event.reply.refuse("I have no such paper.")
    await event.reply.show(said("never seen"), private=False)


async def test_a_refusal_goes_to_the_askers_direct_messages_with_a_link_to_the_question(lab: Lab) -> None:
    async with stage(lab, refusing) as on:
        asked = await lab.say(on.channel, "@bot explain nonsense", user="alice")
        heard = await on.heard()
        refusal = (await on.seen("dm:alice"))[-1]
        assert "I have no such paper." in refusal
        assert f"https://discord.com/channels/{heard.where.server}/{on.channel}/{asked}" in refusal
        assert await on.seen() == []


async def test_with_closed_direct_messages_a_refusal_stands_for_a_moment_only(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered, "SHORT_LIFE", 0.3)
    await lab.do("change", what="close_dms", user="alice")
    try:
        async with stage(lab, refusing) as on:
            await lab.say(on.channel, "@bot explain nonsense", user="alice")
            await until(lambda: showing(on, ["I have no such paper."]))
            await on.heard()
            assert await on.seen() == []
    finally:
        await lab.do("change", what="open_dms", user="alice")


async def showing(on: Stage, wanted: list[str]) -> bool:
    return await on.seen() == wanted


async def test_a_refusal_in_a_direct_conversation_is_said_there(lab: Lab) -> None:
    async with stage(lab, refusing) as on:
        await lab.say("dm:dave", "explain nonsense", user="dave")
        await on.heard()
        assert (await on.seen("dm:dave"))[-1] == "I have no such paper."


# ---------------------------------------------------------- deleted questions


async def test_nothing_is_posted_for_a_question_that_was_deleted_meanwhile(lab: Lab) -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def answer(event: Event) -> None:
        if isinstance(event, Utterance) and event.text == "over":
            return
        await event.reply.working(private=False)
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
            await event.reply.show(said("too late"), private=False)

    async with stage(lab, answer) as on:
        asked = await lab.say(on.channel, "@bot fast?")
        await started.wait()
        await lab.do("change", what="delete", channel=on.channel, message=asked)
        await stopped.wait()
        await on.idle()
        assert await on.seen() == []


async def test_an_answer_in_progress_goes_with_its_question(lab: Lab) -> None:
    started = asyncio.Event()

    async def answer(event: Event) -> None:
        if isinstance(event, Utterance) and event.text == "over":
            return
        await event.reply.show(said("reading …", thread=("one",)), private=False)
        started.set()
        await asyncio.Event().wait()

    async with stage(lab, answer) as on:
        asked = await lab.say(on.channel, "@bot fast?")
        await started.wait()
        await lab.do("change", what="delete", channel=on.channel, message=asked)
        await on.idle()
        assert await on.seen() == []


async def test_a_question_deleted_while_its_answer_is_sent_leaves_none(lab: Lab) -> None:
    async def answer(event: Event) -> None:
        await lab.do("change", what="delete", channel=event.where.channel, message=event.event)
        await event.reply.show(said("too late"), private=False)

    async with stage(lab, answer) as on:
        await lab.say(on.channel, "@bot fast?")
        await on.heard()
        assert await on.seen() == []


# ------------------------------------------------------------------- reactions


async def test_reactions_on_our_posts_arrive_and_others_and_those_of_bots_do_not(lab: Lab) -> None:
    async with stage(lab) as on:
        post = await on.post()
        other = await lab.say(on.channel, "nice weather")
        bob = lab.standin.ready["world"]["users"]["bob"]
        await lab.do("change", what="react", channel=on.channel, message=post.message, user="robot", emoji="👎")
        for what, message, emoji in (
            ("react", other, "👍"),
            ("react", post.message, "👍"),
            ("unreact", post.message, "👍"),
        ):
            await lab.do("change", what=what, channel=on.channel, message=message, user="bob", emoji=emoji)
        await until(lambda: len(on.ears.reactions) >= 2)
        await on.idle()
        added, taken = sorted(on.ears.reactions, key=lambda one: not one.added)
        assert (added.emoji, added.added, taken.added) == ("👍", True, False)
        assert (added.who.id, added.where.paper, added.where.channel) == (bob, ABOUT, on.channel)
        assert added.event != taken.event


async def test_a_reaction_in_a_thread_knows_its_channel(lab: Lab) -> None:
    async with stage(lab) as on:
        post = await on.post()
        entry = await on.discord.post(on.channel, card(on.discord, ABOUT), key="post/1", thread=post.thread)
        await lab.do("change", what="react", channel=post.thread, message=entry.message, user="bob", emoji="👎")
        await until(lambda: bool(on.ears.reactions))
        where = on.ears.reactions[0].where
        assert (where.channel, where.thread, where.paper) == (on.channel, post.thread, ABOUT)


# ------------------------------------------------------------------ invitations


class Welcoming(FakeEars):
    async def invited(self, where: Place, reply: Reply) -> None:
        await reply.show(said("Hello, I am new here."), private=False)
        await reply.refuse("never seen")
        self.invitations.append((where, reply))


async def test_added_to_a_server_it_introduces_itself_where_it_may_write(lab: Lab) -> None:
    discord, ears = lab.platform(), Welcoming()
    async with lab.running(discord, ears):
        gate = discord._gate
        assert gate is not None
        await gate.wait_until_ready()
        await lab.do("change", what="join", guild="Newcomers")
        guild = await named(lab, "Newcomers")
        await until(lambda: guild["id"] in [where.server for where, _ in ears.invitations])
        assert ears.invitations[-1][0] == Place("discord", guild["id"], guild["channels"]["general"])
        shown = await lab.open_messages(guild["channels"]["general"])
        assert [words(one) for one in shown] == ["Hello, I am new here."]
        await lab.do("change", what="kick", guild="Newcomers")


async def test_added_while_nobody_listened_it_introduces_itself_once_it_is_there(lab: Lab) -> None:
    await lab.do("change", what="join", guild="Latecomers")
    guild, ears = await named(lab, "Latecomers"), Welcoming()
    async with lab.running(lab.platform(), ears):
        await until(lambda: guild["id"] in [where.server for where, _ in ears.invitations])
        shown = await lab.open_messages(guild["channels"]["general"])
        assert [words(one) for one in shown] == ["Hello, I am new here."]
        await lab.do("change", what="kick", guild="Latecomers")


async def named(lab: Lab, name: str) -> Any:
    return next(one for one in (await lab.view("world"))["guilds"] if one["name"] == name)


@dataclass(frozen=True)
class Membership:
    joined_at: datetime | None


@dataclass(frozen=True)
class Server:
    me: Membership | None


@pytest.mark.parametrize(
    ("server", "new"),
    [
        (Server(Membership(datetime.now(UTC) - timedelta(hours=40))), True),
        (Server(Membership(datetime.now(UTC) - timedelta(hours=48))), False),
        (Server(Membership(None)), False),
        (Server(None), False),
    ],
)
def test_a_server_counts_as_new_for_as_long_as_the_ears_know_whom_they_met(server: Any, new: bool) -> None:
    """Longer, and it would be introduced again at every start."""
    assert gate.is_new(server) is new
    assert gate.NEW < KEPT
