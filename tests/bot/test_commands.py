"""The set of commands as a whole: what every platform registers."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.commands.all import COMMANDS
from bot.commands.command import Command
from bot.commands.grammar import parse
from schedules.forms import FORMS, ROUND_UPS

FOLDER = Path(__file__).parents[2] / "bot" / "commands"
NO_COMMANDS = {"__init__", "all", "command", "finding", "grammar", "naming"}


def test_the_tuple_is_whole() -> None:
    files = {file.stem for file in FOLDER.glob("*.py")} - NO_COMMANDS

    assert {command.run.__module__.rpartition(".")[2] for command in COMMANDS} == files
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert files >= {"ask", "explain", "paper", "search", "similar", "digest", "why", "help"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_can_be_registered_on_every_platform(command: Command) -> None:
    """Discord: lower-case names of 32, descriptions of 100, 25 options and choices, required ones first."""
    names = [option.name for option in command.options]
    required = [option.required for option in command.options]

    assert re.fullmatch(r"[a-z]{1,32}( [a-z]{1,32})?", command.name), "two words are one of a group"
    assert all(re.fullmatch(r"[a-z_]{1,32}", name) for name in names)
    assert len(set(names)) == len(names) <= 25
    assert 0 < len(command.summary) <= 100
    assert all(0 < len(option.description) <= 100 for option in command.options)
    assert all(len(option.choices) <= 25 for option in command.options)
    assert required == sorted(required, reverse=True)
    assert all((option.kind == "choice") == bool(option.choices) for option in command.options)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_example_of_a_command_is_one_that_works(command: Command) -> None:
    options = parse(command, command.example, today=date(2026, 3, 6))

    assert bool(options) == bool(command.example)


def test_digest_offers_every_form() -> None:
    (form,) = [
        option
        for command in COMMANDS
        if command.name == "digest"
        for option in command.options
        if option.name == "form"
    ]

    assert form.choices == tuple(one.name for one in (*FORMS, *ROUND_UPS))
