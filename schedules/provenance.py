"""Who told of a day's papers, counted. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.lookup import LOOKED_UP
from retrieval.sources.rows import SOURCE as FILES
from schedules.edition import Item, SourceCount

Tellers = Mapping[str, tuple[str, ...]]
"""The names of all sources that told of a paper, by its id, in the order they first did."""
_OURS = (LOOKED_UP, FILES)
"""Papers that somebody looked up or handed in: that is no source agreeing with another."""


def source_counts(tellers: Tellers, missing: Sequence[str]) -> tuple[SourceCount, ...]:
    """Each source with its papers and those nobody else told of, most papers first; then what was missing."""
    papers = Counter(name for names in tellers.values() for name in dict.fromkeys(names))
    only = Counter(names[0] for names in tellers.values() if len(set(names)) == 1)
    counted = [SourceCount(name, many, only[name]) for name, many in papers.most_common()]
    return (*counted, *(SourceCount("Missing", 0, missing=sentence) for sentence in missing))


def with_agreement(items: Sequence[Item], tellers: Tellers) -> tuple[Item, ...]:
    """The items, each with the other sources that told of it too."""
    told = {paper: tuple(name for name in names if name not in _OURS) for paper, names in tellers.items()}
    return tuple(replace(item, agreeing=told.get(item.paper.id, ())[1:]) for item in items)
