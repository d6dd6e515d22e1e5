"""What a model may say without a quote: talk that ties facts together and states none itself. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from retrieval.ground import strange_names

LONGEST = 280
"""Characters of one line of talk."""
_COUNTED = re.compile(
    r"%|\b(?:zero|(?<!this )(?<!that )(?<!next )(?<!last )(?<!which )(?<!each )(?<!every )(?<!another )one"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|\w*fold|(?:dozen|hundred|thousand|million|billion|trillion)s?"
    r"|half|halves|thirds?|quarters?|twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|per ?cent\w*"
    r"|times (?:as|faster|smaller|better|more|less|fewer))\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|achiev\w*|improv\w* (?:over|on|by)|state[- ]of[- ]the[- ]art"
    r"|prov(?:e|es|ed|en)\b|report(?:s|ed)?\b|measur(?:e|es|ed)\b|found\b|finds\b|shows?\b|showed\b|demonstrat\w*"
    r"|faster|slower|cheaper|(?:better|worse|fewer|less|more \w+) than|halv\w*|reduc(?:es|ed)|increas(?:es|ed))",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|@|<", re.IGNORECASE)


def fit_to_say(text: str, *, known: Iterable[str], speakers: Iterable[str] = ()) -> bool:
    """Whether a line is mere talk: short, with no number, no result, no link, and no name but those of `known`."""
    if not text.strip() or len(text) > LONGEST or _counts(text) or _REPORTED.search(text) or _LINK.search(text):
        return False
    return not strange_names(text, "\n".join((*known, *speakers)))


def _counts(text: str) -> bool:
    """Whether anything in it is a number: in words, in digits of any script, raised, lowered, or as a fraction."""
    return bool(_COUNTED.search(text)) or any(unicodedata.category(one).startswith("N") for one in text)
