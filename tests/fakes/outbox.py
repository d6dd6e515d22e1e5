"""An outbox in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from schedules.delivery import Parcel, Receipt, Rendered

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Row:
    parcel: Parcel
    free_at: datetime = LONG_AGO
    receipt: Receipt | None = None
    given_up: str = ""


@dataclass
class FakeOutbox:
    rows: dict[str, _Row] = field(default_factory=dict)

    async def put(self, post: str, *, platform: str, channel: str, rendered: Rendered) -> bool:
        if await self.has(post):
            return False
        first = len(rendered.post)
        for part, message in enumerate((*rendered.post, *rendered.thread)):
            key = f"{post}/{part}"
            self.rows[key] = _Row(Parcel(key, post, part, platform, channel, part >= first, message))
        return True

    async def has(self, post: str) -> bool:
        return any(row.parcel.post == post for row in self.rows.values())

    async def open(self, *, now: datetime) -> list[Parcel]:
        lost = {row.parcel.post for row in self.rows.values() if row.parcel.part == 0 and row.given_up}
        return [
            row.parcel
            for row in sorted(self.rows.values(), key=lambda row: (row.parcel.post, row.parcel.part))
            if row.receipt is None and not row.given_up and row.free_at <= now and row.parcel.post not in lost
        ]

    async def begin(self, parcel: Parcel, *, now: datetime, until: datetime) -> bool:
        row = self.rows[parcel.key]
        if row.receipt or row.given_up or row.free_at > now or row.parcel.tries != parcel.tries:
            return False
        row.parcel, row.free_at = replace(row.parcel, tries=row.parcel.tries + 1), until
        return True

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        self.rows[parcel.key].receipt = receipt

    async def postpone(self, parcel: Parcel, *, until: datetime) -> None:
        self.rows[parcel.key].free_at = until

    async def give_up(self, parcel: Parcel, why: str) -> None:
        self.rows[parcel.key].given_up = why

    async def receipts(self, post: str) -> dict[int, Receipt]:
        mine = [row for row in self.rows.values() if row.parcel.post == post]
        return {row.parcel.part: row.receipt for row in mine if row.receipt}

    async def thread_post(self, platform: str, channel: str, thread: str) -> str:
        for row in self.rows.values():
            if row.receipt and (row.parcel.platform, row.receipt.channel, row.receipt.thread) == (
                platform,
                channel,
                thread,
            ):
                return row.parcel.post
        return ""
