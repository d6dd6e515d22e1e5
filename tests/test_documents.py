"""What the documents say of the code is true, as far as a program can tell."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import app
from bot.commands.all import COMMANDS
from bot.settings import Settings

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    return {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}


def test_every_command_in_the_readme_exists() -> None:
    used = set(re.findall(r"(?<!/)\bpaperwire (\w+)", re.sub(r"^Pa.*", "", README)))
    assert used
    assert used <= commands()


def test_every_slash_command_in_the_readme_and_the_guides_exists() -> None:
    known = {command.name.split()[0] for command in COMMANDS if command.listed} | {"paperwire"}
    guides = [(TOP / "docs" / name).read_text(encoding="utf-8") for name in ("discord.md", "slack.md")]
    section = README.split("## In your team")[1].split("## ")[0]
    used = set(re.findall(r"`/(\w+)", section + guides[0]))
    assert len(used) > 20
    assert used <= known
    assert set(re.findall(r"`/paperwire (?!NAME)(\w+)", guides[1] + section)) <= known


def test_every_setting_in_the_readme_exists() -> None:
    table = README.split("## Settings")[1].split("## ")[0]
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`", table))
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_file_that_the_architecture_names_exists() -> None:
    named = set(re.findall(r"\b((?:bot|retrieval|schedules|prompts)/[\w/]+\.(?:py|md))\b", ARCHITECTURE))
    assert len(named) > 15
    assert [name for name in sorted(named) if not (TOP / name).exists()] == []


def test_every_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = README + (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\bmake ([a-z]+)\b(?=[\s`])", documents)) <= targets


@pytest.mark.parametrize("folder", ["bot", "retrieval", "schedules", "prompts", "tests"])
def test_the_top_level_is_as_asked_for(folder: str) -> None:
    assert (TOP / folder).is_dir()
    assert (TOP / "pyproject.toml").exists()
    assert (TOP / ".env.example").exists()


def test_every_dependency_is_pinned_exactly_and_no_address_is_named() -> None:
    pins = (TOP / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in pins
    pinned = {re.split(r"[\[=]", line)[0] for line in pins.splitlines() if "==" in line}
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=~ ]", one)[0].lower().replace(".", "-") for one in wanted}
    assert names <= pinned
