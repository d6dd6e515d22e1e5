"""The shelf in a database: papers, their versions and passages, found by id, time, title and words."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Scope
from retrieval.database import Database
from retrieval.enrichment import Enrichment
from retrieval.fulltext.outcome import Reading
from retrieval.paper import PUBLIC, Paper, Passage
from retrieval.ports import Added, Ranked
from retrieval.searching import lexical
from retrieval.shelf import enrichments, explanations, readings
from retrieval.shelf.columns import storable
from retrieval.shelf.entry import abstract_only
from retrieval.shelf.scope import among, inside, seen_by
from retrieval.shelf.shelving import Cut, shelve
from retrieval.shelf.tables import papers, passages, texts, versions

Thing = TypeVar("Thing")

_AT_ONCE = 100
"""Papers handled between two turns of the event loop: some ten milliseconds of Python."""

_ADDING = text("SELECT pg_advisory_xact_lock(1633969152)")
"""What a paper adds is decided by what is there, so only one adds at a time. On SQLite that is so anyway."""

_latest = versions.alias("latest")
_PAPER = (
    select(
        *(papers.c.id, papers.c.owner, papers.c.categories, papers.c.submitted, papers.c.doi, papers.c.journal_ref),
        papers.c.link,
        *(versions.c.title, versions.c.abstract, versions.c.authors, versions.c.number.label("version")),
        *(versions.c.updated, versions.c.announced, versions.c.announcement, versions.c.comment),
        *(versions.c.source, versions.c.retold, or_(versions.c.withdrawn, _latest.c.withdrawn).label("withdrawn")),
    )
    .select_from(papers)
    .join(versions, versions.c.paper == papers.c.pk)
    .join(_latest, (_latest.c.paper == papers.c.pk) & (_latest.c.number == papers.c.current))
)
_CURRENT_PAPER = _PAPER.where(versions.c.number == papers.c.current)
_PASSAGE = (
    select(
        *(passages.c.row, passages.c.version, passages.c.ordinal, passages.c.section, passages.c.page),
        *(passages.c.retold, papers.c.id.label("paper_id"), papers.c.owner, texts.c.title, texts.c.text),
    )
    .select_from(passages)
    .join(papers, papers.c.pk == passages.c.paper)
    .join(texts, texts.c.row == passages.c.row)
)


class SqlPaperStore:
    """`ports.PaperStore` on SQLite or PostgreSQL. `cut` makes the passages of a paper when it is added."""

    def __init__(self, database: Database, *, cut: Cut = abstract_only) -> None:
        self._database = database
        self._dialect = database.dialect
        self._cut = cut

    async def add(self, papers: Iterable[Paper], *, captured: datetime) -> Added:
        added = Added()
        async with self._adding() as connection:
            for batch in _batches(papers):
                added += await shelve(connection, batch, captured=captured, cut=self._cut, dialect=self._dialect)
        return added

    async def get(self, paper_id: str, *, owner: str, version: int | None = None) -> Paper | None:
        if version is None:
            wanted = _CURRENT_PAPER.where(papers.c.id == paper_id, seen_by(owner))
        else:
            mine = papers.c.owner.in_((PUBLIC, owner))
            wanted = _PAPER.where(papers.c.id == paper_id, mine, versions.c.number == version)
        found = await self._all(wanted.order_by(papers.c.owner.desc()).limit(1), Paper)
        return found[0] if found else None

    async def many(self, paper_ids: Iterable[str], *, owner: str) -> Mapping[str, Paper]:
        wanted = _CURRENT_PAPER.where(among(papers.c.id, paper_ids, self._dialect), seen_by(owner))
        return {paper.id: paper for paper in await self._all(wanted, Paper)}

    async def told_by(self, paper_ids: Iterable[str], *, owner: str) -> Mapping[str, tuple[str, ...]]:
        wanted = select(papers.c.id, papers.c.sources).where(
            among(papers.c.id, paper_ids, self._dialect), seen_by(owner)
        )
        async with self._database.reading() as connection:
            return {row.id: row.sources for row in await connection.execute(wanted)}

    async def enrichments(self, paper_ids: Iterable[str]) -> Mapping[str, tuple[Enrichment, ...]]:
        async with self._database.reading() as connection:
            return await enrichments.known(connection, paper_ids, self._dialect)

    async def put_enrichments(self, told: Iterable[Enrichment]) -> None:
        async with self._database.writing() as connection:
            await enrichments.put(connection, told)

    async def by_doi(self, doi: str, *, owner: str) -> Paper | None:
        same = func.lower(papers.c.doi) == storable(doi).lower(), papers.c.doi != ""
        wanted = _CURRENT_PAPER.where(*same, seen_by(owner)).order_by(papers.c.owner.desc(), papers.c.id)
        found = await self._all(wanted.limit(1), Paper)
        return found[0] if found else None

    async def captured(self, *, start: datetime, end: datetime, owner: str, limit: int = 100_000) -> list[Paper]:
        within = versions.c.captured >= start, versions.c.captured < end
        order = versions.c.announced.is_(None), versions.c.announced, papers.c.id
        return await self._all(_CURRENT_PAPER.where(*within, seen_by(owner)).order_by(*order).limit(limit), Paper)

    async def titled(self, words: str, *, owner: str, limit: int = 5) -> list[Paper]:
        condition = lexical.titled(words, self._dialect)
        if condition is None:
            return []
        first = (passages.c.paper == papers.c.pk) & (passages.c.ordinal == 0) & passages.c.current
        wanted = _CURRENT_PAPER.join(passages, first).where(condition, seen_by(owner))
        return await self._all(wanted.order_by(func.length(versions.c.title), papers.c.id.desc()).limit(limit), Paper)

    async def passages(self, paper_ids: Iterable[str], *, owner: str, abstracts_only: bool = False) -> list[Passage]:
        chosen = among(papers.c.id, paper_ids, self._dialect)
        wanted = _PASSAGE.where(chosen, seen_by(owner), passages.c.current)
        if abstracts_only:
            wanted = wanted.where(passages.c.ordinal == 0)
        return await self._all(wanted.order_by(papers.c.id, passages.c.ordinal), Passage)

    async def of_version(self, paper: Paper) -> list[Passage]:
        return await self._all(_PASSAGE.where(readings.of_version(paper)).order_by(passages.c.ordinal), Passage)

    async def reading(self, paper: Paper) -> Reading | None:
        async with self._database.reading() as connection:
            return await readings.known(connection, paper)

    async def put_reading(self, paper: Paper, reading: Reading, full: Sequence[Passage] = ()) -> None:
        async with self._adding() as connection:
            await readings.put(connection, paper, reading, full)

    async def want(self, papers: Iterable[Paper], *, now: datetime) -> int:
        async with self._adding() as connection:
            return await readings.want(connection, papers, now)

    async def to_read(self, *, now: datetime, limit: int) -> list[Paper]:
        order = papers.c.day.desc(), papers.c.id
        return await self._all(_PAPER.where(readings.due(now)).order_by(*order).limit(limit), Paper)

    async def explanation(self, paper: Paper, key: str) -> str | None:
        async with self._database.reading() as connection:
            return await explanations.kept(connection, paper, key)

    async def put_explanation(self, paper: Paper, key: str, told: str) -> None:
        async with self._database.writing() as connection:
            await explanations.put(connection, paper, key, told)

    async def load(self, rows: Iterable[int]) -> dict[int, Passage]:
        wanted = _PASSAGE.where(among(passages.c.row, rows, self._dialect))
        return {passage.row: passage for passage in await self._all(wanted, Passage)}

    async def lexical(self, text: str, *, scope: Scope, limit: int) -> list[Ranked]:
        async with self._database.reading() as connection:
            return await lexical.best(connection, text, scope=scope, limit=limit, dialect=self._dialect)

    async def within(self, rows: Iterable[int], *, scope: Scope) -> set[int]:
        return set(await self._rows(self._inside(scope).where(among(passages.c.row, rows, self._dialect))))

    async def rows_of(self, scope: Scope, *, limit: int) -> list[int]:
        some = self._inside(scope).limit(limit).subquery()  # in order, it would begin with the oldest of all passages
        return await self._rows(select(some.c.row).order_by(some.c.row))

    async def unindexed(self, generation: str, *, after: int = 0, limit: int = 256) -> list[Passage]:
        lacking = passages.c.current & passages.c.indexed_with.is_distinct_from(generation)
        wanted = _PASSAGE.where(lacking, passages.c.row > after)
        return await self._all(wanted.order_by(passages.c.row).limit(limit), Passage)

    async def mark_indexed(self, rows: Iterable[int], generation: str) -> None:
        these = update(passages).where(among(passages.c.row, rows, self._dialect))
        async with self._database.writing() as connection:
            await connection.execute(these.values(indexed_with=generation))

    async def counts(self, generation: str) -> Mapping[str, int]:
        current = select(func.count()).select_from(passages).where(passages.c.current)
        counted = {
            "papers": select(func.count()).select_from(papers),
            "versions": select(func.count()).select_from(versions),
            "passages": current,
            "unindexed": current.where(passages.c.indexed_with.is_distinct_from(generation)),
        }
        every = select(*(count.scalar_subquery().label(name) for name, count in counted.items()))
        async with self._database.reading() as connection:
            return dict((await connection.execute(every)).mappings().one())

    @asynccontextmanager
    async def _adding(self) -> AsyncIterator[AsyncConnection]:
        async with self._database.writing() as connection:
            if self._dialect == "postgresql":
                await connection.execute(_ADDING)
            yield connection

    def _inside(self, scope: Scope) -> Select[int]:
        return select(passages.c.row).join(papers).where(*inside(scope, self._dialect))

    async def _rows(self, wanted: Select[int]) -> list[int]:
        async with self._database.reading() as connection:
            return list(await connection.scalars(wanted))

    async def _all(self, wanted: Select[*tuple[Any, ...]], make: Callable[..., Thing]) -> list[Thing]:
        """One thing for each row, its columns named as the thing's fields."""
        made: list[Thing] = []
        async with self._database.reading() as connection:
            for rows in (await connection.execute(wanted)).mappings().partitions(_AT_ONCE):
                made += [make(**row) for row in rows]
                await asyncio.sleep(0)
        return made


def _batches(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    rest = iter(papers)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
