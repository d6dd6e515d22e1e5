"""What a message says, as plain words: for notifications, for checks, for finding it again. Pure."""

from collections.abc import Iterable

from schedules.document import Actions, Block, Bullets, Code, Divider, Figure, Heading, Inline, Quoted, Small, Text


def plain_text(blocks: Iterable[Block]) -> str:
    """All words in reading order, a line each: a mark before a bullet, quotation marks around a quote."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text=text) | Code(text=text):
            return [text]
        case Text(spans=spans) | Small(spans=spans):
            return [joined(spans)]
        case Bullets(items=items):
            return [f"• {joined(item)}" for item in items]
        case Quoted(text=text, source=source):
            return [f"“{text}”", joined(source)]
        case Figure(words=words):
            return [joined(words)]
        case Divider() | Actions():
            return []


def joined(spans: Inline) -> str:
    """The words of these spans."""
    return "".join(span.text for span in spans)


def length(text: str) -> int:
    """UTF-16 units: the larger of the two ways in which platforms count characters."""
    return len(text.encode("utf-16-le")) // 2
