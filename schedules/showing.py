"""An edition in any form, a round-up of several, and posts drawn again to be corrected."""

import structlog

from retrieval.answer import FREELY, Allowance, Usage
from retrieval.explain import explain
from schedules.amend import Proofroom, unsay
from schedules.corrections import Corrections
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms import DEEP_DIVE, RoundUpForm, form_named, round_up_named
from schedules.forms.deepdive import deepdive
from schedules.opinions import OpinionKind
from schedules.press import Press
from schedules.roundup import rolled_up
from schedules.subscriptions import subscription_of
from schedules.tell import in_form, in_round_up
from schedules.told import NOTHING_TOLD

log = structlog.get_logger(__name__)


async def shown(press: Press, edition: Edition, form: str, *, allowance: Allowance = FREELY) -> tuple[Document, Usage]:
    """The edition in the form of this name, and what a model took for it now. Raises BadInput for an unknown form.

    A round-up's name shows the editions of its days that end with this one.
    """
    if (period := round_up_named(form)) is not None:
        return await _rolled(press, edition, period, allowance)
    if form == DEEP_DIVE and edition.items:
        return await _deep(press, edition, allowance)
    wanted = form_named(form)
    if press.tellings is None:
        return wanted.render(edition, NOTHING_TOLD), Usage()
    return await in_form(press.library, press.tellings, edition, wanted, allowance=allowance)


async def forget_objections(press: Press, *, by: str, server: str) -> int:
    """Remove what this person objected to as an author, from the posts too where they can be edited; how many."""
    return await unsay(proofroom(press, press.corrections), by=by, server=server) if press.corrections else 0


def proofroom(press: Press, corrections: Corrections) -> Proofroom:
    async def draw(edition: Edition, form: str) -> Document:
        wanted = form_named(form)
        told = await press.tellings.get(edition.key, form) if wanted.prompt and press.tellings else None
        return wanted.render(edition, told or NOTHING_TOLD)

    return Proofroom(corrections, press.postboxes, draw)


async def _deep(press: Press, edition: Edition, allowance: Allowance) -> tuple[Document, Usage]:
    """The edition's first paper, told in depth."""
    told = await explain(press.library, edition.items[0].paper, level="practitioner", allowance=allowance)
    return deepdive(told), told.usage


async def _rolled(press: Press, edition: Edition, form: RoundUpForm, allowance: Allowance) -> tuple[Document, Usage]:
    subscription = subscription_of(edition.key)
    past = await press.editions.before(edition.day, subscription=subscription, limit=form.days)
    liked = await _liked(press, subscription)
    roundup = rolled_up([*past, edition], days=form.days, liked=liked)
    if press.tellings is None:
        return form.render(roundup, NOTHING_TOLD), Usage()
    return await in_round_up(press.library, press.tellings, roundup, form, allowance=allowance)


async def _liked(press: Press, subscription_id: str) -> set[str]:
    """Papers that somebody in the channel liked or saved; none where nobody's doings are kept."""
    held = await press.subscriptions.get(subscription_id)
    if held is None or press.opinions is None:
        return set()
    liking: tuple[OpinionKind, ...] = ("up", "saved")
    done = await press.opinions.of_channel(held.platform, held.server, held.channel, kinds=liking)
    return {one.paper for one in done}
