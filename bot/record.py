"""What a use of the bot leaves behind: what it tells of a person's taste, and what it cost."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog

from bot.desk import Desk
from bot.ledger import Entry, Spending
from bot.platforms.platform import Person, Place
from retrieval.answer import Usage
from retrieval.errors import PaperwireError
from schedules.opinions import Opinion, OpinionKind

if TYPE_CHECKING:
    from bot.commands.command import Call

log = structlog.get_logger(__name__)


async def opinion(desk: Desk, who: Person, where: Place, *, kind: OpinionKind, paper: str) -> Opinion:
    """What `who` does now with a paper, as it is kept: under a pseudonym."""
    return Opinion(
        platform=where.platform,
        server=where.server,
        channel="@" if where.direct else where.channel,
        person=await desk.pseudonym(where.platform, who.id),
        paper=paper,
        kind=kind,
        at=desk.now(),
    )


async def used(call: "Call", what: Spending, papers: Iterable[str], usage: Usage) -> None:
    """Keep that an answer was about these papers, or explained them, and what it cost.

    Never raises a PaperwireError: what was paid for is shown also when it cannot be written down.
    """
    kind: OpinionKind = "asked" if what == "answer" else "explained"
    try:
        for paper in papers:
            await call.desk.opinions.add(await opinion(call.desk, call.who, call.where, kind=kind, paper=paper))
        await _spent(call, what, usage)
    except PaperwireError as error:
        log.warning("use not recorded", what=what, why=error.for_people)


async def opened(call: "Call", paper: str) -> None:
    """Keep that somebody looked closer at a paper. Never raises a PaperwireError: what they asked for comes first."""
    try:
        await call.desk.opinions.add(await opinion(call.desk, call.who, call.where, kind="opened", paper=paper))
    except PaperwireError as error:
        log.warning("use not recorded", what="opened", why=error.for_people)


async def _spent(call: "Call", what: Spending, usage: Usage) -> None:
    if usage.tokens_in or usage.tokens_out:
        person = await call.desk.pseudonym(call.where.platform, call.who.id)
        entry = Entry(server=call.where.server, person=person, what=what, usage=usage, at=call.desk.now())
        await call.desk.ledger.add(entry)
