"""Embeddings from OpenAI or a service that speaks as it does. The only place that imports `openai`."""

import asyncio
import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import BadSetting, EmbedderUnavailable, clip
from retrieval.ports import Vectors

if TYPE_CHECKING:
    from openai import AsyncOpenAI

BATCH = 32
MOST_CHARACTERS = 8_000
"""Of one text: below the 8,191 tokens a service takes, whatever the language."""
TIMEOUT_SECONDS = 30.0
RETRIES = 2


class OpenAIEmbedder:
    """One model of one service; connects at the first use."""

    def __init__(self, model: str, *, base_url: str | None, api_key: str | None) -> None:
        """Raises BadSetting when there is neither a key nor an address to do without one."""
        if not (api_key or base_url):
            raise BadSetting(
                f"EMBEDDING_MODEL names “{clip(model)}”, but neither OPENAI_API_KEY nor OPENAI_BASE_URL is set; "
                "set one, or EMBEDDING_MODEL=local."
            )
        self.fingerprint = f"openai:{model}{_place(base_url)}"
        """The length of a vector is no part of it: a name stands for one length, and `PassageIndex` refuses two."""
        self._model, self._base_url = model, base_url
        self._api_key = api_key or "none"  # an own server wants no key, but the client does
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()

    async def warm(self) -> None:
        """Make the client now (importing it takes a second). Calls nobody."""
        await self._opened()

    async def queries(self, texts: Sequence[str]) -> Vectors:
        return await self.documents(texts)

    async def documents(self, texts: Sequence[str]) -> Vectors:
        batches = [await self._batch(texts[n : n + BATCH]) for n in range(0, len(texts), BATCH)]
        return np.concatenate(batches) if batches else np.empty((0, 0), np.float32)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _opened(self) -> "AsyncOpenAI":
        async with self._opening:
            if self._client is None:
                openai = await asyncio.to_thread(importlib.import_module, "openai")
                self._client = openai.AsyncOpenAI(
                    api_key=self._api_key, base_url=self._base_url, timeout=TIMEOUT_SECONDS, max_retries=RETRIES
                )
            client: AsyncOpenAI = self._client
            return client

    async def _batch(self, texts: Sequence[str]) -> Vectors:
        client = await self._opened()
        from openai import OpenAIError

        try:
            answer = await client.embeddings.create(model=self._model, input=[_sendable(text) for text in texts])
            ordered = sorted(answer.data, key=lambda one: one.index)
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:  # the latter three: no JSON we know
            raise EmbedderUnavailable(_sentence(error, self._model)) from error
        return _unit([one.embedding for one in ordered], len(texts))


def _place(base_url: str | None) -> str:
    """An own service's address, without credentials: its model of the same name may be another."""
    return f"@{base_url.split('://')[-1].split('@')[-1].rstrip('/')}" if base_url else ""


def _sendable(text: str) -> str:
    """As the service takes it: not empty, not too long, valid Unicode."""
    return text[:MOST_CHARACTERS].encode("utf-8", "replace").decode().strip() or "."


def _unit(rows: Sequence[Sequence[float]], expected: int) -> Vectors:
    try:
        vectors = np.array(rows, np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    except (ValueError, TypeError, np.exceptions.AxisError) as error:
        raise EmbedderUnavailable("The embedding service answered with something that is no vector.") from error
    if len(vectors) != expected or not np.all(norms > 0):
        raise EmbedderUnavailable("The embedding service answered with too few vectors, or empty ones.")
    unit: Vectors = vectors / norms
    return unit


def _sentence(error: Exception, model: str) -> str:
    import openai

    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return "The embedding service refused the key: check OPENAI_API_KEY."
        case openai.NotFoundError():
            return f"The embedding service has no model “{clip(model)}”: check EMBEDDING_MODEL and OPENAI_BASE_URL."
        case openai.RateLimitError():
            return "The embedding service says that we ask too much, or that the quota is used up."
        case openai.APITimeoutError():
            return "The embedding service did not answer in time."
        case openai.APIConnectionError():
            return "The embedding service cannot be reached: check OPENAI_BASE_URL and the network."
        case openai.APIStatusError():
            return f"The embedding service answered with an error (status {error.status_code})."
        case _:
            return "The embedding service answered in a form that cannot be read."
