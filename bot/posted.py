"""Where a paper stood in an edition that was posted here."""

from bot.desk import Desk
from bot.platforms.platform import Place
from retrieval.paper import Paper
from schedules.edition import Edition, Item


async def posted(desk: Desk, where: Place, paper: Paper) -> tuple[Edition, Item] | None:
    """The edition that showed this paper here, and its item.

    Looked for in the edition whose thread this is, then the channel's newest, then the one of the
    day the paper was announced.
    """
    for edition in (
        await desk.threads.edition_of(where) if where.thread else None,
        await desk.edition(where, None),
        await desk.edition(where, paper.announced) if paper.announced else None,
    ):
        shown = (*edition.items, *edition.also) if edition else ()
        item = next((item for item in shown if item.paper.id == paper.id), None)
        if edition and item:
            return edition, item
    return None
