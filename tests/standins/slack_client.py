"""Slack's stand-in as the tests talk to it: control calls that do not hold up the loop, and waiting."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from standin_process import Standin

_names = itertools.count(1)


class SlackWorld:
    """One stand-in; every `channel()` is a new one, so that tests share the process and nothing else."""

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.ready = standin.ready

    async def __call__(self, op: str, **values: Any) -> Any:
        return await asyncio.to_thread(lambda: self.standin.control(op, **values))

    async def view(self, name: str) -> Any:
        return await asyncio.to_thread(self.standin.view, name)

    def channel(self, **values: Any) -> str:
        return str(self.standin.control("channel", name=f"room{next(_names)}", **values)["id"])

    async def until(self, done: Callable[[], Any]) -> Any:
        """Wait until it is so, and what it then is; the test's own timeout ends what never comes."""
        while not (found := done()):
            await asyncio.sleep(0.02)
        return found

    async def connected(self) -> None:
        """Wait for an open socket."""
        while True:
            log = [one["what"] for one in await self.view("sockets")]
            if log.count("connect") > log.count("close"):
                return
            await asyncio.sleep(0.02)

    def words(self, channel: str) -> str:
        """All words of the bot that stand in a channel and its threads."""
        messages = self.standin.control("messages", channel=channel)
        return "\n".join(words_of(one) for one in messages if one.get("bot_id"))

    def private_words(self, channel: str) -> str:
        """All words that somebody alone reads in a channel now."""
        return "\n".join(words_of(one) for one in self.standin.view("ephemerals") if one["channel"] == channel)


def words_of(message: Any) -> str:
    """All words of a message: of its blocks, or its text where it has none."""
    return "\n".join(_texts(message["blocks"])) if message.get("blocks") else str(message.get("text", ""))


def _texts(held: Any) -> list[str]:
    if isinstance(held, list):
        return [text for one in held for text in _texts(one)]
    if not isinstance(held, dict):
        return []
    if held.get("type") == "button":
        return []
    own = [held["text"]] if isinstance(held.get("text"), str) else []
    return own + [text for name, one in held.items() if name != "text" or not own for text in _texts(one)]
