"""Where a paper stood in an edition that was posted here."""

from bot.desk import Desk
from bot.platforms.platform import Place
from retrieval.paper import Paper
from schedules.edition import Edition, Item


async def posted(desk: Desk, where: Place, paper: Paper) -> tuple[Edition, Item] | None:
    """The edition that showed this paper here, and its item.

    Looked for in the edition whose thread this is, then in all that read the paper, the newest first: a
    new version of a paper is of another day, and an edition may have picked it up late.
    """
    threads = await desk.threads.edition_of(where) if where.thread else None
    for edition in (*([threads] if threads else ()), *await desk.holding(where, paper.id)):
        shown = (*edition.items, *edition.also)
        if item := next((item for item in shown if item.paper.id == paper.id), None):
            return edition, item
    return None
