"""Files from arXiv's site: whole or not at all, from allowed hosts alone, asked for politely and once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from standin_process import Standin

from retrieval import addresses
from retrieval.addresses import Site, is_below, is_public, is_same, permitted, site_of
from retrieval.errors import BadSetting, StorageRefused
from retrieval.fulltext import fetch
from retrieval.fulltext.fetch import Fetcher
from retrieval.fulltext.outcome import Outcome
from retrieval.http import Host, Http
from tests.retrieval.fulltext.conftest import HASTE, asked

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = b"<html><body><article class='ltx_document'>text</article></body></html>"
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


@asynccontextmanager
async def serving(answer: Answer, folder: Path) -> AsyncIterator[tuple[Fetcher, list[str]]]:
    """A fetcher of a site that answers so, and what was asked of the site."""
    paths: list[str] = []

    async def noted(request: web.Request) -> web.StreamResponse:
        paths.append(request.path)
        return await answer(request)

    app = web.Application()
    app.router.add_get("/{rest:.*}", noted)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Http(HASTE, follow_redirects=False) as http:
        site = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield Fetcher(http, http, Host("arXiv"), site_url=site, folder=folder), paths
    await runner.cleanup()


def always(body: bytes, status: int = 200, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=headers)

    return answer


async def test_a_page_is_fetched_once_and_kept_by_id_and_version(fetcher: Fetcher, site: Standin) -> None:
    first = await fetcher.html("2506.00001", 1)
    assert isinstance(first, Path)
    assert first.name == "2506.00001v1.html"
    assert await fetcher.html("2506.00001", 1) == first
    assert asked(site) == ["/html/2506.00001v1"]
    await fetcher.forget("2506.00001", 1)
    assert not first.exists()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "429", "count": 9}, Outcome.UNREACHABLE),
        ({"kind": "503", "count": 9, "retry_after": 100}, Outcome.UNREACHABLE),
        ({"kind": "status", "status": 403}, Outcome.UNREACHABLE),
        ({"kind": "status", "status": 410}, Outcome.NO_HTML),
        ({"kind": "rate_html", "count": 9}, Outcome.UNREACHABLE),
        ({"kind": "close", "count": 9}, Outcome.UNREACHABLE),
        ({"kind": "hang", "count": 9, "seconds": 5}, Outcome.UNREACHABLE),
    ],
    ids=str,
)
async def test_a_site_in_trouble_leaves_an_outcome_and_no_file(
    fetcher: Fetcher, site: Standin, tmp_path: Path, fault: dict[str, object], outcome: Outcome
) -> None:
    site.control("fault", path="/html/", **fault)
    assert await fetcher.html("2506.00001", 1) is outcome
    assert not list((tmp_path / "papers").glob("*"))


@pytest.mark.parametrize("kind", ["truncated", "rate_html", "429", "close"])
async def test_what_passes_is_asked_for_again(fetcher: Fetcher, site: Standin, kind: str) -> None:
    site.control("fault", path="/html/", kind=kind, retry_after=0)
    assert isinstance(await fetcher.html("2506.00001", 1), Path)
    assert len(asked(site)) == 2


async def test_a_pdf_that_ends_early_each_time_is_damaged_and_never_kept(fetcher: Fetcher, site: Standin) -> None:
    site.control("fault", path="/pdf/", kind="truncated", count=9)
    assert await fetcher.pdf("2506.00001", 1) is Outcome.DAMAGED
    assert isinstance(await fetcher.pdf("2506.00002", 1), Outcome)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (always(b""), Outcome.EMPTY),
        (always(PDF, 404), Outcome.MISSING),
        (always(b"<html>This paper has been withdrawn by its authors.</html>"), Outcome.WITHDRAWN),
        (always(b"<html>There is no PDF here.</html>"), Outcome.MISSING),
        (always(b"GIF89a"), Outcome.DAMAGED),
        (always(PDF + b"x" * 300_000), Outcome.TOO_BIG),
        (always(PDF, 302, Location="http://169.254.169.254/latest/meta-data"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302, Location="http://localhost:9/secret"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302, Location="http://127.0.0.1:9/secret"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302, Location="file:///etc/passwd"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302, Location="https://example.org/paper.pdf"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302, Location="http://user:pw@127.0.0.1/"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302, Location="/again"), Outcome.STRANGE_ADDRESS),
        (always(PDF, 302), Outcome.STRANGE_ADDRESS),
    ],
)
async def test_what_is_no_pdf_has_an_outcome(tmp_path: Path, answer: Answer, outcome: Outcome) -> None:
    async with serving(answer, tmp_path / "papers") as (fetcher, _):
        assert await fetcher.pdf("2506.00001", 1) is outcome
    assert not (tmp_path / "papers").exists()


async def test_a_redirect_within_the_site_is_followed(tmp_path: Path) -> None:
    async def moved(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("v1"):
            return web.Response(status=301, headers={"Location": f"{request.path}.pdf"})
        return web.Response(body=PDF)

    async with serving(moved, tmp_path / "papers") as (fetcher, paths):
        file = await fetcher.pdf("math/0601001", 1)
        assert isinstance(file, Path)
        assert file.name == "math_0601001v1.pdf"
    assert paths == ["/pdf/math/0601001v1", "/pdf/math/0601001v1.pdf"]


async def test_a_page_that_is_no_paper_is_no_html(tmp_path: Path) -> None:
    async with serving(always(b"<html><body>Conversion failed.</body></html>"), tmp_path) as (fetcher, _):
        assert await fetcher.html("2506.00001", 1) is Outcome.NO_HTML


async def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("in the way")
    async with serving(always(PAGE), tmp_path / "papers") as (fetcher, _):
        with pytest.raises(StorageRefused):
            await fetcher.html("2506.00001", 1)


async def test_the_folder_keeps_no_more_than_its_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST_KEPT_BYTES", 2 * len(PAGE))
    async with serving(always(PAGE), tmp_path) as (fetcher, _):
        for number in range(1, 6):
            assert isinstance(await fetcher.html(f"2506.0000{number}", 1), Path)
    kept = await asyncio.to_thread(lambda: [file.name for file in tmp_path.iterdir()])
    assert len(kept) == 2
    assert "2506.00005v1.html" in kept


ARXIV = site_of("https://arxiv.org")


@pytest.mark.parametrize(
    ("url", "same", "below"),
    [
        ("https://arxiv.org/pdf/1", True, True),
        ("https://ARXIV.org:443/pdf/1", True, True),
        ("https://export.arxiv.org/pdf/1", False, True),
        ("http://arxiv.org/pdf/1", False, False),
        ("https://arxiv.org:8443/pdf/1", False, False),
        ("https://arxiv.org.evil.example/", False, False),
        ("https://evilarxiv.org/", False, False),
        ("https://arxiv.org@evil.example/", False, False),
        ("https://evil.example/https://arxiv.org/", False, False),
    ],
)
def test_a_site_is_its_host_and_below_it_are_its_subdomains(url: str, same: bool, below: bool) -> None:
    asked_for = addresses._site(url)
    assert (asked_for is not None and is_same(asked_for, ARXIV)) is same
    assert (asked_for is not None and is_below(asked_for, ARXIV)) is below


def test_a_site_that_was_set_by_http_may_answer_by_https() -> None:
    assert is_same(Site("https", "mirror.example", 443), site_of("http://mirror.example"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "fe80::1"])  # noqa: S104 - nothing is bound
async def test_no_private_machine_is_public(host: str) -> None:
    assert not await is_public(host)


@pytest.mark.parametrize("url", ["", "arxiv.org", "ftp://arxiv.org", "https://", "https://[", "javascript:alert(1)"])
async def test_what_is_no_address_is_never_fetched(url: str) -> None:
    assert not await permitted(url, ARXIV)
    with pytest.raises(BadSetting):
        site_of(url)
