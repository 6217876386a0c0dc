"""What is true of a message: when it was tried, and whose fate it waits for."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("tried_at", storage.tables.Instant(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("awaits", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
