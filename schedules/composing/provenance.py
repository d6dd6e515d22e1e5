"""Who told of a day's papers, counted. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.picking.selection import others
from schedules.edition import Item, SourceCount

Tellers = Mapping[str, tuple[str, ...]]
"""The names of all sources that told of a paper, by its id, in the order they first did."""


def source_counts(tellers: Tellers, missing: Sequence[str]) -> tuple[SourceCount, ...]:
    """Each source with its papers and those nobody else told of, most papers first; then what was missing."""
    papers = Counter(name for names in tellers.values() for name in dict.fromkeys(names))
    only = Counter(names[0] for names in tellers.values() if len(set(names)) == 1)
    counted = [SourceCount(name, many, only[name]) for name, many in papers.most_common()]
    return (*counted, *(SourceCount("Missing", 0, missing=sentence) for sentence in missing))


def with_agreement(items: Sequence[Item], tellers: Tellers) -> tuple[Item, ...]:
    """The items, each with the other sources that told of it too."""
    told = others(tellers)
    return tuple(replace(item, agreeing=told.get(item.paper.id, ())) for item in items)
