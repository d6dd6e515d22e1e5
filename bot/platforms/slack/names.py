"""Which commands have a slash of their own on Slack, and which are only words after /paperwire. Pure."""

from collections.abc import Sequence
from typing import Final

from bot.commands.command import Command

ROOT: Final = "paperwire"

RESERVED: Final = (
    "active",
    "apps",
    "archive",
    "away",
    "call",
    "canvas",
    "close",
    "collapse",
    "dm",
    "dnd",
    "expand",
    "feed",
    "feedback",
    "giphy",
    "help",
    "huddle",
    "invite",
    "invite_people",
    "join",
    "keys",
    "kick",
    "leave",
    "me",
    "msg",
    "mute",
    "open",
    "part",
    "people",
    "prefs",
    "pro",
    "remind",
    "remove",
    "rename",
    "search",
    "shortcuts",
    "shrug",
    "star",
    "status",
    "todo",
    "topic",
    "unarchive",
    "who",
)
"""Slack's own slash commands: slack.com/help/articles/201259356 and what its clients and /feed, /giphy add.

A manifest that asks for one of them is refused as a whole, so a name in doubt is in here: that
costs a short name, never the command.
"""


def short_names(commands: Sequence[Command]) -> tuple[str, ...]:
    """The first words of the listed commands that are free on Slack, in their order."""
    firsts = dict.fromkeys(command.name.split()[0] for command in commands if command.listed)
    return tuple(name for name in firsts if name not in RESERVED and name != ROOT)


def managing(commands: Sequence[Command], text: str) -> bool:
    """Whether words that begin with a command's name may mean one for those who manage the channel."""
    first = text.lower().lstrip("/ ").partition(" ")[0]
    return any(command.manage and command.name.split()[0] == first for command in commands)
