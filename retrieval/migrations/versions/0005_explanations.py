"""Explanations of versions, as they were told (retrieval/shelf/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "explanations",
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.pk"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
    )
