"""Editions, subscriptions, the outbox (schedules/tables.py) and turns (bot/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("subscription", sa.String(100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_editions")),
    )
    op.create_index("editions_by_day", "editions", ["subscription", "day"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("subscription", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "outbox",
        sa.Column("post", sa.String(120), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(100), nullable=False),
        sa.Column("in_thread", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("receipt_channel", sa.String(200), nullable=False),
        sa.Column("receipt_message", sa.String(200), nullable=False),
        sa.Column("receipt_thread", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("post", "part", name=op.f("pk_outbox")),
    )
    op.create_index("outbox_open", "outbox", ["state", "free_at"])
    op.create_index("outbox_threads", "outbox", ["platform", "receipt_channel", "receipt_thread"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("server", sa.String(100), nullable=False),
        sa.Column("channel", sa.String(100), nullable=False),
        sa.Column("thread", sa.String(200), nullable=False),
        sa.Column("asker", sa.String(100), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("paper", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index("turns_in_thread", "turns", ["platform", "channel", "thread", "id"])
