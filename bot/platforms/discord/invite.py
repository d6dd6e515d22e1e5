"""The link that adds the bot to a server, asking for no more than is used. Pure."""

import base64
import binascii
from typing import Final
from urllib.parse import urlencode

PERMISSIONS: Final = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
    "Read Message History": 1 << 16,
}
"""What the bot asks for, by the names that Discord shows; docs/discord.md says what each is for."""


def invite(application_id: str) -> str:
    """The address that asks an owner to add this application to a server."""
    asked = {
        "client_id": application_id,
        "scope": "bot applications.commands",
        "permissions": str(sum(PERMISSIONS.values())),
    }
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"


def application_of(token: str) -> str:
    """The application id that stands in a bot's token; empty if this is none."""
    first = token.strip().partition(".")[0]
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return number if number.isdigit() else ""
