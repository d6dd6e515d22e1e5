"""Document → Slack messages in Block Kit. Pure.

A heading is a header block, or a bold line where it is a link or long; text, bullets, quotes and
code are rich_text, small print is context, buttons are actions. A picture is an image block without a
title: its words stand below it, where they stay when Slack cannot load it (`pictures.py`). `text` beside
the blocks is what notifications and screen readers say.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.platforms.cleaning import cleaned
from bot.platforms.cutting import pieces, shortened
from bot.platforms.packing import Cost, Page, Room, is_title, paged
from bot.platforms.slack import limits
from bot.platforms.slack.text import escaped, literal, rich, small
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
    Inline,
    Quoted,
    Small,
    Span,
    Text,
    plain,
)
from schedules.parcels import Message, Rendered

Part = dict[str, Any]


def render(document: Document) -> Rendered:
    """The post and its thread entries, each in as many messages as it needs, every word of them.

    A document of which nothing shows is its summary.
    """
    post = message(document.blocks) or message((Text(plain(document.summary)),)) or message((Text(plain("…")),))
    return Rendered(post, tuple(part for entry in document.thread for part in message(entry.blocks, about=entry.about)))


def message(blocks: Iterable[Block], *, about: str = "") -> tuple[Message, ...]:
    """These blocks as messages; none if nothing of them shows."""
    shown = [part for block in cleaned(blocks, longest_link=limits.URL) for part in _arranged(block)]
    return tuple(Message(_body(page), plain_text(page), about) for page in paged(shown, Room(_cost, _MOST)))


_MOST: Cost = (limits.JSON_USED, limits.BLOCKS)


def _arranged(block: Block) -> list[Block]:
    """In pieces that a block of Slack's holds; buttons with “Wrong?” last, without any that could not come back."""
    if not isinstance(block, Actions):
        return pieces(block, _holds, most=limits.BLOCK_USED)
    sent = [one for one in block.buttons if length(one.value) <= limits.BUTTON_VALUE and len(_action(one)) <= 200]
    sent.sort(key=lambda button: button.action == "wrong")
    return [Actions(tuple(sent[at : at + limits.ACTIONS])) for at in range(0, len(sent), limits.ACTIONS)]


def _holds(block: Block) -> bool:
    """Whether the words of each part, with their links, are within what one text may have."""
    return all(_size(part) <= limits.BLOCK_USED for part in _parts(block))


def _size(part: Any) -> int:
    """Characters of all texts and links in it."""
    if isinstance(part, dict):
        own = sum(length(part[name]) for name in ("text", "url") if isinstance(part.get(name), str))
        return own + sum(_size(value) for value in part.values() if not isinstance(value, str))
    return sum(map(_size, part)) if isinstance(part, list) else 0


def _cost(block: Block) -> Cost:
    parts = _parts(block)
    return length(json.dumps(parts, ensure_ascii=False)), len(parts)


def _body(page: Page) -> dict[str, Any]:
    pictures = [part.alt for part in page if isinstance(part, Figure)]
    buttons = [one.label for part in page if isinstance(part, Actions) for one in part.buttons]
    words = plain_text(page) or " ".join([*pictures, *buttons])
    text = escaped(shortened(words, limits.FALLBACK_USED, lambda cut: length(escaped(cut))))
    return {"text": text, "blocks": _blocks(page), "unfurl_links": False, "unfurl_media": False}


def _blocks(page: Sequence[Block]) -> list[Part]:
    """A title and its bullets are one block, so that they stand close."""
    parts: list[Part] = []
    for at, block in enumerate(page):
        over = page[at - 1] if at else None
        under_title = isinstance(block, Bullets) and isinstance(over, Text) and is_title(over)
        for part in _parts(block):
            if under_title:
                parts[-1] = {**part, "elements": [*parts[-1]["elements"], *part["elements"]]}
            else:
                parts.append(part)
    return parts


def _parts(block: Block) -> list[Part]:
    match block:
        case Heading(text=text, link=link):
            return [_heading(text, link)]
        case Text(spans=spans):
            return [_rich(_element("section", spans))]
        case Small(spans=spans):
            return [_small(spans)]
        case Bullets(items=items):
            listed = [_element("section", item) for item in items]
            return [_rich({"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": listed})]
        case Quoted(text=text, source=source):
            return [_rich(_element("quote", plain(text))), *([_small(source)] if source else [])]
        case Code(text=text):
            return [_rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]})]
        case Figure(url=url, alt=alt):
            return [{"type": "image", "image_url": url, "alt_text": shortened(literal(alt) or "Figure", limits.ALT)}]
        case Divider():
            return [{"type": "divider"}]
        case Actions(buttons=buttons):
            return [{"type": "actions", "elements": _buttons(buttons)}] if buttons else []


def _heading(text: str, link: str) -> Part:
    said = literal(text)
    if link or length(said) > limits.HEADER:
        return _rich(_element("section", (Span(text, bold=True, link=link),)))
    return {"type": "header", "text": {"type": "plain_text", "text": said, "emoji": False}}


def _rich(element: Part) -> Part:
    return {"type": "rich_text", "elements": [element]}


def _element(kind: str, spans: Inline) -> Part:
    return {"type": f"rich_text_{kind}", "elements": rich(spans)}


def _small(spans: Inline) -> Part:
    said = small(spans)
    return {"type": "context", "elements": [said]} if said else _rich(_element("section", spans))


def _buttons(buttons: Sequence[Button]) -> list[Part]:
    actions = [_action(button) for button in buttons]
    return [_button(button, _numbered(actions[: at + 1])) for at, button in enumerate(buttons)]


def _numbered(actions: Sequence[str]) -> str:
    """The last of these; an action_id stands once in a block, so a repeated one is numbered."""
    times = actions.count(actions[-1])
    return actions[-1] if times == 1 else f"{actions[-1]}~{times}"


def _button(button: Button, action_id: str) -> Part:
    label = shortened(button.label, limits.BUTTON_TEXT, lambda text: length(literal(text)))
    looks = {"style": "primary"} if button.action == "explain" else {}
    text = {"type": "plain_text", "text": literal(label), "emoji": ":" not in label}
    return {"type": "button", "text": text, "action_id": action_id, "value": button.value, **looks}


def _action(button: Button) -> str:
    return f"pw:{button.action}"
