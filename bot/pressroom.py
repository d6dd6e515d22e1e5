"""The press, at the word of a person rather than at the hour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from retrieval.answer import FREELY, Allowance, Usage
from retrieval.rank import Pick
from schedules.correcting import correct, restore
from schedules.corrections import Correction
from schedules.document import Document
from schedules.edition import Edition
from schedules.jobs import dispatch, publish
from schedules.making import local_day, make, past_day
from schedules.parcels import HeldUp
from schedules.press import Press
from schedules.showing import Written, forget_objections, shown_again, told_of, written_of
from schedules.subscriptions import Subscription
from schedules.taste import own_picks
from schedules.told import Told


@dataclass(frozen=True, slots=True)
class PressOnCall:
    """`desk.Pressroom` on the press that the clock drives too; whoever is first with a day wins."""

    press: Press
    now: Callable[[], datetime]

    async def proof(self, subscription: Subscription, *, day: date | None = None) -> Edition:
        now = self.now()
        today = local_day(subscription, now)
        if day is None or day >= today:
            return await make(self.press, subscription, today, now)
        return await past_day(self.press, subscription, day)

    async def own(self, subscription: Subscription, edition: Edition, *, person: str, direct: str = "") -> list[Pick]:
        return await own_picks(self.press, subscription, edition, person=person, direct=direct)

    async def post(self, subscription: Subscription, edition: Edition) -> Edition:
        kept = await publish(self.press, subscription, edition)
        await dispatch(self.press, self.now(), platform=subscription.platform)
        return kept

    async def shown(self, edition: Edition, form: str, *, allowance: Allowance = FREELY) -> tuple[Document, Usage]:
        return await shown_again(self.press, edition, form, allowance=allowance)

    async def held_up(self, edition: Edition) -> HeldUp | None:
        return await self.press.outbox.held_up(edition.key)

    async def correct(self, corrections: Sequence[Correction]) -> tuple[int, bool]:
        return await correct(self.press, corrections, now=self.now())

    async def restore(self, correction: Correction, *, day: date) -> tuple[bool, bool]:
        return await restore(self.press, correction, now=self.now(), day=day)

    async def written(self, edition: Edition) -> Written:
        return await written_of(self.press, edition)

    async def told(self, edition: Edition) -> Mapping[str, Told]:
        return await told_of(self.press, edition)

    async def forget_objections(self, person: str, *, server: str) -> int:
        return await forget_objections(self.press, by=person, server=server)
