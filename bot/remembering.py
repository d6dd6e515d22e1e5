"""Whose memory is asked for: that of the channel's own editions."""

from bot.desk import Desk
from bot.platforms.platform import Place
from schedules.subscriptions import subscription_of


async def remembers(desk: Desk, where: Place) -> str:
    """The subscription whose editions are read here; empty where none are."""
    held = await desk.subscriptions.of_channel(where.platform, where.channel)
    if held is not None:
        return held.id if held.server == where.server else ""
    edition = await desk.edition(where, None)
    return subscription_of(edition.key) if edition else ""
