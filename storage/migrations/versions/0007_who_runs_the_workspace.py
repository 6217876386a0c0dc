"""Who owns or administers a workspace: they can take over a plan that nobody leads."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONDITION = sa.text("is_admin OR is_owner")


def upgrade() -> None:
    for name in ("is_admin", "is_owner"):
        op.add_column("member", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index("ix_member_admin", "member", ["workspace_id"], sqlite_where=CONDITION, postgresql_where=CONDITION)
    op.create_index("ix_permission_strategy", "permission", ["strategy_id"])


def downgrade() -> None:
    op.drop_index("ix_permission_strategy", table_name="permission")
    op.drop_index("ix_member_admin", table_name="member")
    with op.batch_alter_table("member", schema=None) as batch_op:
        for name in ("is_admin", "is_owner"):
            batch_op.drop_column(name)
