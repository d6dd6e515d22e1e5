"""One request at a time to hosts that share a rate limit, over all processes of one machine."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import SourceUnavailable, StorageRefused
from retrieval.ports import PoliteGate

POLL_SECONDS = 0.05
REFUSED = "Paperwire cannot pace its requests: the folder it keeps for that cannot be written."


def polite_gate(folder: Path, gap: float = 3.0, *, name: str = "arxiv", patience: float = 300.0) -> PoliteGate:
    """A gate that keeps `gap` seconds between the end of one turn and the start of the next.

    All gates with the same `folder` and `name` take turns, whatever process they are in; the
    folder is made when it is missing. A turn raises StorageRefused if the folder cannot be
    written, and SourceUnavailable if others kept the turn for `patience` seconds.
    """
    return _Gate(folder, gap, name, patience)


class _Gate:
    """A lock file, which the system frees when its holder dies, and the time of the last request beside it."""

    def __init__(self, folder: Path, gap: float, name: str, patience: float) -> None:
        self._lock = FileLock(folder / f"{name}.lock")
        self._stamp = folder / f"{name}.last"
        self._gap = gap
        self._patience = patience
        self._mine = asyncio.Lock()  # first come, first served within this process; the file lock is a scramble

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._turn()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self._mine:
            await self._take()
            try:
                await asyncio.sleep(self._wait())
                self._note()  # now already, in case we are killed in the middle of the request
                try:
                    yield
                finally:
                    with contextlib.suppress(StorageRefused):  # the disk filled up meanwhile: the next turn says so
                        self._note()
            finally:
                self._lock.release()

    async def _take(self) -> None:
        give_up = time.monotonic() + self._patience
        while not self._taken():
            if time.monotonic() > give_up:
                raise SourceUnavailable("Another Paperwire on this machine has kept the line for too long.")
            await asyncio.sleep(POLL_SECONDS * random.uniform(0.5, 1.5))

    def _taken(self) -> bool:
        try:
            self._stamp.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(blocking=False)
        except Timeout:  # filelock's: somebody else has it
            return False
        except (OSError, NotImplementedError) as error:
            raise StorageRefused(REFUSED) from error
        return True

    def _wait(self) -> float:
        """Seconds still to wait. The monotonic clock counts for the whole system and nobody sets it back;

        a stamp from its future is from before a reboot, an unreadable one from a writer that was killed.
        """
        try:
            passed = time.monotonic() - float(self._stamp.read_text())
        except FileNotFoundError:
            return 0.0
        except (OSError, ValueError):
            return self._gap
        return max(self._gap - passed, 0.0) if passed >= 0 else self._gap

    def _note(self) -> None:
        try:
            self._stamp.write_text(repr(time.monotonic()))
        except OSError as error:
            raise StorageRefused(REFUSED) from error
