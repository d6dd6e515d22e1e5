"""Document → Discord messages in Components V2. Pure.

A message that begins with a heading (a post, a thread entry, a card) stands in a container with our
colour; anything else (an answer, a sentence) is plain. Each block is a text display of its own, so
that what has no colour or box still has its distance; a title and its bullets share one.
"""

import re
from collections.abc import Iterable
from itertools import count
from typing import Any

from bot.platforms.cleaning import cleaned
from bot.platforms.cutting import shortened
from bot.platforms.discord import limits
from bot.platforms.discord.markdown import escaped, fenced, in_lines, markdown
from bot.platforms.packing import Cost, Page, Room, is_title, paged
from bot.platforms.wording import length, plain_text
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
    Quoted,
    Small,
    Span,
    Text,
    plain,
)
from schedules.parcels import Message, Rendered

Component = dict[str, Any]

COMPONENTS_V2 = 1 << 15
ACTION_ROW, BUTTON, TEXT_DISPLAY, MEDIA_GALLERY, SEPARATOR, CONTAINER = 1, 2, 10, 12, 14, 17
PRIMARY, SECONDARY = 1, 2
COLOUR = 0x3B6FD4


def render(document: Document) -> Rendered:
    """The post and its thread entries, each in as many messages as it needs, every word of them.

    A document of which nothing shows is its summary.
    """
    post = message(document.blocks) or message((Text(plain(document.summary)),)) or message((Text(plain("…")),))
    return Rendered(post, tuple(part for entry in document.thread for part in message(entry.blocks, about=entry.about)))


def message(blocks: Iterable[Block], *, about: str = "") -> tuple[Message, ...]:
    """These blocks as messages; none if nothing of them shows."""
    shown = [row for block in cleaned(blocks, longest_link=limits.LINK) for row in _arranged(block)]
    pages = paged(shown, Room(_cost, _MOST))
    card = isinstance(shown[0], Heading) if shown else False
    return tuple(Message(_body(page, card=card), plain_text(page), about) for page in pages)


_MOST: Cost = (limits.TEXT_USED, limits.COMPONENTS_USED, limits.ROWS)


def _arranged(block: Block) -> list[Block]:
    """Buttons in rows, “Wrong?” last, without those whose address would not fit."""
    if not isinstance(block, Actions):
        return [block]
    sent = [button for button in block.buttons if len(_address(button)) <= limits.CUSTOM_ID - len("~99")]
    sent.sort(key=lambda button: button.action == "wrong")
    size = limits.BUTTONS_IN_ROW
    return [Actions(tuple(sent[start : start + size])) for start in range(0, len(sent), size)]


def _cost(block: Block) -> Cost:
    match block:
        case Actions(buttons=buttons):
            return sum(length(_label(button)) for button in buttons), 1 + len(buttons), 1
        case Divider() | Figure():
            return 0, 1, 0
        case _:
            return length(_content(block)), 1, 0


def _content(block: Block) -> str:
    """The markdown of a block with words."""
    match block:
        case Heading(text=text, link=link):
            return "### " + markdown((Span(text, link=link),))
        case Text(spans=spans):
            return markdown(spans)
        case Small(spans=spans):
            return in_lines(markdown(spans), "-# ")
        case Bullets(items=items):
            return "\n".join(f"- {markdown(item)}" for item in items)
        case Quoted(text=text, source=source):
            quote = in_lines(escaped(text), "> ")
            return f"{quote}\n-# {markdown(source)}" if source else quote
        case Code(text=text, language=language):
            return fenced(text, language)
        case Divider() | Figure() | Actions():
            return ""


def _body(page: Page, *, card: bool) -> dict[str, Any]:
    ids = _Ids()
    parts: list[Component] = []
    shown = _ruled(page) if card else page
    for over, block in zip((None, *shown), shown, strict=False):
        part = _component(block, ids)
        if isinstance(block, Bullets) and over is not None and is_title(over):
            part["content"] = f"{parts.pop()['content']}\n{part['content']}"  # a title stands close to its bullets
        parts.append(part)
    if card:
        parts = [{"type": CONTAINER, "accent_color": COLOUR, "components": parts}]
    return {"flags": COMPONENTS_V2, "components": parts, "allowed_mentions": {"parse": []}}


def _ruled(page: Page) -> Page:
    """With a rule above the small print that ends it."""
    end = next((at for at in range(len(page), 0, -1) if not isinstance(page[at - 1], Actions)), 0)
    start = next((at for at in range(end, 0, -1) if not isinstance(page[at - 1], Small)), 0)
    worded = any(isinstance(block, Text | Bullets | Quoted | Code) for block in page[:start])
    if start == end or not worded or isinstance(page[start - 1], Divider):
        return page
    return (*page[:start], Divider(), *page[start:])


def _component(block: Block, ids: "_Ids") -> Component:
    match block:
        case Actions(buttons=buttons):
            return {"type": ACTION_ROW, "components": [_button(button, ids) for button in buttons]}
        case Divider():
            return {"type": SEPARATOR, "divider": True, "spacing": 1}
        case Figure(url=url, alt=alt):
            said = {"description": shortened(alt, limits.DESCRIPTION)} if alt else {}
            return {"type": MEDIA_GALLERY, "items": [{"media": {"url": url}, **said}]}
        case _:
            return {"type": TEXT_DISPLAY, "content": _content(block)}


def _button(button: Button, ids: "_Ids") -> Component:
    style = PRIMARY if button.action == "explain" else SECONDARY
    return {"type": BUTTON, "style": style, "label": _label(button), "custom_id": ids.of(_address(button))}


def _label(button: Button) -> str:
    return shortened(button.label, limits.LABEL)


def _address(button: Button) -> str:
    return f"pw:{button.action}:{button.value}"


class _Ids:
    """The custom_ids of a message: a repeated one is numbered, since Discord takes each once.

    So is one that looks numbered by itself, or its end would be taken for a number.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, address: str) -> str:
        plainly = not re.search(r"~\d{1,3}\Z", address)
        names = (address if number == 1 and plainly else f"{address}~{number}" for number in count(1))
        name = next(name for name in names if name not in self._used)
        self._used.add(name)
        return name
