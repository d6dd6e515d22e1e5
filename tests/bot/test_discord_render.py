"""Documents as Discord messages: what is sent, what it looks like, what it must never do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from validate import SPEC_FILE, _message, check_discord

from bench.reading import findings, told
from bench.reading_discord import parts, read
from bot.platforms.discord import limits
from bot.platforms.discord.addresses import Pressed, pressed
from bot.platforms.discord.markdown import ZERO
from bot.platforms.discord.render import message, render
from bot.platforms.wording import length
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Entry,
    Figure,
    Heading,
    Quoted,
    Small,
    Span,
    Text,
    plain,
)
from schedules.parcels import Message
from tests.documents_strategy import documents

ARXIV = "https://arxiv.org/abs/2506.07751"
EXPLAIN = Button("Explain", "explain", "2506.07751")
MOST = limits.CUSTOM_ID - len("pw::~99")


def contents(*blocks: Block) -> list[str]:
    """The markdown of every text display."""
    return [part["content"] for part in _components(*blocks) if part["type"] == 10]


def buttons(*blocks: Block) -> list[dict[str, Any]]:
    return [part for part in _components(*blocks) if part["type"] == 2]


def _components(*blocks: Block) -> Iterator[dict[str, Any]]:
    for one in message(blocks):
        yield from parts(one.payload["components"])


def _text(words: str) -> str:
    (content,) = contents(Text(plain(words)))
    return content


def test_a_post_is_a_container_with_a_colour_and_no_content_beside_it() -> None:
    (post,) = message((Heading("Papers of 6 Mar"), Text(plain("One finding."))))

    assert post.payload["flags"] == 32768
    assert post.payload["allowed_mentions"] == {"parse": []}
    assert set(post.payload) == {"flags", "components", "allowed_mentions"}
    (container,) = post.payload["components"]
    assert container["type"] == 17
    assert container["accent_color"]
    assert [part["content"] for part in container["components"]] == ["### Papers of 6 Mar", "One finding."]


def test_a_sentence_is_no_box() -> None:
    (said,) = message((Text(plain("I have no such paper.")),))

    assert said.payload["components"] == [{"type": 10, "content": "I have no such paper."}]


def test_each_block_has_the_looks_of_its_kind() -> None:
    blocks = (
        Text(
            (
                Span("Read: ", bold=True),
                Span("soon", italic=True),
                Span(" x_1 ", code=True),
                Span("2506.07751", link=ARXIV),
            )
        ),
        Bullets((plain("one gap"), plain("another\ngap"))),
        Quoted("words of\nthe paper", (Span("Title, "), Span("2506.07751v1", link=ARXIV), Span(", p. 7"))),
        Code("x = 1", "python"),
        Small(plain("679 announced")),
    )

    assert contents(Heading("A title", link=ARXIV), *blocks) == [
        f"### [A title](<{ARXIV}>)",
        f"**Read:** *soon* `x_1` [2506.07751](<{ARXIV}>)",
        "- one gap\n- another gap",
        f"> words of\n> the paper\n-# Title, [2506.07751v1](<{ARXIV}>), p. 7",
        "```python\nx = 1\n```",
        "-# 679 announced",
    ]


def test_the_small_print_that_ends_a_post_has_a_rule_above_it() -> None:
    (post,) = message(
        (Heading("Day"), Small(plain("names")), Text(plain("item")), Small(plain("counts")), Actions((EXPLAIN,)))
    )

    assert [part["type"] for part in post.payload["components"][0]["components"]] == [10, 10, 10, 14, 10, 1]


def test_a_title_and_its_bullets_are_one_display() -> None:
    assert contents(Text((Span("What is new", bold=True),)), Bullets((plain("one"),))) == ["**What is new**\n- one"]


def test_buttons_are_rows_of_five_explain_first_in_colour_and_wrong_last() -> None:
    wrong = Button("Wrong?", "wrong", "2506.07751")
    made = [EXPLAIN, wrong, *(Button(name, name.lower(), "2506.07751") for name in ("Similar", "Save", "More", "Less"))]
    (post,) = message((Text(plain("x")), Actions(tuple(made))))

    assert [len(part["components"]) for part in post.payload["components"][1:]] == [5, 1]
    found = buttons(Actions(tuple(made)))
    assert [one["label"] for one in found][-1] == "Wrong?"
    assert [one["style"] for one in found] == [1, 2, 2, 2, 2, 2]
    assert found[0]["custom_id"] == "pw:explain:2506.07751"


def test_a_button_that_stands_twice_is_numbered() -> None:
    assert [one["custom_id"] for one in buttons(Actions((EXPLAIN,)), Actions((EXPLAIN, EXPLAIN)))] == [
        "pw:explain:2506.07751",
        "pw:explain:2506.07751~2",
        "pw:explain:2506.07751~3",
    ]


def test_a_value_that_looks_numbered_comes_back_as_it_was() -> None:
    (one,) = buttons(Actions((Button("Paper", "paper", "file:a~2"),)))

    assert pressed(one["custom_id"]) == Pressed("paper", "file:a~2")


def test_a_long_label_is_cut_and_an_empty_one_is_its_action() -> None:
    long, empty = buttons(Actions((Button("long label " * 20, "save", "1"), Button("\u200b", "save", "2"))))

    assert length(long["label"]) <= 80
    assert long["label"].endswith("label…")
    assert empty["label"] == "Save"


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("*b* **b** _i_ __u__ ~~s~~ ||x|| `c`", r"\*b\* \*\*b\*\* \_i\_ \_\_u\_\_ \~\~s\~\~ \|\|x\|\| \`c\`"),
        ("# h", r"\# h"),
        ("-# s", r"\-# s"),
        ("> q\n>>> q", "\\> q\n\\>>> q"),
        ("- a\n+ b\n* c\n1. d\n12. e", "\\- a\n\\+ b\n\\* c\n1\\. d\n12\\. e"),
        ("state-of-the-art at 3.5 > 2", "state-of-the-art at 3.5 > 2"),
        ("[x](javascript:alert(1))", r"\[x\]\(javascript:alert(1))"),
        ("<@42> <#42> <t:1:R>", f"\\<{ZERO}@42> \\<{ZERO}#42> \\<{ZERO}t\\:1:R>"),
        ("@everyone and @here", f"@{ZERO}everyone and @{ZERO}here"),
        ("https://evil.example", r"https\://evil.example"),
        (":smile: at 10:30, yes", r"\:smile: at 10:30, yes"),
        ("a\\2", r"a\\2"),
        ("```\nx\n```", "\\`\\`\\`\nx\n\\`\\`\\`"),
        ("$O(n^2)$ and \x1b[31mred\u202e", "O(n²) and red"),
    ],
)
def test_what_a_stranger_wrote_shows_as_it_is(words: str, sent: str) -> None:
    assert _text(words) == sent


@pytest.mark.parametrize(
    ("span", "sent"),
    [
        (Span("a title", link="javascript:alert(1)"), "a title"),
        (Span("a title", link="https://good.example@evil.example"), "a title"),
        (Span("x", link="https://a.example/(b)>c"), "[x](<https://a.example/%28b%29%3Ec>)"),
        (Span("the [MASK] token", link=ARXIV), rf"the \[MASK\] [token](<{ARXIV}>)"),
        (Span("use `x` well", link=ARXIV), rf"use \`x\` [well](<{ARXIV}>)"),
        (Span("https://other.example", link=ARXIV), r"https\://other.example"),
        (Span(ARXIV, link=ARXIV), f"<{ARXIV}>"),
        (Span("BERT: Pre-training", link=ARXIV, bold=True), f"**[BERT: Pre-training](<{ARXIV}>)**"),
    ],
)
def test_a_link_leads_where_its_span_says_or_nowhere(span: Span, sent: str) -> None:
    """Between the brackets of a link Discord knows no escapes, so signs stand beside it."""
    assert contents(Text((span,))) == [sent]


def test_no_bracket_in_later_text_makes_a_link_of_ours_reach_further() -> None:
    """Discord lets a link's words hold a bracket, as far as the last `](` it finds."""
    (content,) = contents(Text((Span("id", link=ARXIV), Span(" and ](https://evil.example) "), Span("](x", code=True))))

    reading = read({"components": [{"type": 10, "content": content}]})
    assert {one.link for one in reading.seen} == {ARXIV, ""}
    assert "".join(one.char for one in reading.seen if one.link) == "id"


FIGURE = Figure(
    "https://arxiv.org/html/2506.07751v1/x1.png",
    "Cost in $O(n^2)$ of <@42> and *all*.",
    "Figure 1 of $O(n^2)$",
    (Span("Figure 1 of the paper", bold=True, link=ARXIV),),
)


def test_a_figure_is_a_picture_with_its_words_below_as_a_link_to_where_it_stands() -> None:
    (sent,) = message((FIGURE,))

    picture, words = sent.payload["components"]
    assert picture == {
        "type": 12,
        "items": [{"media": {"url": "https://arxiv.org/html/2506.07751v1/x1.png"}, "description": "Figure 1 of O(n²)"}],
    }
    assert words["content"] == rf"**[Figure 1 of the paper](<{ARXIV}>)**: Cost in O(n²) of \<{ZERO}@42> and \*all\*."
    assert sent.text == "Figure 1 of the paper: Cost in O(n²) of <@42> and *all*."


@pytest.mark.parametrize(
    "url", ["", "data:image/png;base64,AA", "javascript:alert(1)", "https://a.example@evil.example/x"]
)
def test_a_figure_without_an_address_for_its_picture_is_its_words(url: str) -> None:
    assert [part["type"] for part in _components(replace(FIGURE, url=url))] == [10]


def test_a_picture_stays_with_its_words_and_its_description_is_cut() -> None:
    filler = Text(plain("word " * 750))
    long = replace(FIGURE, alt="word " * 900, caption="A sentence of a caption. " * 12)
    pages = message((filler, long))

    assert [[part["type"] for part in page.payload["components"]] for page in pages] == [[10], [12, 10]]
    assert length(pages[1].payload["components"][0]["items"][0]["description"]) <= 1024


def test_a_fence_inside_code_does_not_end_it() -> None:
    (content,) = contents(Code("a\n```\n@everyone **b**\n````", "py"))

    assert content.count("```") == 2
    assert content.replace(ZERO, "") == "```py\na\n```\n@everyone **b**\n````\n```"


def test_long_code_goes_on_in_a_fence_of_its_own() -> None:
    code = "\n".join(f"line({number})" for number in range(900))
    found = message((Code(code, "python"),))

    displays = [one.payload["components"][0]["content"] for one in found]
    assert len(displays) > 2
    assert all(shown.startswith("```python\n") and shown.endswith("\n```") for shown in displays)
    lines = [line for shown in displays for line in shown.splitlines()[1:-1]]
    assert "\n".join(lines) == code


def test_two_styles_side_by_side_do_not_melt_into_one() -> None:
    (content,) = contents(Text((Span("a", bold=True), Span("b", italic=True), Span("c * d", italic=True, bold=True))))

    seen = {one.char: one.looks for one in read({"components": [{"type": 10, "content": content}]}).seen}
    assert seen["a"] == {"bold"}
    assert seen["b"] == {"italic"}
    assert seen["c"] == {"bold"}, "italics around an asterisk are not kept: it would end them"


def test_entries_know_their_paper_and_have_their_buttons_on_the_last_message() -> None:
    long = Text(plain("A sentence of an entry. " * 300))
    rendered = render(Document("s", (Text(plain("post")),), (Entry((long, Actions((EXPLAIN,))), about="2506.07751"),)))

    assert len(rendered.thread) > 1
    assert {one.about for one in rendered.thread} == {"2506.07751"}
    pressable = [[part for part in parts(one.payload["components"]) if part["type"] == 2] for one in rendered.thread]
    assert [bool(found) for found in pressable] == [False] * (len(pressable) - 1) + [True]


def test_a_document_without_anything_to_see_is_its_summary() -> None:
    empty = Document("Nothing today.", (Text(plain(" \u200b ")), Divider(), Bullets(())))

    assert [one.text for one in render(empty).post] == ["Nothing today."]
    assert [one.text for one in render(Document("\u200b", ())).post] == ["…"]


def test_the_text_of_a_message_is_its_plain_words() -> None:
    (post,) = message((Heading("A *title*"), Bullets((plain("@here"),)), Quoted("q", plain("p. 7"))))

    assert post.text == "A *title*\n• @here\n“q”\np. 7"


def _violations(sent: Message) -> list[str]:
    body = dict(sent.payload)
    found = list(_message(body, new=True))
    everything = list(parts(body["components"]))
    used = sum(length(part.get("content", "")) + length(part.get("label", "")) for part in everything)
    if used > limits.TEXT:
        found.append(f"{used} characters")
    if len(everything) > limits.COMPONENTS:
        found.append(f"{len(everything)} components")
    rows = [part for part in everything if part["type"] == 1]
    if len(rows) > limits.ROWS or any(not 1 <= len(row["components"]) <= limits.BUTTONS_IN_ROW for row in rows):
        found.append("rows")
    presses = [part for part in everything if part["type"] == 2]
    if any(
        not 1 <= length(one["label"]) <= limits.LABEL or len(one["custom_id"]) > limits.CUSTOM_ID for one in presses
    ):
        found.append("buttons")
    if not everything or any(not part["content"].strip() for part in everything if part["type"] == 10):
        found.append("nothing to see")
    if json.loads(json.dumps(body)) != body:
        found.append("no JSON")
    return found


@settings(max_examples=60, deadline=None)
@given(document=documents)
def test_every_word_arrives_within_the_limits_and_nothing_of_it_is_alive(document: Document) -> None:
    """Each character where the document has it, with no look, link or mention that the document does not give it."""
    rendered = render(document)

    assert rendered.post
    assert [problem for one in (*rendered.post, *rendered.thread) for problem in _violations(one)] == []
    readings = [read(one.payload) for one in rendered.post]
    if told(document.blocks):
        assert findings(document.blocks, readings, most=MOST).all == ()
    entries = [block for entry in document.thread for block in entry.blocks]
    assert findings(entries, [read(one.payload) for one in rendered.thread], most=MOST).all == ()


@pytest.mark.parametrize(
    "run", ["x", "word ", "*", "[", "](", "`", "<@1>", "\n", "👩‍👩‍👧‍👦", "\u0301", "@everyone", "שלום "]
)
def test_a_hundred_thousand_characters_arrive_in_order(run: str) -> None:
    blocks = (Heading("Title", link=ARXIV), Text((Span(run * (100_000 // len(run))), Span("end", link=ARXIV))))
    found = message(blocks)

    assert findings(blocks, [read(one.payload) for one in found], most=MOST).all == ()
    assert [problem for one in found for problem in _violations(one)] == []


@pytest.mark.skipif(not SPEC_FILE.exists(), reason="Discord's OpenAPI description is not beside this checkout")
@settings(max_examples=25, deadline=None)
@given(document=documents)
def test_every_body_is_what_discord_describes(document: Document) -> None:
    rendered = render(document)

    for one in (*rendered.post, *rendered.thread):
        assert check_discord("POST", "/channels/1/messages", dict(one.payload)) == []
