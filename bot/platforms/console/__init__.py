"""The console as a chat platform: one channel, one person, the same port as Discord and Slack."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.platforms.console.adapter import Console
    from bot.settings import Settings

NAME = "console"
STDIN = 0
"""Its file descriptor, wherever `sys.stdin` points."""


def wanted(settings: "Settings") -> bool:
    """People talk on the console when there is no other place."""
    return not (settings.discord_token or settings.slack_bot_token)


def make(settings: "Settings") -> "Console":
    """The console on this terminal, its history in the data folder."""
    return open_console(settings.home)


def open_console(home: Path, *, samples: Sequence[str] = ()) -> "Console":
    """The console on standard input and output, its history in `home`.

    Where standard input is no terminal, `samples` are asked instead of what comes from there, if
    there are any.
    """
    from bot.platforms.console.adapter import Console
    from bot.platforms.console.journal import Journal
    from bot.platforms.console.keyboard import Scripted, Typed
    from bot.platforms.console.screen import open_screen

    screen = open_screen(sys.stdout)
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    scripted = sys.stdin is None or (samples and not at_terminal)
    keyboard = Scripted(samples, screen) if scripted else Typed(STDIN, screen, echo=not at_terminal)
    return Console(screen, Journal(home / "console" / "history.jsonl"), keyboard)
