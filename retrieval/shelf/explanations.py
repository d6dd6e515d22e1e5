"""Explanations in their table, within a transaction of the caller's."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.paper import Paper
from retrieval.shelf.tables import explanations, papers


async def kept(connection: AsyncConnection, paper: Paper, key: str) -> str | None:
    """What is kept of this very version under `key`."""
    wanted = select(explanations.c.told).join(papers, papers.c.pk == explanations.c.paper)
    mine = papers.c.id == paper.id, papers.c.owner == paper.owner
    this = explanations.c.version == (paper.version or 1), explanations.c.key == key
    told: str | None = await connection.scalar(wanted.where(*mine, *this))
    return told


async def put(connection: AsyncConnection, paper: Paper, key: str, told: str) -> None:
    """Keep it, in place of what was there; an unknown paper is ignored."""
    stored = select(papers.c.pk).where(papers.c.id == paper.id, papers.c.owner == paper.owner)
    pk = await connection.scalar(stored)
    if pk is None:
        return
    row = {"paper": pk, "version": paper.version or 1, "key": key, "told": told}
    await connection.execute(_put(connection.dialect.name), [row])


def _put(dialect: str) -> sqlite.Insert | postgresql.Insert:
    """One statement, for two may tell the same at the same time."""
    if dialect == "postgresql":
        put_there = postgresql.insert(explanations)
        return put_there.on_conflict_do_update(index_elements=_KEY, set_={"told": put_there.excluded.told})
    put_here = sqlite.insert(explanations)
    return put_here.on_conflict_do_update(index_elements=_KEY, set_={"told": put_here.excluded.told})


_KEY = ("paper", "version", "key")
