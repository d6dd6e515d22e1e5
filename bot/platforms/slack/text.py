"""Words → Slack's rich text, plain text and mrkdwn, so that only our own marks are marks. Pure.

rich_text and plain_text take text literally: no escapes, no marks, no mentions, no addresses that
become links. Nearly all words travel in them. mrkdwn has no way to escape `*`, `_`, `~` or a
backtick, so it carries only small print that holds a link (rich text cannot be small) and no sign
that could mean anything; where there is one, that line is rich text instead.

`:smile:` and `@channel` should be literal there too; a zero-width space makes sure, except in code.
"""

import re
from typing import Any

from schedules.document import Inline, Span

Element = dict[str, Any]

ZERO = "\u200b"
"""Zero-width space. The text has none of its own: `printable` takes them away."""

_CALLS = re.compile(r"@(?=channel|here|everyone)|:(?=[\w+'-]{1,100}:)", re.IGNORECASE)
_WILD = re.compile(r"[*_~`|@]|:\S+:|:$|://|www\.|^\s*(?:>|•)", re.IGNORECASE | re.MULTILINE)


def literal(text: str) -> str:
    """Text for rich_text and plain_text."""
    return _CALLS.sub(lambda found: found[0] + ZERO, text)


def escaped(text: str) -> str:
    """Text for mrkdwn and for a message's fallback, where `&`, `<` and `>` steer."""
    return literal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich(spans: Inline) -> list[Element]:
    """Elements of a rich_text section, list item or quote."""
    return [_element(span) for span in spans]


def _element(span: Span) -> Element:
    looks = {name: True for name, on in (("bold", span.bold), ("italic", span.italic), ("code", span.code)) if on}
    style = {"style": looks} if looks else {}
    text = span.text if span.code else literal(span.text)
    kind = {"type": "link", "url": span.link} if span.link else {"type": "text"}
    return {**kind, "text": text, **style}


def small(spans: Inline) -> Element | None:
    """A text object for small print; None if only rich text says it safely. Bold and italic are not kept."""
    words = "".join(span.text for span in spans)
    if not any(span.link for span in spans):
        return {"type": "plain_text", "text": literal(words), "emoji": False}
    if _WILD.search(words):
        return None
    return {"type": "mrkdwn", "text": "".join(map(_mrkdwn, spans)), "verbatim": True}


def _mrkdwn(span: Span) -> str:
    if not span.link:
        return escaped(span.text)
    return f"<{span.link.replace('&', '&amp;')}|{escaped(span.text)}>"
