"""Slack for the contract: the real adapter over real sockets, against the stand-in."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

from slack_client import SlackWorld

from bot.commands.all import COMMANDS
from bot.platforms.platform import Ears, Form, Invocation, Utterance
from bot.platforms.slack.adapter import Options, Slack
from bot.platforms.slack.doors import SocketDoor
from tests.fakes.platform import Act


class Counting:
    """Ears that count what has been handled."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self.handled = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._ears, name)

    async def form(self, invocation: Invocation) -> Form | None:
        return None

    async def invoked(self, invocation: Invocation) -> None:
        await self._ears.invoked(invocation)
        self.handled += 1

    async def said(self, utterance: Utterance) -> None:
        await self._ears.said(utterance)
        self.handled += 1


class SlackHarness:
    """`world` None: nothing but rendering is asked of it."""

    def __init__(self, folder: Path, world: SlackWorld | None = None) -> None:
        self._world = world
        self.channel = world.channel() if world else "C1"
        self.restart()

    @property
    def world(self) -> SlackWorld:
        assert self._world is not None
        return self._world

    def restart(self) -> None:
        ready = self._world.ready if self._world else {"bot_token": "x", "app_token": "x", "api": "http://127.0.0.1:9/"}
        self.platform = Slack(
            (ready["bot_token"],), SocketDoor(ready["app_token"], ping=1), Options(COMMANDS, api=ready["api"])
        )

    def readable(self) -> str:
        return self.world.words(self.channel)

    async def perform(self, ears: Ears, acts: Sequence[Act]) -> None:
        counting = Counting(ears)
        running = asyncio.ensure_future(self.platform.run(counting))
        try:
            await self.world.connected()
            for number, act in enumerate(acts, start=1):
                await self._do(act)
                await self.world.until(lambda number=number: counting.handled >= number)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def _do(self, act: Act) -> None:
        kind, words, typed = act
        if kind == "command":
            await self.world("slash", channel=self.channel, user="bob", command=f"/{words}", text=typed)
        else:
            await self.world("say", channel=self.channel, user="bob", text=f"@bot {words}")

    def violations(self) -> int:
        return len(self.world.standin.view("violations"))

    def told(self) -> str:
        return f"{self.world.private_words(self.channel)}\n{self.readable()}"
