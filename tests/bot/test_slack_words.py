"""What Slack writes, read back as people typed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.platform import Field, Form, Place
from bot.platforms.slack import forms
from bot.platforms.slack.emoji import CHARACTERS, character
from bot.platforms.slack.home import page
from bot.platforms.slack.places import paper_of, pressed, thread_of
from bot.platforms.slack.words import mentions, typed, words_and_links
from schedules.document import Document, Text, plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U0ME> why?", "why?"),
        ("hey <@U0ME|paperwire>: why?", "hey why?"),
        ("ask <@U0YOU> and <@U0YOU|bob>", "ask @U0YOU and @bob"),
        ("in <#C1|papers> or <#C2>", "in #papers or #C2"),
        ("<!channel> <!here|here> <!subteam^S1|@readers> <!date^1^{date}|6 Mar>", "@channel here @readers 6 Mar"),
        ("<https://arxiv.org/abs/2506.07751>", "https://arxiv.org/abs/2506.07751"),
        ("<http://arxiv.org/abs/2506.07751|arxiv.org/abs/2506.07751>", "http://arxiv.org/abs/2506.07751"),
        ("<https://a.org/?a=1&amp;b=2|this paper>", "this paper https://a.org/?a=1&b=2"),
        ("<mailto:ada@example.org|ada@example.org>", "ada@example.org"),
        ("a &lt; b &amp;amp; c &gt; d", "a < b &amp; c > d"),
        ("&amp;lt;@U0ME&amp;gt;", "&lt;@U0ME&gt;"),
        ("  \n ", ""),
    ],
)
def test_text_is_read_as_it_was_typed(written: str, read: str) -> None:
    assert typed(written, me="U0ME") == read


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(st.text(max_size=200))
def test_whatever_was_typed_comes_back(text: str) -> None:
    assert typed(_escaped(text)) == text.strip()


def test_a_mention_of_us_is_told_from_one_of_others() -> None:
    assert mentions("hey <@U0ME>", "U0ME")
    assert mentions("hey <@U0ME|paperwire>", "U0ME")
    assert not mentions("hey <@U0MEN> &lt;@U0ME&gt;", "U0ME")


def test_link_targets_are_found_wherever_slack_keeps_them_and_each_once() -> None:
    message = {
        "text": "see <https://arxiv.org/abs/2506.07751|this>",
        "blocks": [{"elements": [{"type": "link", "url": "https://arxiv.org/abs/2506.07752"}]}],
        "attachments": [
            {"title_link": "https://arxiv.org/abs/2506.07752", "from_url": "https://arxiv.org/abs/2506.07751"}
        ],
    }

    assert words_and_links(message, most=500).split() == [
        "see",
        "this",
        "https://arxiv.org/abs/2506.07751",
        "https://arxiv.org/abs/2506.07752",
    ]


@given(st.text(max_size=3000), st.integers(0, 60))
def test_a_long_message_is_cut_before_its_links(text: str, count: int) -> None:
    blocks = [{"url": f"https://arxiv.org/abs/2506.{number:05}"} for number in range(count)]

    assert len(words_and_links({"text": text, "blocks": blocks}, most=1000)) <= 1000


def test_a_pressed_button_is_read_whatever_its_number() -> None:
    assert pressed({"action_id": "pw:explain", "value": "2506.07751"}) == ("explain", "2506.07751")
    assert pressed({"action_id": "pw:follow paper~12", "value": "x"}) == ("follow paper", "x")
    assert pressed({"action_id": "pw:form", "selected_option": {"value": "list"}}) == ("form", "list")
    assert pressed({"action_id": "xw:explain"}) is None
    assert pressed({}) is None


def test_the_paper_of_a_button_is_its_messages_else_its_values() -> None:
    stamped = {"metadata": {"event_type": "paperwire", "event_payload": {"about": "2506.07751"}}}

    assert paper_of(stamped, "2506.07752") == "2506.07751"
    assert paper_of({}, "2506.07752 3") == "2506.07752"
    assert paper_of({}, "keep") == ""
    assert paper_of({"metadata": {"event_type": "other", "event_payload": {"about": "x"}}}, "") == ""


def test_the_post_itself_is_in_no_thread_though_it_has_one() -> None:
    assert thread_of({"ts": "1.1", "thread_ts": "1.1"}, {}) == ""
    assert thread_of({"ts": "1.2", "thread_ts": "1.1"}, {}) == "1.1"
    assert thread_of({}, {"message_ts": "1.2", "thread_ts": "1.1"}) == "1.1"


def test_reactions_have_characters_whatever_their_skin() -> None:
    assert character("+1") == character("thumbsup::skin-tone-2") == "👍"
    assert character("our_parrot") == ""
    assert all(CHARACTERS.values())


WHERE = Place("slack", "T1", "C1", thread="1.1", paper="2506.07751")


@given(
    title=st.text(max_size=60),
    label=st.text(max_size=200),
    value=st.text(max_size=200),
    choices=st.lists(st.text(min_size=1, max_size=75), max_size=120, unique=True),
)
def test_any_form_is_within_slacks_limits_and_remembers_where_it_was_opened(
    title: str, label: str, value: str, choices: list[str]
) -> None:
    form = Form("setup", title, (Field("a", label, value, value, choices=tuple(choices)),), {"draft": "17"})

    made = forms.view(form, WHERE)

    assert 1 <= len(made["title"]["text"]) <= 24
    assert len(made["private_metadata"]) <= 3000
    element = made["blocks"][0]["element"]
    assert len(element.get("options", [])) <= 100
    assert len(element.get("placeholder", {"text": ""})["text"]) <= 150
    state = {"values": {"a": {"a": {"type": "plain_text_input", "value": None}}}}
    assert forms.answered({**made, "state": state}) == ("setup", {"draft": "17", "a": ""}, WHERE)


@pytest.mark.parametrize("held", ["", "nonsense", "[]", '{"command": "x"}', '{"where": {"nope": 1}, "carried": {}}'])
def test_a_window_that_is_none_of_ours_is_told_so(held: str) -> None:
    assert forms.answered({"private_metadata": held}) is None


def test_a_home_page_has_no_more_blocks_than_slack_takes() -> None:
    document = Document("s", tuple(Text(plain("word " * 900)) for _ in range(300)))

    assert 0 < len(page(document)["blocks"]) <= 100
