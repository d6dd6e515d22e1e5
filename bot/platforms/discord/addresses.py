"""What travels in a `custom_id` and comes back weeks later: buttons and forms. Pure.

A button is `pw:ACTION:VALUE`, and `~2`, `~3` … at its end tells repeated ones in a message apart.
A form is `pwf:COMMAND:CARRIED`, the carried options as a query string.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bot.platforms.discord.keys import parts
from bot.platforms.platform import Form
from retrieval.errors import BadPaperId
from retrieval.paper import parse_ref

OLD_BUTTON = "That button is from an older version of me; use /help."

_BUTTON = re.compile(r"pw:(?P<action>[a-z][a-z0-9_-]*(?: [a-z0-9_-]+)?):(?P<value>.*?)(?:~[0-9]{1,3})?", re.DOTALL)
_FORM = re.compile(r"pwf:(?P<command>[a-z][a-z0-9_-]*(?: [a-z0-9_-]+)?):(?P<carried>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of ours: its action, and what it acts on."""

    action: str
    value: str


def pressed(custom_id: str) -> Pressed | None:
    """The button with this address, or None if it is none that we make."""
    found = _BUTTON.fullmatch(custom_id)
    return Pressed(found["action"], found["value"]) if found else None


def form_id(form: Form) -> str:
    """The address of a form; its carried options come back with it."""
    return f"pwf:{form.command}:{urlencode(form.carried)}"


def submitted(custom_id: str) -> tuple[str, dict[str, str]] | None:
    """The command and the carried options of a form with this address; None if it is none that we make."""
    found = _FORM.fullmatch(custom_id)
    return (found["command"], dict(parse_qsl(found["carried"], keep_blank_values=True))) if found else None


def paper_of(components: Iterable[Mapping[str, Any]]) -> str:
    """The one paper that the buttons of a message act on; empty if they act on several or none."""
    ids = (pressed(part["custom_id"]) for part in parts(components) if part.get("custom_id"))
    papers = {one.value for one in ids if one and is_paper(one.value)}
    return papers.pop() if len(papers) == 1 else ""


def is_paper(value: str) -> bool:
    """Whether this is a paper's canonical id."""
    try:
        return parse_ref(value).id == value
    except BadPaperId:
        return False
