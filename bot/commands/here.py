"""“Explain the papers here”: the shortcut on any message that names papers."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.commands.command import Call, Command, Option
from bot.commands.explain import run as explain_one
from bot.documents import of_listing, of_sentence
from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.lookup import LOOKED_UP
from retrieval.paper import Paper, PaperRef, refs_in
from schedules.document import Document

MOST = 10


async def run(call: Call) -> Document:
    refs = list({ref.id: ref for ref in islice(refs_in(call.options["text"]), 2 * MOST)}.values())
    if not refs:
        return of_sentence("I see no arXiv id or link in that message.")
    if len(refs) == 1:
        return await _one(call, refs[0])
    papers, fine = await several(call, refs[:MOST])
    await call.desk.listed(call.where, papers, call.whose)
    if len(refs) > MOST:
        fine = f"The first {MOST} of the papers it names. {fine}".strip()
    nothing = "I could find none of the papers that message names."
    return of_listing(
        "Papers in that message", [(one, "") for one in papers], nothing=nothing, fine=fine, action="explain"
    )


async def _one(call: Call, ref: PaperRef) -> Document:
    given = ref.id if ref.version is None else f"{ref.id}v{ref.version}"
    return await explain_one(replace(call, options={"paper": given}))


async def several(call: Call, refs: Sequence[PaperRef]) -> tuple[list[Paper], str]:
    """The papers in the order they are named, those not stored fetched at once; and a word on those missing."""
    store, owner = call.desk.library.store, call.where.server
    known = dict(await store.many([ref.id for ref in refs], owner=owner))
    fine = ""
    if missing := [PaperRef(ref.id) for ref in refs if ref.id not in known]:
        try:
            fetched = await call.desk.library.lookup.lookup(missing)
            await store.add([replace(one, source=LOOKED_UP) for one in fetched], captured=call.desk.now())
            known |= {one.id: one for one in fetched}
        except (SourceUnavailable, SourceChanged) as error:
            fine = f"{error.for_people} "
    lost = [ref.id for ref in refs if ref.id not in known]
    fine += f"Not found: {', '.join(lost)}." if lost else ""
    return [known[ref.id] for ref in refs if ref.id in known], fine


HERE = Command(
    name="here",
    summary="Explain the papers that a message names.",
    run=run,
    options=(Option("text", "The words and links of the message.", required=True),),
    private=None,
    example="https://arxiv.org/abs/2506.07751",
    listed=False,
)
