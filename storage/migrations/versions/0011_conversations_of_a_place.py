"""An index for the conversation that somebody had last in a place: an edited answer is looked up there."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_conversation_place", "conversation", ["member_id", "channel", "id"])


def downgrade() -> None:
    op.drop_index("ix_conversation_place", table_name="conversation")
