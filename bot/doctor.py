"""What is missing for Paperwire to run here, and how to mend it."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from bot.errors import told
from bot.platforms.discord.invite import application_of, invite
from bot.settings import Settings, read_settings
from retrieval.errors import BadSetting

if TYPE_CHECKING:
    from retrieval.ports import Embedder

LEAST_FREE = 200_000_000
"""Bytes: the demo needs a tenth of it, a month of papers about as much."""
ROOMY = 2_000_000_000
CHECK_SECONDS = 60
REACH_SECONDS = 3

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `missing` keeps the demo from running; a `note` does not. `cure`: what to do."""

    name: str
    state: State
    sentence: str
    cure: str = ""


def can_run(found: Iterable[Check]) -> bool:
    """Whether `paperwire demo` can run."""
    return all(check.state != "missing" for check in found)


def settings_checked(home: Path | None = None) -> tuple[Settings | None, tuple[Check, ...]]:
    """The settings, if they can be read, and the check that says so."""
    try:
        settings = read_settings(paperwire_home=home)
    except BadSetting as error:
        return None, (Check("settings", "missing", error.for_people, "Correct it in the environment or in .env."),)
    return settings, (Check("settings", "ok", f"The data folder is {settings.home}."),)


async def checks(settings: Settings) -> tuple[Check, ...]:
    """Everything else, in the order in which it is needed. Never raises; nothing is asked of arXiv but to listen."""
    return (
        _python(),
        await _folder(settings),
        *await _shelf(settings),
        _writer(settings),
        _discord(settings),
        _slack(settings),
        await _arxiv(settings),
    )


async def _tried(name: str, cure: str, look: Callable[[], Awaitable[Check]]) -> Check:
    """What `look` found; what goes wrong in it is missing, in one sentence."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await look()
    except TimeoutError:
        return Check(name, "missing", f"It did not answer within {CHECK_SECONDS} seconds.", cure)
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what the doctor is asked about
        return Check(name, "missing", told(error).sentence, cure)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"Python {version}.")


async def _folder(settings: Settings) -> Check:
    try:
        free = await asyncio.to_thread(_free, settings.home)
    except OSError as error:
        cure = "Set PAPERWIRE_HOME to a folder you may write in."
        return Check("data folder", "missing", f"It cannot be written: {error.strerror or 'no reason given'}.", cure)
    room = f"{free / 1e9:.1f} GB free."
    if free < LEAST_FREE:
        return Check("data folder", "missing", f"Only {room}", "Make room, or set PAPERWIRE_HOME to another disk.")
    if free < ROOMY:
        return Check("data folder", "note", f"It can be written; {room}", "A year of papers needs about 2 GB.")
    return Check("data folder", "ok", f"It can be written; {room}")


def _free(home: Path) -> int:
    """Bytes free where the data folder is, once something could be written there."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=home, prefix="doctor-") as file:
        file.write(b"can be written")
        file.flush()
    return shutil.disk_usage(home).free


async def _shelf(settings: Settings) -> tuple[Check, ...]:
    """Database, embedding model and index, each opened as it will be."""
    address = "See that DATABASE_URL is right and its server runs." if settings.database_url else ""
    reinstall = "Install again: pip install -c constraints.txt -e ."
    server = "See that CHROMA_URL is right and its server runs."
    folder = f"Delete {settings.index_folder}: the index is made again from the database."
    return (
        await _tried("database", address or "Move the file away or set DATABASE_URL.", lambda: _database(settings)),
        await _tried("embedding model", reinstall, lambda: _model(settings)),
        await _tried("index", server if settings.chroma_url else folder, lambda: _index(settings)),
    )


async def _database(settings: Settings) -> Check:
    from retrieval.database import open_database
    from retrieval.shelf.migrate import revisions

    async with open_database(settings.database_address) as database, database.reading():
        return Check("database", "ok", f"{database.dialect} opens, at revision {revisions()[-1]}.")


def _embedder(settings: Settings) -> "AbstractAsyncContextManager[Embedder]":
    from retrieval.embed import open_embedder

    return open_embedder(settings.embedding_model, base_url=settings.openai_base_url, api_key=settings.openai_key)


async def _model(settings: Settings) -> Check:
    async with _embedder(settings) as embedder:
        if settings.embedding_model != "local":
            return Check("embedding model", "note", f"{settings.embedding_model}, of a service; it was not asked.")
        await embedder.queries(["What is new?"])
        name = embedder.fingerprint.partition(":")[0]
        return Check("embedding model", "ok", f"{name} is installed and its files are whole.")


async def _index(settings: Settings) -> Check:
    from retrieval.index import open_index

    async with (
        _embedder(settings) as embedder,
        open_index(settings.index_folder, embedder.fingerprint, url=settings.chroma_url, shelf=settings.shelf) as index,
    ):
        await index.generation()
        said = "The Chroma server answers." if settings.chroma_url else "The embedded index starts and answers."
        return Check("index", "ok", said)


def _writer(settings: Settings) -> Check:
    if settings.writer_model:
        return Check("writer", "ok", f"{settings.writer_model} writes; every quote and number is checked.")
    cure = "For written answers set OPENAI_API_KEY, or OPENAI_BASE_URL for any compatible service."
    return Check("writer", "note", "No model is set: sentences of the papers, word for word.", cure)


def _discord(settings: Settings) -> Check:
    if settings.discord_token:
        application = application_of(settings.discord_token.get_secret_value())
        where = f" This link invites the bot: {invite(application)}" if application else ""
        return Check("discord", "ok", f"A token is set.{where}")
    return Check("discord", "note", "No token is set, so Discord is not joined.", "Set DISCORD_TOKEN.")


def _slack(settings: Settings) -> Check:
    tokens = {"SLACK_BOT_TOKEN": settings.slack_bot_token, "SLACK_APP_TOKEN": settings.slack_app_token}
    missing = [name for name, token in tokens.items() if not token]
    if not missing:
        return Check("slack", "ok", "Both tokens are set.")
    said = "One of two tokens is set" if len(missing) == 1 else "No tokens are set"
    return Check("slack", "note", f"{said}, so Slack is not joined.", f"Set {' and '.join(missing)}.")


async def _arxiv(settings: Settings) -> Check:
    """Whether the query API's host takes a connection; no request is made, which would count against its limit."""
    address = urlsplit(settings.arxiv_api_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        async with asyncio.timeout(REACH_SECONDS):
            _, writer = await asyncio.open_connection(address.hostname, port)
        writer.close()
    except (OSError, TimeoutError):
        cure = "The demo and everything that is stored work without it; behind a proxy, set the ARXIV_ addresses."
        return Check("arxiv", "note", f"{address.hostname} cannot be reached.", cure)
    return Check("arxiv", "ok", f"{address.hostname} can be reached.")
