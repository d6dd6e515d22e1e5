"""What became of reading versions in full (retrieval/shelf/tables.py); passages of full text need no new column."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.pk"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("tried", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), index=True),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("pages_read", sa.Integer),
        sa.Column("references", sa.Text, nullable=False),
    )
    op.create_index("passages_of_version", "passages", ["paper", "version"])
