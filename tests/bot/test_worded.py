"""Commands that people say in plain words, and questions to papers that only sound like them."""

import pytest

from bot.worded import worded


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("why was GTA not picked?", "why GTA"),
        ("Why wasn't GTA picked today?", "why GTA"),
        ("why did you pick item 2?", "why 2"),
        ("why didn’t you show the paper “Sparse Up”", "why Sparse Up"),
        ("why was #3 left out", "why 3"),
        ("why did you pick this?", "why 2506.07751"),
        ("why is 2506.17286 not in the list?", "why 2506.17286"),
        ("digest as a briefing", "digest form:briefing"),
        ("please show me yesterday's digest as a deep dive", 'digest date:"yesterday" form:deepdive'),
        ("Give us the edition of 6 March as a show!", 'digest date:"6 March" form:show'),
    ],
)
def test_what_is_said_in_words_is_the_command_it_asks_for(text: str, command: str) -> None:
    assert worded(text, paper="2506.07751") == command


@pytest.mark.parametrize(
    "text",
    [
        "why is the baseline so weak?",
        "why was ReLU used in the ablation?",
        "why did they pick Adam?",
        "what does the digest say as a whole?",
        "why",
        "",
    ],
)
def test_a_question_to_the_papers_is_no_command(text: str) -> None:
    assert worded(text) == ""


def test_this_paper_is_no_paper_where_none_was_meant() -> None:
    assert worded("why was this picked?") == ""
