"""A document's blocks with text that can be shown: the first step of every chat renderer. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.platforms.address import address
from bot.platforms.printable import printable, visible
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Figure,
    Heading,
    Inline,
    Quoted,
    Small,
    Span,
    Text,
)

_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that draw nothing."""
_DIRECTION = re.compile("\u061c")


def cleaned(blocks: Iterable[Block], *, longest_link: int) -> tuple[Block, ...]:
    """The blocks a reader can see: LaTeX as Unicode, no control or direction characters, white space in order.

    Words stay as they are and in their order. Blocks, bullets and buttons without anything to see
    are left out; links that `address` refuses are gone, their words stay. Neighbouring spans of one
    look are one span; headings, bullets and small print are one line. A figure is its picture alone,
    where it has one that can be addressed, and its words as text below.
    """
    return tuple(seen for block in blocks for seen in _cleaned(block, longest_link))


def _cleaned(block: Block, longest: int) -> Iterator[Block]:
    match block:
        case Heading(text=text, link=link):
            if seen := _flat(_spans((Span(text),), longest)):
                yield Heading(seen[0].text, address(link, most=longest))
        case Text(spans=spans):
            if seen := _spans(spans, longest):
                yield Text(seen)
        case Small(spans=spans):
            if seen := _flat(_spans(spans, longest)):
                yield Small(seen)
        case Bullets(items=items):
            if seen_items := tuple(filter(None, (_flat(_spans(item, longest)) for item in items))):
                yield Bullets(seen_items)
        case Quoted(text=text, source=source):
            yield from _quoted(_spans((Span(text),), longest), _flat(_spans(source, longest)))
        case Figure(url=url, words=words):
            seen = _flat(_spans(words, longest))
            if picture := address(url):  # no part of the text, unlike a link
                yield Figure(picture, "", _plainly(block.alt) or "".join(span.text for span in seen))
            if seen:
                yield Text(seen)
        case Code(text=text, language=language):
            if is_seen(code := _DIRECTION.sub("", printable(text)).strip("\n").rstrip()):
                yield Code(code, language if re.fullmatch(r"[A-Za-z0-9_+#.-]{1,20}", language) else "")
        case Actions(buttons=buttons):
            if shown := tuple(_button(button) for button in buttons):
                yield Actions(shown)
        case Divider():
            yield block


def _plainly(text: str) -> str:
    return "".join(span.text for span in _flat(_spans((Span(text),), 0)))


def _quoted(text: Inline, source: Inline) -> Iterator[Block]:
    if text:
        yield Quoted(text[0].text, source)
    elif source:
        yield Small(source)


def _button(button: Button) -> Button:
    label = _flat(_spans((Span(button.label),), 0))
    return replace(button, label=label[0].text if label else button.action.capitalize())


def is_seen(text: str) -> bool:
    """Whether anything of it shows."""
    return any(not (c.isspace() or c in _UNSEEN or unicodedata.category(c) in ("Cf", "Cc")) for c in text)


def _spans(spans: Inline, longest: int) -> Inline:
    """Clean spans of a block, trimmed at both ends; empty if nothing of them shows."""
    merged: list[Span] = []
    for span in spans:
        text = _prose(_DIRECTION.sub("", printable(span.text) if span.code else visible(span.text)))
        clean = replace(span, text=text, link=address(span.link, most=longest))
        if merged and replace(merged[-1], text="") == replace(clean, text=""):
            merged[-1] = replace(clean, text=_prose(merged[-1].text + text))
        elif text:
            merged.append(clean)
    return trimmed(tuple(merged)) if any(is_seen(span.text) for span in merged) else ()


def _prose(text: str) -> str:
    """Runs of white space as one, of empty lines as one."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]{2,}|\t", " ", text)))


def _flat(spans: Inline) -> Inline:
    return tuple(replace(span, text=re.sub(r"\s*\n\s*", " ", span.text)) for span in spans)


def trimmed(spans: Inline) -> Inline:
    """Without white space at either end, and without what is then empty."""
    left = list(spans)
    while left and not (text := left[0].text.lstrip()):
        left.pop(0)
    if left:
        left[0] = replace(left[0], text=text)
    while left and not (text := left[-1].text.rstrip()):
        left.pop()
    if left:
        left[-1] = replace(left[-1], text=text)
    return tuple(left)
