"""Abbreviations, told by the texts that explain them: “key-value (KV) cache”. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

FEWEST, AGREED = 2, 0.8
"""An abbreviation that a text does not explain itself is read as others do: so many, and so much in agreement."""
FURTHEST = 120
"""Characters before the brackets in which the words are looked for."""

_EXPLAINED = re.compile(r"\s*\((?P<short>[A-Za-z][A-Za-z0-9-]{0,9})(?:[,;][^()]{0,40})?\)")
_COINED = re.compile(r"(?<![\w$\\-])[A-Za-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*(?![\w])")
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.,;:!?()\[\]“”\"]")
NONE: Mapping[str, str] = MappingProxyType({})


def explained(text: str) -> dict[str, str]:
    """The abbreviations that a text explains, without an s for several, and the words they stand for, as written.

    An abbreviation stands in brackets behind its words, and its letters are found in them, the first at a
    word's beginning, read from the back (Schwartz and Hearst, Pacific Symposium on Biocomputing 2003).
    """
    found: dict[str, str] = {}
    for mark in _EXPLAINED.finditer(text):
        short = _singular(mark["short"])
        if sum(map(str.isupper, short)) > 1 and (words := _words_of(short, text[: mark.start()])):
            found.setdefault(short, words)
    return found


def agreed(texts: Iterable[str]) -> dict[str, str]:
    """What abbreviations mean in these texts: those that several explain, and nearly all of them alike."""
    read: dict[str, dict[str, list[str]]] = {}
    for text in texts:
        for short, words in explained(text).items():
            read.setdefault(short, {}).setdefault(_folded(words), []).append(words)
    meant = {short: max(forms.values(), key=len) for short, forms in read.items()}
    return {short: _plainest(forms) for short, forms in meant.items() if _agree(len(forms), read[short].values())}


def _agree(alike: int, every: Iterable[Sequence[str]]) -> bool:
    return alike >= FEWEST and alike >= AGREED * sum(map(len, every))


def _plainest(forms: Iterable[str]) -> str:
    """The form with the fewest capitals: those of a title or of a sentence's first word are not the name's own."""
    return min(forms, key=lambda form: (sum(map(str.isupper, form)), form))


def spelled_out(text: str, known: Mapping[str, str] = NONE) -> str:
    """The text with the abbreviations that it explains itself, or else that are `known`, in their words."""
    own = explained(text)
    meaning = {**known, **own}

    def words(mark: re.Match[str]) -> str:
        return meaning.get(_singular(mark[0]), mark[0])

    bare = _EXPLAINED.sub(lambda mark: "" if _singular(mark["short"]) in own else mark[0], text)
    return _COINED.sub(words, bare) if meaning else bare


def short_forms(phrase: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The phrase with words of it abbreviated as is `known`: `KV cache` for `key-value cache`."""
    forms = [
        re.sub(rf"(?<!\w){re.escape(_folded(words))}s?(?!\w)", short, phrase, flags=re.IGNORECASE)
        for short, words in sorted(known.items())
    ]
    return tuple(dict.fromkeys(form for form in forms if form != phrase))


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[-2:-1].isupper() else short


def _folded(words: str) -> str:
    """The words in small letters and one number, so that those who write them alike agree."""
    small = " ".join(words.split()).lower()
    return small[:-1] if small.endswith("s") and not small.endswith(("ss", "us", "is")) else small


def _words_of(short: str, before: str) -> str:
    """The last words of `before` that `short` abbreviates; empty if they do not hold its letters."""
    ends = [mark.end() for mark in _END.finditer(before)]
    stretch = before[max(ends, default=0) :][-FURTHEST:]
    starts = [mark.start() for mark in _WORD.finditer(stretch)]
    letters = [letter for letter in short.lower() if letter.isalnum()]
    if [stretch[start].lower() for start in starts[-len(letters) :]] == letters:
        return _said(stretch[starts[-len(letters)] :])
    place = len(stretch)
    for letter in reversed(letters[1:]):
        place = stretch.lower().rfind(letter, 0, max(place, 0))
    near = starts[-min(len(letters) + 5, 2 * len(letters)) :]
    first = [start for start in near if start < place and stretch[start].lower() == letters[0]]
    return _said(stretch[max(first) :]) if first else ""


def _said(words: str) -> str:
    return " ".join(words.split())
