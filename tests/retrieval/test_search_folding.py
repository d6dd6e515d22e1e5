"""What is said twice is found once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.paper import Passage
from retrieval.searching.folding import diverse, print_of, same
from retrieval.searching.fusion import Fused

ABSTRACT = (
    "We evict keys from the attention cache by their age. On long documents this halves the memory of inference "
    "at equal quality, for models of every size that we could train. "
    "We prove that the error is bounded by $\\epsilon$, and release the code of all experiments."
)


def alike(one: str, other: str) -> bool:
    return same(print_of(one), print_of(other))


@pytest.mark.parametrize(
    "again",
    [
        ABSTRACT.upper(),
        ABSTRACT.replace("$\\epsilon$", "\\epsilon").replace(". ", ".\n"),
        f"{ABSTRACT} Accepted at a conference.",
        ABSTRACT.replace("age", "use"),
        ABSTRACT[: len(ABSTRACT) // 2] + "…",
    ],
    ids=["capitals", "typesetting", "a sentence more", "a word changed in v2", "cut off by a feed"],
)
def test_the_same_abstract_of_two_sources_is_one(again: str) -> None:
    assert alike(ABSTRACT, again)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The model of Table 3 reaches 81.2 on the test set.", "The model of Table 3 reaches 79.4 on the test set."),
        ("Keys are evicted from the cache by age.", "Stars form slowly in small galaxies."),
        ("Keys are evicted from the cache by age.", "Keys are evicted from the cache by use."),
        ("On long documents this halves the memory.", ABSTRACT),
    ],
    ids=["another number", "another matter", "a line with another word", "a part of it"],
)
def test_what_is_not_the_same_stays(one: str, other: str) -> None:
    assert not alike(one, other)


@given(st.text(max_size=80))
def test_every_text_is_the_same_as_itself(text: str) -> None:
    assert alike(text, text)


@given(st.text("ab 1.", max_size=40), st.text("ab 1.", max_size=40))
def test_which_comes_first_does_not_matter(one: str, other: str) -> None:
    if len(print_of(one).shingles) != len(print_of(other).shingles):
        assert alike(one, other) == alike(other, one)


def _passages(texts: dict[int, tuple[str, str]]) -> dict[int, Passage]:
    return {
        row: Passage(paper_id=paper, version=1, ordinal=0, title="", text=text, row=row)
        for row, (paper, text) in texts.items()
    }


def test_one_paper_has_so_many_passages_and_no_more() -> None:
    scored = [Fused(row, 1 - row / 10, None, None) for row in (1, 2, 3, 4)]
    passages = _passages({1: ("a", "alpha beta"), 2: ("a", "gamma delta"), 3: ("a", "epsilon"), 4: ("b", "eta theta")})

    assert [one.row for one in diverse(scored, passages, limit=3, per_paper=2)] == [1, 2, 4]


def test_of_what_is_said_twice_the_better_place_stays() -> None:
    scored = [Fused(row, 1 - row / 10, None, None) for row in (1, 2, 3)]
    passages = _passages({1: ("a", ABSTRACT), 2: ("b", f"{ABSTRACT} Accepted."), 3: ("c", "Something else.")})

    assert [one.row for one in diverse(scored, passages, limit=3, per_paper=2)] == [1, 3]
