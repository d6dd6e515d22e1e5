"""The rankings that selection is measured against: BM25 and vectors mixed by rank, and a regression on past choices."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.words import stems

Scores = NDArray[np.float64]
K1, B = 0.9, 0.4
K = 60


def bm25(papers: Sequence[Paper], profile: Profile) -> Scores:
    """Lucene's BM25 over the day's titles and abstracts, stemmed, the wanted lines as one query."""
    texts = [Counter(stems(f"{paper.title} {paper.abstract}")) for paper in papers]
    lengths = np.array([text.total() for text in texts], np.float64)
    norm = K1 * (1 - B + B * lengths / (lengths.mean() or 1.0))
    scores = np.zeros(len(papers))
    for stem, times in Counter(stems(" ".join(profile.topics))).items():
        counts = np.array([text[stem] for text in texts], np.float64)
        having = np.count_nonzero(counts)
        idf = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        scores += times * idf * counts / (counts + norm)
    return scores


def reciprocal_ranks(*scores: Scores) -> Scores:
    """Reciprocal rank fusion, k = 60."""
    fused = np.zeros(len(scores[0]))
    for one in scores:
        places = np.empty(len(one))
        places[np.argsort(-one, kind="stable")] = np.arange(1, len(one) + 1)
        fused += 1 / (K + places)
    return fused


def regression(past: Sequence[Paper], chosen: Sequence[bool], papers: Sequence[Paper]) -> Scores:
    """TF-IDF of 1- and 2-grams (sublinear, title twice) and logistic regression (C=10, balanced)."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    model.fit(words.fit_transform(map(_text, past)), list(chosen))
    return np.asarray(model.decision_function(words.transform(map(_text, papers))), np.float64)


def _text(paper: Paper) -> str:
    return f"{paper.title} {paper.title} {paper.abstract}"
