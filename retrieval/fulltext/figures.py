"""The numbered figures of a paper: what its captions say, and where the pictures are. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

from retrieval.addresses import same_site
from retrieval.fulltext.hidden import is_hidden
from retrieval.fulltext.text import Figure, Part

MOST = 20
"""Figures of a paper that are kept, from the first on; what stands further back belongs to appendices."""
LONGEST_ADDRESS = 1000
_NUMBER = r"(?P<number>(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3})*)"
_TAG = re.compile(rf"[^\W\d_]{{3,20}}\.?\s*{_NUMBER}\W*")
_PRINTED = re.compile(rf"Fig(?:ure|\.)\s*{_NUMBER}[a-z]?\s*[.:|–—]\s*(?P<caption>\S.*)", re.DOTALL)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif)$", re.IGNORECASE)
"""What both Discord and Slack show: no SVG, no WebP."""
_PLAIN = re.compile(r"[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)
"""What an address is made of (RFC 3986); some readers take a backslash for a slash."""
_ANCHOR = re.compile(r"[\w.-]{1,80}")


def figures_in(article: Any, base: str, hidden: frozenset[str], said: Callable[[Any], str]) -> tuple[Figure, ...]:
    """The figures of LaTeXML's article (`ltx_figure`), in order; `base` is the page's own `<base href>`, if any.

    A figure is what has a caption of its own with a number; panels that are merely (a) and (b) are parts of one.
    `said` tells the text of an element. `hidden`: the classes of what no reader sees.
    """
    found: list[Figure] = []
    for element in article.iter("figure"):
        if "ltx_figure" not in _classes(element) or _is_unseen(element, article, hidden):
            continue
        if told := _captioned(element, hidden, said):
            sources = list(_pictures(element, hidden))
            image = urljoin(base, sources[0]) if len(sources) == 1 and sources[0] else ""
            anchor = element.get("id") or ""
            page = f"#{anchor}" if _ANCHOR.fullmatch(anchor) else ""
            found.append(Figure(*told, image=image, page=page))
    return tuple(found[:MOST])


def figures_of(parts: Sequence[Part]) -> tuple[Figure, ...]:
    """The figures whose captions stand in a text without pictures, such as one from a PDF."""
    captions = (block.text for part in parts for block in part.blocks if block.kind == "caption")
    matches = (_PRINTED.fullmatch(" ".join(caption.split())) for caption in captions)
    found = {match["number"]: Figure(match["number"], match["caption"]) for match in matches if match}
    return tuple(found.values())[:MOST]


def placed(figures: Sequence[Figure], page: str) -> tuple[Figure, ...]:
    """The figures of the HTML page at this address, with absolute addresses.

    A picture lies beside its page: on the same site, below the folder the page is in, by https (or on this
    machine, where the site is set to lie there). Any other address is dropped, and the caption stays.
    """
    return tuple(
        replace(one, image=_beside(urljoin(page, one.image), page) if one.image else "", page=f"{page}{one.page}")
        for one in figures
    )


def _beside(address: str, page: str) -> str:
    if len(address) > LONGEST_ADDRESS or not _PLAIN.fullmatch(address) or not same_site(address, page):
        return ""
    split, folder = urlsplit(address), urlsplit(page).path.rpartition("/")[0]
    ours = split.path.startswith(f"{folder}/") and not split.query and not split.fragment
    safe = split.scheme == "https" or _is_loopback(split.hostname or "")
    return address if ours and safe and _PICTURE.search(split.path) else ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _captioned(figure: Any, hidden: frozenset[str], said: Callable[[Any], str]) -> tuple[str, str] | None:
    """Number and caption of this very figure; None if it has none, or more than one."""
    captions = [
        one
        for one in figure.iter("figcaption")
        if "ltx_caption" in _classes(one) and _figure_of(one) is figure and not _is_unseen(one, figure, hidden)
    ]
    if len(captions) != 1:
        return None
    tag = next((said(one) for one in captions[0].iter("span") if "ltx_tag" in _classes(one)), "")
    number, text = _TAG.fullmatch(tag), said(captions[0]).removeprefix(tag).lstrip(" :.|–—")
    return (number["number"], text) if number and text else None


def _figure_of(element: Any) -> Any:
    return next((one for one in element.iterancestors("figure") if "ltx_figure" in _classes(one)), None)


def _pictures(figure: Any, hidden: frozenset[str]) -> Iterator[str]:
    """The address of each picture in a figure; empty for one that is drawn in the page itself."""
    for one in figure.iter("img", "svg", "object", "embed", "picture", "iframe", "table"):
        if any("ltx_caption" in _classes(above) for above in one.iterancestors()):
            continue
        if one.tag != "img":
            yield ""
        elif not _is_unseen(one, figure, hidden):
            yield (one.get("src") or "").strip()


def _is_unseen(element: Any, within: Any, hidden: frozenset[str]) -> bool:
    """Whether it, or what it stands in up to `within`, is hidden from a reader of the page."""
    if is_hidden(element, hidden):
        return True
    parent = element.getparent()
    return element is not within and parent is not None and parent is not within and _is_unseen(parent, within, hidden)


def _classes(element: Any) -> list[str]:
    return (element.get("class") or "").split() if isinstance(element.tag, str) else []
