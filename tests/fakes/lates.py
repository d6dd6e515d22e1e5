"""Editions that are late, in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from schedules.late import Late, next_try


@dataclass
class FakeLates:
    rows: dict[str, Late] = field(default_factory=dict)

    async def of(self, keys: Collection[str]) -> dict[str, Late]:
        return {key: self.rows[key] for key in keys if key in self.rows}

    async def put_off(self, key: str, *, now: datetime, latest: datetime | None = None) -> Late:
        before = self.rows.get(key) or Late(key=key, since=now, try_at=now)
        self.rows[key] = replace(before, try_at=next_try(before.since, now, latest))
        return self.rows[key]

    async def tell(self, key: str, why: str) -> bool:
        if key not in self.rows or why in self.rows[key].told:
            return False
        self.rows[key] = replace(self.rows[key], told=(*self.rows[key].told, why))
        return True

    async def done(self, key: str) -> None:
        self.rows.pop(key, None)
