"""A small typesetter: papers as journals print them, to be read again. Lines may be drawn in any order."""

import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612.0, 792.0
TOP, BOTTOM, LEFT, GUTTER = 72.0, 720.0, 54.0, 20.0
LEADING, SIZE = 12.0, 10.0
ROMAN, BOLD = "Times-Roman", "Times-Bold"


@dataclass(frozen=True)
class Mark:
    """One piece of text on a page; `space`: added between its words."""

    text: str
    x: float
    y: float
    font: str = ROMAN
    size: float = SIZE
    space: float = 0.0
    colour: Color = black
    mode: int = 0


@dataclass
class Typeset:
    """Pages of `columns` columns, filled from top to bottom; hyphenates words of the text's own."""

    columns: int = 2
    indent: bool = True
    hyphens: bool = True
    header: str = "Published as a conference paper"
    footer: bool = True
    pages: list[list[Mark]] = field(default_factory=list)
    column: int = 0
    y: float = BOTTOM
    floor: float = BOTTOM
    top: float = TOP

    @property
    def wide(self) -> float:
        return (WIDTH - 2 * LEFT - GUTTER * (self.columns - 1)) / self.columns

    @property
    def x(self) -> float:
        return LEFT + self.column * (self.wide + GUTTER)

    def across(self, text: str, size: float = 16.0, font: str = BOLD) -> None:
        """A title over all columns, at the top of a new page."""
        self._page()
        for line in _broken(text, font, size, WIDTH - 2 * LEFT, hyphens=False):
            self._put(Mark(line, (WIDTH - stringWidth(line, font, size)) / 2, self.y + size, font, size))
            self.y += size + 4
        self.y += LEADING
        self.top = self.y

    def heading(self, text: str, size: float = 12.0, font: str = BOLD) -> None:
        self._room(4 * LEADING)
        if self.y > self.top:
            self.y += 0.8 * LEADING
        self._put(Mark(text, self.x, self.y + size, font, size))
        self.y += size + 5

    def paragraph(self, text: str, size: float = SIZE) -> None:
        first = 12.0 if self.indent else 0.0
        lines = list(_broken(text, ROMAN, size, self.wide, first=first, hyphens=self.hyphens))
        for at, line in enumerate(lines):
            self._room(LEADING)
            offset = first if at == 0 else 0.0
            self._justified(line, self.x + offset, self.wide - offset, size, last=at == len(lines) - 1)
            self.y += LEADING
        self.y += 0.0 if self.indent else 0.6 * LEADING

    def caption(self, text: str) -> None:
        self.figure(2 * LEADING)
        for line in _broken(text, ROMAN, 9, self.wide, hyphens=False):
            self._room(LEADING)
            self._put(Mark(line, self.x, self.y + 9, size=9))
            self.y += 11
        self.y += LEADING

    def figure(self, height: float) -> None:
        self._room(height + 3 * LEADING)
        self.y += height

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        self._room(len(rows) * LEADING + LEADING)
        self.y += 6
        for row in rows:
            for at, cell in enumerate(row):
                self._put(Mark(cell, self.x + at * self.wide / len(row), self.y + SIZE))
            self.y += LEADING
        self.y += 10

    def note(self, text: str) -> None:
        """A footnote at the bottom of this column."""
        lines = list(_broken(text, ROMAN, 8, self.wide, hyphens=False))
        self.floor -= 10 * len(lines) + 6
        for at, line in enumerate(lines):
            self._put(Mark(line, self.x, self.floor + 14 + 10 * at, size=8))

    def loose(self, mark: Mark) -> None:
        """Something anywhere on the current page."""
        self.pages[-1].append(mark)

    def pdf(self, *, shuffled: int | None = None, stamp: str = "") -> bytes:
        """The file; with `shuffled`, the lines are drawn in an order that this number decides."""
        held = io.BytesIO()
        canvas = Canvas(held, pagesize=(WIDTH, HEIGHT), invariant=1)
        for number, marks in enumerate(self.pages, start=1):
            order = [*marks, *self._edges(number)]
            if shuffled is not None:
                random.Random(shuffled).shuffle(order)
            for mark in order:
                _draw(canvas, mark)
            if stamp and number == 1:
                canvas.saveState()
                canvas.rotate(90)
                canvas.setFont(ROMAN, 20)
                canvas.drawString(250, -30, stamp)
                canvas.restoreState()
            canvas.showPage()
        canvas.save()
        return held.getvalue()

    def _edges(self, number: int) -> Iterator[Mark]:
        if self.header:
            yield Mark(f"{self.header} ({number})" if number % 2 else self.header, LEFT, 40, size=9)
        if self.footer:
            yield Mark(str(number), WIDTH / 2, 762)

    def _page(self) -> None:
        self.pages.append([])
        self.column, self.y, self.top, self.floor = 0, TOP, TOP, BOTTOM

    def _room(self, height: float) -> None:
        if not self.pages:
            self._page()
        if self.y + height <= self.floor:
            return
        if self.column + 1 < self.columns:
            self.column, self.y, self.floor = self.column + 1, self.top, BOTTOM
        else:
            self._page()

    def _put(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def _justified(self, line: str, x: float, wide: float, size: float, *, last: bool) -> None:
        gaps = line.count(" ")
        space = 0.0 if last or not gaps else (wide - stringWidth(line, ROMAN, size)) / gaps
        self._put(Mark(line, x, self.y + size, size=size, space=space))


def _draw(canvas: Canvas, mark: Mark) -> None:
    text = canvas.beginText(mark.x, HEIGHT - mark.y)
    text.setFont(mark.font, mark.size)
    text.setFillColor(mark.colour)
    text.setTextRenderMode(mark.mode)
    text.setWordSpace(mark.space)
    text.textOut(mark.text)
    canvas.drawText(text)


def _broken(
    text: str, font: str, size: float, wide: float, *, first: float = 0.0, hyphens: bool = True
) -> Iterator[str]:
    """Lines as wide as the column, long words parted where a consonant follows a vowel."""
    line, room = "", wide - first
    for word in text.split():
        longer = f"{line} {word}".strip()
        if stringWidth(longer, font, size) <= room:
            line = longer
            continue
        head = _parted(line, word, font, size, room) if hyphens and line else ""
        yield f"{line} {head}-" if head else line
        line, room = word[len(head) :], wide
    if line:
        yield line


def _parted(line: str, word: str, font: str, size: float, room: float) -> str:
    if not re.fullmatch(r"[a-z]{7,}[.,]?", word):
        return ""
    fits = [
        at
        for at in range(3, len(word) - 3)
        if word[at - 1] in "aeiou" and word[at] not in "aeiou"
        if stringWidth(f"{line} {word[:at]}-", font, size) <= room
    ]
    return word[: fits[-1]] if fits else ""


HIDDEN = {"white": {"colour": white}, "invisible": {"mode": 3}, "tiny": {"size": 1.0}}
"""Ways to write what nobody is meant to see."""
