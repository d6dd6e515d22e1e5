"""A reranker without a model."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.errors import PaperwireError


@dataclass
class FakeReranker:
    """Counts the question's words in each text; raises `error` if there is one, waits `delay` seconds first."""

    error: PaperwireError | None = None
    delay: float = 0.0
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        self.asked.append((question, tuple(texts)))
        await asyncio.sleep(self.delay)
        if self.error is not None:
            raise self.error
        wanted = question.casefold().split()
        return [float(sum(text.casefold().split().count(word) for word in wanted)) for text in texts]
