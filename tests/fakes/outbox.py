"""An outbox in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from schedules.parcels import HeldUp, Parcel, Receipt, Rendered, hangs_on

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Row:
    parcel: Parcel
    free_at: datetime = LONG_AGO
    receipt: Receipt | None = None
    given_up: str = ""
    begun: bool = False


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
        open_: list[Parcel] = []
        stopped: set[str] = set()
        for row in sorted(self.rows.values(), key=lambda row: (row.parcel.post, row.parcel.part)):
            post, settled = row.parcel.post, row.receipt is not None or bool(row.given_up)
            if (row.parcel.part == 0 and row.given_up) or (not settled and row.free_at > now):
                stopped.add(post)
            if not settled and post not in stopped:
                open_.append(row.parcel)
        return open_

    async def begin(self, parcel: Parcel, *, now: datetime, until: datetime) -> bool:
        row = self.rows[parcel.key]
        if row.receipt or row.given_up or row.free_at > now or row.parcel.tries != parcel.tries:
            return False
        row.parcel = replace(row.parcel, tries=row.parcel.tries + 1, absent=False)
        row.free_at, row.begun = until, True
        return True

    async def holds(self, parcel: Parcel) -> bool:
        row = self.rows[parcel.key]
        return row.begun and not row.receipt and not row.given_up and row.parcel.tries == parcel.tries + 1

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        row = self.rows[parcel.key]
        row.receipt = row.receipt or receipt

    async def postpone(self, parcel: Parcel, *, until: datetime, why: str = "", absent: bool = False) -> None:
        if await self.holds(parcel):
            row = self.rows[parcel.key]
            row.free_at, row.begun = until, not absent
            row.parcel = replace(row.parcel, why=why, absent=absent)

    async def held_up(self, post: str) -> HeldUp | None:
        row = self.rows.get(f"{post}/0")
        why = (row.given_up or row.parcel.why) if row else ""
        return HeldUp(why, trying=not row.given_up) if row and why and not row.receipt else None

    async def give_up(self, parcel: Parcel, why: str) -> None:
        if await self.holds(parcel):
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
                return hangs_on(row.parcel.post)
        return ""

    async def tally(self, *, now: datetime) -> dict[str, int]:
        states = [
            "posted" if row.receipt else "given_up" if row.given_up else "begun" if row.begun else "waiting"
            for row in self.rows.values()
        ]
        lost = sum(bool(row.given_up) and row.free_at > now - timedelta(days=1) for row in self.rows.values())
        return {state: states.count(state) for state in ("waiting", "begun", "posted", "given_up")} | {"lost": lost}
