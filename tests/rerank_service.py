"""A reranking service on loopback: Cohere's `/rerank`, scored by the words that question and document share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class RerankService:
    """`answer`: said instead of the scores, with `status`. `asked`: the requests, as they came; `keys`: theirs."""

    url: str = ""
    answer: Any = None
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    async def rerank(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization"))
        wanted = body["query"].casefold().split()
        scores = [sum(text.casefold().split().count(word) for word in wanted) for text in body["documents"]]
        best_first = sorted(range(len(scores)), key=lambda n: -scores[n])
        results = [{"index": n, "relevance_score": scores[n] / 10} for n in best_first]
        return web.json_response(self.answer or {"results": results}, status=self.status)


@asynccontextmanager
async def rerank_service() -> AsyncIterator[RerankService]:
    """The service, listening until the block ends."""
    service = RerankService()
    app = web.Application()
    app.router.add_post("/v1/rerank", service.rerank)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        service.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield service
    finally:
        await runner.cleanup()
