"""Which command a name means, and what is asked when it came without all it needs."""

import difflib
import re
from collections.abc import Mapping, Sequence

from bot.commands.command import Call, Command, Option
from bot.platforms.platform import Field, Form
from retrieval.errors import BadInput, clip

MOST_CARRIED = 60
"""Characters that a form carries unseen, names and values together."""
LONGEST_LABEL = 45
_TITLES = {"wrong": "What is wrong?"}
"""Of forms whose command's name says too little."""


def command_named(name: str, typed: str, commands: Sequence[Command]) -> tuple[Command, str]:
    """The command of this name and the words left for it; a group's name takes its second word from them.

    Raises BadInput with a hint for a name that there is not.
    """
    known = {command.name: command for command in commands}
    if name in known:
        return known[name], typed
    second, rest = [*typed.split(maxsplit=1), "", ""][:2]
    if found := known.get(f"{name} {second.lower()}"):
        return found, rest
    group = [command.name.split()[1] for command in commands if command.name.startswith(f"{name} ")]
    if group:
        raise BadInput(f"/{name} goes on with one of {', '.join(group)}. For example: /{name} {group[0]}")
    near = difflib.get_close_matches(name, [one.name for one in commands if one.listed], n=1)
    hint = f"did you mean /{near[0]}?" if near else "/help lists what there is."
    raise BadInput(f"I have no command “{clip(name)}”; {hint}")


async def form_for(command: Command, call: Call) -> Form | None:
    """The form to open before the command runs: its own where nothing was given, else one for what is missing."""
    if command.form is not None:
        return None if set(call.options) - set(command.carries) else await command.form(call)
    missing = [option for option in command.options if option.required and not call.options.get(option.name)]
    return _asking(command, call.options, missing) if missing else None


def _asking(command: Command, given: Mapping[str, str], missing: Sequence[Option]) -> Form:
    """A form for the missing options. What was given is carried unseen where it fits, else it stands in a field."""
    carried = {name: value for name, value in given.items() if re.fullmatch(r"[A-Za-z0-9._:/-]{1,50}", value)}
    if sum(len(name) + len(value) for name, value in carried.items()) > MOST_CARRIED:
        carried = {}
    shown = [option for option in command.options if option.name in given and option.name not in carried]
    fields = tuple(_field(option, given.get(option.name, "")) for option in (*missing, *shown))
    return Form(command.name, _TITLES.get(command.name, clip(command.name.capitalize(), 24)), fields, carried)


def _field(option: Option, value: str) -> Field:
    label = _label(option)
    return Field(
        option.name,
        label,
        "" if label == option.description else clip(option.description, 100),
        value,
        long=option.kind == "text",
        required=option.required,
        choices=option.choices,
    )


def _label(option: Option) -> str:
    """What its description says first, where that is short enough; else its name."""
    first = re.match(r"[^.:;(]+", option.description)
    said = first[0].strip() if first else ""
    return said if 0 < len(said) <= LONGEST_LABEL else option.name.replace("_", " ").capitalize()
