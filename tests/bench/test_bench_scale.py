"""The bench of scale once on a handful of made-up papers, and what its made-up library promises."""

import numpy as np

from bench.scale import exact, measure, scopes
from bench.synthetic import PER_PAPER, Library, Prepared, name_of, number_of

SMALL = Library(70)


async def test_a_small_library_is_stored_indexed_and_searched_by_the_names_that_are_printed() -> None:
    figures = await measure(SMALL, questions=3)

    assert (figures["n"], figures["papers"]) == (70, 4)
    assert figures["recall@10"] == 1.0
    kinds = ("search", "search_first", "search_filtered", "search_paper", "lexical", "nearest", "vectors", "load")
    for name in (*kinds, "ask", "ask_embedded"):
        assert {f"{name}_ms_p50", f"{name}_ms_p95", f"{name}_cpu_ms"} <= figures.keys()
    assert {"stored_per_s", "indexed_per_s", "peak_memory_mb", "memory_mb", "database_mb", "index_mb"} <= figures.keys()


def test_the_same_seed_makes_the_same_library() -> None:
    again = Library(70)

    assert again.paper(2) == SMALL.paper(2)
    assert again.questions(5) == SMALL.questions(5) != Library(70, seed=8).questions(5)
    assert np.array_equal(again.vector(45), SMALL.vector(45))


def test_a_library_has_as_many_passages_as_it_was_asked_for() -> None:
    papers = [SMALL.paper(number) for number in range(SMALL.papers)]
    texts = [SMALL.full_text(paper, number) for number, paper in enumerate(papers)]

    assert sum(1 + len(some) for some in texts) == SMALL.n
    assert all(150 <= len(paper.abstract.split()) <= 200 for paper in papers)


async def test_the_prepared_embedder_knows_each_passage_by_its_name() -> None:
    paper = SMALL.paper(1)
    text = SMALL.full_text(paper, 1)[4].text
    prepared = Prepared(SMALL, "any", {"How?": 25})

    (vector,) = await prepared.documents([f"{paper.title}. {text}"])
    near, far = await prepared.queries(["How?", "Something else?"])

    assert number_of(text) == PER_PAPER + 5 == number_of(name_of(25))
    assert np.array_equal(vector, SMALL.vector(25))
    assert near @ vector > 0.6 > abs(far @ vector)


def test_exact_search_finds_the_ten_nearest() -> None:
    asked = np.stack([SMALL.vector(number) for number in (3, 69)])

    found = exact(SMALL, asked)

    every = np.concatenate(list(SMALL.vectors(at_once=32)))
    assert found == [frozenset(np.argsort(-(every @ one))[:10].tolist()) for one in asked]


def test_the_scopes_lie_inside_the_library() -> None:
    day_first = scopes(SMALL)["search_first"].first

    assert day_first == {SMALL.paper_id(number) for number in range(SMALL.papers)}
