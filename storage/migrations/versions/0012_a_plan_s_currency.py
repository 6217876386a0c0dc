"""The currency that a plan counts its money in; "" where nobody chose one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("strategy", sa.Column("currency", sa.String(length=3), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("strategy", "currency")
