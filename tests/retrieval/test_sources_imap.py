"""Newsletters by IMAP: only the papers they name are taken, and nothing in the mailbox changes."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_process import Standin, standin

from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http
from retrieval.mailbox import Mailbox
from retrieval.paper import Paper
from retrieval.sources.arxiv import ArxivApi
from retrieval.sources.imap import Newsletters, papers_in
from retrieval.sources.mentions import Mentions

SINCE = datetime(2025, 6, 9, 5, tzinfo=UTC)
PLAIN = "From: news@lab.example\nSubject: This week\n\nRead https://arxiv.org/abs/2506.00049 today.\n"
HTML = (
    "From: news@lab.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
    "Content-Transfer-Encoding: base64\n\n"
    + b64encode(
        b"<html><head><script src='https://evil.example'></script></head><body>"
        b"<p>Two: <a href='https://count.example/?u=https%3A%2F%2Farxiv.org%2Fpdf%2F2506.00050'>here</a></p></body></html>"
    ).decode()
)


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("imap_standin.py") as running:
        yield running


@pytest.fixture
def server(process: Standin) -> Standin:
    process.control("reset")
    process.control("message", raw=PLAIN, day="2025-06-09")
    return process


@pytest.fixture
def mailbox(server: Standin) -> Mailbox:
    port = urlsplit(server.ready["imap"]).port or 0
    return Mailbox("127.0.0.1", port, "reader", server.ready["password"], "Newsletters", tls=False)


async def nothing_known(_ids):
    return {}


@pytest.fixture
def opened(mailbox: Mailbox, http: Http, gate, options) -> Callable[..., Newsletters]:
    mentions = Mentions(ArxivApi(http, Host("arXiv", gate), options.arxiv_api_url), nothing_known)
    return lambda **other: Newsletters(replace(mailbox, **other), mentions, silence=0.3)


async def fetched(source: Newsletters) -> list[Paper]:
    return [paper async for paper in source.fetch(since=SINCE)]


async def test_the_papers_of_new_messages_are_told_of_by_newsletters(opened, server):
    server.control("message", raw=HTML, day="2025-06-09")
    server.control("message", raw=PLAIN.replace("00049", "00051"), day="2025-06-02")
    papers = await fetched(opened())
    assert [(paper.id, paper.source) for paper in papers] == [
        ("2506.00049", "newsletters"),
        ("2506.00050", "newsletters"),
    ]


async def test_nothing_in_the_mailbox_is_changed(opened, server):
    await fetched(opened())
    said = [one["command"] for one in server.view("requests")]
    assert server.view("violations") == []
    assert [command.split()[0] for command in said] == ["CAPABILITY", "LOGIN", "EXAMINE", "UID", "UID", "LOGOUT"]
    assert "BODY.PEEK[]<0." in said[4]


async def test_no_news_asks_nobody_else(opened, server, arxiv):
    server.control("reset")
    assert await fetched(opened()) == []
    assert arxiv.view("requests") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "guess"}, "check IMAP_URL and IMAP_PASSWORD"),
        ({"password": "pässword"}, "cannot carry"),
        ({"folder": "Else"}, "no such folder"),
        ({"folder": 'a"b\\'}, "no such folder"),
    ],
)
async def test_what_the_operator_must_mend_is_said_at_once(opened, server, wrong, said):
    with pytest.raises(SourceChanged, match=said):
        await fetched(opened(**wrong))
    assert "guess" not in str(server.view("requests"))


@pytest.mark.parametrize("kind", ["close", "hang", "garbage", "status"])
@pytest.mark.parametrize("path", ["CAPABILITY", "UID SEARCH", "UID FETCH"])
async def test_a_fault_that_passes_is_not_noticed(opened, server, kind: str, path: str):
    server.control("fault", kind=kind, path=path, seconds=1)
    assert len(await fetched(opened())) == 1


@pytest.mark.parametrize("kind", ["close", "garbage", "truncated"])
async def test_a_fault_that_stays_is_one_sentence(opened, server, kind: str):
    server.control("fault", kind=kind, path="UID FETCH", count=9)
    with pytest.raises(SourceUnavailable, match=r"^The mailbox of newsletters .*\.$"):
        await fetched(opened())


async def test_a_server_that_is_not_there_is_one_sentence(opened):
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        await fetched(opened(port=1))


async def test_a_server_without_a_good_certificate_gets_no_password(opened, server):
    """The stand-in knows no TLS at all: what it says is no certificate."""
    with pytest.raises((SourceChanged, SourceUnavailable)):
        await fetched(opened(tls=True))
    assert not [one for one in server.view("requests") if "LOGIN" in one["command"]]


def test_a_password_does_not_show(mailbox: Mailbox):
    assert mailbox.password not in repr(mailbox)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message(raw: bytes):
    papers_in(raw)
    papers_in(
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html; charset=no\n\n" + raw + b"\n--x--"
    )


def test_both_bodies_of_a_message_name_a_paper_once():
    both = b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\narXiv:2506.00049\n--x\nContent-Type: text/html\n\n<a href='https://arxiv.org/abs/2506.00049'>x</a>\n--x--"  # fmt: skip  # noqa: E501  # one message
    assert papers_in(both) == ("2506.00049",)
