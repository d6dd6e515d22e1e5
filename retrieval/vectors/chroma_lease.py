"""Borrowing an embedded Chroma from the host that owns its folder (retrieval/vectors/chroma_host.py)."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from retrieval.errors import IndexUnavailable, StorageRefused
from retrieval.vectors.chroma_host import BROKEN, HELD, LOOPBACK, READY, REFUSED, START_SECONDS

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 10.0
"""A host that takes longer to say its port is none: another program has the port of one that was killed."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Chroma's server listens at this port of the loopback for as long as the lease is held."""

    port: int
    _held: asyncio.StreamWriter

    async def give_back(self) -> None:
        """Let go; repeating it changes nothing."""
        self._held.close()
        with contextlib.suppress(OSError):
            await self._held.wait_closed()


async def borrow(folder: Path) -> Lease:
    """A lease on the host of `folder`, which is started if there is none, and made if it is missing.

    Raises StorageRefused if the folder cannot be used, and IndexUnavailable if Chroma cannot.
    """
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (lease := await _ask(folder)):
                await _start(folder)
            return lease
    except TimeoutError as error:
        raise IndexUnavailable("The dense index did not start in time; searching by words still works.") from error


async def _ask(folder: Path) -> Lease | None:
    """A lease if there is a host and it is there to stay."""
    try:
        told = json.loads((folder / "host.json").read_text())
        reader, held = await asyncio.open_connection(LOOPBACK, told["port"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
    lease = None
    try:
        held.write(f"{told.get('word')}\n".encode())
        lease = Lease(int(await asyncio.wait_for(reader.readline(), ANSWER_SECONDS)), held)
    except (OSError, ValueError, TimeoutError):
        pass  # it is just leaving, or a stranger has its port
    finally:
        if lease is None:
            await Lease(0, held).give_back()
    return lease


async def _start(folder: Path) -> None:
    code = await asyncio.to_thread(_launch, folder)
    if code == READY:
        log.info("index host started")
    elif code == HELD:
        await asyncio.sleep(0.1)  # another process is just starting one, or one is just leaving
    elif code == REFUSED:
        raise StorageRefused("The data folder cannot hold the index: it is read-only, full, or not a folder.")
    else:
        log.error("index host failed", code=code)
        raise IndexUnavailable(
            "The dense index cannot be opened; if that stays so, delete its folder and it is built anew."
        )


def _launch(folder: Path) -> int:
    """Chroma is configured here alone: its own variables, of which ours has the look, are kept from it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHROMA", "OTEL_"))}
    command = [sys.executable, "-P", "-m", "retrieval.vectors.chroma_host", str(folder.absolute())]
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run(  # noqa: S603 - this very interpreter and a module of ours
            command,
            check=False,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            env={**kept, "RUST_LOG": "warn"},
            start_new_session=True,  # a Ctrl-C here is no reason for a host to leave that others use too
            timeout=START_SECONDS + 5,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return BROKEN
