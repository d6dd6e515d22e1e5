"""Who may see which papers, as conditions of a query. Every question to the store goes through `seen_by`."""

import json
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from retrieval.answer import Scope
from retrieval.database import Dialect
from retrieval.paper import PUBLIC
from retrieval.shelf.columns import storable
from retrieval.shelf.tables import categories, papers, passages

Value = TypeVar("Value", int, str)


def seen_by(owner: str) -> ColumnElement[bool]:
    """The papers this server may see: the public ones and its own, one copy of each.

    Where there are two, it sees the one with the higher version, or its own.
    """
    if owner == PUBLIC:
        return papers.c.owner == PUBLIC
    other = papers.alias("other")
    newer = exists().where(other.c.id == papers.c.id, other.c.owner == PUBLIC, other.c.current > papers.c.current)
    own = exists().where(other.c.id == papers.c.id, other.c.owner == owner, other.c.current >= papers.c.current)
    return or_(and_(papers.c.owner == owner, ~newer), and_(papers.c.owner == PUBLIC, ~own))


def inside(scope: Scope, dialect: Dialect) -> list[ColumnElement[bool]]:
    """The passages that may answer in this scope, for a query over `passages` and `papers`."""
    conditions = [passages.c.current, seen_by(scope.owner)]
    if scope.paper_ids is not None:
        conditions.append(among(papers.c.id, scope.paper_ids, dialect))
    if scope.since:
        conditions.append(papers.c.day >= scope.since)
    if scope.until:
        conditions.append(papers.c.day <= scope.until)
    if scope.categories:
        named = among(categories.c.category, scope.categories, dialect)
        conditions.append(exists().where(categories.c.paper == papers.c.pk, named))
    return conditions


def among(column: ColumnElement[Value], values: Iterable[Value], dialect: Dialect) -> ColumnElement[bool]:
    """`column IN values` with one parameter, however many values: databases take only so many."""
    wanted = {storable(value) if isinstance(value, str) else value for value in values}
    listed = literal(json.dumps(sorted(wanted)), Text)
    if dialect == "sqlite":
        return column.in_(select(func.json_each(listed).table_valued("value").c.value))
    each = func.jsonb_array_elements_text(cast(listed, JSONB)).table_valued("value")
    return column.in_(select(cast(each.c.value, column.type)))
