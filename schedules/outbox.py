"""The outbox in the database: frozen messages, and how far each has come."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from schedules.delivery import Message, Parcel, Receipt, Rendered
from schedules.tables import outbox as table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SqlOutbox:
    """`delivery.Outbox` in SQL. States: waiting → begun → posted, or given_up."""

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
        first = table.alias("first")
        lost = exists().where(first.c.post == table.c.post, first.c.part == 0, first.c.state == "given_up")
        wanted = select(table).where(table.c.state.in_(("waiting", "begun")), table.c.free_at <= now, ~lost)
        async with self._database.reading() as db:
            rows = (await db.execute(wanted.order_by(table.c.post, table.c.part))).mappings().all()
        return [_parcel(row) for row in rows]

    async def begin(self, parcel: Parcel, *, now: datetime, until: datetime) -> bool:
        mine = (table.c.post == parcel.post, table.c.part == parcel.part, table.c.tries == parcel.tries)
        free = or_(table.c.state == "waiting", table.c.state == "begun")
        step = update(table).where(*mine, free, table.c.free_at <= now)
        async with self._database.writing() as db:
            done = await db.execute(step.values(state="begun", tries=table.c.tries + 1, free_at=until))
        return bool(done.rowcount)

    async def finish(self, parcel: Parcel, receipt: Receipt) -> None:
        await self._set(
            parcel,
            state="posted",
            receipt_channel=receipt.channel,
            receipt_message=receipt.message,
            receipt_thread=receipt.thread,
        )

    async def postpone(self, parcel: Parcel, *, until: datetime) -> None:
        await self._set(parcel, free_at=until)

    async def give_up(self, parcel: Parcel, why: str) -> None:
        await self._set(parcel, state="given_up", why=why)

    async def receipts(self, post: str) -> dict[int, Receipt]:
        columns = (table.c.part, table.c.receipt_channel, table.c.receipt_message, table.c.receipt_thread)
        async with self._database.reading() as db:
            rows = await db.execute(select(*columns).where(table.c.post == post, table.c.state == "posted"))
            return {part: Receipt(channel, message, thread) for part, channel, message, thread in rows}

    async def thread_post(self, platform: str, channel: str, thread: str) -> str:
        here = (table.c.platform == platform, table.c.receipt_channel == channel, table.c.receipt_thread == thread)
        async with self._database.reading() as db:
            return await db.scalar(select(table.c.post).where(*here, table.c.state == "posted").limit(1)) or ""

    async def _set(self, parcel: Parcel, **values: Any) -> None:
        mine = (table.c.post == parcel.post, table.c.part == parcel.part)
        async with self._database.writing() as db:
            await db.execute(update(table).where(*mine).values(**values))


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
    )
