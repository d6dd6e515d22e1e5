"""What a channel's people did with the papers it read, as verdicts: they teach its next editions, or one's own list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from retrieval.picking.feedback import Signal, Verdict, verdicts
from retrieval.picking.selection import select
from retrieval.rank import Pick
from schedules.edition import Edition
from schedules.editions import Editions
from schedules.opinions import Opinion, Opinions
from schedules.press import Press
from schedules.subscriptions import Subscription

LOOKED_BACK = 30
"""Editions whose papers count as passed over where nobody did anything with them."""
UNSHOWN = 200
"""So many papers that were read and not shown count as passed over too, from the best to the last of each edition.

What was shown is all alike, the profile's own first: a learner that sees nothing else unlearns the profile.
"""
MOST_PICKED = 200
"""So many papers of an edition are picked anew for one person while they wait; their titles are embedded for it."""


async def taste_of(
    subscription: Subscription, opinions: Opinions, editions: Editions, *, day: date, person: str = "", direct: str = ""
) -> dict[str, Verdict]:
    """The verdicts of this channel's people on papers of editions before `day`; none while nobody has done anything.

    With a `person` (a pseudonym) what they did anywhere in this server counts too, and most, and
    so does what they did in their DM (`direct`: its server). No channel ever learns from a DM.
    """
    where = subscription
    done = await opinions.of_channel(where.platform, where.server, where.channel)
    if person:
        done += await _own(opinions, person, where.server, direct)
    if not done:
        return {}  # silence alone teaches nothing
    read = await editions.before(day, subscription=subscription.id, limit=LOOKED_BACK)
    return weighed(done, read, person=person)


async def _own(opinions: Opinions, person: str, *servers: str) -> list[Opinion]:
    """What this person did in these servers."""
    return [one for server in set(servers) - {""} for one in await opinions.of_person(person, server=server)]


async def own_picks(
    press: Press, subscription: Subscription, edition: Edition, *, person: str, direct: str = ""
) -> list[Pick]:
    """The best papers that the edition read, picked anew by this person's own taste; none while they have none.

    It is of what they did in this server and in their DM (`direct`: its server).
    """
    if press.opinions is None or not await _own(press.opinions, person, subscription.server, direct):
        return []
    told = await taste_of(subscription, press.opinions, press.editions, day=edition.day, person=person, direct=direct)
    owner, read = subscription.server, [pick.paper_id for pick in edition.picks[:MOST_PICKED]]
    papers = list((await press.library.store.many(read, owner=owner)).values())
    profile = edition.profile or subscription.profile
    return await select(press.library, papers, profile, owner=owner, verdicts=told)


def weighed(opinions: Iterable[Opinion], editions: Sequence[Edition], *, person: str = "") -> dict[str, Verdict]:
    """Opinions and what was read, as one verdict a paper. Pure."""
    signals = [Signal(one.person, one.paper, one.kind, one.at) for one in opinions]
    read = [([item.paper.id for item in one.items], [pick.paper_id for pick in one.picks]) for one in editions]
    return verdicts(signals, passed=set(passed_over(read)), person=person)


def passed_over(read: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Iterator[str]:
    """Of each edition's ids (those shown; all that were read, best first): the shown, and others of every rank."""
    for shown, ranked in read:
        yield from shown
        left = [one for one in ranked if one not in shown]
        step = max(1, -(-len(left) * len(read) // UNSHOWN))
        yield from left[::step]
