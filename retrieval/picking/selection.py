"""A day's papers held against a profile and a taste: gathers what `rank.py` decides on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.learn import Lesson, Sample, Taste, learned
from retrieval.library import Library
from retrieval.lookup import LOOKED_UP
from retrieval.paper import Paper
from retrieval.picking.feedback import Verdict
from retrieval.picking.phrases import Matrix, phrases, wordings
from retrieval.ports import Vectors
from retrieval.profile import Profile
from retrieval.rank import Evidence, Pick, profile_scores, rank
from retrieval.sources.rows import SOURCE as FILES

NOTHING: Mapping[str, Verdict] = {}
OURS = (LOOKED_UP, FILES)
"""Sources that mean somebody looked a paper up or handed it in: that is no source agreeing with another."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Papers and their vectors, a row each: of the abstracts (zeros: not known), and of the titles, if read."""

    papers: Sequence[Paper]
    vectors: Vectors
    titles: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a day is held against: a profile, the vectors of its `lines_of`, what people made of earlier papers,

    and who else told of today's.
    """

    profile: Profile
    lines: Vectors
    verdicts: Mapping[str, Verdict]
    agreeing: Mapping[str, Sequence[str]]


async def select(
    library: Library,
    papers: Sequence[Paper],
    profile: Profile,
    *,
    owner: str,
    verdicts: Mapping[str, Verdict] = NOTHING,
) -> list[Pick]:
    """All of `papers`, best first, each with its reason. The papers must be stored and indexed.

    `verdicts` (paper id → what people made of it, `feedback.verdicts`) teach the order; those of today's
    own papers and of papers that `owner` may not see are left aside. A paper whose vector is missing
    (the index is down or behind) is ranked by its words alone.
    """
    if not papers:
        return []
    wanted = lines_of(profile)
    lines = await library.embedder.queries(wanted) if wanted else np.zeros((0, 1), np.float32)
    today = {paper.id for paper in papers}
    told = {name: one for name, one in verdicts.items() if name not in today}
    past = sorted((await library.store.many(told, owner=owner)).values(), key=lambda paper: paper.id) if told else []
    vectors = await _vectors(library, [*papers, *past], lines.shape[1], owner=owner)
    titles = await library.embedder.documents([paper.title for paper in papers]) if profile.topics else None
    agreeing = others(await library.store.told_by(today, owner=owner))
    now, before = Shelf(papers, vectors[: len(papers)], titles), Shelf(past, vectors[len(papers) :])
    return await asyncio.to_thread(_ranked, now, before, Wanted(profile, lines, told, agreeing))


def others(tellers: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Of the names of all sources that told of each paper, those after the first, where there are such."""
    told = {paper: tuple(name for name in names if name not in OURS)[1:] for paper, names in tellers.items()}
    return {paper: names for paper, names in told.items() if names}


def _ranked(now: Shelf, before: Shelf, wanted: Wanted) -> list[Pick]:
    evidence = evidence_of(now, wanted.profile, wanted.lines)
    taste = _taste(now, before, evidence, wanted) if before.papers else None
    return rank(now.papers, wanted.profile, evidence, taste, wanted.agreeing)


def _taste(now: Shelf, before: Shelf, evidence: Evidence, wanted: Wanted) -> Taste | None:
    past = samples_of(before, wanted.profile, evidence_of(before, wanted.profile, wanted.lines))
    lessons = [Lesson(sample, wanted.verdicts[sample.paper.id]) for sample in past]
    alone = np.asarray(profile_scores(now.papers, wanted.profile, evidence), np.float64)
    return learned(samples_of(now, wanted.profile, evidence), lessons, alone=alone)


def samples_of(shelf: Shelf, profile: Profile, evidence: Evidence) -> list[Sample]:
    """Papers as `learn.py` sees them. Titles are left out of the fit: those of the past were not read."""
    papers, vectors = shelf.papers, shelf.vectors
    fits = profile_scores(papers, profile, replace(evidence, titles=None))
    return [
        Sample(paper, vector if vector.any() else None, float(fit))
        for paper, vector, fit in zip(papers, vectors, fits, strict=True)
    ]


def lines_of(profile: Profile) -> list[str]:
    """What of a profile is embedded: its topics, then the phrases of its leave-outs, then those of its topics."""
    lines = (*profile.leave_outs, *profile.topics)
    return [*profile.topics, *(phrase for line in lines for phrase in _named(line))]


def evidence_of(shelf: Shelf, profile: Profile, lines: Vectors) -> Evidence:
    """`lines`: the vectors of `lines_of(profile)`, in order."""
    texts = [(paper.title, paper.abstract) for paper in shelf.papers]
    words = wordings((profile.topics, profile.leave_outs), texts)
    if not len(lines):
        nothing = np.zeros((0, len(texts)), np.float32)
        return Evidence(nothing, words[0], nothing, words[1])
    topics, rest = lines[: len(profile.topics)], lines[len(profile.topics) :]
    many = sum(len(_named(line)) for line in profile.leave_outs)
    dense = np.asarray(topics @ shelf.vectors.T, np.float32)
    against = _nearest(profile.leave_outs, rest[:many], shelf.vectors)
    titles = None if shelf.titles is None else _nearest(profile.topics, rest[many:], shelf.titles)
    return Evidence(dense, words[0], against, words[1], titles)


def _nearest(lines: Sequence[str], phrased: Vectors, vectors: Vectors) -> Matrix:
    """The cosine of each paper to the nearest phrase of each line; one row a line."""
    cosines = np.asarray(phrased @ vectors.T, np.float32)
    near = np.zeros((len(lines), len(vectors)), np.float32)
    row = 0
    for number, line in enumerate(lines):
        many = len(_named(line))
        near[number] = cosines[row : row + many].max(axis=0)
        row += many
    return near


def _named(line: str) -> list[str]:
    """The phrases of a line as they were written; a line that names nothing stands for itself."""
    return list(phrases(line).values()) or [line]


async def _vectors(library: Library, papers: Sequence[Paper], size: int, *, owner: str) -> Vectors:
    """A row a paper: the vector of its abstract, or zeros."""
    abstracts = {
        p.paper_id: p.row for p in await library.store.passages([p.id for p in papers], owner=owner) if p.ordinal == 0
    }
    known = await library.index.vectors(list(abstracts.values()))
    size = next((len(vector) for vector in known.values()), size)
    nothing = np.zeros(size, np.float32)
    return np.stack([known.get(abstracts.get(paper.id, -1), nothing) for paper in papers])
