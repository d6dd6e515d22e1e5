"""What stands on a card beside the paper: who told of it, and what services say, each with its source and day."""

from collections.abc import Sequence

from bot.dates import long_date
from bot.desk import Desk
from retrieval.enrich import Enriched, enrich
from retrieval.enrichment import Enrichment
from retrieval.errors import clip
from retrieval.lookup import LOOKED_UP
from retrieval.paper import Paper
from retrieval.sources.rows import SOURCE as FILES
from retrieval.text.series import series
from schedules.document import Block, Inline, Small, Span, plain

PATIENCE = 4.0
"""Seconds that somebody who wants to see a card waits for services."""


async def beside(desk: Desk, paper: Paper, *, owner: str) -> tuple[Block, ...]:
    """The lines for a paper's card; none where nobody says anything. Raises what the store raises."""
    enriched = await enrich(desk.library, [paper], now=desk.now(), patience=PATIENCE)
    told_by = await desk.library.store.told_by([paper.id], owner=owner)
    return lines_of(enriched, paper.id, told_by.get(paper.id, ()))


def lines_of(enriched: Enriched, paper_id: str, told_by: Sequence[str]) -> tuple[Block, ...]:
    """Pure: one line for those who told of it if they are several, one for each service, one for each that is down."""
    told = enriched.told.get(paper_id, ())
    names = [name for name in told_by if name not in (LOOKED_UP, FILES)]
    agreeing = [plain(f"Told of by {series(names)}.")] if len(names) > 1 else []
    lines: list[Inline] = [*agreeing, *filter(None, map(_counts, told)), *filter(None, map(_code, told))]
    return (*map(Small, lines), *(Small(plain(sentence)) for sentence in enriched.missing))


def _counts(told: Enrichment) -> Inline:
    """`NeurIPS 2025, cited 12 times (Semantic Scholar, 22 November 2026)`."""
    venue = clip(told.venue, 80) + (f" {told.year}" if told.year and str(told.year) not in told.venue else "")
    said = [
        *([venue] if told.venue else []),
        *([f"cited {_times(told.citations)}"] if told.citations is not None else []),
        *([f"liked by {told.upvotes:,}"] if told.upvotes is not None else []),
    ]
    return plain(f"{_capital(', '.join(said))} {_source(told)}") if said else ()


def _code(told: Enrichment) -> Inline:
    """The addresses as they are, for somebody to judge before they follow them."""
    links = [Span(clip(link.partition("://")[2], 80), link=link) for link in told.code]
    if not links:
        return ()
    parts = [span for link in links for span in (Span(", "), link)][1:]
    return (Span("Code or project: "), *parts, Span(f" {_source(told)}"))


def _source(told: Enrichment) -> str:
    return f"({told.source}, {long_date(told.asked)})"


def _times(count: int) -> str:
    return {0: "by nobody yet", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
