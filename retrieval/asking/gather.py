"""A question → the passages that may answer it: by one search, one for each paper it names, or by research."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

from retrieval.answer import Question, Scope, Usage
from retrieval.asking.bounds import Bounds
from retrieval.asking.research import many_steps, researched
from retrieval.asking.rewriting import wanted
from retrieval.asking.sides import several
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.search import search

PASSAGES = 8
"""How many passages are read for one answer."""
FEWEST_EACH = 3
"""Of each paper, where a question names several."""
RESEARCHED = 12
"""How many are read after research: what it chose, then what one search finds."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Passages, best first, with the words they were searched by, the papers they are of, and what a model took."""

    wanted: str
    passages: tuple[Passage, ...]
    papers: dict[str, Paper] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)


async def gather(library: Library, question: Question, bounds: Bounds) -> Gathered:
    """The passages to answer from, all inside the question's scope or looked up by id."""
    text, usage = await wanted(library, question, bounds)
    chosen: Sequence[Passage] = ()
    if library.researcher is not None and question.scope.paper_ids is None and many_steps(question.text):
        chosen, spent = await researched(library, question, bounds.after(usage))
        usage += spent
    if named := several(question.scope):
        return Gathered(text, await _of_each(library, question.scope, named, text), usage=usage)
    found = await search(library, text, scope=question.scope, limit=PASSAGES)
    passages = {passage.key: passage for passage in (*chosen, *(one.passage for one in found))}
    most = RESEARCHED if chosen else len(passages)
    papers = {one.paper.id: one.paper for one in found}
    return Gathered(text, tuple(passages.values())[:most], papers, usage)


async def _of_each(library: Library, scope: Scope, named: Sequence[str], text: str) -> tuple[Passage, ...]:
    """As many of each paper, in turn; of one in which nothing fits, how it begins."""
    each = max(FEWEST_EACH, PASSAGES // len(named))

    async def of(paper_id: str) -> list[Passage]:
        alone = replace(scope, paper_ids=frozenset([paper_id]))
        found = [one.passage for one in await search(library, text, scope=alone, limit=each)]
        return found or (await library.store.passages([paper_id], owner=scope.owner))[:each]

    apart = await asyncio.gather(*map(of, named))
    return tuple(one for one in chain.from_iterable(zip_longest(*apart)) if one is not None)
