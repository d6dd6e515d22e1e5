"""An edition in one of its forms: with a model's words where the form has a prompt, checked line by line."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog
from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from retrieval.answer import FREELY, Allowance, DraftPart, Usage
from retrieval.check import check_all
from retrieval.database import Database
from retrieval.errors import PaperwireError, WriterUnavailable
from retrieval.library import Library
from retrieval.paper import PUBLIC, Passage
from retrieval.text.languages import ENGLISH
from schedules.corrections import Correction, corrected_told
from schedules.document import Document
from schedules.edition import Edition, Item
from schedules.errata import laid_over
from schedules.forms import Form, RoundUpForm
from schedules.roundup import RoundUp
from schedules.tables import tellings as table
from schedules.talk import sayable
from schedules.told import NOTHING_TOLD, Line, Part, Told

log = structlog.get_logger(__name__)

_TOLD: TypeAdapter[Told] = TypeAdapter(Told)


class Tellings(Protocol):
    """What a model wrote of editions, by edition and form. Raises StoreUnavailable or StorageRefused."""

    async def get(self, edition: str, form: str) -> Told | None:
        """As it is shown: the edition's corrections are laid over it."""
        ...

    async def written(self, edition: str) -> Mapping[str, Told]:
        """All forms of an edition as they were kept, nothing laid over them."""
        ...

    async def put(self, edition: str, form: str, told: Told) -> Told:
        """Keep it; if there is one already, that comes back and nothing changes."""
        ...


class SqlTellings:
    """`Tellings` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, edition: str, form: str) -> Told | None:
        wanted = select(table.c.told).where(table.c.edition == edition, table.c.form == form)
        async with self._database.reading() as db:
            value: Any = await db.scalar(wanted)
            fallen = (await laid_over(db, [edition])).get(edition, [])
        return None if value is None else corrected_told(_TOLD.validate_python(value), fallen)

    async def written(self, edition: str) -> Mapping[str, Told]:
        wanted = select(table.c.form, table.c.told).where(table.c.edition == edition)
        async with self._database.reading() as db:
            return {form: _TOLD.validate_python(value) for form, value in await db.execute(wanted)}

    async def put(self, edition: str, form: str, told: Told) -> Told:
        row = {"edition": edition, "form": form, "told": _TOLD.dump_python(told, mode="json")}
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table).values(row))
        except IntegrityError:
            return await self.get(edition, form) or told
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a model is asked to tell: by which prompt and of which papers, and under which key and form it is kept.

    `given`: the prompt's inputs besides the passages. `speakers`: who may be named in talk.
    """

    key: str
    form: str
    prompt: str
    items: Sequence[Item]
    given: Mapping[str, object]
    speakers: tuple[str, ...] = ()


async def in_form(
    library: Library,
    tellings: Tellings,
    edition: Edition,
    form: Form,
    *,
    allowance: Allowance = FREELY,
) -> tuple[Document, Usage]:
    """The edition in this form, and what a model took for it now (nothing where its words were kept).

    A model that is down, too slow or over its cap leaves the form as the program assembles it, and
    the form says so. Never raises for that; raises what the store raises.
    """
    told, usage = await words_for(library, tellings, _wanted(edition, form), allowance=allowance)
    return form.render(edition, told), usage


async def in_round_up(
    library: Library,
    tellings: Tellings,
    roundup: RoundUp,
    form: RoundUpForm,
    *,
    corrections: Sequence[Correction] = (),
    allowance: Allowance = FREELY,
) -> tuple[Document, Usage]:
    """Several editions in this form, on the same terms as `in_form`. `corrections`: those of all of them."""
    wanted = Wanted(
        key=roundup.key,
        form=form.name,
        prompt=form.prompt,
        items=[best.item for best in roundup.best],
        given={"roundup": roundup, **in_language(roundup.language)},
    )
    told, usage = await words_for(library, tellings, wanted, allowance=allowance)
    return form.render(roundup, corrected_told(told, corrections)), usage


def _wanted(edition: Edition, form: Form) -> Wanted:
    return Wanted(
        key=edition.key,
        form=form.name,
        prompt=form.prompt,
        items=(*edition.items, *edition.also),
        given=inputs_of(edition),
        speakers=form.speakers,
    )


async def words_for(
    library: Library, tellings: Tellings, wanted: Wanted, *, allowance: Allowance = FREELY
) -> tuple[Told, Usage]:
    """A model's words as they are kept, or written and kept now, and what they took now; never raises for a model."""
    if not (wanted.prompt and wanted.items):
        return NOTHING_TOLD, Usage()
    if kept := await tellings.get(wanted.key, wanted.form):
        return kept, Usage()
    told = await _told(library, wanted, allowance)
    usage = told.usage
    if told.byline.model:  # it has answered: what of that stands is kept, be it nothing, and never asked for again
        told = await _kept(tellings, wanted, told)
    return told, usage


async def _kept(tellings: Tellings, wanted: Wanted, told: Told) -> Told:
    """Whoever kept words first is shown; that they cannot be kept hides nothing."""
    try:
        return await tellings.put(wanted.key, wanted.form, told)
    except PaperwireError as error:
        log.warning("telling not kept", edition=wanted.key, form=wanted.form, why=error.for_people)
        return told


async def _told(library: Library, wanted: Wanted, allowance: Allowance) -> Told:
    if library.writer.byline(wanted.prompt).model is None:
        return NOTHING_TOLD
    if allowance.refused:
        return replace(NOTHING_TOLD, remark=f"{allowance.refused} {ASSEMBLED}")
    passages = await abstracts(library, wanted.items, tokens=allowance.tokens)
    try:
        async with asyncio.timeout(allowance.seconds):
            return await _written(library, wanted, passages)
    except WriterUnavailable as down:
        log.warning("writer down", task=wanted.prompt, why=down.for_people)
        return replace(NOTHING_TOLD, usage=down.spent or Usage(), remark=f"{down.for_people} {ASSEMBLED}")
    except TimeoutError:
        log.warning("writer too slow", task=wanted.prompt, seconds=allowance.seconds)
        return replace(NOTHING_TOLD, remark=f"The model took longer than {allowance.seconds:.0f} seconds. {ASSEMBLED}")


async def _written(library: Library, wanted: Wanted, passages: Sequence[Passage]) -> Told:
    drafts, usage = await library.writer.tell(wanted.prompt, wanted.given, passages)
    told = await _checked(library, wanted, drafts, passages)
    remark = "" if told.parts else f"Nothing the model wrote stood the check. {ASSEMBLED}"
    return replace(told, byline=library.writer.byline(wanted.prompt), usage=usage + told.usage, remark=remark)


ASSEMBLED = "What you see is put together by program from the papers' own sentences."
"""Said beside what stepped in for a model."""
MOST_READ = 20
"""Papers whose abstracts a model reads for one form, the best first."""
CHARACTERS = 3
"""Of a token, at the least, in English; what is read takes at most half of the tokens allowed."""


async def abstracts(library: Library, items: Sequence[Item], *, tokens: int = FREELY.tokens) -> list[Passage]:
    """The first passages of the first MOST_READ papers, in order, fewer where `tokens` would not do."""
    ids = [item.paper.id for item in items[:MOST_READ]]
    first = {p.paper_id: p for p in await library.store.passages(ids, owner=owner_of(items)) if p.ordinal == 0}
    room = tokens * CHARACTERS // 2
    affordable: list[Passage] = []
    for passage in (first[one] for one in ids if one in first):
        room -= len(passage.text)
        if room < 0:
            break
        affordable.append(passage)
    return affordable


def owner_of(items: Iterable[Item]) -> str:
    """Whose papers these are: the server's that brought some of them itself, else everybody's."""
    return next((item.paper.owner for item in items if item.paper.owner != PUBLIC), PUBLIC)


def inputs_of(edition: Edition) -> Mapping[str, object]:
    """What every prompt of a form is given besides the passages: the edition itself, as data."""
    return {"edition": edition, **in_language(edition.language)}


def in_language(language: str) -> Mapping[str, object]:
    """What a prompt is told of the language to write in; nothing for English, which it writes by itself."""
    return {"language": "" if language == ENGLISH else language}


async def _checked(library: Library, wanted: Wanted, drafts: Sequence[DraftPart], passages: Sequence[Passage]) -> Told:
    """The lines that stand: facts with their quotes, talk that states nothing.

    A part about a paper holds facts of that paper alone, and one about a paper that is not among these is
    left out; a fact is told once in parts of one name; a question whose answer fell falls with it.
    """
    shelf = {passage.key: passage for passage in passages}
    facts = [line.claim for part in drafts for line in part.lines if line.claim]
    checked = await check_all(library.writer, facts, shelf)
    claims = iter(checked.claims)
    titles = {item.paper.id: item.paper.title for item in wanted.items}
    said: set[tuple[str, str]] = set()
    parts = []
    for draft in drafts:
        about = _paper_of(draft.paper_id, titles)
        lines: list[Line | None] = []
        for line in draft.lines:
            if line.claim is None:
                if talk := sayable(line, known=titles.values(), speakers=wanted.speakers):
                    lines.append(Line(talk, None, line.speaker))
                continue
            claim = next(claims)
            source = shelf[claim.quotes[0].passage_key].paper_id if claim else ""
            if claim and about in ("", source) and (draft.name, claim.text) not in said:
                said.add((draft.name, claim.text))
                lines.append(Line(claim.text, claim, line.speaker, source))
            else:
                lines.append(None)
        standing = _answered(lines)
        if any(line.claim for line in standing) and bool(about) == bool(draft.paper_id.strip()):
            parts.append(Part(draft.name, standing, about, titles.get(about, "")))
    return Told(tuple(parts), usage=checked.usage)


def _answered(lines: Sequence[Line | None]) -> tuple[Line, ...]:
    """The lines that stand, without questions that a fact was to answer which does not."""
    following = (*lines[1:], Line(""))
    return tuple(one for one, after in zip(lines, following, strict=False) if one and (after or not _asks(one)))


def _asks(line: Line) -> bool:
    return line.claim is None and line.text.rstrip("”’\"' ").endswith("?")


def _paper_of(named: str, known: Mapping[str, str]) -> str:
    """The known paper that a writer names by its id, perhaps with a version or a passage's place; empty if none."""
    bare = named.split("#")[0].strip()
    return next((one for one in (bare, re.sub(r"v\d+$", "", bare)) if one in known), "")
