"""A paper source in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from retrieval.enrichment import Enrichment
from retrieval.errors import PaperwireError
from retrieval.paper import Paper


@dataclass
class FakeSource:
    """Yields what it holds of `papers` announced since (or of an unknown day), then raises `error` if there is one."""

    papers: tuple[Paper, ...] = ()
    error: PaperwireError | None = None
    name: str = "fake"
    remark: str = ""
    told: Sequence[Enrichment] = ()

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        for paper in self.papers:
            if paper.announced is None or paper.announced >= since.date():
                yield paper
        if self.error is not None:
            raise self.error
