"""The press's own tables, on the one MetaData that migrations build."""

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table

from retrieval.database import metadata
from retrieval.shelf.columns import AnyText, UtcTime

editions = Table(
    "editions",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("subscription", String(100), nullable=False),
    Column("day", Date, nullable=False),
    Column("window_end", UtcTime, nullable=False),
    Column("edition", JSON, nullable=False),
    Index("editions_by_day", "subscription", "day"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("subscription", JSON, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("post", String(120), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("in_thread", Boolean, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("text", AnyText, nullable=False),
    Column("about", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("free_at", UtcTime, nullable=False),
    Column("why", AnyText, nullable=False),
    Column("receipt_channel", String(200), nullable=False),
    Column("receipt_message", String(200), nullable=False),
    Column("receipt_thread", String(200), nullable=False),
    Index("outbox_open", "state", "free_at"),
    Index("outbox_threads", "platform", "receipt_channel", "receipt_thread"),
)

opinions = Table(
    "opinions",
    metadata,
    Column("platform", String(20), nullable=False),
    Column("server", String(100), primary_key=True),
    Column("channel", String(100), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("paper", String(200), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("note", AnyText, nullable=False, server_default=""),
    Column("at", UtcTime, nullable=False),
    Index("opinions_of_channel", "platform", "server", "channel"),
)

follows = Table(
    "follows",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("server", String(100), primary_key=True),
    Column("person", String(100), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("value", String(300), primary_key=True),
    Column("shown", AnyText, nullable=False),
    Column("at", UtcTime, nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("server", String(100), primary_key=True),
    Column("person", String(100), primary_key=True),
    Column("start", UtcTime, nullable=False),
    Column("end", UtcTime, nullable=True),
)

late = Table(
    "late",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("try_at", UtcTime, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("why", AnyText, nullable=False),
)

tellings = Table(
    "tellings",
    metadata,
    Column("edition", String(120), primary_key=True),
    Column("form", String(20), primary_key=True),
    Column("told", JSON, nullable=False),
)

predictions = Table(
    "predictions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("subscription", String(100), nullable=False),
    Column("made", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column("prediction", JSON, nullable=False),
    Index("predictions_of_channel", "subscription", "state", "due"),
)

kept_papers = Table(
    "kept_papers",
    metadata,
    Column("subscription", String(100), primary_key=True),
    Column("paper", String(200), primary_key=True),
    Column("day", Date, nullable=False),
    Column("version", Integer, nullable=True),
    Column("withdrawn", Boolean, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("finding", AnyText, nullable=False),
    Column("thread", AnyText, nullable=False, server_default=""),
    Column("threaded", Date, nullable=True),
    Column("noted", Integer, nullable=True),
    Index("kept_papers_by_day", "subscription", "day"),
)
"""What a channel's editions kept, for memory: the first day of each paper, as it was then. `thread`: its named

thread, empty for none; `threaded`: the day of the edition that put it there; `noted`: the version (or minus
one: the withdrawal) last told under the old post.
"""

concepts = Table(
    "concepts",
    metadata,
    Column("subscription", String(100), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("paper", String(200), primary_key=True),
    Column("day", Date, nullable=False),
    Column("line", AnyText, nullable=False),
)
"""Concept notes: a dated line for each kept paper that speaks of the concept."""

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("edition", String(120), nullable=False, index=True),
    Column("correction", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("told", Boolean, nullable=False, index=True),
)
"""What was taken back after it was posted. `told`: the posted messages say so."""
