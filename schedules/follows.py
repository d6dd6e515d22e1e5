"""Whom and what people follow, and which new papers that concerns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from retrieval.database import Database
from retrieval.errors import BadPaperId
from retrieval.paper import Paper, parse_ref
from retrieval.profile import Profile
from retrieval.rank import matched_author
from retrieval.shelf.columns import storable
from retrieval.text.sentences import sentences
from retrieval.text.words import stems
from schedules.tables import follows as table
from schedules.tables import rounds as stretches

FollowKind = Literal["author", "topic", "paper"]
LONGEST_KEY = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """One person's wish to be told, in a direct message.

    `person` is the platform's id: somebody must be reached. `value`: an author's name, plain words,
    or a paper's id with the version that was current then (`2506.07751v1`). Its `server` decides
    which private papers count.
    """

    platform: str
    server: str
    person: str
    kind: FollowKind
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """The follows of one person in one server, and the stretch of time they have not been told of yet.

    `end` is set once a message for [start, end) is under way, so that a crash in between tells
    the same stretch again under the same key, and never two that overlap.
    """

    platform: str
    server: str
    person: str
    start: datetime
    end: datetime | None
    follows: tuple[Follow, ...]


class Follows(Protocol):
    """Who follows what. Raises StoreUnavailable or StorageRefused."""

    async def add(self, follow: Follow) -> bool:
        """Keep it; False if it was there. The first follow of a person starts their round at `follow.at`."""
        ...

    async def remove(self, follow: Follow) -> bool:
        """Drop that person's follow of this kind and value (letter case and a paper's version apart); False if none."""
        ...

    async def of_person(self, platform: str, server: str, person: str) -> list[Follow]:
        """Oldest first."""
        ...

    async def forget(self, platform: str, server: str, person: str) -> int:
        """Drop all of them; how many that were."""
        ...

    async def rounds(self) -> list[Round]:
        """Everybody who follows something."""
        ...

    async def begin_round(self, round_: Round, *, end: datetime) -> Round | None:
        """Fix the round's end, unless it has one; None if somebody else took this round meanwhile."""
        ...

    async def finish_round(self, round_: Round) -> None:
        """The next round starts at this one's end."""
        ...


def concerns(follow: Follow, paper: Paper) -> str:
    """Why this paper is news to who follows that, in a clause for people; empty if it is not.

    author: somebody of that name signs it, spelled the same but for case and full stops. topic:
    all content words of the topic (of one of its parts, where commas part it) stand, by stem, in
    the title with one sentence of the abstract. paper: a later version of it, withdrawn or not.
    Authors and topics are not told of new versions of known papers. Whether a paper came in by
    itself (`reading.is_news`) is for the caller to say.
    """
    if follow.kind == "paper":
        return _later(follow.value, paper)
    if (paper.version or 1) > 1 or (paper.announcement or "").startswith("replace"):
        return ""
    if follow.kind == "author":
        name = matched_author(paper, Profile(authors=(follow.value,)))
        return f"{name} signs it" if name else ""
    return f"it is about {follow.value}" if _about(follow.value, paper) else ""


def _later(known: str, paper: Paper) -> str:
    ref = parse_ref(known)
    if paper.id != ref.id or (paper.version or 1) <= (ref.version or 1):
        return ""
    return "it was withdrawn" if paper.withdrawn else f"version {paper.version} is out"


def _about(topic: str, paper: Paper) -> bool:
    """Words of one phrase that stand far apart in an abstract are mostly not about that phrase."""
    parts = [wanted for part in topic.split(",") if (wanted := set(stems(part)))]
    title = set(stems(paper.title))
    told = [title, *(title.union(stems(one.text)) for one in sentences(paper.abstract))]
    return any(wanted <= said for wanted in parts for said in told)


def key_of(follow: Follow) -> str:
    """What makes two follows of one kind the same: the paper, or the words in any letter case."""
    if follow.kind == "paper":
        try:
            return parse_ref(follow.value).id
        except BadPaperId:
            pass
    return storable(" ".join(follow.value.casefold().split()))[:LONGEST_KEY]


class SqlFollows:
    """`Follows` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, follow: Follow) -> bool:
        mine = (follow.platform, follow.server, follow.person)
        try:
            async with self._database.writing() as db:
                first = not await db.scalar(select(exists().where(_of(table, *mine))))
                await db.execute(insert(table).values(_row(follow)))
                await db.execute(self._round_unless_there(follow))
                if first:  # what came while this person followed nothing is no news to them
                    fresh = update(stretches).where(_of(stretches, *mine))
                    await db.execute(fresh.values(start=follow.at, end=None))
        except IntegrityError:
            return False
        return True

    def _round_unless_there(self, follow: Follow) -> Any:
        dialect = postgresql if self._database.dialect == "postgresql" else sqlite
        row = {"platform": follow.platform, "server": follow.server, "person": follow.person}
        return dialect.insert(stretches).values(**row, start=follow.at, end=None).on_conflict_do_nothing()

    async def remove(self, follow: Follow) -> bool:
        mine = _of(table, follow.platform, follow.server, follow.person)
        gone = delete(table).where(mine, table.c.kind == follow.kind, table.c.value == key_of(follow))
        async with self._database.writing() as db:
            return bool((await db.execute(gone)).rowcount)

    async def of_person(self, platform: str, server: str, person: str) -> list[Follow]:
        wanted = select(table).where(_of(table, platform, server, person))
        async with self._database.reading() as db:
            return _read((await db.execute(wanted.order_by(table.c.at, table.c.kind, table.c.value))).mappings())

    async def forget(self, platform: str, server: str, person: str) -> int:
        async with self._database.writing() as db:
            await db.execute(delete(stretches).where(_of(stretches, platform, server, person)))
            return int((await db.execute(delete(table).where(_of(table, platform, server, person)))).rowcount)

    async def rounds(self) -> list[Round]:
        order = (table.c.platform, table.c.server, table.c.person)
        same = and_(*(table.c[name] == stretches.c[name] for name in ("platform", "server", "person")))
        wanted = select(table, stretches.c.start, stretches.c.end).join(stretches, same)
        async with self._database.reading() as db:
            rows = (await db.execute(wanted.order_by(*order, table.c.at, table.c.kind, table.c.value))).mappings().all()
        whose = groupby(rows, key=lambda row: (row["platform"], row["server"], row["person"], row["start"], row["end"]))
        return [Round(*head, tuple(_read(theirs))) for head, theirs in whose]

    async def begin_round(self, round_: Round, *, end: datetime) -> Round | None:
        mine = _this(round_)
        if round_.end is not None:  # begun before, and broken off
            async with self._database.reading() as db:
                still = await db.scalar(select(exists().where(mine, stretches.c.end == round_.end)))
            return round_ if still else None
        async with self._database.writing() as db:
            taken = await db.execute(update(stretches).where(mine, stretches.c.end.is_(None)).values(end=end))
        return replace(round_, end=end) if taken.rowcount else None

    async def finish_round(self, round_: Round) -> None:
        done = update(stretches).where(_this(round_), stretches.c.end == round_.end)
        async with self._database.writing() as db:
            await db.execute(done.values(start=round_.end, end=None))


def _of(rows: Any, platform: str, server: str, person: str) -> ColumnElement[bool]:
    return and_(rows.c.platform == platform, rows.c.server == server, rows.c.person == person)


def _this(round_: Round) -> ColumnElement[bool]:
    return and_(_of(stretches, round_.platform, round_.server, round_.person), stretches.c.start == round_.start)


def _row(follow: Follow) -> dict[str, Any]:
    whose = {"platform": follow.platform, "server": follow.server, "person": follow.person}
    return {**whose, "kind": follow.kind, "value": key_of(follow), "shown": follow.value, "at": follow.at}


def _read(rows: Iterable[RowMapping]) -> list[Follow]:
    return [
        Follow(
            platform=row["platform"],
            server=row["server"],
            person=row["person"],
            kind=row["kind"],
            value=row["shown"],
            at=row["at"],
        )
        for row in rows
    ]
