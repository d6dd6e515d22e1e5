"""What a channel's people did with the papers it read, as verdicts that teach its next editions."""

from collections.abc import Iterable
from datetime import date

from retrieval.picking.feedback import Signal, Verdict, verdicts
from schedules.edition import Edition
from schedules.editions import Editions
from schedules.opinions import Opinion, Opinions
from schedules.subscriptions import Subscription

LOOKED_BACK = 30
"""Editions whose papers count as passed over where nobody did anything with them."""


async def taste_of(
    subscription: Subscription, opinions: Opinions, editions: Editions, *, day: date
) -> dict[str, Verdict]:
    """The verdicts of this channel's people on papers of editions before `day`; none while nobody has done anything."""
    where = subscription
    done = await opinions.of_channel(where.platform, where.server, where.channel)
    if not done:
        return {}  # silence alone teaches nothing
    shown = await editions.before(day, subscription=subscription.id, limit=LOOKED_BACK)
    return weighed(done, shown)


def weighed(opinions: Iterable[Opinion], editions: Iterable[Edition]) -> dict[str, Verdict]:
    """Opinions and what was shown, as one verdict a paper. Pure."""
    signals = [Signal(one.person, one.paper, one.kind, one.at) for one in opinions]
    return verdicts(signals, shown={item.paper.id for edition in editions for item in edition.items})
