"""From the sources to the store, and from the store to the dense index. Safe to stop and to repeat anywhere."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import structlog

from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.paper import Paper, Passage
from retrieval.ports import Embedder, PaperSource, PaperStore, PassageIndex

log = structlog.get_logger(__name__)

BATCH = 32
STORED_AT_ONCE = 500
LANES = 2
"""While one batch is written, the next is being embedded."""

NOBODY: Mapping[str, datetime] = MappingProxyType({})
Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What sources said of themselves, a sentence each: `failed` did not answer, `remarks` are the others'."""

    failed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """The names of the sources that did not answer: their papers are still to be read."""


async def collect(
    sources: Sequence[PaperSource],
    store: PaperStore,
    *,
    since: datetime,
    captured: datetime,
    behind: Mapping[str, datetime] = NOBODY,
) -> Collected:
    """Store what every source has had since then, as captured at `captured`.

    Sources that are named in `behind` are read from that earlier moment on. One dead source never stops
    the others. Raises UnknownCategory, and what the store raises.
    """
    starts = [min(since, behind.get(source.name, since)) for source in sources]
    failed = await asyncio.gather(
        *(_collect_one(source, store, start, captured) for source, start in zip(sources, starts, strict=True))
    )
    remarks = (source.remark for source, sentence in zip(sources, failed, strict=True) if not sentence)
    unread = (source.name for source, sentence in zip(sources, failed, strict=True) if sentence)
    return Collected(tuple(filter(None, failed)), tuple(filter(None, remarks)), tuple(unread))


async def _collect_one(source: PaperSource, store: PaperStore, since: datetime, captured: datetime) -> str:
    """Why the source failed; empty if it did not. What came before that is stored."""
    batch: list[Paper] = []
    failed = ""
    try:
        async for paper in source.fetch(since=since):
            batch.append(paper)
            if len(batch) >= STORED_AT_ONCE:
                await store.add(batch, captured=captured)
                batch.clear()
    except (SourceUnavailable, SourceChanged) as error:
        log.warning("source failed", source=source.name, why=error.for_people)
        failed = error.for_people
    await store.add(batch, captured=captured)
    if source.told:
        await store.put_enrichments(source.told)
    return failed


async def index_pending(
    store: PaperStore, embedder: Embedder, index: PassageIndex, *, progress: Progress | None = None
) -> int:
    """Index every passage that the store says the dense index lacks; how many those were.

    A passage is marked after its vector is stored, and storing it twice changes nothing: whatever
    stops this, the next call goes on, and several processes may do it at once. An index that has
    lost vectors is filled anew; those of another model go when this model's are complete.
    Raises EmbedderUnavailable, IndexUnavailable, and what the store raises.
    """
    generation = await _generation(store, index)
    pending = (await store.counts(generation))["unindexed"]
    run = _Run(store, embedder, index, generation, progress or _silent, pending)
    try:
        async with asyncio.TaskGroup() as lanes:
            for _ in range(LANES):
                lanes.create_task(run.lane())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None  # one sentence is enough, and callers know its type
    if run.done:
        log.info("indexed", passages=run.done)
    if await index.generation() == generation:
        await index.forget_other_generations()
    return run.done


@dataclass
class _Run:
    store: PaperStore
    embedder: Embedder
    index: PassageIndex
    generation: str
    progress: Progress
    pending: int
    after: int = 0
    done: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def lane(self) -> None:
        while batch := await self._next():
            vectors = await self.embedder.documents([f"{passage.title}. {passage.text}" for passage in batch])
            rows = [passage.row for passage in batch]
            await self.index.put(rows, vectors)
            await self.store.mark_indexed(rows, self.generation)
            self.done += len(batch)
            self.progress(self.done, max(self.done, self.pending))

    async def _next(self) -> list[Passage]:
        async with self.turn:
            batch = await self.store.unindexed(self.generation, after=self.after, limit=BATCH)
            self.after = batch[-1].row if batch else self.after
            return batch


async def _generation(store: PaperStore, index: PassageIndex) -> str:
    """The index's generation; a new one if it holds less than the store has marked, as a restored copy does."""
    generation = await index.generation()
    # Asked twice: between the two counts, another process may have replaced a passage.
    if await _lost(store, index, generation) > 0 and (lost := await _lost(store, index, generation)) > 0:
        log.warning("index lost vectors", passages=lost)
        await index.start_over()
        generation = await index.generation()
    return generation


async def _lost(store: PaperStore, index: PassageIndex, generation: str) -> int:
    counts = await store.counts(generation)
    return counts["passages"] - counts["unindexed"] - await index.count()


def _silent(_done: int, _of: int) -> None:
    """Nobody watches."""
