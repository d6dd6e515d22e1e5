"""Captions and pictures of what was read in full, and papers by their DOI (retrieval/shelf/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("readings", sa.Column("figures", sa.Text, nullable=False, server_default="[]"))
    op.create_index("ix_papers_doi", "papers", [sa.text("lower(doi)")], postgresql_using="hash")
