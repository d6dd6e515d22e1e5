"""The one process that owns an embedded Chroma folder, for as long as anybody uses it.

Two processes that open one Chroma folder lose vectors silently, so nobody opens it but this host.
Whoever needs the index first starts it, everybody talks to it over HTTP, and it ends a moment after
the last has let go. A borrower (retrieval/vectors/chroma_lease.py) holds a connection while it uses the
index; the system closes that when the borrower dies, however it dies, so nothing is left running.

    FOLDER/host.lock     locked by the host for as long as it lives
    FOLDER/host.json     the port where borrowers ask, and the word they must say
    FOLDER/host.log      what Chroma printed
    FOLDER/vectors/      Chroma's own

Nothing heavy is imported here: the host is to be up in a fraction of a second, and small.
"""

import asyncio
import contextlib
import fcntl
import hmac
import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

READY, HELD, REFUSED, BROKEN = 0, 3, 4, 5
"""How starting a host ends: it is ready, there is one already, the folder cannot be used, Chroma fails."""
TAKEN = 6
"""Another program took the port in the moment between choosing and listening."""
LOOPBACK = "127.0.0.1"
START_SECONDS = 30
FIRST_SECONDS, IDLE_SECONDS = 10.0, 2.0
"""How long a host stays without a borrower: before its first one, and after."""
TRIES = 5


def main() -> None:
    """Start a host of the folder named on the command line; returns to the shell when it is ready or has failed.

    The host itself is a child, and goes on.
    """
    folder = Path(sys.argv[1])
    try:
        lock = _own(folder)
    except BlockingIOError:
        sys.exit(HELD)
    except OSError:
        sys.exit(REFUSED)
    when_ready, ready = os.pipe()
    if child := os.fork():
        os.close(ready)
        os._exit(READY if os.read(when_ready, 1) else _code(child))
    os._exit(_host(folder, lock, ready))  # without waiting for Chroma: what it acknowledged is on disk


def _own(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "host.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return lock


def _code(child: int) -> int:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code > 0 else BROKEN


def _host(folder: Path, lock: int, ready: int) -> int:
    try:
        printed = os.open(folder / "host.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(printed, sys.stdout.fileno())
        os.dup2(printed, sys.stderr.fileno())
        return asyncio.run(_serve(folder, lock, ready))
    except OSError:
        return REFUSED


async def _serve(folder: Path, lock: int, ready: int) -> int:
    for _ in range(TRIES):
        code = await _attempt(folder, lock, ready)
        if code != TAKEN:
            return code
    return BROKEN


async def _attempt(folder: Path, lock: int, ready: int) -> int:
    listener, port = free_pair()
    borrowers = _Borrowers()
    server = await asyncio.start_server(borrowers.lend, sock=listener)
    _announce(folder, {"port": port - 1, "word": borrowers.word})
    chroma = _Chroma(folder / "vectors", port)
    chroma.start()
    code = await _watch(chroma, borrowers, lambda: _still_ours(folder, lock), ready)
    server.close()
    if _still_ours(folder, lock):
        (folder / "host.json").unlink(missing_ok=True)
    return code


def free_pair() -> tuple[socket.socket, int]:
    """A listening socket for borrowers, and for Chroma the port after it, free just now.

    No two hosts are ever given one socket, so no two try the same port for Chroma, and a heartbeat
    there is that of our own.
    """
    while True:
        listener = socket.create_server((LOOPBACK, 0))
        port = listener.getsockname()[1] + 1
        try:
            with socket.socket() as probe:
                probe.bind((LOOPBACK, port))
            return listener, port
        except (OSError, OverflowError):
            listener.close()


def _announce(folder: Path, told: dict[str, object]) -> None:
    draft = folder / "host.json.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(told, file)
    draft.replace(folder / "host.json")


def _still_ours(folder: Path, lock: int) -> bool:
    """False once somebody has deleted or replaced the folder: then what we hold is no longer anybody's index."""
    with contextlib.suppress(OSError):
        return os.path.samestat((folder / "host.lock").stat(), os.fstat(lock))
    return False


class _Borrowers:
    """Those who use the host; a borrower is a connection."""

    def __init__(self) -> None:
        self.word = secrets.token_hex(16)
        self._port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._here = 0
        self._leave_at = float("inf")

    def open(self, port: int) -> None:
        """From now on Chroma can be used, at this port."""
        self._port.set_result(port)
        self._leave_at = time.monotonic() + FIRST_SECONDS

    @property
    def opened(self) -> bool:
        return self._port.done()

    @property
    def gone(self) -> bool:
        """Nobody is here, and nobody has been for a while."""
        return self._here == 0 and time.monotonic() > self._leave_at

    async def lend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._here += 1
        try:
            said = await asyncio.wait_for(reader.readline(), START_SECONDS)
            if hmac.compare_digest(said.strip(), self.word.encode()):
                writer.write(b"%d\n" % await asyncio.shield(self._port))
                await reader.read()  # it ends when the borrower closes or dies
                self._leave_at = time.monotonic() + IDLE_SECONDS
        except (OSError, ValueError, TimeoutError):
            pass  # no borrower of ours, or one that died on the way
        finally:
            self._here -= 1
            writer.close()


class _Chroma(threading.Thread):
    """Chroma's server. It ends by itself only when it fails; the reason is in host.log."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(daemon=True)
        self.port = port
        self._command = ["chroma", "run", "--path", str(folder), "--host", LOOPBACK, "--port", str(port)]
        self.failure = BROKEN

    def run(self) -> None:
        import chromadb_rust_bindings

        chromadb_rust_bindings.cli(self._command)  # raises when the folder is broken, returns when the port is taken
        self.failure = TAKEN


async def _watch(chroma: _Chroma, borrowers: _Borrowers, ours: Callable[[], bool], ready: int) -> int:
    """Let borrowers in when Chroma is up; returns when nobody is left, or with what went wrong."""
    give_up = time.monotonic() + START_SECONDS
    while chroma.is_alive():
        if borrowers.opened:
            if borrowers.gone or not ours():
                return READY
            await asyncio.sleep(0.2)
        elif await _beats(chroma.port):
            borrowers.open(chroma.port)
            with contextlib.suppress(OSError):  # whoever started us has gone
                os.write(ready, b"!")
        elif time.monotonic() > give_up:
            return BROKEN
        else:
            await asyncio.sleep(0.02)
    return BROKEN if borrowers.opened else chroma.failure


async def _beats(port: int) -> bool:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(b"GET /api/v2/heartbeat HTTP/1.0\r\n\r\n")
            answer = await reader.read()
            writer.close()
            return b"heartbeat" in answer
    return False


if __name__ == "__main__":
    main()
