"""A sceptic's questions, answered with the paper's own sentences or not at all."""

import pytest

from retrieval.explaining.checklist import checklist
from retrieval.paper import Passage

PARTS = (
    ("Abstract", "We present a parser. Code is available at https://github.com/example/parser."),
    ("Related work", "Earlier work ran ablations of its own parser, and reported error bars."),
    (
        "Experiments",
        "We compare our parser with two strong baselines. We report the mean and standard deviation over 5 runs.",
    ),
    ("Experiments", "The difference is significant under a paired bootstrap test (p < 0.05)."),
    ("Conclusion", "A limitation of our parser is that it does not read tables."),
    ("Acknowledgments", "This work was supported by the Science Fund."),
)


def passages(*parts: tuple[str, str]) -> list[Passage]:
    return [
        Passage(paper_id="2301.00001", version=1, ordinal=n, title="A Parser", text=text, section=section)
        for n, (section, text) in enumerate(parts)
    ]


def answers(*parts: tuple[str, str]) -> dict[str, str]:
    return {one.name: one.claim.text for one in checklist(passages(*parts)) if one.claim}


def test_each_question_has_the_sentence_that_speaks_to_it() -> None:
    found = answers(*PARTS)
    assert found["baselines"] == "We compare our parser with two strong baselines."
    assert found["spread"] == "We report the mean and standard deviation over 5 runs."
    assert found["tests"].endswith("paired bootstrap test (p < 0.05).")
    assert found["data"] == "Code is available at https://github.com/example/parser."
    assert found["limits"] == "A limitation of our parser is that it does not read tables."
    assert found["money"] == "This work was supported by the Science Fund."


def test_what_others_did_answers_nothing() -> None:
    assert "ablation" not in answers(*PARTS)


def test_every_question_is_asked_and_each_answer_is_a_quote_of_the_text() -> None:
    told = checklist(passages(*PARTS))
    assert len({one.name for one in told}) == len(told) == 8
    assert all(one.question.endswith("?") for one in told)
    whole = " ".join(text for _, text in PARTS)
    assert all(one.claim.quotes[0].text in whole for one in told if one.claim)


def test_a_text_that_says_nothing_leaves_every_question_open() -> None:
    assert answers(("Abstract", "Cats sleep for sixteen hours a day.")) == {}


def test_data_of_others_is_no_data_released() -> None:
    assert answers(("Data", "We used the corpus that is available from the consortium.")) == {}


def test_what_the_introduction_says_of_the_papers_own_tests_counts_and_what_it_says_of_others_does_not() -> None:
    ours = "We improve over the baseline by 20 points."
    assert answers(("Introduction", ours), ("Results", "It is fast."))["baselines"] == ours
    theirs = "Earlier systems improve over the baseline by 20 points."
    assert "baselines" not in answers(("Abstract", "A."), ("Introduction", theirs), ("Results", "It is fast."))


def test_a_paper_whose_headings_are_all_alike_is_asked_everything() -> None:
    found = answers(("A", "Cats are studied."), ("B", "A limitation of our parser is that it reads no tables."))
    assert found["limits"] == "A limitation of our parser is that it reads no tables."


@pytest.mark.parametrize(
    "text",
    [
        "The lack of a good open-source dataset makes the code for it hard to release.",
        "Using tags makes our model more domain-independent, which the data show.",
        "After choosing the parameters, models were trained on all the available data.",
    ],
)
def test_data_that_is_wanting_or_used_is_no_data_released(text: str) -> None:
    assert "data" not in answers(("Method", text))


@pytest.mark.parametrize(
    "sentence",
    [
        "Our publicly available code written in JAX draws 10 histories a second.",
        "We present Grus, an open-source package for spectra of stars.",
        "The code is released at https://example.org/grus for everyone.",
    ],
)
def test_code_that_is_offered_in_passing_is_code_released(sentence: str) -> None:
    assert answers(("Abstract", f"Stars are old. {sentence}"))["data"] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "We evaluate our models on several publicly available datasets.",
        "We propose a planner and test it on an open-source simulator.",
        "Existing open-source tools are slow in this field of study.",
    ],
)
def test_what_is_open_of_others_is_nothing_released(sentence: str) -> None:
    assert "data" not in answers(("Abstract", f"Stars are old. {sentence}"))
