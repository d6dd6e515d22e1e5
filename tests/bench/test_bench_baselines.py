"""Plain BM25 against scores computed by hand."""

import math

import pytest

from bench.baselines import PlainBM25
from bench.retrieval import Query


def test_the_best_text_has_the_rarer_word() -> None:
    plain = PlainBM25(["the cache", "the caches of the keys", "the stars", "nothing at all"])

    assert plain.best("the keys", 10) == [1, 0, 2]
    assert plain.best("the keys", 1) == [1]
    assert plain.best("zebra", 10) == []
    assert PlainBM25([]).best("zebra", 10) == []


def test_a_score_is_what_the_formula_says() -> None:
    """Two texts of 2 and 4 words; “cache” stands in both, once and twice."""
    plain = PlainBM25(["cache keys", "caches cached old keys"])
    idf = math.log(1 + 0.5 / 2.5)

    rows, added = plain.scores("cache")

    assert rows == [1, 0]
    assert added[0] == pytest.approx(idf * 2 / (2 + 0.9 * (0.6 + 0.4 * 4 / 3)))
    assert added[1] == pytest.approx(idf * 1 / (1 + 0.9 * (0.6 + 0.4 * 2 / 3)))


def test_the_half_of_a_query_depends_on_its_id_alone() -> None:
    halves = [Query(str(n), "text", {}).held_out for n in range(200)]

    assert halves == [Query(str(n), "another", {"a": 1}).held_out for n in range(200)]
    assert 70 < sum(halves) < 130
