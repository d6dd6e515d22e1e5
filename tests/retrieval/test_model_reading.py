"""Reading JSON as models write it, whole and while it grows."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.writers.reading import read, whole_items
from retrieval.writers.shapes import AnswerShape, ClaimShape

PRINTED = st.text(st.characters(exclude_characters="\b\f"), max_size=30)
ITEM = st.fixed_dictionaries(dict.fromkeys(("text", "key", "quote"), PRINTED))


def quote_of(text: str) -> str:
    found = read(text, AnswerShape)
    assert found is not None
    return found.claims[0].quote


def one(quote: str) -> str:
    return '{"claims": [{"text": "t", "key": "k", "quote": "' + quote + '"}]}'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"the \\alpha of \\frac{a}{b}", r"the \alpha of \frac{a}{b}"),
        (r"the \alpha of \frac{a}{b}, \beta and \sigma", r"the \alpha of \frac{a}{b}, \beta and \sigma"),
        (r"say \"it\", [1,] then", 'say "it", [1,] then'),
        ("a line\nbreak", "a line\nbreak"),
        (r"caf\u00e9 \underline{x}", r"café \underline{x}"),
    ],
)
def test_latex_with_single_backslashes_is_read_as_it_was_meant(written: str, meant: str) -> None:
    assert quote_of(one(written)) == meant


def test_what_is_thought_aloud_is_no_answer() -> None:
    assert read("<think>" + one("no"), AnswerShape) is None
    assert quote_of("<think>" + one("no") + "</think>" + one("yes")) == "yes"
    assert quote_of(one("no") + "</think>\n" + one("yes")) == "yes"  # some templates open it themselves
    assert quote_of(one("about </think> and <think>") + " bye") == "about </think> and <think>"


def test_a_long_answer_is_read_at_once() -> None:
    items = [{"text": "a claim", "key": "k", "quote": "q" * 500}] * 600
    text = json.dumps({"claims": items})
    assert len(whole_items(text, "claims")) == 600  # a pattern that tries every start would take minutes
    assert read(text, AnswerShape) is not None


def test_text_without_an_object_that_fits_is_unreadable() -> None:
    for text in ("", "no", "{", "[]", '{"other": 1}', "{" * 3000, '{"claims"' * 500):
        assert read(text, AnswerShape) is None


@given(st.lists(ITEM, max_size=4), st.integers(0, 10_000), st.booleans())
def test_of_a_growing_list_only_whole_items_are_heard_and_never_another_than_in_the_end(
    items: list[dict[str, str]], cut: int, ascii_only: bool
) -> None:
    text = json.dumps({"claims": items, "corrects": False}, ensure_ascii=ascii_only)
    heard = whole_items(text[: cut % (len(text) + 1)], "claims")
    assert heard == items[: len(heard)]
    assert whole_items(text, "claims") == items


@given(st.text(max_size=200))
def test_reading_never_fails_whatever_is_written(text: str) -> None:
    read(text, ClaimShape)
    whole_items(f'{{"claims": [{text}', "claims")
