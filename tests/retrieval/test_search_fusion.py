"""One list out of two, as plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import (
    FIRST_SHARE,
    MEANING,
    SENTENCE,
    WORDS,
    Fused,
    best_sentence,
    diverse,
    first_ahead,
    fuse,
    with_sentences,
)
from retrieval.paper import Passage
from retrieval.ports import Ranked

ROWS = st.integers(1, 30)
LEXICAL = st.dictionaries(ROWS, st.floats(0.01, 60), max_size=12).map(
    lambda found: [Ranked(row, score) for row, score in sorted(found.items(), key=lambda one: -one[1])]
)
COSINES = st.dictionaries(ROWS, st.floats(-1, 1), max_size=12)


def passage(row: int, text: str = "", paper_id: str = "") -> Passage:
    return Passage(paper_id=paper_id or f"file:{row}", version=1, ordinal=0, title="", text=text or f"t{row}", row=row)


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

    apart, joined = best_sentence("eviction of keys from caches", [scattered, together])

    assert joined == pytest.approx(1.0)
    assert apart < joined


def test_a_rare_word_tells_more_than_one_that_all_texts_have() -> None:
    rare, common, *_ = best_sentence("pruning models", ["pruning", "models", "models too", "other models"])

    assert rare > common


@pytest.mark.parametrize("asked", ["", "the of and", "zebra"])
def test_a_question_without_a_word_of_the_texts_gives_nothing_to_any(asked: str) -> None:
    assert best_sentence(asked, ["one text", "another"]) == [0.0, 0.0]


def test_a_row_whose_passage_is_gone_is_left_out() -> None:
    fused = [Fused(1, 0.5, 1.0, 0.5), Fused(2, 0.4, 1.0, 0.4)]

    (left,) = with_sentences(fused, "cache", {2: passage(2, "A cache.")})

    assert left.row == 2
    assert left.score == pytest.approx(0.4 + SENTENCE)


def test_first_papers_go_ahead_from_a_share_of_the_best_score_on() -> None:
    scored = [Fused(1, 1.0, None, 1.0), Fused(2, FIRST_SHARE, None, 0.7), Fused(3, FIRST_SHARE - 0.01, None, 0.6)]
    passages = {row: passage(row) for row in (1, 2, 3)}

    ordered = first_ahead(scored, passages, frozenset({"file:2", "file:3"}))

    assert [one.row for one in ordered] == [2, 1, 3]


def test_one_paper_has_so_many_passages_and_no_more() -> None:
    scored = [Fused(row, 1 - row / 10, None, None) for row in (1, 2, 3, 4)]
    texts = {1: "alpha beta", 2: "gamma delta", 3: "epsilon zeta", 4: "eta theta"}
    passages = {row: passage(row, text, "file:one" if row < 4 else "file:other") for row, text in texts.items()}

    assert [one.row for one in diverse(scored, passages, limit=3, per_paper=2)] == [1, 2, 4]
