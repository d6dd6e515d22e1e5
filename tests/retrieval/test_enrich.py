"""What services say is asked for once, kept, and shown though they are down; none stops the others."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from retrieval.enrich import FRESH, REST, UNKNOWN, Rested, enrich
from retrieval.enrichment import Enrichment
from retrieval.errors import PaperwireError, SourceUnavailable
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.ports import Enricher
from tests.fakes.store import FakePaperStore

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
ONE, TWO = (Paper(id=f"2603.0000{n}", title=f"Paper {n}", abstract="It works.") for n in (1, 2))


@dataclass
class FakeEnricher:
    """Knows `citations` by paper; others are unknown to it."""

    name: str
    citations: dict[str, int] = field(default_factory=dict)
    error: PaperwireError | None = None
    silent: bool = False
    asked: list[list[str]] = field(default_factory=list)

    async def enrich(self, papers: Sequence[Paper], *, now: datetime) -> list[Enrichment]:
        self.asked.append([paper.id for paper in papers])
        await asyncio.sleep(0)
        if self.silent:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        return [
            Enrichment(
                paper_id=paper.id,
                source=self.name,
                asked=now,
                found=paper.id in self.citations,
                citations=self.citations.get(paper.id),
            )
            for paper in papers
        ]


def library_of(*enrichers: Enricher) -> Library:
    nothing: Any = None
    return Library(FakePaperStore(), nothing, nothing, nothing, nothing, nothing, enrichers=enrichers)


async def test_papers_are_asked_about_together_and_not_again_while_the_answer_is_fresh():
    service = FakeEnricher("S", {ONE.id: 3})
    library = library_of(service)
    first = await enrich(library, [ONE, TWO], now=NOW, patience=1)
    assert [one.citations for one in first.told[ONE.id]] == [3]
    assert TWO.id not in first.told, "what a service does not know is nothing to show"
    again = await enrich(library, [ONE, TWO], now=NOW + UNKNOWN / 2, patience=1)
    assert (again.told, service.asked) == (first.told, [[ONE.id, TWO.id]])
    await enrich(library, [ONE, TWO], now=NOW + UNKNOWN, patience=1)
    await enrich(library, [ONE], now=NOW + FRESH, patience=1)
    assert service.asked[1:] == [[TWO.id], [ONE.id]]


@pytest.mark.parametrize("down", [{"error": SourceUnavailable("S cannot be reached.")}, {"silent": True}])
async def test_a_service_that_is_down_is_named_stops_no_other_and_still_counts_for_what_it_said(down):
    library = library_of(FakeEnricher("S", {ONE.id: 3}), FakeEnricher("O", {ONE.id: 4}))
    await enrich(library, [ONE], now=NOW, patience=1)
    broken = replace(library, enrichers=(FakeEnricher("S", **down), FakeEnricher("O", {ONE.id: 5})))
    later = await enrich(broken, [ONE], now=NOW + FRESH, patience=0.05)
    assert {one.source: one.citations for one in later.told[ONE.id]} == {"S": 3, "O": 5}
    assert later.missing in (("S cannot be reached.",), ("S did not answer in time.",))


async def test_nobody_is_asked_about_what_one_server_alone_may_see():
    service = FakeEnricher("S", {ONE.id: 3})
    assert (await enrich(library_of(service), [replace(ONE, owner="a server")], now=NOW, patience=1)).told == {}
    assert service.asked == []


async def test_without_services_what_sources_told_is_there():
    library = library_of()
    told = Enrichment(paper_id=ONE.id, source="Hugging Face", asked=NOW - timedelta(days=90), upvotes=37)
    await library.store.put_enrichments([told])
    assert (await enrich(library, [ONE], now=NOW, patience=1)).told == {ONE.id: (told,)}


@pytest.mark.parametrize("down", [{"error": SourceUnavailable("S cannot be reached.")}, {"silent": True}])
async def test_a_service_that_failed_is_left_alone_for_a_while(down):
    service = FakeEnricher("S", {ONE.id: 3}, **down)
    library = library_of(Rested(service))
    first = await enrich(library, [ONE], now=NOW, patience=0.05)
    assert (await enrich(library, [ONE], now=NOW + REST / 2, patience=60)).missing == first.missing != ()
    assert len(service.asked) == 1
    service.error, service.silent = None, False
    assert (await enrich(library, [ONE], now=NOW + REST, patience=60)).missing == ()
    assert (await enrich(library, [TWO], now=NOW + REST, patience=60)).missing == ()


async def test_two_cards_at_once_do_not_take_each_other_for_a_failure():
    library = library_of(Rested(FakeEnricher("S", {ONE.id: 3, TWO.id: 4})))
    both = await asyncio.gather(*(enrich(library, [paper], now=NOW, patience=1) for paper in (ONE, TWO)))
    assert [one.missing for one in both] == [(), ()]
