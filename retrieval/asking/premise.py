"""What a question takes for granted and the paper never speaks of: names and numbers that stand nowhere in it. Pure."""

import re
from collections.abc import Sequence

from retrieval.ground import strange_names
from retrieval.paper import Passage
from retrieval.text.agreement import missing, stands
from retrieval.text.plain import plain
from retrieval.text.words import STOPWORDS

_MOST = 3
_REFERENCE = re.compile(
    r"\b(?:section|sec\.?|figure|fig\.?|table|tab\.?|equation|eq\.?|page|p\.|appendix|chapter|number|no\.|top|step|paper"
    r"|item|version|ref\.?|line)\s*#?\(?[A-Z]?\d[\w.]*\)?|#\d+|\d{4}\.\d{4,5}(?:v\d+)?|\bv\d+\b",
    re.IGNORECASE,
)
"""Numbers that point at a place, not at something the paper reports."""
_ASKED_AS = re.compile(
    r"\bin (?:one|two|three|four|five|ten|\d{1,3}) (?:words?|sentences?|lines?|bullets?|points?)\b", re.IGNORECASE
)
_TELLING = re.compile(r"(?=.*\d)(?!\d{1,2}$)(?!.*\bto\b).+", re.DOTALL)
"""A bare small number counts something in the question itself; a range is judged by its ends."""
_NOT_NAMES = frozenset(
    {"ai", "ml", "nlp", "llm", "llms", "tldr", "tl", "dr", "faq", "gpu", "gpus", "cpu", "cpus", "ok"}
)
"""Capitals that people use of the field, whatever a paper calls it."""


def unmentioned(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Up to three names and numbers of `question`, as they are written, that none of these passages holds.

    They are all the passages stored of one paper; its title counts as well. A name also counts as
    held where its letters begin consecutive words, small ones left out or not.
    """
    if not passages or question.upper() == question:
        return ()
    asked = _ASKED_AS.sub(" ", _REFERENCE.sub(" ", question))
    counted = bool(re.search(r"\d", asked))
    if not counted and not strange_names(asked, ""):
        return ()  # nothing in it is a name or a number: there is no need to read a whole paper
    text = "\n".join([passages[0].title, *(passage.text for passage in passages)])
    letters = "".join(word[0] for word in re.findall(r"[^\W_]+", text.casefold()) if word not in STOPWORDS)
    names = [name for name in strange_names(asked, text) if not _is_of_the_field(name, letters)]
    numbers = [one for one in missing(asked, text) if _TELLING.fullmatch(one)] if counted else []
    known = plain(text)
    found = [one for one in dict.fromkeys([*names, *numbers]) if not stands(one, known)]
    return tuple(one for one in found if not any(one != other and one in other for other in found))[:_MOST]


def _is_of_the_field(name: str, letters: str) -> bool:
    simple = name.casefold()
    short_for = name.rstrip("s").isupper() and simple.rstrip("s") in letters
    return simple in _NOT_NAMES or short_for
