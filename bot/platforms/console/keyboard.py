"""Where the console's lines come from: a terminal or pipe, or a script."""

import asyncio
import codecs
import os
import threading
from collections.abc import Sequence
from typing import Protocol

from bot.platforms.console.screen import Screen


class Keyboard(Protocol):
    """Somebody typing."""

    async def line(self, prompt: str) -> str | None:
        """Show the prompt and wait for a line, without its end; None when there will be no more."""
        ...


class Scripted:
    """Types these lines, each seen on the screen, then leaves."""

    def __init__(self, lines: Sequence[str], screen: Screen) -> None:
        self._lines = iter(tuple(lines))
        self._screen = screen

    async def line(self, prompt: str) -> str | None:
        line = next(self._lines, None)
        if line is not None:
            self._screen.ask(prompt)
            self._screen.say(line)
        return line


class Typed:
    """Reads lines from a file descriptor without holding the event loop or the way out.

    A thread of its own reads the descriptor itself: `input()` in a worker thread would keep the
    process from ending on Ctrl-C, and Python's buffered reader may not be left locked at exit.
    """

    def __init__(self, descriptor: int, screen: Screen, *, echo: bool = False) -> None:
        self._descriptor = descriptor
        self._screen = screen
        self._echo = echo
        self._lines: asyncio.Queue[str | None] | None = None

    async def line(self, prompt: str) -> str | None:
        if self._lines is None:
            self._lines = asyncio.Queue()
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._read, args=(loop, self._lines), daemon=True, name="keyboard").start()
        self._screen.ask(prompt)
        line = await self._lines.get()
        if line is None:
            self._lines.put_nowait(None)
        if self._echo or line is None:
            self._screen.say(line or "")
        return line

    def _read(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None]) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        rest = ""
        while block := self._block():
            *whole, rest = (rest + decoder.decode(block)).split("\n")
            for line in whole:
                _hand_over(loop, lines, line.rstrip("\r"))
        if rest:
            _hand_over(loop, lines, rest)
        _hand_over(loop, lines, None)

    def _block(self) -> bytes:
        try:
            return os.read(self._descriptor, 65_536)
        except OSError:
            return b""  # the terminal is gone: nobody types any more


def _hand_over(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None], line: str | None) -> None:
    try:
        loop.call_soon_threadsafe(lines.put_nowait, line)
    except RuntimeError:
        return  # the loop has closed: nobody waits for lines any more
