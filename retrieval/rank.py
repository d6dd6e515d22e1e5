"""Which papers matter to a profile, and why. Pure: numbers in, picks with reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.learn import Taste
from retrieval.paper import Paper
from retrieval.picking.day import Day, day_of
from retrieval.picking.phrases import Matrix, Wording
from retrieval.picking.reasons import Case, reason, short
from retrieval.profile import Profile

__all__ = [
    "Evidence",
    "Matrix",
    "Pick",
    "Wording",
    "matched_author",
    "matched_venue",
    "profile_scores",
    "rank",
    "short",
]

BAR = 0.38
"""The least score that is kept. On the shared selection days it keeps about a quarter of what is read."""
SOFTNESS = 0.08
"""How far a second topic that fits lifts a paper above one that fits a single topic as well."""
WORDS, LEFT_WORDS, LEFT_MEANING = 0.4, 0.2, 0.3
"""What the words add, and what the words and the meaning of leave-outs take away, beside the cosine."""
HALF = 10.0
"""A paper whose words weigh this much has half of what words can add."""
USUAL = 0.35
"""The cosine to a leave-out that costs nothing: everything in a field is about as near as that."""
LEAVE_OUT_MARGIN, ALONE = 0.05, 0.45
"""A paper nearer to something left out than to every topic, by this much cosine, and so near at all, is left out."""
JUST_BELOW = 0.001
"""The best that a paper can come to the bar which is left out: the taste may want it, the profile does not."""
VENUE_BONUS = 0.05
AGREEMENT, MOST_AGREEMENT = 0.02, 0.04
"""What each further source that told of a paper adds, and all of them together at most.

It moves a paper past one that is about as good, and over the bar only one that was that near to it.
"""
NOBODY: Mapping[str, Sequence[str]] = {}
TITLES, USUAL_TITLE = 0.3, 0.42
"""What the likeness of a title to a topic's nearest phrase adds, and the cosine that adds nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How near each paper is to each line of a profile; one column a paper.

    `dense`: cosines, shape (topics, papers). `lexical`: what `phrases.wording` says of the topics.
    `against`: cosines to the nearest phrase of each leave-out, shape (leave-outs, papers).
    `against_words`: what `wording` says of the leave-outs. `titles`: cosines of the titles to the
    nearest phrase of each topic, shape (topics, papers); None where the titles were not read.
    """

    dense: Matrix
    lexical: Wording
    against: Matrix
    against_words: Wording
    titles: Matrix | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """Why a paper was or was not taken: its place among those read (from 1), a score in [0, 1], and words.

    `topic` is the profile's line that fits best, empty where none does. `because` completes “for
    you because …” for what is kept, and says what kept it out otherwise. `fit` is what the profile
    alone would give as the score. `about`: the paper holds the topic's name. `left_out`: the line of
    the profile that keeps it out, whatever else speaks for it.
    """

    paper_id: str
    title: str
    rank: int
    score: float
    kept: bool
    topic: str
    because: str
    fit: float = 0.0
    about: bool = False
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class _Judged:
    score: float
    kept: bool
    case: Case
    fit: float


def rank(
    papers: Sequence[Paper],
    profile: Profile,
    evidence: Evidence,
    taste: Taste | None = None,
    agreeing: Mapping[str, Sequence[str]] = NOBODY,
) -> list[Pick]:
    """All of `papers`, best first; ties by newest id. Kept: over BAR, an author match, or no topics at all.

    With a `taste` (of the same papers, in their order) the scores of the day are dealt out in its
    order: it decides which papers are kept, the profile how many; what is left out stays out, and
    at best comes next after all that are kept.
    `agreeing`: paper id → the sources that told of it beside the first; a little more for each, where
    the profile alone nearly keeps the paper.
    """
    fits = profile_scores(papers, profile, evidence)
    also = [agreeing.get(paper.id, ()) if _near(fit, profile) else () for paper, fit in zip(papers, fits, strict=True)]
    day = day_of(papers, profile)
    left = [_left_out(column, day, evidence) for column in range(len(papers))]
    may = np.array([not out for out, _ in left], bool)
    dealt_out = np.where(may, dealt(fits, taste, may), dealt(fits, taste, np.ones_like(may))) if taste else fits
    scores = np.minimum(dealt_out + [agreement(len(names)) for names in also], 1.0)
    judged = [
        _judge(
            paper,
            profile,
            replace(
                _case(column, day, evidence, taste, named=bool(scores[column] >= BAR)),
                also=tuple(also[column]),
                left_out=left[column][0],
                barred=left[column][1],
            ),
            float(scores[column]),
            float(fits[column]),
        )
        for column, paper in enumerate(papers)
    ]
    order = sorted(range(len(papers)), key=lambda n: (judged[n].score, papers[n].id), reverse=True)
    return [_pick(papers[n], judged[n], place) for place, n in enumerate(order, start=1)]


def agreement(others: int) -> float:
    """What it adds to a score that so many further sources told of the paper."""
    return min(AGREEMENT * others, MOST_AGREEMENT)


def _near(fit: float, profile: Profile) -> bool:
    return bool(profile.topics) and fit >= BAR - MOST_AGREEMENT


def _pick(paper: Paper, judged: _Judged, place: int) -> Pick:
    case = judged.case
    words = reason(case, judged.fit, kept=judged.kept, bar=BAR)
    left = case.left_out if not judged.kept else ""
    return Pick(
        paper.id,
        paper.title,
        place,
        judged.score,
        judged.kept,
        case.topic,
        words,
        judged.fit,
        about=case.about,
        left_out=left,
    )


def profile_scores(papers: Sequence[Paper], profile: Profile, evidence: Evidence) -> Matrix:
    """What the profile alone says of each paper, from 0 to 1; other papers matter only for which words are rare."""
    if not profile.topics:
        return np.full(len(papers), 0.5, np.float32)
    score = _soft_max(evidence.dense) + WORDS * _saturated(_length(evidence.lexical.held))
    if profile.leave_outs:
        near = evidence.against.max(axis=0)
        score -= LEFT_WORDS * _saturated(_length(evidence.against_words.held)) + LEFT_MEANING * np.maximum(
            near - USUAL, 0.0
        )
        score[near - evidence.dense.max(axis=0) > LEAVE_OUT_MARGIN] /= 2
    if evidence.titles is not None:
        score += TITLES * (evidence.titles.max(axis=0) - USUAL_TITLE)
    score += [VENUE_BONUS * bool(matched_venue(paper, profile)) for paper in papers]
    return np.clip(score, 0.0, 1.0)


def dealt(fits: Matrix, taste: Taste, may: NDArray[np.bool_]) -> Matrix:
    """The same scores in the order of the taste, among those that `may` have another's; the rest keep their own.

    Where the profile tells none apart, scores of the taste's own.
    """
    if np.ptp(fits) == 0:
        return np.asarray(1 / (1 + np.exp(-taste.scores)), np.float32)
    scores = fits.copy()
    rows = np.flatnonzero(may)
    scores[rows[np.argsort(-taste.scores[rows], kind="stable")]] = np.sort(fits[rows])[::-1]
    return scores


def _soft_max(cosines: Matrix) -> Matrix:
    """Near the greatest over topics, rather than their mean: who wants several things wants each of them."""
    best = cosines.max(axis=0)
    soft: Matrix = best + SOFTNESS * np.log(np.exp((cosines - best) / SOFTNESS).mean(axis=0))
    return soft


def _length(held: Matrix) -> Matrix:
    length: Matrix = np.sqrt((held**2).sum(axis=0))
    return length


def _saturated(held: Matrix) -> Matrix:
    return held / (held + HALF)


def _judge(paper: Paper, profile: Profile, case: Case, score: float, fit: float) -> _Judged:
    """Whether one paper is kept, and for what."""
    if author := matched_author(paper, profile):
        return _Judged(1.0, True, Case(author=author), fit)
    if not profile.topics and not case.lift and not case.left_out:
        return _Judged(score, True, Case(category=paper.categories[0] if paper.categories else "", untold=True), fit)
    if case.left_out:
        return _Judged(min(score, BAR - JUST_BELOW), False, case, fit)
    return _Judged(score, score >= BAR, case, fit)


def _left_out(column: int, day: Day, evidence: Evidence) -> tuple[str, str]:
    """The leave-out that keeps a paper out, by its words or by meaning, and one whose words count against it."""
    if not day.profile.leave_outs:
        return "", ""
    out, barred = day.barred(column)
    worst = int(np.argmax(evidence.against[:, column]))
    near = float(evidence.against[worst, column])
    nearer = near - float(evidence.dense[:, column].max(initial=0.0)) if day.profile.topics else near
    if not out and near > ALONE and nearer > LEAVE_OUT_MARGIN:
        return day.profile.leave_outs[worst], barred
    return out, out or barred


def _case(column: int, day: Day, evidence: Evidence, taste: Taste | None, *, named: bool) -> Case:
    """What there is to say for one paper, with its own words if it may be `named`, and what was learned against it."""
    held = day.held(
        column, evidence.dense[:, column] + WORDS * _saturated(evidence.lexical.held[:, column]), named=named
    )
    case = Case(topic=held.topic, about=held.about, phrase=held.phrase, mentioned=held.mentioned)
    if taste is None:
        return case
    liked, both = day.likeness(column, taste.liked[column]) if named else (None, "")
    return replace(
        case,
        lift=float(taste.lift[column]),
        liked=liked,
        shared=both,
        disliked=taste.disliked[column],
        taught=True,
    )


def matched_author(paper: Paper, profile: Profile) -> str:
    """The followed author who signs this paper, as the profile spells the name; empty if none."""
    names = {_name(author) for author in paper.authors}
    return next((wanted for wanted in profile.authors if _name(wanted) in names), "")


def matched_venue(paper: Paper, profile: Profile) -> str:
    """The venue of the profile that this paper says it appears at, as the profile spells it; empty if none."""
    said = f" {_name(f'{paper.journal_ref} {paper.comment}')} "
    return next((venue for venue in profile.venues if f" {_name(venue)} " in said), "")


def _name(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
