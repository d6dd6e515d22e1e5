"""What is no question about papers is not looked up in papers."""

import pytest

from bot.smalltalk import asks, small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thanks", "thanks"),
        ("Thank you so much!", "thanks"),
        ("ok great, thanks", "thanks"),
        ("nice work", "thanks"),
        ("hi there!", "greeting"),
        ("Good morning", "greeting"),
        ("what can you do?", "who"),
        ("Who are you?", "who"),
        ("help", "who"),
        ("thanks to what does EAT save tokens in the long run?", ""),
        ("hi, what is new on KV caches?", ""),
        ("What can you do with a KV cache?", ""),
        ("great, and how fast is it?", ""),
        ("", ""),
    ],
)
def test_pleasantries_are_told_from_questions(text: str, kind: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize("text", ["How fast is it?", "explain the second one", "and what about memory?", "memory?"])
def test_words_that_ask_are_answered_in_an_open_thread(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["carol, lunch?", "I read this one yesterday.", "@bo: are", "lol", "see you at 3"])
def test_people_talking_to_each_other_are_left_alone(text: str) -> None:
    assert not asks(text)
