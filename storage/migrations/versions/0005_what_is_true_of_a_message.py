"""What is true of a message: when it was tried, whose fate it waits for; and what Slack knows after a restore."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The keys of so many messages, random each, are unlike those of any other workspace.
FIRST = 16
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = storage.tables.Instant(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("tried_at", Instant, nullable=True))
    op.add_column("outbox", sa.Column("awaits", Id, nullable=True))
    op.add_column("workspace", sa.Column("secret", sa.String(length=64), server_default="", nullable=False))
    _make_secrets()
    op.create_table(
        "silence",
        sa.Column("id", Id, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("is_restored", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )
    op.create_table(
        "looked_into",
        sa.Column("id", Id, nullable=False),
        sa.Column("silence_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("place", sa.String(length=140), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["silence_id"], ["silence.id"], name=op.f("fk_looked_into_silence_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_looked_into_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looked_into")),
        sa.UniqueConstraint(
            "workspace_id", "place", "silence_id", name=op.f("uq_looked_into_workspace_id_place_silence_id")
        ),
    )
    op.create_table(
        "stray",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("ts", sa.String(length=40), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_stray_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stray")),
        sa.UniqueConstraint("token", name=op.f("uq_stray_token")),
    )
    op.create_table(
        "lost_press",
        sa.Column("id", Id, nullable=False),
        sa.Column("silence_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("duty_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_lost_press_duty_id")),
        sa.ForeignKeyConstraint(["silence_id"], ["silence.id"], name=op.f("fk_lost_press_silence_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_lost_press_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_press")),
        sa.UniqueConstraint("silence_id", "duty_id", name=op.f("uq_lost_press_silence_id_duty_id")),
    )
    op.create_index("ix_lost_press_duty", "lost_press", ["duty_id"])


def _make_secrets() -> None:
    """Give each workspace a secret: made of what nobody outside knows, and the same for a backup migrated once more."""
    workspace = sa.table("workspace", sa.column("id", Id), sa.column("since", Instant), sa.column("secret", sa.String))
    outbox = sa.table("outbox", sa.column("id", Id), sa.column("workspace_id", Id), sa.column("token", sa.String))
    connection = op.get_bind()
    for row in connection.execute(sa.select(workspace.c.id, workspace.c.since)).all():
        first = sa.select(outbox.c.token).where(outbox.c.workspace_id == row.id).order_by(outbox.c.id).limit(FIRST)
        known = [row.since.isoformat(), *connection.execute(first).scalars()]
        secret = sha256("\n".join(known).encode()).hexdigest()
        connection.execute(workspace.update().where(workspace.c.id == row.id).values(secret=secret))
