"""What became of reading a paper in full: one of a few outcomes, each with a sentence for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from retrieval.fulltext.text import Figure, Reference

Format = Literal["html", "pdf", ""]


class Outcome(StrEnum):
    """How reading ended.

    A paper without HTML is read from its PDF, so NO_HTML never stands at the end. WANTED and READING are
    no ends: nobody has begun, or the one who asks does not wait any longer.
    """

    WANTED = "wanted"
    READING = "reading"
    READ = "read"
    IN_PART = "in part"
    NO_HTML = "no html"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    EMPTY = "empty"
    SCANNED = "scanned"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_BIG = "too big"
    TOO_SLOW = "too slow"
    TOO_HUNGRY = "too hungry"
    UNREACHABLE = "unreachable"
    STRANGE_ADDRESS = "strange address"

    @property
    def for_people(self) -> str:
        """One sentence; empty for READ, of which there is nothing to say."""
        return _SENTENCES[self]

    @property
    def is_read(self) -> bool:
        """Whether passages of the full text are stored."""
        return self in (Outcome.READ, Outcome.IN_PART)


_SENTENCES = {
    Outcome.WANTED: "I have not read the full text yet.",
    Outcome.READING: "I am still reading the full text; ask again in a minute for more.",
    Outcome.READ: "",
    Outcome.IN_PART: "The paper is very long, so I read only its first part.",
    Outcome.NO_HTML: "arXiv has no HTML of this paper.",
    Outcome.ELSEWHERE: "I can read full texts from arXiv alone, and this paper is not there.",
    Outcome.MISSING: "arXiv has neither HTML nor a PDF of this paper.",
    Outcome.WITHDRAWN: "This paper was withdrawn, so there is no full text to read.",
    Outcome.EMPTY: "The file that arXiv sent is empty.",
    Outcome.SCANNED: "The PDF holds pictures of pages and no text that I could read.",
    Outcome.ENCRYPTED: "The PDF is locked with a password.",
    Outcome.DAMAGED: "The PDF is damaged and cannot be read.",
    Outcome.TOO_BIG: "The file is too big for me to fetch.",
    Outcome.TOO_SLOW: "Reading the file took too long, so I gave up.",
    Outcome.TOO_HUNGRY: "Reading the file took too much memory, so I gave up.",
    Outcome.UNREACHABLE: "arXiv did not give me the full text just now; asking again later may help.",
    Outcome.STRANGE_ADDRESS: "arXiv sent me to an address where I do not fetch papers.",
}

_AGAIN = {
    Outcome.WANTED: timedelta(0),
    Outcome.UNREACHABLE: timedelta(minutes=15),
    Outcome.MISSING: timedelta(hours=12),
    Outcome.EMPTY: timedelta(hours=12),
    Outcome.DAMAGED: timedelta(days=1),
    Outcome.STRANGE_ADDRESS: timedelta(days=1),
}
"""What may be different next time, and the first wait; it doubles."""
MOST_TRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of reading one version of a paper in full."""

    outcome: Outcome
    tried: datetime
    tries: int = 1
    format: Format = ""
    """What the stored text was made from."""
    pages: int | None = None
    pages_read: int | None = None
    references: tuple[Reference, ...] = ()
    figures: tuple[Figure, ...] = ()
    """Numbered ones, in order, with absolute addresses; without pictures where the text is from a PDF."""

    @property
    def next_try(self) -> datetime | None:
        """When to try again by ourselves; None: never, nothing would change."""
        wait = _AGAIN.get(self.outcome)
        if wait is None or self.tries > MOST_TRIES:
            return None
        return self.tried + wait * (1 << max(0, self.tries - 1))

    @property
    def for_people(self) -> str:
        """The outcome's sentence, with the pages where only some of many were read."""
        if self.outcome is Outcome.IN_PART and self.pages and self.pages_read and self.pages > self.pages_read:
            return f"The paper has {self.pages} pages; I read the first {self.pages_read}."
        return self.outcome.for_people


def full_text_remark(reading: Reading | None) -> str:
    """What a reader should know of the text that an answer rests on; empty where it is the whole text.

    A withdrawal is said elsewhere.
    """
    if reading is None or reading.outcome is Outcome.WITHDRAWN or not (said := reading.for_people):
        return ""
    return said if reading.outcome.is_read else f"{said} This rests on the abstract alone."
