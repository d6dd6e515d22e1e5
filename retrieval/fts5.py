"""The lexical index of SQLite. FTS5 ranks by BM25 itself."""

import re
import unicodedata
from collections.abc import Sequence

import snowballstemmer
from sqlalchemy import ColumnElement, Float, Integer, Text, column, literal_column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Scope
from retrieval.bm25 import MOST_TERMS, TITLE_WEIGHT, rarest
from retrieval.ports import Ranked
from retrieval.scope import among, inside
from retrieval.tables import papers, passages

_words = table("words", column("rowid", Integer), column("rank", Float))
_seen = table("words_seen", column("term", Text), column("doc", Integer))


async def best(connection: AsyncConnection, wanted: list[str], scope: Scope, limit: int) -> list[Ranked]:
    """FTS5 hands over its hits best first, and the scope is checked until enough are inside."""
    if len(wanted) > MOST_TERMS:
        wanted = await _rarest(connection, wanted)
    found = (
        select(_words.c.rowid, -_words.c.rank)
        .join(passages, passages.c.row == _words.c.rowid)
        .join(papers, papers.c.pk == passages.c.paper)
        .where(_matches(" OR ".join(map(_quoted, wanted))), *inside(scope, "sqlite"))
        .where(_words.c.rank.op("MATCH")(f"bm25({TITLE_WEIGHT}, 1.0)"))
        .order_by(_words.c.rank)
        .limit(limit)
    )
    return [Ranked(row, score) for row, score in await connection.execute(found)] if wanted else []


def titled(wanted: list[str]) -> ColumnElement[bool]:
    all_words = " AND ".join(map(_quoted, wanted))
    return passages.c.row.in_(select(_words.c.rowid).where(_matches(f"title : ({all_words})")))


def _matches(expression: str) -> ColumnElement[bool]:
    return literal_column("words").bool_op("MATCH")(expression)


def _quoted(term: str) -> str:
    return f'"{term}"'


async def _rarest(connection: AsyncConnection, wanted: Sequence[str]) -> list[str]:
    """FTS5 lists its words by their stems, and a number such as 1.33x by its parts."""
    stemmer = snowballstemmer.stemmer("porter")
    stems = {term: [_folded(stemmer.stemWord(part)) for part in re.split("[.,]", term)] for term in wanted}
    named = {stem for parts in stems.values() for stem in parts}
    rows = await connection.execute(select(_seen.c.term, _seen.c.doc).where(among(_seen.c.term, named, "sqlite")))
    frequency: dict[str, int] = dict(rows.all())
    return rarest({term: min(frequency.get(part, 0) for part in parts) for term, parts in stems.items()})


def _folded(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
