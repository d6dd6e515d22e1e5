"""Discord as a chat platform. The SDK is imported only where Discord is joined."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.platforms.discord.adapter import Discord
    from bot.settings import Settings

NAME = "discord"


def wanted(settings: "Settings") -> bool:
    """A token is all that Discord needs."""
    return bool(settings.discord_token)


def make(settings: "Settings") -> "Discord":
    """Discord under the bot's token; connects nothing."""
    from bot.commands.all import COMMANDS
    from bot.platforms.discord.adapter import Discord, Service

    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    return Discord(Service(token, settings.discord_api_url, settings.discord_gateway_url), COMMANDS)
