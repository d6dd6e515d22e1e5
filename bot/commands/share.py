"""The button Share: a private answer, posted openly."""

from dataclasses import replace

from bot.commands.command import Call, Command, Option
from retrieval.errors import BadInput
from schedules.document import Button, Document, Small, Span, Text, plain

GONE = "I no longer keep that answer; ask again and share the new one."
ONCE = "You shared that already."


async def lay_by(call: Call, question: str, answer: Document) -> Button:
    """Keep a private answer with its question, for this person alone; the button that posts it."""
    asked = Text((Span(f"{call.who.name} asked: {question}", bold=True),))
    shared = replace(answer, blocks=(asked, *answer.blocks))
    note = await call.desk.notes.keep(shared, server=call.where.server, person=call.who.id, at=call.desk.now())
    return Button("Share", "share", note)


async def run(call: Call) -> Document:
    note, whose = call.options["answer"], {"server": call.where.server, "person": call.who.id}
    laid_by = await call.desk.notes.document(note, **whose)
    if laid_by is None:
        raise BadInput(GONE)
    if not await call.desk.notes.take(note, **whose):
        raise BadInput(ONCE)
    return replace(laid_by, blocks=(*laid_by.blocks, Small(plain(f"Shared by {call.who.name}"))))


SHARE = Command(
    name="share",
    summary="Post a private answer for everybody here.",
    run=run,
    options=(Option("answer", "The answer's own number; its button fills this in.", required=True),),
    private=False,
    example="8Qw3nB1x",
    listed=False,
)
