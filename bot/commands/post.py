"""The button Post under a preview: it becomes today's edition."""

from bot.commands.command import Call, Command, Option
from bot.commands.preview import out_since
from bot.standing import set_up
from retrieval.errors import BadInput
from schedules.document import Document, Text, plain
from schedules.making import local_day
from schedules.subscriptions import edition_key

NOT_YOURS = "Only those who run this channel can post its edition."
GONE = "That preview is no longer kept, or it is not of this server; /preview makes a new one."
ANOTHER_CHANNEL = "That preview is of another channel; /preview makes one of this."
POSTED = "Posted: this is today's edition now, and none comes at the hour."
ALREADY = "It is posted already, once."


async def run(call: Call) -> Document:
    if not call.who.may_manage:
        raise BadInput(NOT_YOURS)
    order = await set_up(call.desk, call.where)
    edition = await call.desk.notes.edition(call.options["note"], server=call.where.server)
    if edition is None:
        raise BadInput(GONE)
    today = local_day(order, call.desk.now())
    if edition.key != edition_key(order, edition.day):
        raise BadInput(ANOTHER_CHANNEL)
    if edition.day != today:
        raise BadInput(f"That preview was of {edition.day:%A}, and today is {today:%A}; /preview makes a new one.")
    there = await call.desk.edition(call.where, today)
    kept = await call.desk.press.post(order, edition)
    held_up = await call.desk.press.held_up(kept)
    if kept.window != edition.window:
        raise BadInput(f"{out_since(order, kept, held_up)} What you previewed was not posted.")
    said = out_since(order, kept, held_up) if held_up else ALREADY if there else POSTED
    return Document(said, (Text(plain(said)),))


POST = Command(
    name="post",
    summary="Make a preview today's edition.",
    run=run,
    options=(Option("note", "The preview.", required=True),),
    private=None,
    example="QK3VYZ7LTR2MPD5A",
    manage=True,
    listed=False,
)
