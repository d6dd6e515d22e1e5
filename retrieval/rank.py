"""Which papers matter to a profile, and why. Pure: numbers in, picks with reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.learn import Taste
from retrieval.paper import Paper
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
LEAVE_OUT_MARGIN = 0.05
"""A paper nearer to something left out than to every topic, by this much cosine, is not kept."""
ALONE = 0.45
"""Where nothing is named as wanted, a paper this near to something left out is not kept."""
VENUE_BONUS = 0.05
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
    alone would give as the score.
    """

    paper_id: str
    title: str
    rank: int
    score: float
    kept: bool
    topic: str
    because: str
    fit: float = 0.0


@dataclass(frozen=True, slots=True)
class _Judged:
    score: float
    kept: bool
    case: Case
    fit: float


def rank(papers: Sequence[Paper], profile: Profile, evidence: Evidence, taste: Taste | None = None) -> list[Pick]:
    """All of `papers`, best first; ties by newest id. Kept: over BAR, an author match, or no topics at all.

    With a `taste` (of the same papers, in their order) the scores of the day are dealt out in its
    order: it decides which papers are kept, the profile how many.
    """
    fits = profile_scores(papers, profile, evidence)
    scores = dealt(fits, taste) if taste else fits
    judged = [
        _judge(paper, profile, _case(column, profile, evidence, taste), float(scores[column]), float(fits[column]))
        for column, paper in enumerate(papers)
    ]
    order = sorted(range(len(papers)), key=lambda n: (judged[n].score, papers[n].id), reverse=True)
    return [_pick(papers[n], judged[n], place) for place, n in enumerate(order, start=1)]


def _pick(paper: Paper, judged: _Judged, place: int) -> Pick:
    words = reason(judged.case, judged.score, kept=judged.kept, bar=BAR)
    return Pick(paper.id, paper.title, place, judged.score, judged.kept, judged.case.topic, words, judged.fit)


def profile_scores(papers: Sequence[Paper], profile: Profile, evidence: Evidence) -> Matrix:
    """What the profile alone says of each paper, from 0 to 1; other papers matter only for which words are rare."""
    if not profile.topics:
        return np.full(len(papers), 0.5, np.float32)
    score = _soft_max(evidence.dense) + WORDS * _saturated(_length(evidence.lexical.held))
    if profile.leave_outs:
        near = evidence.against.max(axis=0)
        score -= LEFT_WORDS * _saturated(_length(evidence.against_words.held)) + LEFT_MEANING * (near - USUAL)
        score[near - evidence.dense.max(axis=0) > LEAVE_OUT_MARGIN] /= 2
    if evidence.titles is not None:
        score += TITLES * (evidence.titles.max(axis=0) - USUAL_TITLE)
    score += [VENUE_BONUS * bool(matched_venue(paper, profile)) for paper in papers]
    return np.clip(score, 0.0, 1.0)


def dealt(fits: Matrix, taste: Taste) -> Matrix:
    """The same scores in the order of the taste; where the profile tells none apart, scores of the taste's own."""
    if np.ptp(fits) == 0:
        return np.asarray(1 / (1 + np.exp(-taste.scores)), np.float32)
    scores = np.empty_like(fits)
    scores[np.argsort(-taste.scores, kind="stable")] = np.sort(fits)[::-1]
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
        return _Judged(min(score, BAR / 2), False, case, fit)
    return _Judged(score, score >= BAR, case, fit)


def _case(column: int, profile: Profile, evidence: Evidence, taste: Taste | None) -> Case:
    """What there is to say for and against one paper."""
    topic = phrase = left = barred = ""
    if profile.topics:
        best = int(np.argmax(evidence.dense[:, column] + WORDS * _saturated(evidence.lexical.held[:, column])))
        topic, phrase = profile.topics[best], evidence.lexical.best[best][column]
    if profile.leave_outs:
        worst = int(np.argmax(evidence.against[:, column]))
        barred = profile.leave_outs[worst] if evidence.against_words.held[worst, column] else ""
        nearer = float(evidence.against[worst, column] - evidence.dense[:, column].max(initial=0.0))
        left = profile.leave_outs[worst] if nearer > (LEAVE_OUT_MARGIN if profile.topics else ALONE) else ""
    if taste is None:
        return Case(topic=topic, phrase=phrase, left_out=left, barred=barred)
    return Case(
        topic=topic,
        phrase=phrase,
        barred=barred,
        lift=float(taste.lift[column]),
        liked=taste.liked[column],
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
