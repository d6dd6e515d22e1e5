"""Cutting what does not fit: at a paragraph, a sentence, a word, and only at last between characters. Pure.

Nothing is lost but white space at the cut, nothing is said twice. A link, a code fence and a style
that are cut are whole on both sides; a character that people see as one (an emoji family, a letter
with its accents) is cut only if it alone is larger than the room.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import regex  # type: ignore[import-untyped]  # publishes no types

from bot.platforms.cleaning import is_seen, trimmed
from bot.platforms.wording import length
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Code,
    Divider,
    Figure,
    Heading,
    Inline,
    Quoted,
    Small,
    Span,
    Text,
    joined,
)

Fits = Callable[[Block], bool]

_PARAGRAPH = re.compile(r"(?=\n\n)")
_LINE = re.compile(r"(?=\n)")
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?=\s)")
_WORD = re.compile(r"(?=\s)")


def pieces(block: Block, fits: Fits, *, most: int) -> list[Block]:
    """The block in pieces that each fit, in order. `most` characters never fit more than once over.

    A piece is as large as fits at a good place to cut. What cannot be cut any further is a piece
    even if it does not fit.
    """
    found: list[Block] = []
    rest: Block | None = block
    while rest is not None:
        if _characters(rest) <= most and fits(rest):
            return [*found, rest]
        head, rest = split(rest, fits, most=most)
        found.append(head)
    return found


def split(block: Block, fits: Fits, *, most: int) -> tuple[Block, Block | None]:
    """A head of the block that fits, never nothing, and the rest of it."""
    match block:
        case Text(spans=spans) | Small(spans=spans):
            head, rest = cut(spans, lambda part: fits(replace(block, spans=part)), most=most)
            return replace(block, spans=head), replace(block, spans=rest) if rest else None
        case Heading(text=text, link=link):
            head, rest = cut((Span(text, link=link),), lambda part: fits(Heading(joined(part), link)), most=most)
            return Heading(joined(head), link), Heading(joined(rest), link) if rest else None
        case Quoted():
            return _split_quote(block, fits, most)
        case Bullets(items=items):
            return _split_bullets(items, fits, most)
        case Code():
            return _split_code(block, fits, most)
        case Actions(buttons=buttons):
            at = _largest(len(buttons), lambda count: fits(Actions(buttons[:count])))
            return Actions(buttons[:at]), Actions(buttons[at:]) if buttons[at:] else None
        case Divider() | Figure():
            return block, None


def _split_quote(block: Quoted, fits: Fits, most: int) -> tuple[Block, Block | None]:
    """The source stays with the last words."""
    if len(block.text) <= most and fits(Quoted(block.text)):
        return Quoted(block.text), Small(block.source) if block.source else None
    head, rest = cut((Span(block.text),), lambda part: fits(Quoted(joined(part))), most=most)
    return Quoted(joined(head)), Quoted(joined(rest), block.source) if rest else Small(block.source)


def _split_bullets(items: tuple[Inline, ...], fits: Fits, most: int) -> tuple[Block, Block | None]:
    count = sum(1 for _ in _while_short(items, most))
    at = _largest(count, lambda some: fits(Bullets(items[:some])))
    if count and fits(Bullets(items[:at])):
        return Bullets(items[:at]), Bullets(items[at:]) if items[at:] else None
    head, rest = cut(items[0], lambda part: fits(Bullets((part,))), most=most)
    left = (rest, *items[1:]) if rest else items[1:]
    return Bullets((head,)), Bullets(left) if left else None


def _while_short(items: tuple[Inline, ...], most: int) -> Iterator[Inline]:
    seen = 0
    for item in items:
        seen += len(joined(item))
        if seen > most:
            return
        yield item


def _split_code(block: Code, fits: Fits, most: int) -> tuple[Block, Block | None]:
    """At the end of a line where there is one; the rest keeps its indentation."""
    text = block.text[: most + 1]
    at = _largest(min(len(text), most), lambda end: fits(replace(block, text=text[:end])))
    line = text.rfind("\n", 1, at + 1)
    end = line if line > 0 and is_seen(text[:line]) else _character(text, at, lambda _: False)
    rest = block.text[end:].lstrip("\n") if is_seen(block.text[end:]) else ""
    return replace(block, text=text[:end]), replace(block, text=rest) if rest else None


def cut(spans: Inline, fits: Callable[[Inline], bool], *, most: int) -> tuple[Inline, Inline]:
    """The longest beginning of these spans that fits, ending at a good place, and the rest; never nothing first."""
    window = joined(before(spans, most + 1))
    end = _largest(min(len(window), most), lambda end: fits(before(spans, end)))
    links = _links(spans)
    at = _place(window, end, links)
    while at > 1 and not fits(trimmed(before(spans, at))):
        at = _place(window, at - 1, links)
    return trimmed(before(spans, at)), trimmed(after(spans, at))


def shortened(text: str, most: int, size: Callable[[str], int] = length) -> str:
    """The text, or its beginning and `…`, within `most` as `size` counts."""
    if size(text) <= most:
        return text
    head, _ = cut((Span(text),), lambda part: size(joined(part)) < most, most=most)
    return f"{joined(head)}…"


def before(spans: Inline, end: int) -> Inline:
    """The first `end` characters."""
    found: list[Span] = []
    for span in spans:
        if end <= 0:
            break
        found.append(replace(span, text=span.text[:end]))
        end -= len(span.text)
    return tuple(found)


def after(spans: Inline, start: int) -> Inline:
    """What follows the first `start` characters."""
    found: list[Span] = []
    for span in spans:
        if start < len(span.text):
            found.append(replace(span, text=span.text[max(start, 0) :]))
        start -= len(span.text)
    return tuple(found)


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to `most` that fits, at least 1."""
    low, high = 1, max(most, 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _links(spans: Inline) -> list[tuple[int, int]]:
    found, at = [], 0
    for span in spans:
        if span.link:
            found.append((at, at + len(span.text)))
        at += len(span.text)
    return found


def _place(text: str, end: int, links: list[tuple[int, int]]) -> int:
    """The best place up to `end`, at least 1: a paragraph or sentence unless that wastes two thirds of the room."""

    def in_link(at: int) -> bool:
        return any(start < at < stop and not (start == 0 and stop > end) for start, stop in links)

    if end >= len(text):
        return end
    for pattern, least in ((_PARAGRAPH, end // 3), (_LINE, end // 3), (_SENTENCE, end // 3), (_WORD, 0)):
        places = [found.end() for found in pattern.finditer(text) if least < found.end() <= end]
        if place := next((at for at in reversed(places) if not in_link(at)), 0):
            return place
    return _character(text, end, in_link)


def _character(text: str, end: int, closed: Callable[[int], bool]) -> int:
    """The last end of a character as people see it, up to `end`; `end` itself if there is none."""
    ends = [found.end() for found in regex.finditer(r"\X", text[: end + 1])]
    return next((at for at in reversed(ends) if at <= end and not closed(at)), end)


def _characters(block: Block) -> int:
    """Of its text; buttons and pictures have none."""
    match block:
        case Heading(text=text) | Code(text=text):
            return len(text)
        case Text(spans=spans) | Small(spans=spans):
            return len(joined(spans))
        case Bullets(items=items):
            return sum(len(joined(item)) for item in items)
        case Quoted(text=text, source=source):
            return len(text) + len(joined(source))
        case Divider() | Figure() | Actions():
            return 0
