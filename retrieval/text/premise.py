"""What a question takes for granted by naming it: names and numbers that must stand in what is read. Pure.

Who asks why a paper uses BERT, or about its 512 machines, is not answered by a paper that speaks of
neither. Names are coined words (DeepSeek-V3) and capitalised ones inside the question (Portugal).
"""

import re
from collections.abc import Iterable, Sequence

from retrieval.paper import Passage
from retrieval.text.agreement import stands
from retrieval.text.initials import initials
from retrieval.text.plain import plain
from retrieval.text.words import STOPWORDS

_MOST = 3
_COINED = re.compile(r"(?<![\w@])[A-Za-z]*[A-Z][a-z\d-]*[A-Z\d][\w-]*(?:\.\d+)?(?!\w)")
_PROPER = re.compile(r"(?<=[\w,;:)] )[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)*(?![\w-])")
_NUMERAL = re.compile(
    r"(?<![\w.,:/-])(\d+(?:,\d{3})*(?:\.\d+)?)(?:x|%|[KMBT]|[munµ]s|[kKMG]?Hz|[KMGT]i?B|[kcm]?m|k?g)?(?![\w:/-]|\.\d|,\d)"
)
_SMALL = re.compile(r"\d{1,2}")
_SPELT = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_POINTS = re.compile(
    r"\b(?:section|sec\.?|figure|fig\.?|table|tab\.?|equation|eq\.?|page|p\.|appendix|chapter|number|no\.|top|step|paper"
    r"|item|version|ref\.?|line)\s*#?\(?[A-Z]?\d[\w.]*\)?|#\d+|\d{4}\.\d{4,5}(?:v\d+)?"
    rf"|\bin (?:{'|'.join(_SPELT[1:])}|\d{{1,3}}) (?:words?|sentences?|lines?|bullets?|points?)\b",
    re.IGNORECASE,
)
"""Numbers that point at a place, name a paper or ask for a length: nothing a paper reports."""
_OF_THE_FIELD = frozenset(
    {"ai", "ml", "nlp", "llm", "llms", "tldr", "tl", "dr", "faq", "gpu", "gpus", "cpu", "cpus", "ok"}
)
"""Capitals that people use whatever a paper calls the thing."""
_PARTS = re.compile(r"[-_\s]+|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


def unmet(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The names, then the numbers, of a question that stand in no passage and no title, as they are written.

    In doubt it is unmet: enough to leave a question unanswered, too little to say that nothing is there.
    """
    written = plain("\n".join({f"{one.title}\n{one.text}": None for one in passages}))
    read, short = written.casefold(), initials(written)
    asked = _POINTS.sub(" ", plain(question))
    known = _OF_THE_FIELD | short
    names = (name for name in _names(asked) if name.casefold() not in known and not _stands(name, read))
    numbers = (found[0] for found in _NUMERAL.finditer(asked) if not _counted(found[1], read))
    return (*names, *numbers)


def unmentioned(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Up to three of the `unmet` that surely stand nowhere in these passages: all that is stored of one paper.

    A bare small number may count something in the question itself; a short form may begin any words
    in a row, small ones left out or not.
    """
    if not passages:
        return ()
    text = plain("\n".join([passages[0].title, *(passage.text for passage in passages)]))
    words = re.findall(r"[^\W_]+", text.casefold())
    letters = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in STOPWORDS))
    absent = [
        one
        for one in dict.fromkeys(unmet(question, passages))
        if not _SMALL.fullmatch(one) and not stands(one, text) and not _shortens(one, letters)
    ]
    return tuple(one for one in absent if not any(one != other and one in other for other in absent))[:_MOST]


def _shortens(name: str, letters: Iterable[str]) -> bool:
    single = name.rstrip("s")
    return single.isupper() and any(single.casefold() in run for run in letters)


def _names(question: str) -> Iterable[str]:
    """Nobody names anything by shouting, or in a headline's capitals."""
    long = [word for word in re.findall(r"[^\W\d_]+", question) if len(word) > 3]
    if question.upper() == question or (len(long) > 3 and all(word[0].isupper() for word in long)):
        return ()
    return dict.fromkeys((*_COINED.findall(question), *_PROPER.findall(question)))


def _stands(name: str, read: str) -> bool:
    """Whether a name is written there, with or without its hyphens, as one or many, or all that is a name in it."""
    if _written(name, read):
        return True
    parts = [part for part in name.split("-") if any(map(str.isupper, part)) or any(map(str.isdigit, part))]
    return "-" in name and bool(parts) and all(_written(part, read) for part in parts)


def _written(name: str, read: str) -> bool:
    single = name[:-1] if name.endswith("s") and len(name) > 3 else name
    pattern = r"[-_\s]?".join(re.escape(part.casefold()) for part in _PARTS.split(single) if part)
    return re.search(rf"(?<![^\W_]){pattern}(?:['’]?s|es)?(?![^\W_])", read) is not None


def _counted(number: str, read: str) -> bool:
    bare = number.replace(",", "")
    if bare.isdigit() and int(bare) < len(_SPELT) and re.search(rf"\b{_SPELT[int(bare)]}\b", read):
        return True
    return re.search(rf"(?<![\d.]){re.escape(bare)}(?!\d|\.\d)", re.sub(r"(?<=\d),(?=\d{3})", "", read)) is not None
