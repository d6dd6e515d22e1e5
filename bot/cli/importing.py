"""A file of papers into the store, in batches, with what could not be read."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from retrieval.errors import BadFile, clip
from retrieval.paper import PUBLIC, Paper
from retrieval.ports import Added, PaperStore
from retrieval.sources.files import BadRow, Rows, papers_in

BATCH = 500
NAMED = 10
"""Broken lines that are told one by one; of the rest only how many there are."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file's rows. `broken` holds the first few, `unread` counts them all."""

    added: Added = field(default_factory=Added)
    broken: tuple[BadRow, ...] = ()
    unread: int = 0

    @property
    def read(self) -> int:
        """Rows that are papers, new or not."""
        return self.added.new + self.added.versions + self.added.repeats


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a file goes: the store, the server that may see its papers, and when they were captured."""

    store: PaperStore
    now: datetime
    owner: str = PUBLIC


async def import_file(path: Path, filing: Filing, progress: Callable[[Imported], None]) -> Imported:
    """Store every paper of a file. Safe to stop and repeat: what is stored stays, repeats change nothing.

    Raises BadFile if the file holds no paper at all, and what the store raises.
    """
    rows = papers_in(path)
    done = Imported()
    while batch := await asyncio.to_thread(_batch, rows):
        papers = [replace(row, owner=filing.owner) for row in batch if isinstance(row, Paper)]
        added = await filing.store.add(papers, captured=filing.now) if papers else Added()
        done = _together(done, added, [row for row in batch if isinstance(row, BadRow)])
        progress(done)
    if not done.read:
        raise BadFile(f"“{clip(path.name)}” holds no paper I can read: {_first(done)}.")
    return done


def _batch(rows: Rows) -> list[Paper | BadRow]:
    return list(islice(rows, BATCH))


def _together(done: Imported, added: Added, broken: list[BadRow]) -> Imported:
    return Imported(done.added + added, (*done.broken, *broken)[:NAMED], done.unread + len(broken))


def _first(done: Imported) -> str:
    return f"line {done.broken[0].line}: {done.broken[0].why.rstrip('.')}" if done.broken else "it has no rows"


def broken_lines(done: Imported) -> Iterator[str]:
    """A line for each of the first broken rows, and one that counts the rest."""
    for row in done.broken:
        yield f"line {row.line}: {clip(row.why, 120)}"
    if rest := done.unread - len(done.broken):
        yield f"and {rest:,} more"
