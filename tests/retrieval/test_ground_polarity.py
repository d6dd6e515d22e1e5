"""A lost “not”, a lost “may”, “more” for “less”, a number in another's place."""

import pytest

from retrieval.text.polarity import altered, negated, turned


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Pruning helps small models.", "Pruning does not help small models."),
        ("Pruning does not help small models.", "Pruning helps small models."),
        ("Pruning helps small models.", "We show that pruning helps large models, but it does not help small models."),
        ("Pruning improves accuracy.", "Pruning does not, however, improve accuracy."),
        ("Pruning improves accuracy.", "Pruning may improve accuracy."),
        ("Larger models are better.", "The results suggest that larger models are better."),
        ("Pruning increases the error.", "Pruning reduces the error."),
        ("It is slower than BERT.", "It is faster than BERT."),
    ],
)
def test_a_statement_that_turns_its_source_round_is_named(text: str, quote: str) -> None:
    assert turned(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Pruning helps large models.", "Pruning helps large models, but it does not help small ones."),
        ("Pruning does not help small models.", "It fails on small models."),
        ("Pruning helps speed and memory.", "Pruning helps not only speed but also memory."),
        ("It needs no training.", "It works without training."),
        ("Pruning may help.", "Pruning could help."),
        ("It improves speed by reducing memory.", "It reduces memory."),
        ("We met in May.", "We met in May."),
    ],
)
def test_a_statement_that_keeps_its_source_is_left_alone(text: str, quote: str) -> None:
    assert turned(text, quote) == ""


QUOTE = "On A it gains 35% and on B it may gain 63%, which is not better than up to 3x on C."


@pytest.mark.parametrize(
    "text",
    [
        QUOTE.replace("35", "63", 1).replace("63%, which", "35%, which"),
        QUOTE.replace("may gain", "will gain"),
        QUOTE.replace("not better", "better"),
        QUOTE.replace("better", "worse"),
        QUOTE.replace("up to ", ""),
        QUOTE.replace("35", "36"),
    ],
)
def test_a_near_copy_that_changes_a_word_in_passing_is_named(text: str) -> None:
    assert altered(text, QUOTE)


@pytest.mark.parametrize("text", [QUOTE, "On A it gains 35% and on B it may gain 63%", "Something else is said here."])
def test_a_copy_a_stretch_and_another_statement_are_left_alone(text: str) -> None:
    assert altered(text, QUOTE) == ""


def test_a_number_written_otherwise_is_no_change() -> None:
    quote = "It was tested on five benchmarks with 1,000 images each and is 1.33× faster."
    assert altered("It was tested on 5 benchmarks with 1000 images each and is 1.33x faster.", quote) == ""


def test_not_only_denies_nothing() -> None:
    assert not negated("not only fast but small")
    assert negated("not fast")
    assert negated("training-free")


def test_a_near_copy_with_a_denial_around_it_is_named_though_its_source_denies_something_too() -> None:
    quote = "However, earlier models have often been introduced alone, not directly derived from known architectures."
    assert altered(f"It is not true that {quote[9:]}", quote)
    assert altered(f"{quote[9:-1]}, which is not so.", quote)
    assert altered(quote[9:], quote) == ""
    assert altered("Without labels, it learns the whole task.", "It learns the whole task without labels.") == ""
