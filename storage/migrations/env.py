"""Alembic's entry: runs the migrations on the URL that storage.database hands over."""

from alembic import context
from sqlalchemy import create_engine, pool

from storage.tables import metadata


def run() -> None:
    """Migrate inside one transaction, so that a crash leaves the database as it was."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
