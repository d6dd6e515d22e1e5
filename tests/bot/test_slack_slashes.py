"""Hints on Slack name commands as they can be typed there."""

import re
from collections.abc import Iterable

import pytest

from bot.commands.all import COMMANDS
from bot.commands.command import Call
from bot.commands.help import one, overview
from bot.commands.mute import MUTE
from bot.home import home
from bot.platforms.slack.home import page
from bot.platforms.slack.names import short_names
from bot.platforms.slack.slashes import in_full, spelled
from bot.platforms.slack.ways import sentence
from bot.replies import not_yet
from bot.welcome import welcome
from retrieval.errors import BadInput
from schedules.document import (
    Bullets,
    Code,
    Document,
    Entry,
    Heading,
    Quoted,
    Small,
    Span,
    Text,
    plain,
    text_of,
)
from tests.fakes.desk import ADA, CHANNEL, desk_with
from tests.fakes.steps import Somebody

LISTED = [command for command in COMMANDS if command.listed]
TYPED = {"paperwire", *short_names(COMMANDS)}
"""What has a slash of its own on Slack."""


def wrong(words: str) -> list[str]:
    """Commands that these words name with a slash that Slack keeps for itself."""
    known = {command.name.split()[0] for command in COMMANDS}
    return [name for name in re.findall(r"(?<!\S)[(“]?/([a-z]+)", words) if name in known - TYPED]


def said(document: Document) -> str:
    return "\n".join((document.summary, text_of(document.blocks)))


@pytest.mark.parametrize("name", [command.name for command in LISTED])
def test_help_names_every_command_as_it_is_typed_there(name: str) -> None:
    told = said(spelled(one(name, COMMANDS)))
    assert wrong(told) == []
    first = name.split()[0]
    assert f"/{name}" in told if first in TYPED else f"/paperwire {name}" in told


def test_the_overview_names_every_command_as_it_is_typed_there() -> None:
    told = said(spelled(overview(COMMANDS)))
    assert wrong(told) == []
    for line in ("/paperwire mute  ", "/paperwire help NAME tells more", "/ask  ", "/topics add  "):
        assert line in told


async def test_the_welcome_and_the_own_page_name_commands_as_they_are_typed_there() -> None:
    hello = said(spelled(await welcome(CHANNEL, Somebody().desk)))
    assert "/setup is for those who manage this channel; /paperwire help lists all commands." in hello
    own = await home(ADA, CHANNEL, desk_with().desk())
    assert "/paperwire help lists the commands" in str(page(own))
    assert wrong(hello) + wrong(said(spelled(own))) == []


async def test_a_draft_names_its_command_as_it_is_typed_there() -> None:
    ada = Somebody()
    call = Call({"words": "see /mute"}, ada.who, ada.where, ada.desk)
    draft = spelled(await not_yet(call, MUTE, BadInput("No; /mute WORDS leaves it out.")))
    (code,) = (block.text for block in draft.blocks if isinstance(block, Code))
    assert code.startswith("/paperwire mute ")
    assert code.endswith('"see /mute"')  # what somebody wrote stays as it was written
    assert "No; /paperwire mute WORDS" in said(draft)


def test_a_refusal_names_commands_as_they_are_typed_there() -> None:
    shown = sentence("I have no command “hlp”; did you mean /help?")
    assert shown.text == "I have no command “hlp”; did you mean /paperwire help?"
    assert "/paperwire help?" in str(shown.payload)


@pytest.mark.parametrize(
    "words",
    ["/invite me", "/helpful", "and/or/help", "https://a.org/help", "/help/me", "/status.html", "/mute-all", "/setup"],
)
def test_what_is_no_command_of_ours_stays(words: str) -> None:
    assert in_full(words) == words


def test_a_name_is_told_from_what_stands_around_it() -> None:
    assert in_full("(/help) “/mute”, /search.") == "(/paperwire help) “/paperwire mute”, /paperwire search."
    assert in_full(in_full("use /help.")) == "use /paperwire help."


def _every(text: str) -> Iterable[Heading | Text | Small | Bullets]:
    return (Heading(text), Text(plain(text)), Small(plain(text)), Bullets((plain(text),)))


def test_beside_a_quote_no_word_is_changed_that_may_be_the_papers() -> None:
    words = "The agent calls /search twice."
    quoted = Document(words, tuple(_every(words)), (Entry((Quoted(words, plain(words)),)),))
    assert spelled(quoted) == quoted
    ours = spelled(Document(words, tuple(_every(words)), (Entry(tuple(_every(words))),)))
    told = "The agent calls /paperwire search twice."
    assert ours == Document(told, tuple(_every(told)), (Entry(tuple(_every(told))),))


def test_links_and_files_stay_as_they_are() -> None:
    held = Document("s", (Heading("/help", "https://a.org"), Text((Span("/help", link="https://a.org"),))))
    assert spelled(held) == held
    file = Document("s", (Code("title = {Of /search}"),))
    assert spelled(file) == file
