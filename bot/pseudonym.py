"""What stands for a person where nobody must be reached."""

import hashlib
import secrets

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.tables import installation as table
from retrieval.database import Database

SALT = "salt"


class Pseudonyms:
    """Names for people that are the same every time and lead back to nobody without this installation's salt.

    The salt is made once and kept beside the data: who holds the whole database can try out ids one
    by one. It keeps people apart from what they did in exports, logs and other installations.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._salt = b""

    async def of(self, platform: str, person: str) -> str:
        """32 hexadecimal digits for this person of this platform. Raises StoreUnavailable or StorageRefused."""
        if not self._salt:
            self._salt = bytes.fromhex(await self._kept() or await self._made())
        named = f"{platform}\0{person}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(named, key=self._salt, digest_size=16).hexdigest()

    async def _kept(self) -> str:
        async with self._database.reading() as db:
            return await db.scalar(select(table.c.value).where(table.c.name == SALT)) or ""

    async def _made(self) -> str:
        """A new salt; where another process was faster, the one it made."""
        salt = secrets.token_hex(32)
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table).values(name=SALT, value=salt))
        except IntegrityError:
            return await self._kept()
        return salt
