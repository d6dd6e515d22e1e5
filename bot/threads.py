"""What was said in a thread, and which post it hangs on."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, exists, insert, select
from sqlalchemy.exc import IntegrityError

from bot.platforms.platform import Place
from bot.tables import open_threads as opened
from bot.tables import turns as table
from retrieval.database import Database
from schedules.edition import Edition
from schedules.editions import Editions
from schedules.parcels import Outbox

LONGEST = 2000
"""Characters kept of one answer: enough to know what “it” means, not a second copy of it."""


class SqlThreads:
    """`desk.Threads` on the outbox, the editions and the table of turns."""

    def __init__(self, database: Database, outbox: Outbox, editions: Editions, now: Callable[[], datetime]) -> None:
        self._database, self._outbox, self._editions, self._now = database, outbox, editions, now

    async def edition_of(self, where: Place) -> Edition | None:
        if not where.thread:
            return None
        post = await self._outbox.thread_post(where.platform, where.channel, where.thread)
        return await self._editions.get(post) if post else None

    async def paper_of(self, where: Place, *, asker: str) -> str:
        mine = select(table.c.paper).where(*_same(table, where), table.c.asker == asker, table.c.paper != "")
        async with self._database.reading() as db:
            return await db.scalar(mine.order_by(table.c.id.desc()).limit(1)) or ""

    async def remember(self, where: Place, *, asker: str, question: str, answer: str, paper: str) -> None:
        said = {"asker": asker, "question": question[:LONGEST], "answer": answer[:LONGEST], "paper": paper}
        async with self._database.writing() as db:
            await db.execute(insert(table).values(**said, **_place(where), at=self._now()))

    async def turns(self, where: Place, *, limit: int = 6) -> list[str]:
        newest = (
            select(table.c.question, table.c.answer)
            .where(*_same(table, where))
            .order_by(table.c.id.desc())
            .limit(limit)
        )
        async with self._database.reading() as db:
            rows = (await db.execute(newest)).all()
        return [f"{question}\n{answer}" for question, answer in reversed(rows)]

    async def is_open(self, where: Place) -> bool:
        async with self._database.reading() as db:
            return bool(await db.scalar(select(exists().where(*_same(opened, where)))))

    async def open(self, where: Place) -> bool:
        try:
            async with self._database.writing() as db:
                await db.execute(insert(opened).values(**_place(where), at=self._now()))
        except IntegrityError:
            return False
        return True

    async def close(self, where: Place) -> bool:
        async with self._database.writing() as db:
            return bool((await db.execute(delete(opened).where(*_same(opened, where)))).rowcount)

    async def forget(self, asker: str, *, server: str) -> int:
        theirs = (table.c.asker == asker, table.c.server == server)
        async with self._database.writing() as db:
            return int((await db.execute(delete(table).where(*theirs))).rowcount)


def _place(where: Place) -> dict[str, str]:
    return {"platform": where.platform, "server": where.server, "channel": where.channel, "thread": where.thread}


def _same(rows: Table, where: Place) -> list[ColumnElement[bool]]:
    """The condition that a row belongs to this thread."""
    return [rows.c[name] == value for name, value in _place(where).items()]
