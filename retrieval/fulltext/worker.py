"""The child process that parses one file and ends: files of strangers are opened nowhere else.

`python -m retrieval.fulltext.worker html|pdf FILE` writes one JSON object: the outcome, and what was
read. It has limits of memory and time of its own, so it ends even when its parent was killed, and
it can open neither a connection nor a file to write.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from retrieval.fulltext.limits import MEMORY_BYTES, SECONDS
from retrieval.fulltext.outcome import Outcome
from retrieval.fulltext.passages import pieces
from retrieval.fulltext.text import FullText

NICENESS = 5
"""A question that comes in meanwhile goes first."""
MOST_WORDS = 300_000
"""More than any paper has; a longer text is read so far."""
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


def main() -> None:
    kind, file = sys.argv[1:]
    os.nice(NICENESS)
    read = READERS[kind]()
    body = Path(file).read_bytes()
    confine()
    print(json.dumps(parsed(read, body)))  # noqa: T201 - standard output is where the parent reads


def parsed(read: "Reader", body: bytes) -> dict[str, Any]:
    """The outcome, and with a text: its pieces, references, figures and pages, as JSON takes them."""
    try:
        outcome, text = read(body)
        if text is None:
            return {"outcome": outcome}
        whole = text.words <= MOST_WORDS
        cut = pieces(text if whole else _shortened(text))
    except MemoryError:
        return {"outcome": Outcome.TOO_HUNGRY}
    except RecursionError:
        return {"outcome": Outcome.DAMAGED}
    return {
        "outcome": outcome if whole else Outcome.IN_PART,
        "pieces": [(one.section, one.text, one.page) for one in cut],
        "references": [(one.label, one.text) for one in text.references],
        "figures": [(one.number, one.caption, one.image, one.page) for one in text.figures],
        "pages": text.pages,
        "pages_read": text.pages_read,
    }


def _shortened(text: FullText) -> FullText:
    kept, words = [], 0
    for part in text.parts:
        words += sum(len(block.text.split()) for block in part.blocks)
        if words > MOST_WORDS:
            break
        kept.append(part)
    return FullText(tuple(kept), text.references, text.pages, text.pages_read, text.figures)


def confine(memory: int = MEMORY_BYTES) -> None:
    """From now on: so much memory and time, no new file, process or connection."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS + 5)
    if sys.platform == "linux":  # where the system lets us; the hook below holds everywhere
        ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)
    sys.addaudithook(_refuse)


_REFUSED = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.kill", "pty."),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.ch", "shutil."),
)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        raise PermissionError(event)


Reader = Callable[[bytes], tuple[Outcome, FullText | None]]


def _html() -> Reader:
    from retrieval.fulltext.html import read_html

    def read(body: bytes) -> tuple[Outcome, FullText | None]:
        try:
            text = read_html(body)
        except ValueError:
            return Outcome.NO_HTML, None
        return (Outcome.READ, text) if text.words else (Outcome.NO_HTML, None)

    return read


def _pdf() -> Reader:
    from retrieval.fulltext.pdf import read_pdf

    return read_pdf


READERS: dict[str, Callable[[], Reader]] = {"html": _html, "pdf": _pdf}
"""Each imports what it needs when called, before the limits hold."""

if __name__ == "__main__":
    main()
