"""`/save` and `/unsave`: a person's own list of papers in this server."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.desk import Desk
from bot.documents import called, of_sentence
from bot.platforms.platform import Person, Place
from bot.record import opinion
from retrieval.errors import BadInput, BadPaperId
from retrieval.paper import Paper, parse_ref
from schedules.document import Document
from schedules.opinions import Opinion, OpinionKind

LONGEST_NOTE = 500
SAVED: tuple[OpinionKind, ...] = ("saved",)
Saved = tuple[Opinion, Paper]


async def saved(desk: Desk, who: Person, where: Place) -> list[Saved]:
    """What this person saved in this server, newest first."""
    person = await desk.pseudonym(where.platform, who.id)
    kept = await desk.opinions.of_person(person, server=where.server, kinds=SAVED)
    papers = await desk.library.store.many([one.paper for one in kept], owner=where.server)
    return [(one, papers[one.paper]) for one in kept if one.paper in papers]


async def save(call: Call) -> Document:
    note = " ".join(call.options.get("note", "").split())
    if len(note) > LONGEST_NOTE:
        raise BadInput(f"That note has {len(note)} characters; I keep at most {LONGEST_NOTE}.")
    paper = await paper_named(call, call.options["paper"])
    mine = replace(await opinion(call.desk, call.who, call.where, kind="saved", paper=paper.id), note=note)
    if await call.desk.opinions.add(mine):
        return of_sentence(f"Saved {called(paper)}; /list shows your list.")
    if not note:
        return of_sentence(f"{called(paper)} is on your list already.")
    await _noted(call.desk, mine)
    return of_sentence(f"{called(paper)} is on your list already; your note on it is now “{note}”.")


async def _noted(desk: Desk, saved_now: Opinion) -> None:
    """Another note on a saved paper, which keeps its place on the list."""
    kept = await desk.opinions.of_person(saved_now.person, server=saved_now.server, kinds=SAVED)
    first = next((one.at for one in kept if one.paper == saved_now.paper), saved_now.at)
    await desk.opinions.remove(saved_now)
    await desk.opinions.add(replace(saved_now, at=first))


async def unsave(call: Call) -> Document:
    mine = await saved(call.desk, call.who, call.where)
    paper = _on_list(call.options["paper"], mine) or await paper_named(call, call.options["paper"])
    gone = await call.desk.opinions.remove(await opinion(call.desk, call.who, call.where, kind="saved", paper=paper.id))
    return of_sentence(f"{called(paper)} is off your list." if gone else f"{called(paper)} was not on your list.")


def _on_list(given: str, mine: Sequence[Saved]) -> Paper | None:
    """The saved paper meant by its number on the person's own list or by its id; None if none is."""
    if found := re.fullmatch(r"#?(\d{1,4})\.?", given.strip(), re.ASCII):
        if not 1 <= int(found[1]) <= len(mine):
            raise BadInput(f"Your list has {len(mine)} papers; there is no number {found[1]}.")
        return mine[int(found[1]) - 1][1]
    try:
        wanted = parse_ref(given).id
    except BadPaperId:
        return None
    return next((paper for _, paper in mine if paper.id == wanted), None)


SAVE = Command(
    name="save",
    summary="Put a paper on your own list.",
    run=save,
    options=(
        Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),
        Option("note", "A line of your own that stands beside it."),
    ),
    private=None,
    example='2506.07751 note:"for the reading group"',
)
UNSAVE = Command(
    name="unsave",
    summary="Take a paper off your list.",
    run=unsave,
    options=(Option("paper", "Its number on your list, its id or words of its title.", "paper", required=True),),
    private=None,
    example="2",
)
