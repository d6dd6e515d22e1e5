"""The visible characters of a PDF's page, in stretches that stand on one line. The only place that imports pdfium.

Not taken: what is invisible (render mode 3 or 7, no opacity), white, smaller than two points, beside
the page, or written across the reading direction (such as arXiv's stamp on the margin).
"""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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


class _Glyph(NamedTuple):
    """A character on its page turned upright; `base` counts from the top. A space has size 0."""

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
        glyphs = [one for one in _glyphs(text.raw, crop) if one.look.shown]
    finally:
        text.close()
    turn = _turn(glyphs)
    wide, high = crop[2] - crop[0], crop[3] - crop[1]
    if turn % 2:
        wide, high = high, wide
    inside = (
        one
        for one in glyphs
        if one.look.turn in (turn, _ANY) and one.left >= -1 and one.right <= wide + 1 and 0 <= one.base <= high
    )
    return PageOfRuns(tuple(map(_run, _lines(inside))), wide, high)


_ANY, _ASKEW = -1, 4
"""The direction of what pdfium added (spaces between words), and of what has none of the four."""


def _turn(glyphs: Iterable[_Glyph]) -> int:
    """The direction most of the text has."""
    counted = Counter(one.look.turn for one in glyphs)
    usual = [turn for turn, _ in counted.most_common() if turn not in (_ANY, _ASKEW)]
    return usual[0] if usual else 0


def _glyphs(text: Any, crop: tuple[float, float, float, float]) -> Iterator[_Glyph]:
    """All characters of a page, each as it stands when the page is turned so that it is upright."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    left, bottom, right, top = crop
    looks: dict[int | None, _Look] = {}
    fonts: dict[int, bool] = {}
    last: int | None = 0
    address, held = _address_of_object(), ctypes.cast(text, ctypes.c_void_p)
    for at in range(min(raw.FPDFText_CountChars(text), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 10, 13):
            continue
        look = looks.get(key := address(held, at))
        if look is None:
            look = looks[key] = _look(raw.FPDFText_GetTextObject(text, at), fonts)
        if key != last:  # what is drawn at once stands on one line
            raw.FPDFText_GetCharOrigin(text, at, x, y)
            last = key
        raw.FPDFText_GetLooseCharBox(text, at, box)
        char = _PLAIN.get(code) or chr(code)
        match look.turn:
            case 1:
                yield _Glyph(char, box.bottom - bottom, box.top - bottom, x.value - left, box.right - box.left, look)
            case 2:
                yield _Glyph(char, right - box.right, right - box.left, y.value - bottom, box.top - box.bottom, look)
            case 3:
                yield _Glyph(char, top - box.top, top - box.bottom, right - x.value, box.right - box.left, look)
            case _:
                yield _Glyph(char, box.left - left, box.right - left, top - y.value, box.top - box.bottom, look)


def _address_of_object() -> Callable[[ctypes.c_void_p, int], int | None]:
    """`FPDFText_GetTextObject`, answering with an address alone: it is asked for every character."""
    function = ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p)
    return ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(function.value or 0)


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
    last: _Glyph | None = None
    for one in glyphs:
        if one.text == " ":
            if last:
                line.append(_space(last))
            continue
        if one.size < _SMALLEST:
            continue
        if last and _breaks(last, one):
            yield line
            line = []
        elif last and line[-1] is last and one.left - last.right > _word_space(last, one):
            line.append(_space(last))
        line.append(one)
        last = one
    if line:
        yield line


def _space(after: _Glyph) -> _Glyph:
    return _Glyph(" ", after.right, after.right, after.base, 0.0, after.look)


def _word_space(before: _Glyph, after: _Glyph) -> float:
    """How wide a gap is a space, where the file has none; less between letters of two sizes."""
    return (0.25 if before.size == after.size else 0.12) * max(before.size, after.size)


def _breaks(last: _Glyph, one: _Glyph) -> bool:
    size = max(last.size, one.size)
    gap = one.left - last.right
    return gap > 1.1 * size or gap < -0.8 * size or abs(one.base - last.base) > 0.45 * size


def _run(line: list[_Glyph]) -> Run:
    solid = [one for one in line if one.size]
    size = _usual([one.size for one in solid])
    base = _usual([one.base for one in solid if one.size > 0.9 * size])
    bold = sum(one.look.bold for one in solid) > 0.6 * len(solid)
    raised = any(_raised(one, base, size) for one in solid)
    said = _with_raised(line, base, size) if raised else "".join([one.text for one in line])
    tidy = unicodedata.normalize("NFC", said)
    tidy = tidy if tidy.isprintable() else "".join(filter(str.isprintable, tidy))
    return Run(" ".join(tidy.split()), solid[0].left, max(one.right for one in solid), base, size, bold)


def _usual(values: list[float]) -> float:
    """The most frequent one, to a tenth of a point."""
    counted = Counter(values)
    if len(counted) == 1:
        return round(values[0], 1)
    return Counter([round(one, 1) for one in values]).most_common(1)[0][0]


def _with_raised(line: list[_Glyph], base: float, size: float) -> str:
    return "".join(_said(raised, list(part)) for raised, part in groupby(line, lambda one: _raised(one, base, size)))


def _raised(one: _Glyph, base: float, size: float) -> bool:
    return bool(one.size) and one.size < 0.85 * size and base - one.base > 0.12 * size


def _said(raised: bool, part: list[_Glyph]) -> str:
    """A raised number is written as people type it: 10^6."""
    text = "".join(one.text for one in part)
    return f"^{text}" if raised and re.fullmatch(r"[-−+]?\d+", text) else text
