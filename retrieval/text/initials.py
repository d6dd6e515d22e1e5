"""Short forms of names written out: WSJ is the Wall Street Journal. Pure."""

import re
from functools import lru_cache

_RUN = re.compile(r"[A-Z][a-z]+(?:[- ](?:(?:of|the|and|for|in|on) )?[A-Z][a-z]+){2,7}")
_FEWEST = 3
"""Letters: two capitals stand for anything."""


@lru_cache(maxsize=4_096)  # the same passages are asked for again and again
def initials(text: str) -> frozenset[str]:
    """The initials, in lower case, of three or more capitalised words in a row, small ones between them left out."""
    found = set()
    for run in _RUN.findall(text):
        letters = "".join(letter for letter in run if letter.isupper()).casefold()
        found |= {letters[start:] for start in range(len(letters) - _FEWEST + 1)}
    return frozenset(found)
