"""Taking turns: one request at a time on this machine, and a pause between two of them. With real processes."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from retrieval.errors import SourceUnavailable, StorageRefused
from retrieval.polite import polite_gate

GAP = 0.1
OTHER = """
import asyncio, sys, time
from pathlib import Path
from retrieval.polite import polite_gate

async def main(folder, gap, turns, seconds):
    gate = polite_gate(Path(folder), float(gap))
    for _ in range(int(turns)):
        async with gate.turn():
            start = time.monotonic()
            print("in", flush=True)
            await asyncio.sleep(float(seconds))
            print(start, time.monotonic(), flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


@asynccontextmanager
async def other(folder: Path, *, turns: int = 1, seconds: float = 60.0):
    """Another process at the same gate, killed at the end."""
    arguments = (str(folder), str(GAP), str(turns), str(seconds))
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", OTHER, *arguments, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def inside(process: Process) -> None:
    assert process.stdout is not None
    assert await process.stdout.readline() == b"in\n"


async def test_processes_take_turns_with_a_pause_between_any_two(tmp_path: Path):
    gate, ours = polite_gate(tmp_path, GAP), []
    async with other(tmp_path, turns=4, seconds=0.02) as one, other(tmp_path, turns=4, seconds=0.02) as two:
        for _ in range(4):
            async with gate.turn():
                start = time.monotonic()
                await asyncio.sleep(0.02)
                ours.append((start, time.monotonic()))
        said = [line for process in (one, two) for line in (await process.communicate())[0].decode().splitlines()]
    theirs = [tuple(map(float, line.split())) for line in said if line != "in"]
    turns = sorted([*ours, *theirs])
    assert len(turns) == 12
    assert all(after[0] - before[1] >= GAP for before, after in pairwise(turns))


async def test_many_askers_in_one_process_are_served_in_their_order(tmp_path: Path):
    gate, served = polite_gate(tmp_path, 0.01), []

    async def ask(number: int) -> None:
        async with gate.turn():
            served.append(number)

    await asyncio.gather(*(ask(number) for number in range(5)))
    assert served == list(range(5))


async def test_a_killed_holder_frees_its_turn_but_not_the_pause(tmp_path: Path):
    """Its request was on its way, so it counts from its start."""
    async with other(tmp_path) as holder:
        await inside(holder)
        killed = float((tmp_path / "arxiv.last").read_text())
        holder.send_signal(signal.SIGKILL)
        await holder.wait()
        async with polite_gate(tmp_path, GAP).turn():
            pass
    assert float((tmp_path / "arxiv.last").read_text()) - killed >= GAP


async def test_waiting_for_another_process_leaves_the_event_loop_free(tmp_path: Path):
    async with other(tmp_path) as holder:
        await inside(holder)
        waiting = asyncio.create_task(polite_gate(tmp_path, GAP).turn().__aenter__())
        for _ in range(20):  # would hang here if anything blocked
            await asyncio.sleep(0.005)
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_who_gives_up_waiting_or_working_leaves_the_gate_as_it_was(tmp_path: Path):
    gate = polite_gate(tmp_path, GAP)

    async def hold() -> None:
        async with gate.turn():
            await asyncio.sleep(60)

    holder, waiter = asyncio.create_task(hold()), asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    for task in (waiter, holder):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5), gate.turn():
        pass


async def test_a_holder_that_never_ends_is_reported_not_waited_for_for_ever(tmp_path: Path):
    async with other(tmp_path) as holder:
        await inside(holder)
        with pytest.raises(SourceUnavailable, match="too long"):
            async with polite_gate(tmp_path, GAP, patience=0.2).turn():
                pass


@pytest.mark.parametrize("stamp", ["1e300", "-1", "nan", "inf", "", "half a num", "\0"])
async def test_a_stamp_from_the_future_or_a_broken_one_costs_at_most_one_pause(tmp_path: Path, stamp: str):
    """The machine was restarted, or the writer was killed while it wrote."""
    (tmp_path / "arxiv.last").write_text(stamp)
    async with asyncio.timeout(5), polite_gate(tmp_path, GAP).turn():
        pass
    assert float((tmp_path / "arxiv.last").read_text()) <= time.monotonic()


async def test_a_folder_that_cannot_be_written_is_one_clear_refusal(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageRefused) as caught:
        async with polite_gate(tmp_path / "file" / "turns", GAP).turn():
            pass
    assert caught.value.for_people.endswith("the folder it keeps for that cannot be written.")


async def test_a_stamp_that_cannot_be_written_is_the_same_refusal_and_frees_the_turn(tmp_path: Path):
    (tmp_path / "arxiv.last").mkdir()
    gate = polite_gate(tmp_path, GAP)
    for _ in range(2):
        with pytest.raises(StorageRefused):
            async with gate.turn():
                pass
