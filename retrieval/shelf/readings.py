"""Readings and full-text passages in the tables, within a transaction of the caller's."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.text import Figure, Reference
from retrieval.paper import Paper, Passage
from retrieval.shelf.entry import abstract_only
from retrieval.shelf.shelving import insert_passages
from retrieval.shelf.tables import papers, passages, readings, versions

_TOLD = ("tried", "tries", "format", "pages", "pages_read", "next_try")


async def known(connection: AsyncConnection, paper: Paper) -> Reading | None:
    """What became of reading this version; None: nobody asked for it yet."""
    of_this = select(readings).join(papers, papers.c.pk == readings.c.paper).where(*_this(paper))
    row = (await connection.execute(of_this)).mappings().first()
    if row is None:
        return None
    references = tuple(Reference(*one) for one in json.loads(row["references"]))
    told = {name: row[name] for name in _TOLD if name != "next_try"}
    figures = tuple(Figure(*one) for one in json.loads(row["figures"]))
    return Reading(outcome=Outcome(row["outcome"]), references=references, figures=figures, **told)


async def put(connection: AsyncConnection, paper: Paper, reading: Reading, full: Sequence[Passage]) -> None:
    """Record the reading, and `full` as the passages of this version; of one already read nothing changes."""
    before = await known(connection, paper)
    found = await connection.execute(select(papers.c.pk, papers.c.current).where(*_of(paper)))
    stored = found.first()
    if stored is None or (before is not None and before.outcome.is_read):
        return
    pk, current = stored
    version = paper.version or 1
    this = readings.c.paper == pk, readings.c.version == version
    await connection.execute(delete(readings).where(*this))
    await connection.execute(insert(readings), [{"paper": pk, "version": version, **_row(reading)}])
    if full:
        await _replace(connection, pk, paper, full, current=version == current)


async def want(connection: AsyncConnection, wanted: Iterable[Paper], now: datetime) -> int:
    """Put those versions of which nothing is known on the list of what is to be read; how many those were."""
    count = 0
    for paper in wanted:
        if await known(connection, paper) is None:
            await put(connection, paper, Reading(outcome=Outcome.WANTED, tried=now, tries=0), ())
            count += 1
    return count


def due(now: datetime) -> ColumnElement[bool]:
    """A condition on `papers` and `versions`: this version is to be read, or tried again, by now."""
    mine = and_(readings.c.paper == papers.c.pk, readings.c.version == versions.c.number)
    return select(readings.c.paper).where(mine, readings.c.next_try <= now).exists()


def of_version(paper: Paper) -> ColumnElement[bool]:
    """A condition on `passages` and `papers`: the newest passages of this very version, current or not."""
    newest = select(func.max(passages.c.row)).join(papers, papers.c.pk == passages.c.paper)
    chosen = newest.where(*_of(paper), passages.c.version == (paper.version or 1)).group_by(passages.c.ordinal)
    return passages.c.row.in_(chosen)


async def _replace(
    connection: AsyncConnection, pk: int, paper: Paper, full: Sequence[Passage], *, current: bool
) -> None:
    """These instead of what there was of this version beside its abstract."""
    mine = passages.c.paper == pk, passages.c.version == (paper.version or 1)
    await connection.execute(update(passages).where(*mine, passages.c.ordinal > 0).values(current=False))
    has_abstract = await connection.scalar(select(passages.c.row).where(*mine, passages.c.ordinal == 0).limit(1))
    first = [] if has_abstract is not None else abstract_only(paper)
    await insert_passages(connection, {(pk, one.ordinal): one for one in [*first, *full]}, current=current)


def _of(paper: Paper) -> list[ColumnElement[bool]]:
    return [papers.c.id == paper.id, papers.c.owner == paper.owner]


def _this(paper: Paper) -> list[ColumnElement[bool]]:
    return [*_of(paper), readings.c.version == (paper.version or 1)]


def _row(reading: Reading) -> dict[str, Any]:
    references = json.dumps([(one.label, one.text) for one in reading.references], ensure_ascii=False)
    figures = json.dumps([astuple(one) for one in reading.figures], ensure_ascii=False)
    listed = {"references": references, "figures": figures}
    return {"outcome": reading.outcome, **listed} | {name: getattr(reading, name) for name in _TOLD}
