"""The embedder that a setting names: `local`, which comes with the installation, or a service's model."""

import asyncio
import json
import subprocess
import sys
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import cast

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.errors import EmbedderUnavailable
from retrieval.ports import Embedder, Vectors
from retrieval.vectors.embed_worker import LENGTH, SORRY
from retrieval.vectors.minilm import DIMENSIONS, FINGERPRINT, MiniLM

log = structlog.get_logger(__name__)

LOCAL = "local"
FRAME = 64
"""Texts in one request to the embedding process: what a cancelled call still costs is a second or two."""
END_SECONDS = 5
REMEMBERED = 512
"""Questions whose vectors are kept: a question is searched for, then held against the sentences that may answer."""


@asynccontextmanager
async def open_embedder(
    name: str, *, base_url: str | None = None, api_key: str | None = None
) -> AsyncIterator[Embedder]:
    """The embedder `local`, or a model (`openai:NAME` or `NAME`) of OpenAI or of the service at `base_url`.

    Opening is quick and calls nobody. Raises BadSetting when a service's model has neither key nor address.
    """
    if name.lower() == LOCAL:
        local = LocalEmbedder()
        try:
            yield local
        finally:
            await local.close()
    else:
        from retrieval.vectors.embed_openai import OpenAIEmbedder

        service = OpenAIEmbedder(name.removeprefix("openai:"), base_url=base_url, api_key=api_key)
        try:
            yield service
        finally:
            await service.close()


class LocalEmbedder:
    """MiniLM: questions in a thread of this process, passages in a child process started when needed."""

    fingerprint = FINGERPRINT

    def __init__(self) -> None:
        self._model = MiniLM()
        self._worker: _Worker | None = None
        self._starting = asyncio.Lock()
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    async def warm(self) -> None:
        """Load the model for questions now, so that the first one doesn't wait for it."""
        await asyncio.to_thread(self._model.warm)

    async def queries(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        made = await asyncio.to_thread(self._model.embed, new) if new else ()
        found = self._known | dict(zip(new, made, strict=True))
        self._remember({text: found[text] for text in texts})
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, DIMENSIONS), np.float32)

    def _remember(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        for text, vector in vectors.items():
            self._known[text] = vector
            self._known.move_to_end(text)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def documents(self, texts: Sequence[str]) -> Vectors:
        frames = [await self._frame(texts[n : n + FRAME]) for n in range(0, len(texts), FRAME)]
        return np.concatenate(frames) if frames else np.empty((0, DIMENSIONS), np.float32)

    async def _frame(self, texts: Sequence[str]) -> Vectors:
        for _ in range(2):
            worker = await self._running()
            with suppress(_Ended):
                return await worker.embed(texts)
            log.warning("embedding process ended", code=worker.code)
        raise EmbedderUnavailable("The process that embeds papers ended unexpectedly, twice; the log says how.")

    async def _running(self) -> "_Worker":
        async with self._starting:
            if self._worker is None or self._worker.code is not None:
                self._worker = await _Worker.start()
            return self._worker

    async def close(self) -> None:
        """End the child process, whatever it is doing."""
        if self._worker is not None:
            await self._worker.close()
            self._worker = None


class _Ended(Exception):
    """The embedding process has ended with requests unanswered."""


class _Worker:
    """A running retrieval/vectors/embed_worker.py. Its replies come in the order of the requests.

    A call that is cancelled leaves its place in the queue behind, so the next reply is still the next one's.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._requests = cast("asyncio.StreamWriter", process.stdin)
        self._replies = cast("asyncio.StreamReader", process.stdout)
        self._waiting: deque[asyncio.Future[bytes]] = deque()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls) -> "_Worker":
        """A group of its own keeps the terminal's Ctrl-C from it: it ends when its input is closed."""
        pipe, command = subprocess.PIPE, (sys.executable, "-P", "-m", "retrieval.vectors.embed_worker")
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, process_group=0
            )
        except OSError as error:
            raise EmbedderUnavailable("The process that embeds papers cannot be started.") from error
        log.info("embedding process started", pid=process.pid)
        return cls(process)

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.returncode if self._reading.done() else None

    async def embed(self, texts: Sequence[str]) -> Vectors:
        body = json.dumps(list(texts)).encode()
        reply = asyncio.get_running_loop().create_future()
        if self._reading.done():
            raise _Ended
        self._waiting.append(reply)
        self._requests.write(LENGTH.pack(len(body)) + body)
        payload = await reply
        if payload.startswith(SORRY):
            raise EmbedderUnavailable(payload[1:].decode())
        return np.frombuffer(payload, np.float32, offset=1).reshape(len(texts), DIMENSIONS)

    async def _read(self) -> None:
        try:
            while True:
                (length,) = LENGTH.unpack(await self._replies.readexactly(LENGTH.size))
                payload = await self._replies.readexactly(length)
                reply = self._waiting.popleft()
                if not reply.done():
                    reply.set_result(payload)
        except (asyncio.IncompleteReadError, OSError):
            await self._process.wait()
        finally:
            for reply in self._waiting:
                if not reply.done():
                    reply.set_exception(_Ended())

    async def close(self) -> None:
        self._requests.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._reading
