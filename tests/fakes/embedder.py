"""An embedder without a model: texts with words in common lie near each other."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from retrieval.errors import PaperwireError
from retrieval.ports import Vectors


@dataclass
class FakeEmbedder:
    """Hashes words into `dimensions`; raises `error` if there is one; keeps what it was given."""

    dimensions: int = 64
    error: PaperwireError | None = None
    fingerprint: str = "fake"
    asked: list[tuple[str, ...]] = field(default_factory=list)
    """Each call of `documents`."""

    async def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    async def documents(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(tuple(texts))
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        if self.error is not None:
            raise self.error
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                number = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:8], "big")
                vector[number % self.dimensions] += 1
            vector /= np.linalg.norm(vector)
        return vectors
