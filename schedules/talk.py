"""What a model may say without a quote: talk that ties facts together and states none itself. Pure."""

import re
from collections.abc import Iterable

from retrieval.ground import strange_names

LONGEST = 280
"""Characters of one line of talk."""
_COUNTED = re.compile(
    r"\d|%|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|thousand"
    r"|million|billion|half|third|quarter|twice|double[ds]?|triple[ds]?|percent|times (?:faster|smaller|better|more))"
    r"\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:outperform\w*|beats?|achiev\w*|improv\w* (?:over|on|by)|state[- ]of[- ]the[- ]art"
    r"|prov(?:e|es|ed|en)\b|report(?:s|ed)?\b|measur(?:e|es|ed)\b|found\b|finds\b|shows?\b|showed\b)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|@|<", re.IGNORECASE)


def fit_to_say(text: str, *, known: Iterable[str], speakers: Iterable[str] = ()) -> bool:
    """Whether a line is mere talk: short, with no number, no result, no link, and no name but those of `known`."""
    if not 0 < len(text) <= LONGEST or _COUNTED.search(text) or _REPORTED.search(text) or _LINK.search(text):
        return False
    return not strange_names(text, "\n".join((*known, *speakers)))
