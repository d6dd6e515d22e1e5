"""Papers into the tables: read what is known of them, decide what they add, write only that."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.database import Dialect
from retrieval.paper import Paper, Passage
from retrieval.ports import Added
from retrieval.shelf.columns import storable
from retrieval.shelf.entry import Entry, Kept, take
from retrieval.shelf.scope import among
from retrieval.shelf.tables import categories, papers, passages, texts, versions

Cut = Callable[[Paper], Sequence[Passage]]
"""A version of a paper into the passages that are indexed and quoted."""

Key = tuple[str, str]
"""A paper's id and owner."""

Row = dict[str, Any]

_OF_A_PAPER = ("current", "day", "submitted", "doi", "journal_ref", "link", "categories", "sources")
_OF_A_VERSION = (
    *("title", "abstract", "authors", "updated", "announced"),
    *("announcement", "comment", "source", "retold", "withdrawn"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One paper before and after. `pk`: its row in `papers`, None while it has none."""

    pk: int | None
    before: Entry | None
    after: Entry


async def shelve(
    connection: AsyncConnection, told: Sequence[Paper], *, captured: datetime, cut: Cut, dialect: Dialect
) -> Added:
    """Add these papers within the transaction of `connection`. Nobody else may be adding."""
    found = await _known(connection, (paper.id for paper in told), dialect)
    changes, added = decide(found, told, captured)
    changes = await _write_papers(connection, changes, dialect)
    await _write_versions(connection, changes)
    await _write_passages(connection, changes, cut, dialect)
    return added


def decide(known: Mapping[Key, Change], told: Iterable[Paper], captured: datetime) -> tuple[list[Change], Added]:
    """The papers that change, and a count of what was told. Pure."""
    changes: dict[Key, Change] = {}
    new = higher = repeats = 0
    for paper in told:
        key = storable(paper.id), storable(paper.owner)
        change = changes.get(key) or known.get(key)
        before = change.after if change else None
        after = take(before, paper, captured)
        changes[key] = replace(change, after=after) if change else Change(None, None, after)
        new += before is None
        higher += before is not None and len(after.versions) > len(before.versions)
        repeats += after == before
    return [change for change in changes.values() if change.after != change.before], Added(new, higher, repeats)


async def _known(connection: AsyncConnection, ids: Iterable[str], dialect: Dialect) -> dict[Key, Change]:
    """What the tables hold of these papers, each as a change that has not happened yet."""
    mine = [papers.c.pk, papers.c.id, papers.c.owner, *(papers.c[name] for name in _OF_A_PAPER)]
    theirs = [versions.c.number, versions.c.captured, *(versions.c[name] for name in _OF_A_VERSION)]
    wanted = select(*mine, *theirs).join(versions, versions.c.paper == papers.c.pk)
    found: dict[Key, Change] = {}
    for row in (await connection.execute(wanted.where(among(papers.c.id, ids, dialect)))).mappings():
        change = found.get((row["id"], row["owner"]))
        entry = _with_version(change.after if change else _without_versions(row), row)
        found[row["id"], row["owner"]] = Change(row["pk"], entry, entry)
    return found


def _without_versions(row: RowMapping) -> Entry:
    return Entry(
        submitted=row["submitted"],
        doi=row["doi"],
        journal_ref=row["journal_ref"],
        link=row["link"],
        categories=row["categories"],
        sources=row["sources"],
    )


def _with_version(entry: Entry, row: RowMapping) -> Entry:
    told = {name: row[name] for name in _OF_A_VERSION}
    paper = Paper(id=row["id"], owner=row["owner"], version=row["number"], **told)
    return replace(entry, versions={**entry.versions, row["number"]: Kept(paper, row["captured"])})


async def _write_papers(connection: AsyncConnection, changes: Sequence[Change], dialect: Dialect) -> list[Change]:
    """The changes again, each with its row in `papers`."""
    old = [change for change in changes if change.pk is not None]
    new = {_key(change): change for change in changes if change.pk is None}
    await _update(connection, papers, ("pk",), [row for change in old if (row := _altered_paper(change))])
    await _insert(connection, papers, [_paper_row(change.after) for change in new.values()])
    given = select(papers.c.pk, papers.c.id, papers.c.owner).where(among(papers.c.id, (id_ for id_, _ in new), dialect))
    rows = await connection.execute(given) if new else ()  # RETURNING would insert one by one on SQLite
    return old + [replace(new[id_, owner], pk=pk) for pk, id_, owner in rows if (id_, owner) in new]


def _key(change: Change) -> Key:
    one = change.after.versions[change.after.current].paper
    return one.id, one.owner


def _altered_paper(change: Change) -> Row | None:
    before, after = change.before and _paper_row(change.before), _paper_row(change.after)
    return {"pk": change.pk, **after} if before != after else None


def _paper_row(entry: Entry) -> Row:
    one = entry.versions[entry.current].paper
    return {"id": one.id, "owner": one.owner} | {name: getattr(entry, name) for name in _OF_A_PAPER}


async def _write_versions(connection: AsyncConnection, changes: Sequence[Change]) -> None:
    new: list[Row] = []
    altered: list[Row] = []
    for change in changes:
        before = change.before.versions if change.before else {}
        for number, kept in change.after.versions.items():
            if kept != before.get(number):
                (altered if number in before else new).append(_version_row(change, number, kept))
    await _insert(connection, versions, new)
    await _update(connection, versions, ("paper", "number"), altered)
    await _insert(connection, categories, [row for change in changes for row in _new_categories(change)])


def _version_row(change: Change, number: int, kept: Kept) -> Row:
    told = {name: getattr(kept.paper, name) for name in _OF_A_VERSION}
    return {"paper": change.pk, "number": number, "captured": kept.captured, **told}


def _new_categories(change: Change) -> list[Row]:
    before = change.before.categories if change.before else ()
    return [{"paper": change.pk, "category": each} for each in change.after.categories if each not in before]


async def _write_passages(connection: AsyncConnection, changes: Sequence[Change], cut: Cut, dialect: Dialect) -> None:
    """Passages that say something else now give way to new rows, which no index has seen.

    The full text of a version stays while that version is the current one, whatever its abstract learns.
    """
    recut = {change.pk or 0: after for change in changes if (after := _recut(change, cut)) is not None}
    if not recut:
        return
    now = select(papers.c.current).where(papers.c.pk == passages.c.paper).scalar_subquery()
    told = max(len(cut(change.before.paper())) if change.before else 0 for change in changes)
    gone = (passages.c.version != now) | (passages.c.ordinal < told)
    these = among(passages.c.paper, recut, dialect), passages.c.current
    await connection.execute(update(passages).where(*these, gone).values(current=False))
    await insert_passages(connection, {(pk, one.ordinal): one for pk, after in recut.items() for one in after})


async def insert_passages(
    connection: AsyncConnection, new: Mapping[tuple[int, int], Passage], *, current: bool = True
) -> None:
    """New passages by paper's row and ordinal, all of them with their texts."""
    top = await connection.scalar(select(func.max(passages.c.row))) or 0
    await _insert(connection, passages, [_passage_row(pk, one, current) for (pk, _), one in new.items()])
    given = select(passages.c.row, passages.c.paper, passages.c.ordinal).where(passages.c.row > top)
    rows = [
        _text_row(row, new[pk, ordinal]) for row, pk, ordinal in await connection.execute(given) if (pk, ordinal) in new
    ]
    await _insert(connection, texts, rows)


def _recut(change: Change, cut: Cut) -> Sequence[Passage] | None:
    """The passages of the current version; None if they are the same as before."""
    after = cut(change.after.paper())
    return None if change.before and after == cut(change.before.paper()) else after


def _passage_row(pk: int, passage: Passage, current: bool) -> Row:
    told = {name: getattr(passage, name) for name in ("version", "ordinal", "section", "page", "retold")}
    return {"paper": pk, "current": current, **told}


def _text_row(row: int, passage: Passage) -> Row:
    return {"row": row, "title": passage.title, "text": passage.text}


async def _insert(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


async def _update(connection: AsyncConnection, table: Table, key: tuple[str, ...], rows: list[Row]) -> None:
    """Each row finds its place by the columns of `key`."""
    if not rows:
        return
    these = [table.c[name] == bindparam(f"at_{name}") for name in key]
    values: Row = {name: bindparam(name) for name in rows[0] if name not in key}
    located = [{f"at_{name}" if name in key else name: value for name, value in row.items()} for row in rows]
    await connection.execute(update(table).where(*these).values(values), located)
