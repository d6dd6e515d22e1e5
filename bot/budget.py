"""Caps on what the models may cost a server and a person in a calendar month (UTC), and what is left of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.caps import UNCAPPED, Caps
from bot.ledger import Entry, Ledger, Spent
from retrieval.answer import FREELY, Allowance, Usage
from schedules.subscriptions import Subscription

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.platforms.platform import Person, Place


async def allowance(desk: "Desk", who: "Person", where: "Place") -> Allowance:
    """What this person may take of a model here and now. Raises what the ledger raises.

    `refused` is a sentence once the server or the person has used a cap up; what has been begun by
    then is finished, so a month may end a little above its cap.
    """
    since = month_of(desk.now())
    refused = _used_up("This server has used its", *desk.caps.of_server(), await _spent(desk, where, since), since)
    if not refused and any(cap is not None for cap in desk.caps.of_person()):
        spent = await _spent(desk, where, since, who=who)
        refused = _used_up("You have used your", *desk.caps.of_person(), spent, since)
    return Allowance(refused=refused) if refused else FREELY


async def left(desk: "Desk", who: "Person", where: "Place") -> list[str]:
    """A sentence for each cap there is: how much of it is left this month."""
    since = month_of(desk.now())
    server, person = await _spent(desk, where, since), await _spent(desk, where, since, who=who)
    return [
        *_left("Left for this server", *desk.caps.of_server(), server, since),
        *_left("Left for you", *desk.caps.of_person(), person, since),
    ]


@dataclass(frozen=True, slots=True)
class ServerPurse:
    """`schedules.purse.Purse` on the ledger: digests are paid by the server, whoever asked for them."""

    ledger: Ledger
    caps: Caps
    now: Callable[[], datetime]

    async def allowance(self, subscription: Subscription) -> Allowance:
        since = month_of(self.now())
        spent = await self.ledger.spent(server=subscription.server, since=since)
        refused = _used_up("This server has used its", *self.caps.of_server(), spent, since)
        return Allowance(refused=refused) if refused else FREELY

    async def paid(self, subscription: Subscription, usage: Usage) -> None:
        entry = Entry(server=subscription.server, person="", what="digest", usage=usage, at=self.now())
        await self.ledger.add(entry)


def month_of(now: datetime) -> datetime:
    """When the month of `now` began."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


async def _spent(desk: "Desk", where: "Place", since: datetime, *, who: "Person | None" = None) -> Spent:
    if desk.caps == UNCAPPED:
        return Spent()
    person = await desk.pseudonym(where.platform, who.id) if who else ""
    return await desk.ledger.spent(server=where.server, since=since, person=person)


def _used_up(whose: str, usd: float | None, tokens: int | None, spent: Spent, since: datetime) -> str:
    """Why nothing more may be spent, or nothing."""
    if usd is not None and spent.usd >= usd:
        return f"{whose} {_dollars(usd)} of model time for {since:%B}."
    if tokens is not None and spent.tokens >= tokens:
        return f"{whose} {tokens:,} tokens of model time for {since:%B}."
    return ""


def _left(what: str, usd: float | None, tokens: int | None, spent: Spent, since: datetime) -> Iterator[str]:
    if usd is not None:
        yield f"{what} in {since:%B}: {_dollars(max(0.0, usd - spent.usd))} of {_dollars(usd)}."
    if tokens is not None:
        yield f"{what} in {since:%B}: {max(0, tokens - spent.tokens):,} of {tokens:,} tokens."


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}".removesuffix(".00")
