"""A day's papers held against a profile and a taste: gathers what `rank.py` decides on."""

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.feedback import Verdict
from retrieval.learn import Lesson, Sample, learned
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.phrases import Matrix, phrases, wording
from retrieval.ports import Vectors
from retrieval.profile import Profile
from retrieval.rank import Evidence, Pick, profile_scores, rank

NOTHING: Mapping[str, Verdict] = {}


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
    lines = await library.embedder.queries(lines_of(profile)) if profile.topics else np.zeros((0, 1), np.float32)
    today = {paper.id for paper in papers}
    told = {name: one for name, one in verdicts.items() if name not in today}
    past = sorted((await library.store.many(told, owner=owner)).values(), key=lambda paper: paper.id) if told else []
    vectors = await _vectors(library, [*papers, *past], lines.shape[1], owner=owner)
    shelf = (list(papers), vectors[: len(papers)], past, vectors[len(papers) :])
    return await asyncio.to_thread(_ranked, shelf, profile, lines, told)


def _ranked(
    shelf: tuple[list[Paper], Vectors, list[Paper], Vectors],
    profile: Profile,
    lines: Vectors,
    verdicts: Mapping[str, Verdict],
) -> list[Pick]:
    papers, vectors, past, past_vectors = shelf
    evidence = evidence_of(papers, vectors, profile, lines)
    if not past:
        return rank(papers, profile, evidence)
    fits = profile_scores(papers, profile, evidence)
    past_fits = profile_scores(past, profile, evidence_of(past, past_vectors, profile, lines))
    lessons = [
        Lesson(sample, verdicts[sample.paper.id]) for sample in samples_of(past, past_vectors, past_fits)
    ]  # fmt: skip
    return rank(papers, profile, evidence, learned(samples_of(papers, vectors, fits), lessons))


def samples_of(papers: Sequence[Paper], vectors: Vectors, fits: Matrix) -> list[Sample]:
    """Papers as `learn.py` sees them; a row of zeros is a vector that is not known."""
    return [
        Sample(paper, vector if vector.any() else None, float(fit))
        for paper, vector, fit in zip(papers, vectors, fits, strict=True)
    ]


def lines_of(profile: Profile) -> list[str]:
    """What of a profile is embedded: its topics, then the phrases of its leave-outs."""
    return [*profile.topics, *(phrase for line in profile.leave_outs for phrase in _named(line))]


def evidence_of(papers: Sequence[Paper], vectors: Vectors, profile: Profile, lines: Vectors) -> Evidence:
    """`vectors`: a row a paper, of zeros where it is not known; `lines`: those of `lines_of(profile)`, in order."""
    texts = [(paper.title, paper.abstract) for paper in papers]
    cosines = np.asarray(lines @ vectors.T, np.float32) if profile.topics else np.zeros((0, len(papers)), np.float32)
    topics = len(profile.topics)
    against = np.zeros((len(profile.leave_outs), len(papers)), np.float32)
    row = topics
    for number, line in enumerate(profile.leave_outs if profile.topics else ()):
        many = len(_named(line))
        against[number] = cosines[row : row + many].max(axis=0)
        row += many
    return Evidence(cosines[:topics], wording(profile.topics, texts), against, wording(profile.leave_outs, texts))


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
