"""Files of strangers are opened in a process of their own, which has limits and an end."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bench.typeset import Typeset
from retrieval.fulltext import parsing
from retrieval.fulltext.outcome import Outcome
from retrieval.fulltext.parsing import Parser

PAGE = (
    "<html><body><article class='ltx_document'><section class='ltx_section'><h2 class='ltx_title ltx_title_section'>"
    "1 A</h2><div class='ltx_para'><p class='ltx_p'>Words stand here.</p></div></section></article></body></html>"
)


def ours() -> list[psutil.Process]:
    """The parsing processes of this one that are at work."""
    found = []
    for one in psutil.Process().children():
        with suppress(psutil.Error):
            if "retrieval.fulltext.worker" in one.cmdline():
                found.append(one)
    return found


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    return file


async def test_a_page_becomes_pieces(page: Path) -> None:
    parsed = await Parser().parse("html", page)
    assert parsed.outcome is Outcome.READ
    assert [(one.section, one.text) for one in parsed.pieces] == [("1 A", "Words stand here.")]
    assert not ours()


async def test_a_pdf_becomes_pieces_with_pages(tmp_path: Path) -> None:
    sheet = Typeset()
    sheet.heading("1 Introduction")
    sheet.paragraph("Words stand here and there, as many as it takes to be taken for a page of a paper.")
    (tmp_path / "a.pdf").write_bytes(sheet.pdf())
    parsed = await Parser().parse("pdf", tmp_path / "a.pdf")
    assert (parsed.outcome, parsed.pages, parsed.pages_read) == (Outcome.READ, 1, 1)
    assert parsed.pieces[0].page == 1


async def test_a_parser_that_takes_too_long_is_killed(page: Path) -> None:
    parsed = await Parser(seconds=0.01).parse("html", page)
    assert parsed.outcome is Outcome.TOO_SLOW
    assert not ours()


async def test_a_caller_that_gives_up_leaves_no_process(page: Path) -> None:
    task = asyncio.create_task(Parser().parse("html", page))
    while not ours():  # noqa: ASYNC110 - another process sets no event
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not ours()


async def test_at_most_two_parse_at_once(page: Path) -> None:
    parser, most = Parser(), 0
    tasks = [asyncio.create_task(parser.parse("html", page)) for _ in range(6)]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.005)
        most = max(most, len(ours()))
    assert most <= parsing.AT_ONCE
    assert {task.result().outcome for task in tasks} == {Outcome.READ}


async def test_a_file_that_has_gone_is_damaged(tmp_path: Path) -> None:
    assert (await Parser().parse("pdf", tmp_path / "gone.pdf")).outcome is Outcome.DAMAGED


def _with_stream(packed: bytes) -> bytes:
    """A page whose drawing is this much Flate data; PDFium finds the objects without a table."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


async def test_a_file_that_unpacks_to_a_gigabyte_ends_its_own_process_alone(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(_with_stream(zlib.compress(b" " * 2**30, 9)))
    parsed = await Parser().parse("pdf", tmp_path / "bomb.pdf")
    assert parsed.outcome is Outcome.TOO_HUNGRY
    assert not ours()


CONFINED = """
import json, socket, sys
from retrieval.fulltext import worker
tried = {}
def attempt(name, work):
    try:
        work()
        tried[name] = "worked"
    except BaseException as error:
        tried[name] = type(error).__name__
out = open(sys.argv[2], "w")
worker.confine(2**29)
attempt("connect", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1))
attempt("resolve", lambda: socket.getaddrinfo("localhost", 80))
attempt("write", lambda: open("/tmp/written", "w"))
attempt("run", lambda: __import__("subprocess").run(["true"]))
attempt("shell", lambda: __import__("os").system("true"))
attempt("memory", lambda: bytearray(2**30))
attempt("read", lambda: open(__file__).read() if "__file__" in globals() else None)
json.dump(tried, out)
"""


def test_a_confined_process_can_neither_connect_nor_write_nor_start_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        command = [sys.executable, "-c", CONFINED, str(port), str(tmp_path / "out.json")]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, timeout=60)
    tried = json.loads((tmp_path / "out.json").read_text())
    refused = {"connect", "resolve", "write", "run", "shell"}
    assert {name for name, how in tried.items() if how == "PermissionError"} >= refused
    assert tried["memory"] == "MemoryError"
    assert tried["read"] == "worked"


async def test_the_child_sees_no_secret_of_ours(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    task = asyncio.create_task(Parser().parse("html", page))
    seen: dict[str, str] = {}
    while not task.done() and not seen:
        await asyncio.sleep(0.005)
        for one in ours():
            with suppress(psutil.Error):
                seen = one.environ()
    await task
    assert "PATH" in seen
    assert "OPENAI_API_KEY" not in seen
