"""The settings decide who is asked; by themselves, nobody but arXiv."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.shelf import open_library
from retrieval.database import open_database

EVERYBODY: dict[str, Any] = {
    "hf_daily": True,
    "feeds": ("https://lab.example/rss", "https://www.reddit.com/r/MachineLearning/.rss"),
    "imap_url": "imaps://me%40lab.example@mail.example/INBOX",
    "imap_password": "secret",
    "enrichment": ("openalex",),
}


@pytest.mark.parametrize(
    ("given", "sources", "services"),
    [
        ({}, ["arXiv"], []),
        (
            EVERYBODY,
            ["arXiv", "Hugging Face", "lab.example", "reddit.com/r/MachineLearning", "newsletters"],
            ["OpenAlex"],
        ),
    ],
)
async def test_who_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], sources: list[str], services: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    settings = Settings(paperwire_home=tmp_path, **given)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database_address))
        library, opened = await open_library(stack, settings, database, lambda: None)  # type: ignore[arg-type, return-value]  # nobody asks the time
        first, second = opened(("cs.CL",)), opened(("cs.LG",))
        assert [source.name for source in first] == sources
        assert [one is other for one, other in zip(first, second, strict=True)] == [False] + [True] * (len(sources) - 1)
        assert [service.name for service in library.enrichers] == services
