"""Every table. Things end, they never vanish: `since` and `until`, and a `change` row for what each verb did."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only in an INTEGER PRIMARY KEY


# Ordered by code point on both databases, so that texts with a common prefix are one range of an index.
Key = String(200).with_variant(String(200, collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. A naive time is refused with a ValueError; SQLite's naive answers get their UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: only instants are stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Number(TypeDecorator[Decimal]):
    """A Decimal, exact on both databases: PostgreSQL's numeric, and text on SQLite, which would make it a float.

    Anything but a finite Decimal or int is refused: TypeError, or ValueError for infinity and NaN.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose text where the database has no exact number, and else a numeric that rounds to no scale."""
        return dialect.type_descriptor(String(40) if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write the number out for SQLite."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            raise TypeError(f"{value!r} is not exact: give a Decimal")
        if not Decimal(value).is_finite():
            raise ValueError(f"{value!r} is no number")
        return str(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read it back in plain digits without trailing zeros: 1E+3 as 1000, 2.50 as 2.5."""
        if value is None:
            return None
        # Not Decimal.normalize: that rounds to 28 digits.
        plain = f"{Decimal(value):f}"
        return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _workspace() -> Column[int]:
    return Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False)


def _to(table: str, *, name: str = "", null: bool = False) -> Column[int]:
    return Column(name or f"{table}_id", Id, ForeignKey(f"{table}.id"), nullable=null)


def _since() -> Column[datetime]:
    return Column("since", Instant, nullable=False)


def _until() -> Column[datetime]:
    return Column("until", Instant)


def _details() -> Column[Any]:
    """Return a column for a thing's further facts: the fields of a frozen model (bot/domain), by name."""
    return Column("details", JSON, nullable=False, server_default=text("'{}'"))


CURRENT = text("until IS NULL")

workspace = Table(
    "workspace",
    metadata,
    _id(),
    # The organization that it belongs to, '' for none: a fact that can come later, and not part of its identity.
    Column("enterprise_id", String(40), nullable=False, server_default=""),
    Column("team_id", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("bot_slack_id", String(40), nullable=False),
    Column("bot_name", String(200), nullable=False, server_default="drumbeat"),
    Column("next_at", Instant),  # when people and channels are next compared with Slack's
    Column("secret", String(64), nullable=False, server_default=""),  # what opaque keys are made with
    _since(),
    _until(),
    UniqueConstraint("team_id"),
)

member = Table(
    "member",
    metadata,
    _id(),
    _workspace(),
    Column("slack_id", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("handle", String(200), nullable=False, server_default=""),
    Column("zone", String(64)),  # the IANA name that Slack reports; never an offset
    Column("zone_chosen", String(64)),
    Column("is_bot", Boolean, nullable=False, server_default=text("false")),
    Column("is_guest", Boolean, nullable=False, server_default=text("false")),
    # Slack's facts about members of this workspace; never about people from another one in a shared channel.
    Column("is_admin", Boolean, nullable=False, server_default=text("false")),
    Column("is_owner", Boolean, nullable=False, server_default=text("false")),
    Column("is_known", Boolean, nullable=False, server_default=text("true")),  # false until Slack was asked about them
    Column("dm_channel", String(40)),
    Column("digest_at", Time, nullable=False),
    Column("work_until", Time, nullable=False),
    Column("nudges", String(10), nullable=False),
    Column("welcomed_at", Instant),  # when their Home first explained itself
    Column("next_at", Instant),  # their next digest
    Column("lessons_since", Instant),  # since when they have wanted a lesson a day; null: they didn't ask for it
    _since(),
    _until(),  # when they left the workspace
    UniqueConstraint("workspace_id", "slack_id"),
)
Index(
    "ix_member_next_at",
    member.c.next_at,
    sqlite_where=member.c.next_at.isnot(None),
    postgresql_where=member.c.next_at.isnot(None),
)
_RUNS_IT = text("is_admin OR is_owner")
Index("ix_member_admin", member.c.workspace_id, sqlite_where=_RUNS_IT, postgresql_where=_RUNS_IT)
_TO_OPEN = text("dm_channel IS NULL AND next_at IS NOT NULL")
Index("ix_member_to_open", member.c.id, sqlite_where=_TO_OPEN, postgresql_where=_TO_OPEN)
Index("ix_member_unknown", member.c.id, sqlite_where=text("NOT is_known"), postgresql_where=text("NOT is_known"))

channel = Table(
    "channel",
    metadata,
    _id(),
    _workspace(),
    Column("slack_id", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("is_private", Boolean, nullable=False, server_default=text("false")),
    Column("bot_is_in", Boolean),  # null until known
    _since(),
    _until(),  # archived or deleted
    UniqueConstraint("workspace_id", "slack_id"),
)

# A channel's former id: Slack gives a private channel another one when it is shared by Slack Connect.
former_address = Table(
    "former_address",
    metadata,
    _id(),
    _workspace(),
    Column("slack_id", String(40), nullable=False),
    Column("current_id", String(40), nullable=False),
    _since(),
    UniqueConstraint("workspace_id", "slack_id"),
)

membership = Table(
    "membership",
    metadata,
    _id(),
    _workspace(),
    _to("channel"),
    _to("member"),
    _since(),
    _until(),
)
Index("ix_membership_member", membership.c.member_id)
Index(
    "uq_membership_current",
    membership.c.channel_id,
    membership.c.member_id,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)

strategy = Table(
    "strategy",
    metadata,
    _id(),
    _workspace(),
    _to("channel"),
    Column("name", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("date_order", String(3), nullable=False),
    Column("decimal_mark", String(1), nullable=False),
    Column("week_start", Integer, nullable=False),
    Column("working_days", JSON, nullable=False),
    Column("review_weekday", Integer, nullable=False),
    Column("review_at", Time, nullable=False),
    Column("currency", String(3), nullable=False, server_default=""),
    Column("canvas_id", String(40)),  # the channel's canvas, where its document is kept
    # Built from a file, piece by piece: until the last piece nobody sees it, and the clock leaves it alone.
    Column("is_building", Boolean, nullable=False, server_default=text("false")),
    _since(),
    _until(),
)
Index("ix_strategy_workspace", strategy.c.workspace_id)
Index("uq_strategy_home", strategy.c.channel_id, unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)

permission = Table(
    "permission",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    _to("member"),
    Column("kind", String(10), nullable=False),  # admin, lead
    _since(),
    _until(),
)
Index("ix_permission_member", permission.c.member_id)
Index("ix_permission_strategy", permission.c.strategy_id)  # including ended ones
Index(
    "uq_permission_current",
    permission.c.strategy_id,
    permission.c.member_id,
    permission.c.kind,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)

role = Table(
    "role",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("title", String(200), nullable=False),
    _details(),
    _since(),
    _until(),
)
Index("ix_role_strategy", role.c.strategy_id)

holding = Table(
    "holding",
    metadata,
    _id(),
    _workspace(),
    _to("role"),
    _to("member"),
    Column("kind", String(10), nullable=False),  # holder, backup
    Column("state", String(10), nullable=False),  # offered, accepted, declined
    _to("member", name="given_by", null=True),
    Column("told_in", Id),  # the `outbox` row that tells them; null: found by the holding's key, or nobody is asked
    _since(),
    _until(),
)
Index(
    "uq_holding_current",
    holding.c.role_id,
    holding.c.kind,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)
Index("ix_holding_member", holding.c.member_id)
Index("ix_holding_role", holding.c.role_id)  # including ended ones

audience = Table(
    "audience",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("name", String(200), nullable=False),
    _details(),
    _since(),
    _until(),
)
platform = Table(
    "platform",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("name", String(200), nullable=False),
    _details(),
    _since(),
    _until(),
)
Index("ix_audience_strategy", audience.c.strategy_id)
Index("ix_platform_strategy", platform.c.strategy_id)

goal = Table(
    "goal",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("statement", Text, nullable=False),
    Column("due", Date, nullable=False),
    _details(),
    _since(),
    _until(),
)
Index("ix_goal_strategy", goal.c.strategy_id)

measure = Table(
    "measure",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    _to("goal"),
    _to("platform", null=True),
    Column("name", String(200), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("direction", String(10), nullable=False),
    Column("cadence", String(10), nullable=False),
    Column("baseline", Number),
    Column("baseline_on", Date),
    Column("target", Number, nullable=False),
    Column("due", Date, nullable=False),
    _to("role", name="measurer_role_id"),
    _to("role", name="reviewer_role_id"),
    _details(),
    _since(),
    _until(),
)
Index("ix_measure_strategy", measure.c.strategy_id)

reading = Table(
    "reading",
    metadata,
    _id(),
    _workspace(),
    _to("measure"),
    Column("week", Date, nullable=False),
    Column("value", Number, nullable=False),
    _to("member", null=True),
    Column("taken_at", Instant, nullable=False),
    UniqueConstraint("measure_id", "week"),
)

slot = Table(
    "slot",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("kind", String(10), nullable=False),
    Column("title", String(200), nullable=False),
    _to("role"),
    _to("platform", null=True),
    _to("goal", null=True),
    _to("audience", null=True),
    Column("message", Text),
    Column("theme", String(200)),
    Column("content_kind", String(200)),
    Column("wall", Time, nullable=False),
    Column("zone", String(64)),  # null: the strategy's
    Column("rule", JSON, nullable=False),
    Column("next_at", Instant),  # when the next occurrence is to become a duty
    _since(),
    _until(),
)
Index("ix_slot_strategy", slot.c.strategy_id)
Index(
    "ix_slot_next_at",
    slot.c.next_at,
    sqlite_where=slot.c.next_at.isnot(None),
    postgresql_where=slot.c.next_at.isnot(None),
)

post = Table(
    "post",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("title", String(200), nullable=False),
    Column("body", Text),
    Column("link", Text),  # where it can be seen, once published
    Column("source", Text),  # the message that it was made of
    Column("state", String(20), nullable=False),
    _to("platform", null=True),
    _to("member", name="author_id", null=True),
    _since(),
    _until(),
)
Index("ix_post_strategy", post.c.strategy_id)
Index("ix_post_state", post.c.strategy_id, post.c.state)

# While it lasts, nothing is published and nobody is nudged: a strategy's whole calendar, one platform or one slot.
hold = Table(
    "hold",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    _to("platform", null=True),
    _to("slot", null=True),
    Column("reason", Text, nullable=False),
    Column("resume_at", Instant),  # null: until somebody ends it
    Column("next_at", Instant),  # when the clock is to end it
    _to("member", name="set_by", null=True),
    _since(),
    _until(),
)
Index("ix_hold_strategy", hold.c.strategy_id)
Index(
    "ix_hold_next_at",
    hold.c.next_at,
    sqlite_where=hold.c.next_at.isnot(None),
    postgresql_where=hold.c.next_at.isnot(None),
)

occurrence = Table(
    "occurrence",
    metadata,
    _id(),
    _workspace(),
    _to("slot"),
    Column("local_date", Date, nullable=False),  # the key, with the slot: a change of zone cannot send a day twice
    Column("due_at", Instant, nullable=False),
    _to("post", null=True),
    _since(),
    _until(),
    UniqueConstraint("slot_id", "local_date"),
)
HAS_POST = text("post_id IS NOT NULL")
Index("ix_occurrence_post", occurrence.c.post_id, sqlite_where=HAS_POST, postgresql_where=HAS_POST)

exception = Table(
    "exception",
    metadata,
    _id(),
    _workspace(),
    _to("slot"),
    Column("local_date", Date, nullable=False),
    Column("action", String(10), nullable=False),  # skip, move, hand_over
    Column("new_date", Date),
    Column("new_wall", Time),
    _to("member", null=True),
    Column("reason", Text),
    _since(),
    _until(),
)
Index(
    "uq_exception_current",
    exception.c.slot_id,
    exception.c.local_date,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)

review = Table(
    "review",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("week", Date, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),  # planned, asked, open, closed
    Column("next_at", Instant),
    _since(),
    _until(),
    UniqueConstraint("strategy_id", "week"),
)
Index(
    "ix_review_next_at",
    review.c.next_at,
    sqlite_where=review.c.next_at.isnot(None),
    postgresql_where=review.c.next_at.isnot(None),
)

note = Table(
    "note",
    metadata,
    _id(),
    _workspace(),
    _to("review"),
    Column("kind", String(10), nullable=False),  # learning, decision
    Column("text", Text, nullable=False),
    _to("member", name="author_id"),
    _to("member", name="owner_id", null=True),
    Column("message_ts", String(40)),  # of the reply that it was read from
    Column("proposal", JSON),  # the change to the plan that a decision asks for
    Column("applied_at", Instant),
    _to("member", name="applied_by", null=True),
    Column("change_id", Id, ForeignKey("change.id")),  # what applying it changed: what Undo refers to
    _since(),
    _until(),
)
Index("ix_note_review", note.c.review_id)
DECISION = text("kind = 'decision'")
Index("ix_note_decision", note.c.workspace_id, note.c.since, sqlite_where=DECISION, postgresql_where=DECISION)

duty = Table(
    "duty",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    _to("role"),
    Column("kind", String(10), nullable=False),
    Column("title", String(200), nullable=False),
    _to("slot", null=True),
    Column("occurrence_id", Id, ForeignKey("occurrence.id"), unique=True),
    _to("review", null=True),
    Column("due_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("next_at", Instant),
    Column("snoozed_until", Instant),
    _to("member", name="handed_to", null=True),
    Column("link", Text),
    Column("reason", Text),
    Column("settled_at", Instant),
    _to("member", name="settled_by", null=True),
    Column("last_change", Id),  # the change that settled it: what Undo refers to
    _since(),
    _until(),
)
Index(
    "ix_duty_next_at",
    duty.c.next_at,
    sqlite_where=duty.c.next_at.isnot(None),
    postgresql_where=duty.c.next_at.isnot(None),
)
Index("ix_duty_role", duty.c.role_id, duty.c.due_at)
Index("ix_duty_strategy", duty.c.strategy_id, duty.c.due_at)
# Literals in the predicates, not binds: both planners use a partial index only for a query with the same literal.
OPEN = text("state = 'open'")
Index("ix_duty_open_role", duty.c.role_id, duty.c.due_at, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_duty_open_slot", duty.c.slot_id, duty.c.due_at, sqlite_where=OPEN, postgresql_where=OPEN)
HANDED_TO = text("handed_to IS NOT NULL AND state = 'open'")
Index("ix_duty_handed_to", duty.c.handed_to, duty.c.due_at, sqlite_where=HANDED_TO, postgresql_where=HANDED_TO)
OF_REVIEW = text("review_id IS NOT NULL")
Index("ix_duty_review", duty.c.review_id, sqlite_where=OF_REVIEW, postgresql_where=OF_REVIEW)
LINKED = text("link IS NOT NULL")
Index("ix_duty_published", duty.c.strategy_id, duty.c.settled_at, sqlite_where=LINKED, postgresql_where=LINKED)

conversation = Table(
    "conversation",
    metadata,
    _id(),
    _workspace(),
    _to("member"),
    _to("strategy", null=True),
    Column("channel", String(40), nullable=False),
    Column("thread_ts", String(40)),  # null until the opening question is posted, and in direct messages
    Column("in_thread", Boolean, nullable=False),
    Column("opener_id", Id),
    Column("flow", String(20), nullable=False),
    Column("state", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_ts", String(40), nullable=False),  # of the last message taken as an answer
    Column("outcome", String(20)),
    _since(),
    _until(),
)
Index(
    "uq_conversation_current",
    conversation.c.workspace_id,
    conversation.c.channel,
    conversation.c.member_id,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)
Index(
    "ix_conversation_place",
    conversation.c.member_id,
    conversation.c.channel,
    conversation.c.id,
)

# ---------------------------------------------------------------- the written strategy

# Everything in a plan without a table of its own: `concept` says which model of bot/domain its fields are.
part = Table(
    "part",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("concept", String(20), nullable=False),
    _details(),
    _since(),
    _until(),
)
Index("ix_part_strategy", part.c.strategy_id, part.c.concept)

# A guard's warning that somebody dismissed, and why.
dismissal = Table(
    "dismissal",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("guard", String(20), nullable=False),
    Column("thing", String(20), nullable=False),
    Column("thing_id", Id, nullable=False),
    Column("reason", Text, nullable=False),
    _to("member"),
    _since(),
    _until(),
)
Index(
    "uq_dismissal_current",
    dismissal.c.strategy_id,
    dismissal.c.guard,
    dismissal.c.thing,
    dismissal.c.thing_id,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)

# A question about the plan that somebody put off: not now (until `until`), or not theirs to answer (no end).
put_off = Table(
    "put_off",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("gap", String(80), nullable=False),
    _to("member"),
    Column("kind", String(10), nullable=False),  # not_now, not_ours
    _since(),
    _until(),
)
Index("ix_put_off_strategy", put_off.c.strategy_id)

# A question or lesson that a person gets in addition to their duties: at most one a day.
aside = Table(
    "aside",
    metadata,
    _id(),
    _workspace(),
    _to("member"),
    Column("day", Date, nullable=False),  # on their own clock
    Column("kind", String(10), nullable=False),  # gap, lesson
    _to("strategy", null=True),
    Column("ref", String(80), nullable=False),  # the gap's key, the lesson's name
    Column("outcome", String(20)),
    _since(),
    UniqueConstraint("member_id", "day"),
)
Index("ix_aside_strategy", aside.c.strategy_id, aside.c.day)

lesson = Table(
    "lesson",
    metadata,
    _id(),
    _workspace(),
    _to("member"),
    Column("name", String(40), nullable=False),
    Column("answer", Integer, nullable=False),  # which of its answers was chosen first
    Column("is_right", Boolean, nullable=False),
    _since(),
    UniqueConstraint("member_id", "name"),
)

edition = Table(
    "edition",
    metadata,
    _id(),
    _workspace(),
    _to("strategy"),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # submitted, sent_back, approved, unsigned, withdrawn
    Column("document", JSON, nullable=False),  # bot.document.model.Document, as it was submitted
    Column("rule", String(10), nullable=False),  # any, all: of the approver roles
    Column("next_update", Date),
    _to("member", name="submitted_by"),
    Column("settled_at", Instant),
    _since(),
    UniqueConstraint("strategy_id", "number"),
)

# The approvals that an edition waits for: one row for each approver role, whoever holds it when it answers.
approval = Table(
    "approval",
    metadata,
    _id(),
    _workspace(),
    _to("edition"),
    _to("role"),
    Column("verdict", String(10)),  # approved, sent_back; null while it is waited for
    _to("member", null=True),
    Column("at", Instant),
    UniqueConstraint("edition_id", "role_id"),
)

# A comment on a section of an edition: a question to the section's owner.
comment = Table(
    "comment",
    metadata,
    _id(),
    _workspace(),
    _to("edition"),
    Column("section", String(40), nullable=False),
    Column("text", Text, nullable=False),
    _to("member", name="author_id"),
    _to("member", name="owner_id", null=True),
    Column("answer", Text),
    _to("member", name="answered_by", null=True),
    Column("answered_at", Instant),
    _since(),
)
Index("ix_comment_edition", comment.c.edition_id)

logo = Table(
    "logo",
    metadata,
    Column("strategy_id", Id, ForeignKey("strategy.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("picture", LargeBinary, nullable=False),
    _since(),
)

# A file that somebody gave us: fetched by its own step, then offered to that person.
incoming = Table(
    "incoming",
    metadata,
    _id(),
    _workspace(),
    _to("member"),
    Column("channel", String(40), nullable=False),
    Column("thread_ts", String(40)),
    Column("file_id", String(40), nullable=False),
    Column("name", String(255), nullable=False),
    Column("state", String(10), nullable=False),  # waiting, fetched, taken, refused
    Column("attempt", Integer, nullable=False),
    # How often a process began to read it: counted before reading, because the file may kill that process.
    Column("looks", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Instant),  # real time
    Column("content", LargeBinary),
    Column("reason", String(200)),
    _since(),
    UniqueConstraint("workspace_id", "file_id", "channel"),
)
Index("ix_incoming_channel", incoming.c.channel)
FETCHING = text("state = 'waiting'")
Index("ix_incoming_waiting", incoming.c.id, sqlite_where=FETCHING, postgresql_where=FETCHING)
OFFERED = text("state = 'fetched'")
Index("ix_incoming_offered", incoming.c.workspace_id, incoming.c.since, sqlite_where=OFFERED, postgresql_where=OFFERED)

# A plan that is built from a file at somebody's press: the planner adds a piece at a time.
plan_import = Table(
    "import",
    metadata,
    _id(),
    _workspace(),
    _to("incoming"),
    _to("member"),  # who pressed
    _to("channel"),  # where the plan is to live
    _to("strategy"),
    Column("is_current", Boolean, nullable=False),  # posts that are over are left out
    Column("state", String(10), nullable=False),  # building, telling, done, failed, undone
    Column("step", Integer, nullable=False),  # how many of the file's things were added
    Column("tries", Integer, nullable=False),  # how often a process began to read the file since the last piece
    Column("progress", JSON, nullable=False),  # what later pieces have to know of earlier ones
    Column("begun_at", Instant, nullable=False),  # business time: the pieces are added as of this instant
    Column("next_at", Instant),
    Column("reason", String(200)),  # why it failed: the code of a refusal, or the reference of a log line
    _since(),
    _until(),  # when the plan was complete, or was given up
)
# At most one build of a file at a time, whoever presses.
Index(
    "uq_import_current",
    plan_import.c.incoming_id,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)
Index(
    "ix_import_next_at",
    plan_import.c.next_at,
    sqlite_where=plan_import.c.next_at.isnot(None),
    postgresql_where=plan_import.c.next_at.isnot(None),
)

receipt = Table(
    "receipt",
    metadata,
    _id(),
    _workspace(),
    Column("key", String(200), nullable=False),
    Column("received_at", Instant, nullable=False),  # real time
    UniqueConstraint("workspace_id", "key"),
)
Index("ix_receipt_received_at", receipt.c.received_at)

change = Table(
    "change",
    metadata,
    _id(),
    _workspace(),
    _to("strategy", null=True),
    Column("actor", String(10), nullable=False),  # member, clock, import
    _to("member", null=True),
    _to("receipt", null=True),
    Column("verb", String(40), nullable=False),
    Column("thing", String(20), nullable=False),
    Column("thing_id", Id, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("at", Instant, nullable=False),
    Column("undone_by", Id, ForeignKey("change.id")),
)
Index("ix_change_receipt", change.c.receipt_id)  # asked for each receipt that is forgotten
Index("ix_change_thing", change.c.workspace_id, change.c.thing, change.c.thing_id)
Index("ix_change_strategy", change.c.strategy_id, change.c.id)  # history, newest first

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _workspace(),
    Column("key", Key, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("op", String(10), nullable=False),
    Column("conversation", String(80), nullable=False),
    _to("member", name="person", null=True),
    Column("channel", String(40)),  # where it goes; for direct messages filled in when it is posted
    Column("thread", Id, ForeignKey("outbox.id")),
    Column("thread_ts", String(40)),
    Column("target", Id, ForeignKey("outbox.id")),
    Column("facts", JSON, nullable=False),
    Column("due_at", Instant, nullable=False),  # business time; decides the order, and only moves to the reader's hours
    Column("not_before", Instant),  # real time; retries and settling
    Column("state", String(10), nullable=False),
    Column("lease_until", Instant),  # real time
    Column("attempt", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("token", String(40), nullable=False, unique=True),
    Column("ts", String(40)),
    Column("file_id", String(40)),  # of an upload: known before the upload is completed
    Column("reason", String(300)),
    Column("unsure_since", Instant),  # real time
    Column("recheck_at", Instant),  # real time: posted again after being unsure, so look again for a duplicate
    Column("owed_at", Instant, nullable=False),  # business time
    Column("settled_at", Instant),  # business time; for a sent message, by Slack's time of it
    Column("tried_at", Instant),  # business time of the latest claim
    Column("awaits", Id),  # the row of this table whose fate decides whether this one is wanted
    UniqueConstraint("workspace_id", "key"),
    CheckConstraint(
        "state IN ('waiting','sending','unsure','sent','never','withdrawn','unknown','deleted')", name="state"
    ),
)
ACTIVE = text("state IN ('waiting', 'sending', 'unsure')")
Index(
    "ix_outbox_active",
    outbox.c.workspace_id,
    outbox.c.conversation,
    outbox.c.due_at,
    outbox.c.id,
    sqlite_where=ACTIVE,
    postgresql_where=ACTIVE,
)
WAITING = text("state = 'waiting'")
Index(
    "ix_outbox_waiting",
    outbox.c.workspace_id,
    outbox.c.due_at,
    outbox.c.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
# When is anything due next, in any workspace?
Index("ix_outbox_due", outbox.c.due_at, sqlite_where=WAITING, postgresql_where=WAITING)
IN_FLIGHT = text("state IN ('sending', 'unsure')")
Index("ix_outbox_in_flight", outbox.c.id, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT)
RECHECK = text("recheck_at IS NOT NULL")
Index("ix_outbox_recheck", outbox.c.recheck_at, sqlite_where=RECHECK, postgresql_where=RECHECK)
Index("ix_outbox_ts", outbox.c.workspace_id, outbox.c.channel, outbox.c.ts)
Index("ix_outbox_target", outbox.c.target)
UPLOAD = text("op = 'upload'")
Index(
    "ix_outbox_upload",
    outbox.c.workspace_id,
    outbox.c.channel,
    outbox.c.id,
    sqlite_where=UPLOAD,
    postgresql_where=UPLOAD,
)
# The messages that somebody got or didn't, and why.
Index("ix_outbox_person", outbox.c.person, outbox.c.due_at)

shown = Table(
    "shown",
    metadata,
    Column("outbox_id", Id, ForeignKey("outbox.id"), primary_key=True),
    Column("duty_id", Id, ForeignKey("duty.id"), primary_key=True),
    Column("version", Integer, nullable=False),  # of the duty, as it was shown first
)
Index("ix_shown_duty", shown.c.duty_id)

throttle = Table(
    "throttle",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspace.id"), primary_key=True),
    Column("method", String(60), primary_key=True),
    Column("until", Instant, nullable=False),  # real time
)

# From a heartbeat to the start after it, over ten minutes: the bot was off, or its memory is a backup.
silence = Table(
    "silence",
    metadata,
    _id(),
    Column("since", Instant, nullable=False),  # business time
    Column("until", Instant, nullable=False),  # business time
    Column("is_restored", Boolean, nullable=False),  # Slack shows posts that were made in it
)

# A conversation (or a thread of it) that was read for posts made in a silence.
looked_into = Table(
    "looked_into",
    metadata,
    _id(),
    Column("silence_id", Id, ForeignKey("silence.id"), nullable=False),
    _workspace(),
    Column("place", String(140), nullable=False),
    Column("begun_at", Instant, nullable=False),  # real time
    Column("is_done", Boolean, nullable=False),
    UniqueConstraint("workspace_id", "place", "silence_id"),
)

# One of our posts in Slack, under a key that nothing in the outbox has yet: it may be owed again.
stray = Table(
    "stray",
    metadata,
    _id(),
    _workspace(),
    Column("token", String(40), nullable=False, unique=True),
    Column("channel", String(40), nullable=False),
    Column("ts", String(40), nullable=False),
    Column("duties", JSON, nullable=False),  # that it shows, as Slack shows them: [id, version, whether it is open]
)

# A duty that people settled or changed in a silence. `version` is the one that the database knows.
lost_press = Table(
    "lost_press",
    metadata,
    _id(),
    Column("silence_id", Id, ForeignKey("silence.id"), nullable=False),
    _workspace(),
    _to("duty"),
    Column("version", Integer, nullable=False),
    Column("is_settled", Boolean, nullable=False),
    UniqueConstraint("silence_id", "duty_id"),
)
Index("ix_lost_press_duty", lost_press.c.duty_id)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("business_at", Instant, nullable=False),
    Column("real_at", Instant, nullable=False),
)
