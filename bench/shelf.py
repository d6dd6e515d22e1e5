"""The product's own stack on a folder of its own, and papers made from the rows of a file."""

import gzip
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import open_house
from bot.house import House
from bot.logs import open_log
from bot.settings import Settings, read_settings
from retrieval.paper import Paper

Row = Mapping[str, Any]
"""An object of a JSONL file."""
NO_MODEL: Row = {"model": "extractive"}


@asynccontextmanager
async def open_shelf(
    *, writer: Row = NO_MODEL, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[tuple[House, Path]]:
    """Everything on embedded defaults in a new folder, whatever the environment says; `writer`: settings of its own.

    `now`: the clock of the house and of its sources.
    """
    open_log()  # to standard error: standard output belongs to the figures
    with TemporaryDirectory(prefix="paperwire-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        fields = {name: field.get_default() for name, field in Settings.model_fields.items()}
        settings = Settings.model_construct(**{**fields, "paperwire_home": folder, **writer})
        async with open_house(settings, echo=lambda _: None, now=now) as house:
            yield house, folder


def written_by() -> Row:
    """Who writes, as this machine's settings have it."""
    mine = read_settings()
    return {name: getattr(mine, name) for name in ("model", "openai_api_key", "openai_base_url")}


def rows(path: Path) -> Iterator[Row]:
    """The objects of a JSONL file, compressed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def papers_of_corpus(corpus: Iterable[Row]) -> Iterator[Paper]:
    """Rows `{id, title, text}`; a row without a title is a paper without one."""
    for row in corpus:
        yield Paper(id=f"file:{row['id']}", title=row.get("title") or "", abstract=row["text"], source="file")


def papers_of_pool(pool: Iterable[Row]) -> Iterator[Paper]:
    """Rows `{id, title, abstract, authors, categories}`, the last two lists or strings with commas or spaces."""
    for row in pool:
        yield Paper(
            id=row["id"],
            title=row["title"],
            abstract=row["abstract"],
            authors=_listed(row.get("authors"), ","),
            categories=_listed(row.get("categories"), None),
            source="file",
        )


def _listed(value: list[str] | str | None, separator: str | None) -> tuple[str, ...]:
    parts = value.split(separator) if isinstance(value, str) else value or []
    return tuple(stripped for part in parts if (stripped := part.strip(" ,")))
