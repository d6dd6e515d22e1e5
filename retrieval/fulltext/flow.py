"""Lines in reading order → parts with headings, paragraphs, captions, tables and references. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from retrieval.fulltext.headings import Headings, is_list_of_parts, is_reference_heading
from retrieval.fulltext.layout import Line
from retrieval.fulltext.text import Block, BlockKind, Part, Reference

FRONT = "Front matter"
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Algorithm|Listing|Scheme|Chart)\s+[A-Z]?\d{1,3}[a-z]?\s*[.:|–—]")
_BULLET = re.compile(r"[•‣◦▪●⋄]\s*\S")
_COUNTED = re.compile(r"(?:[–∗*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}\.)\s+\S")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*(?:\^?\d+)?$")
_ENTRIES = (re.compile(r"\[[\w+., -]{1,24}\]\s*"), re.compile(r"\d{1,3}\.\s+(?=[A-Z])"))
"""How entries of a bibliography are labelled; the first one tells."""
_HYPHENED = re.compile(r"([^\W\d_]+)-$")
_STARTS = re.compile(r"([^\W\d_]+)")


@dataclass(slots=True)
class _Open:
    """A block in the making: its lines so far."""

    kind: BlockKind
    lines: list[Line]
    small: bool = False
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Flow:
    """What a document's lines came to."""

    parts: tuple[Part, ...]
    references: tuple[Reference, ...]


def flowed(lines: Sequence[Line]) -> Flow:
    """The parts of a document and its bibliography; nothing of no lines."""
    return _Flow(lines).run() if lines else Flow((), ())


class _Flow:
    """One pass over the lines; holds the part and the blocks that are open."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._size = _body_size(lines)
        self._leading = _leading(lines, self._size)
        self._headings = Headings(self._size)
        self._join = Joiner(lines)
        self._name = FRONT
        self._blocks: list[_Open] = []
        self._done: list[tuple[str, list[_Open]]] = []
        self._entries: list[list[Line]] = []
        self._in_references = False

    def run(self) -> Flow:
        tables = set(_tabular(self._lines))
        for at, line in enumerate(self._lines):
            before = self._lines[at - 1] if at else None
            self._take(line, before, table=at in tables, after=self._lines[at + 1 : at + 2])
        self._close("")
        parts = [Part(name, tuple(self._block(one) for one in blocks)) for name, blocks in self._done]
        return Flow(tuple(_without_front(parts)), tuple(self._reference(entry) for entry in self._entries))

    def _take(self, line: Line, before: Line | None, *, table: bool, after: Sequence[Line]) -> None:
        apart = before is None or self._is_apart(line, before)
        if not table and self._headings.is_one(line, apart=apart, after=after, listing=self._in_references):
            self._heading(line, before, apart=apart)
        elif self._in_references:
            self._entry(line)
        elif table:
            self._row(line)
        elif _is_tick(line, self._size):
            return
        elif _CAPTION.match(line.text) and (apart or line.size != self._size):
            self._blocks.append(_Open("caption", [line]))
        else:
            self._prose(line, before, apart=apart)

    def _heading(self, line: Line, before: Line | None, *, apart: bool) -> None:
        """A heading, or the second line of one."""
        goes_on = before is not None and not apart and not self._blocks and before.size == line.size and self._name
        if goes_on and self._name != FRONT and not self._headings.is_numbered(line):
            self._name = self._join([self._name, line.text])
            return
        self._close(self._headings.named(line))
        self._in_references = is_reference_heading(self._name)

    def _close(self, name: str) -> None:
        if self._blocks:
            self._done.append((self._name, self._blocks))
        self._name, self._blocks = name, []

    def _row(self, line: Line) -> None:
        row = " | ".join(cell.text for cell in line.cells)
        if self._blocks and self._blocks[-1].kind == "table" and self._blocks[-1].lines[-1].page == line.page:
            self._blocks[-1].rows.append(row)
        else:
            self._blocks.append(_Open("table", [line], rows=[row]))

    def _prose(self, line: Line, before: Line | None, *, apart: bool) -> None:
        """A line goes on with the block before it, with an unfinished paragraph further up, or begins one."""
        small = line.size < 0.93 * self._size
        last = next((one for one in reversed(self._blocks) if one.lines[-1] is before), None)
        if last and self._goes_on(last, line, apart=apart):
            last.lines.append(line)
            return
        waiting = next((one for one in reversed(self._blocks) if one.kind == "paragraph" and not one.small), None)
        if waiting and not small and before and self._is_picked_up(waiting, line, before):
            waiting.lines.append(line)
        else:
            self._blocks.append(_Open("paragraph", [line], small=small))

    def _goes_on(self, block: _Open, line: Line, *, apart: bool) -> bool:
        last = block.lines[-1]
        if block.kind == "table" or apart or abs(line.size - last.size) > 0.08 * self._size or _BULLET.match(line.text):
            return False
        if block.kind == "caption":
            return True
        indented = _is_indented(line) and not _is_indented(last)
        if _COUNTED.match(line.text) and (_is_short(last) or indented):
            return False
        return sum((_ENDS.search(last.text) is not None, indented, _is_short(last))) < 2

    def _is_picked_up(self, waiting: _Open, line: Line, before: Line) -> bool:
        """Whether a paragraph that a page, a column or a figure broke off goes on here."""
        last = waiting.lines[-1]
        if (line.page, line.column) == (last.page, last.column) and before is last:
            return False
        if not _ENDS.search(last.text):
            return before is last or line.text[:1].islower() or last.text.endswith("-")
        return before is last and not _is_short(last) and not _is_indented(line)

    def _is_apart(self, line: Line, before: Line) -> bool:
        """Whether there is more than a line's space above it, or the column is another."""
        if (line.page, line.column) != (before.page, before.column):
            return True
        return line.base - before.base > 1.35 * self._leading or line.base < before.base - 1

    def _entry(self, line: Line) -> None:
        kind = next((one for one in _ENTRIES if self._entries and one.match(self._entries[0][0].text)), None)
        if not self._entries or (kind.match(line.text) if kind else self._hangs(line)):
            self._entries.append([line])
        else:
            self._entries[-1].append(line)

    def _hangs(self, line: Line) -> bool:
        """An entry without a label begins at the edge, and its other lines are indented or follow closely."""
        last = self._entries[-1][-1]
        at_edge = line.left < line.left_edge + 0.5 * line.size
        if last.left > last.left_edge + 0.5 * last.size:
            return at_edge
        return at_edge and bool(_ENDS.search(last.text)) and self._is_apart(line, last)

    def _reference(self, entry: Sequence[Line]) -> Reference:
        text = self._join([line.text for line in entry])
        label = next((found for one in _ENTRIES if (found := one.match(text))), None)
        return Reference(label[0].strip(), text[label.end() :]) if label else Reference("", text)

    def _block(self, one: _Open) -> Block:
        text = "\n".join(one.rows) if one.kind == "table" else self._join([line.text for line in one.lines])
        return Block(text, one.kind, one.lines[0].page)


_LONGEST_WORD = 60


class Joiner:
    """Lines into one text: words that were parted at a line's end are put together again.

    Whether a hyphen belongs to the word is told by the rest of the document.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        within = (word for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[^\w-])", line.text))
        self._known = Counter(word.casefold() for word in within)

    def __call__(self, lines: Sequence[str]) -> str:
        text = ""
        for line in lines:
            text = self._added(text, line) if text else line
        return text

    def _added(self, text: str, line: str) -> str:
        parted, rest = _HYPHENED.search(text[-_LONGEST_WORD:]), _STARTS.match(line)
        if not text.endswith("-") or text.endswith((" -", "--")):
            return f"{text} {line}"
        if not parted or not rest or not line[:1].islower():
            return text + line
        whole, compound = parted[1] + rest[1], f"{parted[1]}-{rest[1]}"
        keeps = self._known[compound.casefold()] > self._known[whole.casefold()]
        return text + line if keeps else text[:-1] + line


def _is_indented(line: Line) -> bool:
    return line.left > line.left_edge + 0.6 * line.size


def _is_short(line: Line) -> bool:
    return line.right < line.right_edge - 0.12 * (line.right_edge - line.left_edge)


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _leading(lines: Sequence[Line], size: float) -> float:
    steps = [
        after.base - line.base
        for line, after in pairwise(lines)
        if (line.page, line.column) == (after.page, after.column) and 0 < after.base - line.base < 3 * size
    ]
    return median(steps) if steps else 1.2 * size


def _tabular(lines: Sequence[Line]) -> Iterator[int]:
    """The places of lines that are rows: two or more below one another with cells far apart."""
    rows = [at for at, line in enumerate(lines) if _has_cells(line)]
    known = set(rows)
    for at in rows:
        if any(near in known and lines[near].page == lines[at].page for near in (at - 1, at + 1)):
            yield at


def _has_cells(line: Line) -> bool:
    gaps = [right.left - left.right for left, right in pairwise(line.cells)]
    wide = [gap for gap in gaps if gap > 0.9 * line.size]
    return len(wide) >= 2 or (len(wide) == 1 and wide[0] > 2.5 * line.size)


def _is_tick(line: Line, body: float) -> bool:
    """Numbers along the axis of a figure."""
    return not re.search(r"[^\W\d_]", line.text) and line.size < 0.95 * body


_LONGEST_FRONT = 400


def _without_front(parts: Sequence[Part]) -> Iterator[Part]:
    """Title, authors and addresses are known already, and contents are no text; a long beginning is."""
    for at, part in enumerate(parts):
        words = sum(len(block.text.split()) for block in part.blocks)
        if is_list_of_parts(part.name):
            continue
        if not (at == 0 and part.name == FRONT and len(parts) > 1 and words < _LONGEST_FRONT):
            yield part
