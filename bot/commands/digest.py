"""`/digest`: an edition of this channel again, in any form, or the days that end with it; or a preview of the next."""

from datetime import date, timedelta

from bot.budget import allowance
from bot.commands.command import Call, Command, Option
from bot.commands.preview import proof
from bot.dates import long_date
from bot.own_taste import TASTE, by_own_taste, wanted
from bot.record import used
from bot.scope import papers_of
from retrieval.errors import BadInput
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms import FORMS, ROUND_UPS, in_words

NOW = "now"
FORM_NAMES = (*(form.name for form in FORMS), *(form.name for form in ROUND_UPS))
OVERHEARD = (
    "Here everybody would see it; use the slash command /digest date:now in the channel itself, "
    "and I show it to you alone."
)
NONE_YET = "There is no edition yet in this channel. /preview shows what I would post now."
STEPS = {"before": -1, "after": 1}
FARTHEST = 31
"""Days that are looked through for the nearest edition."""


async def edition_asked_for(call: Call) -> Edition:
    """The edition of the call's day, or the newest; its papers are from now on the last list here."""
    day = date.fromisoformat(call.options["date"]) if "date" in call.options else None
    edition = await call.desk.edition(call.where, day) or (await _nearest(call, day) if day else None)
    if edition is None:
        raise BadInput(_none_of(day, call.desk.now().date(), call.options.get("near", "")) if day else NONE_YET)
    await call.desk.listed(call.where, list(papers_of(edition)), call.whose)
    return edition


async def _nearest(call: Call, day: date) -> Edition | None:
    """Where a button leads from day to day, the first edition its way from a day that has none; else None."""
    step = STEPS.get(call.options.get("near", ""), 0)
    latest = call.desk.now().date() + timedelta(days=1)  # it may be tomorrow already where the channel is
    for away in range(1, FARTHEST + 1) if step else ():
        other = day + timedelta(days=away * step)
        if other > latest:
            break
        if (found := await call.desk.edition(call.where, other)) is not None:
            return found
    return None


def _none_of(day: date, today: date, near: str) -> str:
    """That there is no edition of this day, nor near it where one was looked for."""
    if near == "before":
        return f"There is no edition in this channel in the {FARTHEST} days to {long_date(day)}."
    if near == "after" and day + timedelta(days=FARTHEST) <= today:
        return f"There is no edition in this channel in the {FARTHEST} days from {long_date(day)} on."
    if near == "after":
        return f"There is no edition after {long_date(day - timedelta(days=1))} yet."
    return f"There is no edition of {long_date(day)} {'yet' if day > today else 'in this channel'}."


async def run(call: Call) -> Document:
    if call.options.get("date") == NOW:
        if call.where.thread:
            raise BadInput(OVERHEARD)
        return await proof(call)
    edition = await edition_asked_for(call)
    if wanted(call):
        return await by_own_taste(call, edition)
    return await shown(call, edition, call.options.get("form", FORMS[0].name))


async def shown(call: Call, edition: Edition, form: str) -> Document:
    """The edition in this form; what a model took for it goes into the book of costs."""
    document, usage = await call.desk.press.shown(
        edition, form, allowance=await allowance(call.desk, call.who, call.where)
    )
    await used(call, "digest", (), usage)
    return document


DIGEST = Command(
    name="digest",
    summary="Show an edition of this channel again, in any form, or preview the next.",
    run=run,
    options=(
        Option("date", "A day such as 2026-03-06 or yesterday; now: a preview; none: the newest.", "date", also=(NOW,)),
        Option("form", "How to show it.", "choice", choices=FORM_NAMES, written=tuple(map(in_words, FORM_NAMES))),
        TASTE,
    ),
    example="yesterday",
    carries=("near",),
)
