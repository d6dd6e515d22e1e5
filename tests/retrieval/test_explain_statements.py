"""Which sentences can be shown by themselves, and what each part of a paper is for."""

import pytest

from retrieval.explaining.roles import roles
from retrieval.paper import Passage
from retrieval.writers.statements import alike, stands_alone, statements


def parts(*sections: str) -> list[Passage]:
    return [
        Passage(paper_id="2301.00001", version=1, ordinal=n, title="T", text="Some words stand here.", section=section)
        for n, section in enumerate(("Abstract", *sections))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We train a small model on four public corpora of news.",
        "In this paper, we study how cats sleep in the afternoon.",
        "Our parser reaches an accuracy of 93.2% on the test set [12].",
        "However, labelled data remains scarce for most languages (Table 2).",
    ],
)
def test_a_sentence_that_says_all_it_needs_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "This enables much faster inference on all of them.",
        "It outperforms every baseline by a wide margin.",
        "Such models are expensive to train from scratch.",
        "To address this, the encoder is trained once more.",
        "While these methods work well, they need labels.",
        "Section 3 describes the data that was collected.",
        "The results of all models are given in Table 2.",
        "We use the loss of Equation (4) for all experiments.",
        "The following steps are repeated until convergence.",
        "where x_{i} denotes the input and \\alpha = 0.5 the rate, with y_{i} = f(x_{i}) + b.",
        "Results",
        "the model is trained on four corpora of news text.",
        "Is attention all that anybody could ever need here?",
        "The model is trained on (four corpora of news text.",
        "Smith, Jones, Miller, Wang, Zhang, Garcia and Li.",
        "Data sets are used.for training the model well.",
    ],
)
def test_what_leans_on_other_sentences_or_points_elsewhere_does_not(text: str) -> None:
    assert not stands_alone(text)


def test_a_part_that_says_nothing_by_its_name_is_told_by_its_number_and_place() -> None:
    told = roles(
        parts(
            "1 Introduction", "2 NERO", "3 Experiments", "3.1 NERO", "4 More", "5 Conclusion", "A Proofs", "B.1 Results"
        )
    )
    assert [*told.values()][1:] == ["intro", "method", "results", "results", "results", "closing", "back", "back"]


def test_a_heading_may_begin_with_the_word_a() -> None:
    assert [*roles(parts("Introduction", "A Joint Model")).values()] == ["abstract", "intro", "method"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Acknowledgments", "back"),
        ("6 Limitations and Future Work", "limits"),
        ("IV. Experimental Setup", "setup"),
        ("Related Work", "related"),
        ("Ablation Study", "results"),
        ("Discussion", "closing"),
    ],
)
def test_usual_headings_are_known(heading: str, role: str) -> None:
    assert roles(parts(heading))["2301.00001v1#1"] == role


def test_captions_tables_and_thanks_are_no_statements() -> None:
    said = [
        ("Results", "Figure 2: The accuracy rises with the size of the model."),
        ("Results", "Model | Accuracy | The last column shows the time.\nOurs | 93.2 | It takes an hour."),
        ("Acknowledgments", "We thank the reviewers for their patience with us."),
        ("Results", "Accuracy rises with the size of the model."),
    ]
    passages = [
        Passage(paper_id="2301.00001", version=1, ordinal=n, title="T", text=text, section=section)
        for n, (section, text) in enumerate(said, 1)
    ]
    assert [one.text for one in statements(passages)] == ["Accuracy rises with the size of the model."]


def test_two_sentences_that_say_the_same_are_told_apart_from_two_that_do_not() -> None:
    texts = (
        "Our parser reaches an accuracy of 93.2% on news. "
        "The parser reaches 93.2% accuracy on news. Training takes four hours on one GPU."
    )
    passage = Passage(paper_id="2301.00001", version=1, ordinal=1, title="T", text=texts, section="Results")
    one, same, other = statements([passage])
    assert alike(one, same)
    assert not alike(one, other)
