"""COMMANDS → what Discord registers. Pure; `rest.py` sends it when it has changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.commands.command import Command, Option
from bot.commands.grammar import MOST

SHORTCUT: Final = "Explain the papers here"
HERE: Final = "here"
"""What the shortcut on a message invokes."""

_SUBCOMMAND, _STRING, _INTEGER = 1, 3, 4
_SLASH, _ON_MESSAGE = 1, 3
_SERVER, _PERSON = 0, 1
_MANAGE_SERVER = 1 << 5
_KEPT = ("name", "description", "options", "choices", "type", "required", "autocomplete", "min_value", "max_value")
_KEPT_TOP = ("default_member_permissions", "integration_types", "contexts")

Json = dict[str, Any]


def registered(commands: Sequence[Command]) -> list[Json]:
    """The slash commands and the shortcut on messages, as `PUT /applications/…/commands` takes them.

    Commands of two words become subcommands of their first word. Those for managers are offered to
    people with Manage Server in servers only; all others also to people who installed the bot for
    themselves, anywhere.
    """
    listed = [command for command in commands if command.listed]
    first = {command.name.split()[0]: None for command in listed}  # in their order, each once
    tops = [_top(name, [one for one in listed if one.name.split()[0] == name]) for name in first]
    return [*tops, {"type": _ON_MESSAGE, "name": SHORTCUT, **_reach(manage=False)}]


def same(ours: Iterable[Json], theirs: Iterable[Mapping[str, Any]]) -> bool:
    """Whether Discord already holds these commands; what it adds by itself does not count."""
    return sorted(map(_plain, ours), key=_order) == sorted(map(_plain, theirs), key=_order)


def _top(name: str, members: Sequence[Command]) -> Json:
    manage = all(command.manage for command in members)
    if [command.name for command in members] == [name]:
        return {"type": _SLASH, **_leaf(name, members[0]), **_reach(manage=manage)}
    inner = [_leaf(command.name.split()[-1], command) for command in members]
    about = f"{name.capitalize()}: {', '.join(one['name'] for one in inner)}"
    options = [{"type": _SUBCOMMAND, **one} for one in inner]
    return {"type": _SLASH, "name": name, "description": _short(about), "options": options, **_reach(manage=manage)}


def _leaf(name: str, command: Command) -> Json:
    ordered = sorted(command.options, key=lambda option: not option.required)
    return {"name": name, "description": _short(command.summary), "options": [_option(one) for one in ordered]}


def _option(option: Option) -> Json:
    shape: Json = {"name": option.name, "description": _short(option.description), "required": option.required}
    if option.kind == "number":
        return {"type": _INTEGER, **shape, "min_value": 1, "max_value": MOST}
    if option.kind == "choice":
        named = zip(option.offered, option.choices, strict=True)
        return {"type": _STRING, **shape, "choices": [{"name": name, "value": one} for name, one in named]}
    completed = option.kind in ("paper", "date") or option.complete is not None
    return {"type": _STRING, **shape, **({"autocomplete": True} if completed else {})}


def _reach(*, manage: bool) -> Json:
    """Where a command is offered. Managing is checked again when it is used."""
    if manage:
        return {"default_member_permissions": _MANAGE_SERVER, "integration_types": [_SERVER], "contexts": [0]}
    return {"integration_types": [_SERVER, _PERSON], "contexts": [0, 1, 2]}


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"


def _plain(node: Mapping[str, Any]) -> Json:
    """A command or option without what is empty, off, or Discord's own."""
    kept = {name: node[name] for name in (*_KEPT, *_KEPT_TOP) if node.get(name)}
    kept["type"] = node.get("type", _SLASH)
    if "default_member_permissions" in kept:
        kept["default_member_permissions"] = int(kept["default_member_permissions"])  # comes back as a string
    for name in ("options", "choices"):
        if name in kept:
            kept[name] = [_plain(one) | {"value": one.get("value")} for one in kept[name]]
    for name in ("integration_types", "contexts"):
        if name in kept:
            kept[name] = sorted(kept[name])
    return kept


def _order(command: Json) -> tuple[int, str]:
    return command["type"], command["name"]
