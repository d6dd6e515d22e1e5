"""Finding a quote in a text when both were typed differently, and handing out the text's own words. Pure.

Hyphens, ligatures, accents, quotation marks, line breaks, LaTeX wrapping and case differ between a
paper, its abstract page and what a model copies. So both sides are squeezed to letters and digits
for the search, and the place found is mapped back: what comes out stands in the text as it is.
"""

import re
import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]

_COMMAND = re.compile(r"\\[A-Za-z]+")
_SAME = {"×": "x", "\\times": "x"}
_GAP = re.compile(r"\s*(?:…|\.\s?\.\s?\.|\[\s*(?:…|\.\.\.)\s*\])\s*")
_CLOSERS = "%°+)]}”»\"'’.!?$‰"
_OPENERS = "$€£¥-−–+~≈<>≤≥±([{“«\"'‘\\"


def squeeze(text: str) -> tuple[str, list[Span]]:
    """Letters and digits of a text in simple lower case, and for each the stretch it came from.

    Between two digits that were apart stands the dot or comma that parted them, or a space.
    """
    kept: list[str] = []
    places: list[Span] = []
    for place, letters in _letters(text):
        for letter in letters:
            if kept and letter.isdigit() and kept[-1].isdigit() and place[0] > places[-1][1]:
                between = text[places[-1][1] : place[0]]
                kept.append(between if between in (".", ",") else " ")
                places.append((place[0], place[0]))
            kept.append(letter)
            places.append(place)
    return "".join(kept), places


def _letters(text: str) -> Iterator[tuple[Span, str]]:
    """Each stretch that holds letters or digits, with these in simple form; most LaTeX commands hold none."""
    skip = 0
    for at, char in enumerate(text):
        if at < skip:
            continue
        if char == "\\" and (command := _COMMAND.match(text, at)):
            skip = command.end()
            simple = _SAME.get(command[0], "")
        elif char.isascii():
            simple = char.lower() if char.isalnum() else ""
        else:
            simple = _SAME.get(char) or "".join(filter(str.isalnum, unicodedata.normalize("NFKD", char).casefold()))
        if simple:
            yield (at, max(at + 1, skip)), simple


def find(quote: str, text: str) -> Span | None:
    """Where in `text` the words of `quote` stand, in whole words; None if they do not.

    An ellipsis in the quote may stand for left-out words; its parts must follow one another, and
    the span then runs from the first part to the last, with all that stands between.
    """
    if exact := _find_exactly(quote.strip(), text):
        return exact
    squeezed = squeeze(text)
    if whole := _find_part(quote, text, squeezed, 0):
        return whole
    parts = [part for part in _GAP.split(quote) if part.strip()]
    spans: list[Span] = []
    for part in parts if len(parts) > 1 else ():
        span = _find_part(part, text, squeezed, spans[-1][1] if spans else 0)
        if not span:
            return None
        spans.append(span)
    return (spans[0][0], spans[-1][1]) if spans else None


def _find_exactly(quote: str, text: str) -> Span | None:
    """The first place where the quote stands character by character, if it ends where words end."""
    at = text.find(quote) if re.search(r"\w", quote) else -1
    while at >= 0:
        if _whole_words(text, at, at + len(quote)):
            return _with_marks(text, at, at + len(quote))
        at = text.find(quote, at + 1)
    return None


def _find_part(quote: str, text: str, squeezed: tuple[str, list[Span]], after: int) -> Span | None:
    letters, places = squeezed
    wanted, _ = squeeze(quote)
    at = letters.find(wanted) if wanted else -1
    while at >= 0:
        start, end = places[at][0], places[at + len(wanted) - 1][1]
        if start >= after and _whole_words(text, start, end):
            return _with_marks(text, start, end)
        at = letters.find(wanted, at + 1)
    return None


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether neither end lies inside a word or a number."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if (before[-1:].isalnum() and text[start].isalnum()) or (after[:1].isalnum() and text[end - 1].isalnum()):
        return False
    if text[end - 1].isdigit() and re.match(r"[.,]\d", after):
        return False
    return not (text[start].isdigit() and re.search(r"(?:\d[.,]|(?:^|\s)[.−-])$", before))


def _with_marks(text: str, start: int, end: int) -> Span:
    """The span with the marks that belong to its outermost words: signs, brackets, the full stop."""
    while start > 0 and text[start - 1] in _OPENERS:
        start -= 1
    while end < len(text) and (text[end] in _CLOSERS or text[end : end + 2] == "\\%"):
        end += 1
    return start, end
