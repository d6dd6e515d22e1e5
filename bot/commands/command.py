"""What a command is: plain data that every platform registers in its own way, and one function."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.platforms.platform import Person, Place
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


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a command: its options, checked against their kinds, and who did it where."""

    options: Mapping[str, str]
    who: Person
    where: Place
    desk: "Desk"


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `run` returns what to show, or raises a PaperwireError with a sentence."""

    name: str
    summary: str
    run: Callable[[Call], Awaitable[Document]]
    options: tuple[Option, ...] = ()
    private: bool = True
    """Shown to the asker alone unless it was asked in a thread or by mention."""
    example: str = ""
    """The words after the name in a typical use, such as `2506.07751 level:newcomer`."""
