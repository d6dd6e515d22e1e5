"""Talk ties facts together and states none: nothing counted, nothing named, nothing found."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.forms.hosts import HOSTS, LINES
from schedules.talk import LONGEST, fit_to_say, names_nothing

ANY = st.text(max_size=120)
DIGIT = st.characters(categories=("Nd", "Nl", "No"))


@given(ANY, DIGIT, ANY)
def test_nothing_with_a_digit_passes_in_whatever_script(before: str, digit: str, after: str) -> None:
    assert unicodedata.category(digit).startswith("N")
    assert not fit_to_say(f"{before}{digit}{after}", known=(f"{before}{digit}{after}",))


@given(st.text(min_size=LONGEST + 1, max_size=LONGEST + 50))
def test_nothing_long_passes(text: str) -> None:
    assert not fit_to_say(text, known=(text,))


@given(ANY, st.sampled_from(("https://", "www.", "@", "<")), ANY)
def test_nothing_that_links_or_calls_somebody_passes(before: str, mark: str, after: str) -> None:
    assert not fit_to_say(f"{before}{mark}{after}", known=())


@given(ANY)
def test_it_never_raises_and_an_empty_line_is_no_line(text: str) -> None:
    fit_to_say(text, known=(text,))
    assert not fit_to_say("  \n ", known=())


@pytest.mark.parametrize(
    "text",
    [
        "It is twice the size.",
        "That saves half of the memory.",
        "A dozen groups tried.",
        "Tenfold, no less.",
        "Thirteen of them agree.",
        "It outperforms everything before it.",
        "They found that it works.",
        "It is faster.",
        "It is better than what we had.",
        "That beats the rest.",
        "I heard that OpenAI does the same.",
        "So says the team at DeepMind.",
        "Ask @everyone about it.",
    ],
)
def test_what_is_counted_named_or_found_needs_a_quote(text: str) -> None:
    assert not fit_to_say(text, known=("Sparse Attention That Keeps Up",))


@pytest.mark.parametrize(
    "text",
    [
        "And why should anybody believe that?",
        "Think of a library whose books sort themselves overnight.",
        "I like this one, but I want to see it outside the laboratory.",
        "Hold on, Nora.",
        "So much for Sparse Attention.",
    ],
)
def test_doubts_pictures_hosts_and_titles_may_be_spoken(text: str) -> None:
    assert fit_to_say(text, known=("Sparse Attention That Keeps Up",), speakers=HOSTS)


@pytest.mark.parametrize(
    "text",
    [
        "By next spring every clinic will run it.",
        "Doctors already rely on it, and patients live longer.",
        "The authors hid what went wrong.",
        "It never fails.",
        "They plainly copied it from their rivals.",
        "Everybody in the field has switched to it.",
        "Several papers turn around the same concern.",
        "Imagine: the data were made up, and they admit it.",
        "My view: the model reads minds.",
        "I know that the reviewers were bribed.",
        "I like it because it cures cancer.",
        "Did you know that it was withdrawn last night?",
        "Good. Patients live longer.",
    ],
)
def test_what_states_something_needs_a_quote_though_nothing_in_it_is_counted_or_named(text: str) -> None:
    assert not fit_to_say(text, known=())


@pytest.mark.parametrize(
    "text",
    [
        "Hm. I keep my doubts until somebody else has tried it.",
        "Imagine a cook who tastes the soup before the guests do.",
        "It is like packing a suitcase in the dark.",
        "I would like to see it tried by somebody else.",
        "What do they share?",
        "Fair question. Let me take it slowly.",
        "And who would pay for that?",
    ],
)
def test_questions_pictures_and_stances_state_nothing(text: str) -> None:
    assert fit_to_say(text, known=())


def test_what_the_hosts_say_by_themselves_counts_and_names_nothing() -> None:
    lines = [line for some in LINES.values() for line in some]
    assert not [line for line in lines if not names_nothing(line, known=(), speakers=HOSTS)]
