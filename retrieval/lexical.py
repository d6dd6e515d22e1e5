"""Passages by their words, ranked by BM25 on both databases (docs/decisions/0003-lexical-on-postgresql.md)."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence

import snowballstemmer
from sqlalchemy import Float, Integer, Text, cast, column, func, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Scope
from retrieval.database import Dialect
from retrieval.ports import Ranked
from retrieval.scope import among, inside
from retrieval.tables import papers, passages
from retrieval.words import STOPWORDS

TITLE_WEIGHT = 2.0
"""A word in the title counts for two: best on the training claims, and on either half of them."""

MOST_TERMS = 64
"""Of a longer question only the rarest words are looked for: the others cost most and tell least."""

_READ_TERMS = 2048
"""Beyond so many different words nobody asks anything."""

_CANDIDATES = 200
"""On PostgreSQL this many passages (or twice the limit) are ranked exactly, see `_best_in_postgres`."""

_K1, _B = 1.2, 0.75  # as FTS5 has them, where they cannot be changed

_TERM = re.compile(r"\d+(?:[.,]\d+)+[^\W_]*|[^\W_]+")

_fts5 = table("words", column("rowid", Integer), column("rank", Float))
_fts5_seen = table("words_seen", column("term", Text), column("doc", Integer))
_vectors = table("words", column("row", Integer), column("size", Integer), column("lexemes", TSVECTOR))


def terms(asked: str) -> list[str]:
    """The different words of a text, in order, without those that say nothing if others are left.

    `1.33x` and `2605.12483` stay whole; nothing in a term has a meaning to either database.
    """
    found = list(dict.fromkeys(_TERM.findall(unicodedata.normalize("NFC", asked).lower())))
    telling = [term for term in found if term not in STOPWORDS]
    return (telling or found)[:_READ_TERMS]


async def best(
    connection: AsyncConnection, asked: str, *, scope: Scope, limit: int, dialect: Dialect
) -> list[Ranked]:
    """The `limit` best passages inside `scope`, best first."""
    wanted = terms(asked)
    if not wanted or limit < 1:
        return []
    search = _best_in_sqlite if dialect == "sqlite" else _best_in_postgres
    return await search(connection, wanted, scope, limit)


async def titles_with(connection: AsyncConnection, asked: str, dialect: Dialect) -> ColumnElement[bool] | None:
    """A condition on `passages`: the title has all these words. None if there is no word in them."""


async def _best_in_sqlite(connection: AsyncConnection, wanted: list[str], scope: Scope, limit: int) -> list[Ranked]:
    """FTS5 hands its hits over best first, so the scope is checked until enough are inside."""
    if len(wanted) > MOST_TERMS:
        wanted = await _rarest_in_sqlite(connection, wanted)
    match = literal_column("words").op("MATCH")(" OR ".join(f'"{term}"' for term in wanted))
    weights = _fts5.c.rank.op("MATCH")(f"bm25({TITLE_WEIGHT}, 1.0)")
    found = (
        select(_fts5.c.rowid, -_fts5.c.rank)
        .join(passages, passages.c.row == _fts5.c.rowid)
        .join(papers, papers.c.pk == passages.c.paper)
        .where(match, weights, *inside(scope, "sqlite"))
        .order_by(_fts5.c.rank)
        .limit(limit)
    )
    return [Ranked(row, score) for row, score in await connection.execute(found)]


async def _rarest_in_sqlite(connection: AsyncConnection, wanted: Sequence[str]) -> list[str]:
    """FTS5 knows its words by their stems, and numbers such as 1.33x in parts."""
    stemmer = snowballstemmer.stemmer("porter")
    stems = {term: [_folded(stemmer.stemWord(part)) for part in re.split("[.,]", term)] for term in wanted}
    named = {stem for parts in stems.values() for stem in parts}
    seen = select(_fts5_seen.c.term, _fts5_seen.c.doc).where(among(_fts5_seen.c.term, named, "sqlite"))
    frequency = {term: count for term, count in await connection.execute(seen)}
    return _rarest({term: min(frequency.get(part, 0) for part in parts) for term, parts in stems.items()})


def _folded(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _rarest(frequency: Mapping[str, int]) -> list[str]:
    """The rarest terms that occur at all."""
    return sorted((term for term, count in frequency.items() if count), key=lambda term: frequency[term])[:MOST_TERMS]


async def _best_in_postgres(connection: AsyncConnection, wanted: list[str], scope: Scope, limit: int) -> list[Ranked]:
    """The passages that share the rarest words are the candidates; BM25 puts them in order.

    PostgreSQL's own ts_rank knows nothing of how rare a word is.
    """
    weights, average = await _weights(connection, wanted)
    if not weights:
        return []
    asked = (
        func.unnest(literal(list(weights), ARRAY(Text)), literal(list(weights.values()), ARRAY(Float)))
        .table_valued(column("lexeme", Text), column("idf", Float))
        .render_derived("asked")
    )
    ...
