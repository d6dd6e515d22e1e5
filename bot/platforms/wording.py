"""What a message says, as plain words: for notifications, for checks, for finding it again. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from schedules.document import Block, Bullets, Quoted, Span, text_of


def plain_text(blocks: Iterable[Block]) -> str:
    """All words in reading order, a line each: a mark before a bullet, quotation marks around a quote."""
    return text_of(map(_marked, blocks))


def _marked(block: Block) -> Block:
    match block:
        case Bullets(items=items):
            return Bullets(tuple((Span("• "), *item) for item in items))
        case Quoted(text=text):
            return replace(block, text=f"“{text}”")
        case _:
            return block


def length(text: str) -> int:
    """UTF-16 units: the larger of the two ways in which platforms count characters."""
    return len(text.encode("utf-16-le")) // 2
