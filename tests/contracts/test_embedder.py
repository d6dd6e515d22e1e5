"""What every `Embedder` promises, tried on the fake, the local model and an OpenAI-compatible service."""

from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest
from standin_process import Standin, standin

from retrieval.embed import open_embedder
from retrieval.ports import Embedder
from tests.fakes.embedder import FakeEmbedder


@pytest.fixture(scope="module")
def service() -> Iterator[Standin]:
    with standin("openai_standin.py") as running:
        yield running


@pytest.fixture(params=["fake", "local", "service"])
async def embedder(request: pytest.FixtureRequest, service: Standin) -> AsyncIterator[Embedder]:
    if request.param == "fake":
        yield FakeEmbedder()
    elif request.param == "local":
        async with open_embedder("local") as local:
            yield local
    else:
        key, url = service.ready["api_key"], service.ready["base_url"]
        async with open_embedder("openai:standin-embedding", base_url=url, api_key=key) as remote:
            yield remote


async def test_each_text_gets_a_row_of_length_one(embedder):
    for vectors in (await embedder.queries(["one", "two words"]), await embedder.documents(["one", "two words"])):
        assert vectors.shape[0] == 2
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


async def test_questions_and_passages_are_comparable(embedder):
    text = "Dropping half of the cache costs nothing"
    assert (await embedder.queries([text]))[0] == pytest.approx((await embedder.documents([text]))[0], abs=1e-5)


async def test_rows_come_in_the_order_of_the_texts(embedder):
    """More texts than go into one request, the long ones among the short."""
    texts = [f"word{n} " * (1 + n % 9) for n in range(130)]
    vectors = await embedder.documents(texts)
    assert len(vectors) == 130
    for n in (0, 63, 64, 65, 129):
        assert vectors[n] == pytest.approx((await embedder.queries([texts[n]]))[0], abs=1e-5)


async def test_what_is_about_the_same_is_nearer(embedder):
    question = (await embedder.queries(["eviction from the attention cache"]))[0]
    near, far = await embedder.documents(["cache eviction for attention", "dwarf galaxies near Andromeda"])
    assert question @ near > question @ far


async def test_no_texts_no_rows(embedder):
    assert len(await embedder.documents([])) == 0
    assert len(await embedder.queries([])) == 0


@pytest.mark.parametrize(
    "text", ["", "   ", "caf\ud800e", 'c++ RAG? "\x00\x1b[31m', "attention " * 10_000, "注意力机制"]
)
async def test_any_text_will_do(embedder, text):
    vectors = await embedder.documents([text, "attention"])
    assert np.isfinite(vectors).all()
    assert np.linalg.norm((await embedder.queries([text]))[0]) == pytest.approx(1, abs=1e-5)


async def test_it_has_a_name_that_tells_models_apart(embedder):
    assert embedder.fingerprint.strip() == embedder.fingerprint != ""
