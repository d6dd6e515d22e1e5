"""The app manifest: within Slack's limits, made from the commands, every right of it explained."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.front import Front
from bot.commands.all import COMMANDS
from bot.platforms.slack import manifest as slack
from bot.platforms.slack.names import RESERVED, ROOT, managing, short_names
from tests.fakes.slack import command

GUIDE = (Path(__file__).parents[2] / "docs" / "slack.md").read_text(encoding="utf-8")
EVERY = [{}, {"url": "https://bots.example.org/slack/events"}, {"unfurl": True, "pane": True}]


@pytest.mark.parametrize("options", EVERY)
def test_the_manifest_is_within_slacks_limits(options: dict[str, Any]) -> None:
    """Those of its published schema: github.com/slackapi/manifest-schema, version 2."""
    made = slack.manifest(COMMANDS, **options)
    shown, features = made["display_information"], made["features"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    assert 1 <= len(features["slash_commands"]) <= 50
    for slash in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", slash["command"])
        assert 1 <= len(slash["description"]) <= 2000
        assert 1 <= len(slash.get("usage_hint", "x")) <= 1000
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    assert len(features.get("unfurl_domains", [])) <= 5
    names = [slash["command"] for slash in features["slash_commands"]]
    assert len(names) == len(set(names))


def test_every_listed_command_has_a_slash_of_its_own_or_a_name_that_slack_keeps() -> None:
    slashes = {one["command"].lstrip("/") for one in slack.manifest(COMMANDS)["features"]["slash_commands"]}
    firsts = {command.name.split()[0] for command in COMMANDS if command.listed}

    assert ROOT in slashes
    assert firsts <= slashes | set(RESERVED)
    assert not slashes & set(RESERVED)


def test_names_that_slack_keeps_are_known() -> None:
    """A manifest with one of them is refused as a whole; product.md names these, Slack's help page the rest."""
    kept = "archive away call collapse dm dnd expand feed help invite join leave me msg mute open prefs remind"
    kept += " remove rename search shortcuts shrug star status topic who"

    assert set(kept.split()) <= set(RESERVED)
    assert list(RESERVED) == sorted(set(RESERVED))


def test_a_group_is_one_slash_and_buttons_have_none() -> None:
    commands = (command("follow author"), command("follow topic"), command("status"), command("ask"))

    assert short_names(commands) == ("follow", "ask")
    slash = slack.manifest(commands)["features"]["slash_commands"][1]
    assert (slash["command"], slash["usage_hint"]) == ("/follow", "author | topic")


def test_commands_for_managers_are_told_by_their_first_word() -> None:
    commands = (command("topics add", manage=True), command("ask"))

    assert managing(commands, "Topics add KV cache")
    assert managing(commands, "/topics")
    assert not managing(commands, "ask topics add")
    assert not managing(commands, "")


def test_over_http_everything_goes_to_the_one_address() -> None:
    url = "https://bots.example.org/slack/events"
    made = slack.manifest(COMMANDS, url=url)

    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert {one["url"] for one in made["features"]["slash_commands"]} == {url}
    assert "url" not in json.dumps(slack.manifest(COMMANDS))


@pytest.mark.parametrize("options", EVERY)
def test_the_guide_says_what_every_scope_and_event_is_for(options: dict[str, Any]) -> None:
    made = slack.manifest(COMMANDS, **options)

    for right in made["oauth_config"]["scopes"]["bot"] + made["settings"]["event_subscriptions"]["bot_events"]:
        assert f"`{right}`" in GUIDE, right


def test_the_guide_names_no_scope_that_is_not_asked_for() -> None:
    asked = {*slack.SCOPES, *slack.UNFURL_SCOPES, *slack.PANE_SCOPES, "connections:write"}

    assert set(re.findall(r"`([a-z_]+:[a-z.]+)`", GUIDE)) <= asked


def test_the_guide_names_every_setting() -> None:
    from bot.settings import Settings

    ours = {name.upper() for name in Settings.model_fields if name.startswith("slack_")} - {"SLACK_API_URL"}
    assert ours <= set(re.findall(r"SLACK_[A-Z_]+", GUIDE))


def test_the_manifest_is_printed_without_any_setting() -> None:
    printed = CliRunner().invoke(app, ["manifest", "--unfurl"], obj=Front())

    assert printed.exit_code == 0
    assert json.loads(printed.output) == slack.manifest(COMMANDS, unfurl=True)


def test_an_address_that_slack_would_not_call_is_bad_input() -> None:
    assert CliRunner().invoke(app, ["manifest", "--http", "http://bots.example.org"], obj=Front()).exit_code == 2
