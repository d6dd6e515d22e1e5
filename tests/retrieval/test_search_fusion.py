"""One list out of two, as plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.paper import Passage
from retrieval.ports import Ranked
from retrieval.searching.fusion import (
    FIRST_SHARE,
    MEANING,
    SENTENCE,
    TOGETHER,
    WORDS,
    Fused,
    closeness,
    first_ahead,
    fuse,
    read,
    supported,
)

ROWS = st.integers(1, 30)
LEXICAL = st.dictionaries(ROWS, st.floats(0.01, 60), max_size=12).map(
    lambda found: [Ranked(row, score) for row, score in sorted(found.items(), key=lambda one: -one[1])]
)
COSINES = st.dictionaries(ROWS, st.floats(-1, 1), max_size=12)


def passage(row: int, text: str = "", title: str = "") -> Passage:
    return Passage(paper_id=f"file:{row}", version=1, ordinal=0, title=title, text=text or f"t{row}", row=row)


@given(LEXICAL, COSINES)
def test_every_row_that_a_leg_found_is_there_once_and_best_first(
    lexical: list[Ranked], cosines: dict[int, float]
) -> None:
    fused = fuse(lexical, cosines)

    assert sorted(one.row for one in fused) == sorted({hit.row for hit in lexical} | cosines.keys())
    assert [one.score for one in fused] == sorted((one.score for one in fused), reverse=True)
    assert all(0 <= one.score <= WORDS + MEANING + 1e-6 for one in fused)


@given(LEXICAL, COSINES, st.floats(0.1, 10))
def test_the_size_of_the_lexical_scores_does_not_matter(
    lexical: list[Ranked], cosines: dict[int, float], times: float
) -> None:
    scaled = [Ranked(hit.row, hit.score * times) for hit in lexical]

    plain, other = fuse(lexical, cosines), fuse(scaled, cosines)

    assert {one.row: pytest.approx(one.score, abs=1e-6) for one in plain} == {one.row: one.score for one in other}


def test_what_both_legs_like_passes_what_one_of_them_likes_best() -> None:
    fused = fuse([Ranked(1, 10.0), Ranked(2, 9.0)], {2: 0.7, 3: 0.8, 1: 0.1})

    assert [one.row for one in fused] == [2, 3, 1]
    assert fused[0].score == pytest.approx(WORDS * 0.9 + MEANING * 0.7)
    assert (fused[0].lexical, fused[0].dense) == (9.0, 0.7)


def test_one_sentence_that_says_it_all_beats_its_words_scattered() -> None:
    scattered = "Caches are old. Eviction is new. Keys come and go."
    together = "We study caches. The eviction of keys from caches is new."

    apart, joined = closeness("eviction of keys from caches", [scattered, together])

    assert joined == pytest.approx(SENTENCE + TOGETHER)
    assert apart < joined


def test_words_that_are_neighbours_in_the_question_should_be_neighbours() -> None:
    apart, side_by_side, across_small_words = closeness(
        "cache eviction", ["The cache hinders eviction.", "On cache eviction.", "The cache and its eviction."]
    )

    assert apart < side_by_side == across_small_words


def test_a_rare_word_tells_more_than_one_that_all_texts_have() -> None:
    rare, common, *_ = closeness("pruning models", ["pruning", "models", "models too", "other models"])

    assert rare > common


@pytest.mark.parametrize("asked", ["", "the of and", "zebra"])
def test_a_question_without_a_word_of_the_texts_gives_nothing_to_any(asked: str) -> None:
    assert closeness(asked, ["one text", "another"]) == [0.0, 0.0]


@given(st.text(max_size=60), st.lists(st.text(max_size=80), max_size=5))
def test_closeness_stays_within_its_part_of_the_score(asked: str, texts: list[str]) -> None:
    assert all(0 <= one <= SENTENCE + TOGETHER + 1e-9 for one in closeness(asked, texts))


def test_a_row_whose_passage_is_gone_is_left_out() -> None:
    fused = [Fused(1, 0.5, 1.0, 0.5), Fused(2, 0.4, 1.0, 0.4)]

    (left,) = read(fused, "cache", {2: passage(2, "A cache.")})

    assert left.row == 2
    assert left.score == pytest.approx(0.4 + SENTENCE)


def test_a_good_passage_speaks_for_the_others_of_its_paper() -> None:
    own = [Fused(1, 0.9, None, None), Fused(2, 0.45, None, None), Fused(3, 0.5, None, None)]
    passages = {1: passage(1, title="Caches"), 2: passage(2, title="Caches"), 3: passage(3, title="Stars")}

    scores = {one.row: one.score for one in supported(own, passages)}

    assert scores[1] == pytest.approx(0.9)
    assert scores[3] == pytest.approx(0.5)
    assert scores[3] < scores[2] < scores[1]


def test_papers_without_a_title_do_not_speak_for_one_another() -> None:
    own = [Fused(1, 0.9, None, None), Fused(2, 0.4, None, None)]

    assert [one.score for one in supported(own, {1: passage(1), 2: passage(2)})] == pytest.approx([0.9, 0.4])


@given(st.dictionaries(ROWS, st.floats(0, 1), min_size=1), st.data())
def test_support_keeps_scores_in_bounds_and_the_order_within_a_paper(
    own: dict[int, float], data: st.DataObject
) -> None:
    titles = {row: data.draw(st.sampled_from(["", "A", "B"])) for row in own}
    passages = {row: passage(row, title=titles[row]) for row in own}

    scores = {one.row: one.score for one in supported([Fused(*one, None, None) for one in own.items()], passages)}

    assert all(own[row] - 1e-9 <= scores[row] <= max(own.values()) + 1e-9 for row in own)
    for row in own:
        for other in own:
            if titles[row] == titles[other] and own[row] > own[other]:
                assert scores[row] >= scores[other]


def test_first_papers_go_ahead_from_a_share_of_the_best_score_on() -> None:
    scored = [Fused(1, 1.0, None, 1.0), Fused(2, FIRST_SHARE, None, 0.7), Fused(3, FIRST_SHARE - 0.01, None, 0.6)]
    passages = {row: passage(row) for row in (1, 2, 3)}

    ordered = first_ahead(scored, passages, frozenset({"file:2", "file:3"}))

    assert [one.row for one in ordered] == [2, 1, 3]
