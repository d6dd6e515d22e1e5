"""An edition in one of its forms: with a model's words where the form has a prompt, checked line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from retrieval.paper import Passage
from schedules.document import Document
from schedules.edition import Edition, Item
from schedules.forms import Form
from schedules.tables import tellings as table
from schedules.talk import fit_to_say
from schedules.told import NOTHING_TOLD, Line, Part, Told

log = structlog.get_logger(__name__)

_TOLD: TypeAdapter[Told] = TypeAdapter(Told)


class Tellings(Protocol):
    """What a model wrote of editions, by edition and form. Raises StoreUnavailable or StorageRefused."""

    async def get(self, edition: str, form: str) -> Told | None: ...

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
        return None if value is None else _TOLD.validate_python(value)

    async def put(self, edition: str, form: str, told: Told) -> Told:
        row = {"edition": edition, "form": form, "told": _TOLD.dump_python(told, mode="json")}
        try:
            async with self._database.writing() as db:
                await db.execute(insert(table).values(row))
        except IntegrityError:
            return await self.get(edition, form) or told
        return told


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
    if not (form.prompt and edition.items):
        return form.render(edition, NOTHING_TOLD), Usage()
    if kept := await tellings.get(edition.key, form.name):
        return form.render(edition, kept), Usage()
    told = await _told(library, edition, form, allowance)
    if told.parts:
        told = await _kept(tellings, edition, form, told)
    return form.render(edition, told), told.usage


async def _kept(tellings: Tellings, edition: Edition, form: Form, told: Told) -> Told:
    """Whoever kept words first is shown; that they cannot be kept hides nothing."""
    try:
        return await tellings.put(edition.key, form.name, told)
    except PaperwireError as error:
        log.warning("telling not kept", edition=edition.key, form=form.name, why=error.for_people)
        return told


async def _told(library: Library, edition: Edition, form: Form, allowance: Allowance) -> Told:
    if library.writer.byline(form.prompt).model is None:
        return NOTHING_TOLD
    if allowance.refused:
        return replace(NOTHING_TOLD, remark=f"{allowance.refused} {ASSEMBLED}")
    passages = await abstracts(library, edition)
    try:
        drafts, usage = await library.writer.tell(form.prompt, inputs_of(edition), passages)
    except WriterUnavailable as down:
        log.warning("writer down", task=form.prompt, why=down.for_people)
        return replace(NOTHING_TOLD, usage=down.spent or Usage(), remark=f"{down.for_people} {ASSEMBLED}")
    told = await _checked(library, edition, drafts, passages)
    remark = "" if told.parts else f"Nothing the model wrote stood the check. {ASSEMBLED}"
    return replace(told, byline=library.writer.byline(form.prompt), usage=usage + told.usage, remark=remark)


ASSEMBLED = "What you see is put together by program from the papers' own sentences."
"""Said beside what stepped in for a model."""


async def abstracts(library: Library, edition: Edition) -> list[Passage]:
    """The first passage of each paper of the edition, in the edition's order."""
    ids = [item.paper.id for item in (*edition.items, *edition.also)]
    owner = edition.items[0].paper.owner if edition.items else ""
    first = {p.paper_id: p for p in await library.store.passages(ids, owner=owner) if p.ordinal == 0}
    return [first[one] for one in ids if one in first]


def inputs_of(edition: Edition) -> Mapping[str, object]:
    """What every prompt of a form is given besides the passages: the edition itself, as data."""
    return {"edition": edition}


async def _checked(
    library: Library, edition: Edition, drafts: Sequence[DraftPart], passages: Sequence[Passage]
) -> Told:
    """The lines that stand: facts with their quotes, talk that says nothing countable or named."""
    known = {item.paper.id: item for item in (*edition.items, *edition.also)}
    facts = [line.claim for part in drafts for line in part.lines if line.claim]
    checked = await check_all(library.writer, facts, {passage.key: passage for passage in passages})
    claims = iter(checked.claims)
    parts = []
    for draft in drafts:
        lines = []
        for line in draft.lines:
            if line.claim is None:
                if fit_to_say(line.text, known=[item.paper.title for item in known.values()]):
                    lines.append(Line(line.text, None, line.speaker))
            elif claim := next(claims):
                lines.append(Line(claim.text, claim, line.speaker))
        about: Item | None = known.get(draft.paper_id)
        if any(line.claim for line in lines):
            parts.append(Part(draft.name, tuple(lines), draft.paper_id if about else "", _title(about)))
    return Told(tuple(parts), usage=checked.usage)


def _title(item: Item | None) -> str:
    return item.paper.title if item else ""
