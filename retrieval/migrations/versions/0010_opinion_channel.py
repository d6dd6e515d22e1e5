"""What a person does with a paper in two channels is two opinions (schedules/tables.py)."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("opinions") as opinions:
        opinions.drop_constraint("pk_opinions", type_="primary")
        opinions.create_primary_key("pk_opinions", ["server", "channel", "person", "paper", "kind"])
