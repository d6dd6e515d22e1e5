"""The Slack adapter joined to its stand-in for the length of a test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_client import SlackWorld

from bot.commands.command import Call, Command, Option
from bot.platforms.platform import Ears, Invocation, Utterance
from bot.platforms.slack.adapter import Options, Slack
from bot.platforms.slack.doors import Door, SocketDoor
from schedules.document import Document, Text, plain
from tests.fakes.platform import FakeEars


async def _nothing(call: Call) -> Document:
    return said("done")


def command(name: str, *, manage: bool = False, options: tuple[Option, ...] = ()) -> Command:
    return Command(name, f"What {name} does.", _nothing, options, manage=manage)


COMMANDS = (
    *(command(name) for name in ("ask", "explain", "paper", "search", "help", "similar", "save", "here", "list")),
    command("follow author"),
    command("share"),
    command("undo"),
    command("setup", manage=True),
    command("post", manage=True),
)


def said(words: str) -> Document:
    return Document(words, (Text(plain(words)),))


def slack_of(world: SlackWorld, *, door: Door | None = None, tokens: tuple[str, ...] = (), **options: Any) -> Slack:
    """The adapter as it would be made for this stand-in, with short patience."""
    given = {"api": world.ready["api"], "timeout": 3.0, "patience": 30.0, "closing": 2.0, **options}
    return Slack(
        tokens or (world.ready["bot_token"],),
        door or SocketDoor(world.ready["app_token"], ping=0.2),
        Options(COMMANDS, **given),
    )


@asynccontextmanager
async def joined(world: SlackWorld, ears: Ears, **options: Any) -> AsyncIterator[Slack]:
    """The adapter, running and connected."""
    slack = slack_of(world, **options)
    running = asyncio.ensure_future(slack.run(ears))
    try:
        await world.connected()
        yield slack
        if running.done():
            await running
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def showing(words: str, *, private: bool, sign: bool = True) -> FakeEars:
    """Ears that answer whatever they hear with these words."""

    async def answer(event: Invocation | Utterance) -> None:
        if sign:
            await event.reply.working(private=private)
        await event.reply.show(said(words), private=private)

    return FakeEars(answer)


def refusing(sentence: str, *, private: bool) -> FakeEars:
    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.working(private=private)
        await event.reply.refuse(sentence)

    return FakeEars(answer)


def holding(then: Callable[[Invocation | Utterance], Awaitable[None]]) -> tuple[FakeEars, asyncio.Event, asyncio.Event]:
    """Ears that say when they have begun and go on with `then` when they are let."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.working(private=False)
        begun.set()
        await go.wait()
        await then(event)

    return FakeEars(answer), begun, go
