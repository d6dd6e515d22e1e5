"""Fetching: bounded, patient, and never taken in by half an answer. All over real sockets."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import LONGEST, Host, Http, Patience, Response, retry_after
from retrieval.polite import polite_gate

HASTE = Patience(connect=2, read=0.3, total=3, attempts=3, pause=0.01, longest_pause=5, most_bytes=50_000)
ARXIV = Host("arXiv")
NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)


def answer(status: int = 200, body: bytes = b"papers", *headers: str, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = "\r\n".join((f"HTTP/1.1 {status} X", f"Content-Length: {size}", "Connection: close", *headers))
    return head.encode() + b"\r\n\r\n" + body


@dataclass
class Script:
    """A server that gives prepared answers, the last one for ever; None: it says nothing until we leave."""

    answers: list[bytes | None]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        self.reached.set()
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if said is None:
            await reader.read()
        else:
            writer.write(said)
        writer.close()
        await writer.wait_closed()


Serve = Callable[..., Awaitable[Script]]


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Script]:
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    async with server:
        script.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"
        yield script


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        async def start(*answers: bytes | None) -> Script:
            return await stack.enter_async_context(serving(Script(list(answers))))

        yield start


@pytest.fixture
async def fetch() -> AsyncIterator[Callable[[Script], Awaitable[Response]]]:
    async with Http(HASTE) as http:
        yield lambda script: http.get(script.url, host=ARXIV)


async def test_an_answer_comes_whole_with_its_status_headers_and_place(serve, fetch):
    script = await serve(answer(200, b"papers", "ETag: x"))
    got = await fetch(script)
    assert (got.status, got.body, got.headers["etag"], got.url) == (200, b"papers", "x", script.url)


async def test_we_say_who_we_are(serve, fetch):
    script = await serve(answer())
    await fetch(script)
    assert "User-Agent: Paperwire/" in script.asked[0]


@pytest.mark.parametrize("status", [304, 400, 403, 404])
async def test_a_refusal_is_an_answer_and_asked_once(serve, fetch, status):
    script = await serve(answer(status, b""))
    assert (await fetch(script)).status == status
    assert len(script.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_what_may_pass_is_tried_again(serve, fetch, status):
    script = await serve(answer(status), answer(status, b"", "Retry-After: 0"), answer())
    assert (await fetch(script)).body == b"papers"
    assert len(script.asked) == 3


async def test_a_dropped_connection_is_tried_again(serve, fetch):
    script = await serve(b"", answer())
    assert (await fetch(script)).body == b"papers"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (answer(429), "arXiv asks us to slow down."),
        (answer(503), "arXiv answered with an error (503)."),
        (b"", "arXiv broke off its answer."),
        (None, "arXiv did not answer in time."),
        (answer(200, b"half", length=100), "arXiv broke off its answer."),
        (answer(200, gzip.compress(b"papers" * 99)[:-12], "Content-Encoding: gzip"), "arXiv broke off its answer."),
        (answer(200, b"\x1f\x8bno gzip at all", "Content-Encoding: gzip"), "arXiv broke off its answer."),
        (answer(200, b"no gzip at all", "Content-Encoding: gzip"), "arXiv broke off its answer."),
    ],
    ids=["429", "503", "dropped", "hang", "short body", "short gzip", "broken gzip", "no gzip"],
)
async def test_what_does_not_pass_fails_with_a_sentence_after_all_attempts(serve, fetch, said, sentence):
    script = await serve(said)
    with pytest.raises(SourceUnavailable) as caught:
        await fetch(script)
    assert caught.value.for_people == sentence
    assert len(script.asked) == HASTE.attempts


async def test_nobody_at_home_is_a_sentence_too(serve, fetch):
    script = await serve(answer())
    script.url = "http://127.0.0.1:9/"
    with pytest.raises(SourceUnavailable, match="arXiv cannot be reached"):
        await fetch(script)


@pytest.mark.parametrize("url", ["", "arxiv.org/api", "ftp://arxiv.org", "http://", "http://[x/"])
async def test_an_address_that_is_none_is_not_tried_again(url):
    async with Http(HASTE) as http:
        with pytest.raises(SourceUnavailable, match=r"cannot be opened|cannot be reached"):
            await http.get(url)


async def test_a_long_pause_asked_for_ends_the_matter_at_once(serve, fetch):
    script = await serve(answer(429, b"", "Retry-After: 18000"))
    with pytest.raises(SourceUnavailable, match=r"come back after \d\d \w+, \d\d:\d\d UTC"):
        await fetch(script)
    assert len(script.asked) == 1


async def test_a_short_pause_asked_for_is_kept(serve, fetch):
    """One second, between the two requests at least."""
    script = await serve(answer(503, b"", "Retry-After: 1"), answer())
    loop = asyncio.get_running_loop()
    start = loop.time()
    await fetch(script)
    assert loop.time() - start >= 1


async def test_gzip_is_unpacked(serve, fetch):
    script = await serve(answer(200, gzip.compress(b"papers"), "Content-Encoding: gzip"))
    assert (await fetch(script)).body == b"papers"


@pytest.mark.parametrize(
    "said",
    [
        answer(200, b"x" * 60_000),
        answer(200, gzip.compress(b"x" * 10_000_000), "Content-Encoding: gzip"),
        answer(200, zlib.compress(b"papers"), "Content-Encoding: deflate"),
    ],
    ids=["too big", "gzip bomb", "an encoding not asked for"],
)
async def test_an_answer_no_attempt_will_better_is_a_change_and_asked_once(serve, fetch, said):
    script = await serve(said)
    with pytest.raises(SourceChanged):
        await fetch(script)
    assert len(script.asked) == 1


async def test_what_cannot_be_read_is_asked_for_again(serve):
    """A 200 whose content is no answer counts as a failed attempt."""
    script = await serve(answer(200, b"rate exceeded"), answer(200, b"papers"))

    def parse(response: Response) -> str:
        if response.body != b"papers":
            raise SourceUnavailable("That is no answer.")
        return "read"

    async with Http(HASTE) as http:
        assert await http.read(script.url, parse, host=ARXIV) == "read"
        script.answers = [answer(200, b"rate exceeded")]
        with pytest.raises(SourceUnavailable, match="That is no answer"):
            await http.read(script.url, parse, host=ARXIV)
    assert len(script.asked) == 2 + HASTE.attempts


async def test_every_attempt_waits_for_its_turn_and_gives_it_back(serve, tmp_path: Path):
    script = await serve(answer(500), answer())
    gate = polite_gate(tmp_path, 0.01)
    async with Http(HASTE) as http:
        await http.get(script.url, host=Host("arXiv", gate))
    async with gate.turn():
        pass


async def test_a_cancelled_request_gives_its_turn_back(serve, tmp_path: Path):
    script = await serve(None)
    gate = polite_gate(tmp_path, 0.01)
    async with Http(Patience(read=30)) as http:
        task = asyncio.create_task(http.get(script.url, host=Host("arXiv", gate)))
        await script.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with gate.turn():
        pass


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 09 Jun 2025 12:00:30 GMT", 30.0),
        ("Mon, 09 Jun 2025 11:00:00 GMT", 0.0),
        ("", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("9" * 400, LONGEST),
    ],
)
def test_a_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(st.text() | st.datetimes(timezones=st.just(UTC)).map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S GMT")))
def test_no_retry_after_breaks_us(value: str):
    assert 0 <= retry_after(value, NOW) <= LONGEST


@given(st.integers(0, 10**6))
def test_a_date_and_its_seconds_mean_the_same(seconds: int):
    when = (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after(when, NOW) == retry_after(str(seconds), NOW)
