"""What services say of papers: from the shelf while it is fresh, else asked for in batches and kept."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from retrieval.enrichment import Enrichment
from retrieval.errors import PaperwireError, SourceUnavailable
from retrieval.library import Library
from retrieval.paper import PUBLIC, Paper
from retrieval.ports import Enricher

log = structlog.get_logger(__name__)

FRESH = timedelta(days=7)
"""Counts this old are still shown without asking again; they are shown with their day."""
UNKNOWN = timedelta(days=1)
"""When a service is asked again about a paper it did not know: new papers take them some days."""
REST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Enriched:
    """What is known of papers, by id; `missing`: a sentence for each service that did not answer."""

    told: Mapping[str, tuple[Enrichment, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


async def enrich(library: Library, papers: Sequence[Paper], *, now: datetime, patience: float) -> Enriched:
    """What services say of these papers; each is waited for `patience` seconds, and kept if it answers.

    Nobody outside is asked about a paper that one server alone may see. What a service that is down
    said earlier still counts. Raises StoreUnavailable or StorageRefused.
    """
    ids = [paper.id for paper in papers]
    kept = await library.store.enrichments(ids)
    answers = await asyncio.gather(*(_ask(one, papers, kept, now, patience) for one in library.enrichers))
    new = [one for told, _ in answers for one in told]
    if new:
        await library.store.put_enrichments(new)
        kept = await library.store.enrichments(ids)
    return Enriched(
        {paper_id: found for paper_id, told in kept.items() if (found := tuple(one for one in told if one.found))},
        tuple(sentence for _, sentence in answers if sentence),
    )


class Rested:
    """An `Enricher` that is left alone for `REST` after it failed, so that not every card waits for it."""

    def __init__(self, service: Enricher) -> None:
        self.name = service.name
        self._service = service
        self._failed: tuple[datetime, str] | None = None

    async def enrich(self, papers: Sequence[Paper], *, now: datetime) -> list[Enrichment]:
        """As `ports.Enricher` promises; while it rests, SourceUnavailable with the reason it rests for."""
        if self._failed and now - self._failed[0] < REST:
            raise SourceUnavailable(self._failed[1])
        try:
            told = await self._service.enrich(papers, now=now)
        except PaperwireError as error:
            self._failed = now, error.for_people
            raise
        except asyncio.CancelledError:  # whoever asked has lost patience
            self._failed = now, f"{self.name} did not answer in time."
            raise
        self._failed = None
        return told


async def _ask(
    service: Enricher,
    papers: Sequence[Paper],
    kept: Mapping[str, tuple[Enrichment, ...]],
    now: datetime,
    patience: float,
) -> tuple[list[Enrichment], str]:
    """What a service says of those papers that nothing fresh is known of, and why it says nothing."""
    public = (paper for paper in papers if paper.owner == PUBLIC)
    stale = [paper for paper in public if not _is_fresh(kept.get(paper.id, ()), service.name, now)]
    if not stale:
        return [], ""
    try:
        async with asyncio.timeout(patience):
            return await service.enrich(stale, now=now), ""
    except TimeoutError:
        why = f"{service.name} did not answer in time."
    except PaperwireError as error:
        why = error.for_people
    log.warning("papers not enriched", service=service.name, papers=len(stale), why=why)
    return [], why


def _is_fresh(told: Sequence[Enrichment], service: str, now: datetime) -> bool:
    return any(now - one.asked < (FRESH if one.found else UNKNOWN) for one in told if one.source == service)
