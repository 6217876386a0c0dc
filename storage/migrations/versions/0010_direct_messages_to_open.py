"""Find whose direct message is to be opened before their first morning."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TO_OPEN = "dm_channel IS NULL AND next_at IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        "ix_member_to_open", "member", ["id"], sqlite_where=sa.text(TO_OPEN), postgresql_where=sa.text(TO_OPEN)
    )


def downgrade() -> None:
    op.drop_index("ix_member_to_open", table_name="member")
