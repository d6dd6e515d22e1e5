"""What a typed line means. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leave:
    """The person goes."""


@dataclass(frozen=True, slots=True)
class Back:
    """Out of the thread of an item."""


@dataclass(frozen=True, slots=True)
class Open:
    """The thread of the item with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name and what stands after it. A pressed button is one too."""

    name: str
    typed: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words for the bot."""

    text: str


Step = Leave | Back | Open | Command | Said

_LEAVING = {"/quit", "/exit", "/q", "quit", "exit", "bye"}
_BACK = {"back", "/back", ".."}


def step(line: str, buttons: Sequence[Sequence[str]]) -> Step | None:
    """What `line` asks for; None for an empty one. `buttons` (label, action, value) are in sight."""
    text = line.strip()
    word = text.lower()
    if not text:
        return None
    if word in _LEAVING:
        return Leave()
    if word in _BACK:
        return Back()
    for label, action, value in buttons:
        if word == label.lower():
            return Command(action, value)
    if found := re.fullmatch(r"#?(\d{1,3})\.?", text, re.ASCII):
        return Open(int(found[1]))
    if found := re.match(r"/([A-Za-z]\w*)(?!\S)\s*", text):
        return Command(found[1].lower(), text[found.end() :])
    return Command("help", "") if text == "/" else Said(text)
