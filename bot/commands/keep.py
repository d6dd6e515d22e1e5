"""“Keep answering here” and `/quiet`: whether a thread on our post needs no mention."""

from bot.commands.command import Call, Command, Option
from bot.desk import Desk
from bot.documents import of_sentence
from bot.platforms.platform import Place
from retrieval.errors import BadInput
from schedules.document import Button, Document


async def keep_offer(desk: Desk, where: Place) -> tuple[Button, ...]:
    """The button, where it would change something: in a thread on a post of ours that is not open yet."""
    if not where.thread or where.direct or await desk.threads.is_open(where):
        return ()
    return (Button("Keep answering here", "keep", "here"),) if await desk.threads.edition_of(where) else ()


async def keep(call: Call) -> Document:
    if call.where.direct:
        return of_sentence("Between the two of us I always answer.")
    if not call.where.thread or await call.desk.threads.edition_of(call.where) is None:
        raise BadInput("I keep answering only in threads under my own posts; anywhere else, mention me.")
    if not await call.desk.threads.open(call.where):
        return of_sentence("I answer everything asked in this thread already; /quiet stops it.")
    return of_sentence("From now on I answer what is asked in this thread without being mentioned; /quiet stops it.")


async def quiet(call: Call) -> Document:
    if not call.where.thread:
        raise BadInput("Say that in the thread that is meant: mention me there with the word quiet.")
    if await call.desk.threads.close(call.where):
        return of_sentence("In this thread I now answer only when I am mentioned.")
    standing = await call.desk.subscriptions.of_channel(call.where.platform, call.where.channel)
    if standing is not None and standing.answering:
        return of_sentence("Whoever manages this channel turned answering on for all its threads; /setup turns it off.")
    return of_sentence("In this thread I answer only when I am mentioned, as before.")


KEEP = Command(
    name="keep",
    summary="Answer every question in this thread, without a mention.",
    run=keep,
    options=(Option("thread", "This thread; its button fills this in."),),
    private=False,
    example="here",
    listed=False,
)
QUIET = Command(name="quiet", summary="In this thread, answer only when mentioned.", run=quiet, private=False)
