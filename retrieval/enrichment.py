"""What others say of a paper beside its text: where it appeared, who cites it, who likes it, where its code is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Author:
    """An author as a service tells people of one name apart. `id` is the service's own, empty if it gives none."""

    name: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """What one service said of one paper when it was asked. Nothing of it is a claim of the paper's.

    A field the service does not give is empty or None, never nought.
    """

    paper_id: str
    source: str
    """The service, as people call it."""
    asked: datetime
    """When it said so (aware, UTC): counts are of that day."""
    found: bool = True
    """Whether the service knows the paper; if not, the rest is empty."""
    venue: str = ""
    year: int | None = None
    citations: int | None = None
    upvotes: int | None = None
    authors: tuple[Author, ...] = ()
    """In the order of the paper."""
    code: tuple[str, ...] = ()
    """Addresses that the service has for the paper's code or project, http(s) alone."""
    references: tuple[str, ...] = ()
    """The papers it cites that have an id of ours: `2506.07751` or `doi:10.1000/1`."""
