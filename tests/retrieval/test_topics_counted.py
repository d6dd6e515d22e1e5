"""Papers counted by topic: one function for every form, and one topic never counts as two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.picking.topics import counted, heads, leading

TOPICS = (
    "Model Architecture: Mixture-of-Experts (MoE), Transformers, dynamic networks.",
    "Model Compression and Efficiency: Sparsity, pruning, low-rank approaches.",
    "Star Formation Histories: work on satellite luminosity functions of dwarfs.",
)


def test_a_name_in_other_capitals_or_another_number_is_the_same_topic() -> None:
    topics = (*TOPICS, "star formation history", "Star formation histories")
    assert counted(topics[2:], topics) == [("Star Formation Histories", 3)]


def test_a_keyword_counts_under_the_topic_that_lists_it() -> None:
    keywords = (
        "Mixture of Experts (MoE)",
        "Pruning",
        "Low-rank",
        "Compression/Efficiency",
        "satellite luminosity function",
    )
    of = heads((*TOPICS, *keywords))
    assert [of[one] for one in keywords] == [
        "Model Architecture",
        *["Model Compression and Efficiency"] * 3,
        "Star Formation Histories",
    ]


def test_a_line_of_its_own_stays_one_though_another_topic_uses_its_word() -> None:
    topics = ("Safety: alignment of agents, jailbreaks", "agents", "Star formation")
    assert list(heads(topics).values()) == ["Safety", "agents", "Star formation"]


@pytest.mark.parametrize(
    ("found", "counts", "about"),
    [
        ([("graphs", True), ("graphs", True), ("agents", False)], [("graphs", 2)], True),
        ([("graphs", True), ("graphs", False), ("agents", False)], [("graphs", 2), ("agents", 1)], False),
        ([("graphs", True)], [("graphs", 1)], True),
        ([("graphs", False)], [("graphs", 1)], False),
        ([], [], False),
    ],
)
def test_papers_are_about_a_topic_where_two_or_the_only_one_hold_its_name(
    found: list[tuple[str, bool]], counts: list[tuple[str, int]], about: bool
) -> None:
    assert leading(found, ["graphs", "agents"]) == (counts, about)


def test_a_paper_of_no_topic_is_not_counted_and_a_topic_that_is_no_longer_wanted_is() -> None:
    assert counted(["", "graphs: trees", "graphs: trees"], TOPICS) == [("graphs", 2)]


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(min_size=1, max_size=30), max_size=8))
def test_no_paper_is_lost_and_none_counts_twice(found: list[str], topics: list[str]) -> None:
    assert sum(many for _, many in counted([*found, *topics], topics)) == len([one for one in [*found, *topics] if one])
