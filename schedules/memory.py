"""What the editions of a channel remember of one another. Nothing later than a window's end is ever spoken of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from schedules.edition import Edition
from schedules.remembered import Prediction, Score, Thread


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that an earlier edition kept, as it was that day."""

    paper_id: str
    title: str
    day: date
    finding: str
    version: int | None = None
    withdrawn: bool = False
    thread: str = ""


class Memories(Protocol):
    """What was kept, tied and predicted, by subscription. Raises StoreUnavailable or StorageRefused."""

    async def kept(self, subscription: str, *, before: date, limit: int = 2_000) -> list[Kept]:
        """Papers of editions before this day, newest day first."""
        ...

    async def keep(self, subscription: str, edition: Edition) -> None:
        """Take in an edition that is kept: its papers, threads, notes and new predictions. May be repeated."""
        ...

    async def threads(self, subscription: str, *, limit: int = 20) -> list[Thread]:
        """Named threads of at least two days, the most recently continued first."""
        ...

    async def predictions(self, subscription: str, *, state: str = "", limit: int = 100) -> list[Prediction]:
        """The ledger, newest first."""
        ...

    async def settle(self, subscription: str, settled: Sequence[Prediction]) -> None:
        """Write down what became of predictions; one that is settled already stays as it is."""
        ...

    async def score(self, subscription: str) -> Score: ...
