"""Delivery's side of the outbox: claim by lease, settle, find out the fate of unsure messages.

`real` is real time, `now` business time, throughout. Statements that run for each message and at each tick are compiled
once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Executable,
    TextClause,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)

from bot.domain.outbox import EVERYTHING, LOOKS_NEEDED, Message, Op, Owed, opaque_key, posted_at
from storage.database import Tx
from storage.outbox import IN_FLIGHT, WAITING, by_key
from storage.rows import IN_WORKSPACE, NOW, THIS, is_installed, put, read
from storage.tables import Instant, member, outbox, throttle, workspace

o = outbox.c
_REAL = bindparam("real", type_=Instant)
_AFTER: BindParameter[int] = bindparam("after")

# ---------------------------------------------------------------- claiming

# One index lookup for each workspace. On the outbox alone it would read every message that waits for a later time.
_IS_DUE = exists().where(WAITING, o.workspace_id == workspace.c.id, workspace.c.until.is_(None), o.due_at <= NOW)
# Workspaces after the last one served, then those before it.
_NEXT_WORKSPACE = union_all(
    *(
        select(
            literal(turn).label("turn"),
            select(workspace.c.id).where(those, _IS_DUE).order_by(workspace.c.id).limit(1).subquery().c.id,
        )
        for turn, those in enumerate((workspace.c.id > _AFTER, workspace.c.id <= _AFTER))
    )
).order_by("turn")


async def next_workspace(tx: Tx, after: int, now: datetime) -> int | None:
    """Return the next workspace after `after`, in turn, with a message due; None where there is none."""
    found = (await tx.execute(_NEXT_WORKSPACE, {"after": after, "now": now})).first()
    return None if found is None else int(found.id)


METHODS: dict[Op, str] = {
    "post": "chat.postMessage",
    "update": "chat.update",
    "delete": "chat.delete",
    "publish": "views.publish",
    "upload": "files.completeUploadExternal",
    "canvas": "canvases.edit",
}
OPEN = "conversations.open"
# A new message for somebody whose direct message was never opened: that takes one more call, with its own limit.
_OPENS = and_(
    o.op.in_(("post", "upload")),
    o.person.is_not(None),
    select(member.c.dm_channel).where(member.c.id == o.person).correlate(outbox).scalar_subquery().is_(None),
)
_IS_THROTTLED = exists().where(
    throttle.c.workspace_id == IN_WORKSPACE,
    throttle.c.until > _REAL,
    or_(
        throttle.c.method == case(METHODS, value=o.op),
        throttle.c.method == EVERYTHING,
        and_(throttle.c.method == OPEN, _OPENS),
    ),
)
_NOT_SETTLED = ("waiting", "sending", "unsure")
_awaited = outbox.alias("awaited")


def _is_parked(row: Any) -> ColumnElement[bool]:
    """Return the condition that a row waits for the fate of another one, which isn't known yet.

    It steps aside meanwhile: the other one may be behind it in their conversation.
    """
    fate = select(_awaited.c.state).where(_awaited.c.id == row.awaits).scalar_subquery()
    return and_(row.awaits.is_not(None), fate.in_(_NOT_SETTLED))


_ahead = outbox.alias("ahead")
_IN_FRONT = and_(
    _ahead.c.workspace_id == o.workspace_id,
    _ahead.c.conversation == o.conversation,
    _ahead.c.id != o.id,
    text("ahead.state IN ('waiting', 'sending', 'unsure')"),
    or_(
        _ahead.c.state != "waiting",
        _ahead.c.due_at < o.due_at,
        and_(_ahead.c.due_at == o.due_at, _ahead.c.id < o.id),
    ),
    ~_is_parked(_ahead.c),
)
# A picture has its own conversation, and still comes after the message that it belongs to.
_root = outbox.alias("root")
# A value, not EXISTS: PostgreSQL would read the whole table to look a few rows up.
_STATE_OF_ROOT = select(_root.c.state).where(_root.c.id == o.thread).scalar_subquery()
_HEADS = (
    select(o.id)
    .where(WAITING, o.workspace_id == IN_WORKSPACE)
    .where(o.due_at <= NOW)
    .where(or_(o.not_before.is_(None), o.not_before <= _REAL))
    .where(~_IS_THROTTLED)
    .where(or_(bindparam("may_open", type_=Boolean), ~_OPENS))
    .where(~exists().where(_IN_FRONT))
    .where(or_(o.op != "upload", o.thread.is_(None), _STATE_OF_ROOT.not_in(_NOT_SETTLED)))
    .where(~_is_parked(o))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True, of=outbox)
)


def _claiming(*order: ColumnElement[Any]) -> Executable:
    heads = _HEADS.order_by(*order).cte("heads")
    return (
        update(outbox)
        .where(o.id.in_(select(heads.c.id)))
        .values(
            state="sending",
            lease_until=bindparam("leased", type_=Instant),
            attempt=o.attempt + 1,
            not_before=None,
            awaits=None,
            tried_at=NOW,
        )
        .returning(outbox)
    )


_CLAIM = _claiming(o.due_at, o.id)
_CLAIM_NEWEST = _claiming(o.due_at.desc(), o.id.desc())


async def claim(
    tx: Tx,
    workspace_id: int,
    now: datetime,
    real: datetime,
    lease: timedelta,
    most: int,
    newest: bool = False,
    may_open: bool = True,
) -> list[Message]:
    """Take up to `most` messages of a workspace to send, each the head of its conversation, the oldest or newest first.

    They are `sending` from the commit of this transaction on; `attempt` is what settling compares with. A conversation
    with a message under way or unsure has no head. Methods that Slack throttles are skipped; without `may_open`, so are
    messages that need a direct message opened first. On PostgreSQL one transaction at a time claims for a workspace;
    the others get nothing and turn to the next workspace.
    """
    if not await _alone(tx, workspace_id):
        return []
    asked = {"in_workspace": workspace_id, "now": now, "real": real, "leased": real + lease, "most": most}
    asked["may_open"] = may_open
    taken = await tx.execute(_CLAIM_NEWEST if newest else _CLAIM, asked)
    return sorted((read(Message, row) for row in taken), key=lambda m: (m.due_at, m.id))


async def _alone(tx: Tx, workspace_id: int) -> bool:
    """Keep other claims off a workspace until this transaction ends; False where another is claiming.

    Row locks are not enough: they don't cover a row that is added after another claim began and that precedes the one
    claimed. The lock is tried, not waited for: a sender may hold one workspace while it asks for another.
    """
    if tx.dialect.name == "sqlite":
        return True  # there, only one writer runs at a time
    return bool((await tx.execute(_TRY_LOCK, {"this": workspace_id})).scalar_one())


_CLAIMING = 0x6472756D  # the first of the lock's two numbers, used only by us ("drum")
_TRY_LOCK = select(func.pg_try_advisory_xact_lock(_CLAIMING, THIS))


# ---------------------------------------------------------------- settling


_SETTLE = (
    update(outbox)
    .where(o.id == THIS, o.state == bindparam("was"), o.attempt == bindparam("at_attempt"))
    .returning(o.id)
)


async def _settle(tx: Tx, message: Message, **values: Any) -> bool:
    """Record a fate, unless the lease ran out and somebody else took over; return whether it was recorded."""
    held = {"this": message.id, "was": message.state, "at_attempt": message.attempt}
    return (await tx.execute(_SETTLE, held | values)).first() is not None


async def sent(tx: Tx, message: Message, channel: str, ts: str, now: datetime, recheck_at: datetime | None) -> bool:
    """Record that a message is in Slack, and where. A delete clears its target's place in Slack.

    It counts as sent at the time when Slack shows it, however late that was found out.
    """
    # For a channel, the row has the truth: its id may have changed since the message was claimed.
    place = {} if message.person is None and message.channel else {"channel": channel}
    written = await _settle(
        tx,
        message,
        state="sent",
        **place,
        ts=ts or None,
        settled_at=posted_at(message, ts, now),
        lease_until=None,
        reason=None,
        recheck_at=recheck_at if message.op in ("post", "upload") else None,
    )
    if written and message.op == "delete" and message.target is not None:
        await tx.execute(update(outbox).where(o.id == message.target).values(state="deleted"))
    return written


async def later(tx: Tx, message: Message, not_before: datetime, reason: str) -> bool:
    """Put a message back: surely not posted, to be tried again."""
    return await _settle(tx, message, state="waiting", not_before=not_before, lease_until=None, reason=reason)


async def await_fate(tx: Tx, message: Message, of: int) -> bool:
    """Put a message back until the fate of another one, which decides whether it is wanted, is known."""
    return await _settle(tx, message, state="waiting", awaits=of, lease_until=None, reason="awaits_fate")


_RECALLED = update(outbox).where(o.id == THIS, o.state.not_in(("sent", "deleted"))).returning(o.id)


async def recalled(tx: Tx, message: Message, channel: str, ts: str, at: datetime) -> bool:
    """Record that Slack shows a message that the database had as not sent; False where it knows already.

    Its state doesn't matter: a message in flight is known to be posted, and a withdrawn one is posted nevertheless.
    """
    done = {"this": message.id, "state": "sent", "channel": channel, "ts": ts, "settled_at": at, "reason": None}
    gone = {"lease_until": None, "not_before": None, "awaits": None}
    return (await tx.execute(_RECALLED, done | gone)).first() is not None


async def throttled_until(tx: Tx, workspace_id: int, method: str, real: datetime) -> datetime | None:
    """Return until when Slack throttles a method for a workspace; None where it may be called."""
    found: datetime | None = (
        await tx.execute(
            select(throttle.c.until).where(
                throttle.c.workspace_id == workspace_id, throttle.c.method == method, throttle.c.until > real
            )
        )
    ).scalar_one_or_none()
    return found


async def keep_file(tx: Tx, message: Message, file_id: str | None) -> bool:
    """Record the Slack file that an upload is to show, or None to start over; False where the lease was lost.

    Findings about an earlier file say nothing about this one.
    """
    return await _settle(tx, message, file_id=file_id, looks=0)


async def never(tx: Tx, message: Message, reason: str, now: datetime) -> bool:
    """Give a message up: surely not posted, and trying again would not help."""
    return await _settle(tx, message, state="never", reason=reason[:300], settled_at=now, lease_until=None)


async def unsure(tx: Tx, message: Message, reason: str, real: datetime, settling: timedelta) -> bool:
    """Write down that a message may have been posted: Slack is asked after the settling time."""
    since = message.unsure_since or real
    return await _settle(
        tx, message, state="unsure", reason=reason[:300], unsure_since=since, not_before=real + settling, looks=0
    )


async def withdraw(tx: Tx, message: Message, reason: str, now: datetime) -> bool:
    """Take a message back: it is no longer wanted."""
    return await _settle(tx, message, state="withdrawn", reason=reason[:300], settled_at=now, lease_until=None)


async def put_off(tx: Tx, message: Message, due_at: datetime) -> bool:
    """Let a message wait until its reader may be written to: the only thing that moves `due_at`.

    It keeps its key, by which others find it, and its new time decides its place in its conversation.
    """
    return await _settle(tx, message, state="waiting", due_at=due_at, lease_until=None, reason="outside_hours")


async def hand_on(tx: Tx, message: Message, person: int, key: str, now: datetime) -> bool:
    """Give a message to somebody else, under a key of theirs; it is claimed again in their conversation.

    Where that key was owed already, this one is withdrawn instead.
    """
    if await by_key(tx, message.workspace_id, key) is not None:
        return await withdraw(tx, message, "owed_to_its_new_owner_already", now)
    return await _settle(
        tx,
        message,
        state="waiting",
        key=key,
        # A message that is planned again after a restore is handed on again.
        token=opaque_key(message.token, f"for:{person}"),
        person=person,
        conversation=f"dm:{person}",
        channel=None,
        lease_until=None,
    )


async def readdress(tx: Tx, message: Message, channel: str) -> bool:
    """Let a message be claimed again for another channel: it was surely not posted in the first one."""
    place = Owed(message.key, message.kind, message.due_at, op=message.op, channel=channel)
    return await _settle(
        tx,
        message,
        state="waiting",
        channel=channel,
        conversation=place.conversation,
        lease_until=None,
        not_before=None,
        reason="readdressed",
    )


async def throttled(tx: Tx, workspace_id: int, method: str, until: datetime) -> None:
    """Record until when Slack accepts no calls of a method (or of EVERYTHING) from a workspace.

    An earlier time than the one already there changes nothing.
    """
    row = {"workspace_id": workspace_id, "method": method}
    await put(tx, throttle, row, {"until": until}, where=throttle.c.until < until)


# ---------------------------------------------------------------- unsure


async def expire(tx: Tx, real: datetime, settling: timedelta, everything: bool = False) -> int:
    """Mark messages whose lease ran out while they were being sent as unsure; return how many there were.

    With `everything`, leases are ignored: SQLite has one process, so nobody is sending right after its start.
    """
    statement = update(outbox).where(IN_FLIGHT, o.state == "sending")
    if not everything:
        statement = statement.where(o.lease_until < real)
    done = await tx.execute(
        statement.values(
            state="unsure",
            reason="lease_ran_out",
            unsure_since=func.coalesce(o.unsure_since, literal(real, Instant)),
            not_before=real + settling,
            looks=0,
        ).returning(o.id)
    )
    return len(done.all())


def _take_first(at: Column[datetime], condition: ColumnElement[bool] | TextClause) -> Executable:
    """Return the statement that takes the row that is due first, and postpones it for everyone else."""
    pick = (
        select(o.id)
        .where(condition, at <= _REAL)
        .order_by(at, o.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("pick")
    )
    ahead = {at.name: bindparam("until", type_=Instant)}
    return update(outbox).where(o.id.in_(select(pick.c.id))).values(ahead).returning(outbox)


_TO_RECHECK = text("outbox.recheck_at IS NOT NULL")
_TAKE_UNSURE = _take_first(o.not_before, and_(IN_FLIGHT, o.state == "unsure"))
_TAKE_RECHECK = _take_first(o.recheck_at, _TO_RECHECK)


async def claim_unsure(tx: Tx, real: datetime, lease: timedelta) -> Message | None:
    """Take one unsure message, and keep others off it for the length of a lease."""
    row = (await tx.execute(_TAKE_UNSURE, {"real": real, "until": real + lease})).one_or_none()
    return read(Message, row) if row else None


async def not_found(tx: Tx, message: Message, real: datetime, settling: timedelta) -> bool:
    """Record that Slack doesn't show a message. The second time it goes back to be sent; return whether it did."""
    looks = message.looks + 1
    if looks < LOOKS_NEEDED:
        await _settle(tx, message, looks=looks, not_before=real + settling)
        return False
    return await _settle(tx, message, state="waiting", looks=looks, not_before=None, lease_until=None)


async def look_again(tx: Tx, message: Message, at: datetime) -> None:
    """Write down when to ask Slack again: its history was out of reach."""
    await _settle(tx, message, not_before=at)


async def unknown(tx: Tx, message: Message, now: datetime) -> bool:
    """Write down that nobody can tell whether a message was posted; its conversation goes on."""
    return await _settle(tx, message, state="unknown", settled_at=now, lease_until=None)


async def claim_recheck(tx: Tx, real: datetime, lease: timedelta) -> Message | None:
    """Take one message that was posted again after being unsure, to look for a duplicate; it is leased meanwhile."""
    row = (await tx.execute(_TAKE_RECHECK, {"real": real, "until": real + lease})).one_or_none()
    return read(Message, row) if row else None


async def recheck(tx: Tx, message: Message, at: datetime | None) -> None:
    """Set when to look for a message's duplicate again, None for never. The message may have been deleted since."""
    still = o.id == message.id if at is None else and_(o.id == message.id, o.state == "sent")
    await tx.execute(update(outbox).where(still).values(recheck_at=at))


async def moved(tx: Tx, message: Message, ts: str) -> None:
    """Record that the older of two posts is the one that stays, and since when."""
    since = posted_at(message, ts, message.tried_at or message.due_at)
    await tx.execute(update(outbox).where(o.id == message.id).values(ts=ts, settled_at=since))


# One statement sees one state of the table: between two, a message could go from sending to waiting, unseen by both.
# Each in the order of its index: without one, PostgreSQL expects to meet a row soon and reads the whole table.
_BUSY = select(
    *(
        select(o.id).where(condition).order_by(first).limit(1).scalar_subquery()
        for condition, first in (
            (and_(WAITING, o.due_at <= NOW, is_installed(o.workspace_id)), o.due_at),
            (IN_FLIGHT, o.id),
            (_TO_RECHECK, o.recheck_at),
        )
    )
)


async def is_busy(tx: Tx, now: datetime) -> bool:
    """Tell whether any due message waits, is being sent, is unsure, or has to be looked at again."""
    return any(one is not None for one in (await tx.execute(_BUSY, {"now": now})).one())


# Part of the planner's question (storage/planning.py), which gives it the same `now`.
FIRST_LATER = select(func.min(o.due_at)).where(WAITING, o.due_at > NOW, is_installed(o.workspace_id))
"""When the first message that waits for its time (somebody's morning, say) is due, of `now`."""


async def oldest_unsent(tx: Tx) -> datetime | None:
    """Return the business time at which the oldest message that still waits was due."""
    found: datetime | None = (
        await tx.execute(select(func.min(o.due_at)).where(WAITING, is_installed(o.workspace_id)))
    ).scalar_one_or_none()
    return found
