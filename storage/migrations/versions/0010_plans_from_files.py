"""Plans that are built from files in pieces: which are under way, and that nobody sees them yet."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = storage.tables.Instant(timezone=True)


def upgrade() -> None:
    op.add_column("strategy", sa.Column("is_building", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "import",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("incoming_id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("strategy_id", Id, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("next_at", Instant, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("since", Instant, nullable=False),
        sa.Column("until", Instant, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_import_workspace_id")),
        sa.ForeignKeyConstraint(["incoming_id"], ["incoming.id"], name=op.f("fk_import_incoming_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_import_member_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_import_channel_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_import_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    current, due = sa.text("until IS NULL"), sa.text("next_at IS NOT NULL")
    op.create_index(
        "uq_import_current",
        "import",
        ["incoming_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index("ix_import_next_at", "import", ["next_at"], sqlite_where=due, postgresql_where=due)
