"""`/status`: how the installation is, at one glance."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.command import Call, Command
from bot.desk import Health
from retrieval.text.series import series
from schedules.document import Bullets, Document, Heading, plain
from schedules.subscriptions import Subscription


async def run(call: Call) -> Document:
    health = await call.desk.health(call.where)
    standing = await call.desk.subscriptions.of_channel(call.where.platform, call.where.channel)
    lines = [_shelf(health), _next(health.due, standing.zone if standing else "UTC", paused=_paused(standing))]
    lines.append(_running_on(health.platforms))
    lines += health.troubles
    state = _count(len(health.troubles), "trouble") if health.troubles else "All is well"
    return Document(state, (Heading(state), Bullets(tuple(plain(line) for line in lines))))


def _paused(standing: Subscription | None) -> bool:
    return standing is not None and standing.paused


def _shelf(health: Health) -> str:
    stored = f"{_count(health.papers, 'paper')} stored"
    if not health.unindexed:
        return f"{stored} and searchable"
    return f"{stored}; {_count(health.unindexed, 'passage')} still to be indexed, found by their words meanwhile"


def _running_on(platforms: Sequence[str]) -> str:
    """`Running on Discord and Slack`."""
    return f"Running on {series([name.capitalize() for name in platforms] or ['no platform'])}"


def _next(due: datetime | None, zone: str, *, paused: bool) -> str:
    if due is not None:
        local = due.astimezone(ZoneInfo(zone))
        return f"Next edition here: {local:%A} {local.day} {local:%B, %H:%M} ({zone})"
    return "Editions here are paused; /resume goes on" if paused else "No edition is planned here; /setup plans one"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


STATUS = Command(name="status", summary="Say how the bot is and when the next edition comes.", run=run)
