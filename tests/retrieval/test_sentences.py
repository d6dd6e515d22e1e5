"""Sentences of scientific text, with their places, and cutting one without changing what it says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.clauses import CAREFUL, ELLIPSIS, clause, harmless_cut, shown_alone
from retrieval.text.sentences import sentences


def texts(text: str) -> list[str]:
    return [one.text for one in sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Smith et al. show this in Fig. 3, i.e. on BERT. It works.", 2),
        ("See Sec. 4, Eq. (5) and Tab. 1. The rest follows.", 2),
        ("It gains 3.5% over v1.2, approx. 40 points. We stop here.", 2),
        ("Code is at https://github.com/a.b/c.d. We release it.", 2),
        ("We beat CNNs, RNNs, etc. The gap is large.", 2),
        ("As A. B. Smith noted, it holds. Nobody doubts it.", 2),
        ("We solve subtask A. It uses an LSTM.", 2),
        ("Two steps help (first, cf. Sec. 2. Second, pruning). They are cheap.", 2),
        ("It has three parts: (1) a parser, (2) a ranker. Both are small.", 2),
        ("Existing guidelines are long.Doctors skip them.", 2),
        ("We did it. dKV-Cache is faster.", 2),
        ("Is it fast? Yes! It is.", 3),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_sentences_end_where_sentences_end(text: str, count: int) -> None:
    assert len(texts(text)) == count, texts(text)


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert texts("A heading\n\nA sentence of its own.") == ["A heading", "A sentence of its own."]


PIECES = st.lists(
    st.sampled_from(
        [
            "We show",
            " et al.",
            " Fig. 3",
            ". ",
            "? ",
            ".",
            "3.5",
            " (see",
            ")",
            " i.e.",
            "\n",
            "\n\n",
            "$x.y$",
            " BERT",
            "é",
            "https://a.b/c.d",
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(PIECES, st.text(max_size=200)))
def test_nothing_but_white_space_is_lost_and_every_sentence_stands_at_its_place(text: str) -> None:
    found = sentences(text)
    assert all(text[one.start : one.end] == one.text == one.text.strip() for one in found)
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    assert all(not text[end:start].strip() and end <= start for end, start in zip(ends, starts, strict=True))


LONG = (
    "We introduce SparseGPT, a one-shot pruning method for large language models of the GPT family, "
    "which makes it far easier to serve such models to people all over the world at one time."
)


def test_a_long_sentence_is_cut_before_a_clause() -> None:
    assert clause(LONG) == f"{LONG.split(', which')[0]}{ELLIPSIS}"


def test_a_short_sentence_stays_whole() -> None:
    assert clause("It is 1.33x faster, which is good.") == "It is 1.33x faster, which is good."


@pytest.mark.parametrize(
    "tail",
    [
        "while it does not help on larger models that were trained on more data than the small ones",
        "although the gain may vanish on models that were trained for longer than the ones here",
        "reaching up to 3 times the throughput of the dense model on the same hardware in all runs",
        "except on long inputs where the dense model is the better choice for nearly every task",
        "with a small drop in accuracy that grows with the length of the input in all our settings",
        "which only holds for models of the same family and for inputs of a moderate length here",
        "unlike the dense model, if the inputs are short and the batch is large in every one of the runs",
    ],
)
def test_a_cut_never_drops_a_negation_a_hedge_a_bound_or_a_condition(tail: str) -> None:
    sentence = f"SparseGPT prunes the weights of large language models in one shot and keeps them accurate, {tail}."
    assert clause(sentence) == sentence


def test_a_cut_never_falls_inside_a_bracket_a_formula_or_a_link() -> None:
    sentence = (
        "We train on data (web pages, which we clean, books, which we scan) and $a, which b$ and text from "
        "https://example.org/a;b that is held in the languages of the world and its scripts too, which takes a day."
    )
    cut = clause(sentence, 200)
    assert cut.count("(") == cut.count(")")
    assert cut.count("$") % 2 == 0


def test_an_opening_that_says_nothing_may_go_but_a_condition_may_not() -> None:
    rest = "the pruned models answer as well as the dense ones on all of the nine tasks that we looked at in this study"
    assert clause(f"Extensive experiments show that {rest}.", 125) == f"{ELLIPSIS}{rest}."
    assert clause(f"On small inputs, {rest}.", 125) == f"On small inputs, {rest}."


WORDS = ["the model", "prunes weights", "in one shot", "not", "only", "may", "up to 3.5%", "however", "if", "data,"]
WORDS += ["which is", ";", ":", "—", "(see Fig. 3)", "while", "it", "and", "we show that"]


@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=60).map(" ".join), st.integers(20, 160))
def test_what_is_shown_stands_in_the_sentence_and_what_is_cut_off_is_harmless(sentence: str, most: int) -> None:
    shown = clause(sentence, most)
    bare = shown.strip(ELLIPSIS)
    assert bare in sentence
    if shown != sentence:
        assert len(shown) <= most
        assert harmless_cut(sentence, bare)
        after = sentence.partition(bare)[2]
        assert not CAREFUL.search(after)
        assert not re.match(r"\w", after)


@pytest.mark.parametrize(
    "sentence",
    [
        "SPD avoids most of the other issues, such as the shrinkage of the learned parameters of toy models.",
        "We demonstrate our method across diverse deep learning tasks, including the supervised learning of images.",
        "We determined two new distances for the galaxies: 3.4 Mpc for the first and 4.5 Mpc for the second one.",
        "The method combines key innovations: (1) a tokenizer that prunes; (2) a router that learns; and (3) a cache.",
        "The number of satellites increases with host mass, ranging from 0-2 for small to 0-5 for large galaxies.",
        "The number of satellites increases with host mass by 30%, which is 2-5 times what was seen in galaxies.",
        "All variations in transport properties, such as other diffusion coefficients, significantly affect galaxies.",
        "GPT-4 outperforms all of its predecessors on this kind of task, improving the score of them by 30 points.",
    ],
)
def test_no_cut_leaves_a_count_without_its_things_or_a_claim_without_its_figures(sentence: str) -> None:
    assert clause(sentence, 90) == sentence
    assert clause(sentence, 70) == sentence


@pytest.mark.parametrize(
    ("tail", "cut"),
    [
        ("while maintaining the accuracy of the dense model on the tasks that we have looked at here", True),
        ("while maintaining 98% of the accuracy of the dense model on the tasks that we have looked at", False),
        ("while requiring the memory of the dense model on each of the tasks that we have looked at", False),
        ("with clear gains on the tasks of the benchmark that people look at first in this field of work", True),
        ("with respect to the dense model on the tasks of the benchmark that people look at in this field", False),
        ("offering a simple yet effective way to prune the models of people who have a card of a gamer", True),
    ],
)
def test_a_merit_that_is_added_may_go_but_no_figure_or_cost(tail: str, cut: bool) -> None:
    first = "SparseGPT prunes half of the weights of large language models in one shot on a card"
    assert clause(f"{first}, {tail}.", 120) == (f"{first}{ELLIPSIS}" if cut else f"{first}, {tail}.")


def test_a_stretch_that_is_not_in_the_sentence_is_no_harmless_cut() -> None:
    assert not harmless_cut("It is fast.", "It is slow")


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Additionally, pruning at 50% costs nothing here.", "…pruning at 50% costs nothing here."),
        ("More importantly, however, it needs only the logits.", "…it needs only the logits."),
        ("In this paper, we prune models in one shot.", "…we prune models in one shot."),
        ("However, it fails.", "However, it fails."),
        ("If it is pruned, however, the model fails at once.", "If it is pruned, however, the model fails at once."),
        ("In general, pruning at 50% costs nothing here.", "In general, pruning at 50% costs nothing here."),
        ("However large the model is, pruning costs nothing.", "However large the model is, pruning costs nothing."),
        ("Thus far, pruning has always cost some accuracy.", "Thus far, pruning has always cost some accuracy."),
    ],
)
def test_a_sentence_shown_alone_does_not_begin_with_what_ties_it_to_another(sentence: str, shown: str) -> None:
    assert shown_alone(sentence) == shown


@given(
    st.lists(st.sampled_from(["However, ", "in addition, ", "it ", "fails ", "if ", "Thus "]), max_size=12).map("".join)
)
def test_what_is_shown_alone_stands_in_the_sentence_and_is_not_cut_again(sentence: str) -> None:
    shown = shown_alone(sentence)

    assert shown.removeprefix(ELLIPSIS) in sentence
    assert shown_alone(shown) == shown


def test_a_ratio_or_a_unit_with_a_slash_is_no_link() -> None:
    text = "With [C/O]=-0.6 and [N/O]<-0.9. The [N/O] is low. It moves at 5 km/s. We see it at github.com/a/b.c too."
    assert [one.text for one in sentences(text)] == [
        "With [C/O]=-0.6 and [N/O]<-0.9.",
        "The [N/O] is low.",
        "It moves at 5 km/s.",
        "We see it at github.com/a/b.c too.",
    ]


def test_populations_of_stars_are_no_ends_of_sentences() -> None:
    text = "Three ways quench Pop. III star formation. Pop.~II stars form. We like pop. We do not like rock."
    assert [one.text for one in sentences(text)] == [
        "Three ways quench Pop. III star formation.",
        "Pop.~II stars form.",
        "We like pop.",
        "We do not like rock.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        r"The giant radio galaxy is seen at 1.3 GHz with 7.\asec5 resolution and little noise.",
        "In a survey of Class 0 protostars at a 0.''1 resolution, we identified 38 dense cores.",
        "We score answers by BERTScore, 2. LLM judges, and 3. people.",
    ],
)
def test_a_point_in_a_figure_or_a_list_ends_no_sentence(text: str) -> None:
    assert [one.text for one in sentences(text)] == [text]


def test_a_sentence_that_ends_in_a_figure_or_a_unit_is_told_from_the_next() -> None:
    parts = ["It gains 9.12%.", "Compared to others, it is fast.", "It peaks at 4.1 h.", "We call this the tail."]
    assert [one.text for one in sentences(" ".join(parts))] == parts


def test_no_cut_falls_within_a_range_of_figures() -> None:
    whole = (
        "Our sample of dwarf galaxies spans a wide 12+log(O/H) range of 7.1 - 8.2 in the local volume of the Universe,"
        " and reaches the faintest systems that are known to form stars."
    )
    assert "7.1…" not in clause(whole, most=90)
    assert "7.1 - 8.2" in clause(whole, most=115)
