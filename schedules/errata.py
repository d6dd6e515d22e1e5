"""Corrections in the database: recorded once, and told together with the frozen messages that tell them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.database import Database
from retrieval.text.clauses import clause
from schedules.corrections import Correction, Posted
from schedules.edition import Edition
from schedules.memory import LINE
from schedules.outbox import EPOCH
from schedules.parcels import Message, Receipt
from schedules.tables import concepts, editions, kept_papers, outbox
from schedules.tables import corrections as table

_CORRECTION: TypeAdapter[Correction] = TypeAdapter(Correction)
_EDITION: TypeAdapter[Edition] = TypeAdapter(Edition)


class SqlCorrections:
    """`Corrections` in SQL, beside the outbox whose messages they amend."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, correction: Correction, *, at: datetime) -> bool:
        said = _CORRECTION.dump_python(correction, mode="json")
        row = {"id": correction.id, "edition": correction.edition, "correction": said, "at": at, "told": False}
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table).values(row))
                if correction.kind != "objection":
                    await _unlearn(db, correction)
        except IntegrityError:
            return await self._again(correction)
        return True

    async def _again(self, correction: Correction) -> bool:
        """It was recorded before: that holds again if it was undone."""
        async with self._database.writing() as db:
            held, told = await _held(db, correction)
            if held is None or held.undone is None:
                return False
            await _turn(db, correction if told else replace(held, undone=None), told=not told)
            await _unlearn(db, correction)
        return True

    async def undo(self, correction: Correction, *, day: date) -> bool:
        async with self._database.writing() as db:
            held, told = await _held(db, correction)
            if held is None or held.undone is not None:
                return False
            await _turn(db, replace(held, undone=day), told=not told)
            await _relearn(db, held)
        return True

    async def of(self, edition: str, *, told: bool | None = None) -> list[Correction]:
        async with self._database.reading() as db:
            return (await laid_over(db, [edition], told=told)).get(edition, [])

    async def untold(self) -> list[str]:
        async with self._database.reading() as db:
            return list(await db.scalars(select(table.c.edition).where(~table.c.told).distinct()))

    async def composed(self, edition: str) -> Edition | None:
        async with self._database.reading() as db:
            value: Any = await db.scalar(select(editions.c.edition).where(editions.c.key == edition))
        return None if value is None else _EDITION.validate_python(value)

    async def posted(self, edition: str) -> list[Posted]:
        wanted = select(outbox).where(outbox.c.post == edition).order_by(outbox.c.part)
        async with self._database.reading() as db:
            rows = (await db.execute(wanted)).mappings().all()
        return [_posted(dict(row)) for row in rows]

    async def objections(self, *, by: str, server: str) -> list[Correction]:
        async with self._database.reading() as db:
            values = await db.scalars(select(table.c.correction))  # a handful: what was ever taken back
            found = [_CORRECTION.validate_python(value) for value in values]
        return [one for one in found if one.kind == "objection" and (one.by, one.server) == (by, server)]

    async def remove(self, correction: Correction, *, replaced: Mapping[int, Message]) -> None:
        async with self._database.writing() as db:
            await db.execute(delete(table).where(table.c.id == correction.id))
            await _replace(db, correction.edition, replaced)

    async def settle(
        self,
        corrections: Sequence[Correction],
        *,
        replaced: Mapping[int, Message],
        added: Sequence[Message] = (),
    ) -> bool:
        ids, post = [one.id for one in corrections], corrections[0].edition
        async with self._database.writing() as db:
            await db.execute(update(table).where(table.c.id.in_(ids)).values(told=table.c.told))  # ours from here on
            done = await db.scalar(select(func.count()).where(table.c.id.in_(ids), table.c.told))
            if done:
                return False
            await db.execute(update(table).where(table.c.id.in_(ids)).values(told=True))
            await _replace(db, post, replaced)
            await _add(db, post, added)
        return True


async def _unlearn(db: AsyncConnection, correction: Correction) -> None:
    """What later editions remember of the paper no longer holds the sentence."""
    said = correction.original or correction.said
    instead = correction.instead.text if correction.instead else ""
    whose = select(editions.c.subscription).where(editions.c.key == correction.edition).scalar_subquery()
    kept = (kept_papers.c.subscription == whose, kept_papers.c.paper == correction.paper, kept_papers.c.finding == said)
    await db.execute(update(kept_papers).where(*kept).values(finding=instead or kept_papers.c.title))
    await _reword(db, correction, said, instead or await _title(db, correction))


async def _relearn(db: AsyncConnection, correction: Correction) -> None:
    """Later editions remember the sentence again, if it was the paper's finding."""
    value: Any = await db.scalar(select(editions.c.edition).where(editions.c.key == correction.edition))
    edition = None if value is None else _EDITION.validate_python(value)
    items = (*edition.items, *edition.also) if edition else ()
    found = next((item.finding for item in items if item.paper.id == correction.paper), None)
    if found is None or found.text != correction.said:
        return
    said, title = correction.original or correction.said, await _title(db, correction)
    whose = select(editions.c.subscription).where(editions.c.key == correction.edition).scalar_subquery()
    kept = (kept_papers.c.subscription == whose, kept_papers.c.paper == correction.paper)
    await db.execute(update(kept_papers).where(*kept, kept_papers.c.finding == title).values(finding=said))
    await _reword(db, correction, title, said)


async def _reword(db: AsyncConnection, correction: Correction, said: str, instead: str) -> None:
    """The paper's lines that say the one say the other: its place in a thread rests on the paper, and stays."""
    whose = select(editions.c.subscription).where(editions.c.key == correction.edition).scalar_subquery()
    noted = (concepts.c.subscription == whose, concepts.c.paper == correction.paper)
    lines = (*noted, concepts.c.line == clause(said, LINE))
    await db.execute(update(concepts).where(*lines).values(line=clause(instead, LINE)))


async def _title(db: AsyncConnection, correction: Correction) -> str:
    """The paper's title as it is remembered; its id where the paper is not."""
    whose = select(editions.c.subscription).where(editions.c.key == correction.edition).scalar_subquery()
    kept = (kept_papers.c.subscription == whose, kept_papers.c.paper == correction.paper)
    title: str | None = await db.scalar(select(kept_papers.c.title).where(*kept))
    return title or correction.paper


async def _held(db: AsyncConnection, correction: Correction) -> tuple[Correction | None, bool]:
    """What is recorded under its id, until the end of this transaction for us alone, and whether posts say it."""
    wanted = select(table.c.correction, table.c.told).where(table.c.id == correction.id).with_for_update()
    row = (await db.execute(wanted)).first()
    return (_CORRECTION.validate_python(row[0]), bool(row[1])) if row else (None, False)


async def _turn(db: AsyncConnection, correction: Correction, *, told: bool) -> None:
    """It is undone, or no longer so. What was not told yet and is turned again, the posts say already."""
    said = _CORRECTION.dump_python(correction, mode="json")
    await db.execute(update(table).where(table.c.id == correction.id).values(correction=said, told=told))


async def _replace(db: AsyncConnection, post: str, replaced: Mapping[int, Message]) -> None:
    for part, message in replaced.items():
        here = (outbox.c.post == post, outbox.c.part == part)
        await db.execute(update(outbox).where(*here).values(_content(message)))


async def _add(db: AsyncConnection, post: str, messages: Sequence[Message]) -> None:
    """More entries of a thread that is posted already: the next drain brings them there, once, as all else."""
    first = (await db.execute(select(outbox).where(outbox.c.post == post, outbox.c.part == 0))).mappings().first()
    last = await db.scalar(select(func.max(outbox.c.part)).where(outbox.c.post == post))
    if first is None or last is None:
        return
    fresh = {"in_thread": True, "state": "waiting", "tries": 0, "why": "", "free_at": EPOCH}
    receipts = {"receipt_channel": "", "receipt_message": "", "receipt_thread": ""}
    for part, message in enumerate(messages, start=last + 1):
        row = {**first, **fresh, **receipts, **_content(message), "part": part}
        await db.execute(insert(outbox).values(row))


async def laid_over(
    db: AsyncConnection, keys: Iterable[str], *, told: bool | None = None
) -> dict[str, list[Correction]]:
    """The corrections of these editions, oldest first."""
    wanted = select(table.c.edition, table.c.correction).where(table.c.edition.in_(list(keys)))
    if told is not None:
        wanted = wanted.where(table.c.told == told)
    found: dict[str, list[Correction]] = {}
    for key, value in await db.execute(wanted.order_by(table.c.at, table.c.id)):
        found.setdefault(key, []).append(_CORRECTION.validate_python(value))
    return found


def _content(message: Message) -> dict[str, Any]:
    return {"payload": dict(message.payload), "text": message.text, "about": message.about}


def _posted(row: Mapping[str, Any]) -> Posted:
    there = row["state"] == "posted"
    receipt = Receipt(row["receipt_channel"], row["receipt_message"], row["receipt_thread"]) if there else None
    message = Message(row["payload"], row["text"], row["about"])
    on_its_way = row["state"] in ("waiting", "begun")
    return Posted(row["part"], row["platform"], row["in_thread"], message, receipt, on_its_way)
