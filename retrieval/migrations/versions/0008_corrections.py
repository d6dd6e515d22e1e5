"""What was taken back after it was posted (schedules/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("edition", sa.String(120), nullable=False),
        sa.Column("correction", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_index("ix_corrections_edition", "corrections", ["edition"])
    op.create_index("ix_corrections_told", "corrections", ["told"])
