"""Why two papers are alike, in words that stand in both."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.explaining.likeness import alike, shared, usual_among
from retrieval.explaining.recommended import NEAREST, reason_to_read
from retrieval.paper import Paper, Passage
from retrieval.search import Found

CACHE = Paper(
    id="2603.00001",
    title="KV-cache eviction by age",
    abstract="We study how keys are evicted. Long contexts fill the memory of AdamW-trained transformers.",
)


def found(title: str, abstract: str, passage: str = "", cosine: float | None = 0.7) -> Found:
    paper = Paper(id="2603.00002", title=title, abstract=abstract)
    text = passage or abstract
    return Found(paper, Passage(paper_id=paper.id, version=1, ordinal=0, title=title, text=text), 0.5, 1.0, cosine)


def test_the_phrases_that_stand_in_both_are_named() -> None:
    other = found("Eviction from a KV cache by use", "KV-cache eviction pays off for long contexts.")

    assert alike(CACHE, other) == "Both speak of KV-cache eviction and long contexts."


def test_a_phrase_of_the_passage_that_was_found_counts() -> None:
    other = found("A survey of storage", "Nothing here.", "Section 3 treats KV-cache eviction.")

    assert alike(CACHE, other) == "Both speak of KV-cache eviction."


@pytest.mark.parametrize(
    ("cosine", "said"),
    [
        (0.7, "They share no telling phrase, but are close in meaning (cosine 0.70)."),
        (0.2, "They share no telling phrase; nothing nearer is on the shelf."),
        (None, "They share no telling phrase; nothing nearer is on the shelf."),
    ],
)
def test_nothing_is_made_up_where_nothing_is_shared(cosine: float | None, said: str) -> None:
    assert alike(CACHE, found("Dwarf galaxies", "Stars form slowly.", cosine=cosine)) == said


def test_what_every_paper_says_is_no_likeness() -> None:
    general = "We propose a novel framework and extensive experiments show better performance on benchmark datasets."

    assert shared(("One", general), ("Two", general.replace("novel", "new"))) == []


def test_of_a_reading_nothing_is_named_that_any_paper_of_the_field_shares() -> None:
    one = ("A stellar stream", "A galaxy loses stars, and a large language model on a GPU finds the progenitor.")
    other = ("A stellar stream again", "The galaxy has stars. A large language model on a GPU knows its progenitor.")
    assert "large language model" in shared(one, other)
    near = [found(f"Galaxy {n}", "A galaxy has stars, and stars have a progenitor.") for n in range(6)]
    near += [found(f"Wool {n}", "Sheep are warm.") for n in range(3)]
    usual = usual_among(near)
    assert {"galaxi", "star"} <= usual
    assert "sheep" not in usual
    assert shared(one, other, usual=usual) == ["stellar stream"]


def test_a_name_and_its_initials_are_named_once() -> None:
    text = "Large language models (LLMs) reason."

    assert shared(("Large language models", text), ("LLMs and large language models", text)) == [
        "large language models"
    ]


def test_latex_does_not_hide_a_shared_phrase() -> None:
    assert shared(("", r"The $\beta$-decay of tritium nuclei"), ("Tritium nuclei", "An old one.")) == ["tritium nuclei"]


TEXTS = st.lists(
    st.sampled_from(["cache eviction", "Cache", "evictions", "of the", "GPT-4o", "models", ",", ".", "\n\n", "β-VAE"]),
    max_size=12,
).map(" ".join)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_every_phrase_named_stands_in_both(title: str, text: str, other_title: str, other_text: str) -> None:
    whole = [" ".join(f"{a}\n\n{b}".casefold().split()) for a, b in ((title, text), (other_title, other_text))]

    for phrase in shared((title, text), (other_title, other_text)):
        assert all(phrase.casefold() in one for one in whole)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert len(shared((one, one), (other, other))) <= 3
    assert not any(re.search(r"\n", phrase) for phrase in shared((one, one), (one, one)))


def test_a_single_word_is_named_only_where_few_papers_have_it_or_it_is_a_name() -> None:
    ours = ("Hierarchical, social, end-to-end: language by BERT, parsing", "We read text.")
    theirs = ("Parsing of language, end-to-end", "BERT, hierarchical or not, is social. BERT is BERT.")

    assert sorted(shared(ours, theirs)) == ["BERT", "parsing"]


def test_a_reading_without_a_telling_phrase_is_offered_as_near_or_not_at_all() -> None:
    told = "They share no telling phrase, but are close in meaning (cosine 0.80)."
    assert reason_to_read(found("Wool", "Sheep are warm.", cosine=0.8), told) == NEAREST
    assert reason_to_read(found("Wool", "Sheep are warm.", cosine=0.3), told) == ""
    assert reason_to_read(found("Wool", "Sheep are warm.", cosine=0.8), "Both speak of wool.") == "Both speak of wool."
