"""A reranker behind HTTP: `POST /rerank`, as Cohere began it and vLLM, llama.cpp, Infinity and Jina answer it.

`{model, query, documents}` goes out, `results: [{index, relevance_score}]` comes back, in any order.
"""

import json
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from retrieval.errors import RerankerUnavailable, SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Patience, Response
from retrieval.ports import Reranker

MOST_CHARACTERS = 4_000
"""Of one text: no passage is longer, and what a stranger asks may be."""
PATIENCE = Patience(connect=1.0, read=3.0, total=3.0, attempts=2, pause=0.1, longest_pause=0.5, most_bytes=2**20)
"""Somebody is waiting for the answer; the search has an order without it."""
_WHO = Host("The reranker at RERANK_URL")
_UNREADABLE = "The reranker at RERANK_URL answered in a form that cannot be read."


@asynccontextmanager
async def open_reranker(url: str, model: str = "", *, api_key: str | None = None) -> AsyncIterator[Reranker]:
    """The reranker at `url` (its `/rerank`, or what that hangs on). Opening connects to nothing."""
    async with Http(PATIENCE, follow_redirects=False) as http:
        yield HttpReranker(http, url, model, api_key)


class HttpReranker:
    """`ports.Reranker` over HTTP."""

    def __init__(self, http: Http, url: str, model: str, api_key: str | None) -> None:
        self._http, self._model = http, model
        bare = url.rstrip("/")
        self._url = bare if bare.endswith("/rerank") else f"{bare}/rerank"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else None

    async def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        if not texts:
            return []
        asked = {"query": _sendable(question), "documents": [_sendable(text) for text in texts]}
        named = {"model": self._model} if self._model else {}
        try:
            response = await self._http.post(self._url, named | asked, headers=self._headers, host=_WHO)
        except (SourceUnavailable, SourceChanged) as error:
            raise RerankerUnavailable(error.for_people) from error
        return _scores(response, len(texts))


def _sendable(text: str) -> str:
    """Not too long, and valid Unicode."""
    return text[:MOST_CHARACTERS].encode("utf-8", "replace").decode()


def _scores(response: Response, expected: int) -> list[float]:
    """In the order of the texts. Raises RerankerUnavailable unless each text has exactly one number."""
    if response.status != 200:
        raise RerankerUnavailable(f"{_WHO.name} refused to answer (status {response.status}).")
    try:
        results: Any = json.loads(response.body)["results"]
        scored = sorted((int(one["index"]), float(one["relevance_score"])) for one in results)
    except (ValueError, TypeError, KeyError) as error:
        raise RerankerUnavailable(_UNREADABLE) from error
    scores = [score for _, score in scored]
    if [index for index, _ in scored] != list(range(expected)) or not all(map(math.isfinite, scores)):
        raise RerankerUnavailable(_UNREADABLE)
    return scores
