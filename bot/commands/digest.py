"""`/digest`: an edition of this channel again, in any form, or the days that end with it; or a preview of the next."""

from datetime import date

from bot.budget import allowance
from bot.commands.command import Call, Command, Option
from bot.commands.preview import proof
from bot.dates import long_date
from bot.record import used
from bot.scope import papers_of
from retrieval.errors import BadInput
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms import FORMS, ROUND_UPS

NOW = "now"
FORM_NAMES = (*(form.name for form in FORMS), *(form.name for form in ROUND_UPS))
OVERHEARD = (
    "Here everybody would see it; use the slash command /digest date:now in the channel itself, "
    "and I show it to you alone."
)
NONE_YET = "There is no edition yet in this channel. /preview shows what I would post now."


async def edition_asked_for(call: Call) -> Edition:
    """The edition of the call's day, or the newest; its papers are from now on the last list here."""
    day = date.fromisoformat(call.options["date"]) if "date" in call.options else None
    edition = await call.desk.edition(call.where, day)
    if edition is None:
        raise BadInput(f"There is no edition of {long_date(day)} in this channel." if day else NONE_YET)
    await call.desk.listed(call.where, list(papers_of(edition)), call.whose)
    return edition


async def run(call: Call) -> Document:
    if call.options.get("date") == NOW:
        if call.where.thread:
            raise BadInput(OVERHEARD)
        return await proof(call)
    edition = await edition_asked_for(call)
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
        Option("form", "How to show it.", "choice", choices=FORM_NAMES),
    ),
    example="yesterday",
)
