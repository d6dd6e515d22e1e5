"""Column types that give back what was put in, on SQLite and PostgreSQL alike."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Text, TypeDecorator


def storable(text: str) -> str:
    """The text without what no database takes: NUL characters and halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.encode("utf-8", "ignore").decode().replace("\0", "")


class AnyText(TypeDecorator[str]):
    """Text of any length and origin, kept without what no database takes (`storable`)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: object) -> str | None:
        return None if value is None else storable(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _: object) -> str | None:
        return None if value is None else json.dumps([storable(item) for item in value], ensure_ascii=False)

    def process_result_value(self, value: Any | None, _: object) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, back in UTC. A naive one raises ValueError: nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: object) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: object) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
