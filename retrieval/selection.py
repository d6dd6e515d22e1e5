"""A day's papers held against a profile: gathers what `rank.py` decides on."""

from collections.abc import Sequence

import numpy as np

from retrieval.answer import Scope
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from retrieval.rank import Evidence, Matrix, Pick, rank


async def select(library: Library, papers: Sequence[Paper], profile: Profile, *, owner: str) -> list[Pick]:
    """All of `papers`, best first, each with its reason. The papers must be stored and indexed.

    A paper whose vector is missing (the index is down or behind) is ranked by its words alone.
    """
    if not papers or not profile.topics:
        empty = np.zeros((0, len(papers)), np.float32)
        return rank(papers, profile, Evidence(empty, empty, empty))
    abstracts = {
        p.paper_id: p for p in await library.store.passages([p.id for p in papers], owner=owner) if p.ordinal == 0
    }
    lexical = await _lexical(library, papers, profile, owner=owner)
    dense, against = await _dense(library, papers, profile, abstracts)
    return rank(papers, profile, Evidence(dense, lexical, against))


async def _lexical(library: Library, papers: Sequence[Paper], profile: Profile, *, owner: str) -> Matrix:
    columns = {paper.id: column for column, paper in enumerate(papers)}
    scope = Scope(owner=owner, paper_ids=frozenset(columns))
    scores = np.zeros((len(profile.topics), len(papers)), np.float32)
    for line, topic in enumerate(profile.topics):
        found = await library.store.lexical(topic, scope=scope, limit=len(papers))
        passages = await library.store.load([hit.row for hit in found])
        for hit in found:
            if passage := passages.get(hit.row):
                column = columns[passage.paper_id]
                scores[line, column] = max(scores[line, column], hit.score)
    return scores / max(float(scores.max(initial=0.0)), 1e-9)


async def _dense(
    library: Library, papers: Sequence[Paper], profile: Profile, abstracts: dict[str, Passage]
) -> tuple[Matrix, Matrix]:
    lines = await library.embedder.queries([*profile.topics, *profile.leave_outs])
    vectors = await library.index.vectors([passage.row for passage in abstracts.values()])
    nothing = np.zeros(lines.shape[1], np.float32)
    day = np.stack(
        [vectors.get(abstracts[paper.id].row, nothing) if paper.id in abstracts else nothing for paper in papers]
    )
    cosines = np.asarray(lines @ day.T, np.float32)
    return cosines[: len(profile.topics)], cosines[len(profile.topics) :]
