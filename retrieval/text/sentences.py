"""Sentences of scientific text with their places in it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

_ABBREVIATIONS = (
    r"al|approx|ca|cf|chap|ch|def|dept|dr|e\.g|ed|eds|eqn?s?|esp|ex|figs?|i\.e|lem|mrs?|ms|nos?|nr|pp?|prof|prop"
    r"|refs?|resp|secs?|sect|st|suppl?|tabs?|thm|vols?|vs|viz|w\.r\.t|wrt"
)
_ENDS_SHORT = re.compile(rf"(?<![\w.-])(?:{_ABBREVIATIONS})\.[\s\])]*$", re.IGNORECASE)
_ENDS_POPULATION, _OF_STARS = re.compile(r"\bPops?\.[\s~]*$"), re.compile(r"[\s~]*I{1,3}\b")
_ENDS_INITIAL = re.compile(r"(?<![\w.-])[A-Z]\.\s*$")
_OPENS = re.compile(
    r"\s*(?:The|This|These|That|We|Our|It|Its|In|On|For|To|As|At|By|However|Moreover|Each|All|A|An|If)\s"
)
_ENDS = re.compile(r"[.!?…。][\s\"'”’)\]}$*]*$")
_LIST_NUMBER = re.compile(r"^\s*(?:\(?[\divx]{1,3}[.)]|[A-Z]\.)\s*$")
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]*\s)|(?<=[a-z]{2}[.!?][)\]])(?=[A-Z][a-z]*\s)")
_LEADS = (
    "The|This|These|We|Our|It|In|On|For|To|As|By|However|Moreover|Furthermore|Additionally|Finally|Specifically|Compared"
    "|Overall|Collectively"
)
_HIDDEN = re.compile(
    r"(?:[a-z]{3}[.!?][)”]?|//\S+\.)\s+(?=[A-Z][a-z]*,?\s[a-z])"
    rf"|(?:\d%?|\d\\%|[A-Za-z]{{2}}|[\s/][a-z]|\$)\.\s+(?=(?:{_LEADS}),?\s\S)"
)
"""Ends that a capital, a figure, a unit or a link hid."""
_PATH = re.compile(r"//|[A-Za-z]\.[a-z]{2,}\S*/")
"""A link without its scheme; a slash alone is of `km/s` and `[N/O]`, too."""
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_IN_UNIT = re.compile(r"(?:\d[.]['’\"″]*|\\!)$")
"""A decimal point with the unit set over it (`7.\\asec5`, `0.''1`), or a negative thin space."""
_LISTED_WITHIN = re.compile(r"[,;:]\s+(?:and\s+)?\d{1,2}\.\s+$")
_GOES_ON = re.compile(r"\s*(?:[a-z]+(?=[\s,;:.)]|$)|[,;:)\]])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch `text == source[start:end]`, without the space around it."""

    text: str
    start: int
    end: int


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order. Only white space stands between and around them."""
    found = []
    for start, end in _joined(text, _pieces(text)):
        piece = text[start:end]
        if bare := piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            found.append(Sentence(bare, left, left + len(bare)))
    return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where sentencex ends sentences, and where list numbers, links or a lost space hid an end from it."""
    links = [found.span() for found in _LINK.finditer(text)]
    hidden = [found.start() for found in _GLUED.finditer(text)] + [found.end() for found in _HIDDEN.finditer(text)]
    ends = sorted(end for end in hidden if not any(left < end < right for left, right in links))
    for bound in sentencex.get_sentence_boundaries("en", text):
        start, last = bound["start_index"], bound["end_index"]
        for end in ends:
            if start < end < last:
                yield start, end
                start = end
        yield start, last


def _joined(text: str, pieces: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pieces put together again where scientific writing only looks as if a sentence had ended."""
    start = end = 0
    for left, right in pieces:
        if left > start and not _unfinished(text[start:left], text[left:right]):
            yield start, end
            start = left
        end = right
    if end > start:
        yield start, end


def _unfinished(before: str, after: str) -> bool:
    """Whether the sentence goes on: after "Eq.", inside a bracket or link, at "and …", at a list number."""
    if not before.strip() or not after.strip():
        return False
    last = before[-_ENOUGH:]
    if not _ENDS.search(last):
        return "\n" not in last[len(last.rstrip()) :]
    return bool(
        _ENDS_SHORT.search(last)
        or (_ENDS_POPULATION.search(last) and _OF_STARS.match(after))
        or (_ENDS_INITIAL.search(last) and not _OPENS.match(after))
        or _LIST_NUMBER.match(before)
        or _LISTED_WITHIN.search(last)
        or (_IN_UNIT.search(last) and not after[0].isspace())
        or _GOES_ON.match(after)
        or (before[-1:].strip() and _inside_link(before))
        or _bracket_closes(before, after)
    )


def _inside_link(before: str) -> bool:
    last = before.split()[-1]
    return bool(_LINK.match(last) or _PATH.search(last))


def _bracket_closes(before: str, after: str) -> bool:
    """Whether `before` leaves a round bracket open (not long ago) that `after` closes."""
    opened = before.rfind("(")
    if opened < 0 or len(before) - opened > _LONGEST_ASIDE or before.count("(") <= before.count(")"):
        return False
    closes, opens = after.find(")"), after.find("(")
    return closes >= 0 and (opens < 0 or closes < opens)


_LONGEST_ASIDE = 300
_ENOUGH = 24
"""Characters at an end that tell how a sentence ends."""
