"""Several things in one sentence. Pure."""

from collections.abc import Iterable


def series(names: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; empty for none. `last`: the word before the last one."""
    *most, end = [*names] or [""]
    return f"{', '.join(most)} {last} {end}" if most else end
