"""The one place from which papers are fetched over HTTP: bounded, patient, and never taken in by half an answer."""

import asyncio
import gzip
import io
import re
import zlib
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self, TypeVar

import httpx
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.ports import PoliteGate

log = structlog.get_logger(__name__)
T = TypeVar("T")
LONGEST = timedelta(days=365).total_seconds()


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer, unpacked. `headers` ignores case; `url` is where redirects led."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for. `json`: the body of a POST; None: a GET."""

    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    json: object = None
    follow: bool | None = None
    """Whether redirects are followed; None: as usual here."""

    @property
    def method(self) -> str:
        return "GET" if self.json is None else "POST"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often an answer is asked for, in seconds, and how much of it is taken.

    `read` is the longest silence, `total` the longest attempt. `pause` is the first wait between
    attempts; it doubles, with jitter. A `Retry-After` beyond `longest_pause` ends the matter.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    attempts: int = 4
    pause: float = 2.0
    longest_pause: float = 60.0
    most_bytes: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Host:
    """Whom we ask: what people call it, and the gate in front of it if it limits our rate."""

    name: str
    gate: PoliteGate | None = None


class TooMuch(SourceChanged):
    """The answer is bigger than we take."""


class _Again(SourceUnavailable):
    """This attempt failed, the next one may not; `after` is what the host asked us to wait."""

    def __init__(self, for_people: str, after: float = 0.0) -> None:
        super().__init__(for_people)
        self.after = after


class Http:
    """Connections held open. Use it as an async context manager.

    Without `follow_redirects` a redirect is an answer like any other: its reader decides where to go.
    """

    def __init__(self, patience: Patience = Patience(), *, follow_redirects: bool = True) -> None:
        self._patience = patience
        self._follow_redirects = follow_redirects
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        timeout = httpx.Timeout(self._patience.read, connect=self._patience.connect)
        headers = {"User-Agent": f"Paperwire/{version('paperwire')}", "Accept-Encoding": "gzip"}
        client = httpx.AsyncClient(timeout=timeout, headers=headers, follow_redirects=self._follow_redirects)
        self._client = await self._open.enter_async_context(client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        host: Host | None = None,
    ) -> Response:
        """The answer to a GET, whatever its status but 429 and 5xx: those are tried again, then fail.

        Raises SourceUnavailable (no whole answer after all attempts, or the host asks for a long
        pause) or SourceChanged (an answer too big or in an encoding we did not ask for).
        """
        return await self.read(url, lambda response: response, params=params, headers=headers, host=host)

    async def read(
        self,
        url: str,
        parse: Callable[[Response], T],
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        host: Host | None = None,
    ) -> T:
        """What `parse` makes of the answer, in a thread. If it raises SourceUnavailable, we ask again."""
        return await self._patiently(_Request(url, params, headers), parse, host)

    async def post(
        self, url: str, json: object, *, headers: Mapping[str, str] | None = None, host: Host | None = None
    ) -> Response:
        """The answer to a POST of `json`, tried again like a GET: only for what may be asked twice. Raises as `get`."""
        return await self._patiently(_Request(url, None, headers, json), lambda response: response, host)

    async def look(
        self,
        url: str,
        parse: Callable[[Response], T],
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        host: Host,
    ) -> T:
        """As `read`, but a redirect is an answer like any other: nobody is sent where we did not mean to go."""
        return await self._patiently(_Request(url, params, headers, follow=False), parse, host)

    async def ask(
        self,
        url: str,
        json: object,
        parse: Callable[[Response], T],
        *,
        headers: Mapping[str, str] | None = None,
        host: Host,
    ) -> T:
        """As `look`, by a POST of `json`. It may be sent again: only for questions that change nothing."""
        return await self._patiently(_Request(url, None, headers, json, follow=False), parse, host)

    async def _patiently(self, request: _Request, parse: Callable[[Response], T], host: Host | None) -> T:
        asked = host or _named_by(request.url)

        async def once() -> T:
            response = await self._attempt(asked, request)
            try:
                return await asyncio.to_thread(parse, response)
            except SourceUnavailable as error:
                raise _Again(error.for_people) from error

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_Again),
            stop=stop_after_attempt(self._patience.attempts),
            wait=self._pause,
            before_sleep=_log_failure(asked),
            reraise=True,
        )
        return await retrying(once)

    async def _attempt(self, host: Host, request: _Request) -> Response:
        async with AsyncExitStack() as stack:
            if host.gate is not None:
                await stack.enter_async_context(host.gate.turn())
            response = await self._exchange(host, request)
        if response.status == httpx.codes.TOO_MANY_REQUESTS or response.status >= 500:
            raise self._refused(host, response)
        return response

    async def _exchange(self, host: Host, request: _Request) -> Response:
        """One request and its whole answer; what goes wrong on the way becomes an error of ours."""
        try:
            async with (
                asyncio.timeout(self._patience.total),
                self._client.stream(
                    request.method,
                    request.url,
                    params=request.params,
                    headers=request.headers,
                    json=request.json,
                    follow_redirects=self._follow_redirects if request.follow is None else request.follow,
                ) as answer,
            ):
                body = await self._body(host, answer)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise SourceUnavailable(f"The address set for {host.name} cannot be opened.") from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise _Again(f"{host.name} did not answer in time.") from error
        except httpx.ConnectError as error:
            raise _Again(f"{host.name} cannot be reached.") from error
        except (httpx.TransportError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise _Again(f"{host.name} broke off its answer.") from error
        return Response(answer.status_code, answer.headers, body, str(answer.url))

    async def _body(self, host: Host, answer: httpx.Response) -> bytes:
        """The unpacked body. httpx itself would take a gzip stream that ends early for a whole one."""
        packed, most = bytearray(), self._patience.most_bytes
        async for piece in answer.aiter_raw():
            packed += piece
            if len(packed) > most:
                raise _too_much(host, most)
        encoding = answer.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "gzip"):
            raise SourceChanged(f"{host.name} answered in an encoding we did not ask for.")
        body = await asyncio.to_thread(_unzip, packed, most + 1) if encoding == "gzip" else bytes(packed)
        if len(body) > most:
            raise _too_much(host, most)
        return body

    def _refused(self, host: Host, response: Response) -> SourceUnavailable:
        after = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
        if after > self._patience.longest_pause:
            when = datetime.now(UTC) + timedelta(seconds=after)
            return SourceUnavailable(f"{host.name} asks us to come back after {when:%d %B, %H:%M} UTC.")
        if response.status == httpx.codes.TOO_MANY_REQUESTS:
            return _Again(f"{host.name} asks us to slow down.", after)
        return _Again(f"{host.name} answered with an error ({response.status}).", after)

    def _pause(self, state: RetryCallState) -> float:
        first, longest = self._patience.pause, self._patience.longest_pause
        backoff = (wait_exponential(first, max=longest) + wait_random(0, first))(state)
        error = state.outcome.exception() if state.outcome else None
        return max(backoff, error.after if isinstance(error, _Again) else 0.0)


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a `Retry-After` header asks for; 0 if it is missing, past or unreadable."""
    if (value := value.strip()).isdecimal():
        return min(float(value), LONGEST)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return min(max((when.astimezone(UTC) - now).total_seconds(), 0.0), LONGEST)


def _named_by(url: str) -> Host:
    found = re.match(r"https?://(?:[^/@]*@)?([^/:?#]+)", url)
    return Host(found[1] if found else "The site")


def _too_much(host: Host, most: int) -> TooMuch:
    return TooMuch(f"{host.name} answered with more than {most / 2**20:g} MB.")


def _unzip(packed: bytearray, most: int) -> bytes:
    return gzip.GzipFile(fileobj=io.BytesIO(packed)).read(most)


def _log_failure(host: Host) -> Callable[[RetryCallState], None]:
    def note(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        wait = round(state.upcoming_sleep, 1)
        log.warning("request failed", host=host.name, attempt=state.attempt_number, why=str(error), wait_s=wait)

    return note
