"""The press's own tables, on the one MetaData that migrations build."""

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table

from retrieval.columns import AnyText, UtcTime
from retrieval.database import metadata

editions = Table(
    "editions",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("subscription", String(100), nullable=False),
    Column("day", Date, nullable=False),
    Column("window_end", UtcTime, nullable=False),
    Column("edition", JSON, nullable=False),
    Index("editions_by_day", "subscription", "day"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("subscription", JSON, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("post", String(120), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("in_thread", Boolean, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("text", AnyText, nullable=False),
    Column("about", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("free_at", UtcTime, nullable=False),
    Column("why", AnyText, nullable=False),
    Column("receipt_channel", String(200), nullable=False),
    Column("receipt_message", String(200), nullable=False),
    Column("receipt_thread", String(200), nullable=False),
    Index("outbox_open", "state", "free_at"),
    Index("outbox_threads", "platform", "receipt_channel", "receipt_thread"),
)
