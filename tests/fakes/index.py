"""A dense index in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexUnavailable, PaperwireError
from retrieval.ports import Ranked, Vectors

Vector = NDArray[np.float32]


@dataclass
class FakeIndex:
    """Holds `held`; every call raises `error` if there is one."""

    fingerprint: str = "fake"
    held: dict[int, Vector] = field(default_factory=dict)
    error: PaperwireError | None = None
    copy: int = 1
    """Which copy of the index this is: what `start_over` counts up."""
    forgot: int = 0
    """How often it was told to forget other generations."""

    async def generation(self) -> str:
        self._answer()
        return f"{self.fingerprint}@{self.copy}"

    async def put(self, rows: Sequence[int], vectors: Vectors) -> None:
        self._answer()
        if any(len(vector) != vectors.shape[1] for vector in self.held.values()):
            await self.start_over()
            raise IndexUnavailable("The embedding model now gives vectors of another length.")
        self.held |= dict(zip(rows, vectors, strict=True))

    async def nearest(self, vector: Vector, *, limit: int) -> list[Ranked]:
        self._answer()
        found = [Ranked(row, float(held @ vector)) for row, held in self.held.items()]
        return sorted(found, key=lambda one: -one.score)[: max(limit, 0)]

    async def vectors(self, rows: Sequence[int]) -> dict[int, Vector]:
        self._answer()
        return {row: self.held[row] for row in rows if row in self.held}

    async def remove(self, rows: Sequence[int]) -> None:
        self._answer()
        for row in rows:
            self.held.pop(row, None)

    async def count(self) -> int:
        self._answer()
        return len(self.held)

    async def start_over(self) -> None:
        self._answer()
        self.held.clear()
        self.copy += 1

    async def forget_other_generations(self) -> None:
        self._answer()
        self.forgot += 1

    def _answer(self) -> None:
        if self.error is not None:
            raise self.error
