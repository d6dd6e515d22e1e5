"""What one server's channels were shown on earlier days, for questions about earlier editions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.paper import PUBLIC
from retrieval.ports import PastItem
from schedules.edition import Edition
from schedules.editions import Editions
from schedules.subscriptions import Subscriptions

MOST_DAYS = 60
"""Of each channel, so many editions are looked through, the newest first."""


@dataclass(frozen=True, slots=True)
class ServerEditions:
    """`ports.PastEditions` on the editions of a server's subscriptions."""

    editions: Editions
    subscriptions: Subscriptions

    async def shown(self, *, owner: str, since: date | None, until: date | None, limit: int) -> list[PastItem]:
        if owner == PUBLIC:
            return []
        before = until + timedelta(days=1) if until and until < date.max else date.max
        items: dict[tuple[date, str], PastItem] = {}
        for standing in await self.subscriptions.all():
            if standing.server == owner:
                for edition in await self.editions.before(before, subscription=standing.id, limit=MOST_DAYS):
                    items |= {(one.day, one.paper_id): one for one in _items(edition)}
        kept = [one for one in items.values() if since is None or one.day >= since]
        return sorted(kept, key=lambda one: one.day, reverse=True)[:limit]


def _items(edition: Edition) -> Iterator[PastItem]:
    for item in edition.items:
        yield PastItem(edition.day, item.paper.id, item.paper.title, item.finding.text)
