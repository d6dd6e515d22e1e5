"""The door's own table, on the one MetaData that migrations build."""

from sqlalchemy import Column, Index, Integer, String, Table

from retrieval.columns import AnyText, UtcTime
from retrieval.database import metadata

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
