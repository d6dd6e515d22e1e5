"""Passages by their words, ranked by BM25 on both databases (docs/decisions/0003-lexical-on-postgresql.md)."""

import re
import unicodedata

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Scope
from retrieval.database import Dialect
from retrieval.ports import Ranked
from retrieval.searching import fts5, tsvector
from retrieval.searching.bm25 import MOST_TERMS
from retrieval.text.words import STOPWORDS

_INDEX = {"sqlite": fts5, "postgresql": tsvector}

_READ_TERMS = 2048
"""Nobody asks anything in more different words; of these, each index looks for the rarest."""

_TERM = re.compile(r"\d+(?:[.,]\d+)+[^\W_]*|[^\W_]+")


def terms(asked: str) -> list[str]:
    """The different words of a text, in order, without those that say nothing if others are left.

    `1.33x` and `2605.12483` stay whole; no sign in a term means anything to either database.
    """
    found = every_term(asked)
    telling = [term for term in found if term not in STOPWORDS]
    return (telling or found)[:_READ_TERMS]


def every_term(asked: str) -> list[str]:
    """The different words of a text, in order: “attention is all you need” is a title."""
    return list(dict.fromkeys(_TERM.findall(unicodedata.normalize("NFC", asked).lower())))


async def best(connection: AsyncConnection, asked: str, *, scope: Scope, limit: int, dialect: Dialect) -> list[Ranked]:
    """The `limit` best passages inside `scope`, best first; as many as there are, however narrow it is."""
    wanted = terms(asked)
    return await _INDEX[dialect].best(connection, wanted, scope, limit) if wanted and limit > 0 else []


def titled(asked: str, dialect: Dialect) -> ColumnElement[bool] | None:
    """A condition on `passages` and `versions`: the title has all these words. None: there is no such title."""
    wanted = every_term(asked)
    return _INDEX[dialect].titled(wanted) if 0 < len(wanted) <= MOST_TERMS else None
