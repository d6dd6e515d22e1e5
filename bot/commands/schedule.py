"""`/schedule`: the hour, the days and the form of a channel's post."""

from bot.commands.command import Call, Command, Option
from bot.orders import DAYS, FORM, ITEMS, LANGUAGE, fields, with_schedule
from bot.platforms.platform import Form
from bot.replies import drafted, not_yet, settled
from bot.standing import change, next_edition, revision_of, set_up
from bot.wording import in_words
from retrieval.errors import BadInput
from schedules.document import Document, Small, Text, plain

HOW = "Write what you want to change, such as /schedule 09:00 Europe/Berlin days:mon-fri items:7."


async def run(call: Call) -> Document:
    if not set(call.options) - set(SCHEDULE.carries):
        order = await set_up(call.desk, call.where)
        planned = await next_edition(order, call.where, call.desk)
        settings = in_words(order, by_model=call.desk.by_model)
        return Document(planned, (settings, Text(plain(planned)), Small(plain(HOW))))
    revision = call.options.get("revision", "")
    try:
        done = await change(call, lambda order: with_schedule(order, call.options), revision=revision)
    except BadInput as error:
        return await not_yet(call, SCHEDULE, error)
    return await settled(call, done)


async def form(call: Call) -> Form:
    order = await set_up(call.desk, call.where)
    names = [option.name for option in SCHEDULE.options]
    shown = fields(order, *names, written=await drafted(call))
    return Form("schedule", "Hour, days and form", shown, {"revision": revision_of(order)})


SCHEDULE = Command(
    name="schedule",
    summary="Change the hour, the days and the form of the post here.",
    run=run,
    options=(
        Option("hour", "The hour of the post, such as 09:00, 5:30pm or 09:00 Europe/Berlin."),
        Option("zone", "The time zone, such as Europe/Berlin, New York or UTC+2."),
        DAYS,
        FORM,
        ITEMS,
        LANGUAGE,
    ),
    example="09:00 zone:Europe/Berlin days:mon-fri",
    manage=True,
    form=form,
    carries=("revision", "draft"),
)
