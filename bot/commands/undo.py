"""`/undo`: take the newest change of a channel's settings back."""

from dataclasses import replace

from bot.changes import Change
from bot.commands.command import Call, Command
from bot.standing import AT_ONCE, Overtaken, next_edition, standing, timed
from bot.wording import in_words
from retrieval.errors import BadInput
from schedules.document import Actions, Button, Document, Heading, Text, plain
from schedules.subscriptions import Subscription

NOTHING = "There is nothing to take back here."
UNDER_IT = "The settings were changed since, and not by a command I can take back; /setup shows them."


async def run(call: Call) -> Document:
    held = await standing(call.desk, call.where)
    newest = await _newest(call, held) if held else None
    if held is None or newest is None:
        raise BadInput(NOTHING)
    _check(call, held, newest)
    if newest.before is None and call.options.get("sure") != "yes":
        return _all_of_it(newest)
    if not await _put_back(call, held, newest):
        raise Overtaken(AT_ONCE)
    await call.desk.changes.take_back(newest)
    return await _told(call, newest)


async def _newest(call: Call, held: Subscription) -> Change | None:
    """The change that made the settings what they are. One whose taking back was cut short is marked now."""
    for newest in await call.desk.changes.newest(held.id, limit=2):
        if newest.before is None or not _same(newest.before, held) or _same(newest.after, held):
            return newest
        await call.desk.changes.take_back(newest)
    return None


def _check(call: Call, held: Subscription, newest: Change) -> None:
    """Raises Overtaken where the button, or the log, speaks of other settings than those there are."""
    meant = call.options.get("revision", str(newest.after.revision))
    if meant != str(newest.after.revision):
        raise Overtaken(f"{newest.who} {newest.what} since; /undo takes that back first.")
    if not _same(newest.after, held):
        raise Overtaken(UNDER_IT)


def _same(one: Subscription, other: Subscription) -> bool:
    """Whether they say the same, whatever their revisions."""
    return replace(one, revision=0, since=None) == replace(other, revision=0, since=None)


async def _put_back(call: Call, held: Subscription, newest: Change) -> bool:
    if newest.before is None:
        return await call.desk.subscriptions.remove(held)
    restored = replace(newest.before, revision=held.revision, since=held.since)
    return await call.desk.subscriptions.put(timed(held, restored, call.desk.now())) is not None


def _all_of_it(newest: Change) -> Document:
    """Asked first: nothing before the channel was set up is left to go back to."""
    said = "The only change left to take back is that this channel was set up; that removes all its settings."
    yes = Button("Yes, remove all settings", "undo", f"revision:{newest.after.revision} sure:yes")
    return Document(said, (Text(plain(said)), Actions((yes,))))


async def _told(call: Call, taken: Change) -> Document:
    who = "you" if taken.who == call.who.name else taken.who
    said = f"Taken back: {who} {taken.what}."
    if taken.before is None:
        return Document(said, (Heading(said), Text(plain("This channel has no settings now; nothing is posted here."))))
    planned = await next_edition(taken.before, call.where, call.desk)
    return Document(said, (Heading(said), in_words(taken.before, by_model=call.desk.by_model), Text(plain(planned))))


UNDO = Command(
    name="undo",
    summary="Take the newest change of the settings here back.",
    run=run,
    manage=True,
    carries=("revision", "sure"),
)
