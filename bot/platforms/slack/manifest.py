"""The app manifest: what Slack must know of the app, made from the commands. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from bot.commands.command import Command
from bot.platforms.slack.names import ROOT, short_names

MOST_COMMANDS: Final = 50
NAME: Final = "Paperwire"

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:read",
    "users:read",
)
EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "reaction_removed",
)
"""docs/slack.md says what each is for; a test holds it to that."""
UNFURL_SCOPES, UNFURL_EVENTS = ("links:read", "links:write"), ("link_shared",)
UNFURL_DOMAINS: Final = ("arxiv.org", "alphaxiv.org", "huggingface.co")
PANE_SCOPES, PANE_EVENTS = ("assistant:write",), ("assistant_thread_started",)

Json = dict[str, Any]


def manifest(commands: Sequence[Command], *, url: str = "", unfurl: bool = False, pane: bool = False) -> Json:
    """The manifest, for “Create an app from a manifest”.

    `url`: Slack calls this address instead of Socket Mode; `unfurl`: cards under links to papers;
    `pane`: the assistant pane, which needs a paid plan.
    """
    scopes = [*SCOPES, *(UNFURL_SCOPES if unfurl else ()), *(PANE_SCOPES if pane else ())]
    events = [*EVENTS, *(UNFURL_EVENTS if unfurl else ()), *(PANE_EVENTS if pane else ())]
    called = {"request_url": url} if url else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "Reads every new paper, posts what matters, and answers with quotes that code has checked.",
            "background_color": "#1d3557",
        },
        "features": _features(commands, url, unfurl=unfurl, pane=pane),
        "oauth_config": {"scopes": {"bot": sorted(scopes)}},
        "settings": {
            "event_subscriptions": {**called, "bot_events": sorted(events)},
            "interactivity": {"is_enabled": True, **called},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _features(commands: Sequence[Command], url: str, *, unfurl: bool, pane: bool) -> Json:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": ROOT, "always_online": True},
        "shortcuts": [
            {
                "name": "Ask Paperwire",
                "type": "global",
                "callback_id": "ask",
                "description": "Ask about any paper; the answer comes as a direct message.",
            },
            {
                "name": "Explain the papers here",
                "type": "message",
                "callback_id": "here",
                "description": "Explain the papers that this message names or links to.",
            },
        ],
        "slash_commands": [_slash(entry, url) for entry in _entries(commands)[:MOST_COMMANDS]],
        **({"unfurl_domains": list(UNFURL_DOMAINS)} if unfurl else {}),
        **({"assistant_view": {"assistant_description": "Ask about any paper that was announced."}} if pane else {}),
    }


def _entries(commands: Sequence[Command]) -> list[tuple[str, str, str]]:
    """Name, description and hint of each slash command: the one for all, then the short ones."""
    entries = [(ROOT, "Everything Paperwire does: /paperwire help lists it.", "help, or NAME and its words")]
    for name in short_names(commands):
        group = [command for command in commands if command.listed and command.name.split()[0] == name]
        seconds = [command.name.partition(" ")[2] for command in group]
        hint = " | ".join(filter(None, seconds)) or group[0].example
        entries.append((name, " ".join(command.summary for command in group), hint))
    return entries


def _slash(entry: tuple[str, str, str], url: str) -> Json:
    name, description, hint = entry
    return {
        "command": f"/{name}",
        "description": description,
        **({"usage_hint": hint} if hint else {}),
        **({"url": url} if url else {}),
        "should_escape": False,
    }
