"""What people use on Slack: slash commands, buttons, shortcuts, windows."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_client import SlackWorld
from standin_process import standin

from bot.platforms.platform import Field, Form, Invocation, Place, Utterance
from bot.platforms.slack.places import OLD_BUTTON
from bot.platforms.slack.slashes import in_full
from schedules.document import Actions, Button, Document, Entry, Figure, Text, plain
from tests.fakes.platform import FakeEars
from tests.fakes.slack import joined, refusing, said, showing


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


async def heard(world: SlackWorld, ears: FakeEars) -> Invocation:
    found = (await world.until(lambda: ears.heard))[0]
    assert isinstance(found, Invocation)
    return found


@pytest.mark.parametrize(
    ("command", "text", "name", "typed"),
    [
        ("/ask", "What is new? since:May", "ask", "What is new? since:May"),
        ("/paperwire", "search cats", "search", "cats"),
        ("/paperwire", "", "help", ""),
        ("/paperwire", "Follow author Ada Lovelace", "follow", "author Ada Lovelace"),
        ("/follow", "author Ada", "follow", "author Ada"),
        (
            "/explain",
            "<https://arxiv.org/abs/2506.07751|arxiv.org/abs/2506.07751>",
            "explain",
            "https://arxiv.org/abs/2506.07751",
        ),
        ("/ask", "is a &lt; b &amp;&amp; c?", "ask", "is a < b && c?"),
        ("/paperwire", "dance wildly", "dance", "wildly"),
    ],
)
async def test_a_slash_command_arrives_as_it_was_typed(
    world: SlackWorld, command: str, text: str, name: str, typed: str
) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        used = await world("slash", channel=channel, user="bob", command=command, text=text)
        invocation = await heard(world, ears)

    assert (invocation.command, invocation.typed, invocation.options) == (name, typed, {})
    assert invocation.where == Place("slack", "T0LAB00001", channel)
    assert (invocation.who.id, invocation.who.name, invocation.who.may_manage) == ("U0BOB0001", "bob", False)
    assert invocation.event == used["payload"]["trigger_id"]
    assert used["acked"]


async def test_a_private_answer_takes_the_place_of_its_sign(world: SlackWorld) -> None:
    """The first sign comes at once, and one message is left in the end."""
    ears, channel = showing("Twice as fast.", private=True), world.channel()

    async with joined(world, ears):
        await world("slash", channel=channel, user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "Twice" in world.private_words(channel))

    sent = [one["args"]["text"] for one in await world.view("requests") if one["method"] == "response_url"]
    assert sent == ["Looking …", "Twice as fast."]
    assert world.private_words(channel) == "Twice as fast."
    assert world.words(channel) == ""


async def test_a_private_answer_in_our_direct_conversation_stays_there(world: SlackWorld) -> None:
    async with joined(world, showing("Stays.", private=True)):
        await world("slash", channel="dm:bob", user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "Stays." in world.words("dm:bob"))


async def test_a_private_answer_between_two_other_people_is_seen_by_the_asker_alone(world: SlackWorld) -> None:
    await world("fault", kind="error", error="channel_not_found", path="conversations.info")

    async with joined(world, showing("Only you.", private=True)):
        await world("slash", channel="dm:carol", user="carol", command="/ask", text="Is it?")
        await world.until(lambda: "Only you." in world.private_words("D0CAROL0001"))

    assert "Only you." not in world.words("dm:carol")


async def test_an_open_answer_fills_the_message_that_the_work_began_with(world: SlackWorld) -> None:
    ears, channel = showing("Twice as fast.", private=False), world.channel()

    async with joined(world, ears):
        await world("slash", channel=channel, user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "Twice" in world.words(channel))

    messages = await world("messages", channel=channel)
    assert len(messages) == 1
    assert messages[0]["edited"]


async def test_a_command_where_the_bot_is_not_in_the_channel_is_answered_all_the_same(world: SlackWorld) -> None:
    ears, channel = showing("Twice as fast.", private=False), world.channel()
    await world("change", what="kick", channel=channel)

    async with joined(world, ears):
        await world("slash", channel=channel, user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "Twice" in world.words(channel))


async def test_a_refusal_reaches_the_asker_alone_and_the_open_sign_goes(world: SlackWorld) -> None:
    ears, channel = refusing("I have no such paper.", private=False), world.channel()

    async with joined(world, ears):
        await world("slash", channel=channel, user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "no such" in world.private_words(channel))

    assert await world("messages", channel=channel) == []


async def test_a_long_private_answer_goes_on_after_the_address_is_used_up(world: SlackWorld) -> None:
    """Slack takes five answers there; the rest comes by another way, and nothing is lost."""
    long = Document("s", tuple(Text(plain(f"{number} " + "word " * 500)) for number in range(30)))

    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.show(long, private=True)

    channel = world.channel()
    async with joined(world, FakeEars(answer)):
        await world("slash", channel=channel, user="bob", command="/ask", text="All")
        await world.until(lambda: "29 word" in world.private_words(channel))

    assert all(f"{number} word" in world.private_words(channel) for number in range(30))
    uses = [one for one in await world.view("requests") if one["method"] == "response_url"]
    assert len(uses) <= 5


@pytest.mark.parametrize("kind", ["status", "close", "accept_close", "429"])
async def test_a_private_answer_arrives_though_its_address_fails_once(world: SlackWorld, kind: str) -> None:
    ears, channel = showing("Twice as fast.", private=True, sign=False), world.channel()
    await world("fault", kind=kind, path="response_url")

    async with joined(world, ears):
        await world("slash", channel=channel, user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "Twice" in world.private_words(channel))


@pytest.mark.parametrize("thread", [False, True])
async def test_a_private_answer_whose_picture_slack_cannot_load_keeps_its_words(
    world: SlackWorld, thread: bool
) -> None:
    pictured = Document("s", (Figure("https://arxiv.org/html/1v1/x1.png", "A cat at night.", "a cat"),))

    async def answer(event: Invocation | Utterance) -> None:
        if thread:  # no address came with it, so that it goes by chat.postEphemeral
            event.reply._alone._door._left = 0  # type: ignore[attr-defined]  # of Slack's reply
        await event.reply.show(pictured, private=True)

    channel = world.channel()
    for path in ("response_url", "chat.postEphemeral"):
        await world("fault", kind="error", error="invalid_blocks", path=path)
    async with joined(world, FakeEars(answer)):
        await world("slash", channel=channel, user="bob", command="/ask", text="Is it?")
        await world.until(lambda: "A cat at night." in world.private_words(channel))

    (shown,) = [one for one in await world.view("ephemerals") if one["channel"] == channel]
    assert [block["type"] for block in shown["blocks"]] == ["rich_text"]


async def test_only_a_command_for_managers_asks_slack_who_one_is(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        await world("slash", channel=channel, user="alice", command="/ask", text="Why?")
        await world.until(lambda: ears.heard)
        assert "users.info" not in [one["method"] for one in await world.view("requests")]
        for _ in range(2):
            await world("slash", channel=channel, user="alice", command="/paperwire", text="setup")
        await world.until(lambda: len(ears.heard) == 3)

    assert [event.who.may_manage for event in ears.heard] == [False, True, True]
    asked = [one["method"] for one in await world.view("requests")]
    assert asked.count("users.info") == 1  # remembered for a while


@pytest.mark.parametrize(
    ("user", "channel", "managers", "may"),
    [
        ("alice", "papers", (), True),  # an admin of the workspace
        ("bob", "ml", (), True),  # who made the channel
        ("bob", "papers", (), False),
        ("carol", "papers", ("U0CAROL0001",), True),  # listed in the settings
        ("carol", "dm:carol", (), True),  # alone with the bot
    ],
)
async def test_admins_the_channels_creator_and_listed_people_may_manage(
    world: SlackWorld, user: str, channel: str, managers: tuple[str, ...], may: bool
) -> None:
    ears = FakeEars()

    async with joined(world, ears, managers=managers):
        await world("slash", channel=channel, user=user, command="/setup", text="")
        assert (await heard(world, ears)).who.may_manage is may


FORM = Form(
    "setup",
    "Set up this channel",
    (
        Field("topics", "Topics", hint="in plain words", value="KV cache", long=True, required=True),
        Field("hour", "Hour", value="9"),
        Field("leave", "Leave out"),
        Field("form", "Form", value="list", choices=("headline", "list")),
    ),
    {"draft": "17"},
)


async def _sent(
    world: SlackWorld, values: dict[str, Any], *, channel: str, ears: FakeEars, **options: Any
) -> Invocation:
    """Somebody opened the form in the channel, filled it in and sent it."""
    async with joined(world, ears, **options):
        await world("slash", channel=channel, user="alice", command="/setup", text="")
        view = await world.until(lambda: list(world.standin.view("views")))
        await world("submit_view", view=view[-1], values=values)
        found = await heard(world, ears)
        await world.until(lambda: not ears.answer or world.private_words(channel))
        return found


async def test_a_form_opens_a_window_and_comes_back_as_options(world: SlackWorld) -> None:
    ears, channel = FakeEars(forms={"setup": FORM}), world.channel()

    sent = await _sent(world, {"topics": "long context", "form": "headline"}, channel=channel, ears=ears)

    assert sent.command == "setup"
    assert sent.options == {"draft": "17", "topics": "long context", "hour": "9", "form": "headline", "leave": ""}
    assert sent.where == Place("slack", "T0LAB00001", channel)
    assert sent.who.may_manage
    assert sent.event.startswith("view:")


async def test_nonsense_in_a_form_comes_through_and_its_refusal_goes_to_the_sender_alone(world: SlackWorld) -> None:
    """What is wrong with an hour of 99 is for the command to say; the window has closed by then."""
    ears, channel = refusing("There is no hour 99.", private=True), world.channel()
    ears.forms = {"setup": FORM}

    sent = await _sent(world, {"topics": "x", "hour": "99 o'clock"}, channel=channel, ears=ears)

    assert sent.options["hour"] == "99 o'clock"
    assert world.private_words(channel) == "There is no hour 99."


async def test_a_form_that_takes_too_long_to_make_is_left_out(world: SlackWorld) -> None:
    class Slow(FakeEars):
        async def form(self, invocation: Invocation) -> Form | None:
            await asyncio.Event().wait()
            return None

    ears, channel = Slow(), world.channel()
    async with joined(world, ears, form_seconds=0.01):
        await world("slash", channel=channel, user="bob", command="/ask", text="Why?")
        await heard(world, ears)


async def test_a_window_that_slack_no_longer_opens_is_said_so(world: SlackWorld) -> None:
    ears, channel = FakeEars(forms={"setup": FORM}), world.channel()
    await world("fault", kind="error", error="expired_trigger_id", path="views.open")

    async with joined(world, ears):
        await world("slash", channel=channel, user="alice", command="/setup", text="")
        await world.until(lambda: "try again" in world.private_words(channel))

    assert not ears.heard


def _card(*buttons: Button) -> Document:
    entry = Entry((Text(plain("the entry")), Actions(buttons)), about="2506.07751")
    return Document("s", (Text(plain("the post")), Actions(buttons)), (entry,))


async def _posted(world: SlackWorld, slack: Any, channel: str, *buttons: Button) -> tuple[str, str]:
    """A post and an entry under it, each with these buttons."""
    rendered = slack.render(_card(*buttons))
    post = await slack.post(channel, rendered.post[0], key=f"{channel}/0")
    entry = await slack.post(channel, rendered.thread[0], key=f"{channel}/1", thread=post.thread)
    return post.message, entry.message


async def test_a_pressed_button_is_its_action_with_its_value_in_the_place_of_its_message(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears) as slack:
        post, entry = await _posted(world, slack, channel, Button("Explain", "explain", "2506.07751"))
        for ts in (post, entry):
            await world("action", channel=channel, user="bob", ts=ts, action_id="pw:explain")
        await world.until(lambda: len(ears.heard) == 2)

    assert {(one.command, one.typed) for one in ears.heard} == {("explain", "2506.07751")}
    where = Place("slack", "T0LAB00001", channel, paper="2506.07751")
    assert [one.where for one in ears.heard] == [where, replace(where, thread=post)]
    assert len({one.event for one in ears.heard}) == 2


async def test_a_repeated_action_in_one_row_is_the_same_action(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()
    buttons = (Button("1", "explain", "2506.07751"), Button("2", "explain", "2506.07752"))

    async with joined(world, ears) as slack:
        post, _ = await _posted(world, slack, channel, *buttons)
        await world("action", channel=channel, user="bob", ts=post, action_id="pw:explain~2")
        pressed = await heard(world, ears)

    assert (pressed.command, pressed.typed, pressed.where.paper) == ("explain", "2506.07752", "2506.07752")


async def test_the_answer_to_a_button_leaves_the_pressed_message_as_it_is(world: SlackWorld) -> None:
    ears, channel = showing("Twice as fast.", private=True), world.channel()

    async with joined(world, ears) as slack:
        post, _ = await _posted(world, slack, channel, Button("Explain", "explain", "2506.07751"))
        await world("action", channel=channel, user="bob", ts=post, action_id="pw:explain")
        await world.until(lambda: "Twice" in world.private_words(channel))

    assert "the post" in world.words(channel)
    assert world.private_words(channel) == "Twice as fast."  # quick enough to need no sign


async def test_a_slow_private_answer_to_a_button_shows_a_sign_first(world: SlackWorld) -> None:
    go, channel = asyncio.Event(), world.channel()

    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.working(private=True)
        await go.wait()
        await event.reply.show(said("Twice as fast."), private=True)

    async with joined(world, FakeEars(answer), patience=0.01) as slack:
        post, _ = await _posted(world, slack, channel, Button("Explain", "explain", "2506.07751"))
        await world("action", channel=channel, user="bob", ts=post, action_id="pw:explain")
        await world.until(lambda: "Looking" in world.private_words(channel))
        go.set()
        await world.until(lambda: "Twice" in world.private_words(channel))


@pytest.mark.parametrize("action", ["pw:dance", "old-button"])
async def test_an_unknown_button_is_answered_to_who_pressed_it_alone(world: SlackWorld, action: str) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears) as slack:
        post, _ = await _posted(world, slack, channel, Button("Old", "dance", "x"))
        if action != "pw:dance":
            button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Old"}}
            message = replace(
                slack.render(said("old")).post[0],
                payload={"text": "old", "blocks": [{"type": "actions", "elements": [button]}]},
            )
            post = (await slack.post(channel, message, key="old")).message
        await world("action", channel=channel, user="bob", ts=post, action_id=action)
        await world.until(lambda: in_full(OLD_BUTTON) in world.private_words(channel))

    assert not ears.heard


async def test_the_shortcut_on_a_message_hands_over_its_words_and_link_targets(world: SlackWorld) -> None:
    ears, channel = showing("Two papers.", private=True), world.channel()
    text = "see <https://arxiv.org/abs/2506.07751|this one> &amp; 2506.07752"

    async with joined(world, ears):
        message = await world("say", channel=channel, user="alice", text=text)
        await world("shortcut", user="bob", callback_id="here", channel=channel, ts=message["ts"])
        used = await heard(world, ears)
        await world.until(lambda: "Two papers" in world.private_words(channel))

    assert (used.command, used.typed) == ("here", "")
    assert used.options == {"text": "see this one https://arxiv.org/abs/2506.07751 & 2506.07752"}


async def test_the_shortcut_from_anywhere_asks_in_a_window_and_answers_in_the_direct_conversation(
    world: SlackWorld,
) -> None:
    ears = showing("Twice as fast.", private=True)
    ears.forms = {"ask": Form("ask", "Ask", (Field("question", "Question", required=True),))}

    async with joined(world, ears):
        await world("shortcut", user="bob", callback_id="ask")
        view = await world.until(lambda: list(world.standin.view("views")))
        await world("submit_view", view=view[-1], values={"question": "Is it?"})
        used = await heard(world, ears)
        await world.until(lambda: "Twice" in world.words("dm:bob"))

    assert used.options == {"question": "Is it?"}
    assert used.where == Place("slack", "U0BOB0001", "D0BOB0001", direct=True)


async def test_a_private_answer_to_a_button_in_a_thread_stands_in_that_thread(world: SlackWorld) -> None:
    """What comes through the address of a click would stand in the channel, where nobody looks."""
    ears, channel = showing("Twice as fast.", private=True), world.channel()

    async with joined(world, ears) as slack:
        post, entry = await _posted(world, slack, channel, Button("Explain", "explain", "2506.07751"))
        await world("action", channel=channel, user="bob", ts=entry, action_id="pw:explain")
        await world.until(lambda: "Twice" in world.private_words(channel))

    assert [one["thread_ts"] for one in _alone(world, channel)] == [post]
    assert "response_url" not in [one["method"] for one in await world.view("requests")]


async def test_where_a_thread_takes_no_private_answer_it_comes_by_the_address_of_the_click(world: SlackWorld) -> None:
    ears, channel = showing("Twice as fast.", private=True), world.channel()

    async with joined(world, ears) as slack:
        _, entry = await _posted(world, slack, channel, Button("Explain", "explain", "2506.07751"))
        await world("fault", kind="error", error="not_in_channel", path="chat.postEphemeral")
        await world("action", channel=channel, user="bob", ts=entry, action_id="pw:explain")
        await world.until(lambda: "Twice" in world.private_words(channel))

    assert [one.get("thread_ts") for one in _alone(world, channel)] == [None]


def _alone(world: SlackWorld, channel: str) -> list[Any]:
    """What somebody alone reads in a channel."""
    return [one for one in world.standin.view("ephemerals") if one["channel"] == channel]


@pytest.mark.parametrize(
    ("label", "action", "value"),
    [("Share", "share", "17"), ("Post", "post", "18"), ("Undo", "undo", "19"), ("Correct it", "setup", "draft:20")],
)
async def test_the_buttons_of_a_private_answer_can_be_pressed(
    world: SlackWorld, label: str, action: str, value: str
) -> None:
    """It took the place of its sign, and Slack sends no message along with a click on what is ephemeral."""
    channel = world.channel()

    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.working(private=True)
        await event.reply.show(_card(Button(label, action, value)), private=True)

    ears = FakeEars(answer)
    async with joined(world, ears):
        await world("slash", channel=channel, user="alice", command="/ask", text="Is it?")
        await world.until(lambda: "the post" in world.private_words(channel))
        ears.forms = {"setup": FORM}
        shown = _alone(world, channel)[-1]["ts"]
        await world("action", channel=channel, user="alice", ts=shown, action_id=f"pw:{action}")
        if action == "setup":
            view = await world.until(lambda: list(world.standin.view("views")))
            await world("submit_view", view=view[-1], values={"hour": "8"})
        pressed = (await world.until(lambda: ears.heard[1:]))[0]

    assert pressed.command == action
    assert pressed.typed == ("" if action == "setup" else value)
    assert pressed.where == Place("slack", "T0LAB00001", channel)
    assert pressed.who.may_manage is (action in ("post", "setup"))
