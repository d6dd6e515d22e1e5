"""Documents as Slack messages: what is sent, what it looks like, what it must never do."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from slack_rules import check_slack
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block as SlackBlock

from bench.reading import findings, told
from bench.reading_slack import read
from bot.platforms.slack import limits
from bot.platforms.slack.pictures import has_pictures, without_pictures
from bot.platforms.slack.render import message, render
from bot.platforms.slack.text import ZERO
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
ANY = 10**9


def sent(*blocks: Block) -> list[dict[str, Any]]:
    """The blocks of all messages."""
    return [part for one in message(blocks) for part in one.payload["blocks"]]


def _section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def _said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _fine(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def test_a_message_is_blocks_with_their_words_beside_them_and_unfurls_nothing() -> None:
    (post,) = message((Heading("Papers of 6 Mar"), Text(plain("One finding."))))

    assert post.payload == {
        "text": "Papers of 6 Mar\nOne finding.",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Papers of 6 Mar", "emoji": False}},
            _rich(_section(_said("One finding."))),
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_each_block_has_the_looks_of_its_kind() -> None:
    bold, italic, code = ({"style": {name: True}} for name in ("bold", "italic", "code"))
    spans = (Span("Read: ", bold=True), Span("soon", italic=True), Span("x_1", code=True), Span("id", link=ARXIV))

    assert sent(Text(spans)) == [
        _rich(
            _section(
                {**_said("Read: "), **bold},
                {**_said("soon"), **italic},
                {**_said("x_1"), **code},
                {"type": "link", "url": ARXIV, "text": "id"},
            )
        )
    ]
    assert sent(Heading("A title", link=ARXIV)) == [
        _rich(_section({"type": "link", "url": ARXIV, "text": "A title", **bold}))
    ]
    assert sent(Bullets((plain("one"), plain("two")))) == [
        _rich(
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 0,
                "elements": [_section(_said("one")), _section(_said("two"))],
            }
        )
    ]
    assert sent(Quoted("words", plain("p. 7"))) == [
        _rich({"type": "rich_text_quote", "elements": [_said("words")]}),
        _fine("p. 7"),
    ]
    assert sent(Code("x[a:b:c] = 1", "python")) == [
        _rich({"type": "rich_text_preformatted", "elements": [_said("x[a:b:c] = 1")]})
    ]
    assert sent(Small(plain("679 announced"))) == [_fine("679 announced")]


FIGURE = Figure(
    "https://arxiv.org/html/2506.07751v1/x1.png",
    "Cost in $O(n^2)$ of <!channel>.",
    "Figure 1 of $O(n^2)$",
    (Span("Figure 1 of the paper", link=ARXIV),),
)


def test_a_figure_is_a_picture_with_its_words_below_as_a_link_to_where_it_stands() -> None:
    (said,) = message((FIGURE,))

    assert said.payload["blocks"] == [
        {
            "type": "image",
            "image_url": "https://arxiv.org/html/2506.07751v1/x1.png",
            "alt_text": "Figure 1 of O(n²)",
        },
        _rich(
            _section(
                {"type": "link", "url": ARXIV, "text": "Figure 1 of the paper"},
                _said(": Cost in O(n²) of <!channel>."),
            )
        ),
    ]
    assert said.payload["text"] == "Figure 1 of the paper: Cost in O(n²) of &lt;!channel&gt;."


def test_a_figure_without_an_address_for_its_picture_is_its_words() -> None:
    assert [part["type"] for part in sent(replace(FIGURE, url="data:image/png;base64,AA"))] == ["rich_text"]


def test_a_picture_is_always_described_within_what_slack_takes() -> None:
    for bare in (replace(FIGURE, alt="word " * 900), replace(FIGURE, alt="", caption="", source=())):
        (said,) = message((bare,))
        assert 1 <= len(said.payload["blocks"][0]["alt_text"]) <= limits.ALT
        assert check_slack("chat.postMessage", {"channel": "C1", **said.payload}) == []


def test_without_its_pictures_a_message_keeps_all_of_its_words() -> None:
    (said,) = message((FIGURE, Text(plain("More."))))
    bare = without_pictures(said.payload)

    assert has_pictures(said.payload)
    assert not has_pictures(bare)
    assert bare == {**said.payload, "blocks": said.payload["blocks"][1:]}


def test_a_title_and_its_bullets_are_one_block() -> None:
    title = (Span("Key takeaways", bold=True),)

    (block,) = sent(Text(title), Bullets((plain("one"),)))
    assert [element["type"] for element in block["elements"]] == ["rich_text_section", "rich_text_list"]


def test_small_print_with_a_link_is_mrkdwn_as_long_as_no_sign_in_it_could_be_a_mark() -> None:
    def source(title: str) -> dict[str, Any]:
        (block,) = sent(Small((Span(f"{title}, "), Span("2506.07751v1", link=f"{ARXIV}?a=1&b=2"))))
        return block

    assert source("Q&A <fast>")["elements"] == [
        {
            "type": "mrkdwn",
            "text": f"Q&amp;A &lt;fast&gt;, <{ARXIV}?a=1&amp;b=2|2506.07751v1>",
            "verbatim": True,
        }
    ]
    for wild in ("a *b* c", "snake_case", "~x~", "`x`", "a | b", "@here", ":smile:", "> quoted", "see https://a.b"):
        assert source(wild)["type"] == "rich_text", wild


@pytest.mark.parametrize(
    "words",
    [
        "<!channel> <@U024BE7LH> <#C1|x> <!subteam^S1>",
        "*b* _i_ ~s~ `c`",
        "&amp; &lt;!here&gt; < >",
        "<https://evil.example|x>",
        "> q",
    ],
)
def test_what_a_stranger_wrote_travels_as_it_is_in_rich_text(words: str) -> None:
    """Rich text takes text literally, so there is nothing to escape."""
    assert sent(Text(plain(words))) == [_rich(_section(_said(words)))]


def test_an_emoji_name_or_a_call_to_all_in_text_is_broken_up() -> None:
    (block,) = sent(Text(plain(":smile: @here @channel")))

    assert block["elements"][0]["elements"] == [_said(f":{ZERO}smile: @{ZERO}here @{ZERO}channel")]


def test_the_fallback_text_is_escaped_and_short() -> None:
    (post,) = message((Text(plain("<!channel> & @everyone")),))
    assert post.payload["text"] == f"&lt;!channel&gt; &amp; @{ZERO}everyone"

    (long,) = message((Text(plain("word & " * 900)),))
    assert length(long.payload["text"]) <= 3000
    assert long.payload["text"].endswith("…")


def test_a_heading_too_long_for_a_header_is_a_bold_line() -> None:
    (block,) = sent(Heading("long title " * 20))

    assert block["type"] == "rich_text"
    assert block["elements"][0]["elements"][0]["style"] == {"bold": True}


def test_buttons_carry_what_they_act_on_and_a_repeated_one_is_numbered() -> None:
    wrong = Button("Wrong?", "wrong", "2506.07751")
    (block,) = sent(Actions((EXPLAIN, wrong, Button("1", "paper", "a"), Button("2", "paper", "b"))))

    found = [(one["text"]["text"], one["action_id"], one["value"], one.get("style")) for one in block["elements"]]
    assert found == [
        ("Explain", "pw:explain", "2506.07751", "primary"),
        ("1", "pw:paper", "a", None),
        ("2", "pw:paper~2", "b", None),
        ("Wrong?", "pw:wrong", "2506.07751", None),
    ]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://a.example/x|y>z?a=b&c", "https://a.example/x%7Cy%3Ez?a=b&c"),
        ("javascript:alert(1)", None),
        ("https://good.example@evil.example", None),
        ("slack://open", None),
    ],
)
def test_a_link_leads_where_its_span_says_or_nowhere(link: str, url: str | None) -> None:
    (block,) = sent(Text((Span("words", link=link),)))

    assert block["elements"][0]["elements"][0].get("url") == url


def test_a_long_document_is_several_messages_with_every_block_in_order() -> None:
    blocks = tuple(Text(plain(f"Block {number}.")) for number in range(120))
    found = message(blocks)

    assert [len(one.payload["blocks"]) for one in found] == [50, 50, 20]
    assert "\n".join(one.text for one in found) == "\n".join(f"Block {number}." for number in range(120))


def test_entries_know_their_paper_and_have_their_buttons_on_the_last_message() -> None:
    long = Text(plain("A sentence of an entry. " * 900))
    rendered = render(Document("s", (Text(plain("post")),), (Entry((long, Actions((EXPLAIN,))), about="2506.07751"),)))

    assert len(rendered.thread) > 1
    assert {one.about for one in rendered.thread} == {"2506.07751"}
    assert [one.payload["blocks"][-1]["type"] == "actions" for one in rendered.thread][-1]
    assert not any(block["type"] == "actions" for one in rendered.thread[:-1] for block in one.payload["blocks"])


def test_a_document_without_anything_to_see_is_its_summary() -> None:
    empty = Document("Nothing today.", (Text(plain(" \u200b ")), Divider(), Bullets(())))

    assert [one.text for one in render(empty).post] == ["Nothing today."]
    assert [one.text for one in render(Document("\u200b", ())).post] == ["…"]


def _violations(one: Message) -> list[str]:
    body = dict(one.payload)
    found = check_slack("chat.postMessage", {"channel": "C1", **body})
    if length(body["text"]) > limits.FALLBACK or not body["text"].strip():
        found.append("fallback")
    if length(json.dumps(body["blocks"], ensure_ascii=False)) > 12_500:
        found.append("too much JSON")
    for block in body["blocks"]:
        parsed = SlackBlock.parse(block)
        if parsed is None:
            found.append(f"unknown block {block['type']}")
        _validate(parsed)
        if block["type"] == "rich_text" and length("".join(_texts(block))) > limits.SECTION:
            found.append("rich text")
        if block["type"] == "rich_text" and not all(_texts(block)):
            found.append("an empty element")
    if json.loads(json.dumps(body)) != body:
        found.append("no JSON")
    return found


def _validate(parsed: object) -> None:
    """slack_sdk checks one object at a time."""
    if isinstance(parsed, JsonObject):
        parsed.validate_json()
        for value in vars(parsed).values():
            _validate(value)
    elif isinstance(parsed, list | tuple):
        for value in parsed:
            _validate(value)


def _texts(part: dict[str, Any]) -> list[str]:
    if "elements" in part:
        return [text for element in part["elements"] for text in _texts(element)]
    return [part["text"]]


@settings(max_examples=60, deadline=None)
@given(document=documents)
def test_every_word_arrives_within_the_limits_and_nothing_of_it_is_alive(document: Document) -> None:
    """Each character where the document has it, with no look, link or mention that the document does not give it."""
    rendered = render(document)

    assert rendered.post
    assert [problem for one in (*rendered.post, *rendered.thread) for problem in _violations(one)] == []
    if told(document.blocks):
        assert findings(document.blocks, [read(one.payload) for one in rendered.post], most=ANY).all == ()
    entries = [block for entry in document.thread for block in entry.blocks]
    assert findings(entries, [read(one.payload) for one in rendered.thread], most=ANY).all == ()


@pytest.mark.parametrize("run", ["x", "word ", "&", "<!here>", "\n", '"', "👩‍👩‍👧‍👦", "\u0301", ":a:", "שלום "])
def test_a_hundred_thousand_characters_arrive_in_order(run: str) -> None:
    blocks = (Heading("Title", link=ARXIV), Text((Span(run * (100_000 // len(run))), Span("end", link=ARXIV))))
    found = message(blocks)

    assert findings(blocks, [read(one.payload) for one in found], most=ANY).all == ()
    assert [problem for one in found for problem in _violations(one)] == []
