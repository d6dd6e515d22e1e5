"""What a reader sees of a sent message, told without the renderer: each character, where it stands and how it looks.

A reader of a platform (`reading_discord`, `reading_slack`) turns a payload back into `Seen`
characters by that platform's own rules. `findings` then holds them against the document: nothing
lost, nothing twice, nothing that looks, links or mentions other than the document says.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from bot.platforms.address import address
from bot.platforms.printable import printable, visible
from schedules.document import Actions, Block, Bullets, Code, Divider, Figure, Heading, Inline, Quoted, Small, Text

Kind = Literal["heading", "text", "bullet", "quote", "code", "small"]
Press = tuple[str, str]
"""A button: its action and value."""

FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"


@dataclass(frozen=True, slots=True)
class Seen:
    """One character in a message. `link` is where a press on it leads."""

    char: str
    kind: Kind
    looks: frozenset[str] = frozenset()
    link: str = ""


@dataclass
class Reading:
    """A message as read: words, buttons, pictures. `mentions` and `marks` are what is alive in it and may not be."""

    seen: list[Seen] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    """Their addresses."""
    mentions: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with what was sent, a sentence each."""

    lost: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.lost, *self.mentions, *self.links, *self.marks)


def drawn(char: str) -> bool:
    """Whether a character takes part in the comparison: white space and what draws nothing do not."""
    return not (char.isspace() or char in FILLERS or unicodedata.category(char) in ("Cf", "Cc", "Cs"))


def told(blocks: Iterable[Block]) -> list[Seen]:
    """The characters of these blocks, each with all the looks it may have."""
    return [seen for block in blocks for seen in _told(block)]


def _told(block: Block) -> Iterator[Seen]:
    match block:
        case Heading(text=text, link=link):
            yield from _characters(visible(text), "heading", frozenset({"bold"}), link)
        case Text(spans=spans):
            yield from _inline(spans, "text")
        case Small(spans=spans):
            yield from _inline(spans, "small")
        case Bullets(items=items):
            for item in items:
                yield from _inline(item, "bullet")
        case Quoted(text=text, source=source):
            yield from _characters(visible(text), "quote", frozenset(), "")
            yield from _inline(source, "small")
        case Code(text=text):
            yield from _characters(printable(text), "code", frozenset({"code"}), "")
        case Figure(words=words):
            yield from _inline(words, "text")
        case Divider() | Actions():
            return


def _inline(spans: Inline, kind: Kind) -> Iterator[Seen]:
    for span in spans:
        looks = {"bold": span.bold, "italic": span.italic, "code": span.code}
        text = printable(span.text) if span.code else visible(span.text)
        yield from _characters(text, kind, frozenset(name for name, on in looks.items() if on), span.link)


def _characters(text: str, kind: Kind, looks: frozenset[str], link: str) -> Iterator[Seen]:
    return (Seen(char, kind, looks, link) for char in text if drawn(char))


def pressed(blocks: Iterable[Block], most: int) -> list[Press]:
    """The buttons of these blocks whose action and value together are within `most`, “Wrong?” last in each row."""
    found: list[Press] = []
    for block in blocks:
        if isinstance(block, Actions):
            row = [(one.action, one.value) for one in block.buttons if len(one.action) + len(one.value) <= most]
            found += sorted(row, key=lambda press: press[0] == "wrong")
    return found


def pictured(blocks: Iterable[Block]) -> list[str]:
    """The addresses of pictures in these blocks that can be shown."""
    found = [address(block.url) for block in blocks if isinstance(block, Figure)]
    return [one for one in found if one]


def findings(blocks: Sequence[Block], readings: Sequence[Reading], *, most: int) -> Findings:
    """What the messages read from these blocks got wrong. `most`: characters of a button's action and value."""
    wanted, seen = told(blocks), [one for reading in readings for one in reading.seen if drawn(one.char)]
    lost = list(_lost(wanted, seen))
    presses = [press for reading in readings for press in reading.presses]
    if presses != pressed(blocks, most):
        lost.append(f"buttons {pressed(blocks, most)} are {presses}")
    pictures = [picture for reading in readings for picture in reading.pictures]
    if pictures != pictured(blocks):
        lost.append(f"pictures {pictured(blocks)} are {pictures}")
    marks = [mark for reading in readings for mark in reading.marks]
    links: list[str] = []
    if not lost:
        for want, got in zip(wanted, seen, strict=True):
            links += _wrong_link(want, got)
            marks += _wrong_look(want, got)
    mentions = tuple(mention for reading in readings for mention in reading.mentions)
    return Findings(tuple(lost), mentions, tuple(links[:5]), tuple(marks[:5]))


def _lost(wanted: list[Seen], seen: list[Seen]) -> Iterator[str]:
    said, read = "".join(one.char for one in wanted), "".join(one.char for one in seen)
    if said != read:
        at = next((at for at, pair in enumerate(zip(said, read, strict=False)) if pair[0] != pair[1]), 0)
        at = at or min(len(said), len(read))
        yield f"at {at} of {len(said)}: {said[at - 20 : at + 30]!r} became {read[at - 20 : at + 30]!r}"


def _wrong_link(want: Seen, got: Seen) -> Iterator[str]:
    if got.link and (unquote(got.link) != unquote(want.link) or not got.link.startswith(("http://", "https://"))):
        yield f"{got.char!r} leads to {got.link!r}, not {want.link!r}"


MAY_BE = {"heading": {"heading", "text"}, "small": {"small", "text"}}
"""Slack's long headings are bold text, and its small print with signs in it is text."""


def _wrong_look(want: Seen, got: Seen) -> Iterator[str]:
    if got.kind not in MAY_BE.get(want.kind, {want.kind}):
        yield f"{got.char!r} of a {want.kind} stands in a {got.kind}"
    if more := got.looks - want.looks:
        yield f"{got.char!r} of a {want.kind} is {', '.join(sorted(more))}"
