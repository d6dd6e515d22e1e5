"""How much memory a program takes, over all of its processes."""

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil

EVERY_SECONDS = 0.2


class PeakMemory:
    """The greatest sum over this process, its descendants and the index host of `folder`, sampled by a thread.

    Each process counts with its proportional set size (PSS: what it shares is divided among those
    that share it, so the sum counts no page twice); with its resident set where the system has no PSS.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.bytes = 0

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def megabytes(self) -> float:
        return self.bytes / 2**20

    def _sample(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.bytes = max(self.bytes, sum(map(_bytes, processes(self._folder))))


def processes(folder: str) -> list[psutil.Process]:
    """This process, its descendants, and the index host, which leaves its parent and is known by its command line."""
    ours = psutil.Process()
    found = {process.pid: process for process in [ours, *ours.children(recursive=True)]}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(part.startswith(folder) for part in process.cmdline()):
                found[process.pid] = process
    return list(found.values())


def cpu_seconds(folder: str) -> float:
    """The processor time that all of these have taken so far; those that have ended are forgotten."""
    taken = 0.0
    for process in processes(folder):
        with suppress(psutil.Error):
            times = process.cpu_times()
            taken += times.user + times.system
    return taken


def _bytes(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        memory = process.memory_full_info()
        return int(getattr(memory, "pss", 0) or memory.rss)
    return 0
