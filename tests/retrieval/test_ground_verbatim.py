"""Finding a quote in a text typed otherwise, and giving back the text's own words."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.text.verbatim import find, squeeze

TEXT = (
    "We present “SparseGPT”: a state‐of‐the‐art, eﬃcient method.\nIt is 1.33$\\times$ faster – without naïve tricks – "
    "and keeps 95.2\\% of the accuracy of \\textbf{OPT-175B}. It does not, however, help on small models."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('We present "SparseGPT": a state-of-the-art,', "We present “SparseGPT”: a state‐of‐the‐art"),
        ("state of the art efficient", "state‐of‐the‐art, eﬃcient"),
        ("It is 1.33x faster - without naive tricks", "It is 1.33$\\times$ faster – without naïve tricks"),
        ("it is 1.33× faster", "It is 1.33$\\times$ faster"),
        ("keeps 95.2% of the accuracy of OPT-175B", "keeps 95.2\\% of the accuracy of \\textbf{OPT-175B}."),
        ("accuracy … small models", "accuracy of \\textbf{OPT-175B}. It does not, however, help on small models."),
        ("keeps [...] accuracy", "keeps 95.2\\% of the accuracy"),
    ],
)  # fmt: skip
def test_the_texts_own_words_come_back(quote: str, found: str) -> None:
    span = find(quote, TEXT)
    assert span
    assert TEXT[slice(*span)] == found


@pytest.mark.parametrize(
    "quote",
    [
        "keeps 95.3% of the accuracy",
        "keeps 95.2% of the speed",
        "resent “SparseGPT”",
        "of the accuracy of OPT-17",
        "small models … accuracy",
        "It does not help on small models",
        "5.2% of the accuracy",
        "",
        "…",
    ],
)
def test_what_does_not_stand_there_in_whole_words_is_not_found(quote: str) -> None:
    assert find(quote, TEXT) is None


def test_words_joined_across_a_gap_are_found_only_with_the_gap_shown() -> None:
    assert find("SparseGPT help on small models", TEXT) is None
    assert find("SparseGPT … help on small models", TEXT)


def test_a_word_hyphenated_at_a_line_end_is_one_word() -> None:
    assert find("cardinality constraints", "The cardi-\nnality constraints bind.") == (4, 29)


@given(st.text(max_size=200))
def test_squeezing_keeps_places_in_order_and_changes_nothing_the_second_time(text: str) -> None:
    letters, places = squeeze(text)
    assert len(letters) == len(places)
    assert places == sorted(places)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert squeeze(letters)[0] == letters


WORDS = st.lists(st.text(alphabet="abcdefghij", min_size=1, max_size=8), min_size=6, max_size=40)


@given(WORDS, st.data())
def test_any_run_of_words_is_found_where_it_stands(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 2))
    end = data.draw(st.integers(start + 1, len(words)))
    quote = " ".join(words[start:end])
    span = find(quote, text)
    assert span
    assert text[slice(*span)] == quote


@given(WORDS, st.text(alphabet="klmnopqrst", min_size=4, max_size=30))
def test_words_that_are_not_in_the_text_are_never_found(words: list[str], stranger: str) -> None:
    assert find(stranger, " ".join(words)) is None


@given(WORDS, st.integers(0, 999), st.integers(0, 999), st.data())
def test_a_quote_with_a_changed_number_is_never_found(
    words: list[str], one: int, other: int, data: st.DataObject
) -> None:
    assume(one != other)
    at = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:at], str(one), *words[at:]])
    assert find(text, text)
    assert find(" ".join([*words[:at], str(other), *words[at:]]), text) is None
