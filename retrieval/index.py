"""The dense index in Chroma, always over HTTP. The only place that imports `chromadb`."""

import asyncio
import hashlib
import importlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.errors import IndexUnavailable, PaperwireError, StorageRefused
from retrieval.ports import Ranked, Vectors
from retrieval.vectors.chroma_lease import borrow

if TYPE_CHECKING:
    from chromadb.api.async_fastapi import AsyncFastAPI
    from chromadb.api.models.AsyncCollection import AsyncCollection
    from chromadb.api.types import DeleteResult, GetResult

log = structlog.get_logger(__name__)
T = TypeVar("T")

BATCH = 64
"""Rows written in one request: more of them hold the server's other users up."""
READ_BATCH = 512
"""Rows read in one: 512 vectors take 40 ms of processor time, in requests of 64 they take 68 (measured)."""
REMEMBERED = 8192
"""Vectors kept at hand, 1.5 kB each: questions in one thread are about the same few papers."""
CONNECT_SECONDS, SERVER_SECONDS, QUESTION_SECONDS = 5.0, 30.0, 10.0
PREFIX = "paperwire-"
HNSW: Any = {"space": "cosine", "ef_search": 300}
"""Measured on 6,400 abstracts: of the true 50 nearest it finds .999 instead of .988, for a millisecond more."""


@asynccontextmanager
async def open_index(
    folder: Path, fingerprint: str, *, url: str | None = None, shelf: str = ""
) -> AsyncIterator["ChromaIndex"]:
    """The index of one embedding model's vectors: in `folder`, or on the Chroma server at `url`.

    `shelf` names the database whose rows these are: on a server that several installations share,
    each keeps to its own, for a row's number means nothing elsewhere. Opening connects to nothing;
    the first call does, and starts what it needs. Any number of processes may open one folder.
    """
    index = ChromaIndex(folder, fingerprint, url, shelf)
    try:
        yield index
    finally:
        await index.close()


def collection_name(fingerprint: str, shelf: str = "") -> str:
    """One name for one model and shelf; readable, and within what Chroma takes."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", fingerprint)[:80]
    return f"{PREFIX}{_hash(shelf, 8)}-{readable}-{_hash(fingerprint, 12)}"


def _hash(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class _Session:
    """A way to the server, and our collection there. `held` is what must be closed after it."""

    http: httpx.AsyncClient
    api: "AsyncFastAPI"
    collection: "AsyncCollection"
    held: AsyncExitStack


class ChromaIndex:
    """`PassageIndex` on Chroma: a collection for each model, a row's number its id, cosine distance.

    A server that has gone is looked for, and if it is ours started, once more for each call.
    """

    def __init__(self, folder: Path, fingerprint: str, url: str | None, shelf: str = "") -> None:
        self._folder, self._fingerprint, self._url = folder, fingerprint, url
        self._name = collection_name(fingerprint, shelf)
        self._ours = f"{PREFIX}{_hash(shelf, 8)}-"
        self._session: _Session | None = None
        self._connecting = asyncio.Lock()
        self._remembered: dict[int, NDArray[np.float32]] = {}

    async def generation(self) -> str:
        found = await self._call(lambda session: _collection(session.api, self._name, self._fingerprint))
        return f"{self._fingerprint}@{found.id}"

    async def put(self, rows: Sequence[int], vectors: Vectors) -> None:
        last = dict(zip(rows, vectors, strict=True))  # a repeated id would raise
        for part in _parts(last):
            await self._put(part, np.stack([last[row] for row in part]))
        self._forget(last)

    async def _put(self, rows: Sequence[int], vectors: Any) -> None:
        try:
            await self._call(lambda session: session.collection.upsert(ids=_ids(rows), embeddings=vectors))
        except _OtherLength as error:
            await self.start_over()
            raise IndexUnavailable(
                "The embedding model now gives vectors of another length; the dense index is built anew."
            ) from error

    async def nearest(self, vector: NDArray[np.float32], *, limit: int) -> list[Ranked]:
        if limit < 1:
            return []
        asked: Any = vector[np.newaxis]
        found = await self._read(
            lambda session: session.collection.query(asked, n_results=limit, include=["distances"])
        )
        (rows,), (distances,) = found["ids"], found["distances"] or [[]]
        return [Ranked(int(row), 1 - distance) for row, distance in zip(rows, distances, strict=True)]

    async def vectors(self, rows: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        found = {row: self._remembered[row] for row in rows if row in self._remembered}
        for part in _parts((row for row in rows if row not in found), READ_BATCH):
            answer = await self._read(_get(part))
            vectors = np.asarray(answer["embeddings"], np.float32)
            read = {int(row): vector for row, vector in zip(answer["ids"], vectors, strict=True)}
            self._remember(read)
            found |= read
        return found

    def _remember(self, read: dict[int, NDArray[np.float32]]) -> None:
        """What was read longest ago goes first. A row's text never changes, so its vector stays what it is."""
        self._remembered |= {row: vector.copy() for row, vector in read.items()}  # a view would keep its whole batch
        for row in list(islice(self._remembered, max(0, len(self._remembered) - REMEMBERED))):
            del self._remembered[row]

    def _forget(self, rows: Iterable[int]) -> None:
        for row in rows:
            self._remembered.pop(row, None)

    async def remove(self, rows: Sequence[int]) -> None:
        for part in _parts(rows):
            await self._call(_delete(part))
        self._forget(rows)

    async def count(self) -> int:
        return await self._call(lambda session: session.collection.count())

    async def start_over(self) -> None:
        async def delete(session: _Session) -> None:
            from chromadb.errors import NotFoundError

            with suppress(NotFoundError):
                await session.api.delete_collection(session.collection.name)

        log.warning("index starts over", model=self._fingerprint)
        await self._call(delete)
        await self.close()

    async def forget_other_generations(self) -> None:
        async def sweep(session: _Session) -> None:
            for name in [one.name for one in await session.api.list_collections()]:
                if name.startswith(self._ours) and name != session.collection.name:
                    await session.api.delete_collection(name)
                    log.info("index of another model removed", collection=name)

        await self._call(sweep)

    async def close(self) -> None:
        """Let the server go. The next call would connect again."""
        if self._session is not None:
            await self._leave(self._session)

    async def _read(self, work: Callable[[_Session], Awaitable[T]]) -> T:
        """For a question, which a full disk must not stop: it can do without the dense index."""
        try:
            return await self._call(work, QUESTION_SECONDS)
        except StorageRefused as error:
            raise IndexUnavailable(error.for_people) from error

    async def _call(self, work: Callable[[_Session], Awaitable[T]], seconds: float = SERVER_SECONDS) -> T:
        """What `work` returns; it is begun again once if the connection is lost, so it must be repeatable."""
        try:
            return await self._once(work, seconds)
        except _Lost as lost:
            log.warning("index connection lost", why=type(lost.__cause__).__name__)
            return await self._once(work, seconds)

    async def _once(self, work: Callable[[_Session], Awaitable[T]], seconds: float) -> T:
        session = None
        try:
            session = await self._connected()
            async with asyncio.timeout(seconds):
                return await work(session)
        except PaperwireError:
            raise
        except Exception as error:
            said = self._said(error, closed=session is not None and session.http.is_closed)
            if session is not None and isinstance(said, _Lost):
                await self._leave(session)
            raise said from error

    async def _connected(self) -> _Session:
        async with self._connecting:
            if self._session is None:
                self._session = await self._connect()
            return self._session

    async def _connect(self) -> _Session:
        await asyncio.to_thread(importlib.import_module, "chromadb.api.async_fastapi")
        async with AsyncExitStack() as stack:
            url = self._url
            if url is None:
                lease = await borrow(self._folder)
                stack.push_async_callback(lease.give_back)
                url = f"http://127.0.0.1:{lease.port}"
            # A proxy that the environment names for the rest of the world is no way to this machine.
            timeout = httpx.Timeout(SERVER_SECONDS, connect=CONNECT_SECONDS)
            http = await stack.enter_async_context(httpx.AsyncClient(timeout=timeout, trust_env=self._url is not None))
            api = _api(url, http)
            return _Session(http, api, await _collection(api, self._name, self._fingerprint), stack.pop_all())

    async def _leave(self, session: _Session) -> None:
        """Others may have left it already, and may have a new one."""
        if self._session is session:
            self._session = None
            self._remembered.clear()  # another server, or another collection, may hold other vectors
        await session.held.aclose()

    def _said(self, error: Exception, *, closed: bool) -> PaperwireError:
        """A stranger's error as one of ours; `closed`: another call has just left the session."""
        from chromadb.errors import ChromaError, NotFoundError

        index = "The Chroma server at CHROMA_URL" if self._url else "The dense index"
        text = str(error).lower()
        if isinstance(error, TimeoutError | httpx.TimeoutException):
            return IndexUnavailable(f"{index} did not answer in time; searching by words still works.")
        if closed or isinstance(error, httpx.TransportError | NotFoundError):
            return _Lost(f"{index} cannot be reached; searching by words still works.")
        if "disk is full" in text or "no space left" in text:
            return StorageRefused("The disk is full, so the dense index cannot grow.")
        if isinstance(error, ChromaError) and "dimension" in text:
            return _OtherLength("The dense index holds vectors of another length than the embedding model gives.")
        log.error("index answered with an error", kind=type(error).__name__)
        return IndexUnavailable(f"{index} answered with an error; searching by words still works.")


class _Lost(IndexUnavailable):
    """The server has gone, or our collection from it: connecting again may help."""


class _OtherLength(IndexUnavailable):
    """The collection holds vectors of another length."""


def _api(url: str, http: httpx.AsyncClient) -> "AsyncFastAPI":
    """Chroma's own HTTP client, on a transport of ours.

    `chromadb.AsyncHttpClient` would make its transport itself: without a timeout, through any proxy
    of the environment, without checking certificates, shared by all clients and never closed.
    """
    from chromadb.api.async_fastapi import AsyncFastAPI
    from chromadb.config import Settings, System

    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings takes it: a .env here is ours, not Chroma's
        chroma_api_impl="chromadb.api.async_fastapi.AsyncFastAPI",
        chroma_server_host=url,
        chroma_server_http_port=0,  # the URL says it
        anonymized_telemetry=False,
    )
    api = AsyncFastAPI(System(settings))
    http.headers["Content-Type"] = "application/json"
    api._clients = {hash(asyncio.get_running_loop()): http}  # noqa: SLF001 - there is no public way
    return api


async def _collection(api: "AsyncFastAPI", name: str, fingerprint: str) -> "AsyncCollection":
    """The model's collection, made if it is missing."""
    from chromadb.api.models.AsyncCollection import AsyncCollection

    model = await api.get_or_create_collection(name, configuration={"hnsw": HNSW}, metadata={"model": fingerprint})
    return AsyncCollection(client=api, model=model, embedding_function=None)


def _parts(rows: Iterable[int], size: int = BATCH) -> Iterator[list[int]]:
    """Each row once, in batches; none of no rows: an empty list would raise."""
    once = list(dict.fromkeys(rows))
    yield from (once[n : n + size] for n in range(0, len(once), size))


def _get(rows: Sequence[int]) -> "Callable[[_Session], Awaitable[GetResult]]":
    return lambda session: session.collection.get(ids=_ids(rows), include=["embeddings"])


def _delete(rows: Sequence[int]) -> "Callable[[_Session], Awaitable[DeleteResult]]":
    return lambda session: session.collection.delete(ids=_ids(rows))


def _ids(rows: Iterable[int]) -> list[str]:
    return [str(row) for row in rows]
