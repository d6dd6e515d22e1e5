"""What people did with papers: what they liked, saved, asked about. It teaches the ranking, and is theirs to remove."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from schedules.tables import opinions as table

OpinionKind = Literal["up", "down", "topic", "saved", "asked", "explained"]
"""👍, 👎, “not this topic”, saved to the list, a question about it, an explanation of it."""

OPPOSITE: dict[OpinionKind, OpinionKind] = {"up": "down", "down": "up"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One thing one person did with one paper.

    `person` is a pseudonym (`bot.pseudonym`), never a platform's id. `server` owns it: it teaches
    that server's channels and nobody else's. `channel` is where it was done, `@` in a DM. `note`
    is what the person wrote beside a paper they saved.
    """

    platform: str
    server: str
    channel: str
    person: str
    paper: str
    kind: OpinionKind
    at: datetime
    note: str = ""


class Opinions(Protocol):
    """The opinions of all. Raises StoreUnavailable or StorageRefused."""

    async def add(self, opinion: Opinion) -> bool:
        """Keep it, once a person, server, paper and kind; False if it was there. `up` takes `down` away and back."""
        ...

    async def remove(self, opinion: Opinion) -> bool:
        """Take that person's opinion of this kind on this paper back; False if there was none."""
        ...

    async def of_person(self, person: str, *, server: str, kinds: Collection[OpinionKind] = ()) -> list[Opinion]:
        """What this person did in this server, newest first; `kinds` empty: all."""
        ...

    async def of_channel(
        self, platform: str, server: str, channel: str, *, kinds: Collection[OpinionKind] = ()
    ) -> list[Opinion]:
        """What was done in this channel by anybody, newest first."""
        ...

    async def forget(self, *, person: str = "", server: str = "", channel: str = "") -> int:
        """Remove what matches all that is given (at least one, else ValueError); how many that were."""
        ...


class SqlOpinions:
    """`Opinions` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, opinion: Opinion) -> bool:
        try:
            async with self._database.writing() as db:
                if opposite := OPPOSITE.get(opinion.kind):
                    await db.execute(delete(table).where(_one(opinion, opposite)))
                await db.execute(insert(table).values(asdict(opinion)))
        except IntegrityError:
            return False
        return True

    async def remove(self, opinion: Opinion) -> bool:
        async with self._database.writing() as db:
            return bool((await db.execute(delete(table).where(_one(opinion, opinion.kind)))).rowcount)

    async def of_person(self, person: str, *, server: str, kinds: Collection[OpinionKind] = ()) -> list[Opinion]:
        return await self._newest(kinds, table.c.person == person, table.c.server == server)

    async def of_channel(
        self, platform: str, server: str, channel: str, *, kinds: Collection[OpinionKind] = ()
    ) -> list[Opinion]:
        here = (table.c.platform == platform, table.c.server == server, table.c.channel == channel)
        return await self._newest(kinds, *here)

    async def forget(self, *, person: str = "", server: str = "", channel: str = "") -> int:
        given = {"person": person, "server": server, "channel": channel}
        wanted = [table.c[name] == value for name, value in given.items() if value]
        if not wanted:
            raise ValueError("nothing named to forget")
        async with self._database.writing() as db:
            return int((await db.execute(delete(table).where(*wanted))).rowcount)

    async def _newest(self, kinds: Collection[OpinionKind], *conditions: ColumnElement[bool]) -> list[Opinion]:
        wanted = select(table).where(*conditions).order_by(table.c.at.desc(), table.c.paper.desc())
        if kinds:
            wanted = wanted.where(table.c.kind.in_(kinds))
        async with self._database.reading() as db:
            return [Opinion(**row) for row in (await db.execute(wanted)).mappings()]


def _one(opinion: Opinion, kind: OpinionKind) -> ColumnElement[bool]:
    return and_(
        table.c.server == opinion.server,
        table.c.person == opinion.person,
        table.c.paper == opinion.paper,
        table.c.kind == kind,
    )
