"""What is taken back, or stands again, in the post of its edition as well."""

from collections.abc import Sequence
from datetime import date, datetime

import structlog

from retrieval.errors import PaperwireError
from schedules.amend import amend
from schedules.corrections import Correction, Corrections
from schedules.jobs import dispatch
from schedules.press import Press
from schedules.showing import proofroom

log = structlog.get_logger(__name__)


async def correct(press: Press, corrections: Sequence[Correction], *, now: datetime) -> tuple[int, bool]:
    """Record corrections of one edition, and tell them in its post: how many are new, and whether the post says all.

    Where the platform does not answer now, the post is edited later.
    """
    if press.corrections is None or not corrections:
        return 0, False
    fresh = [one for one in corrections if await press.corrections.add(one, at=now)]
    return len(fresh), await _told(press, press.corrections, corrections[0].edition, now)


async def restore(press: Press, correction: Correction, *, now: datetime, day: date) -> tuple[bool, bool]:
    """Undo a correction from this local day on: whether it held until now, and whether the post says all."""
    if press.corrections is None:
        return False, False
    undone = await press.corrections.undo(correction, day=day)
    return undone, await _told(press, press.corrections, correction.edition, now)


async def _told(press: Press, corrections: Corrections, edition: str, now: datetime) -> bool:
    """Whether the post of this edition says all by now; where its platform does not answer, it will."""
    try:
        told = await amend(proofroom(press, corrections), edition)
    except PaperwireError as error:
        log.warning("correction waits", edition=edition, why=error.for_people)
        return False
    await dispatch(press, now)
    return told
