"""How often a process began to read a dropped file, so that one that ends its process is not read for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incoming", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looks", sa.Integer(), server_default=sa.text("0"), nullable=False))
