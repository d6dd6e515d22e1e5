"""The library's tables. The lexical index is not among them: it differs by database, see migration 0001."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint, func

from retrieval.database import metadata
from retrieval.shelf.columns import AnyText, Strings, UtcTime

papers = Table(
    "papers",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", AnyText, nullable=False),
    Column("owner", AnyText, nullable=False),
    Column("current", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("submitted", UtcTime),
    Column("doi", AnyText, nullable=False),
    Column("journal_ref", AnyText, nullable=False),
    Column("link", AnyText, nullable=False),
    Column("categories", Strings, nullable=False),
    Column("sources", Strings, nullable=False),
    UniqueConstraint("id", "owner"),
    Index(None, "day"),
)
"""What is true of a paper in all its versions. `current` is its highest version's number, `day` when
that was announced (or captured, if that is unknown), `sources` everyone who told of the paper."""

Index("ix_papers_doi", func.lower(papers.c.doi), postgresql_using="hash")
"""As `by_doi` looks it up. Hashed on PostgreSQL, whose B-trees take no value beyond 2,700 bytes."""

versions = Table(
    "versions",
    metadata,
    Column("paper", ForeignKey(papers.c.pk), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", AnyText, nullable=False),
    Column("abstract", AnyText, nullable=False),
    Column("authors", Strings, nullable=False),
    Column("updated", UtcTime),
    Column("announced", Date),
    Column("announcement", AnyText),
    Column("comment", AnyText, nullable=False),
    Column("source", AnyText, nullable=False),
    Column("retold", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("captured", UtcTime, nullable=False),
    Index(None, "captured"),
)

categories = Table(
    "categories",
    metadata,
    Column("paper", ForeignKey(papers.c.pk), primary_key=True),
    Column("category", AnyText, primary_key=True),
    Index(None, "category"),
)
"""`papers.categories` once more, where a scope can look for one."""

passages = Table(
    "passages",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("paper", ForeignKey(papers.c.pk), nullable=False),
    Column("version", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("section", AnyText, nullable=False),
    Column("page", Integer),
    Column("retold", Boolean, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("indexed_with", AnyText),
    sqlite_autoincrement=True,  # a number once given is never given again: the dense index knows passages by it
)
"""Narrow on purpose: scopes are checked here for every candidate, and texts are long to read past.
Replaced passages stay, no longer `current`, so that what quoted them can still show them."""

_now = passages.c.current
Index(
    "uq_passages_current", passages.c.paper, passages.c.ordinal, unique=True, sqlite_where=_now, postgresql_where=_now
)
Index("passages_of_version", passages.c.paper, passages.c.version)
Index("ix_passages_indexed_with", passages.c.row, passages.c.indexed_with, sqlite_where=_now, postgresql_where=_now)

texts = Table(
    "texts",
    metadata,
    Column("row", ForeignKey(passages.c.row), primary_key=True),
    Column("title", AnyText, nullable=False),
    Column("text", AnyText, nullable=False),
)
"""The words of a passage. Triggers on it and on `passages.current` keep the lexical index in step."""

enrichments = Table(
    "enrichments",
    metadata,
    Column("paper_id", AnyText, primary_key=True),
    Column("source", AnyText, primary_key=True),
    Column("asked", UtcTime, nullable=False),
    Column("told", AnyText, nullable=False),
)
"""What services said of papers, as JSON, by the paper's id: it is public, and the same for every owner."""

readings = Table(
    "readings",
    metadata,
    Column("paper", ForeignKey(papers.c.pk), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("outcome", AnyText, nullable=False),
    Column("tried", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try", UtcTime, index=True),
    Column("format", AnyText, nullable=False),
    Column("pages", Integer),
    Column("pages_read", Integer),
    Column("references", AnyText, nullable=False),
    Column("figures", AnyText, nullable=False),
)
"""What became of reading a version in full, and when to try again. `references` and `figures`: the
bibliography and the numbered figures, as JSON."""

explanations = Table(
    "explanations",
    metadata,
    Column("paper", ForeignKey(papers.c.pk), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("key", AnyText, primary_key=True),
    Column("told", AnyText, nullable=False),
)
"""Explanations as they were told, as JSON. `key` names all that one depends on besides the version."""
