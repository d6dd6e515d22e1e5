"""Which lines of a PDF are headings, told by their numbers, their names and how they are set. Pure."""

import re
from collections.abc import Sequence

from retrieval.fulltext.layout import Line

_NUMBERED = re.compile(
    r"(?:(?P<word>Appendix|Section|Chapter)\s+)?"
    r"(?P<number>(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2}){0,3})[.:)]?\s+(?P<title>[A-Z0-9“\"(].*)"
)
_KNOWN = frozenset(
    """abstract|introduction|related work|related works|background|background and related work|preliminaries|motivation
    |problem statement|problem formulation|problem setup|method|methods|methodology|approach|our approach|model
    |proposed method|data|dataset|datasets|materials and methods|experiments|experimental setup|experimental results
    |experiments and results|setup|implementation details|evaluation|results|results and discussion|analysis
    |ablation study|ablation studies|ablations|discussion|discussions|conclusion|conclusions|summary
    |conclusion and future work
    |discussion and conclusion|conclusions and future work|future work|limitation|limitations|ethics|ethics statement
    |ethical considerations|broader impact|broader impacts|impact statement|reproducibility statement|acknowledgment
    |acknowledgments|acknowledgement|acknowledgements|funding|author contributions|contributions|data availability
    |code availability|references|bibliography|literature cited|works cited|appendix|appendices|supplementary material
    |supplementary materials|supplement|supporting information|proofs|limitations and future work|threats to validity
    |contents|table of contents|list of figures|list of tables
    """.replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
_REFERENCES = frozenset({"references", "bibliography", "literature cited", "works cited"})
_LISTS = frozenset({"contents", "table of contents", "list of figures", "list of tables"})
_MOST_WORDS = 14
_MOST_CHARACTERS = 100


class Headings:
    """Remembers the number it saw last: a heading's number follows it, a number in a table does not."""

    def __init__(self, body: float) -> None:
        self._body = body
        self._last: tuple[int, ...] = ()
        self._letter = ""
        self._below: tuple[int, ...] = ()

    def is_one(self, line: Line, *, apart: bool, after: Sequence[Line], listing: bool) -> bool:
        """Whether this line is a heading. `apart`: there is space above it; `listing`: among references."""
        text = line.text
        if len(text.split()) > _MOST_WORDS or len(text) > _MOST_CHARACTERS or not re.search(r"[^\W\d_]", text):
            return False
        large, small = line.size > 1.07 * self._body, line.size < 0.93 * self._body
        marked = large or (line.bold and not small)
        if bare(text) in _KNOWN:
            return marked or apart
        if listing and not marked:
            return False
        if (found := _NUMBERED.fullmatch(text)) and not text.endswith((",", ";", ".")):
            return (marked or (apart and _stands_alone(line, after))) and self._follows(found)
        return marked and apart and not line.text.endswith((".", ",", ";", ":")) and self._is_title(line, large=large)

    def is_numbered(self, line: Line) -> bool:
        """Whether the line begins with the number of a part."""
        return _NUMBERED.fullmatch(line.text) is not None

    def named(self, line: Line) -> str:
        """The heading as a part's name; its number is from now on the last one."""
        found = _NUMBERED.fullmatch(line.text)
        if found and self._follows(found):
            place, letter = self._place(found["number"])
            if letter:
                self._letter, self._below = letter, place
            else:
                self._last = place
            return f"{found['word'] or ''} {found['number']} {found['title']}".strip()
        return line.text.strip(" .:")

    def _follows(self, found: re.Match[str]) -> bool:
        place, letter = self._place(found["number"])
        if letter:
            return self._is_next_letter(letter, place)
        return _is_next(place, self._last)

    def _is_next_letter(self, letter: str, place: tuple[int, ...]) -> bool:
        """Appendices begin with A once there were numbered parts (“A Survey of …” is a title), then B, or A.1, A.2."""
        if letter == self._letter:
            return _is_next(place, self._below)
        before = self._letter or ("@" if self._last else "?")
        return ord(letter) == ord(before) + 1 and not place

    def _place(self, number: str) -> tuple[tuple[int, ...], str]:
        """`3.2` is (3, 2) of no appendix, `B.1` is (1,) of appendix B, `IV` is (4,)."""
        first, *rest = number.split(".")
        below = tuple(int(one) for one in rest)
        if first.isdigit():
            return (int(first), *below), ""
        roman = _roman(first)
        if roman and not below and _is_next((roman,), self._last) and not self._letter:
            return (roman,), ""
        return below, first[0]

    def _is_title(self, line: Line, *, large: bool) -> bool:
        """A heading without a number and of no usual name: set large, or bold and alone on its line."""
        enough = large or line.right < line.right_edge - 0.15 * (line.right_edge - line.left_edge)
        return enough and line.text[:1].isupper() and line.page * 1000 + line.base > 1000 + _TITLE_ENDS


_TITLE_ENDS = 200
"""Points from the top of the first page, above which large letters are the paper's title."""


def bare(text: str) -> str:
    """A heading's words alone, in lower case: `5. LIMITATIONS:` → `limitations`."""
    return re.sub(r"^(?:[\divx]{1,4}|[a-z])(?:\.\d+)*[.:)]?\s+|[\s.:—–-]+$", "", text.casefold()).strip()


def is_reference_heading(name: str) -> bool:
    """Whether a part of this name is the bibliography."""
    return bare(name) in _REFERENCES


def is_list_of_parts(name: str) -> bool:
    """Whether a part of this name only says what stands where."""
    return bare(name) in _LISTS


def _stands_alone(line: Line, after: Sequence[Line]) -> bool:
    """A heading set like the text is short of its column, and text follows it."""
    return line.right < line.right_edge - 0.1 * (line.right_edge - line.left_edge) and bool(after)


def _is_next(place: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """3.2 may follow 3.1, 3.1.4 or 3; 4 may follow any of these. One that was missed in between is forgiven."""
    if not place:
        return True
    depth = len(place) - 1
    if place[:depth] != last[:depth]:
        return place[depth] == 1 and depth > 0 and _is_next(place[:depth], last)
    before = last[depth] if depth < len(last) else 0
    return before < place[depth] <= before + 2


def _roman(text: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    if any(letter not in values for letter in text):
        return 0
    numbers = [values[letter] for letter in text]
    return sum(-one if later > one else one for one, later in zip(numbers, [*numbers[1:], 0], strict=True))
