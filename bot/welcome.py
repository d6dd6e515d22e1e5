"""How the bot introduces itself where it is invited."""

from bot.desk import Desk
from bot.platforms.platform import Place
from bot.standing import next_edition
from schedules.document import Actions, Block, Bullets, Button, Document, Heading, Small, Text, plain
from schedules.subscriptions import Subscription

WHAT = (
    plain("Every new paper is read, and each day the few that matter to this channel are posted here, with reasons."),
    plain("Every line of a post can be asked: reply under it, mention me, or use /ask. Answers come with quotes."),
    plain("What a model wrote says so; quotes and numbers are checked against the papers by code."),
)
TO_DO = "Say what this channel wants to read: it takes a minute, and every setting has a default."


async def welcome(where: Place, desk: Desk) -> Document:
    """What this bot does, how to ask, and the way to `/setup`; where that is done, what is planned."""
    standing = await desk.subscriptions.of_channel(where.platform, where.channel)
    mine = standing if standing is not None and standing.server == where.server else None
    blocks: tuple[Block, ...] = (Heading("Hello, I am Paperwire."), Bullets(WHAT))
    return Document("Hello, I am Paperwire.", (*blocks, *await _how_it_stands(mine, where, desk), _fine()))


async def _how_it_stands(standing: Subscription | None, where: Place, desk: Desk) -> tuple[Block, ...]:
    if standing is None:
        return Text(plain(TO_DO)), Actions((Button("Set up", "setup", ""), Button("What I can do", "help", "")))
    planned = await next_edition(standing, where, desk)
    buttons = (Button("Change the settings", "setup", ""), Button("What I can do", "help", ""))
    return Text(plain(f"This channel is set up already. {planned}")), Actions(buttons)


def _fine() -> Small:
    return Small(plain("/setup is for those who manage this channel; /help lists all commands."))
