"""What every `Reranker` promises, tried on the fake and over HTTP."""

from collections.abc import AsyncIterator

import pytest

from retrieval.ports import Reranker
from retrieval.searching.rerank import open_reranker
from tests.fakes.reranker import FakeReranker
from tests.rerank_service import rerank_service


@pytest.fixture(params=["fake", "http"])
async def reranker(request: pytest.FixtureRequest) -> AsyncIterator[Reranker]:
    if request.param == "fake":
        yield FakeReranker()
        return
    async with rerank_service() as service, open_reranker(service.url, "a-model") as real:
        yield real


async def test_each_text_gets_a_score_in_the_order_given(reranker: Reranker) -> None:
    texts = ["dwarf galaxies", "cache eviction by age", "a cache"]

    none, both, one = await reranker.scores("cache eviction", texts)

    assert none < one < both


async def test_no_texts_no_scores(reranker: Reranker) -> None:
    assert list(await reranker.scores("cache", [])) == []


@pytest.mark.parametrize("odd", ["", "\ud800", "x" * 100_000, "\0"], ids=["empty", "no Unicode", "long", "null"])
async def test_any_text_may_be_scored(reranker: Reranker, odd: str) -> None:
    assert len(await reranker.scores(odd, [odd, "cache"])) == 2
