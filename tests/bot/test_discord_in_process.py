"""The same connection on a Discord inside the process: a command, a button, a form, on a virtual clock."""

import simcord

from bot.commands.command import Call, Command, Option
from bot.platforms.discord.addresses import form_id
from bot.platforms.discord.door import Door
from bot.platforms.discord.gate import Gate
from bot.platforms.discord.registration import registered
from bot.platforms.discord.render import render
from bot.platforms.platform import Field, Form, Invocation, Utterance
from schedules.document import Actions, Button, Document, Text, plain
from tests.fakes.platform import FakeEars


async def nothing(call: Call) -> Document:
    return Document("", ())


ASK = Command("ask", "Ask", nothing, (Option("question", "What", required=True),))
CARD = Document("s", (Text(plain("a card")), Actions((Button("Wrong?", "wrong", "7"),))))
FORM = Form("wrong", "What is wrong?", (Field("why", "Why", long=True),), carried={"id": "7"})


async def answer(event: Invocation | Utterance) -> None:
    await event.reply.working(private=False)
    await event.reply.show(CARD, private=False)


async def test_a_command_a_button_and_a_form_follow_one_another() -> None:
    ears = FakeEars(answer, forms={"wrong": FORM})
    gate = Gate(Door(ears, (ASK,), render, reads_all=True), registered((ASK,)), content=True)
    async with simcord.run(gate, shard_count=1) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("papers")
        alice = guild.add_member(env.create_user("alice"))
        await env.settle()

        await alice.slash(channel, "ask", question="Is it fast?")
        pressed = await alice.click(channel.last_message, custom_id="pw:wrong:7")
        assert pressed.modal is not None
        assert pressed.modal["custom_id"] == form_id(FORM)
        await alice.submit_modal(pressed, {"why": "the number"})

    used = [(one.command, dict(one.options)) for one in ears.heard if isinstance(one, Invocation)]
    assert used == [("ask", {"question": "Is it fast?"}), ("wrong", {"id": "7", "why": "the number"})]
