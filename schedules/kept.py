"""The papers that an edition kept are read in full afterwards, so that what is asked about them finds it done."""

from datetime import datetime

from retrieval.library import Library
from schedules.edition import Edition


async def want_kept(library: Library, edition: Edition, *, owner: str, now: datetime) -> int:
    """Put the kept papers of an edition on the list of what is read in full; how many were not on it yet."""
    kept = [pick.paper_id for pick in edition.picks if pick.kept]
    papers = await library.store.many(kept, owner=owner)
    return await library.store.want(papers.values(), now=now)
