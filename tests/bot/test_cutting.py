"""Cutting and packing: where what does not fit is cut, and what stays together."""

import re
from collections.abc import Callable

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.cleaning import cleaned
from bot.platforms.cutting import cut, pieces, shortened
from bot.platforms.packing import Cost, Room, paged
from bot.platforms.wording import length, plain_text
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Heading,
    Inline,
    Quoted,
    Small,
    Span,
    Text,
    joined,
    plain,
)
from tests.documents_strategy import inlines, runs, texts

FAMILY = "👩‍👩‍👧‍👦"
EXPLAIN = Button("Explain", "explain", "2506.07751")


def _up_to(most: int) -> Callable[[Inline], bool]:
    return lambda spans: length(joined(spans)) <= most


def _cut(text: str, most: int) -> tuple[str, str]:
    head, rest = cut(plain(text), _up_to(most), most=most)
    return joined(head), joined(rest)


@pytest.mark.parametrize(
    ("text", "most", "head", "rest"),
    [
        ("First one.\n\nSecond one. Third.", 24, "First one.", "Second one. Third."),
        ("One sentence. Another that is long.", 24, "One sentence.", "Another that is long."),
        ("He said “no.” Then he left.", 20, "He said “no.”", "Then he left."),
        ("no sentence ends in here at all", 14, "no sentence", "ends in here at all"),
        ("x" * 30, 12, "x" * 12, "x" * 18),
        ("Hi. " + "words and more words " * 2, 40, "Hi. words and more words words and more", "words"),
    ],
)
def test_a_text_is_cut_at_a_paragraph_a_sentence_a_word_and_only_then_anywhere(
    text: str, most: int, head: str, rest: str
) -> None:
    assert _cut(text, most) == (head, rest)


@pytest.mark.parametrize("character", [FAMILY, "🇩🇪", "👍🏽", "e\u0301\u0323", "ᄒ\u1161\u11ab"])
def test_what_people_see_as_one_character_stays_one(character: str) -> None:
    head, rest = _cut(character * 20, 31)

    assert set(regex.findall(r"\X", head)) == set(regex.findall(r"\X", rest)) == {character}


def test_a_character_larger_than_the_room_is_cut_all_the_same() -> None:
    head, rest = _cut("a" + "\u0301" * 100, 20)

    assert (len(head), len(rest)) == (20, 81)


def test_a_link_is_not_cut_while_there_is_anything_before_it() -> None:
    spans = (Span("See the "), Span("whole long title of it", link="https://arxiv.org/abs/1"), Span(" there."))

    head, rest = cut(spans, _up_to(20), most=20)

    assert joined(head) == "See the"
    assert rest[0].text == "whole long title of it"


def test_a_link_larger_than_a_message_is_a_link_in_both() -> None:
    spans = (Span("word " * 10, link="https://arxiv.org/abs/1"),)

    head, rest = cut(spans, _up_to(20), most=20)

    assert joined(head) == "word word word word"
    assert {span.link for span in (*head, *rest)} == {"https://arxiv.org/abs/1"}


def test_code_is_cut_at_the_end_of_a_line_and_keeps_language_and_indentation() -> None:
    code = Code("def f():\n    return 1\n    # done", "python")

    first, second = pieces(code, lambda part: isinstance(part, Code) and len(part.text) <= 22, most=22)

    assert first == Code("def f():\n    return 1", "python")
    assert second == Code("    # done", "python")


def test_bullets_are_cut_between_items_before_any_item_is() -> None:
    bullets = Bullets((plain("one one"), plain("two two"), plain("a third item that is long")))

    found = pieces(bullets, lambda part: len(plain_text([part])) <= 20, most=20)

    assert found == [
        Bullets((plain("one one"), plain("two two"))),
        Bullets((plain("a third item that"),)),
        Bullets((plain("is long"),)),
    ]


def test_the_source_stays_with_the_last_words_of_a_quote() -> None:
    quote = Quoted("One sentence. Another sentence.", plain("p. 7"))

    found = pieces(quote, lambda part: len(plain_text([part])) <= 30, most=30)

    assert found == [Quoted("One sentence."), Quoted("Another sentence.", plain("p. 7"))]


def _characters(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=150, deadline=None)
@given(spans=inlines, most=st.integers(20, 400))
def test_nothing_is_lost_and_nothing_said_twice(spans: Inline, most: int) -> None:
    block = next(iter(cleaned((Text(spans),), longest_link=500)), None)
    if not isinstance(block, Text):
        return

    found = pieces(block, lambda part: length(plain_text([part])) <= most, most=most)

    assert _characters("".join(plain_text([part]) for part in found)) == _characters(joined(block.spans))
    assert all(length(plain_text([part])) <= most for part in found)


@settings(max_examples=100, deadline=None)
@given(text=texts, most=st.integers(60, 300))
def test_no_cut_falls_inside_a_character(text: str, most: int) -> None:
    block = next(iter(cleaned((Text(plain(text)),), longest_link=500)), None)
    if not isinstance(block, Text):
        return
    whole = joined(block.spans)
    if any(length(character) > most for character in regex.findall(r"\X", whole)):
        return

    head, rest = _cut(whole, most)

    assert head + whole[len(head) : len(whole) - len(rest)] + rest == whole
    assert whole[len(head) : len(whole) - len(rest)].strip() == ""
    ends = {found.end() for found in regex.finditer(r"\X", whole)}
    assert len(head) in ends or whole[len(head) : len(head) + 1].isspace()


def test_a_short_text_is_not_shortened_and_a_long_one_ends_at_a_word() -> None:
    assert shortened("as it is", 8) == "as it is"
    assert shortened("some words more", 12) == "some words…"
    assert shortened(FAMILY * 3, 13) == FAMILY + "…"


def _cost(block: Block) -> Cost:
    return len(plain_text([block])), 1


def _pages(*blocks: Block, characters: int = 60, count: int = 4) -> list[tuple[Block, ...]]:
    return paged(blocks, Room(_cost, (characters, count)))


LONG = Text(plain("A text that fills most of a message, but not all."))


def test_blocks_that_fit_stay_whole_and_go_to_the_next_message_when_they_do_not() -> None:
    assert _pages(LONG, LONG) == [(LONG,), (LONG,)]


def test_a_title_is_never_left_alone_at_the_end_of_a_message() -> None:
    """Neither a heading nor a line in bold, nor the small print under a heading."""
    for title in (Heading("Title"), Text((Span("Title", bold=True),))):
        assert _pages(Text(plain("x" * 20)), title, LONG) == [(Text(plain("x" * 20)),), (title, LONG)]
    signed = (Heading("Title"), Small(plain("names")))
    assert _pages(Text(plain("x" * 20)), *signed, Text(plain("y" * 40)))[1][:2] == signed


def test_a_title_over_what_is_cut_stands_over_its_beginning() -> None:
    pages = _pages(Heading("Title"), Text(plain("word " * 40)))

    assert isinstance(pages[0][0], Heading)
    assert isinstance(pages[0][1], Text)
    assert len(pages) > 2


def test_buttons_stay_in_the_message_of_the_block_before_them() -> None:
    """Also when that block is cut: then they are under its last words."""
    buttons = Actions((EXPLAIN,))

    assert _pages(Text(plain("x" * 20)), LONG, buttons) == [(Text(plain("x" * 20)),), (LONG, buttons)]
    assert [len(page) for page in _pages(Text(plain("word " * 40)), buttons)][-1] == 2
    assert not any(
        isinstance(block, Actions) for page in _pages(Text(plain("word " * 40)), buttons)[:-1] for block in page
    )


def test_a_rule_does_not_stand_at_the_edge_of_a_message() -> None:
    assert _pages(Divider(), LONG, Divider(), LONG, Divider()) == [(LONG,), (LONG,)]


def test_no_message_has_more_blocks_than_it_may() -> None:
    one = Text(plain("x"))

    assert [len(page) for page in _pages(*[one] * 10)] == [4, 4, 2]


@settings(max_examples=60, deadline=None)
@given(blocks=runs)
def test_pages_hold_every_block_in_order_within_the_room(blocks: tuple[Block, ...]) -> None:
    clean = cleaned(blocks, longest_link=500)
    pages = paged(clean, Room(_cost, (3000, 6)))

    said = "".join(plain_text(page) for page in pages)
    marks = re.compile(r"[\s•“”]")
    assert marks.sub("", said) == marks.sub("", plain_text(clean))
    pressed = [one for page in pages for block in page if isinstance(block, Actions) for one in block.buttons]
    assert pressed == [one for block in clean if isinstance(block, Actions) for one in block.buttons]
    assert all(sum(_cost(block)[0] for block in page) <= 3000 and len(page) <= 6 for page in pages)
