"""`/explain`: one paper in depth from its own passages, at a reader's level."""

from bot.budget import allowance
from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import of_explanation
from bot.record import used
from retrieval.explain import LEVELS, explain
from retrieval.explaining.deepdive import Explanation
from retrieval.text.languages import NEEDS_A_MODEL
from schedules.document import Document
from schedules.forms.deepdive import whole


async def explained(call: Call) -> Explanation:
    """The explanation of the call's paper; one that is not stored is fetched first."""
    paper = await paper_named(call, call.options["paper"])
    return await explain(
        call.desk.library,
        paper,
        level=call.options.get("level", "practitioner"),
        language=await _language(call),
        allowance=await allowance(call.desk, call.who, call.where),
    )


async def _language(call: Call) -> str:
    """The channel's, where it is one that a model's words can be checked in; else English."""
    standing = await call.desk.subscriptions.of_channel(call.where.platform, call.where.channel)
    return standing.language if standing and standing.language in NEEDS_A_MODEL else ""


async def run(call: Call) -> Document:
    """The chapters stand in the thread, or below where nobody would see a thread."""
    told = await explained(call)
    await used(call, "explanation", [told.paper.id], told.usage)
    document = of_explanation(told)
    return whole(document) if call.private or call.where.direct else document


EXPLAIN = Command(
    name="explain",
    summary="Explain a paper in depth: the finding, the chapters, the evidence, its limits.",
    run=run,
    options=(
        Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),
        Option("level", "Who it is for; a practitioner unless you say otherwise.", "choice", choices=LEVELS),
    ),
    example="2506.07751 level:newcomer",
)
