"""The standing order of a channel: reading it, changing it, and what happens when two do so at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.changes import Change
from bot.commands.command import Call
from bot.desk import Desk
from bot.platforms.platform import Place
from bot.wishes import DEFAULT_CATEGORIES, fitting
from bot.wording import difference, moment_in_words
from retrieval.errors import BadInput, clip
from retrieval.profile import Profile
from schedules.document import Button
from schedules.making import local_day
from schedules.subscriptions import WEEKDAYS, Subscription, next_due

ANNOUNCED = WEEKDAYS[:5]
"""The days whose dates arXiv's announcements carry."""
ELSEWHERE = "This channel is steered from another server, and its settings can be seen and changed only there."
NOT_SET_UP = "This channel is not set up yet; /setup does that in a minute."
AT_ONCE = "Somebody else is changing these settings at this very moment; nothing of yours was stored, so try again."

Edit = Callable[[Subscription], Subscription]
"""What a command makes of the settings. Pure; raises BadInput."""


class Overtaken(BadInput):
    """Somebody changed the settings between looking at them and sending a form."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The settings before (None: there were none) and after; `what` was done, empty for nothing."""

    before: Subscription | None
    after: Subscription
    what: str

    @property
    def undo(self) -> Button:
        """Takes this change back, and no later one."""
        return Button("Undo", "undo", f"revision:{self.after.revision}")


def fresh(where: Place) -> Subscription:
    """The settings of a channel that has none: the newest papers, at nine, on the days arXiv announces."""
    return Subscription(
        id=f"{where.platform}:{where.channel}",
        platform=where.platform,
        channel=where.channel,
        server=where.server,
        profile=Profile(categories=DEFAULT_CATEGORIES),
        days=ANNOUNCED,
    )


async def standing(desk: Desk, where: Place) -> Subscription | None:
    """The settings of this channel, if it has any. Raises BadInput when they are another server's."""
    found = await desk.subscriptions.of_channel(where.platform, where.channel)
    if found is not None and found.server != where.server:
        raise BadInput(ELSEWHERE)
    return found


async def set_up(desk: Desk, where: Place) -> Subscription:
    """The settings of this channel. Raises BadInput when it has none, or they are another server's."""
    found = await standing(desk, where)
    if found is None:
        raise BadInput(NOT_SET_UP)
    return found


async def change(call: Call, edit: Edit, *, revision: str = "", new: bool = False) -> Changed:
    """Store what `edit` makes of the settings, and log it; made first where there are none, if `new`.

    With the `revision` of a form, nothing is stored over a later one: Overtaken. Without one, an
    edit that loses a race is made again on what won, once. Raises BadInput.
    """
    for _ in range(2):
        before = await (standing if new else set_up)(call.desk, call.where)
        if revision and revision != revision_of(before):
            break
        after = edit(before or fresh(call.where))
        fitting(after.profile)
        what = difference(before, after)
        if before is not None and not what:
            return Changed(before, before, "")
        if stored := await call.desk.subscriptions.put(timed(before, after, call.desk.now())):
            await _log(call, before, stored, what)
            return Changed(before, stored, what)
    raise Overtaken(await _who_was_faster(call) if revision else AT_ONCE)


def revision_of(subscription: Subscription | None) -> str:
    """What a form carries, to know whether somebody was faster."""
    return str(subscription.revision if subscription else 0)


def timed(before: Subscription | None, after: Subscription, now: datetime) -> Subscription:
    """New, moved and resumed orders count from now: an hour that has passed today is not made up for."""
    return after if before is not None and _when(before) == _when(after) else replace(after, since=now)


def _when(subscription: Subscription) -> tuple[object, ...]:
    return subscription.hour, subscription.zone, subscription.days, subscription.paused


async def _log(call: Call, before: Subscription | None, after: Subscription, what: str) -> None:
    who = clip(call.who.name) or "somebody"
    made = Change(subscription=after.id, before=before, after=after, who=who, what=what, at=call.desk.now())
    await call.desk.changes.add(made)


async def _who_was_faster(call: Call) -> str:
    held = await standing(call.desk, call.where)
    if held is None:
        return "Somebody took the settings of this channel away meanwhile; nothing of yours was stored."
    newest = await call.desk.changes.newest(held.id, limit=1)
    if newest and newest[0].after.revision == held.revision:
        return f"{newest[0].who} was faster and {newest[0].what}; nothing of yours was stored over it."
    return "Somebody changed these settings meanwhile; nothing of yours was stored over it."


async def next_edition(subscription: Subscription, where: Place, desk: Desk, *, name: str = "next") -> str:
    """One sentence on when the next edition comes."""
    if subscription.paused:
        return "It is paused: nothing is posted until /resume."
    due = await next_hour(subscription, where, desk)
    if due is None:
        return "No edition is planned."
    return f"The {name} edition comes on {moment_in_words(due, subscription.zone)}."


async def next_hour(subscription: Subscription, where: Place, desk: Desk) -> datetime | None:
    """When the next edition is due, UTC, past a day that has its own already; None: none is planned."""
    due = next_due(subscription, desk.now())
    if due and await desk.edition(where, due.astimezone(ZoneInfo(subscription.zone)).date()):
        due = next_due(subscription, due)
    return due


def yesterday(subscription: Subscription, desk: Desk) -> date:
    """The newest day before today, where the channel is, that arXiv may have announced papers on."""
    day = local_day(subscription, desk.now()) - timedelta(days=1)
    while WEEKDAYS[day.weekday()] not in ANNOUNCED:
        day -= timedelta(days=1)
    return day
