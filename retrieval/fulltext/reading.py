"""Papers read in full: on demand, or one after the other in the background. Safe to stop and to repeat anywhere."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

import structlog

from retrieval.errors import BadPaperId, PaperwireError
from retrieval.fulltext.figures import placed
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.parsing import Parsed
from retrieval.fulltext.passages import passages
from retrieval.library import Library
from retrieval.paper import Paper, parse_ref
from retrieval.ports import PaperStore

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 25.0
"""How long somebody who asks about a paper waits for its full text."""
ASKED_AGAIN = timedelta(minutes=2)
"""A person who asks is worth another try sooner than we would try by ourselves."""
REST_SECONDS = 60.0
"""How long arXiv is left alone once it could not be reached."""
MOST_NAMED = 5
"""Of so many papers that one question names, each is read in full first; more are no longer named one by one."""


class Files(Protocol):
    """Where the files of papers come from: `fetch.Fetcher`."""

    async def html(self, paper_id: str, version: int) -> Path | Outcome: ...

    async def pdf(self, paper_id: str, version: int) -> Path | Outcome: ...

    async def forget(self, paper_id: str, version: int) -> None: ...

    def page(self, paper_id: str, version: int) -> str: ...


class Parses(Protocol):
    """What makes text of a file: `parsing.Parser`."""

    async def parse(self, kind: Literal["html", "pdf"], file: Path) -> Parsed: ...


class FullTextReader:
    """`library.PaperReader` on arXiv's files. `index` brings what is stored into the dense index."""

    def __init__(
        self,
        store: PaperStore,
        files: Files,
        parser: Parses,
        *,
        index: Callable[[], Awaitable[object]],
        now: Callable[[], datetime],
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._rest_seconds = rest_seconds
        self._store, self._files, self._parser = store, files, parser
        self._index, self._now = index, now
        self._reading: dict[tuple[str, str, int], asyncio.Task[Reading]] = {}
        self._indexing: asyncio.Task[None] | None = None
        self._unindexed = False
        self._rests_until = 0.0

    async def read(self, paper: Paper) -> Reading:
        known = await self._store.reading(paper)
        if known is not None and not self._is_due(known):
            return known
        key = paper.id, paper.owner, paper.version or 1
        task = self._reading.get(key)
        if task is None:
            task = self._reading[key] = asyncio.create_task(self._read(paper, known))
            task.add_done_callback(lambda _: self._reading.pop(key))
        return await asyncio.shield(task)

    async def indexed(self) -> None:
        if self._indexing is not None:
            await asyncio.wait({self._indexing})

    async def close(self) -> None:
        """Stop; what was begun is begun again when somebody asks next."""
        running = {*self._reading.values(), *([self._indexing] if self._indexing else [])}
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _is_due(self, known: Reading) -> bool:
        again = known.next_try
        return again is not None and self._now() >= min(again, known.tried + ASKED_AGAIN)

    async def _read(self, paper: Paper, before: Reading | None) -> Reading:
        parsed, kind = await self._parsed(paper)
        if parsed.outcome is Outcome.UNREACHABLE:
            self._rests_until = max(self._rests_until, asyncio.get_running_loop().time() + self._rest_seconds)
        page = self._files.page(paper.id, paper.version or 1)
        reading = Reading(
            outcome=parsed.outcome,
            tried=self._now(),
            tries=(before.tries if before else 0) + 1,
            format=kind if parsed.pieces else "",
            pages=parsed.pages,
            pages_read=parsed.pages_read,
            references=parsed.references,
            figures=placed(parsed.figures, page) if kind == "html" else parsed.figures,
        )
        full = await asyncio.to_thread(passages, paper, parsed.pieces)
        await self._store.put_reading(paper, reading, full)
        log.info("paper read", paper=paper.id, version=paper.version, outcome=str(reading.outcome), passages=len(full))
        if full:
            self._index_soon()
        return reading

    async def _parsed(self, paper: Paper) -> tuple[Parsed, Literal["html", "pdf", ""]]:
        """From HTML if it can be had, else from the PDF."""
        if paper.withdrawn:
            return Parsed(Outcome.WITHDRAWN), ""
        if not _is_on_arxiv(paper.id):
            return Parsed(Outcome.ELSEWHERE), ""
        if asyncio.get_running_loop().time() < self._rests_until:
            return Parsed(Outcome.UNREACHABLE), ""
        version = paper.version or 1
        html = await self._of(await self._files.html(paper.id, version), "html")
        if html.pieces or html.outcome is Outcome.UNREACHABLE:
            return html, "html"
        log.info("no text from HTML", paper=paper.id, outcome=str(html.outcome))
        pdf = await self._of(await self._files.pdf(paper.id, version), "pdf")
        if not pdf.pieces:
            await self._files.forget(paper.id, version)
        return pdf, "pdf"

    async def _of(self, file: Path | Outcome, kind: Literal["html", "pdf"]) -> Parsed:
        return Parsed(file) if isinstance(file, Outcome) else await self._parser.parse(kind, file)

    def _index_soon(self) -> None:
        """One indexing at a time; it starts over when more was stored meanwhile."""
        self._unindexed = True
        if self._indexing is None or self._indexing.done():
            self._indexing = asyncio.create_task(self._index_all())

    async def _index_all(self) -> None:
        while self._unindexed:
            self._unindexed = False
            try:
                await self._index()
            except PaperwireError as error:
                log.warning("full text not indexed yet", why=error.for_people)


def _is_on_arxiv(paper_id: str) -> bool:
    try:
        return ":" not in paper_id and parse_ref(paper_id).id == paper_id
    except BadPaperId:
        return False


async def read_in_full(library: Library, paper: Paper, *, seconds: float = PATIENCE_SECONDS) -> Reading | None:
    """What became of reading this version, waiting at most `seconds`; None if this library reads nothing in full.

    READING: it goes on without us. Never raises: what there is of the paper can still be shown.
    """
    if library.reader is None:
        return None
    try:
        async with asyncio.timeout(seconds):
            return await library.reader.read(paper)
    except TimeoutError:
        return Reading(outcome=Outcome.READING, tried=_NEVER, tries=0)
    except PaperwireError as error:
        log.warning("paper not read in full", paper=paper.id, why=error.for_people)
        return Reading(outcome=Outcome.UNREACHABLE, tried=_NEVER, tries=0)


_NEVER = datetime.min.replace(tzinfo=UTC)
"""These two outcomes are told and never stored."""


async def read_named(
    library: Library, paper_ids: Sequence[str], *, owner: str, seconds: float = PATIENCE_SECONDS
) -> list[tuple[Paper, Reading]]:
    """Read a few named papers in full and index them, all within `seconds`; each with what became of it."""
    if library.reader is None:
        return []
    papers = list((await library.store.many(paper_ids, owner=owner)).values())
    deadline = asyncio.get_running_loop().time() + seconds
    readings = await asyncio.gather(*(read_in_full(library, paper, seconds=seconds) for paper in papers))
    with suppress(TimeoutError):
        async with asyncio.timeout_at(deadline):
            await library.reader.indexed()
    return [(paper, reading) for paper, reading in zip(papers, readings, strict=True) if reading is not None]


async def read_pending(library: Library, *, now: datetime, limit: int = 20) -> int:
    """Read what was put on the list (`store.want`) and is due by `now`; how many were read.

    Stops when arXiv cannot be reached: the rest waits for the next call.
    """
    count = 0
    for paper in await library.store.to_read(now=now, limit=limit) if library.reader else ():
        reading = await library.reader.read(paper) if library.reader else None
        if reading is None or reading.outcome is Outcome.UNREACHABLE:
            break
        count += reading.outcome.is_read
    return count


async def keep_reading(library: Library, *, now: Callable[[], datetime], rest_seconds: float = 60) -> None:
    """Read what was put on the list as it comes due, until cancelled. Never raises otherwise."""
    while True:
        try:
            await read_pending(library, now=now())
        except PaperwireError as error:
            log.warning("papers not read in full yet", why=error.for_people)
        except Exception:
            log.exception("reading broke off")
        await asyncio.sleep(rest_seconds)
