"""What services say of papers, and where papers outside arXiv can be read (retrieval/shelf/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("papers", sa.Column("link", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "enrichments",
        sa.Column("paper_id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
