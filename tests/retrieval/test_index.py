"""The embedded Chroma among several processes, and what happens when one of them or the server is killed."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from retrieval import index
from retrieval.errors import IndexUnavailable, StorageRefused
from retrieval.index import open_index
from retrieval.vectors import chroma_host
from retrieval.vectors.chroma_lease import borrow

QUIET = "import structlog; structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))\n"


def hosts(folder: Path) -> list[psutil.Process]:
    """The running hosts of a folder, without those that are just starting one or have ended."""
    found = []
    for one in psutil.process_iter(["cmdline", "status"]):
        command = one.info["cmdline"] or []
        if (
            "retrieval.vectors.chroma_host" in command
            and str(folder) in command
            and one.info["status"] != psutil.STATUS_ZOMBIE
        ):
            found.append(one)
    return found


async def eventually(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 30
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        await asyncio.sleep(0.05)


def vector_of(row: int) -> np.ndarray:
    vector = np.random.default_rng(row).normal(size=16).astype(np.float32)
    return vector / np.linalg.norm(vector)


async def put(opened: index.ChromaIndex, *rows: int) -> None:
    await opened.put(rows, np.stack([vector_of(row) for row in rows]))


async def holds(opened: index.ChromaIndex, *rows: int) -> bool:
    held = await opened.vectors(rows)
    return sorted(held) == sorted(rows) and all(np.allclose(held[row], vector_of(row), atol=1e-6) for row in rows)


async def test_vectors_at_hand_are_those_that_were_written_last(tmp_path: Path) -> None:
    async with open_index(tmp_path, "a") as opened:
        await put(opened, 1, 2, 3)
        assert await holds(opened, 1, 2, 3)

        await opened.put([2], vector_of(9)[np.newaxis])
        await opened.remove([3])

        now = await opened.vectors([1, 2, 3, 4])
        assert sorted(now) == [1, 2]
        assert np.allclose(now[2], vector_of(9), atol=1e-6)
        await opened.start_over()
        assert await opened.vectors([1, 2]) == {}


async def test_more_vectors_than_are_kept_at_hand_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "REMEMBERED", 3)
    async with open_index(tmp_path, "a") as opened:
        await put(opened, *range(1, 8))

        assert await holds(opened, *range(1, 8))
        assert await holds(opened, 1, 7, 2)


WRITER = (
    QUIET
    + """
import asyncio, sys
from pathlib import Path
import numpy as np
from retrieval.index import open_index

def vector_of(row):
    vector = np.random.default_rng(row).normal(size=16).astype(np.float32)
    return vector / np.linalg.norm(vector)

async def main(folder, first, last):
    async with open_index(Path(folder), "model") as index:
        for start in range(first, last, 20):
            rows = range(start, min(start + 20, last))
            await index.put(rows, np.stack([vector_of(row) for row in rows]))
            print(rows[-1], flush=True)
        if sys.stdin.read() == "":
            return

asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
"""
)


def writer(folder: Path, first: int, last: int) -> subprocess.Popen[str]:
    """A process that puts rows first … last - 1, telling each batch that was acknowledged, and stays until told."""
    command = [sys.executable, "-c", WRITER, str(folder), str(first), str(last)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def test_two_processes_write_and_a_third_reads_and_nothing_is_lost(tmp_path):
    """All three start at once, on a folder that is not there yet."""
    folder = tmp_path / "index"
    with writer(folder, 1, 301) as one, writer(folder, 301, 601) as two:
        async with open_index(folder, "model") as reader:
            await put(reader, 9_000)
            seen = 0
            while seen < 601:
                await asyncio.sleep(0.05)
                before, seen = seen, await reader.count()
                assert seen >= before
                found = await reader.nearest(vector_of(9_000), limit=3)
                assert found[0].row == 9_000
            assert await holds(reader, *range(1, 601))
            assert len(await reader.nearest(vector_of(1), limit=700)) == 601
            assert [(await reader.nearest(vector_of(row), limit=1))[0].row for row in (5, 305, 600)] == [5, 305, 600]
            assert len(hosts(folder)) == 1
        assert one.communicate(timeout=30)[0].split()[-1] == "300"
        assert two.communicate(timeout=30)[0].split()[-1] == "600"


async def test_the_host_leaves_after_the_last_of_those_who_use_it(tmp_path):
    folder = tmp_path / "index"
    async with open_index(folder, "model") as first:
        await put(first, 1)
        async with open_index(folder, "model") as second:
            assert await holds(second, 1)
        assert len(hosts(folder)) == 1
    await eventually(lambda: not hosts(folder))
    assert not (folder / "host.json").exists()


async def test_nothing_is_left_running_when_the_process_that_used_it_is_killed(tmp_path):
    folder = tmp_path / "index"
    with writer(folder, 1, 21) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert hosts(folder)
        process.kill()
    await eventually(lambda: not hosts(folder))


async def test_the_host_outlives_the_process_that_started_it_while_another_needs_it(tmp_path):
    folder = tmp_path / "index"
    with writer(folder, 1, 21) as process:
        assert process.stdout is not None
        process.stdout.readline()
        async with open_index(folder, "model") as other:
            await other.count()
            (host,) = hosts(folder)
            process.kill()
            process.wait()
            await asyncio.sleep(chroma_host.IDLE_SECONDS + 1)
            assert await holds(other, *range(1, 21))
            assert [one.pid for one in hosts(folder)] == [host.pid]


async def test_a_ctrl_c_in_the_terminal_does_not_reach_the_host(tmp_path):
    async with open_index(tmp_path / "index", "model") as opened:
        await opened.count()
        (host,) = hosts(tmp_path / "index")
        assert os.getsid(host.pid) != os.getsid(0)


async def test_a_killed_host_is_started_again_and_what_it_acknowledged_is_there(tmp_path):
    folder = tmp_path / "index"
    async with open_index(folder, "model") as opened:
        generation = await opened.generation()
        await put(opened, *range(1, 101))
        hosts(folder)[0].kill()
        assert await holds(opened, *range(1, 101))
        assert await opened.generation() == generation
        hosts(folder)[0].kill()
        await put(opened, 101)
        hosts(folder)[0].kill()
        assert (await opened.nearest(vector_of(101), limit=1))[0].row == 101


async def test_a_host_killed_under_many_calls_at_once_fails_none_of_them(tmp_path):
    folder = tmp_path / "index"
    async with open_index(folder, "model") as opened:
        await put(opened, 1)
        calls: list[Awaitable[None]] = [put(opened, row) for row in range(2, 42)]
        running = asyncio.gather(*calls)
        await asyncio.sleep(0.01)
        hosts(folder)[0].kill()
        await running
        assert await holds(opened, *range(1, 42))


async def test_a_deleted_folder_is_a_new_generation_even_under_a_running_host(tmp_path):
    folder = tmp_path / "index"
    async with open_index(folder, "model") as opened:
        generation = await opened.generation()
        await put(opened, 1)
        (host,) = hosts(folder)
        folder.rename(tmp_path / "gone")
        await eventually(lambda: host not in hosts(folder))
        assert await opened.generation() != generation
        assert await opened.count() == 0


async def test_two_models_share_a_folder_and_never_a_vector(tmp_path):
    folder = tmp_path / "index"
    async with open_index(folder, "old model") as old, open_index(folder, "new/model:2") as new:
        await put(old, 1, 2)
        assert await new.count() == 0
        assert await new.generation() != await old.generation()
        await new.put([1], np.ones((1, 3), np.float32))
        assert await holds(old, 1, 2)
        assert await new.nearest(np.ones(3, np.float32), limit=9) == [index.Ranked(1, pytest.approx(1))]


async def test_forgetting_other_generations_removes_the_old_models_vectors(tmp_path):
    folder = tmp_path / "index"
    async with open_index(folder, "old") as old, open_index(folder, "new") as new:
        await put(old, 1, 2)
        before = await old.generation()
        await put(new, 1)
        await new.forget_other_generations()
        assert await holds(new, 1)
        assert await old.count() == 0
        assert await old.generation() != before


async def test_a_folder_that_cannot_be_one_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    async with open_index(tmp_path / "file" / "index", "model") as opened:
        with pytest.raises(StorageRefused, match="read-only, full, or not a folder"):
            await opened.generation()
        with pytest.raises(IndexUnavailable, match="read-only, full, or not a folder"):
            await opened.nearest(vector_of(1), limit=1)  # a question goes on without it


async def test_a_database_that_cannot_be_read_is_a_sentence(tmp_path):
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "chroma.sqlite3").write_text("no database " * 100)
    async with open_index(tmp_path, "model") as opened:
        with pytest.raises(IndexUnavailable, match="delete its folder"):
            await opened.nearest(vector_of(1), limit=1)
    assert not hosts(tmp_path)


async def test_a_host_that_left_its_address_behind_is_replaced(tmp_path):
    """It was killed, and now another program listens there and says nothing we know."""
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(30)
        (tmp_path / "host.json").write_text(json.dumps({"port": stranger.getsockname()[1], "word": "x"}))

        def chat() -> None:
            caller, _ = stranger.accept()
            with caller:
                caller.recv(100)
                caller.sendall(b"220 mail.example ready\r\n")

        chatting = asyncio.create_task(asyncio.to_thread(chat))
        async with open_index(tmp_path, "model") as opened:
            assert await opened.count() == 0
        await chatting


@pytest.mark.parametrize("left", ["", "{", "[]", '{"port": "x"}', '{"port": 99999999, "word": 1}'])
async def test_an_address_that_is_none_is_replaced(tmp_path, left):
    (tmp_path / "host.json").write_text(left)
    lease = await borrow(tmp_path)
    await lease.give_back()


TAKEN = """
import socket, sys
from retrieval.vectors import chroma_host

taken, free = socket.create_server(("127.0.0.1", 0)), chroma_host.free_pair
answers = iter([lambda: (socket.create_server(("127.0.0.1", 0)), taken.getsockname()[1]), free])
chroma_host.free_pair = lambda: next(answers)()
chroma_host.main()
"""


async def test_a_port_that_another_program_took_in_between_is_given_up_for_the_next(tmp_path):
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", TAKEN, str(tmp_path)], check=True, timeout=60)
    lease = await borrow(tmp_path)
    async with open_index(tmp_path, "model", url=f"http://127.0.0.1:{lease.port}") as opened:
        assert await opened.count() == 0
    await lease.give_back()


async def test_who_does_not_know_the_word_learns_nothing(tmp_path):
    lease = await borrow(tmp_path)
    told = json.loads((tmp_path / "host.json").read_text())
    reader, stranger = await asyncio.open_connection("127.0.0.1", told["port"])
    stranger.write(b"please\n")
    assert await reader.read() == b""
    stranger.close()
    await stranger.wait_closed()
    await lease.give_back()
    assert (tmp_path / "host.json").stat().st_mode & 0o077 == 0


async def test_what_the_environment_says_of_proxies_and_chroma_is_not_for_the_embedded_one(tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "chroma.example")
    monkeypatch.setenv("CHROMA_PORT", "1")
    monkeypatch.setenv("CHROMA_PERSIST_PATH", str(tmp_path / "elsewhere"))
    (tmp_path / ".env").write_text("CHROMA_SERVER_HOST=chroma.example\nCHROMA_SERVER_HTTP_PORT=1\n")
    monkeypatch.chdir(tmp_path)
    async with open_index(tmp_path / "index", "model") as opened:
        await put(opened, 1)
        assert await holds(opened, 1)
    assert not (tmp_path / "elsewhere").exists()


async def test_the_host_talks_to_this_machine_alone(tmp_path):
    async with open_index(tmp_path, "model") as opened:
        await put(opened, 1)
        for connection in hosts(tmp_path)[0].net_connections():
            assert connection.laddr.ip == "127.0.0.1"
            assert not connection.raddr or connection.raddr.ip == "127.0.0.1"


async def test_a_server_that_is_not_there_names_the_setting(tmp_path):
    async with open_index(tmp_path, "model", url="http://127.0.0.1:9") as opened:
        with pytest.raises(IndexUnavailable, match="CHROMA_URL cannot be reached"):
            await opened.generation()
    assert list(tmp_path.iterdir()) == [], "the embedded one is not started instead"


async def test_a_server_that_hangs_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(index, "SERVER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with open_index(tmp_path, "model", url=url) as opened:
            with pytest.raises(IndexUnavailable, match="in time"):
                await opened.nearest(vector_of(1), limit=1)


async def test_a_server_that_is_no_chroma_is_a_sentence(tmp_path):
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with open_index(tmp_path, "model", url=url) as opened:
            with pytest.raises(IndexUnavailable, match="CHROMA_URL answered with an error"):
                await opened.count()


@pytest.mark.parametrize("fingerprint", ["x", "all-MiniLM-L6-v2-int8:8199be6f699a:256", "openai:ü/.@" + "y" * 600, "-"])
def test_every_model_has_a_name_that_chroma_takes(fingerprint):
    name = index.collection_name(fingerprint)
    assert 3 <= len(name) <= 512
    assert name.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert name.isascii()
    assert name != index.collection_name(fingerprint + " ")


async def test_two_installations_on_one_server_keep_to_their_own(tmp_path):
    vector = np.eye(1, 4, dtype=np.float32)
    async with open_index(tmp_path, "model", shelf="one") as ours, open_index(tmp_path, "model", shelf="two") as theirs:
        await ours.put([1], vector)
        assert await theirs.count() == 0
        await theirs.put([7], vector)
        await ours.forget_other_generations()
        assert [hit.row for hit in await theirs.nearest(vector[0], limit=5)] == [7]
        assert [hit.row for hit in await ours.nearest(vector[0], limit=5)] == [1]
