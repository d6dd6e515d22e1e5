"""Markup that others wrote: what a reader of it sees, and where its links lead. Nothing in it is fetched or run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from retrieval.fulltext.hidden import hidden_classes, is_hidden
from retrieval.sources.fields import one_line

LONGEST = 500_000
"""Characters of one piece that are read."""
_TAG = re.compile(r"<[A-Za-z!/?]|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a piece on one line, and the addresses of its links in order."""

    text: str
    links: tuple[str, ...] = ()


def read_page(markup: str) -> Page:
    """What is to be read in it; text without any markup is itself."""
    markup = markup[:LONGEST]
    if not _TAG.search(markup):
        return Page(one_line(markup))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(markup.encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError):  # nothing but a comment
        return Page("")
    hidden = hidden_classes(sheet.text or "" for sheet in root.iter("style"))
    return Page(one_line("".join(_words(root, hidden))), tuple(_links(root)))


def _words(element: Any, hidden: frozenset[str]) -> Iterator[str]:  # lxml publishes no types
    """The text of an element, with a space wherever one begins or ends that is set apart."""
    if is_hidden(element, hidden):
        return
    apart = "" if element.tag in _INLINE else " "
    yield apart + (element.text or "")
    for child in element:
        yield from _words(child, hidden)
        yield child.tail or ""
    yield apart


_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "s", "small", "span", "strong"})


def _links(root: Any) -> Iterator[str]:  # lxml publishes no types
    for anchor in root.iter("a"):
        if link := one_line(anchor.get("href") or ""):
            yield link
