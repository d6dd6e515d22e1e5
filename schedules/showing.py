"""An edition in any form, a round-up of several, and posts drawn again to be corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from retrieval.answer import FREELY, Allowance, Usage
from retrieval.explain import explain
from retrieval.paper import PUBLIC
from retrieval.text.languages import ENGLISH
from schedules.amend import Proofroom, unsay
from schedules.corrections import Correction, Corrections, corrected, corrected_told
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms import DEEP_DIVE, RoundUpForm, form_named, round_up_named
from schedules.forms.deepdive import deepdive
from schedules.news import with_news
from schedules.opinions import OpinionKind
from schedules.press import Press
from schedules.roundup import rolled_up
from schedules.subscriptions import subscription_of
from schedules.tell import in_form, in_round_up
from schedules.told import NOTHING_TOLD, Told

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


async def shown_again(
    press: Press, edition: Edition, form: str, *, allowance: Allowance = FREELY
) -> tuple[Document, Usage]:
    """As `shown`, with what became of the edition's papers since. A post itself is frozen without it."""
    [now] = await with_news(press.library, [edition], owner=await _owner(press, edition))
    return await shown(press, now, form, allowance=allowance)


async def _owner(press: Press, edition: Edition) -> str:
    held = await press.subscriptions.get(subscription_of(edition.key))
    return held.server if held else PUBLIC


async def forget_objections(press: Press, *, by: str, server: str) -> int:
    """Remove what this person objected to as an author, from the posts too where they can be edited; how many."""
    return await unsay(proofroom(press, press.corrections), by=by, server=server) if press.corrections else 0


def proofroom(press: Press, corrections: Corrections) -> Proofroom:
    async def draw(edition: Edition, known: Sequence[Correction], form: str) -> Document:
        wanted = form_named(form)
        written = await press.tellings.written(edition.key) if wanted.prompt and press.tellings else {}
        return wanted.render(corrected(edition, known), corrected_told(written.get(form, NOTHING_TOLD), known))

    return Proofroom(corrections, press.postboxes, draw)


async def _deep(press: Press, edition: Edition, allowance: Allowance) -> tuple[Document, Usage]:
    """The edition's first paper, told in depth."""
    language = "" if edition.language == ENGLISH else edition.language
    first = edition.items[0].paper
    told = await explain(press.library, first, level="practitioner", language=language, allowance=allowance)
    return deepdive(told), told.usage


async def _rolled(press: Press, edition: Edition, form: RoundUpForm, allowance: Allowance) -> tuple[Document, Usage]:
    subscription = subscription_of(edition.key)
    past = await press.editions.before(edition.day, subscription=subscription, limit=form.days)
    liked = await _liked(press, subscription)
    editions = await with_news(press.library, [*past, edition], owner=await _owner(press, edition))
    roundup = rolled_up(editions, days=form.days, liked=liked)
    if press.tellings is None:
        return form.render(roundup, NOTHING_TOLD), Usage()
    known = [fallen for one in (*past, edition) for fallen in await _fallen(press, one)]
    return await in_round_up(press.library, press.tellings, roundup, form, corrections=known, allowance=allowance)


async def _fallen(press: Press, edition: Edition) -> list[Correction]:
    return await press.corrections.of(edition.key) if press.corrections else []


async def told_of(press: Press, edition: Edition) -> Mapping[str, Told]:
    """What a model told of an edition, by form and round-up, as it is shown; nothing where no model ever did."""
    written = await press.tellings.written(edition.key) if press.tellings else {}
    known = await _fallen(press, edition)
    return {form: corrected_told(told, known) for form, told in written.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """An edition as it was composed and what a model told of it, by form, nothing laid over them.

    `corrections`: all there are of it, oldest first, those that were undone too.
    """

    edition: Edition
    told: Mapping[str, Told]
    corrections: Sequence[Correction]


async def written_of(press: Press, edition: Edition) -> Written:
    """The words of an edition as they first stood, for those who look for one of them."""
    composed = await press.corrections.composed(edition.key) if press.corrections else None
    told = await press.tellings.written(edition.key) if press.tellings else {}
    return Written(composed or edition, told, await _fallen(press, edition))


async def _liked(press: Press, subscription_id: str) -> set[str]:
    """Papers that somebody in the channel liked or saved; none where nobody's doings are kept."""
    held = await press.subscriptions.get(subscription_id)
    if held is None or press.opinions is None:
        return set()
    liking: tuple[OpinionKind, ...] = ("up", "saved")
    done = await press.opinions.of_channel(held.platform, held.server, held.channel, kinds=liking)
    return {one.paper for one in done}
