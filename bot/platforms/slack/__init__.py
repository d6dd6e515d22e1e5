"""Slack as a chat platform, over Socket Mode or HTTP. Nothing of its SDK is imported before it is joined."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.platforms.slack.adapter import Slack
    from bot.settings import Settings

NAME = "slack"


def wanted(settings: "Settings") -> bool:
    """Slack needs a token to speak with and a way to hear: an app token, or a signing secret."""
    return bool(settings.slack_bot_token and (settings.slack_app_token or settings.slack_signing_secret))


def make(settings: "Settings") -> "Slack":
    """Slack as the settings say; connects nothing. Raises BadSetting where a signing secret has no port."""
    from bot.commands.all import COMMANDS
    from bot.platforms.slack.adapter import Options, Slack
    from bot.platforms.slack.doors import door_of

    options = Options(
        commands=COMMANDS,
        api=f"{settings.slack_api_url.rstrip('/')}/",
        managers=settings.slack_managers,
        unfurl=settings.slack_unfurl,
    )
    return Slack(settings.slack_bot_tokens, door_of(settings), options)
