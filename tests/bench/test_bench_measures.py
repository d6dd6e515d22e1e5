"""The arithmetic of the benches, against values worked out by hand."""

from math import log2

import pytest

from bench.latency import generated, plan
from bench.measures import average_precision, ndcg, percentile, precision, quality, recall, reciprocal_rank
from bench.report import table
from bench.retrieval import queries_of

GRADED = {"a": 2.0, "b": 1.0, "c": 0.0}


def test_ndcg_has_linear_gains_as_trec_eval_has() -> None:
    ideal = 2 / log2(2) + 1 / log2(3)

    assert ndcg(["a", "b"], GRADED) == pytest.approx(1.0)
    assert ndcg(["b", "x", "a"], GRADED) == pytest.approx((1 / log2(2) + 2 / log2(4)) / ideal)


def test_what_stands_below_the_tenth_place_counts_for_nothing() -> None:
    ranked = [f"x{n}" for n in range(10)] + ["a"]

    assert (ndcg(ranked, GRADED), recall(ranked, GRADED), reciprocal_rank(ranked, GRADED)) == (0.0, 0.0, 0.0)


def test_a_grade_of_nought_is_not_relevant() -> None:
    assert recall(["c", "a"], GRADED) == 0.5
    assert reciprocal_rank(["c", "a"], GRADED) == 0.5


def test_means_are_over_all_queries_also_those_nothing_is_relevant_to() -> None:
    reached = quality([["a"], ["a"]], [{"a": 1.0}, {}])

    assert (reached.ndcg, reached.recall, reached.mrr) == (0.5, 0.5, 0.5)


def test_a_percentile_lies_between_its_neighbours() -> None:
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert percentile([], 95) == 0.0


def test_queries_may_name_what_must_not_be_found() -> None:
    with_, without = queries_of(
        [{"id": "1", "text": "t", "relevant": {"a": 1}, "exclude": ["b"]}, {"id": "2", "text": "u", "relevant": {}}]
    )

    assert with_.exclude == {"b"}
    assert without.exclude == frozenset()


def test_a_table_names_the_parts_of_what_has_parts() -> None:
    assert table({"queries": 2, "baselines": {"dense": {"mrr": 0.5}}}) == (
        "queries              2\nbaselines dense mrr  0.5"
    )


def test_the_day_of_a_plan_is_no_part_of_its_library() -> None:
    made = plan(generated(10), day=40, questions=3)

    assert [len(made.library), len(made.day), len(made.questions)] == [5, 5, 3]
    assert not {paper.id for paper in made.library} & {paper.id for paper in made.day}
    assert generated(3) == generated(3)


def test_average_precision_counts_every_relevant_paper_found_or_not() -> None:
    assert average_precision(["a", "x", "b"], {"a", "b"}) == (1 + 2 / 3) / 2
    assert average_precision(["x", "a"], {"a", "gone"}) == 0.25
    assert average_precision(["x"], set()) == 0.0


def test_precision_divides_by_the_depth_asked_for_however_short_the_list() -> None:
    assert precision(["a", "x"], {"a"}, 4) == 0.25
