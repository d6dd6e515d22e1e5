"""The readers of the rendering bench find what is alive in a message, so that finding nothing means something."""

from typing import Any

import pytest

from bench import reading_discord, reading_slack
from bench.reading import Reading, findings
from bench.rendering import measure, platforms
from schedules.document import Actions, Button, Heading, Quoted, Span, Text, plain

LINK = "https://arxiv.org/abs/1"


def _discord(content: str) -> Reading:
    return reading_discord.read({"components": [{"type": 10, "content": content}]})


def _slack(*blocks: dict[str, Any], text: str = "") -> Reading:
    return reading_slack.read({"text": text, "blocks": blocks})


def _mrkdwn(text: str) -> Reading:
    return _slack({"type": "context", "elements": [{"type": "mrkdwn", "text": text}]})


def _looks(reading: Reading) -> set[str]:
    return {look for seen in reading.seen for look in seen.looks}


@pytest.mark.parametrize(
    "live", ["@everyone", "x <@42>", "<#1>", "<t:1700000000:R>", "</help:1>", "<:blob:1>", "<a@b.c>"]
)
def test_a_live_mention_on_discord_is_found(live: str) -> None:
    assert _discord(live).mentions


def test_escapes_on_discord_are_taken_away_and_what_they_escape_is_dead() -> None:
    reading = _discord(r"\*a\* \[b\]\(https\://c.d) \`e\`")

    assert "".join(seen.char for seen in reading.seen).strip() == "*a* [b](https://c.d) `e`"
    assert _looks(reading) == set()
    assert {seen.link for seen in reading.seen} == {""}


@pytest.mark.parametrize(
    ("content", "look"),
    [
        ("**a**", "bold"),
        ("*a*", "italic"),
        ("_a_", "italic"),
        ("__a__", "underline"),
        ("~~a~~", "strike"),
        ("`a`", "code"),
    ],
)
def test_markdown_that_is_alive_is_seen(content: str, look: str) -> None:
    assert look in _looks(_discord(content))


@pytest.mark.parametrize(
    ("content", "kind"),
    [("# a", "heading"), ("-# a", "small"), ("> a", "quote"), ("- a", "bullet"), ("1. a", "bullet")],
)
def test_a_line_that_begins_with_a_mark_is_of_its_kind(content: str, kind: str) -> None:
    assert {seen.kind for seen in _discord(content).seen} == {kind}


def test_a_link_on_discord_reaches_as_far_as_the_last_bracket_before_a_parenthesis() -> None:
    reading = _discord(rf"[a](<{LINK}>) b\](https://evil.example)")

    assert {seen.link for seen in reading.seen if seen.char in "ab"} == {"https://evil.example"}


@pytest.mark.parametrize("text", ["<!channel>", "<@U1>", "<#C1|x>", "@here"])
def test_a_live_mention_on_slack_is_found(text: str) -> None:
    assert _mrkdwn(text).mentions


@pytest.mark.parametrize("text", ["*a*", "_a_", "~a~", "`a`", "&gt; a", ":smile:", "https://a.b", "a & b"])
def test_mrkdwn_that_is_alive_is_found(text: str) -> None:
    assert _mrkdwn(text).marks


def test_a_fallback_text_that_steers_is_found() -> None:
    assert _slack(text="<!here>").mentions


def test_a_lost_a_repeated_and_a_moved_word_are_found_and_so_is_a_lost_button() -> None:
    document = (Heading("one two"), Text(plain("three")), Actions((Button("Save", "save", "1"),)))
    pressed = Reading(presses=[("save", "1")])

    assert findings(document, [_discord("### one two\nthree"), pressed], most=90).all == ()
    for wrong in ("### one\nthree", "### one two two\nthree", "three\n### one two"):
        assert findings(document, [_discord(wrong), pressed], most=90).lost
    assert findings(document, [_discord("### one two\nthree")], most=90).lost


def test_a_word_that_looks_or_leads_otherwise_than_the_document_says_is_found() -> None:
    document = (Text((Span("a", link=LINK), Span(" b"))), Quoted("c"))

    assert findings(document, [_discord(f"[a](<{LINK}>) b\n> c")], most=90).all == ()
    assert findings(document, [_discord("[a](<https://evil.example>) b\n> c")], most=90).links
    assert findings(document, [_discord(f"[a](<{LINK}>) **b**\n> c")], most=90).marks
    assert findings(document, [_discord(f"[a](<{LINK}>) b\nc")], most=90).marks


def test_documents_of_one_seed_come_out_whole_and_within_the_limits() -> None:
    figures = measure(platforms(), documents=15, seed=7, every=15)

    for platform in ("discord", "slack"):
        told = figures[platform]
        assert isinstance(told, dict)
        assert told["documents"] == 15
        assert told["messages"] >= 15
        wrong = ("limit_violations", "items_lost", "live_mentions", "bad_links", "stray_marks")
        assert [told[name] for name in wrong] == [0] * 5, told.get("examples")
