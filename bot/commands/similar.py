"""`/similar`: papers like this one, each with what they share."""

from collections.abc import Sequence

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.commands.search import DEFAULT_LIMIT
from bot.documents import WHOLE_LIBRARY, of_listing
from bot.record import opened
from retrieval.answer import Scope
from retrieval.errors import clip
from retrieval.explaining.likeness import alike
from retrieval.paper import Paper
from retrieval.search import Found, similar
from schedules.document import Document, Span


async def resembling(call: Call) -> tuple[Paper, Sequence[Found]]:
    """The call's paper and those most like it, best first; from now on the last list here."""
    paper = await paper_named(call, call.options["paper"])
    scope = Scope(owner=call.where.server, label=WHOLE_LIBRARY)
    limit = int(call.options.get("limit", DEFAULT_LIMIT))
    found = await similar(call.desk.library, paper, scope=scope, limit=limit)
    await call.desk.listed(call.where, [one.paper for one in found], call.whose)
    return paper, found


def listing(paper: Paper, found: Sequence[Found]) -> Document:
    """What is like `paper` as a numbered list, each with what the two share."""
    title = clip(paper.title, 80)
    rows = [(one.paper, (Span(alike(paper, one), italic=True),)) for one in found]
    return of_listing(f"Papers like “{title}”", rows, nothing=f"Nothing on the shelf is like “{title}”.")


async def run(call: Call) -> Document:
    paper, found = await resembling(call)
    await opened(call, paper.id)
    return listing(paper, found)


SIMILAR = Command(
    name="similar",
    summary="Find papers like a given one, with what they share.",
    run=run,
    options=(
        Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),
        Option("limit", f"How many to show, from 1 to 50; {DEFAULT_LIMIT} unless you say otherwise.", "number"),
    ),
    example="2506.07751 limit:10",
)
