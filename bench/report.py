"""What a bench prints: one JSON object, or the same as an aligned table."""

import json
from collections.abc import Mapping

Figures = Mapping[str, object]


def report(figures: Figures, *, as_json: bool) -> None:
    """Print figures; a mapping among them becomes a part of its own."""
    print(json.dumps(figures, ensure_ascii=False) if as_json else table(figures))


def table(figures: Figures) -> str:
    """Names on the left, values on the right, one a line."""
    flat = dict(_flat(figures, ""))
    width = max(map(len, flat), default=0)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in flat.items())


def _flat(figures: Figures, prefix: str) -> list[tuple[str, object]]:
    lines: list[tuple[str, object]] = []
    for name, value in figures.items():
        lines += _flat(value, f"{prefix}{name} ") if isinstance(value, Mapping) else [(f"{prefix}{name}", value)]
    return lines


def rounded(value: float, digits: int = 4) -> float:
    """A figure with as many places as anybody reads."""
    return round(float(value), digits)
