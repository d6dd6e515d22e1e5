"""Which channel gets what, at which local hour; and which of them are due. Deciding is pure."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from retrieval.profile import Profile
from schedules.tables import subscriptions as table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One channel's standing order. `hour` is local to `zone`; `days` are names from WEEKDAYS.

    `since`: no edition is due whose hour came before this; set when it is made, moved or resumed,
    so that neither posts at once. `answering`: the owner wants unaddressed questions answered in
    every thread on a post here. `revision` counts the changes; it is the store's.
    """

    id: str
    platform: str
    channel: str
    server: str
    profile: Profile
    hour: time = time(9)
    zone: str = "UTC"
    days: tuple[str, ...] = WEEKDAYS
    form: str = "headline"
    items: int = 5
    paused: bool = False
    language: str = "en"
    answering: bool = False
    since: datetime | None = None
    revision: int = 0


class Subscriptions(Protocol):
    """The standing orders. Raises StoreUnavailable or StorageRefused."""

    async def all(self) -> list[Subscription]: ...

    async def get(self, subscription_id: str) -> Subscription | None: ...

    async def put(self, subscription: Subscription) -> Subscription | None:
        """Store it if its revision is that of the one it replaces (0 for a new one); what is stored now.

        None, and nothing is changed, when somebody else was faster.
        """
        ...

    async def of_channel(self, platform: str, channel: str) -> Subscription | None:
        """The standing order of this channel, if it has one."""
        ...

    async def remove(self, subscription: Subscription) -> bool:
        """Drop it at this revision; False if somebody changed it meanwhile."""
        ...


async def pause(subscriptions: Subscriptions, subscription_id: str) -> bool:
    """Pause a standing order, whoever else changes it meanwhile; False if it is paused already, or no more."""
    for _ in range(5):
        held = await subscriptions.get(subscription_id)
        if held is None or held.paused:
            return False
        if await subscriptions.put(replace(held, paused=True)):
            return True
    return False


def edition_key(subscription: Subscription, day: date) -> str:
    """`SUBSCRIPTION/2026-03-06`: one edition for a channel and a local day, whatever starts it."""
    return f"{subscription.id}/{day.isoformat()}"


def subscription_of(key: str) -> str:
    """The subscription that an edition's key names: `edition_key` the other way round."""
    return key.rpartition("/")[0]


def due_day(subscription: Subscription, now: datetime) -> date | None:
    """The newest local day whose hour has come by `now`; None while paused or on no day of a week.

    After downtime this is one day, not one for each that was missed: the window of its edition
    reaches back to the last cut-off, so that nothing is lost.
    """
    if subscription.paused:
        return None
    today = now.astimezone(ZoneInfo(subscription.zone)).date()
    for back in range(8):
        day = today - timedelta(days=back)
        if WEEKDAYS[day.weekday()] in subscription.days and (hour := moment(subscription, day)) <= now:
            return day if subscription.since is None or hour >= subscription.since else None
    return None


def next_due(subscription: Subscription, after: datetime) -> datetime | None:
    """The first hour after `after` (aware) for which an edition is planned, in UTC; None: none is."""
    if subscription.paused:
        return None
    today = after.astimezone(ZoneInfo(subscription.zone)).date()
    days = [today + timedelta(days=ahead) for ahead in range(9)]
    hours = [moment(subscription, day) for day in days if WEEKDAYS[day.weekday()] in subscription.days]
    return next((hour for hour in hours if hour > after), None)


def moment(subscription: Subscription, day: date) -> datetime:
    """When the edition of this local day is due, in UTC.

    An hour that the clock change leaves out counts as the first valid minute after it; an hour
    that comes twice, as its first coming (PEP 495: fold 0).
    """
    zone = ZoneInfo(subscription.zone)
    local = datetime.combine(day, subscription.hour, zone)
    utc = local.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return utc
    return _first_after_gap(local, zone)


def _first_after_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment the clock jumps forward over `local`, which does not exist."""
    before, after = local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)
    minute = before
    while minute <= after:
        if minute.astimezone(zone).utcoffset() != (minute - timedelta(minutes=1)).astimezone(zone).utcoffset():
            return minute
        minute += timedelta(minutes=1)
    return after


_SUBSCRIPTION: TypeAdapter[Subscription] = TypeAdapter(Subscription)


class SqlSubscriptions:
    """`Subscriptions` in SQL. The column `revision` is the truth; the one in the JSON is not read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Subscription]:
        return await self._where()

    async def get(self, subscription_id: str) -> Subscription | None:
        return next(iter(await self._where(table.c.id == subscription_id)), None)

    async def put(self, subscription: Subscription) -> Subscription | None:
        stored = replace(subscription, revision=subscription.revision + 1)
        values = {"subscription": _SUBSCRIPTION.dump_python(stored, mode="json"), "revision": stored.revision}
        try:
            async with self._database.writing() as db:
                done = await db.execute(update(table).where(*_as_read(subscription)).values(**values))
                if not done.rowcount and subscription.revision == 0:
                    done = await db.execute(insert(table).values(id=subscription.id, **values))
        except IntegrityError:
            return None  # it is there, at another revision
        return stored if done.rowcount else None

    async def of_channel(self, platform: str, channel: str) -> Subscription | None:
        value = table.c.subscription
        here = (value["platform"].as_string() == platform, value["channel"].as_string() == channel)
        return next(iter(await self._where(*here)), None)

    async def remove(self, subscription: Subscription) -> bool:
        async with self._database.writing() as db:
            return bool((await db.execute(delete(table).where(*_as_read(subscription)))).rowcount)

    async def _where(self, *conditions: ColumnElement[bool]) -> list[Subscription]:
        wanted = select(table.c.subscription, table.c.revision).where(*conditions).order_by(table.c.id)
        async with self._database.reading() as db:
            found = (await db.execute(wanted)).all()
        return [replace(_SUBSCRIPTION.validate_python(value), revision=revision) for value, revision in found]


def _as_read(subscription: Subscription) -> tuple[ColumnElement[bool], ...]:
    """The row, as long as nobody has changed it since it was read."""
    return table.c.id == subscription.id, table.c.revision == subscription.revision
