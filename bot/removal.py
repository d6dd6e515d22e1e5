"""The bot is taken out of a channel or a server: what was posted there rests, and the operator learns of it once."""

from bot.desk import Desk
from bot.platforms.platform import Place
from schedules.subscriptions import Subscription, pause


async def removed(desk: Desk, where: Place) -> None:
    """Pause the standing orders of this channel, or (channel empty) of the whole server, and tell the operator.

    What the editions of a whole server remembered of one another is removed; a single channel keeps it,
    for somebody may have taken the bot out by mistake, and /forget channel removes it.
    Whoever pauses first tells it; nothing is told where nothing was posted. Raises what the store raises.
    """
    theirs = [one for one in await desk.subscriptions.all() if _concerns(where, one)]
    paused = [one for one in theirs if await pause(desk.subscriptions, one.id)]
    for one in theirs if not where.channel else ():
        await desk.memories.forget(one.id)
    if not paused:
        return
    platform = where.platform.capitalize()
    if where.channel:
        what = f"the {platform} channel {where.channel}; its posts are paused"
    else:
        what = f"the {platform} server {where.server}; the posts of its channels are paused"
    await desk.alert(f"I was removed from {what}, /resume there brings them back.")


def _concerns(where: Place, one: Subscription) -> bool:
    here = (one.platform, one.server) == (where.platform, where.server)
    return here and where.channel in ("", one.channel)
