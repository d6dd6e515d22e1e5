"""Enrichments in their table, within a transaction of the caller's."""

from collections.abc import Iterable, Mapping

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.database import Dialect
from retrieval.enrichment import Enrichment
from retrieval.shelf.scope import among
from retrieval.shelf.tables import enrichments

_JSON: TypeAdapter[Enrichment] = TypeAdapter(Enrichment)
_KEY = ("paper_id", "source")


async def known(
    connection: AsyncConnection, paper_ids: Iterable[str], dialect: Dialect
) -> Mapping[str, tuple[Enrichment, ...]]:
    """What is kept of these papers, by id; the services in the order of their names."""
    wanted = select(enrichments.c.paper_id, enrichments.c.told).where(among(enrichments.c.paper_id, paper_ids, dialect))
    found: dict[str, tuple[Enrichment, ...]] = {}
    for paper_id, told in await connection.execute(wanted.order_by(func.lower(enrichments.c.source))):
        found[paper_id] = (*found.get(paper_id, ()), _JSON.validate_json(told))
    return found


async def put(connection: AsyncConnection, told: Iterable[Enrichment]) -> None:
    """Keep these, each in place of what the same service said of the same paper before."""
    rows = [
        {"paper_id": one.paper_id, "source": one.source, "asked": one.asked, "told": _JSON.dump_json(one).decode()}
        for one in {(one.paper_id, one.source): one for one in told}.values()
    ]
    if rows:
        await connection.execute(_put(connection.dialect.name), rows)


def _put(dialect: str) -> sqlite.Insert | postgresql.Insert:
    """One statement, for two may be told the same at the same time."""
    if dialect == "postgresql":
        there = postgresql.insert(enrichments)
        new = {"asked": there.excluded.asked, "told": there.excluded.told}
        return there.on_conflict_do_update(index_elements=_KEY, set_=new)
    here = sqlite.insert(enrichments)
    new = {"asked": here.excluded.asked, "told": here.excluded.told}
    return here.on_conflict_do_update(index_elements=_KEY, set_=new)
