"""What the Discord adapter computes without a connection: marks, addresses, forms, registration, the invite."""

import base64
import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from validate import check_discord

from bot.commands.all import COMMANDS
from bot.commands.command import Call, Command, Option
from bot.platforms.discord import addresses, make, wanted
from bot.platforms.discord.forms import filled, modal
from bot.platforms.discord.invite import PERMISSIONS, application_of, invite
from bot.platforms.discord.keys import HIGHEST, LOWEST, bears, mark, mark_of, marked, nonce, parts
from bot.platforms.discord.posting import title
from bot.platforms.discord.registration import registered, same
from bot.platforms.discord.rest import _SENTENCES
from bot.platforms.platform import Field, Form
from bot.settings import read_settings
from schedules.document import Document

ROOT = Path(__file__).parents[2]
TEXT = {"type": 10, "content": "words"}
BODY: dict[str, Any] = {
    "components": [{"type": 17, "components": [TEXT, {"type": 1, "components": [{"type": 2, "custom_id": "pw:a:b"}]}]}]
}


def test_a_token_is_all_that_discord_needs() -> None:
    assert not wanted(read_settings())
    settings = read_settings(discord_token="secret-token")
    assert wanted(settings)
    assert "secret-token" not in repr(make(settings)._service)


# ---------------------------------------------------------------------- marks


@given(st.text(min_size=1, max_size=64))
def test_a_mark_is_two_unequal_component_ids_above_discords_own(key: str) -> None:
    first, second = mark(key)
    assert first != second
    assert all(LOWEST <= number <= HIGHEST for number in (first, second))
    assert len(nonce(key)) == 25


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_a_message_bears_its_own_key_and_no_other(key: str, other: str) -> None:
    sent = marked(BODY, mark(key))["components"]
    assert bears(sent, key)
    assert bears(sent, other) == (key == other)


def test_marking_leaves_the_frozen_payload_as_it_is() -> None:
    before = json.dumps(BODY)
    marked(BODY, mark("key"))
    assert json.dumps(BODY) == before


def test_a_mark_survives_edits_that_add_and_remove_components() -> None:
    one, many = {"components": [dict(TEXT)]}, BODY
    small = marked(one, mark("key"))
    assert bears(small["components"], "key")
    grown = marked(many, mark_of(small["components"]))
    for number, part in enumerate(parts(grown["components"]), start=1):
        part.setdefault("id", number)  # as Discord numbers what we did not
    assert bears(grown["components"], "key")
    assert bears(marked(one, mark_of(grown["components"]))["components"], "key")


def test_messages_without_a_mark_bear_no_key() -> None:
    assert not bears([{"type": 10, "id": 1}], "key")
    assert not bears([], "key")


# ------------------------------------------------------------------ addresses


def test_a_button_says_what_it_acts_on_and_a_repeated_one_says_the_same() -> None:
    for address in ("pw:explain:2506.07751", "pw:explain:2506.07751~2"):
        assert addresses.pressed(address) == addresses.Pressed("explain", "2506.07751")
    assert addresses.pressed("pw:keep:") == addresses.Pressed("keep", "")
    assert addresses.pressed("pw:save:math/0601001~12") == addresses.Pressed("save", "math/0601001")


@given(st.text(max_size=100))
def test_any_other_address_is_none_of_ours(address: str) -> None:
    assert (addresses.pressed(address) is None) or address.startswith("pw:")
    assert (addresses.submitted(address) is None) or address.startswith("pwf:")


def test_a_message_is_about_the_one_paper_that_its_buttons_act_on() -> None:
    def row(*ids: str) -> list[Any]:
        return [{"type": 1, "components": [{"type": 2, "custom_id": one} for one in ids]}]

    assert addresses.paper_of(row("pw:explain:2506.07751", "pw:save:2506.07751", "pw:share:91")) == "2506.07751"
    assert addresses.paper_of(row("pw:explain:2506.07751", "pw:explain:2506.07752~2")) == ""
    assert addresses.paper_of(row("pw:keep:", "vote:1")) == ""


# ---------------------------------------------------------------------- forms

SETUP = Form(
    "setup",
    "Set up this channel",
    (
        Field("topics", "What to read", hint="in plain words", value="agents", long=True, required=True),
        Field("form", "Form", value="list", choices=("headline", "list")),
        *(Field(f"f{n}", "x" * 60, hint="y" * 200) for n in range(5)),
    ),
    carried={"id": "7", "day": "2026-03-06"},
)


def test_a_form_is_a_modal_within_discords_limits() -> None:
    shown = modal(SETUP)
    assert check_discord("POST", "/interactions/1/abc/callback", {"type": 9, "data": shown}) == []
    assert [one["component"]["custom_id"] for one in shown["components"]] == ["topics", "form", "f0", "f1", "f2"]
    assert len(shown["custom_id"]) <= 100


def test_what_was_carried_comes_back_with_what_was_filled_in() -> None:
    assert addresses.submitted(modal(SETUP)["custom_id"]) == ("setup", {"id": "7", "day": "2026-03-06"})
    sent = [
        {"type": 18, "component": {"type": 4, "custom_id": "topics", "value": " agents "}},
        {"type": 18, "component": {"type": 3, "custom_id": "form", "values": ["headline"]}},
        {"type": 1, "components": [{"type": 4, "custom_id": "f0", "value": ""}]},
    ]
    assert filled(sent) == {"topics": "agents", "form": "headline", "f0": ""}


# --------------------------------------------------------------- registration


async def nothing(call: Call) -> Document:
    return Document("", ())


PAPER = Option("paper", "Which paper", "paper", required=True)
SOME = (
    Command("explain", "Explain", nothing, (Option("level", "How", "choice", choices=("a", "b")), PAPER)),
    Command("list", "List " * 30, nothing, (Option("count", "How many", "number"), Option("since", "When", "date"))),
    Command("follow author", "Follow an author", nothing, (Option("name", "Who", required=True),)),
    Command("follow topic", "Follow a topic", nothing),
    Command("setup", "Set up", nothing, manage=True),
    Command("wrong", "Re-check", nothing, listed=False),
)


def made(name: str) -> Any:
    return next(one for one in registered(SOME) if one["name"] == name)


def test_commands_that_only_buttons_use_are_not_registered() -> None:
    assert [one["name"] for one in registered(SOME)] == [
        "explain",
        "list",
        "follow",
        "setup",
        "Explain the papers here",
    ]


def test_required_options_come_first_and_keep_their_kinds() -> None:
    paper, level = made("explain")["options"]
    assert (paper["name"], paper["required"], paper["autocomplete"]) == ("paper", True, True)
    assert level["choices"] == [{"name": "a", "value": "a"}, {"name": "b", "value": "b"}]
    count, since = made("list")["options"]
    assert (count["type"], count["min_value"], count["max_value"], since["autocomplete"]) == (4, 1, 50, True)
    assert len(made("list")["description"]) == 100


def test_two_words_make_a_group() -> None:
    group = made("follow")
    assert [(one["type"], one["name"]) for one in group["options"]] == [(1, "author"), (1, "topic")]
    assert group["options"][0]["options"][0]["name"] == "name"


def test_managing_is_for_servers_and_reading_for_everywhere() -> None:
    assert (made("setup")["default_member_permissions"], made("setup")["contexts"]) == (32, [0])
    assert (made("explain")["integration_types"], made("explain")["contexts"]) == ([0, 1], [0, 1, 2])


def test_everything_that_is_registered_is_within_discords_limits() -> None:
    for commands in (SOME, COMMANDS):
        assert check_discord("PUT", "/applications/1/commands", registered(commands)) == []


def test_commands_are_the_same_whatever_discord_adds_and_different_when_an_option_is() -> None:
    theirs = [
        {**one, "id": "1", "version": "2", "nsfw": False, "name_localizations": None, "dm_permission": True}
        for one in reversed(registered(SOME))
    ]
    for one in theirs:
        if "default_member_permissions" in one:
            one["default_member_permissions"] = str(one["default_member_permissions"])
    assert same(registered(SOME), theirs)
    assert not same(registered(SOME[1:]), theirs)
    fewer = Command("explain", "Explain", nothing, (PAPER,))
    assert not same(registered((fewer, *SOME[1:])), theirs)


# ---------------------------------------------------------------- the invite


def test_the_invite_asks_for_the_permissions_that_the_guide_explains_and_no_others() -> None:
    guide = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
    asked = int(re.search(r"permissions=(\d+)", invite("42"))[1])  # type: ignore[index] # the address holds one
    assert asked == sum(PERMISSIONS.values())
    assert re.findall(r"^\| \*\*(.+?)\*\* \|", guide, re.MULTILINE) == list(PERMISSIONS)
    assert f"permissions={asked}" in guide


def test_the_application_is_known_from_the_token() -> None:
    token = base64.urlsafe_b64encode(b"1130000000000000001").decode().rstrip("=") + ".abc.def"
    assert application_of(token) == "1130000000000000001"
    assert application_of("test.token") == ""
    assert application_of("") == ""


def test_the_guide_has_every_refusal_and_its_cure() -> None:
    guide = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
    assert [sentence for sentence in set(_SENTENCES.values()) if sentence not in guide] == []


# ------------------------------------------------------------- thread names


def test_a_thread_is_named_after_the_first_line_of_its_post_without_markup() -> None:
    assert (
        title([{"type": 10, "content": "## [Papers of 6 Mar](https://a.b/c) **now**\nmore"}]) == "Papers of 6 Mar now"
    )
    assert title([{"type": 17, "components": [{"type": 10, "content": "x" * 300}]}]) == "x" * 99 + "…"
    assert title([{"type": 10, "content": r"\# 3\.5 \*points\*"}]) == "# 3.5 *points*"
    assert title([]) == "Papers"
