"""A Slack message read by the rules of Block Kit, written from its reference and not from our renderer."""

import html
import re
from collections.abc import Mapping
from typing import Any

from bench.reading import Kind, Reading, Seen

_RICH: dict[str, Kind] = {
    "rich_text_section": "text",
    "rich_text_quote": "quote",
    "rich_text_preformatted": "code",
    "rich_text_list": "bullet",
}
_EMOJI = re.compile(r":[\w+'-]+:")
_CALL = re.compile(r"@(?:channel|here|everyone)", re.IGNORECASE)
_ANGLE = re.compile(r"<([^<>]*)>")
_MARKS = re.compile(r"(?<!\w)([*_~])(?=\S)[^\n]*?\S\1(?!\w)|`[^`\n]+`|(?:https?://|www\.)\S")
_QUOTE = re.compile(r"^\s*&gt;", re.MULTILINE)


def read(payload: Mapping[str, Any]) -> Reading:
    """All that a person sees of this message, in order. Its fallback text is looked at for what steers."""
    reading = Reading()
    fallback = payload["text"]
    reading.mentions += [found[0] for found in _CALL.finditer(fallback)]
    reading.mentions += [f"fallback {found[0]}" for found in re.finditer("[<>]", fallback)]
    for block in payload["blocks"]:
        _block(reading, block)
    return reading


def _block(reading: Reading, block: dict[str, Any]) -> None:
    match block["type"]:
        case "header":
            _text(reading, block["text"], "heading")
        case "section":
            _text(reading, block["text"], "text")
        case "context":
            for element in block["elements"]:
                _text(reading, element, "small")
        case "rich_text":
            for element in block["elements"]:
                _rich(reading, element, _RICH[element["type"]])
        case "image":
            reading.pictures.append(block["image_url"])
            _alive(reading, block["alt_text"])
        case "actions":
            reading.presses += [
                (re.sub(r"~\d+\Z", "", button["action_id"]).removeprefix("pw:"), button["value"])
                for button in block["elements"]
            ]


def _rich(reading: Reading, element: dict[str, Any], kind: Kind) -> None:
    for part in element["elements"]:
        if part["type"].startswith("rich_text_"):
            _rich(reading, part, kind)
        elif part["type"] in ("text", "link"):
            looks = frozenset(part.get("style", {})) | ({"code"} if kind == "code" else set())
            if "code" not in looks:
                _alive(reading, part["text"])
            reading.seen += [Seen(char, kind, looks, part.get("url", "")) for char in part["text"]]
        else:
            reading.marks.append(f"a {part['type']} element")


def _alive(reading: Reading, text: str) -> None:
    reading.marks += [f"emoji {found[0]}" for found in _EMOJI.finditer(text)]
    reading.mentions += [found[0] for found in _CALL.finditer(text)]


def _text(reading: Reading, text: dict[str, Any], kind: Kind) -> None:
    if text["type"] == "plain_text":
        _alive(reading, text["text"])
        reading.seen += [Seen(char, kind) for char in text["text"]]
        return
    reading.marks += [f"quote {found[0]!r}" for found in _QUOTE.finditer(_ANGLE.sub("x", text["text"]))]
    at = 0
    for angle in _ANGLE.finditer(text["text"]):
        _mrkdwn(reading, text["text"][at : angle.start()], kind, "")
        _angle(reading, angle[1], kind)
        at = angle.end()
    _mrkdwn(reading, text["text"][at:], kind, "")


def _angle(reading: Reading, inside: str, kind: Kind) -> None:
    if inside[:1] in ("@", "#", "!"):
        reading.mentions.append(f"<{inside}>")
    url, _, label = inside.partition("|")
    _mrkdwn(reading, label or url, kind, html.unescape(url))


def _mrkdwn(reading: Reading, text: str, kind: Kind, link: str) -> None:
    _alive(reading, text)
    reading.marks += [f"markup {found[0]!r}" for found in _MARKS.finditer(text)]
    reading.marks += [f"a bare {found[0]}" for found in re.finditer("[<>]|&(?!amp;|lt;|gt;)", text)]
    said = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    reading.seen += [Seen(char, kind, frozenset(), link) for char in said]
