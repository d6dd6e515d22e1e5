"""Discord's stand-in as tests use it: one process for all of them, a channel for each."""

import asyncio
import atexit
import contextlib
import functools
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standin_process import Standin, standin

from bot.commands.all import COMMANDS
from bot.commands.command import Command
from bot.commands.grammar import split
from bot.platforms.discord.adapter import Discord, Service
from bot.platforms.discord.keys import parts
from bot.platforms.discord.registration import registered, same
from bot.platforms.platform import Ears
from tests.fakes.platform import Act

PATIENCE = 20.0
"""How long a test waits for what must happen, in seconds; it never waits for all of it."""
WRITTEN = (0, 19, 20, 23)
"""The types of messages that somebody wrote; others are Discord's own lines, such as “started a thread”."""


@dataclass
class Lab:
    """A running stand-in. Servers Lab (alice may manage it; bob, carol) and Reading Group (carol; dave)."""

    standin: Standin
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def platform(self, commands: Sequence[Command] = COMMANDS) -> Discord:
        ready = self.standin.ready
        return Discord(Service(ready["token"], ready["api"], ready["gateway"]), commands)

    def channel(self, **more: Any) -> str:
        """A new channel in Lab."""
        made = self.standin.control("channel", name=f"c{next(self._names)}", **more)
        return str(made["channel"])

    async def do(self, op: str, **values: Any) -> Any:
        return await asyncio.to_thread(self.standin.control, op, **values)

    async def view(self, name: str) -> Any:
        return await asyncio.to_thread(self.standin.view, name)

    @asynccontextmanager
    async def running(self, platform: Discord, ears: Ears) -> AsyncIterator[None]:
        """The platform connected, its commands registered."""
        before = await self._sessions()
        running = asyncio.create_task(platform.run(ears))
        try:
            await until(lambda: self._connected(platform, running, before))
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def _connected(self, platform: Discord, running: asyncio.Task[None], before: int) -> bool:
        if running.done():
            running.result()
        if await self._sessions() <= before:
            return False
        return same(registered(platform._commands), await self.view("commands"))

    async def _sessions(self) -> int:
        return sum(event["what"] == "identify" for event in await self.view("gateway"))

    async def slash(self, channel: str, command: str, user: str = "bob", **options: Any) -> str:
        """Somebody uses a command; the id of the interaction."""
        used = await self.do("slash", channel=channel, user=user, command=command, options=options)
        return str(used["interaction"])

    async def answered(self, interaction: str) -> Any:
        """An interaction once its answer is there."""
        return await self.do("wait", interaction=interaction, until="final", timeout=PATIENCE)

    async def say(self, channel: str, content: str, user: str = "bob", **more: Any) -> str:
        said = await self.do("send", channel=channel, user=user, content=content, **more)
        return str(said["message"])

    async def press(self, channel: str, message: str, custom_id: str, user: str = "bob") -> str:
        """Somebody presses a button; the id of the interaction."""
        pressed = await self.do("press", channel=channel, user=user, message=message, custom_id=custom_id)
        return str(pressed["interaction"])

    async def ours(self, channel: str, count: int = 1) -> list[Any]:
        """Messages of the bot in a channel, once there are so many."""
        found = await self.do("wait", channel=channel, count=count, timeout=PATIENCE)
        assert isinstance(found, list), found
        return found

    async def open_messages(self, channel: str) -> list[Any]:
        """All messages of the bot in a channel or thread that everybody there sees."""
        shown = [one for one in await self.do("messages", channel=channel) if one["by_bot"] and not one["ephemeral"]]
        return [one for one in shown if one["type"] in WRITTEN]


def words(message: Any) -> str:
    """All text of a message as the stand-in shows it."""
    texts = (part.get("content") or "" for part in parts(message["components"]))
    return "\n".join([message["content"], *texts]).strip()


async def until(condition: Callable[[], Awaitable[bool]] | Callable[[], bool]) -> None:
    """Wait until this holds; fail when it never does."""
    async with asyncio.timeout(PATIENCE):
        while not await _holds(condition):  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(0.02)


async def _holds(condition: Callable[[], Awaitable[bool]] | Callable[[], bool]) -> bool:
    held = condition()
    return held if isinstance(held, bool) else await held


@contextmanager
def lab(*arguments: str) -> Iterator[Lab]:
    """A stand-in until the block ends."""
    with standin("discord_standin.py", *arguments) as running:
        yield Lab(running)


@functools.cache
def shared_lab() -> Lab:
    """The stand-in that all tests of this process share; it ends with the process."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(lab())


class DiscordHarness:
    """Discord in the platform contract: bob acts, in a channel of his own."""

    def __init__(self, folder: Path) -> None:
        self._lab = shared_lab()
        self.channel = self._lab.channel()
        self._used: list[str] = []
        self.restart()

    def restart(self) -> None:
        self.platform = self._lab.platform()

    def readable(self) -> str:
        control = self._lab.standin.control
        places = [self.channel, *(one["id"] for one in control("threads", channel=self.channel))]
        shown = [one for place in places for one in control("messages", channel=place)]
        return "\n".join(words(one) for one in shown if not one["ephemeral"])

    async def perform(self, ears: Ears, acts: Sequence[Act]) -> None:
        async with self._lab.running(self.platform, ears):
            for kind, said, typed in acts:
                if kind == "command":
                    command = next(one for one in COMMANDS if one.name == said)
                    self._used.append(await self._lab.slash(self.channel, said, **split(command, typed)))
                    await self._lab.do("wait", interaction=self._used[-1], timeout=0.5)
                else:
                    await self._lab.say(self.channel, f"@bot {said}")
            await until(lambda: len(getattr(ears, "heard", acts)) >= len(acts))

    def violations(self) -> int:
        return len(self._lab.standin.view("violations"))

    def told(self) -> str:
        used = [self._lab.standin.control("interaction", interaction=one) for one in self._used]
        shown = [one for each in used for one in (each["message"], *each["followups"]) if one is not None]
        return "\n".join(words(one) for one in shown)
