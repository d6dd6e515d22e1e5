"""Brings a database to the revision this Paperwire was written for."""

from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine, inspect, text

from retrieval.errors import NewerDatabase, StorageRefused

log = structlog.get_logger(__name__)

FOLDER = Path(__file__).parents[1] / "migrations"
_LOCK = 0x70617065  # "pape": the advisory lock that all Paperwires of one PostgreSQL database share


def revisions() -> list[str]:
    """The revisions that come with this Paperwire, oldest first: the file names up to the first `_`.

    Read from the folder, because importing Alembic takes longer than all else at a usual start.
    """
    return sorted(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*_*.py"))


def migrate(engine: Engine) -> None:
    """Run the missing migrations, all or none of them; two processes at once do it once.

    Raises NewerDatabase when the database is ahead of us, and then leaves it as it was.
    """
    with engine.connect() as connection:
        if _is_current(connection):
            return
    with engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            _require_utf8(connection)
            connection.execute(text("SELECT set_config('lock_timeout', '10min', true)"))
            connection.execute(text("SELECT set_config('statement_timeout', '0', true)"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if not _is_current(connection):  # nobody did it while we waited for our turn
            _upgrade(connection)
            log.info("database migrated", dialect=connection.dialect.name, revision=revisions()[-1])


def _is_current(connection: Connection) -> bool:
    """Raises NewerDatabase for a revision we do not have."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    known = revisions()
    if found is not None and found not in known:
        raise NewerDatabase(
            "This database was written by a later Paperwire than this one: update Paperwire, nothing was changed."
        )
    return bool(found == known[-1])


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))  # `%` is configparser's
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")


def _require_utf8(connection: Connection) -> None:
    if connection.scalar(text("SHOW server_encoding")) != "UTF8":
        raise StorageRefused("The PostgreSQL database must have the encoding UTF8; this one has another.")
