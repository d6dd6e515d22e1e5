"""What the editions of a channel remember of one another. Nothing later than a window's end is ever spoken of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from pydantic import TypeAdapter
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Claim
from retrieval.database import Database
from retrieval.text.clauses import clause
from schedules.edition import Edition, Item
from schedules.remembered import Prediction, Score, Thread
from schedules.tables import concepts, kept_papers, predictions

_PREDICTION: TypeAdapter[Prediction] = TypeAdapter(Prediction)
LINE = 200
"""Characters of a line of a concept note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A paper that an earlier edition kept, as it was that day."""

    paper_id: str
    title: str
    day: date
    finding: str
    version: int | None = None
    withdrawn: bool = False
    thread: str = ""
    """Its named thread, as far as editions before the day that asks have named it."""
    noted: int | None = None
    """The version last told of under its post; minus one: its withdrawal; None: nothing was."""
    words: str = ""
    """Its abstract, where somebody has looked it up."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of a concept note: what one paper adds, and when an edition kept it."""

    day: date
    paper_id: str
    line: str


class Memories(Protocol):
    """What was kept, tied and predicted, by subscription. Raises StoreUnavailable or StorageRefused."""

    async def kept(self, subscription: str, *, before: date, limit: int = 2_000) -> list[Kept]:
        """Papers of editions before this day as they knew them, newest day first."""
        ...

    async def keep(self, subscription: str, edition: Edition) -> None:
        """Take in an edition that is kept: its papers, threads, notes, predictions and what it told of old papers.

        May be repeated, and days may come in any order: a paper belongs to the first day that kept it.
        """
        ...

    async def threads(self, subscription: str, *, limit: int = 20) -> list[Thread]:
        """Named threads of at least two papers, the most recently continued first."""
        ...

    async def note(self, subscription: str, concept: str) -> list[Note]:
        """The note on a concept, whatever the case of its letters, oldest line first; empty if there is none."""
        ...

    async def concepts(self, subscription: str, *, limit: int = 50) -> list[tuple[str, int]]:
        """Names of the notes and how many lines each has, the longest first."""
        ...

    async def predictions(
        self, subscription: str, *, state: str = "", before: date | None = None, limit: int = 100
    ) -> list[Prediction]:
        """The ledger, newest first. `state` empty: all; `before`: those made on earlier days alone."""
        ...

    async def foresee(self, subscription: str, made: Sequence[Prediction]) -> None:
        """Write down new predictions, each id once."""
        ...

    async def settle(self, subscription: str, settled: Sequence[Prediction]) -> None:
        """Write down what became of predictions; one that is settled already stays as it is."""
        ...

    async def score(self, subscription: str) -> Score: ...

    async def forget(self, subscription: str) -> int:
        """Remove everything this channel remembers; how many papers, notes and predictions that were."""
        ...


class SqlMemories:
    """`Memories` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def kept(self, subscription: str, *, before: date, limit: int = 2_000) -> list[Kept]:
        c = kept_papers.c
        wanted = select(kept_papers).where(c.subscription == subscription, c.day < before)
        async with self._database.reading() as db:
            rows = (await db.execute(wanted.order_by(c.day.desc(), c.paper).limit(limit))).mappings()
            return [_kept(row, before) for row in rows]

    async def keep(self, subscription: str, edition: Edition) -> None:
        try:
            await self._keep(subscription, edition)
        except IntegrityError:  # another process takes in the same edition: what it wrote is there the second time
            await self._keep(subscription, edition)

    async def _keep(self, subscription: str, edition: Edition) -> None:
        items = (*edition.items, *edition.also)
        async with self._database.writing() as db:
            await _keep_papers(db, subscription, edition.day, items)
            for tie in edition.memory.ties:
                for paper_id in (tie.paper_id, tie.earlier_id):
                    await db.execute(_joins(subscription, paper_id, tie.thread, edition.day))
            for one in edition.memory.changed:
                mine = (kept_papers.c.subscription == subscription, kept_papers.c.paper == one.paper_id)
                await db.execute(update(kept_papers).where(*mine).values(noted=one.noted))
            await _note(db, subscription, edition.day, _lines(edition, items))
        await self.foresee(subscription, edition.memory.made)
        await self.settle(subscription, edition.memory.due)

    async def threads(self, subscription: str, *, limit: int = 20) -> list[Thread]:
        c, line = kept_papers.c, concepts.c  # a paper may belong to more threads than the one it has the name of
        names = select(c.thread).where(c.subscription == subscription, c.thread != "")
        both = (line.subscription == c.subscription) & (line.paper == c.paper)
        wanted = select(line.name, c.day, c.paper, c.title).join_from(concepts, kept_papers, both)
        wanted = wanted.where(c.subscription == subscription, line.name.in_(names))
        named: dict[str, list[tuple[date, str, str]]] = {}
        async with self._database.reading() as db:
            for name, day, paper, title in await db.execute(wanted.order_by(c.day, c.paper)):
                named.setdefault(name, []).append((day, paper, title))
        found = [Thread(name, tuple(papers)) for name, papers in named.items() if len(papers) > 1]
        return sorted(found, key=lambda one: (one.papers[-1][0], len(one.papers), one.name), reverse=True)[:limit]

    async def note(self, subscription: str, concept: str) -> list[Note]:
        c = concepts.c
        same = func.lower(c.name) == concept.strip().lower()
        wanted = select(c.day, c.paper, c.line).where(c.subscription == subscription, same).order_by(c.day, c.paper)
        async with self._database.reading() as db:
            return [Note(*row) for row in await db.execute(wanted)]

    async def concepts(self, subscription: str, *, limit: int = 50) -> list[tuple[str, int]]:
        c, lines = concepts.c, func.count().label("lines")
        wanted = select(c.name, lines).where(c.subscription == subscription).group_by(c.name)
        async with self._database.reading() as db:
            rows = (await db.execute(wanted.order_by(lines.desc(), c.name).limit(limit))).all()
        return [(name, int(many)) for name, many in rows]

    async def predictions(
        self, subscription: str, *, state: str = "", before: date | None = None, limit: int = 100
    ) -> list[Prediction]:
        c = predictions.c
        wanted = select(c.prediction).where(c.subscription == subscription, *([c.state == state] if state else []))
        if before is not None:
            wanted = wanted.where(c.made < before)
        async with self._database.reading() as db:
            found = await db.scalars(wanted.order_by(c.made.desc(), c.id).limit(limit))
            return [_PREDICTION.validate_python(value) for value in found]

    async def foresee(self, subscription: str, made: Sequence[Prediction]) -> None:
        async with self._database.writing() as db:
            ids = [one.id for one in made]
            known = set(await db.scalars(select(predictions.c.id).where(predictions.c.id.in_(ids)))) if ids else set()
            rows = [{"subscription": subscription} | _entry(one) for one in made if one.id not in known]
            if rows:
                await db.execute(insert(predictions), rows)

    async def settle(self, subscription: str, settled: Sequence[Prediction]) -> None:
        c = predictions.c
        async with self._database.writing() as db:
            for one in settled:
                mine = (c.subscription == subscription, c.id == one.id, c.state == "open")
                await db.execute(update(predictions).where(*mine).values(_entry(one)))

    async def score(self, subscription: str) -> Score:
        c = predictions.c
        wanted = select(c.state, func.count()).where(c.subscription == subscription).group_by(c.state)
        async with self._database.reading() as db:
            return Score(**{state: int(count) for state, count in await db.execute(wanted)})

    async def forget(self, subscription: str) -> int:
        gone = 0
        async with self._database.writing() as db:
            for table in (kept_papers, concepts, predictions):
                done = await db.execute(table.delete().where(table.c.subscription == subscription))
                gone += int(done.rowcount)
        return gone


def _kept(row: Mapping[Any, Any], before: date) -> Kept:
    names = ("title", "day", "finding", "version", "withdrawn", "noted")
    named = row["threaded"] is not None and row["threaded"] < before  # else a later edition gave it this thread
    thread = row["thread"] if named else ""
    return Kept(paper_id=row["paper"], thread=thread, **{name: row[name] for name in names})


async def _keep_papers(db: AsyncConnection, subscription: str, day: date, items: Sequence[Item]) -> None:
    """New papers with this day; one that a later day's edition kept is from now on this day's."""
    c = kept_papers.c
    mine = (c.subscription == subscription, c.paper.in_([item.paper.id for item in items]))
    known = dict((await db.execute(select(c.paper, c.day).where(*mine))).all())
    rows = {item.paper.id: _row(subscription, day, item) for item in items}
    fresh = [row for paper_id, row in rows.items() if paper_id not in known]
    if fresh:
        await db.execute(insert(kept_papers), fresh)
    for paper_id, row in rows.items():
        if paper_id in known and day < known[paper_id]:
            await db.execute(update(kept_papers).where(c.subscription == subscription, c.paper == paper_id).values(row))
            lines = (concepts.c.subscription == subscription, concepts.c.paper == paper_id)
            await db.execute(update(concepts).where(*lines).values(day=day))


def _row(subscription: str, day: date, item: Item) -> dict[str, Any]:
    paper = item.paper
    return {
        "subscription": subscription,
        "paper": paper.id,
        "day": day,
        "version": paper.version,
        "withdrawn": paper.withdrawn,
        "title": paper.title,
        "finding": in_english(item.finding),
    }


def in_english(claim: Claim) -> str:
    """What is remembered of a claim: of a translated one its original, so that all memory is of one language."""
    return claim.original or claim.text


def _joins(subscription: str, paper_id: str, thread: str, day: date) -> Any:
    """A paper that stood alone joins the thread that an edition has put it in."""
    c = kept_papers.c
    alone = (c.subscription == subscription, c.paper == paper_id, c.thread == "")
    return update(kept_papers).where(*alone).values(thread=thread, threaded=day)


def _lines(edition: Edition, items: Iterable[Item]) -> list[tuple[str, str, str]]:
    """(concept, paper, line): under each thread it belongs to, and under the topic it was kept for."""
    named: dict[tuple[str, str], str] = {}
    by_id = {item.paper.id: item for item in items}
    for tie in edition.memory.ties:
        named[tie.thread, tie.paper_id] = clause(in_english(by_id[tie.paper_id].finding), LINE)
        named.setdefault((tie.thread, tie.earlier_id), tie.gloss)
    for item in by_id.values():
        if topic := item.topic.split(":")[0].strip()[:200]:
            named[topic, item.paper.id] = clause(in_english(item.finding), LINE)
    return [(concept, paper, line) for (concept, paper), line in named.items()]


async def _note(db: AsyncConnection, subscription: str, day: date, lines: Sequence[tuple[str, str, str]]) -> None:
    c = concepts.c
    names = {name for name, _, _ in lines}
    wanted = select(c.name, c.paper).where(c.subscription == subscription, c.name.in_(names))
    known = {(name, paper) for name, paper in await db.execute(wanted)} if names else set()
    k = kept_papers.c
    dated = select(k.paper, k.day).where(k.subscription == subscription, k.paper.in_({paper for _, paper, _ in lines}))
    days = dict((await db.execute(dated)).all()) if lines else {}
    rows = [
        {"subscription": subscription, "name": name, "paper": paper, "day": days.get(paper, day), "line": line}
        for name, paper, line in lines
        if (name, paper) not in known
    ]
    if rows:
        await db.execute(insert(concepts), rows)


def _entry(one: Prediction) -> dict[str, Any]:
    value = _PREDICTION.dump_python(one, mode="json")
    return {"id": one.id, "made": one.made, "due": one.due, "state": one.state, "prediction": value}
