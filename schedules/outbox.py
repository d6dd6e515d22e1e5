"""The outbox in the database: frozen messages, and how far each has come."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from schedules.parcels import HeldUp, Message, Parcel, Receipt, Rendered, hangs_on
from schedules.tables import outbox as table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = ("waiting", "begun")


class SqlOutbox:
    """`parcels.Outbox` in SQL. States: waiting → begun → posted, or given_up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, post: str, *, platform: str, channel: str, rendered: Rendered) -> bool:
        messages = [(message, False) for message in rendered.post] + [(message, True) for message in rendered.thread]
        rows = [
            _row(post, part, message) | {"platform": platform, "channel": channel, "in_thread": in_thread}
            for part, (message, in_thread) in enumerate(messages)
        ]
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table), rows)
        except IntegrityError:
            return False
        return True

    async def has(self, post: str) -> bool:
        async with self._database.reading() as db:
            return bool(await db.scalar(select(exists().where(table.c.post == post))))

    async def open(self, *, now: datetime) -> list[Parcel]:
        before = table.alias("before")
        lost = (before.c.part == 0) & (before.c.state == "given_up")
        held = (before.c.part < table.c.part) & before.c.state.in_(OPEN) & (before.c.free_at > now)
        behind = exists().where(before.c.post == table.c.post, lost | held)
        wanted = select(table).where(table.c.state.in_(OPEN), table.c.free_at <= now, ~behind)
        async with self._database.reading() as db:
            rows = (await db.execute(wanted.order_by(table.c.post, table.c.part))).mappings().all()
        return [_parcel(row) for row in rows]

    async def begin(self, parcel: Parcel, *, now: datetime, until: datetime) -> bool:
        mine = (table.c.post == parcel.post, table.c.part == parcel.part, table.c.tries == parcel.tries)
        step = update(table).where(*mine, table.c.state.in_(OPEN), table.c.free_at <= now)
        async with self._database.writing() as db:
            done = await db.execute(step.values(state="begun", tries=table.c.tries + 1, free_at=until))
        return bool(done.rowcount)

    async def holds(self, parcel: Parcel) -> bool:
        async with self._database.reading() as db:
            return bool(await db.scalar(select(exists().where(*_ours(parcel)))))

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        mine = (table.c.post == parcel.post, table.c.part == parcel.part, table.c.state != "posted")
        await self._set(
            *mine,
            state="posted",
            receipt_channel=receipt.channel,
            receipt_message=receipt.message,
            receipt_thread=receipt.thread,
        )

    async def postpone(self, parcel: Parcel, *, until: datetime, why: str = "", absent: bool = False) -> None:
        await self._set(*_ours(parcel), free_at=until, why=why, state="waiting" if absent else "begun")

    async def give_up(self, parcel: Parcel, why: str) -> None:
        await self._set(*_ours(parcel), state="given_up", why=why)

    async def held_up(self, post: str) -> HeldUp | None:
        mine = (table.c.post == post, table.c.part == 0, table.c.state != "posted", table.c.why != "")
        async with self._database.reading() as db:
            row = (await db.execute(select(table.c.why, table.c.state).where(*mine))).first()
        return HeldUp(row.why, trying=row.state in OPEN) if row else None

    async def receipts(self, post: str) -> dict[int, Receipt]:
        columns = (table.c.part, table.c.receipt_channel, table.c.receipt_message, table.c.receipt_thread)
        async with self._database.reading() as db:
            rows = await db.execute(select(*columns).where(table.c.post == post, table.c.state == "posted"))
            return {part: Receipt(channel, message, thread) for part, channel, message, thread in rows}

    async def thread_post(self, platform: str, channel: str, thread: str) -> str:
        here = (table.c.platform == platform, table.c.receipt_channel == channel, table.c.receipt_thread == thread)
        async with self._database.reading() as db:
            found = await db.scalar(select(table.c.post).where(*here, table.c.state == "posted").limit(1))
        return hangs_on(found or "")

    async def tally(self, *, now: datetime) -> Mapping[str, int]:
        """Counted from the index alone. `free_at` of a parcel given up is the end of its last lease: about then."""
        states = select(table.c.state, func.count()).group_by(table.c.state)
        lately = select(func.count()).where(table.c.state == "given_up", table.c.free_at > now - DAY)
        async with self._database.reading() as db:
            counted = {state: int(count) for state, count in await db.execute(states)}
            lost = await db.scalar(lately.select_from(table)) or 0
        return {state: counted.get(state, 0) for state in (*OPEN, "posted", "given_up")} | {"lost": lost}

    async def _set(self, *which: ColumnElement[bool], **values: Any) -> None:
        async with self._database.writing() as db:
            await db.execute(update(table).where(*which).values(**values))


def _ours(parcel: Parcel) -> tuple[ColumnElement[bool], ...]:
    """Begun by whoever has this parcel in hand, and not again since: a begin counts its tries up."""
    row = (table.c.post == parcel.post, table.c.part == parcel.part)
    return (*row, table.c.state == "begun", table.c.tries == parcel.tries + 1)


def _row(post: str, part: int, message: Message) -> dict[str, Any]:
    empty = {"why": "", "receipt_channel": "", "receipt_message": "", "receipt_thread": ""}
    content = {"payload": dict(message.payload), "text": message.text, "about": message.about}
    return {"post": post, "part": part, "state": "waiting", "tries": 0, "free_at": EPOCH, **content, **empty}


def _parcel(row: RowMapping) -> Parcel:
    return Parcel(
        key=f"{row['post']}/{row['part']}",
        post=row["post"],
        part=row["part"],
        platform=row["platform"],
        channel=row["channel"],
        in_thread=row["in_thread"],
        message=Message(row["payload"], row["text"], row["about"]),
        tries=row["tries"],
        absent=row["state"] == "waiting",
        why=row["why"],
    )
