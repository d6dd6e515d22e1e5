"""What the command line needs of the running whole; `bot/app.py` makes it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.platforms.platform import Ears, Platform
    from bot.settings import Settings
    from retrieval.library import Library
    from schedules.edition import Edition
    from schedules.press import Press

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


class House(Protocol):
    """Everything, opened and joined. Its methods raise PaperwireErrors and nothing of a vendor's."""

    @property
    def desk(self) -> "Desk": ...

    @property
    def library(self) -> "Library": ...

    @property
    def press(self) -> "Press": ...

    @property
    def ears(self) -> "Ears": ...

    @property
    def console(self) -> "Platform":
        """The console, with sample questions to ask where standard input is no terminal."""
        ...

    async def make_edition(self, *, day: date | None = None, categories: Sequence[str] = ()) -> "Edition":
        """The edition of the console's channel for a day (None: today), made now unless there is one.

        `categories` (empty: those of the settings) are collected first. Raises UnknownCategory.
        """
        ...

    async def bundled_edition(self) -> "Edition":
        """The edition of the day that comes with the program; needs no network."""
        ...

    async def deliver(self, edition: "Edition") -> None:
        """Bring an edition to the console through the outbox, once however often it is called."""
        ...

    async def index(self, progress: Progress) -> int:
        """Index all that is stored and not indexed; how many passages that were. Safe to stop anywhere."""
        ...

    async def serve(self) -> None:
        """Join every platform the settings ask for, keep the schedule, until cancelled or the console is left.

        Raises BadSetting when none can be joined.
        """
        ...


class OpenHouse(Protocol):
    """How a house is opened: `bot.app.open_house`, or a stand-in of a test."""

    def __call__(self, settings: "Settings", *, echo: Callable[[str], None]) -> AbstractAsyncContextManager[House]:
        """Open everything, closing it again on the way out. `echo` is told, in a few words, what takes long."""
        ...
