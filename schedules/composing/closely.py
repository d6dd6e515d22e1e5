"""The papers of a post, read in full before anything is said of them: what limits them stands at their end."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from retrieval.answer import Section
from retrieval.explaining.deepdive import Place, place_in
from retrieval.explaining.roles import Role, roles
from retrieval.fulltext.reading import read_in_full
from retrieval.library import Library
from retrieval.paper import Paper, Passage

ENDS: tuple[Role, ...] = ("limits", "closing")
"""Where a paper says what it leaves open; the parts in which it is most outspoken come first."""
MOST_ENDS = 3
"""Passages of a paper beside its abstract: all that a model reads of five papers stays within a few thousand tokens."""


async def read_closely(library: Library, papers: Iterable[Paper], *, seconds: float) -> None:
    """Read these papers in full, waiting at most so long; what is not read by then is told from its abstract."""
    if seconds > 0:
        await asyncio.gather(*(read_in_full(library, paper, seconds=seconds) for paper in papers))


def places_beyond(sections: Iterable[Section], passages: Iterable[Passage]) -> Mapping[str, Place]:
    """Where the quotes of these sections stand that are not of the abstract, by passage. Pure."""
    quoted = {quote.passage_key for section in sections for claim in section.claims for quote in claim.quotes}
    return {one.key: place_in(one) for one in passages if one.key in quoted and one.ordinal > 0}


def abstract_and_ends(passages: Sequence[Passage]) -> list[Passage]:
    """The abstract, and the passages in which a paper speaks of its limits and of what comes next. Pure.

    `passages` are all that is stored of one paper, in reading order.
    """
    part = roles(passages)
    ends = [passage for role in ENDS for passage in passages if part[passage.key] == role]
    return [passage for passage in passages if passage.ordinal == 0] + ends[:MOST_ENDS]
