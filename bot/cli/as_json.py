"""Plain data, and how `--json` prints it."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import typer


def print_json(data: object) -> None:
    """One JSON document on standard output, in ASCII, so that no terminal setting can spoil it."""
    typer.echo(json.dumps(data, indent=2))


def plain_data(value: Any) -> Any:
    """Dataclasses, dates and tuples as JSON has them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_data(held) for key, held in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain_data(held) for held in value]
    return value
