"""What a command is: plain data that every platform registers in its own way, and one function."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.platforms.platform import Choice, Form, Person, Place
from schedules.document import Document

if TYPE_CHECKING:
    from bot.desk import Desk

Kind = Literal["text", "paper", "date", "choice", "number"]


@dataclass(frozen=True, slots=True)
class Option:
    """One value a command takes. The first option of a command also takes words given without a name.

    `name`: lower-case ASCII, at most 32 characters; `description`: at most 100 (Discord's limits).
    """

    name: str
    description: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    """The choices as people read and write them, in their order; none: as they are."""
    complete: "Callable[[Desk, Place, str], Awaitable[Sequence[Choice]]] | None" = None
    """What to offer while somebody types a text; papers, dates and choices complete by themselves."""
    also: tuple[str, ...] = ()
    """Lower-case words it takes as they are, besides what its kind allows: `now` for a date."""

    @property
    def offered(self) -> tuple[str, ...]:
        """The choices in people's words."""
        return self.written or self.choices


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a command: its options, checked against their kinds, and who did it where."""

    options: Mapping[str, str]
    who: Person
    where: Place
    desk: "Desk"
    private: bool = True
    """Whether the asker alone sees the answer."""
    grow: Callable[[Document], Awaitable[None]] | None = None
    """Shows the beginning of the answer while the rest is made (`Reply.grow`); None: nobody would see it."""

    @property
    def whose(self) -> str:
        """For whom a list counts that this call shows: the asker alone, or (empty) everybody in the channel."""
        return self.who.id if self.private else ""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `run` returns what to show, or raises a PaperwireError with a sentence.

    A `name` of two words (`follow author`) is one of a group: a subcommand on Discord, two words
    elsewhere.
    """

    name: str
    summary: str
    run: Callable[[Call], Awaitable[Document]]
    options: tuple[Option, ...] = ()
    private: bool | None = True
    """Shown to the asker alone: True, unless it was asked in a thread or by mention; None, always; False, never."""
    example: str = ""
    """The words after the name in a typical use, such as `2506.07751 level:newcomer`."""
    manage: bool = False
    """Only for those who may manage the channel (`Person.may_manage`)."""
    listed: bool = True
    """A command that people type. False: buttons and shortcuts alone use it."""
    form: "Callable[[Call], Awaitable[Form]] | None" = None
    """The form to open where it comes without any option. Without it, a form asks for what is required."""
    carries: tuple[str, ...] = ()
    """Names of what its form or a button brings along unseen (`Form.carried`). Nobody is offered them, and

    a form still opens where there is nothing else; `run` finds them among the options as they came.
    """
