"""What commands and conversations work with, joined once by `app.py`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from bot.platforms.platform import Place
from retrieval.library import Library
from retrieval.paper import Paper
from schedules.edition import Edition

if TYPE_CHECKING:
    from bot.commands.command import Command


class Threads(Protocol):
    """Which post a thread hangs on, and what was said in it."""

    async def edition_of(self, where: Place) -> Edition | None:
        """The edition posted in this channel whose thread this is, or None."""
        ...

    async def paper_of(self, where: Place, *, asker: str) -> str:
        """The paper this asker last asked about in this thread; empty if none."""
        ...

    async def remember(self, where: Place, *, asker: str, question: str, answer: str, paper: str) -> None:
        """Keep a turn, for follow-ups."""
        ...

    async def turns(self, where: Place, *, limit: int = 6) -> list[str]:
        """What was said in this thread, oldest first, one string a turn."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a command may touch.

    `edition(where, day)`: the edition this channel read on that day (None: its newest), or None.
    `shown(where)`: the papers last listed to people here, in the order of their numbers, whatever
    the thread; before any list, those of the channel's newest edition.
    `listed(where, papers)`: these have just been listed here.
    """

    library: Library
    threads: Threads
    edition: Callable[[Place, date | None], Awaitable[Edition | None]]
    shown: Callable[[Place], Awaitable[tuple[Paper, ...]]]
    listed: Callable[[Place, Sequence[Paper]], Awaitable[None]]
    commands: "tuple[Command, ...]"
    now: Callable[[], datetime]
