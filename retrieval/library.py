"""What every verb of the library works with, joined once by `bot/app.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.fulltext.outcome import Reading
from retrieval.paper import Paper, PaperRef
from retrieval.ports import Embedder, Enricher, PaperStore, PassageIndex, PastEditions, Reranker
from retrieval.writer import Researcher, Rewriter, Writer


class PaperLookup(Protocol):
    """Papers by id, from where they are published."""

    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        """Those of `refs` that exist, in order. Raises SourceUnavailable or SourceChanged."""
        ...


class PaperReader(Protocol):
    """Reads papers in full when they are asked about."""

    async def read(self, paper: Paper) -> Reading:
        """Read this version in full unless it is read already. Raises StoreUnavailable or StorageRefused alone.

        Whoever asks for a paper that is being read waits for the same reading, and one who stops
        waiting does not stop it.
        """
        ...

    async def indexed(self) -> None:
        """Wait until what was read has gone into the dense index, or that has failed. Never raises."""
        ...


class PaperFinder(Protocol):
    """Brings a paper that is named by id onto the shelf."""

    async def __call__(self, given: str, owner: str) -> Paper:
        """The paper, stored now if it was not. Raises what `lookup.find_paper` raises."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """The shelf and those who read from it.

    `writer` puts things into words; `plain_writer` needs no model and steps in when `writer` fails.
    Without a `reader`, papers are known by what is stored of them; without a `reranker`, passages keep
    the order of the search.

    `rewriter` and `researcher` are there with a model alone; the latter also uses `find` and `past`,
    where there are any.
    """

    store: PaperStore
    index: PassageIndex
    embedder: Embedder
    writer: Writer
    plain_writer: Writer
    lookup: PaperLookup
    reader: PaperReader | None = None
    reranker: Reranker | None = None
    rewriter: Rewriter | None = None
    researcher: Researcher | None = None
    find: PaperFinder | None = None
    past: PastEditions | None = None
    warm: Callable[[], None] | None = None
    """Loads what the first words of the model would wait for. Raises BadSetting if there is no such model."""
    enrichers: tuple[Enricher, ...] = ()
