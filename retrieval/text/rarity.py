"""How rare a word is among papers at large, from a table that comes with the program. Pure but for reading it once."""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

STEPS = 4
"""The table knows how many papers have a stem in steps of a fourth of a doubling."""
FEWEST = 3
"""Stems of fewer papers are left out of it: names, slips of the pen."""

UNKNOWN = 9.0
"""From this rarity on the table knows nothing of a stem, or next to nothing."""


def rarity(stem: str) -> float:
    """The natural logarithm of how many times more papers there are than papers with this stem.

    About 0.3 for *model*, 9 for what the table does not know (Robertson and Spärck Jones's inverse
    document frequency, without its smoothing).
    """
    papers, held = _table()
    return math.log(papers / held.get(stem, 1.0))


@cache
def _table() -> tuple[int, Mapping[str, float]]:
    """The number of papers, and in about how many of them each stem stands."""
    text = (resources.files("retrieval.bundled") / "rarity.txt").read_text(encoding="utf-8")
    first, *lines = text.splitlines()
    held: dict[str, float] = {}
    for line in lines:
        step, *stems = line.split()
        held.update(dict.fromkeys(stems, 2 ** (int(step) / STEPS)))
    return int(first), held


def as_table(papers: int, held: Mapping[str, int]) -> str:
    """The table as text: the number of papers, then a line for each step, its stems in alphabetical order."""
    steps: dict[int, list[str]] = {}
    for stem, count in held.items():
        if count >= FEWEST:
            steps.setdefault(round(STEPS * math.log2(count)), []).append(stem)
    return "".join(_lines(papers, steps))


def _lines(papers: int, steps: Mapping[int, list[str]]) -> Iterable[str]:
    yield f"{papers}\n"
    for step, stems in sorted(steps.items()):
        yield f"{step} {' '.join(sorted(stems))}\n"
