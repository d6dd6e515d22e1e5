"""The lexical index of SQLite. FTS5 ranks by BM25 itself; what takes long is to rank every hit of a common word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import snowballstemmer
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    column,
    func,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Scope
from retrieval.ports import Ranked
from retrieval.searching.bm25 import MOST_TERMS, TITLE_WEIGHT, rarest, telling
from retrieval.shelf.scope import among, inside
from retrieval.shelf.tables import papers, passages

Scored = Select[int, float]
"""Rows and their scores, in no order."""

_words = table("words", column("rowid", Integer))
_seen = table("words_seen", column("term", Text), column("doc", Integer))
_row = _words.c.rowid + 0
"""Keeps SQLite from looking the words up for each row of a scope: it would count all of them anew for every row."""


async def best(connection: AsyncConnection, wanted: list[str], scope: Scope, limit: int) -> list[Ranked]:
    """Passages with a telling word first; all that have any of the words only where those are too few.

    In a scope that names its papers every passage is scored, for they are few.
    """
    if scope.paper_ids is not None and len(wanted) <= MOST_TERMS:
        return await _best(connection, _within(wanted, scope), limit)
    frequency = await _frequency(connection, wanted)
    wanted = rarest(frequency) if len(wanted) > MOST_TERMS else wanted
    first, common = telling({term: frequency[term] for term in wanted}) if wanted else ([], [])
    if scope.paper_ids is None and common:
        found = await _best(connection, _telling(first, common, scope), limit)
        if len(found) == limit:
            return found
    every = _within if _narrows(scope) else _hits
    return await _best(connection, every(wanted, scope), limit) if wanted else []


def titled(wanted: list[str]) -> ColumnElement[bool]:
    all_words = " AND ".join(map(_quoted, wanted))
    return passages.c.row.in_(select(_words.c.rowid).where(_matches(f"title : ({all_words})")))


async def _best(connection: AsyncConnection, scored: Scored, limit: int) -> list[Ranked]:
    ordered = scored.order_by(column("score").desc(), column("row")).limit(limit)
    return [Ranked(row, score) for row, score in await connection.execute(ordered)]


def _telling(first: Sequence[str], common: Sequence[str], scope: Scope) -> Scored:
    """Passages with one of the first words. FTS5 counts every word it looks for, so those with a
    common word besides are looked for again, and score more the second time.
    """
    one, other = _any_of(first), _any_of(common)
    parts = union_all(_hits(first, scope), _scored(f"({one}) AND ({other})", *_joined(scope))).subquery()
    return select(parts.c.row, func.max(parts.c.score).label("score")).group_by(parts.c.row)


def _hits(wanted: Sequence[str], scope: Scope) -> Scored:
    """For a wide scope, which each hit is held against."""
    return _scored(_any_of(wanted), *_joined(scope))


def _within(wanted: Sequence[str], scope: Scope) -> Scored:
    """For a narrow scope, whose rows are listed once."""
    rows = select(passages.c.row).join(papers).where(*inside(scope, "sqlite"))
    return _scored(_any_of(wanted), _row.in_(rows))


def _narrows(scope: Scope) -> bool:
    return scope.paper_ids is not None or bool(scope.since or scope.until or scope.categories)


def _joined(scope: Scope) -> list[ColumnElement[bool]]:
    return [passages.c.row == _row, papers.c.pk == passages.c.paper, *inside(scope, "sqlite")]


def _scored(expression: str, *conditions: ColumnElement[bool]) -> Scored:
    """Not by FTS5's own `ORDER BY rank`, which would score every hit before a condition is looked at."""
    score: ColumnElement[float] = -func.bm25(literal_column("words"), TITLE_WEIGHT, 1.0)
    return select(_words.c.rowid.label("row"), score.label("score")).where(_matches(expression), *conditions)


def _matches(expression: str) -> ColumnElement[bool]:
    return literal_column("words").bool_op("MATCH")(expression)


def _any_of(terms: Iterable[str]) -> str:
    return " OR ".join(map(_quoted, terms))


def _quoted(term: str) -> str:
    return f'"{term}"'


async def _frequency(connection: AsyncConnection, wanted: Sequence[str]) -> Mapping[str, int]:
    """In how many passages each word stands. FTS5 lists words by their stems, and 1.33x by its parts."""
    stemmer = snowballstemmer.stemmer("porter")
    stems = {term: [_folded(stemmer.stemWord(part)) for part in re.split("[.,]", term)] for term in wanted}
    named = {stem for parts in stems.values() for stem in parts}
    rows = await connection.execute(select(_seen.c.term, _seen.c.doc).where(among(_seen.c.term, named, "sqlite")))
    known: dict[str, int] = dict(rows.all())
    return {term: min(known.get(part, 0) for part in parts) for term, parts in stems.items()}


def _folded(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
