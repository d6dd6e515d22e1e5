"""Which sentence may stand under which heading, and how many."""

import pytest

from retrieval.answer import Claim, Quote, Section
from retrieval.paper import Passage
from retrieval.writers.explaining import explaining
from retrieval.writers.fitting import fits, is_finding
from retrieval.writers.levels import LEVELS, MOST_TAKEAWAYS, capped
from retrieval.writers.statements import Statement, statements


def one_of(section: str, text: str) -> Statement:
    passages = [
        Passage(paper_id="2301.00001", version=1, ordinal=n, title="T", text=part, section=name)
        for n, (name, part) in enumerate((("Abstract", "Cats sleep for many hours."), (section, text)))
    ]
    return next(one for one in statements(passages) if one.text == text)


def belongs(name: str, section: str, text: str) -> bool:
    return any(fits(one_of(section, text), name, level) for level in LEVELS.values())


def test_a_limit_of_earlier_work_is_no_limit_of_this_one() -> None:
    assert not belongs("gaps", "Introduction", "However, summarization of news has been limited to small datasets.")
    assert not belongs("gaps", "Conclusion", "Work on summaries of news has been limited to small datasets so far.")
    assert belongs("gaps", "Conclusion", "Our parser is limited to texts in English.")


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("Experiments", "To simulate a smaller dataset, we randomly selected 10% of the training set."),
        ("Introduction", "RNNs have achieved many state-of-the-art results."),
        ("Model", "For modeling long dependencies in a dataset, the gating concept can help RNNs a lot."),
        ("Experiments", "Due to memory constraints, the batch size was dropped to 20 for each GPU."),
    ],
)
def test_what_was_done_and_what_the_field_knows_is_no_finding(section: str, text: str) -> None:
    one = one_of(section, text)
    assert not is_finding(one)
    assert not belongs("finding", section, text)
    assert not belongs("takeaways", section, text)


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("Introduction", "Our parser outperforms all baselines by 4.2 points."),
        ("Experiments", "The results show that the small parser is faster than the large one."),
        ("Conclusion", "The new parser reaches an accuracy of 93.2% on news."),
    ],
)
def test_what_came_out_of_the_work_is_a_finding(section: str, text: str) -> None:
    assert is_finding(one_of(section, text))


def test_without_a_finding_there_is_no_headline_from_what_was_done() -> None:
    passage = Passage(
        paper_id="2301.00001",
        version=1,
        ordinal=1,
        title="T",
        section="Method",
        text="We propose a novel parser of sentences. We randomly selected 10% of the training set.",
    )
    assert "finding" not in {one.name for one in explaining([passage], "expert")}


@pytest.mark.parametrize(
    ("name", "section", "text"),
    [
        ("terms", "Method", "The decoder is a 512-dimensional single-layer LSTM."),
        ("terms", "Introduction", "For complete details the reader refers to the first paper."),
        ("evidence", "Results", "Decoding contains the typical attention as well as attention to all earlier output."),
        ("evidence", "Results", "We reduce the number of parameters of the encoder."),
        ("new", "Introduction", "The methods most related to this work are based on novel graphs."),
        ("new", "Introduction", "In the future, we plan to continue with a novel combination of graphs."),
    ],
)
def test_sentences_that_do_not_belong_under_a_heading_are_not_put_there(name: str, section: str, text: str) -> None:
    assert not belongs(name, section, text)


def test_no_section_is_longer_than_its_reader_is_shown_whoever_wrote_it() -> None:
    claims = tuple(Claim(f"Claim {n}.", (Quote("2301.00001v1#0", "Cats sleep."),)) for n in range(13))
    written = [Section(name, claims) for name in ("finding", "takeaways", "terms", "how")]
    counts = {level: {one.name: len(one.claims) for one in capped(written, level)} for level in LEVELS}
    assert counts["newcomer"] == {"finding": 1, "takeaways": MOST_TAKEAWAYS, "terms": 3, "how": 2}
    assert counts["expert"] == {"finding": 1, "takeaways": MOST_TAKEAWAYS, "how": 5}


def test_an_expert_is_told_what_a_newcomer_is_where_the_results_say_little() -> None:
    text = "We show that cats sleep longer than dogs. We found that kittens dream more than old cats."
    passages = [
        Passage(paper_id="2301.00001", version=1, ordinal=n, title="T", text=part, section=name)
        for n, (name, part) in enumerate((("Abstract", "Cats sleep for many hours."), ("Introduction", text)))
    ]
    told = {one.name: one.claims for one in explaining(passages, "expert")}
    assert {claim.text for name in ("finding", "takeaways") for claim in told.get(name, ())} >= set(
        text.split(". ")[1:]
    )
