"""An open house in memory, for the command line: a desk, a console that notes, editions on demand."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from bot.desk import Desk
from bot.house import House, Progress
from bot.platforms.platform import Ears
from bot.settings import Settings
from retrieval.library import Library
from schedules.edition import Edition
from tests.fakes.desk import FakeDesk
from tests.fakes.editions import edition, item
from tests.fakes.platform import FakeEars


@dataclass
class FakeConsole:
    """`ran` once somebody sat down at it."""

    ran: bool = False

    async def run(self, ears: Ears) -> None:
        self.ran = True


@dataclass
class FakeHouse:
    """`fails` is raised by whatever makes an edition, indexes or serves."""

    behind: FakeDesk = field(default_factory=FakeDesk)
    fails: BaseException | None = None
    console: FakeConsole = field(default_factory=FakeConsole)
    ears: Ears = field(default_factory=FakeEars)
    made: list[tuple[date | None, tuple[str, ...]]] = field(default_factory=list)
    delivered: list[Edition] = field(default_factory=list)
    unindexed: int = 0
    settings: Settings | None = None
    closed: bool = False
    sent: signal.Signals | None = None
    """Sent to this process while it serves."""

    def __post_init__(self) -> None:
        self.desk: Desk = self.behind.desk()

    @property
    def library(self) -> Library:
        return self.desk.library

    async def make_edition(self, *, day: date | None = None, categories: Sequence[str] = ()) -> Edition:
        self._may_fail()
        self.made.append((day, tuple(categories)))
        return edition(item(1), item(2))

    async def bundled_edition(self) -> Edition:
        self._may_fail()
        return edition(item(1), key="demo/2025-10-01")

    async def deliver(self, edition: Edition) -> None:
        self.delivered.append(edition)

    async def index(self, progress: Progress) -> int:
        self._may_fail()
        progress(self.unindexed, self.unindexed)
        return self.unindexed

    async def serve(self) -> None:
        self._may_fail()
        if self.sent is not None:
            signal.raise_signal(self.sent)
            await asyncio.Event().wait()

    def _may_fail(self) -> None:
        if self.fails is not None:
            raise self.fails

    @asynccontextmanager
    async def open(self, settings: Settings, *, echo: Callable[[str], None]) -> AsyncIterator[House]:
        """As `bot.app.open_house`; the house notes its settings and that it was closed."""
        self.settings = settings
        try:
            yield self  # type: ignore[misc]  # a stand-in: the console has no more than `run`
        finally:
            self.closed = True
