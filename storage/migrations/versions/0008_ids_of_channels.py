"""Ids that channels had before, and channels in which plans lived before."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = storage.tables.Instant(timezone=True)


def upgrade() -> None:
    op.create_table(
        "former_address",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("slack_id", sa.String(length=40), nullable=False),
        sa.Column("current_id", sa.String(length=40), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_former_address_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_address")),
        sa.UniqueConstraint("workspace_id", "slack_id", name=op.f("uq_former_address_workspace_id_slack_id")),
    )
    op.create_index("ix_incoming_channel", "incoming", ["channel"])


def downgrade() -> None:
    op.drop_index("ix_incoming_channel", table_name="incoming")
    op.drop_table("former_address")
