"""`/paper`: the card of one paper."""

from bot.beside import beside
from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import of_paper
from bot.record import opened
from schedules.document import Document


async def run(call: Call) -> Document:
    paper = await paper_named(call, call.options["paper"])
    await opened(call, paper.id)
    return of_paper(paper, await beside(call.desk, paper, owner=call.where.server))


PAPER = Command(
    name="paper",
    summary="Show a paper: title, authors, dates, abstract.",
    run=run,
    options=(Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),),
    example="2506.07751",
)
