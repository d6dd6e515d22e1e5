"""The bot that `bench.chat` measures, as a process of its own: the product's own house, told what to do by lines.

Reads standard input: `day N` stores and indexes N generated papers and keeps a core busy for as
long as a hard PDF takes; the end of input ends it. Prints `ready` once there is a library to ask.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from bench.latency import generated
from bot.app import open_house
from bot.house import House
from bot.logs import open_log
from bot.settings import read_settings
from retrieval.paper import Paper

PARSE = """
import os, time
os.nice(10)
end = time.monotonic() + {seconds}
while time.monotonic() < end:
    sum(range(10_000))
"""
"""A parse of a PDF that never comes to an end, in the process of its own that every parse has."""


async def main(library: int, parse_seconds: float) -> None:
    """Serve until standard input ends."""
    settings = read_settings()
    open_log(level="warning", secrets=settings.secrets())
    papers = generated(library + 5_000)
    async with open_house(settings, echo=lambda _: None) as house:
        await _index(house, papers[:library])
        serving = asyncio.create_task(house.serve())
        print("ready", flush=True)
        async with asyncio.TaskGroup() as work:
            while (line := await asyncio.to_thread(sys.stdin.readline)).strip():
                day = int(line.split()[1])
                work.create_task(_index(house, papers[library : library + day]))
                work.create_task(_parse(parse_seconds))
        serving.cancel()
        await asyncio.wait({serving})


async def _index(house: House, papers: list[Paper]) -> None:
    await house.library.store.add(papers, captured=datetime.now(UTC))
    await house.index(lambda _done, _of: None)
    print(f"indexed {len(papers)}", flush=True)


async def _parse(seconds: float) -> None:
    code = PARSE.format(seconds=seconds)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    await process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=int, default=300)
    parser.add_argument("--parse-seconds", type=float, default=45.0)
    given = parser.parse_args()
    asyncio.run(main(given.library, given.parse_seconds))
