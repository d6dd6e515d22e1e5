"""Taste learned from what people did with papers: a few small models, made anew for each edition. Pure.

One sees a paper's words as they are written (1- and 2-grams, the title twice), its authors, its
vector, and how well the profile says it fits. Three others count for more as evidence grows: one
sees stems alone; one the words weighed by how much more often they stand in what was wanted
(naive Bayes as features, Wang and Manning 2012); one how densely what was wanted lies around a
paper's vector. Together they begin as the profile and depart from it. scikit-learn is known here
alone. docs/decisions/0007-selection.md has the figures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retrieval.paper import Paper
from retrieval.picking.feedback import Verdict
from retrieval.text.words import stems

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Grams = tuple[NDArray[np.int32], NDArray[np.int32]]

DENSE, FIT = 0.5, 0.5
"""How much the vector and the profile's fit weigh beside the words, all of length or spread one."""
STRENGTH = 10.0
"""The inverse of the regularisation."""
LEANING, LEANING_STRENGTH, DENSITY, NARROW = 0.5, 3.0, 0.5, 10.0
"""What the model of leaning words and the density count beside that of stems; how narrowly density looks."""
MOST_LESSONS = 6_000
"""The newest; what was told goes before what was passed over. Keeps a day under two seconds."""
HALF_TRUST = 20.0
"""So many wanted papers make the model count for as much as the profile; with fewer it counts for much less.

A channel likes two to four a day, and only of papers that were shown, which are the profile's own first.
"""
STEMS_PATIENCE = 50.0
"""So many make the model of stems count for half as much as the other: it has nothing but words to go by."""
LIKE = 0.45
"""From this cosine on, a paper is said to be like another."""

_COLUMNS = 1 << 20
_WORD = re.compile(r"(?u)\b\w\w+\b")


@dataclass(frozen=True, slots=True)
class Sample:
    """A paper as the model sees it: its vector (None if unknown) and the profile's fit (None if never measured)."""

    paper: Paper
    vector: NDArray[np.float32] | None
    fit: float | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A paper of the past and what was made of it."""

    sample: Sample
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Kin:
    """The paper of the past that one of today's is most like, if any is like it: its title and the cosine.

    `by`: what was done with it (`feedback.Verdict.by`). `abstract`: to tell what both speak of.
    """

    title: str
    cosine: float
    by: str = ""
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class Taste:
    """What was learned about today's papers, one entry each, in their order.

    `scores`: profile and taste mixed, of mean 0 and spread 1. `lift`: how much the taste moves it
    beyond what the profile says, in the same unit. `liked`, `disliked`: the nearest kin people told of.
    """

    scores: Floats
    lift: Floats
    liked: tuple[Kin | None, ...]
    disliked: tuple[Kin | None, ...]
    lessons: int


def learned(today: Sequence[Sample], lessons: Sequence[Lesson], *, alone: Floats | None = None) -> Taste | None:
    """Today's papers by the taste that the lessons show; None while they show none (nothing wanted, or nothing else).

    `lessons`: the newest last; neither their order otherwise nor that of `today` changes a score. `alone`: what the
    profile alone gives today's papers, where it knows more of them than `fit` says.
    """
    taken = _taken(lessons)
    wanted = np.array([lesson.verdict.wanted for lesson in taken], bool)
    if not len(today) or wanted.all() or not wanted.any():
        return None
    samples = [lesson.sample for lesson in taken]
    fit = _standard(np.array([np.nan if one.fit is None else one.fit for one in [*samples, *today]]))
    evidence = sum(lesson.verdict.weight for lesson in taken if lesson.verdict.wanted)
    weights = np.array([lesson.verdict.weight for lesson in taken])
    every = [*samples, *today]
    words = _words(every, len(taken), stemmed=False)
    seen = _decided(_features(every, words, fit), wanted, weights)
    stemmed = _decided(_words(every, len(taken), stemmed=True), wanted, weights)
    leaning = _decided(_leaning(words, wanted), wanted, weights, strength=LEANING_STRENGTH)
    others = _standard(stemmed) + LEANING * _standard(leaning) + DENSITY * _standard(_density(every, wanted, weights))
    decided = _standard(seen) + evidence / (evidence + STEMS_PATIENCE) * others
    share = trust(evidence)
    plain = _standard(fit[len(taken) :] if alone is None else alone)
    scores = _standard(share * _standard(decided) + (1 - share) * plain)
    liked = [one for one in taken if one.verdict.told and one.verdict.wanted]
    disliked = [one for one in taken if one.verdict.told and not one.verdict.wanted]
    return Taste(scores, scores - plain, _kin(today, liked), _kin(today, disliked), len(taken))


def trust(evidence: float) -> float:
    """How much of the order is the model's, from 0 to 1, with so many wanted papers known."""
    return evidence**2 / (evidence**2 + HALF_TRUST**2)


def _taken(lessons: Sequence[Lesson]) -> list[Lesson]:
    """One lesson a paper, the last; the newest that fit, in an order of their own (the solver's sums depend on it)."""
    last = {lesson.sample.paper.id: lesson for lesson in lessons}
    newest = list(last.values())[::-1]
    newest.sort(key=lambda lesson: not lesson.verdict.told)
    return sorted(newest[:MOST_LESSONS], key=lambda lesson: lesson.sample.paper.id)


def _standard(values: Floats) -> Floats:
    """Mean 0 and spread 1; what is unknown is the mean."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros_like(values)
    spread = float(known.std()) or 1.0
    standard: Floats = np.nan_to_num((values - known.mean()) / spread, nan=0.0)
    return standard


def _features(samples: Sequence[Sample], words: "csr_matrix", fit: Floats) -> "csr_matrix":
    from scipy.sparse import csr_matrix, hstack

    return csr_matrix(hstack([words, csr_matrix(DENSE * _vectors(samples)), csr_matrix(FIT * fit[:, None])]))


def _vectors(samples: Sequence[Sample]) -> NDArray[np.float32]:
    """A row a sample; zeros where the vector is not known."""
    size = next((len(one.vector) for one in samples if one.vector is not None), 0)
    nothing = np.zeros(size, np.float32)
    rows = [nothing if one.vector is None else one.vector for one in samples]
    return np.array(rows, np.float32).reshape(len(samples), size)


def _leaning(words: "csr_matrix", wanted: NDArray[np.bool_]) -> "csr_matrix":
    """The words, each weighed by the logarithm of how much likelier it is in what was wanted."""
    from scipy.sparse import csr_matrix, diags

    held = words[: len(wanted)] > 0
    counts = [1.0 + np.asarray(held[side].sum(axis=0), np.float64).ravel() for side in (wanted, ~wanted)]
    shares = [count / count.sum() for count in counts]
    return csr_matrix(words @ diags(np.log(shares[0] / shares[1])))


def _density(samples: Sequence[Sample], wanted: NDArray[np.bool_], weights: Floats) -> Floats:
    """How much more densely what was wanted lies around each sample after the lessons than the rest, as a logarithm."""
    vectors = _vectors(samples)
    near = np.exp(NARROW * (vectors[len(wanted) :] @ vectors[: len(wanted)].T - 1))
    sides = [near @ (weights * side) / (weights * side).sum() for side in (wanted, ~wanted)]
    return np.asarray(np.log(sides[0]) - np.log(sides[1]), np.float64)


def _words(samples: Sequence[Sample], lessons: int, *, stemmed: bool) -> "csr_matrix":
    """TF-IDF, sublinear, rows of length 1, of what is common among the first `lessons` samples."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    read = _stem_grams if stemmed else _word_grams
    grams = [read(one.paper.title, one.paper.abstract, one.paper.authors) for one in samples]
    columns = np.concatenate([column for column, _ in grams])
    counts = np.concatenate([count for _, count in grams]).astype(np.float64)
    ends = np.cumsum([0, *(len(column) for column, _ in grams)])
    found = csr_matrix((counts, columns, ends), shape=(len(samples), _COLUMNS))
    kept = found[:, _common(np.bincount(columns[: ends[lessons]], minlength=_COLUMNS))]
    return csr_matrix(TfidfTransformer(sublinear_tf=True).fit(kept[:lessons]).transform(kept))


def _common(samples: NDArray[np.int64]) -> NDArray[np.int64]:
    """The columns of what occurs in at least two lessons; where nothing does, in one; where there are no words, any."""
    for least in (2, 1, 0):
        if len(columns := np.flatnonzero(samples >= least)):
            return columns if least else columns[:1]
    return np.zeros(1, np.int64)


@lru_cache(maxsize=2 * MOST_LESSONS)  # a paper is a lesson again and again; some 3 kB each
def _word_grams(title: str, abstract: str, authors: tuple[str, ...]) -> Grams:
    """The words as they are written, small ones too (they tell a style), and the authors."""
    words = _WORD.findall(f"{title} {title} {abstract}".lower())
    signed = [f"by {' '.join(name.lower().split())}" for name in authors]
    return _counted([*words, *_pairs(words), *signed])


@lru_cache(maxsize=2 * MOST_LESSONS)
def _stem_grams(title: str, abstract: str, _authors: tuple[str, ...]) -> Grams:
    """The stems of the content words; the title's are not paired with the abstract's."""
    top, rest = stems(title), stems(abstract)
    return _counted([*top, *top, *rest, *_pairs([*top, *top]), *_pairs(rest)])


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{one} {other}" for one, other in pairwise(words)]


def _counted(grams: Sequence[str]) -> Grams:
    """The columns of the grams and how often each occurs."""
    hashed = np.array([crc32(gram.encode("utf-8", "replace")) % _COLUMNS for gram in grams], np.int32)
    columns, counts = np.unique(hashed, return_counts=True)
    return columns.astype(np.int32), counts.astype(np.int32)


def _decided(
    features: "csr_matrix", wanted: NDArray[np.bool_], weights: Floats, *, strength: float = STRENGTH
) -> Floats:
    """The model's decision on every row after the lessons; wanted and not weigh the same in sum."""
    from sklearn.linear_model import LogisticRegression

    balanced = weights.copy()
    for side in (wanted, ~wanted):
        balanced[side] *= len(weights) / 2 / balanced[side].sum()
    model = LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=1000, random_state=0)
    model.fit(features[: len(wanted)], wanted, sample_weight=balanced)
    return np.asarray(model.decision_function(features[len(wanted) :]), np.float64)


def _kin(today: Sequence[Sample], past: Sequence[Lesson]) -> tuple[Kin | None, ...]:
    known = [one for one in past if one.sample.vector is not None]
    if not known:
        return (None,) * len(today)
    vectors = np.array([one.sample.vector for one in known])
    return tuple(None if one.vector is None else _nearest(vectors @ one.vector, known) for one in today)


def _nearest(cosines: NDArray[np.float32], known: Sequence[Lesson]) -> Kin | None:
    best = int(cosines.argmax())
    if cosines[best] < LIKE:
        return None
    paper = known[best].sample.paper
    return Kin(paper.title, float(cosines[best]), known[best].verdict.by, paper.abstract)
