"""A Discord message read by the rules of Discord's client, written from its grammar and not from our renderer.

Stricter than the client where its versions differ: whatever one of them takes for a mark counts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bench.reading import Kind, Reading, Seen

_FENCE = re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_MENTION = re.compile(
    r"<@[!&]?\d+>|<#\d+>|</[^<>\n]+:\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>|@everyone|@here"
    r"|<[\w.+-]+@[\w.-]+>|<\+\d+>|<(?:mailto|tel|sms):[^<>\s]+>",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_URL = re.compile(r"(?:https?|steam)://[^\s<>]+", re.IGNORECASE)
_EMOJI = re.compile(r":[\w+~-]+:")
_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:[^\s\\]|\\.)*?)>?(?:\s+['\"][\s\S]*?['\"])?\s*\)"
)
_STYLES = (
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("italic", re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b")),
    ("strike", re.compile(r"~~((?:\\[\s\S]|[^\\])+?)~~")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
)
_PLAIN = re.compile(r"[^\\`<@:hHsS\[*_~|]+")
_LINE_MARKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r" *#{1,3}\s+")),
    ("small", re.compile(r" *-#\s+")),
    ("quote", re.compile(r" *(?:>>>|>)(?: |$)")),
    ("bullet", re.compile(r" *(?:[-*+]|\d+\.) +")),
)
BUTTON, TEXT_DISPLAY, MEDIA_GALLERY = 2, 10, 12


def read(payload: Mapping[str, Any]) -> Reading:
    """All that a person sees of this message, in order."""
    reading = Reading()
    for part in parts(payload["components"]):
        if part["type"] == TEXT_DISPLAY:
            _Display(reading).read(part["content"])
        elif part["type"] == BUTTON:
            _, action, value = re.sub(r"~\d+\Z", "", part["custom_id"]).split(":", 2)
            reading.presses.append((action, value))
        elif part["type"] == MEDIA_GALLERY:
            reading.pictures += [item["media"]["url"] for item in part["items"]]
    return reading


def display(content: str) -> Reading:
    """What one text display shows, a line break after each of its blocks."""
    reading = Reading()
    _Display(reading).read(content)
    return reading


def parts(components: list[Any]) -> Iterator[dict[str, Any]]:
    """Every component, the outer one before those in it."""
    for part in components:
        yield part
        yield from parts(part.get("components", []))


class _Display:
    """One text display on its way into a reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._kind: Kind = "text"

    def read(self, content: str) -> None:
        rest = content
        while rest:
            if fence := _FENCE.match(rest):
                self._kind = "code"
                self._add(fence[2], frozenset({"code"}), "")
                rest = rest[fence.end() :].removeprefix("\n")
                continue
            rest = self._block(rest)

    def _block(self, rest: str) -> str:
        """Lines of one kind: a heading, bullet or small line alone, quotes and plain lines with their like."""
        kind, _ = _line(rest)
        lines: list[str] = []
        while rest and _line(rest)[0] == kind and not (lines and (_FENCE.match(rest) or kind not in ("quote", "text"))):
            line, _, rest = rest.partition("\n")
            lines.append(line[_line(line)[1] :])
        self._kind = kind
        self._inline("\n".join(lines), frozenset(), "")
        self._add("\n", frozenset(), "")
        return rest

    def _add(self, text: str, looks: frozenset[str], link: str) -> None:
        self._reading.seen += [Seen(char, self._kind, looks, link) for char in text]

    def _inline(self, text: str, looks: frozenset[str], link: str) -> None:
        at = 0
        while at < len(text):
            if plain := _PLAIN.match(text, at):
                self._add(plain[0], looks, link)
                at = plain.end()
            else:
                at = self._mark(text, at, looks, link)

    def _mark(self, text: str, at: int, looks: frozenset[str], link: str) -> int:
        """What begins at this sign: alive, or the sign itself."""
        if (escape := _ESCAPE.match(text, at)) and not link:
            self._add(escape[1], looks, link)
            return escape.end()
        if _FENCE.match(text, at):
            self._reading.marks.append(f"a code block inside a {self._kind}: {text[at : at + 40]!r}")
        if code := _CODE.match(text, at):
            self._add(code[2], looks | {"code"}, link)
            return code.end()
        if mention := _MENTION.match(text, at):
            self._reading.mentions.append(mention[0])
        if emoji := _EMOJI.match(text, at):
            self._reading.marks.append(f"emoji {emoji[0]}")
        return self._linked(text, at, looks, link) or self._styled(text, at, looks, link)

    def _linked(self, text: str, at: int, looks: frozenset[str], link: str) -> int:
        if link:
            return 0
        if found := _AUTOLINK.match(text, at):
            self._add(found[1], looks, found[1])
        elif found := _LINK.match(text, at):
            self._inline(found[1], looks, found[2])
        elif found := _URL.match(text, at):
            self._add(found[0], looks, found[0])
        return found.end() if found else 0

    def _styled(self, text: str, at: int, looks: frozenset[str], link: str) -> int:
        """The longest style that begins here, as the client chooses; else one character."""
        tried = [(name, match) for name, pattern in _STYLES if (match := pattern.match(text, at))]
        if not tried:
            self._add(text[at], looks, link)
            return at + 1
        name, match = max(tried, key=lambda one: one[1].end())
        self._inline(match[1], looks | {name}, link)
        return match.end()


def _line(rest: str) -> tuple[Kind, int]:
    """The kind of the line that begins here, and how long its mark is."""
    for kind, pattern in _LINE_MARKS:
        if found := pattern.match(rest.partition("\n")[0]):
            return kind, found.end()
    return "text", 0
