"""Files into text, each in a process of its own that is killed when it takes too long."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import structlog

from retrieval.fulltext.limits import SECONDS
from retrieval.fulltext.outcome import Outcome
from retrieval.fulltext.passages import Piece
from retrieval.fulltext.text import Figure, Reference

log = structlog.get_logger(__name__)

AT_ONCE = 2
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
"""What of the environment the child sees: no token, no key."""
_SLOW = {-signal.SIGXCPU, -signal.SIGALRM}
_HUNGRY = {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL}
"""How PDFium ends itself when it gets no more memory."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser made of a file; without pieces unless the outcome is READ or IN_PART."""

    outcome: Outcome
    pieces: tuple[Piece, ...] = ()
    references: tuple[Reference, ...] = ()
    pages: int | None = None
    pages_read: int | None = None
    figures: tuple[Figure, ...] = ()


class Parser:
    """Runs at most AT_ONCE parsing processes."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._room = asyncio.Semaphore(AT_ONCE)

    async def parse(self, kind: Literal["html", "pdf"], file: Path) -> Parsed:
        """The text of a file, or the outcome that says why there is none. Never raises for what is in the file."""
        async with self._room:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "retrieval.fulltext.worker", kind, str(file)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                process_group=0,
            )
            try:
                async with asyncio.timeout(self._seconds):
                    said, why = await process.communicate()
            except TimeoutError:
                log.warning("parser took too long", kind=kind, file=file.name)
                return Parsed(Outcome.TOO_SLOW)
            finally:
                await _end(process)
        code = process.returncode or 0
        if code:
            log.warning("parser failed", code=code, why=why.decode(errors="replace").strip().rpartition("\n")[2][:200])
        return await asyncio.to_thread(_parsed, said, code)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Nothing of it is left, also when the caller was cancelled."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.shield(process.wait())


def _parsed(said: bytes, code: int) -> Parsed:
    if code in _SLOW:
        return Parsed(Outcome.TOO_SLOW)
    if code in _HUNGRY:
        return Parsed(Outcome.TOO_HUNGRY)
    if code:
        return Parsed(Outcome.DAMAGED)
    told: Mapping[str, Any] = json.loads(said)
    if "pieces" not in told:
        return Parsed(Outcome(told["outcome"]))
    return Parsed(
        Outcome(told["outcome"]),
        tuple(Piece(*one) for one in told["pieces"]),
        tuple(Reference(*one) for one in told["references"]),
        told["pages"],
        told["pages_read"],
        tuple(Figure(*one) for one in told["figures"]),
    )
