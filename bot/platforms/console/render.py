"""Document → what the console prints. Pure.

A payload is `{"blocks": [{"kind": …, "spans": [[text, style, link], …]}, …], "buttons": [[label,
action, value], …]}`; the screen gives the kinds their looks. A terminal has no limit of size, so a
document is one message, and each entry of its thread another.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.platforms.printable import printable, visible
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Figure,
    Heading,
    Inline,
    Quoted,
    Small,
    Span,
    Text,
)
from schedules.parcels import Message, Rendered

Piece = dict[str, Any]


def render(document: Document) -> Rendered:
    """The post in one message and its thread entries, every word of them, nothing that steers a terminal."""
    return Rendered(
        post=(message(document.blocks),),
        thread=tuple(message(entry.blocks, about=entry.about) for entry in document.thread),
    )


def message(blocks: Iterable[Block], *, about: str = "") -> Message:
    """These blocks as one message."""
    held = tuple(blocks)
    pieces = [piece for block in held for piece in _pieces(block)]
    buttons = [_button(button) for block in held if isinstance(block, Actions) for button in block.buttons]
    return Message(payload={"blocks": pieces, "buttons": buttons}, text=plain_text(pieces), about=about)


def _pieces(block: Block) -> Iterator[Piece]:
    match block:
        case Heading(text=text, link=link):
            yield _piece("heading", (Span(text, bold=True, link=link),))
        case Text(spans=spans):
            yield _piece("text", spans)
        case Small(spans=spans):
            yield _piece("small", spans)
        case Bullets(items=items):
            yield from (_piece("bullet", item) for item in items)
        case Quoted(text=text, source=source):
            yield _piece("quote", (Span(f"“{text}”"),))
            if source:
                yield _piece("source", source)
        case Code(text=text):
            yield _piece("code", (Span(text, code=True),))
        case Figure(url=url, words=words):
            if words:
                yield _piece("text", words)
            if address(url):
                yield _piece("small", (Span("Picture: "), Span(url, link=url)))
        case Divider():
            yield _piece("rule", ())
        case Actions():
            return


def _piece(kind: str, spans: Inline) -> Piece:
    return {"kind": kind, "spans": [_span(span) for span in spans]}


def _span(span: Span) -> list[str]:
    names = (("bold", span.bold), ("italic", span.italic), ("code", span.code))
    text = printable(span.text) if span.code else visible(span.text)
    return [text, " ".join(name for name, on in names if on), address(span.link)]


def address(link: str) -> str:
    """`link` if it is an http(s) address that can be shown as it is, else nothing."""
    return link if re.fullmatch(r"https?://[!-~]{1,2000}", link) else ""


def _button(button: Button) -> list[str]:
    return [visible(button.label), button.action, button.value]


def plain_text(pieces: Iterable[Piece]) -> str:
    """All words of these pieces, a line each, with the mark before a bullet."""
    lines = (("• " if piece["kind"] == "bullet" else "") + _words(piece) for piece in pieces)
    return "\n".join(line for line in lines if line)


def _words(piece: Piece) -> str:
    return "".join(text for text, _, _ in piece["spans"])
