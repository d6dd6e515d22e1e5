"""`/explain`: one paper from its own passages, at a reader's level."""

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import of_explanation
from bot.record import used
from retrieval.explain import LEVELS, Explanation, explain
from schedules.document import Document


async def explained(call: Call) -> Explanation:
    """The explanation of the call's paper; one that is not stored is fetched first."""
    paper = await paper_named(call, call.options["paper"])
    return await explain(call.desk.library, paper, level=call.options.get("level", "practitioner"))


async def run(call: Call) -> Document:
    told = await explained(call)
    await used(call, "explanation", [told.paper.id], told.usage)
    return of_explanation(told)


EXPLAIN = Command(
    name="explain",
    summary="Explain a paper: what it is about, what is new, its numbers and its gaps.",
    run=run,
    options=(
        Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),
        Option("level", "Who it is for; a practitioner unless you say otherwise.", "choice", choices=LEVELS),
    ),
    example="2506.07751 level:newcomer",
)
