"""Discord's connection: refused intents, broken gateways, wrong tokens, registration, the way out."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

import pytest

from bot.commands.command import Call, Command
from bot.platforms.discord import door
from bot.platforms.discord.adapter import NO_CONTENT, Discord, Service
from bot.platforms.discord.gate import Gate
from bot.platforms.platform import Invocation, Utterance
from retrieval.errors import BadSetting
from schedules.document import Document, Text, plain
from schedules.errors import Unreachable
from tests.discord_lab import Lab, lab, shared_lab, until, words
from tests.fakes.platform import FakeEars

Event = Invocation | Utterance


@pytest.fixture
def here() -> Lab:
    here = shared_lab()
    here.standin.control("reset")
    return here


@pytest.fixture(scope="module")
def closed() -> Iterator[Lab]:
    """Discord where the application may not read messages that are not meant for it."""
    with lab("--no-message-content") as closed:
        yield closed


def said(text: str) -> Document:
    return Document("s", (Text(plain(text)),))


def answering(text: str) -> Callable[[Event], Awaitable[None]]:
    async def answer(event: Event) -> None:
        await event.reply.show(said(text), private=False)

    return answer


async def hears(here: Lab, channel: str, ears: FakeEars, text: str) -> None:
    """What is said now is heard, once."""
    await here.say(channel, f"@bot {text}")
    await until(lambda: any(getattr(one, "text", "") == text for one in ears.heard))


# ------------------------------------------------------------- message content


async def test_without_message_content_it_connects_and_tells_the_owner_what_to_switch_on(closed: Lab) -> None:
    discord, ears, channel = closed.platform(), FakeEars(answering("hi")), closed.channel()
    async with closed.running(discord, ears):
        await until(lambda: told(closed, NO_CONTENT))
        await closed.say(channel, "@bot hello")
        assert [words(one) for one in await closed.ours(channel)] == ["hi"]
        used = await closed.slash(channel, "help")
        assert words((await closed.answered(used))["message"]) == "hi"
        post = await discord.post(channel, discord.render(said("a post")).post[0], key="p/0")
        thread = (await closed.do("thread", channel=channel, user="bob", name="t", message=post.message))["thread"]
        await closed.say(thread, "unaddressed words")
        await closed.say(channel, "a reply", reply_to=post.message)
        await hears(closed, channel, ears, "over")
        assert [getattr(one, "text", "/") for one in ears.heard] == ["hello", "/", "a reply", "over"]


async def told(there: Lab, sentence: str) -> bool:
    heard = [words(one) for one in await there.open_messages("dm:alice")]
    return len(heard) == 1 and "Message Content Intent" in heard[0] and len(sentence) > 0


async def test_the_owner_is_told_in_a_direct_message(here: Lab) -> None:
    assert await here.platform().tell_owner("The disk is full.")
    assert "The disk is full." in [words(one) for one in await here.open_messages("dm:alice")]


async def test_an_owner_who_takes_no_messages_is_not_told(here: Lab) -> None:
    await here.do("change", what="close_dms", user="alice")
    try:
        assert not await here.platform().tell_owner("The disk is full.")
    finally:
        await here.do("change", what="open_dms", user="alice")


# ----------------------------------------------------------- broken connections


@pytest.mark.parametrize(
    "disturbance",
    [{"action": "drop"}, {"action": "reconnect"}, {"action": "close", "code": 4000}],
    ids=lambda given: str(given["action"]),
)
async def test_what_was_said_while_the_connection_was_down_is_heard_once(
    here: Lab, disturbance: dict[str, str]
) -> None:
    ears, channel = FakeEars(answering("hi")), here.channel()
    async with here.running(here.platform(), ears):
        await hears(here, channel, ears, "before")
        await here.do("gateway", **disturbance)
        await here.say(channel, "@bot meanwhile")
        await until(lambda: any(getattr(one, "text", "") == "meanwhile" for one in ears.heard))
        await hears(here, channel, ears, "after")
        assert [getattr(one, "text", "") for one in ears.heard] == ["before", "meanwhile", "after"]
        assert len(await here.ours(channel, 3)) == 3


async def test_after_an_invalid_session_it_identifies_anew(here: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self: Gate, shard_id: int | None, *, initial: bool = False) -> None:
        """The SDK leaves five seconds between sign-ins."""

    monkeypatch.setattr(Gate, "before_identify_hook", at_once)
    ears, channel = FakeEars(), here.channel()
    async with here.running(here.platform(), ears):
        await here.do("gateway", action="invalid_session")
        await until(lambda: identified(here, 2))
        await hears(here, channel, ears, "after")


async def identified(here: Lab, times: int) -> bool:
    return await here._sessions() >= times


async def test_a_connection_that_discord_ends_for_good_is_unreachable_and_can_be_joined_again(here: Lab) -> None:
    discord, ears, channel = here.platform(), FakeEars(), here.channel()
    running = asyncio.create_task(discord.run(ears))
    await until(lambda: identified(here, 1))
    await here.do("gateway", action="close", code=4004)
    with pytest.raises(Unreachable):
        await running
    async with here.running(discord, ears):
        await hears(here, channel, ears, "back")


async def test_a_wrong_token_can_never_work_and_is_not_shown(here: Lab) -> None:
    ready = here.standin.ready
    discord = Discord(Service("wrong.token", ready["api"], ready["gateway"]), ())
    with pytest.raises(BadSetting, match="DISCORD_TOKEN") as caught:
        await discord.run(FakeEars())
    assert "wrong.token" not in str(caught.value)


async def test_a_discord_that_is_down_is_unreachable() -> None:
    discord = Discord(Service("t", "http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9"), ())
    with pytest.raises(Unreachable):
        await discord.run(FakeEars())


async def test_a_gateway_of_ones_own_is_used(here: Lab) -> None:
    ready = here.standin.ready
    own = ready["gateway"] + "/?own=1"
    discord, ears = Discord(Service(ready["token"], ready["api"], own), here.platform()._commands), FakeEars()
    async with here.running(discord, ears):
        gate = discord._gate
        assert gate is not None
        assert str(gate._gateway) == own


# ----------------------------------------------------------------- registration


async def nothing(call: Call) -> Document:
    return Document("", ())


async def test_commands_are_registered_when_they_changed_and_only_then(here: Lab) -> None:
    for summary, registrations in (("One thing", 1), ("One thing", 1), ("Another thing", 2)):
        discord = here.platform((Command("thing", summary, nothing),))
        async with here.running(discord, FakeEars()):
            pass
        puts = [one for one in await here.view("requests") if one["method"] == "PUT"]
        assert len(puts) == registrations


async def test_when_registration_fails_everything_else_goes_on(here: Lab) -> None:
    await here.do("fault", kind="status", status=403, path="/commands$")
    ears, channel = FakeEars(), here.channel()
    running = asyncio.create_task(here.platform((Command("other", "Other", nothing),)).run(ears))
    try:
        await until(lambda: identified(here, 1))
        await hears(here, channel, ears, "hello")
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


# ------------------------------------------------------------------ the way out


async def test_work_in_hand_is_finished_before_it_leaves(here: Lab) -> None:
    leaving = asyncio.Event()

    async def answer(event: Event) -> None:
        await leaving.wait()
        await event.reply.show(said("just in time"), private=False)

    ears, channel = FakeEars(answer), here.channel()
    async with here.running(here.platform(), ears):
        await hears(here, channel, ears, "fast?")
        asyncio.get_running_loop().call_soon(leaving.set)
    assert [words(one) for one in await here.open_messages(channel)] == ["just in time"]


async def test_work_that_does_not_end_is_ended(here: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "WORK_SECONDS", 0.05)
    ended = asyncio.Event()

    async def answer(event: Event) -> None:
        await event.reply.working(private=False)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    ears, channel = FakeEars(answer), here.channel()
    async with here.running(here.platform(), ears):
        await hears(here, channel, ears, "fast?")
    assert ended.is_set()
    assert await here.open_messages(channel) == []


async def test_a_kicked_bot_goes_on_elsewhere(here: Lab) -> None:
    await here.do("change", what="join", guild="Short Visit")
    ears, channel = FakeEars(), here.channel()
    async with here.running(here.platform(), ears):
        await here.do("change", what="kick", guild="Short Visit")
        await hears(here, channel, ears, "still here?")
        assert [(where.platform, where.channel) for where in ears.removals] == [("discord", "")]


async def test_a_deleted_channel_is_a_removal(here: Lab) -> None:
    ears, channel, other = FakeEars(), here.channel(), here.channel()
    async with here.running(here.platform(), ears):
        await hears(here, other, ears, "hello")
        await here.do("change", what="delete_channel", channel=channel)
        await until(lambda: len(ears.removals) == 1)
    assert ears.removals[0].channel == channel
    assert ears.removals[0].server
