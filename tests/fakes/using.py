"""Using a command the way a platform does, without one."""

from bot.commands.command import Call, Command
from bot.commands.grammar import check
from bot.platforms.platform import Person, Place
from schedules.document import Actions, Button, Document
from tests.fakes.desk import ADA, CHANNEL, NOW, FakeDesk


def call(behind: FakeDesk, *, where: Place = CHANNEL, who: Person = ADA, **options: str) -> Call:
    """One use of a command at this desk."""
    return Call(options, who, where, behind.desk(), private=not where.thread)


async def use(
    command: Command, behind: FakeDesk, *, where: Place = CHANNEL, who: Person = ADA, **options: str
) -> Document:
    """What the command shows, its options checked first. Raises what it raises."""
    checked = check(command, options, today=NOW.date())
    return await command.run(call(behind, where=where, who=who, **checked))


def buttons(document: Document) -> list[Button]:
    """Those of the document itself, in order."""
    return [button for block in document.blocks if isinstance(block, Actions) for button in block.buttons]
