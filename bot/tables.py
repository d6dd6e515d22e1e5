"""The door's own tables, on the one MetaData that migrations build."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table

from retrieval.database import metadata
from retrieval.shelf.columns import AnyText, UtcTime

turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("server", String(100), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("thread", String(200), nullable=False),
    Column("asker", String(100), nullable=False),
    Column("question", AnyText, nullable=False),
    Column("answer", AnyText, nullable=False),
    Column("paper", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("turns_in_thread", "platform", "channel", "thread", "id"),
)

installation = Table(
    "installation",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", AnyText, nullable=False),
)

heard = Table(
    "heard",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("event", String(200), primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
)

open_threads = Table(
    "open_threads",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("server", String(100), primary_key=True),
    Column("channel", String(100), primary_key=True),
    Column("thread", String(200), primary_key=True),
    Column("at", UtcTime, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("server", String(100), nullable=False),
    Column("person", String(64), nullable=False),
    Column("note", JSON, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription", String(100), nullable=False, index=True),
    Column("before", JSON(none_as_null=True), nullable=True),
    Column("after", JSON, nullable=False),
    Column("who", AnyText, nullable=False),
    Column("what", AnyText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("undone", Boolean, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server", String(100), nullable=False),
    Column("person", String(64), nullable=False),
    Column("what", String(20), nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost_usd", Float, nullable=True),
    Column("at", UtcTime, nullable=False),
    Index("ledger_by_server", "server", "at"),
)
