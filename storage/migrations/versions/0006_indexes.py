"""Indexes for queries that read all history or other workspaces' rows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Name, table, columns, and the condition of a partial index.
INDEXES = (
    ("ix_change_strategy", "change", ["strategy_id", "id"], None),
    ("ix_duty_handed_to", "duty", ["handed_to", "due_at"], "handed_to IS NOT NULL AND state = 'open'"),
    ("ix_duty_open_role", "duty", ["role_id", "due_at"], "state = 'open'"),
    ("ix_duty_open_slot", "duty", ["slot_id", "due_at"], "state = 'open'"),
    ("ix_duty_published", "duty", ["strategy_id", "settled_at"], "link IS NOT NULL"),
    ("ix_duty_review", "duty", ["review_id"], "review_id IS NOT NULL"),
    ("ix_holding_role", "holding", ["role_id"], None),
    ("ix_incoming_offered", "incoming", ["workspace_id", "since"], "state = 'fetched'"),
    ("ix_membership_member", "membership", ["member_id"], None),
    ("ix_note_decision", "note", ["workspace_id", "since"], "kind = 'decision'"),
    ("ix_occurrence_post", "occurrence", ["post_id"], "post_id IS NOT NULL"),
    ("ix_outbox_upload", "outbox", ["workspace_id", "channel", "id"], "op = 'upload'"),
    ("ix_permission_member", "permission", ["member_id"], None),
    ("ix_post_state", "post", ["strategy_id", "state"], None),
    ("ix_strategy_workspace", "strategy", ["workspace_id"], None),
)


def upgrade() -> None:
    for name, table, columns, condition in INDEXES:
        where = None if condition is None else sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
