"""The visible characters of a PDF's page, in stretches that stand on one line. The only place that imports pdfium.

Not taken: what is invisible (render mode 3 or 7, no opacity), white, smaller than two points, beside
the page, or written across the reading direction (such as arXiv's stamp on the margin).
"""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from retrieval.fulltext.layout import PageOfRuns, Run

MOST_CHARACTERS = 60_000
"""Of one page; a page with more is no page of a paper, and the rest of it is left out."""
_INVISIBLE = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
_WHITE, _FAINT, _SMALLEST = 245, 8, 2.0
_BOLD = re.compile(r"bold|medi(?!um\w*ital)|black|heavy|semibd|cmbx|sfbx|cmssbx|-b$", re.IGNORECASE)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "ft", 0xFB06: "st"}
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0x2010: "-", 0x2011: "-"}
_PLAIN = {**_LIGATURES, **_HYPHENS, 0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " "}


@dataclass(frozen=True, slots=True)
class _Look:
    """How one text object of the page is drawn. `turn`: its direction in quarter circles."""

    shown: bool
    bold: bool
    turn: int


class _Drawn(NamedTuple):
    """A character with the box and the origin that pdfium gives it."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    look: _Look


class _Glyph(NamedTuple):
    """A character on an upright page; `base` counts from the top. A space has size 0 and no place of its own."""

    text: str
    left: float
    right: float
    base: float
    size: float
    look: _Look


def runs(page: "pdfium.PdfPage") -> PageOfRuns:
    """The page's text, its coordinates turned so that lines run from left to right and down."""
    crop = page.get_cropbox()
    text = page.get_textpage()
    try:
        drawn = [one for one in _drawn(text.raw) if one.look.shown]
    finally:
        text.close()
    turn = _turn(drawn)
    upright = [_upright(one, crop, turn) for one in drawn if one.look.turn in (turn, _ANY)]
    wide, high = crop[2] - crop[0], crop[3] - crop[1]
    if turn % 2:
        wide, high = high, wide
    inside = [one for one in upright if one.left >= -1 and one.right <= wide + 1 and 0 <= one.base <= high]
    return PageOfRuns(tuple(map(_run, _lines(inside))), wide, high)


_ANY = -1
"""The direction of what pdfium added: spaces between words."""


def _turn(drawn: Iterable[_Drawn]) -> int:
    """The direction most of the text has."""
    counted = Counter(one.look.turn for one in drawn if one.look.turn not in (_ANY, _ASKEW))
    return counted.most_common(1)[0][0] if counted else 0


def _upright(one: _Drawn, crop: tuple[float, float, float, float], turn: int) -> _Glyph:
    """With its coordinates from the upper left corner of the page as it is read."""
    left, bottom, right, top = crop
    match turn:
        case 1:
            ends, base, size = (one.bottom - bottom, one.top - bottom), one.x - left, one.right - one.left
        case 2:
            ends, base, size = (right - one.right, right - one.left), one.y - bottom, one.top - one.bottom
        case 3:
            ends, base, size = (top - one.top, top - one.bottom), right - one.x, one.right - one.left
        case _:
            ends, base, size = (one.left - left, one.right - left), top - one.y, one.top - one.bottom
    return _Glyph(one.text, *ends, base, size, one.look)


def _drawn(text: Any) -> Iterator[_Drawn]:
    """All characters of a page as pdfium tells them, in the page's own coordinates."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    looks: dict[int, _Look] = {}
    fonts: dict[int, bool] = {}
    for at in range(min(raw.FPDFText_CountChars(text), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 10, 13):
            continue
        drawn = raw.FPDFText_GetTextObject(text, at)
        address = ctypes.addressof(drawn.contents) if drawn else 0
        if address not in looks:
            looks[address] = _look(drawn, fonts)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        char = _PLAIN.get(code) or chr(code)
        yield _Drawn(char, box.left, box.bottom, box.right, box.top, x.value, y.value, looks[address])


def _look(drawn: Any, fonts: dict[int, bool]) -> _Look:
    if not drawn:  # pdfium made it up: a space between words
        return _Look(shown=True, bold=False, turn=_ANY)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    coloured = raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    white = min(red.value, green.value, blue.value) >= _WHITE or alpha.value <= _FAINT
    hidden = raw.FPDFTextObj_GetTextRenderMode(drawn) in _INVISIBLE or (coloured and white)
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    return _Look(not hidden, _is_bold(drawn, fonts), _direction(matrix.a, matrix.b))


def _direction(a: float, b: float) -> int:
    if abs(b) <= abs(a) * 0.3:
        return 0 if a >= 0 else 2
    return (1 if b > 0 else 3) if abs(a) <= abs(b) * 0.3 else _ASKEW


_ASKEW = 4


def _is_bold(drawn: Any, fonts: dict[int, bool]) -> bool:
    font = raw.FPDFTextObj_GetFont(drawn)
    address = ctypes.addressof(font.contents) if font else 0
    if address not in fonts:
        name = ctypes.create_string_buffer(128)
        raw.FPDFFont_GetBaseFontName(font, name, 128)
        fonts[address] = bool(_BOLD.search(name.value.decode("ascii", "ignore").rpartition("+")[2]))
    return fonts[address]


def _lines(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Stretches of characters that follow one another on a line without a gap as wide as a column's."""
    line: list[_Glyph] = []
    for one in glyphs:
        if line and one.text == " ":
            line.append(one._replace(left=line[-1].right, right=line[-1].right, base=line[-1].base, size=0.0))
            continue
        if one.size < _SMALLEST and one.text.strip():
            continue
        if line and _breaks(line, one):
            yield line
            line = []
        if line and line[-1].size and one.left - line[-1].right > _space(line[-1], one):
            line.append(_Glyph(" ", line[-1].right, line[-1].right, one.base, 0.0, one.look))
        if line or one.text.strip():
            line.append(one)
    if line:
        yield line


def _space(before: _Glyph, after: _Glyph) -> float:
    """How wide a gap is a space, where the file has none; less between letters of two sizes."""
    return (0.25 if before.size == after.size else 0.12) * max(before.size, after.size)


def _breaks(line: list[_Glyph], one: _Glyph) -> bool:
    last = next(glyph for glyph in reversed(line) if glyph.size)
    size = max(last.size, one.size)
    gap = one.left - last.right
    return abs(one.base - last.base) > 0.45 * size or gap > 1.1 * size or gap < -0.8 * size


def _run(line: list[_Glyph]) -> Run:
    solid = [one for one in line if one.size]
    size = Counter(round(one.size, 1) for one in solid).most_common(1)[0][0]
    base = Counter(round(one.base, 1) for one in solid if one.size > 0.9 * size).most_common(1)[0][0]
    bold = sum(one.look.bold for one in solid) > 0.6 * len(solid)
    said = "".join(_said(raised, list(part)) for raised, part in groupby(line, lambda one: _raised(one, base, size)))
    tidy = unicodedata.normalize("NFC", "".join(char for char in said if char.isprintable()))
    return Run(" ".join(tidy.split()), solid[0].left, max(one.right for one in solid), base, size, bold)


def _raised(one: _Glyph, base: float, size: float) -> bool:
    return bool(one.size) and one.size < 0.85 * size and base - one.base > 0.12 * size


def _said(raised: bool, part: list[_Glyph]) -> str:
    """A raised number is written as people type it: 10^6."""
    text = "".join(one.text for one in part)
    return f"^{text}" if raised and re.fullmatch(r"[-−+]?\d+", text) else text
