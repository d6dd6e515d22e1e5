"""A reranking service over HTTP: what is sent, and what a person reads when it fails."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from retrieval.errors import RerankerUnavailable
from retrieval.searching.rerank import MOST_CHARACTERS, open_reranker
from tests.rerank_service import RerankService, rerank_service


@pytest.fixture
async def service() -> AsyncIterator[RerankService]:
    async with rerank_service() as one:
        yield one


async def test_model_key_and_whole_texts_are_sent(service: RerankService) -> None:
    async with open_reranker(f"{service.url}/rerank", "bge-reranker", api_key="sk-one") as reranker:
        await reranker.scores("cache", ["a", "b" * 9_000])

    (asked,) = service.asked
    assert asked == {"model": "bge-reranker", "query": "cache", "documents": ["a", "b" * MOST_CHARACTERS]}
    assert service.keys == ["Bearer sk-one"]


async def test_a_service_of_one_model_needs_no_name_and_no_key(service: RerankService) -> None:
    async with open_reranker(service.url) as reranker:
        assert len(await reranker.scores("cache", ["a cache"])) == 1

    assert "model" not in service.asked[0]
    assert service.keys == [None]


UNREADABLE = "answered in a form that cannot be read"


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {"error": "sk-secret is wrong"}, "refused to answer (status 401)"),
        (503, {"error": "loading"}, "answered with an error (503)"),
        (200, ["no object"], UNREADABLE),
        (200, {"results": [{"index": 0, "relevance_score": 1.0}]}, UNREADABLE),
        (200, {"results": [{"index": 0, "relevance_score": 1.0}, {"index": 0, "relevance_score": 1.0}]}, UNREADABLE),
        (200, {"results": [{"index": 0, "relevance_score": 1.0}, {"index": 2, "relevance_score": 1.0}]}, UNREADABLE),
        (200, {"results": [{"index": 0, "relevance_score": 1.0}, {"index": 1, "relevance_score": None}]}, UNREADABLE),
        (200, {"results": [{"index": 0, "relevance_score": 1.0}, {"index": 1, "relevance_score": "nan"}]}, UNREADABLE),
    ],
)
async def test_an_answer_that_is_no_ranking_is_refused(
    service: RerankService, status: int, answer: Any, said: str
) -> None:
    service.status, service.answer = status, answer

    async with open_reranker(service.url) as reranker:
        with pytest.raises(RerankerUnavailable) as caught:
            await reranker.scores("cache", ["one", "two"])

    assert said in caught.value.for_people
    assert "secret" not in caught.value.for_people


async def test_a_service_that_is_not_there_is_named_by_its_setting() -> None:
    async with open_reranker("http://127.0.0.1:9") as reranker:
        with pytest.raises(RerankerUnavailable, match="RERANK_URL cannot be reached"):
            await reranker.scores("cache", ["one"])
