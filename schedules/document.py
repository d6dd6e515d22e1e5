"""What is to be said, before any platform shapes it: blocks, spans and buttons as plain data.

A `Document` holds untrusted text (papers, feeds, people) as it is. Renderers escape it; nothing
in here is markdown, HTML or mrkdwn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `link` is an http(s) address; renderers drop any other."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


Inline = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    spans: Inline


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a source, and where they stand."""

    text: str
    source: Inline = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, and the words that carry its meaning where it cannot be shown: whose it is, and its caption.

    `url`: the http(s) address of the picture; empty where there are words alone. `alt`: what it is, for
    those who do not see it.
    """

    url: str
    caption: str
    alt: str = ""
    source: Inline = ()

    @property
    def words(self) -> Inline:
        """`Figure 1 of the paper: its caption`."""
        parts = [*self.source, *([Span(": ")] if self.source and self.caption else []), Span(self.caption)]
        return tuple(part for part in parts if part.text)


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Small:
    """The fine print: counts, cost, who wrote it."""

    spans: Inline


@dataclass(frozen=True, slots=True)
class Divider:
    pass


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. `action` is a name in `bot.actions.ACTIONS`, `value` what it acts on.

    Both travel through the platform and come back weeks later, so they hold ids, never text:
    together at most 90 ASCII characters.
    """

    label: str
    action: str
    value: str


@dataclass(frozen=True, slots=True)
class Actions:
    buttons: tuple[Button, ...]


Block = Heading | Text | Bullets | Quoted | Figure | Code | Small | Divider | Actions


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the thread under a post. `about` is the paper it belongs to, if any."""

    blocks: tuple[Block, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A post and the thread under it. `summary` is its one-line plain form, for notifications."""

    summary: str
    blocks: tuple[Block, ...]
    thread: tuple[Entry, ...] = field(default=())


def plain(*texts: str) -> Inline:
    """Unstyled spans."""
    return tuple(Span(text) for text in texts)


def text_of(blocks: Iterable[Block]) -> str:
    """All words of these blocks in reading order, a line each; link targets and buttons are not words."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text=text) | Code(text=text):
            return [text]
        case Text(spans=spans) | Small(spans=spans):
            return [joined(spans)]
        case Bullets(items=items):
            return [joined(item) for item in items]
        case Quoted(text=text, source=source):
            return [text, joined(source)]
        case Figure(words=words):
            return [joined(words)]
        case Divider() | Actions():
            return []


def joined(spans: Inline) -> str:
    """The words of these spans."""
    return "".join(span.text for span in spans)
