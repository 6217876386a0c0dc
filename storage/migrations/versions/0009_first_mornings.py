"""First mornings: whose direct message is to be opened ahead, and which message tells of which roles."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TO_OPEN = "dm_channel IS NULL AND next_at IS NOT NULL"


def upgrade() -> None:
    op.add_column("holding", sa.Column("told_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    op.create_index(
        "ix_member_to_open", "member", ["id"], sqlite_where=sa.text(TO_OPEN), postgresql_where=sa.text(TO_OPEN)
    )


def downgrade() -> None:
    op.drop_index("ix_member_to_open", table_name="member")
    op.drop_column("holding", "told_in")
