"""Where Alembic enters: it runs this file, which runs the migrations on the connection handed in.

Only `retrieval/shelf/migrate.py` starts it, inside a transaction that it has opened.
"""

from alembic import context

from retrieval.database import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
