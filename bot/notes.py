"""What was shown to one person or laid by for a button: an answer to share, a proof of an edition to post."""

import base64
import secrets
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, get_args

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, insert, select, update

from bot.tables import notes as table
from retrieval.database import Database
from retrieval.shelf.columns import storable
from schedules.document import Block, Document, Entry
from schedules.edition import Edition

SHARED = "shared"
"""What a document is once it stands in the open."""


class Notes(Protocol):
    """Documents and editions laid by under short ids, for a while. Raises StoreUnavailable or StorageRefused.

    They belong to a place: what was laid by in one server is not found from another.
    """

    async def keep(self, note: Document | Edition, *, server: str, person: str, at: datetime) -> str:
        """Lay it by; its id, at most 16 ASCII letters and digits. `person`: a platform's id, kept hashed."""
        ...

    async def document(self, note_id: str, *, server: str, person: str) -> Document | None:
        """The document laid by for this person in this server; None if there is none (any more)."""
        ...

    async def take(self, note_id: str, *, server: str, person: str) -> bool:
        """Mark this person's document as shared; False if it was already. It can still be read."""
        ...

    async def edition(self, note_id: str, *, server: str) -> Edition | None:
        """The edition laid by in this server."""
        ...

    async def clear(self, *, before: datetime) -> int:
        """Throw away what is older; how many that were."""
        ...


_EDITION: TypeAdapter[Edition] = TypeAdapter(Edition)
_BLOCKS: dict[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Block)}
"""By name: `Text` and `Small` look the same as JSON."""


class SqlNotes:
    """`Notes` in SQL. `pseudonym(platform, person)` stands for a person, as on the desk."""

    def __init__(self, database: Database, pseudonym: Callable[[str, str], Awaitable[str]]) -> None:
        self._database, self._pseudonym = database, pseudonym

    async def keep(self, note: Document | Edition, *, server: str, person: str, at: datetime) -> str:
        note_id = base64.b32encode(secrets.token_bytes(10)).decode()
        kind = "edition" if isinstance(note, Edition) else "document"
        packed = _EDITION.dump_python(note, mode="json") if isinstance(note, Edition) else _packed(note)
        whose = {"server": server, "person": await self._whose(person)}
        async with self._database.writing() as db:
            await db.execute(insert(table).values(id=note_id, kind=kind, note=packed, at=at, **whose))
        return note_id

    async def document(self, note_id: str, *, server: str, person: str) -> Document | None:
        kinds = table.c.kind.in_(("document", SHARED))
        mine = (kinds, table.c.server == server, table.c.person == await self._whose(person))
        found = await self._note(note_id, *mine)
        return None if found is None else _document(found)

    async def take(self, note_id: str, *, server: str, person: str) -> bool:
        mine = (table.c.server == server, table.c.person == await self._whose(person))
        fresh = (table.c.id == storable(note_id), table.c.kind == "document", *mine)
        async with self._database.writing() as db:
            return bool((await db.execute(update(table).where(*fresh).values(kind=SHARED))).rowcount)

    async def edition(self, note_id: str, *, server: str) -> Edition | None:
        found = await self._note(note_id, table.c.kind == "edition", table.c.server == server)
        return None if found is None else _EDITION.validate_python(found)

    async def clear(self, *, before: datetime) -> int:
        async with self._database.writing() as db:
            return int((await db.execute(delete(table).where(table.c.at < before))).rowcount)

    async def _whose(self, person: str) -> str:
        """A pseudonym of its own kind: notes tell nothing of what a person did elsewhere."""
        return await self._pseudonym("notes", person)

    async def _note(self, note_id: str, *conditions: ColumnElement[bool]) -> Any:
        async with self._database.reading() as db:
            return await db.scalar(select(table.c.note).where(table.c.id == storable(note_id), *conditions))


def _packed(document: Document) -> dict[str, Any]:
    thread = [{"about": entry.about, "blocks": _packed_blocks(entry.blocks)} for entry in document.thread]
    return {"summary": document.summary, "blocks": _packed_blocks(document.blocks), "thread": thread}


def _packed_blocks(blocks: Iterable[Block]) -> list[list[Any]]:
    names = [(type(block).__name__, block) for block in blocks]
    return [[name, _BLOCKS[name].dump_python(block, mode="json")] for name, block in names]


def _document(packed: dict[str, Any]) -> Document:
    thread = (Entry(_blocks(entry["blocks"]), about=entry["about"]) for entry in packed["thread"])
    return Document(packed["summary"], _blocks(packed["blocks"]), tuple(thread))


def _blocks(packed: Iterable[list[Any]]) -> tuple[Block, ...]:
    return tuple(_BLOCKS[name].validate_python(block) for name, block in packed)
