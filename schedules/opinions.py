"""What people did with papers: what they liked, saved, asked about. It teaches the ranking, and is theirs to remove."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from retrieval.picking.feedback import STANCES
from schedules.tables import opinions as table

OpinionKind = Literal["up", "down", "topic", "saved", "asked", "explained", "opened", "imported"]
"""👍, 👎, “not this topic”, saved to the list, a question about it, an explanation of it, its card or its like looked

at, named as liked before (`/learn`).
"""

ANYWHERE: frozenset[OpinionKind] = frozenset({"saved"})
"""A person has one list of saved papers in a server, whatever the channel they saved them in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One thing one person did with one paper.

    `person` is a pseudonym (`bot.pseudonym`), never a platform's id. `server` owns it: it teaches
    that server's channels and nobody else's. `channel` is where it was done: what one person does
    with one paper in two channels is two opinions. In a DM it is `@`, which counts for that
    person's own lists alone and for no channel. `note` is what the person wrote beside a paper
    they saved.
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
    """The opinions of all. Raises StoreUnavailable or StorageRefused.

    Of the stances (👍, 👎, “not this topic”) only a person's last on a paper in a channel stands,
    and is told; the one before it stands again when the last is taken back.
    """

    async def add(self, opinion: Opinion) -> bool:
        """Keep it, once a channel, person, paper and kind; a stance said again is the last one, from now on.

        False if nothing changes by it: it was there, or stood.
        """
        ...

    async def remove(self, opinion: Opinion) -> bool:
        """Take that person's opinion of this kind on this paper back, here; False if there was none."""
        ...

    async def of_person(self, person: str, *, server: str, kinds: Collection[OpinionKind] = ()) -> list[Opinion]:
        """What this person did in this server, newest first; `kinds` empty: all."""
        ...

    async def of_channel(
        self, platform: str, server: str, channel: str, *, kinds: Collection[OpinionKind] = ()
    ) -> list[Opinion]:
        """What was done in this channel by anybody, newest first."""
        ...

    async def forget(
        self, *, person: str = "", server: str = "", channel: str = "", kinds: Collection[OpinionKind] = ()
    ) -> int:
        """Remove what matches all that is given (a name at least, else ValueError); how many of them stood.

        `kinds` empty: all.
        """
        ...


def as_they_stand(opinions: Iterable[Opinion]) -> list[Opinion]:
    """Without the stances that a later one of the same person, paper and channel has overtaken. Pure.

    `opinions`: newest first; so is what comes back.
    """
    seen: set[tuple[str, ...]] = set()
    standing = []
    for one in opinions:
        key = (one.platform, one.server, one.channel, one.person, one.paper)
        if one.kind not in STANCES or key not in seen:
            standing.append(one)
        if one.kind in STANCES:
            seen.add(key)
    return standing


def taken_in(opinion: Opinion, held: Iterable[Opinion]) -> tuple[Opinion | None, bool]:
    """What is to be kept of it, None for nothing, and whether that changes what stands. Pure.

    `held`: what this person did with this paper before, where it counts. Of two stances at one
    instant the one said now is the later.
    """
    if opinion.kind not in STANCES:
        there = any(one.kind == opinion.kind for one in held)
        return (None if there else opinion), not there
    last = max((one for one in held if one.kind in STANCES), key=lambda one: one.at, default=None)
    if last is None:
        return opinion, True
    changes = last.kind != opinion.kind
    return replace(opinion, at=max(opinion.at, last.at + timedelta(microseconds=changes))), changes


def read_kinds(kinds: Collection[OpinionKind]) -> frozenset[str]:
    """The kinds that must be read to tell which of `kinds` stand: of the stances all, where one is wanted. Pure."""
    return frozenset(kinds) | (STANCES if STANCES & frozenset(kinds) else frozenset())


class SqlOpinions:
    """`Opinions` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, opinion: Opinion) -> bool:
        try:
            async with self._database.writing() as db:
                rows = (await db.execute(select(table).where(_on_paper(opinion)))).mappings().all()
                kept, changes = taken_in(opinion, [Opinion(**row) for row in rows])
                if kept:
                    await db.execute(delete(table).where(_one(opinion)))
                    await db.execute(insert(table).values(asdict(kept)))
        except IntegrityError:  # another process was told the same at the same time
            return False
        return changes

    async def remove(self, opinion: Opinion) -> bool:
        async with self._database.writing() as db:
            return bool((await db.execute(delete(table).where(_one(opinion)))).rowcount)

    async def of_person(self, person: str, *, server: str, kinds: Collection[OpinionKind] = ()) -> list[Opinion]:
        return await self._newest(kinds, table.c.person == person, table.c.server == server)

    async def of_channel(
        self, platform: str, server: str, channel: str, *, kinds: Collection[OpinionKind] = ()
    ) -> list[Opinion]:
        here = (table.c.platform == platform, table.c.server == server, table.c.channel == channel)
        return await self._newest(kinds, *here)

    async def forget(
        self, *, person: str = "", server: str = "", channel: str = "", kinds: Collection[OpinionKind] = ()
    ) -> int:
        given = {"person": person, "server": server, "channel": channel}
        wanted = [table.c[name] == value for name, value in given.items() if value]
        if not wanted:
            raise ValueError("nothing named to forget")
        standing = await self._newest(kinds, *wanted)
        if kinds:
            wanted.append(table.c.kind.in_(kinds))
        async with self._database.writing() as db:
            await db.execute(delete(table).where(*wanted))
        return len(standing)

    async def _newest(self, kinds: Collection[OpinionKind], *conditions: ColumnElement[bool]) -> list[Opinion]:
        wanted = select(table).where(*conditions).order_by(table.c.at.desc(), table.c.paper.desc())
        if kinds:
            wanted = wanted.where(table.c.kind.in_(read_kinds(kinds)))
        async with self._database.reading() as db:
            found = [Opinion(**row) for row in (await db.execute(wanted)).mappings()]
        return [one for one in as_they_stand(found) if not kinds or one.kind in kinds]


def _on_paper(opinion: Opinion) -> ColumnElement[bool]:
    """All that this person did with this paper, where it counts."""
    mine = and_(table.c.server == opinion.server, table.c.person == opinion.person, table.c.paper == opinion.paper)
    return mine if opinion.kind in ANYWHERE else and_(mine, table.c.channel == opinion.channel)


def _one(opinion: Opinion) -> ColumnElement[bool]:
    return and_(_on_paper(opinion), table.c.kind == opinion.kind)
