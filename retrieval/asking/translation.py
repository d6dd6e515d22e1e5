"""Whether a statement in another language keeps to the English one it is said to translate. Pure.

Words cannot be compared across languages, so this compares what is written alike in all: figures with
their signs, names with digits or capitals inside, links; and whether both deny something. The English
statement itself is checked against its quote elsewhere (`ground.py`), and both are shown.
"""

import re
from collections import Counter

from retrieval.text.agreement import stands
from retrieval.text.languages import denies
from retrieval.text.numbers import figures
from retrieval.text.plain import plain
from retrieval.text.polarity import negated

_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.])[+-]?[$€£]?\d+(?:[.,:/]\d+)*(?:\s?[%‰x](?![A-Za-z0-9_])|[kKMBT](?![A-Za-z0-9_]))?"
)
_COINED = re.compile(r"(?<![\w@])[^\W\d_]*(?:[A-Z][a-z-]*[A-Z]|[a-z][A-Z]|[^\W\d_]-?\d|\d-?[A-Z])[\w-]*")
_CAPITALISED = re.compile(r"(?<=[\w,;)] )[A-ZÀ-Þ][^\W\d_]+")
_NO_CAPITALS_FOR_NOUNS = frozenset({"fr", "es", "it", "pt", "nl"})
"""Latin languages in which a capital inside a sentence means a name."""
_LINK = re.compile(r"\w+://|www\.|(?:javascript|vbscript|data):\S|@|<[!#/]", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_SCRIPTS = frozenset({"ru", "zh", "ja", "ko"})
"""Languages in which a word in Latin letters means a name or a term that was kept."""


def strays(text: str, original: str, language: str, source: str) -> str:
    """What `text` adds to, changes in or leaves out of `original`, in words a writer can act on; empty if nothing.

    `source`: what the original rests on, where a name may also stand.
    """
    if _LINK.search(text):
        return "a translated claim holds no links"
    if worded := _worded(original):
        return (
            f"in a translated claim write {worded} in digits and signs (2, 1.3B, 13%, 4x, 5 h), here and in `original`"
        )
    if Counter(_figures(text)) != Counter(_figures(original)):
        return "the translation must have the same figures as `original`, written the same way, with a point"
    known = plain(f"{original}\n{source}")
    if strange := [name for name in _names(text, language) if not stands(name, known)]:
        return f"{', '.join(strange)} is named in the translation and not in `original`"
    if lost := [name for name in _COINED.findall(original) if not _kept(name, text, language)]:
        return f"{', '.join(lost)} is missing in the translation"
    if denies(text, language) != negated(original):
        return "the translation and `original` must both deny it, or neither"
    return ""


def _figures(text: str) -> list[str]:
    return [re.sub(r"\s", "", one) for one in _FIGURE.findall(plain(text))]


_WORD = re.compile(r"[a-z]{3,}", re.IGNORECASE)
_LONG_TIMES = re.compile(r"\d\s?-?(?:days?|weeks?|months?|years?)$", re.IGNORECASE)
"""Units that have no sign."""


def _worded(original: str) -> str:
    """The first number of a statement whose value, scale or unit is in words: no word can be held against another's."""
    numbers = figures(plain(original)).numbers
    worded = (one.text for one in numbers if _WORD.search(one.text) and not _LONG_TIMES.search(one.text))
    return next(worded, "")


def _names(text: str, language: str) -> list[str]:
    if language in _SCRIPTS:
        return _LATIN.findall(text)
    names = _COINED.findall(text)
    return names + (_CAPITALISED.findall(text) if language in _NO_CAPITALS_FOR_NOUNS else [])


def _kept(name: str, text: str, language: str) -> bool:
    """Whether a name stands in the translation; scripts without spaces leave none around it."""
    return name in plain(text) if language in _SCRIPTS else stands(name, plain(text))
