"""What is said once settings were changed, and when they could not be: then no written word is lost."""

from collections.abc import Mapping, Sequence

from bot.commands.command import Call, Command
from bot.commands.grammar import write
from bot.standing import Changed, next_edition
from bot.wishes import contradiction, unheard_of
from bot.wording import in_words
from retrieval.errors import BadInput
from schedules.document import Actions, Block, Button, Code, Document, Heading, Small, Text, plain

KEPT = "Nothing was stored. What you wrote is kept:"
AS_IT_IS = "That is how it is already; nothing changed."


async def settled(
    call: Call, done: Changed, *, buttons: Sequence[Button] = (), after: Sequence[Block] = ()
) -> Document:
    """What was done, how everything stands now, when the next edition comes, and the way back."""
    name = "first" if done.before is None else "next"
    planned = await next_edition(done.after, call.where, call.desk, name=name)
    said = f"You {done.what}." if done.what else AS_IT_IS
    doubts = (contradiction(done.after.profile), unheard_of(done.after.profile))
    offered = (*buttons, *((done.undo,) if done.what else ()))
    return Document(
        f"{said} {planned}",
        (
            Heading(said),
            in_words(done.after, by_model=call.desk.by_model),
            *(Text(plain(sentence)) for sentence in (planned, *doubts) if sentence),
            *((Actions(offered),) if offered else ()),
            *after,
        ),
    )


async def not_yet(call: Call, command: Command, error: BadInput) -> Document:
    """The sentence, the words as they were written, and a button that opens the form with them in it.

    Raises the error itself where nothing was written.
    """
    written = {name: value for name, value in call.options.items() if name not in command.carries}
    if not written:
        raise error
    draft = Document(command.name, tuple(Code(value, name) for name, value in written.items()))
    note = await call.desk.notes.keep(draft, server=call.where.server, person=call.who.id, at=call.desk.now())
    return Document(
        error.for_people,
        (
            Text(plain(error.for_people)),
            Small(plain(KEPT)),
            Code(write(command, written)),
            Actions((Button("Correct it", command.name, f"draft:{note}"),)),
        ),
    )


async def drafted(call: Call) -> Mapping[str, str]:
    """What this person wrote before, by option; nothing where no draft was named or it is gone."""
    note_id = call.options.get("draft", "")
    kept = await call.desk.notes.document(note_id, server=call.where.server, person=call.who.id) if note_id else None
    return {block.language: block.text for block in (kept.blocks if kept else ()) if isinstance(block, Code)}
