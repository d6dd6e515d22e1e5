"""Papers, versions, passages, and the lexical index over the passages that are current.

How a migration is made here: a file `NNNN_what.py`, numbered on, `down_revision` the one before,
written by hand, going forward only (the way back is a backup). A test compares the result with
the tables that the rooms declare.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _papers()
    _passages()
    statements = _FTS5 if op.get_context().dialect.name == "sqlite" else _TSVECTOR
    for statement in statements:
        op.execute(statement)


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("current", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("submitted", sa.DateTime(timezone=True)),
        sa.Column("doi", sa.Text, nullable=False),
        sa.Column("journal_ref", sa.Text, nullable=False),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.UniqueConstraint("id", "owner"),
    )
    op.create_table(
        "versions",
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.pk"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("abstract", sa.Text, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True)),
        sa.Column("announced", sa.Date),
        sa.Column("announcement", sa.Text),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("retold", sa.Boolean, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("captured", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "categories",
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.pk"), primary_key=True),
        sa.Column("category", sa.Text, primary_key=True, index=True),
    )


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("row", sa.Integer, primary_key=True),
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.pk"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("retold", sa.Boolean, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("indexed_with", sa.Text),
        sqlite_autoincrement=True,
    )
    current: dict[str, Any] = {"sqlite_where": sa.text("current = 1"), "postgresql_where": sa.text("current")}
    op.create_index("uq_passages_current", "passages", ["paper", "ordinal"], unique=True, **current)
    op.create_index("ix_passages_indexed_with", "passages", ["row", "indexed_with"], **current)
    op.create_table(
        "texts",
        sa.Column("row", sa.Integer, sa.ForeignKey("passages.row"), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


# `words` holds no text of its own, it reads the view (when it is rebuilt). Its own 'delete' wants
# the text that was indexed, so each trigger hands it the old one.
_FTS5 = (
    """CREATE VIEW current_texts AS
       SELECT texts.row, title, text FROM texts JOIN passages ON passages.row = texts.row WHERE passages.current""",
    """CREATE VIRTUAL TABLE words USING fts5(
       title, text, content='current_texts', content_rowid='row', tokenize='porter unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE words_seen USING fts5vocab('words', 'row')",
    """CREATE TRIGGER texts_added AFTER INSERT ON texts WHEN (SELECT current FROM passages WHERE row = new.row) BEGIN
       INSERT INTO words (rowid, title, text) VALUES (new.row, new.title, new.text); END""",
    """CREATE TRIGGER texts_changed AFTER UPDATE ON texts WHEN (SELECT current FROM passages WHERE row = new.row) BEGIN
       INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
       INSERT INTO words (rowid, title, text) VALUES (new.row, new.title, new.text); END""",
    """CREATE TRIGGER texts_gone BEFORE DELETE ON texts WHEN (SELECT current FROM passages WHERE row = old.row) BEGIN
       INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.row, old.title, old.text); END""",
    """CREATE TRIGGER passages_replaced AFTER UPDATE OF current ON passages WHEN old.current AND NOT new.current BEGIN
       INSERT INTO words (words, rowid, title, text)
       SELECT 'delete', row, title, text FROM texts WHERE row = old.row; END""",
    """CREATE TRIGGER passages_restored AFTER UPDATE OF current ON passages WHEN new.current AND NOT old.current BEGIN
       INSERT INTO words (rowid, title, text) SELECT row, title, text FROM texts WHERE row = old.row; END""",
)

# A table of its own whose vectors lie outside the row: the index is then checked against a heap of
# few pages, ten times faster than beside the texts (docs/decisions/0003). `lexemes` folds accents
# and takes punctuation for spaces, as FTS5 does; without that PostgreSQL reads input/output as a path.
# The point in a number becomes a letter, so that 1.33x is one word and not a 1 and a 33x.
# It stops where a vector of nothing but different words would be longer than PostgreSQL allows.
_TSVECTOR = (
    r"""CREATE FUNCTION lexemes(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector('pg_catalog.english', regexp_replace(regexp_replace(
          normalize(regexp_replace(normalize(left($1, 200000), NFD), '[\u0300-\u036f]', '', 'g'), NFC),
          '(\d)[.,](?=\d)', '\1p', 'g'), '[!-/:-@\[-`{-~]+', ' ', 'g')) $$""",
    """CREATE TABLE words (
       row integer PRIMARY KEY REFERENCES passages ON DELETE CASCADE, size integer NOT NULL, lexemes tsvector NOT NULL
       ) WITH (toast_tuple_target = 128)""",
    "ALTER TABLE words ALTER lexemes SET STORAGE EXTERNAL",
    "CREATE INDEX words_lexemes ON words USING gin (lexemes)",
    r"""CREATE FUNCTION index_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT current FROM passages WHERE row = new.row) THEN
          INSERT INTO words (row, size, lexemes) VALUES (
            new.row, array_length(regexp_split_to_array(new.title || ' ' || new.text, '\s+'), 1),
            setweight(lexemes(new.title), 'A') || setweight(lexemes(new.text), 'D'))
          ON CONFLICT (row) DO UPDATE SET size = excluded.size, lexemes = excluded.lexemes;
        END IF; RETURN NULL; END $$""",
    """CREATE TRIGGER texts_changed AFTER INSERT OR UPDATE ON texts FOR EACH ROW EXECUTE FUNCTION index_text()""",
    """CREATE FUNCTION index_passage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF new.current THEN UPDATE texts SET text = text WHERE row = new.row;
        ELSE DELETE FROM words WHERE row = new.row;
        END IF; RETURN NULL; END $$""",
    """CREATE TRIGGER passages_replaced AFTER UPDATE OF current ON passages FOR EACH ROW
       WHEN (old.current IS DISTINCT FROM new.current) EXECUTE FUNCTION index_passage()""",
)
