"""What the library needs from the world. Each promise is its docstring.

Promises are tested in tests/contracts/, on the fake and on the real thing.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import (
    Scope,
)
from retrieval.enrichment import Enrichment
from retrieval.fulltext.outcome import Reading
from retrieval.paper import Paper, Passage

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), rows of length 1: the dot product is the cosine."""


class PaperSource(Protocol):
    """Somewhere new papers appear."""

    name: str
    remark: str
    """After a `fetch`: a sentence on what people should know of it (weekend, late feed); empty if all was as usual."""
    told: Sequence[Enrichment]
    """After a `fetch`: what it said of papers beside their text."""

    def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        """Yield papers announced at or after `since` (aware, UTC), any order, repeats and older ones allowed.

        Raises SourceUnavailable or SourceChanged when there may be more than was yielded, and
        UnknownCategory or StorageRefused; nothing of the transport's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Added:
    """What `PaperStore.add` did with what it was given; `repeats` changed nothing."""

    new: int = 0
    versions: int = 0
    repeats: int = 0

    def __add__(self, other: "Added") -> "Added":
        return Added(self.new + other.new, self.versions + other.versions, self.repeats + other.repeats)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage a search leg found, and that leg's own score (higher is better)."""

    row: int
    score: float


class PaperStore(Protocol):
    """The shelf: papers, versions and passages, with the lexical index in the same transaction.

    Raises StoreUnavailable, StorageRefused or NewerDatabase; nothing of SQLAlchemy's.
    """

    async def add(self, papers: Iterable[Paper], *, captured: datetime) -> Added:
        """Store all of `papers`, or none if it raises. Storing the same again changes nothing.

        One id and owner is one paper. A version already known keeps its text and first `captured`
        time, and gains what it lacked (categories of a cross-listing, dates, DOI, the authors' own
        abstract in place of a retold one); a higher
        version becomes the current one, and its passages replace the older ones in the indexes.
        What the abstract learns leaves the version's full text as it is.
        """
        ...

    async def get(self, paper_id: str, *, owner: str, version: int | None = None) -> Paper | None:
        """The paper's current (or the given) version if `owner` may see it."""
        ...

    async def many(self, paper_ids: Iterable[str], *, owner: str) -> Mapping[str, Paper]:
        """The current versions of those papers that `owner` may see, by id."""
        ...

    async def told_by(self, paper_ids: Iterable[str], *, owner: str) -> Mapping[str, tuple[str, ...]]:
        """The names of all sources that told of each of these papers, in the order they first did."""
        ...

    async def enrichments(self, paper_ids: Iterable[str]) -> Mapping[str, tuple[Enrichment, ...]]:
        """What services said of these papers, by id, the latest of each service."""
        ...

    async def put_enrichments(self, told: Iterable[Enrichment]) -> None:
        """Keep these, each in place of what the same service said of the same paper before."""

    async def by_doi(self, doi: str, *, owner: str) -> Paper | None:
        """The current version of the paper with this DOI, capitals apart, if `owner` may see it."""
        ...

    async def captured(self, *, start: datetime, end: datetime, owner: str, limit: int = 100_000) -> list[Paper]:
        """Papers whose current version was first captured in [start, end), by announcement and id."""
        ...

    async def titled(self, words: str, *, owner: str, limit: int = 5) -> list[Paper]:
        """Papers whose title has all these words, best match first (for “a paper named by title”)."""
        ...

    async def passages(self, paper_ids: Iterable[str], *, owner: str, abstracts_only: bool = False) -> list[Passage]:
        """All current passages of these papers, or the first of each alone, in reading order."""
        ...

    async def of_version(self, paper: Paper) -> list[Passage]:
        """The passages of this very version, current or not, in reading order; of this owner's copy."""
        ...

    async def reading(self, paper: Paper) -> Reading | None:
        """What became of reading this version in full; None: nobody has asked for it."""
        ...

    async def put_reading(self, paper: Paper, reading: Reading, full: Sequence[Passage] = ()) -> None:
        """Record the reading of this version, with the passages of its full text (ordinals from 1), at once.

        They are searched beside the abstract while the version is the current one, and stay to be
        looked up afterwards. A version that is read already stays as it is; an unknown paper is ignored.
        """
        ...

    async def want(self, papers: Iterable[Paper], *, now: datetime) -> int:
        """Note that these versions are to be read in full; how many of them nobody had asked for."""
        ...

    async def to_read(self, *, now: datetime, limit: int) -> list[Paper]:
        """Up to `limit` versions that are to be read, or tried again, by `now`; the latest papers first."""
        ...

    async def explanation(self, paper: Paper, key: str) -> str | None:
        """What `put_explanation` kept of this very version under `key`; of this owner's copy."""
        ...

    async def put_explanation(self, paper: Paper, key: str, told: str) -> None:
        """Keep an explanation of this version, in place of the one under `key`; an unknown paper is ignored."""
        ...

    async def load(self, rows: Iterable[int]) -> dict[int, Passage]:
        """Passages by row; rows that no longer exist are left out."""
        ...

    async def lexical(self, text: str, *, scope: Scope, limit: int) -> list[Ranked]:
        """The best passages by words, within `scope`; any text is allowed, none matches nothing."""
        ...

    async def within(self, rows: Iterable[int], *, scope: Scope) -> set[int]:
        """Those of `rows` that are current and inside `scope`."""
        ...

    async def rows_of(self, scope: Scope, *, limit: int) -> list[int]:
        """Up to `limit` current rows inside `scope`, by row."""
        ...

    async def unindexed(self, generation: str, *, after: int = 0, limit: int = 256) -> list[Passage]:
        """Current passages with a row above `after` that the dense index `generation` lacks, by row."""
        ...

    async def mark_indexed(self, rows: Iterable[int], generation: str) -> None:
        """Record that the dense index `generation` holds these rows."""
        ...

    async def counts(self, generation: str) -> Mapping[str, int]:
        """`papers`, `versions`, `passages`, and `unindexed` for this generation."""
        ...


class Enricher(Protocol):
    """A service that knows of papers what they do not say themselves."""

    name: str
    """As people call it."""

    async def enrich(self, papers: Sequence[Paper], *, now: datetime) -> list[Enrichment]:
        """What it says of these papers, one enrichment a paper it was asked about, also if it does not know it.

        Only papers with a public id (arXiv's or a DOI) are asked about, in batches. Raises
        SourceUnavailable, SourceChanged or StorageRefused.
        """
        ...


class PassageIndex(Protocol):
    """The dense index: a vector for each passage row. Raises IndexUnavailable.

    All but `nearest` and `vectors` may also raise StorageRefused, when its folder cannot be used.
    """

    async def generation(self) -> str:
        """Names the embedding model and this very copy of the index.

        A deleted, restored or re-modelled index has another generation, so the store finds
        everything unindexed and it fills again; vectors of two models are never in one.
        """
        ...

    async def put(self, rows: Sequence[int], vectors: Vectors) -> None:
        """Store one vector for each row, replacing what was there. May be repeated."""
        ...

    async def nearest(self, vector: NDArray[np.float32], *, limit: int) -> list[Ranked]:
        """The rows whose vectors are most alike (cosine, best first), unfiltered."""
        ...

    async def vectors(self, rows: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The stored vectors of these rows; rows without one are left out."""
        ...

    async def remove(self, rows: Sequence[int]) -> None:
        """Forget these rows; unknown ones are fine."""
        ...

    async def count(self) -> int:
        """How many rows it holds: fewer than the store has marked means that some were lost."""
        ...

    async def start_over(self) -> None:
        """Drop every vector of this model; from now on it is another, empty generation."""
        ...

    async def forget_other_generations(self) -> None:
        """Drop the vectors of every other model, once this one's are complete."""
        ...


class Embedder(Protocol):
    """Text to vectors. Raises EmbedderUnavailable."""

    fingerprint: str
    """Names the model and its weights: equal fingerprints mean comparable vectors."""

    async def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors for a few short texts, answered at once (a question, a profile's topics)."""
        ...

    async def documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors for many passages; never works on this process's event loop or under its GIL."""
        ...


class Reranker(Protocol):
    """Reads question and passage together: slower and finer than either leg. Raises RerankerUnavailable."""

    async def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers, in the order given; higher is better, any scale."""
        ...


@dataclass(frozen=True, slots=True)
class PastItem:
    """What was said of one paper in one edition."""

    day: date
    paper_id: str
    title: str
    finding: str


class PastEditions(Protocol):
    """What the channels of one server have been shown. Raises StoreUnavailable."""

    async def shown(self, *, owner: str, since: date | None, until: date | None, limit: int) -> list[PastItem]:
        """The items of this server's editions in these days, newest first; of no other server's."""
        ...


class PoliteGate(Protocol):
    """Lets one request at a time through to the hosts that share a rate limit."""

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait for our turn among all processes of this machine, and hold it while inside."""
        ...
