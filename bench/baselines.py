"""The rankings that ours are measured against, made without any of our own code for search.

For retrieval, plain BM25; for selection, BM25 and vectors mixed by rank, and a regression on past choices.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.text.words import stems

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


class PlainBM25:
    """BM25 as Lucene scores it (k1 = 0.9, b = 0.4) over Porter stems of whole texts; no stop words are left out.

    score = sum over the query's words of idf · tf / (tf + k1 · (1 - b + b · length / mean length)), with
    idf = ln(1 + (N - n + 0.5) / (n + 0.5)): Kamphuis et al., Which BM25 Do You Mean? (2020), the accurate variant.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._stem = snowballstemmer.stemmer("porter").stemWord
        self._known: dict[str, str] = {}
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = np.zeros(len(texts))
        for row, text in enumerate(texts):
            stems = self._stems(text)
            lengths[row] = len(stems)
            for stem, times in Counter(stems).items():
                postings[stem].append((row, times))
        norm = K1 * (1 - B + B * lengths / (lengths.mean() or 1.0)) if len(texts) else lengths
        self._size = len(texts)
        self._scores = {stem: _scored(np.array(found), norm) for stem, found in postings.items()}

    def best(self, asked: str, limit: int) -> list[int]:
        """The rows of the `limit` best texts that have any of the words, best first; of equals the first."""
        return self.scores(asked)[0][:limit]

    def scores(self, asked: str) -> tuple[list[int], list[float]]:
        """The rows of all texts that have any of the words, best first, and their scores."""
        scores = np.zeros(self._size)
        for stem in self._stems(asked):
            if stem in self._scores:
                rows, some = self._scores[stem]
                scores[rows] += some
        ordered = [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > 0]
        return ordered, scores[ordered].tolist()

    def _stems(self, text: str) -> list[str]:
        words = re.findall(r"[^\W_]+", text.lower())
        for word in words:
            if word not in self._known:
                self._known[word] = self._stem(word)
        return [self._known[word] for word in words]


def _scored(found: NDArray[np.int64], norm: Scores) -> tuple[NDArray[np.int64], Scores]:
    """The rows that have a word, and what it adds to the score of each."""
    rows, times = found[:, 0], found[:, 1]
    idf = math.log(1 + (len(norm) - len(rows) + 0.5) / (len(rows) + 0.5))
    return rows, idf * times / (times + norm[rows])


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
