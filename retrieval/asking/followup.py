"""What a question leans on when it comes after others: "and on ImageNet?" is not a question by itself. Pure."""

import re
from collections.abc import Sequence

from retrieval.text.words import STOPWORDS, words

_LEANING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|that|these|those|he|she|his|her"
    r"|the (?:paper|method|model|authors?|results?|former|latter)|there|same|one|ones|else|more)\b"
    r"|^\W*(?:and|but|so|or|also|how so|what about|how about|really)\b|^\W*why\W*$",
    re.IGNORECASE,
)
_FEW_WORDS = 3
_MOST_ADDED = 12


def leans(text: str) -> bool:
    """Whether a question needs what was said before: it is very short, or points at something."""
    return points_back(text) or len(_content(text)) < _FEW_WORDS


def points_back(text: str) -> bool:
    """Whether a question points at something: “it”, “the paper”, “and …”."""
    return bool(_LEANING.search(text))


def search_text(text: str, history: Sequence[str]) -> str:
    """The question as it should be searched for: with the words of the question before it, if it leans on it."""
    if not history or not leans(text):
        return text
    before = next((turn for turn in reversed(history) if "?" in turn), history[-1])
    known = set(words(text))
    asked = before.partition("\n")[0]  # a turn is a question, then its answer
    added = [word for word in dict.fromkeys(_content(asked)) if word not in known]
    return " ".join([text, *added[:_MOST_ADDED]])


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOPWORDS and len(word) > 1]


def recent(history: Sequence[str], most: int = 4_000) -> tuple[str, ...]:
    """The last turns that fit into `most` characters together, oldest first; of the last one at least its beginning."""
    kept: list[str] = []
    left = most
    for turn in reversed(history):
        if len(turn) > left:
            break
        left -= len(turn)
        kept.append(turn)
    if history and not kept:
        kept = [history[-1][:most]]
    return tuple(reversed(kept))
