"""A form as a Slack window, and what comes back from it. Pure."""

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.platforms.platform import Field, Form, Place
from bot.platforms.printable import printable
from bot.platforms.slack.places import Json, packed, unpacked

CALLBACK: Final = "pw-form"
TITLE, LABEL, HINT, CHOICE, CHOICES, LONGEST, FIELDS = 24, 150, 150, 75, 100, 3000, 100
"""Slack's limits for a window, except LABEL, which it lets be longer than anyone reads."""


def view(form: Form, where: Place) -> Json:
    """The window that asks it. What it was opened for and where comes back in its own data."""
    carried = {"command": form.command, "carried": dict(form.carried), "where": packed(where)}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(form.title, TITLE),
        "submit": _plain("Send", TITLE),
        "close": _plain("Cancel", TITLE),
        "private_metadata": json.dumps(carried, ensure_ascii=True),
        "blocks": [_input(field) for field in form.fields[:FIELDS]],
    }


def _input(field: Field) -> Json:
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, LABEL),
        "optional": not field.required,
        "element": _choices(field) if field.choices else _line(field),
    }


def _line(field: Field) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.long,
        "max_length": LONGEST,
    }
    if field.hint:
        element["placeholder"] = _plain(field.hint, HINT)
    if field.value:
        element["initial_value"] = printable(field.value)[:LONGEST]
    return element


def _choices(field: Field) -> Json:
    options = [{"text": _plain(choice, CHOICE), "value": choice} for choice in field.choices[:CHOICES]]
    chosen = [option for option in options if option["value"] == field.value]
    element: Json = {"type": "static_select", "action_id": field.name, "options": options}
    if field.hint:
        element["placeholder"] = _plain(field.hint, HINT)
    if chosen:
        element["initial_option"] = chosen[0]
    return element


def _plain(text: str, most: int) -> Json:
    words = " ".join(printable(text).split()) or "…"
    return {"type": "plain_text", "text": words if len(words) <= most else f"{words[: most - 1]}…", "emoji": False}


def answered(submitted: Mapping[str, Any]) -> tuple[str, dict[str, str], Place] | None:
    """The command, its options and the place of a form that was sent; None if it is none of ours.

    A line that was left empty is an empty option: it may have been emptied on purpose.
    """
    try:
        where, held = unpacked(str(submitted.get("private_metadata") or ""))
        command, carried = str(held["command"]), {name: str(value) for name, value in held["carried"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    values = (submitted.get("state") or {}).get("values") or {}
    fields = {name: _value(state) for block in values.values() for name, state in block.items()}
    return command, {**carried, **fields}, where


def _value(state: Mapping[str, Any]) -> str:
    chosen = state.get("selected_option") or {}
    return str(state.get("value") or chosen.get("value") or "")
