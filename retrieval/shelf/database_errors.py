"""What a database driver raises → what Paperwire raises. One place for every store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from retrieval.errors import PaperwireError, StorageRefused, StoreUnavailable

_FULL = StorageRefused, "The disk that holds the database is full: free some space, then try again."
_READ_ONLY = StorageRefused, "The database can only be read here: its file or folder is write-protected."
_NO_ACCESS = StorageRefused, "The database file cannot be opened: its folder is missing, or I may not use it."
_DAMAGED = StorageRefused, "The database file is damaged, or is not a database: restore it from a backup."
_BROKEN_DISK = StorageRefused, "The disk that holds the database answers with errors."
_BUSY = StoreUnavailable, "The database is busy with another process: try again in a moment."
_DOWN = StoreUnavailable, "The database server does not answer: try again later."
_NO_LOGIN = StorageRefused, "The database server accepts neither this user nor this password: check DATABASE_URL."
_NO_DATABASE = StorageRefused, "The database server has no such database: make it, or check DATABASE_URL."
_NO_RIGHTS = StorageRefused, "The database user in DATABASE_URL lacks rights: it must own its schema."

_Meaning = tuple[type[PaperwireError], str]

_SQLITE: dict[str, _Meaning] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": _NO_ACCESS,
    "SQLITE_PERM": _NO_ACCESS,
    "SQLITE_AUTH": _NO_ACCESS,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_IOERR": _BROKEN_DISK,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_PROTOCOL": _BUSY,
}
_POSTGRES: dict[str, _Meaning] = {
    "28": _NO_LOGIN,
    "3D": _NO_DATABASE,
    "42501": _NO_RIGHTS,
    "25006": _READ_ONLY,
    "53100": _FULL,
    "58": _BROKEN_DISK,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "08": _DOWN,
    "53": _DOWN,
    "57": _DOWN,
    "40": _BUSY,
    "55": _BUSY,
}
_AT_LOGIN: dict[str, _Meaning] = {
    "password": _NO_LOGIN,
    "authentication": _NO_LOGIN,
    "role": _NO_LOGIN,
    "database": _NO_DATABASE,
}
"""While a connection is being made psycopg has no code, only the server's words after FATAL."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreUnavailable or StorageRefused for what the database or its disk refuses.

    Mistakes of ours (a broken constraint, a wrong statement) pass as they are.
    """
    try:
        yield
    except exc.DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        kind, sentence = meaning
        raise kind(sentence) from error
    except exc.TimeoutError as error:  # every connection of the pool is in use
        kind, sentence = _BUSY
        raise kind(sentence) from error


def _meaning(error: exc.DBAPIError) -> _Meaning | None:
    if isinstance(error.orig, sqlite3.Error):
        return _by_start(_SQLITE, getattr(error.orig, "sqlite_errorname", ""))
    if code := getattr(error.orig, "sqlstate", None):
        return _by_start(_POSTGRES, code)
    return _at_login(str(error.orig)) if isinstance(error, exc.OperationalError) else None


def _by_start(meanings: dict[str, _Meaning], code: str) -> _Meaning | None:
    return next((meaning for start, meaning in meanings.items() if code.startswith(start)), None)


def _at_login(message: str) -> _Meaning:
    _, fatal, words = message.partition("FATAL:")
    known = (meaning for word, meaning in _AT_LOGIN.items() if fatal and word in words)
    return next(known, _DOWN)
