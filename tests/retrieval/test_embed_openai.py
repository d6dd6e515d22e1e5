"""Embeddings from a service: what is sent, and what a person reads when it fails."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from standin_process import Standin, standin

from retrieval.embed import open_embedder
from retrieval.errors import BadSetting, EmbedderUnavailable
from retrieval.vectors import embed_openai
from retrieval.vectors.embed_openai import OpenAIEmbedder


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("openai_standin.py") as running:
        yield running


@pytest.fixture
def service(process: Standin) -> Standin:
    process.control("reset")
    return process


@asynccontextmanager
async def opened(service: Standin, model: str = "openai:standin-embedding", key: str | None = "sk-standin"):
    async with open_embedder(model, base_url=service.ready["base_url"], api_key=key) as embedder:
        yield embedder


@pytest.fixture
async def embedder(service: Standin) -> AsyncIterator[OpenAIEmbedder]:
    async with opened(service) as one:
        yield one


async def sentence(embedder: OpenAIEmbedder) -> str:
    with pytest.raises(EmbedderUnavailable) as caught:
        await embedder.documents(["one"])
    assert caught.value.for_people.endswith(".")
    assert "\n" not in caught.value.for_people
    return caught.value.for_people


async def test_many_texts_go_in_batches_under_the_models_name(service, embedder):
    await embedder.documents([f"text {n}" for n in range(70)])
    sent = [request["body"] for request in service.view("requests")]
    assert [len(body["input"]) for body in sent] == [32, 32, 6]
    assert {body["model"] for body in sent} == {"standin-embedding"}


async def test_a_name_without_openai_before_it_is_the_services_too(service):
    async with opened(service, "standin-embedding") as embedder:
        await embedder.queries(["one"])
    assert service.view("requests")[0]["body"]["model"] == "standin-embedding"


async def test_empty_and_endless_texts_are_sent_as_the_service_takes_them(service, embedder):
    await embedder.documents(["", "x" * 100_000])
    empty, long = service.view("requests")[0]["body"]["input"]
    assert empty.strip()
    assert len(long) == embed_openai.MOST_CHARACTERS


async def test_a_wrong_key_names_the_setting(service):
    async with opened(service, key="sk-wrong") as embedder:
        said = await sentence(embedder)
    assert "refused the key" in said
    assert "OPENAI_API_KEY" in said
    assert "sk-wrong" not in said


async def test_a_model_that_the_service_lacks_names_the_setting(service, embedder):
    service.control("fault", kind="status", status=404)
    assert "EMBEDDING_MODEL" in await sentence(embedder)


async def test_a_limit_that_passes_is_waited_out(service, embedder):
    service.control("fault", kind="status", status=429, count=2)
    assert len(await embedder.documents(["one"])) == 1
    assert len(service.view("requests")) == 3


@pytest.mark.parametrize(("status", "words"), [(429, "too much"), (500, "status 500")])
async def test_a_failure_that_stays_is_a_sentence_after_three_tries(service, embedder, status, words):
    service.control("fault", kind="status", status=status, count=99)
    assert words in await sentence(embedder)
    assert len(service.view("requests")) == 1 + embed_openai.RETRIES


async def test_a_service_that_hangs_is_given_up(service, monkeypatch):
    monkeypatch.setattr(embed_openai, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(embed_openai, "RETRIES", 0)
    async with opened(service) as embedder:
        service.control("fault", kind="hang", seconds=5)
        assert "in time" in await sentence(embedder)


async def test_nobody_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(embed_openai, "RETRIES", 0)
    async with open_embedder("openai:x", base_url="http://127.0.0.1:9/v1") as embedder:
        assert "OPENAI_BASE_URL" in await sentence(embedder)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<html>Sign in</html>"),
        ("application/json", "[]"),
        ("application/json", '{"data": []}'),
        ("application/json", '{"data": [{"index": 0, "embedding": []}]}'),
        ("application/json", '{"data": [{"index": 0, "embedding": ["a"]}]}'),
        ("application/json", '{"data": [{"index": 0, "embedding": [0, 0]}]}'),
        ("application/json", '{"data": [{"index": 0, "embedding": [1, 0]}, {"index": 1, "embedding": [0, 1]}]}'),
        ("application/json", "{"),
    ],
)
async def test_an_answer_that_is_none_is_a_sentence(kind, body):
    async with answering(kind, body) as url, open_embedder("openai:x", base_url=url) as embedder:
        await sentence(embedder)


async def test_vectors_are_made_one_long(service):
    body = '{"data": [{"index": 1, "embedding": [0, 0.5]}, {"index": 0, "embedding": [3, 4]}]}'
    async with answering("application/json", body) as url, open_embedder("openai:x", base_url=url) as embedder:
        assert await embedder.documents(["a", "b"]) == pytest.approx(np.array([[0.6, 0.8], [0, 1]]))


@asynccontextmanager
async def answering(kind: str, body: str) -> AsyncIterator[str]:
    """A service that says the same to everybody."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def test_an_own_service_needs_no_key(service):
    async with opened(service, key=None) as embedder:
        await sentence(embedder)  # this one does, but it was asked
    assert len(service.view("requests")) == 1


async def test_without_key_and_address_there_is_nobody_to_ask():
    with pytest.raises(BadSetting, match="OPENAI_API_KEY"):
        async with open_embedder("openai:text-embedding-3-small"):
            pass


@pytest.mark.parametrize(
    ("model", "url", "fingerprint"),
    [
        ("text-embedding-3-small", None, "openai:text-embedding-3-small"),
        ("nomic", "http://user:secret@own.example:8080/v1/", "openai:nomic@own.example:8080/v1"),
    ],
)
def test_the_fingerprint_tells_models_and_services_apart_without_secrets(model, url, fingerprint):
    assert OpenAIEmbedder(model, base_url=url, api_key="sk-1").fingerprint == fingerprint
    assert OpenAIEmbedder(model, base_url=url, api_key="sk-2").fingerprint == fingerprint
