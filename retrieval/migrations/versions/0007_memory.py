"""What a channel's editions remember of one another, and what models told of them (schedules/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "tellings",
        sa.Column("edition", sa.String(120), primary_key=True),
        sa.Column("form", sa.String(20), primary_key=True),
        sa.Column("told", sa.JSON, nullable=False),
    )
    op.create_table(
        "predictions",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("subscription", sa.String(100), nullable=False),
        sa.Column("made", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("prediction", sa.JSON, nullable=False),
    )
    op.create_index("predictions_of_channel", "predictions", ["subscription", "state", "due"])
    op.create_table(
        "kept_papers",
        sa.Column("subscription", sa.String(100), primary_key=True),
        sa.Column("paper", sa.String(200), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False, server_default=""),
        sa.Column("threaded", sa.Date, nullable=True),
        sa.Column("noted", sa.Integer, nullable=True),
    )
    op.create_index("kept_papers_by_day", "kept_papers", ["subscription", "day"])
    op.create_table(
        "concepts",
        sa.Column("subscription", sa.String(100), primary_key=True),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("paper", sa.String(200), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
    )
