"""Who pays for an edition, and whether there is anything left to pay with. It never costs a channel its edition."""

from typing import Protocol

import structlog

from retrieval.answer import FREELY, Allowance, Usage
from retrieval.errors import PaperwireError
from schedules.subscriptions import Subscription

log = structlog.get_logger(__name__)


class Purse(Protocol):
    """What the servers may spend on models. Raises StoreUnavailable or StorageRefused."""

    async def allowance(self, subscription: Subscription) -> Allowance:
        """What an edition for this subscription may take; `refused` once its server's cap is reached."""
        ...

    async def paid(self, subscription: Subscription, usage: Usage) -> None:
        """An edition took so much."""
        ...


async def allowed(purse: Purse | None, subscription: Subscription) -> Allowance:
    """What the edition may take: freely, where nobody counts or the count cannot be read."""
    if purse is None:
        return FREELY
    try:
        return await purse.allowance(subscription)
    except PaperwireError as error:
        log.warning("cap not read", subscription=subscription.id, why=error.for_people)
        return FREELY


async def pay(purse: Purse | None, subscription: Subscription, usage: Usage) -> None:
    """Write down what an edition took; that it cannot be written down stops no post."""
    if purse is None or not (usage.tokens_in or usage.tokens_out):
        return
    try:
        await purse.paid(subscription, usage)
    except PaperwireError as error:
        log.warning("cost not recorded", subscription=subscription.id, why=error.for_people)
