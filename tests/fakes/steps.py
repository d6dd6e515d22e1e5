"""Somebody using commands: what they say goes through the grammar, as on every platform."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.commands.command import Call, Command
from bot.commands.finding import form_for
from bot.commands.grammar import check, split
from bot.platforms.platform import Form, Person, Place
from schedules.document import Actions, Block, Button, Code, Document, text_of
from schedules.subscriptions import Subscription
from tests.fakes.desk import CHANNEL, FakeDesk

OWNER = Person("ada", "Ada", may_manage=True)
OTHER = Person("bo", "Bo", may_manage=True)
READER = Person("cleo", "Cleo")


@dataclass
class Somebody:
    """`says` uses a command with words, `fills` sends options as a form does, `presses` a button."""

    behind: FakeDesk = field(default_factory=FakeDesk)
    who: Person = OWNER
    where: Place = CHANNEL

    def __post_init__(self) -> None:
        self.desk = self.behind.desk()

    async def says(self, command: Command, words: str = "") -> Document:
        return await self.fills(command, **split(command, words))

    async def fills(self, command: Command, **options: str) -> Document:
        checked = check(command, options, today=self.desk.now().date())
        return await command.run(Call(checked, self.who, self.where, self.desk))

    async def presses(self, button: Button) -> Document:
        return await self.says(self.named(button.action), button.value)

    async def opens(self, command: Command, words: str = "") -> Form | None:
        return await form_for(command, Call(split(command, words), self.who, self.where, self.desk))

    def named(self, name: str) -> Command:
        return next(command for command in self.desk.commands if command.name == name)

    def as_(self, who: Person, where: Place = CHANNEL) -> "Somebody":
        """Somebody else at the same desk."""
        other = Somebody(self.behind, who, where)
        other.desk = self.desk
        return other

    @property
    def held(self) -> Subscription:
        """The settings of the channel, which has some."""
        return self.behind.subscriptions.kept[f"{self.where.platform}:{self.where.channel}"]


def words(document: Document) -> str:
    """All words of a document, and its code."""
    return text_of(document.blocks)


def buttons(document: Document) -> dict[str, Button]:
    """By label."""
    return {button.label: button for button in _buttons(document.blocks)}


def _buttons(blocks: tuple[Block, ...]) -> Iterator[Button]:
    for block in blocks:
        if isinstance(block, Actions):
            yield from block.buttons


def code(document: Document) -> str:
    """What stands there to be copied."""
    return "\n".join(block.text for block in document.blocks if isinstance(block, Code))
