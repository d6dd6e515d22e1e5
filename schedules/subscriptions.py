"""Which channel gets what, at which local hour; and which of them are due. Deciding is pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from retrieval.database import Database
from retrieval.profile import Profile
from schedules.tables import subscriptions as table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One channel's standing order. `hour` is local to `zone`; `days` are names from WEEKDAYS."""

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


class Subscriptions(Protocol):
    """The standing orders. Raises StoreUnavailable or StorageRefused."""

    async def all(self) -> list[Subscription]: ...

    async def get(self, subscription_id: str) -> Subscription | None: ...

    async def put(self, subscription: Subscription) -> None:
        """Store it, replacing the one with its id."""
        ...


def edition_key(subscription: Subscription, day: date) -> str:
    """`SUBSCRIPTION/2026-03-06`: one edition for a channel and a local day, whatever starts it."""
    return f"{subscription.id}/{day.isoformat()}"


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
        if WEEKDAYS[day.weekday()] in subscription.days and moment(subscription, day) <= now:
            return day
    return None


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
    """`Subscriptions` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Subscription]:
        async with self._database.reading() as db:
            found = await db.scalars(select(table.c.subscription).order_by(table.c.id))
            return [_SUBSCRIPTION.validate_python(value) for value in found]

    async def get(self, subscription_id: str) -> Subscription | None:
        async with self._database.reading() as db:
            value = await db.scalar(select(table.c.subscription).where(table.c.id == subscription_id))
        return None if value is None else _SUBSCRIPTION.validate_python(value)

    async def put(self, subscription: Subscription) -> None:
        value = _SUBSCRIPTION.dump_python(subscription, mode="json")
        async with self._database.writing() as db:
            await db.execute(delete(table).where(table.c.id == subscription.id))
            await db.execute(insert(table).values(id=subscription.id, subscription=value))
