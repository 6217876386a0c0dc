"""Alembic's entry: runs the migrations on the URL that storage.database hands over."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, event, pool

from storage.engines import sync_engine
from storage.tables import metadata

_MIGRATING = 0x6472756E  # PostgreSQL's lock of this name keeps a second migration waiting until the first is done


def run() -> None:
    """Migrate inside one transaction, so that a crash leaves the database as it was."""
    engine = sync_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        _begin_in_earnest(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def _begin_in_earnest(engine: Engine) -> None:
    # SQLite's driver begins its transactions only at the first INSERT, after the tables were made.
    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _: Any) -> None:
        raw.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


run()
