"""Full texts from arXiv's site, each fetched once and kept in a folder: polite, bounded, from allowed hosts alone."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

import httpx
import structlog

from retrieval.addresses import permitted, site_of
from retrieval.errors import SourceChanged, SourceUnavailable, StorageRefused
from retrieval.fulltext.outcome import Outcome
from retrieval.http import Host, Http, Patience, Response, TooMuch

log = structlog.get_logger(__name__)

HTML_PATIENCE = Patience(read=20, total=60, attempts=2, pause=0.5, longest_pause=30, most_bytes=20 * 2**20)
PDF_PATIENCE = Patience(read=20, total=120, attempts=2, pause=0.5, longest_pause=30, most_bytes=60 * 2**20)
MOST_REDIRECTS = 5
MOST_KEPT_BYTES = 2 * 2**30
"""When the folder holds more than that, the files that were made first go."""
_GONE = (404, 410)
_HEAD, _TAIL = 1024, 4096


class Fetcher:
    """The files of papers, from the folder or from the site. Both `Http` must not follow redirects themselves."""

    def __init__(self, html: Http, pdf: Http, host: Host, *, site_url: str, folder: Path) -> None:
        self._html, self._pdf, self._host = html, pdf, host
        self._site_url, self._site = site_url.rstrip("/"), site_of(site_url)
        self._folder = folder

    async def html(self, paper_id: str, version: int) -> Path | Outcome:
        """The HTML page of this version as a file; NO_HTML when there is none, or what went wrong."""
        file = self._file(paper_id, version, "html")
        return await self._kept(file) or await self._fetched(self._html, f"html/{paper_id}v{version}", file, _html)

    async def pdf(self, paper_id: str, version: int) -> Path | Outcome:
        """The PDF of this version as a file; MISSING when there is none, or what went wrong."""
        file = self._file(paper_id, version, "pdf")
        return await self._kept(file) or await self._fetched(self._pdf, f"pdf/{paper_id}v{version}", file, _pdf)

    def page(self, paper_id: str, version: int) -> str:
        """The address of the HTML page of this version, whether there is one or not."""
        return f"{self._site_url}/html/{paper_id}v{version}"

    async def forget(self, paper_id: str, version: int) -> None:
        """Remove what was kept of this version: the next call fetches it again."""
        for kind in ("html", "pdf"):
            with suppress(OSError):
                await asyncio.to_thread(self._file(paper_id, version, kind).unlink, missing_ok=True)

    def _file(self, paper_id: str, version: int, kind: str) -> Path:
        return self._folder / f"{paper_id.replace('/', '_')}v{version}.{kind}"

    async def _kept(self, file: Path) -> Path | None:
        return file if await asyncio.to_thread(file.is_file) else None

    async def _fetched(
        self, http: Http, path: str, file: Path, parse: Callable[[Response], Response | Outcome]
    ) -> Path | Outcome:
        try:
            answer = await self._followed(http, f"{self._site_url}/{path}", parse)
        except TooMuch:
            return Outcome.TOO_BIG
        except (SourceUnavailable, SourceChanged) as error:
            log.warning("full text not fetched", path=path, why=error.for_people)
            return Outcome.DAMAGED if isinstance(error.__cause__, _Broken) else Outcome.UNREACHABLE
        if isinstance(answer, Outcome):
            return answer
        await asyncio.to_thread(_keep, file, answer.body)
        log.info("full text fetched", path=path, bytes=len(answer.body))
        return file

    async def _followed(
        self, http: Http, url: str, parse: Callable[[Response], Response | Outcome]
    ) -> Response | Outcome:
        """The answer at the end of the redirects, each looked at before it is followed."""
        for _ in range(MOST_REDIRECTS + 1):
            if not await permitted(url, self._site):
                log.warning("redirect refused", to=httpx.URL(url).host if "//" in url else "")
                return Outcome.STRANGE_ADDRESS
            answer = await http.read(url, parse, host=self._host)
            if isinstance(answer, Outcome) or not 300 <= answer.status < 400:
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
        return Outcome.STRANGE_ADDRESS


class _Broken(SourceUnavailable):
    """The file came to an end before its end, each time."""


def _html(response: Response) -> Response | Outcome:
    """A whole page of a paper, a redirect, or what it means. Raises SourceUnavailable when asking again may help."""
    if (said := _status(response, Outcome.NO_HTML)) is not None:
        return said
    if b"</html" not in response.body[-_TAIL:].lower():
        raise SourceUnavailable("arXiv broke off its answer.")
    _refuse_limit(response)
    return response if b"ltx_" in response.body else Outcome.NO_HTML


def _pdf(response: Response) -> Response | Outcome:
    """A whole PDF, a redirect, or what it means. Raises SourceUnavailable when asking again may help."""
    if (said := _status(response, Outcome.MISSING)) is not None:
        return said
    if b"%PDF-" not in response.body[:_HEAD]:
        _refuse_limit(response)
        page = response.body[:100_000].lower()
        return Outcome.WITHDRAWN if b"withdrawn" in page else Outcome.MISSING if b"<" in page[:200] else Outcome.DAMAGED
    if b"%%EOF" not in response.body[-_TAIL:]:
        raise _Broken("arXiv broke off its answer.")
    return response


def _status(response: Response, gone: Outcome) -> Response | Outcome | None:
    """What status and size alone say; None: look at the body."""
    if 300 <= response.status < 400:
        return response
    if response.status in _GONE:
        return gone
    if response.status != httpx.codes.OK:
        return Outcome.UNREACHABLE
    return None if response.body else Outcome.EMPTY


def _refuse_limit(response: Response) -> None:
    """arXiv tells those who ask too fast so with status 200."""
    if len(response.body) < 10_000 and b"rate exceeded" in response.body.lower():
        raise SourceUnavailable("arXiv asks us to slow down.")


def _keep(file: Path, body: bytes) -> None:
    """Whole or not at all. Raises StorageRefused."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        part.replace(file)
        _trim(file.parent)
    except OSError as error:
        raise StorageRefused("The full text cannot be kept: the data folder is full or cannot be written.") from error


def _trim(folder: Path) -> None:
    kept = sorted((found.st_mtime, found.st_size, file) for file in folder.iterdir() if (found := _stat(file)))
    over = sum(size for _, size, _ in kept) - MOST_KEPT_BYTES
    for _, size, file in kept[:-1]:
        if over <= 0:
            break
        file.unlink(missing_ok=True)
        over -= size


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except FileNotFoundError:  # another process has just removed it
        return None
