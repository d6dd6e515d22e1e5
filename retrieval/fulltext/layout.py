"""Where the text of a page stands → the order in which it is read. Pure.

Coordinates are points from the upper left corner of the page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that follow one another on a line. `base`: where they stand, `size`: how high they are."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PageOfRuns:
    """What is on one page, in the order in which the file draws it."""

    runs: tuple[Run, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column (or of the whole page), and the edges of that column."""

    cells: tuple[Run, ...]
    page: int
    column: int
    left_edge: float
    right_edge: float

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right

    @property
    def base(self) -> float:
        return self.cells[0].base

    @property
    def size(self) -> float:
        return max(self.cells, key=lambda cell: len(cell.text)).size

    @property
    def bold(self) -> bool:
        return all(cell.bold for cell in self.cells)


MARGIN = 0.1
"""The part of a page's height, above and below, in which running heads and page numbers stand."""
_NUMBER = re.compile(r"\W*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_EDGE_RUNS = 6
"""Runs nearest to an edge of the page that may belong to a running head."""
_MANY_PAGES = 15
"""From so many pages on, two of them may begin alike by chance."""
_LINE_NUMBERS = 15
"""So many bare numbers below one another at a margin count the lines of a manuscript."""


def read_in_order(pages: Sequence[PageOfRuns]) -> list[Line]:
    """All lines as a reader takes them: column by column, without running heads, page and line numbers."""
    heads = _running_heads(pages)
    kept = [
        _without_line_numbers([run for run in page.runs if run.text and (number, run) not in heads])
        for number, page in enumerate(pages, start=1)
    ]
    own = [gutter(runs, page.width) for runs, page in zip(kept, pages, strict=True)]
    usual = _usual(own)
    numbered = enumerate(zip(kept, own, strict=True), start=1)
    return [line for number, (runs, middle) in numbered for line in _ordered(runs, middle or usual, number)]


def _usual(gutters: Sequence[float | None]) -> float | None:
    """Where a paper of two columns has its gutter also on pages too empty to tell, such as the last."""
    found = [one for one in gutters if one is not None]
    return median(found) if len(found) >= 0.4 * len(gutters) and found else None


def _running_heads(pages: Sequence[PageOfRuns]) -> set[tuple[int, Run]]:
    """What stands at the edge of several pages alike, and numbers that stand there alone."""
    at_edge = [(number, run, _shape(run)) for number, page in enumerate(pages, 1) for run in _edge(page)]
    times = Counter({shape: len({n for n, _, other in at_edge if other == shape}) for _, _, shape in at_edge})
    often = 2 if len(pages) < _MANY_PAGES else 3
    return {(n, run) for n, run, shape in at_edge if times[shape] >= often or _NUMBER.fullmatch(run.text)}


def _shape(run: Run) -> tuple[str, int]:
    """Its words without the page's number, and roughly how high it stands."""
    return re.sub(r"[\W\d_]+", " ", run.text.casefold()).strip(), round(run.base / 8)


def _edge(page: PageOfRuns) -> Iterator[Run]:
    order = sorted(page.runs, key=lambda run: run.base)
    for run in order[:_EDGE_RUNS]:
        if run.base < MARGIN * page.height:
            yield run
    for run in order[-_EDGE_RUNS:]:
        if run.base > (1 - MARGIN) * page.height:
            yield run


def _without_line_numbers(runs: Sequence[Run]) -> list[Run]:
    places = Counter(round(run.right / 4) for run in runs if re.fullmatch(r"\d{1,4}", run.text))
    margins = {place for place, count in places.items() if count >= _LINE_NUMBERS}
    return [run for run in runs if not (re.fullmatch(r"\d{1,4}", run.text) and round(run.right / 4) in margins)]


def _ordered(runs: Sequence[Run], middle: float | None, number: int) -> Iterator[Line]:
    """Bands of columns between what runs across the page."""
    if middle is None:
        yield from _column(runs, number, 0)
        return
    sides: dict[int, list[Run]] = {1: [], 2: [], 0: []}
    for run in sorted(runs, key=lambda run: run.base):
        side = _side(run, middle, runs)
        if (sides[1] or sides[2]) if side == 0 else sides[0]:
            yield from _columns(sides, number)
            sides = {1: [], 2: [], 0: []}
        sides[side].append(run)
    yield from _columns(sides, number)


def _columns(sides: dict[int, list[Run]], number: int) -> Iterator[Line]:
    for column in (0, 1, 2):
        yield from _column(sides[column], number, column)


def gutter(runs: Sequence[Run], width: float) -> float | None:
    """Where the space between two columns is; None for a page of one column."""
    steps = [width * share / 100 for share in range(38, 63)]
    crossing = {x: sum(len(run.text) for run in runs if run.left < x - 1 and run.right > x + 1) for x in steps}
    fewest = min(crossing.values())
    free = [x for x in steps if crossing[x] <= 1.1 * fewest]
    middle = min(free, key=lambda x: abs(x - median(free)))
    left = [run for run in runs if run.right <= middle + 1]
    right = [run for run in runs if run.left >= middle - 1]
    beside = sum(1 for run in right if any(abs(run.base - other.base) < 40 for other in left))
    total = sum(len(run.text) for run in runs)
    if len(left) < 5 or beside < 5 or crossing[middle] > 0.6 * total:
        return None
    prose = [run for run in right if run.right - run.left > 0.2 * width]
    return middle if len(prose) >= 0.35 * len(right) and len(prose) >= 4 else None


def _side(run: Run, middle: float, runs: Sequence[Run]) -> int:
    """1: left, 2: right, 0: across. A formula that only sticks out belongs to the column that holds most of it."""
    if run.right <= middle + 2:
        return 1
    if run.left >= middle - 2:
        return 2
    left_edge, right_edge = min(one.left for one in runs), max(one.right for one in runs)
    within_left = (middle - run.left) / max(1.0, middle - left_edge)
    within_right = (run.right - middle) / max(1.0, right_edge - middle)
    narrower, wider = sorted((within_left, within_right))
    if narrower > 0.2 or narrower > 0.5 * wider:
        return 0
    return 1 if within_left > within_right else 2


def _column(runs: Sequence[Run], page: int, column: int) -> Iterator[Line]:
    """The lines of one column from top to bottom; what stands on one line, from left to right."""
    if not runs:
        return
    left_edge = _edge_of([round(run.left) for run in runs])
    right_edge = sorted(run.right for run in runs)[int(0.9 * (len(runs) - 1))]
    row: list[Run] = []
    for run in sorted(runs, key=lambda run: run.base):
        if row and run.base - _base(row) > 0.5 * max(one.size for one in row):
            yield _line(row, page, column, left_edge, right_edge)
            row = []
        row.append(run)
    yield _line(row, page, column, left_edge, right_edge)


def _base(row: Sequence[Run]) -> float:
    return max(row, key=lambda run: len(run.text)).base


def _line(row: Sequence[Run], page: int, column: int, left_edge: float, right_edge: float) -> Line:
    """Runs with no more than a word's space between them are one cell."""
    cells: list[Run] = []
    for run in sorted(row, key=lambda run: run.left):
        if cells and run.left - cells[-1].right < 0.6 * max(run.size, cells[-1].size):
            cells[-1] = _joined(cells[-1], run)
        else:
            cells.append(run)
    return Line(tuple(cells), page, column, left_edge, right_edge)


def _joined(one: Run, other: Run) -> Run:
    longer = one if len(one.text) >= len(other.text) else other
    apart = "" if other.left - one.right < 0.1 * longer.size else " "
    text = f"{one.text}{apart}{other.text}"
    return Run(text, one.left, max(one.right, other.right), longer.base, longer.size, one.bold and other.bold)


def _edge_of(lefts: Iterable[float]) -> float:
    """Where most lines of a column begin, the leftmost of such places."""
    counted = Counter(lefts)
    often = max(counted.values())
    return min(place for place, count in counted.items() if count >= 0.5 * often)
