"""What every verb of the library works with, joined once by `bot/app.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.paper import Paper, PaperRef
from retrieval.ports import Embedder, PaperStore, PassageIndex, Writer


class PaperLookup(Protocol):
    """Papers by id, from where they are published."""

    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        """Those of `refs` that exist, in order. Raises SourceUnavailable or SourceChanged."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """The shelf and those who read from it.

    `writer` puts things into words; `plain_writer` needs no model and steps in when `writer` fails.
    """

    store: PaperStore
    index: PassageIndex
    embedder: Embedder
    writer: Writer
    plain_writer: Writer
    lookup: PaperLookup
