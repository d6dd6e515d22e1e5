"""Emoji on our messages → what people think of a paper."""

import re

from bot.desk import Desk
from bot.platforms.platform import Reaction
from bot.record import opinion
from schedules.opinions import OpinionKind

MEANINGS: dict[str, OpinionKind] = {
    "👍": "up",
    "❤": "up",
    "🔥": "up",
    "👎": "down",
    "🔖": "saved",
    "⭐": "saved",
}
_DRESS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""What changes the look of an emoji and not its meaning: presentation and skin tone."""


async def reacted(desk: Desk, reaction: Reaction) -> None:
    """Keep what the emoji says of the message's paper; taken off, it is taken back. Others mean nothing to us."""
    kind = MEANINGS.get(_DRESS.sub("", reaction.emoji))
    if kind is None or not reaction.where.paper:
        return
    said = await opinion(desk, reaction.who, reaction.where, kind=kind, paper=reaction.where.paper)
    await (desk.opinions.add(said) if reaction.added else desk.opinions.remove(said))
