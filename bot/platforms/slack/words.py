"""What people typed, out of Slack's own writing of it: entities, links, mentions. Pure."""

import re
from collections.abc import Iterator
from typing import Any

_MARK = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
MOST_LINKS = 40


def typed(text: str, *, me: str = "") -> str:
    """The words as they were typed: links as addresses, mentions as @names, that of `me` left out."""
    if me:
        text = re.sub(rf"[ \t]*<@{re.escape(me)}(?:\|[^<>]*)?>:?", "", text)
    return _unescaped(_MARK.sub(_plain, text)).strip()


def mentions(text: str, me: str) -> bool:
    """Whether the text mentions this user."""
    return bool(re.search(rf"<@{re.escape(me)}(?:\||>)", text))


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:  # & comes last, so that &amp;lt; is &lt; as it was typed
        text = text.replace(entity, character)
    return text


def _plain(mark: re.Match[str]) -> str:
    target, label = mark["target"], mark["label"] or ""
    if target[0] in "@#":
        return f"{target[0]}{label.lstrip('@#') or target[1:]}"
    if target[0] == "!":
        return label or f"@{target[1:].partition('^')[0]}"
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    return target if not label or label in target else f"{label} {target}"


def words_and_links(message: dict[str, Any], *, most: int) -> str:
    """The words of a message and every link target in it, wherever Slack keeps them; at most `most` characters."""
    words = typed(str(message.get("text") or ""))
    held = [message.get("blocks"), message.get("attachments")]
    more = [url for url in dict.fromkeys(_addresses(held)) if url not in words][:MOST_LINKS]
    links = "\n".join(more)[: most // 2]
    return f"{words[: most - len(links) - 1]}\n{links}".strip()


def _addresses(held: Any) -> Iterator[str]:
    """Every http(s) address in blocks or attachments, in reading order."""
    if isinstance(held, str):
        found = re.findall(r"https?://[^\s<>|\"]+", held)
        yield from (_unescaped(url).rstrip(").,;") for url in found)
    elif isinstance(held, dict):
        for value in held.values():
            yield from _addresses(value)
    elif isinstance(held, list):
        for value in held:
            yield from _addresses(value)
