"""The outbox: owe once, claim by lease, settle, withdraw. `real` is real time, `now` business time, throughout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, literal, or_, select, text, update

from bot.domain.outbox import LOOKS_NEEDED, Kind, Message, Op, Owed
from storage.database import Tx
from storage.rows import THIS, insert_once, is_installed, put
from storage.tables import Instant, duty, heartbeat, outbox, shown, throttle, workspace

o = outbox.c
_WAITING = text("outbox.state = 'waiting'")
_IN_FLIGHT = text("outbox.state IN ('sending', 'unsure')")


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        workspace_id=row.workspace_id,
        key=row.key,
        kind=row.kind,
        op=row.op,
        conversation=row.conversation,
        person=row.person,
        channel=row.channel,
        thread=row.thread,
        thread_ts=row.thread_ts,
        target=row.target,
        facts=row.facts,
        due_at=row.due_at,
        state=row.state,
        attempt=row.attempt,
        looks=row.looks,
        token=row.token,
        ts=row.ts,
        unsure_since=row.unsure_since,
        file_id=row.file_id,
    )


# ---------------------------------------------------------------- owing


async def owe(tx: Tx, workspace_id: int, owed: Owed, now: datetime, held: str | None = None) -> int | None:
    """Put a message into the outbox and return its id, or None where it was owed already.

    With `held`, it is written down as withdrawn for that reason at once: what was not sent can be explained too.
    """
    return await insert_once(
        tx,
        outbox,
        {
            "workspace_id": workspace_id,
            "key": owed.key,
            "kind": owed.kind,
            "op": owed.op,
            "conversation": owed.conversation,
            "person": owed.person,
            "channel": owed.channel,
            "thread": owed.thread,
            "thread_ts": owed.thread_ts,
            "target": owed.target,
            "facts": dict(owed.facts),
            "due_at": owed.due_at,
            "owed_at": now,
            "state": "withdrawn" if held else "waiting",
            "reason": held,
            "settled_at": now if held else None,
            "attempt": 0,
            "looks": 0,
            "token": uuid4().hex,
        },
    )


async def is_update_waiting(tx: Tx, target: int) -> bool:
    """Tell whether an update of a message waits to be composed, and keep it waiting until this transaction ends.

    The lock matters on PostgreSQL: an update that is composed just now would miss what this transaction changes.
    """
    kept = await tx.execute(
        update(outbox).where(_WAITING, o.target == target, o.op == "update").values(attempt=o.attempt).returning(o.id)
    )
    return bool(kept.all())


async def is_overtaken(tx: Tx, message: Message) -> bool:
    """Tell whether a newer state of the same Home tab waits to be published: then this one need not be."""
    found = await tx.execute(
        select(o.id)
        # In the words of the index by conversation: SQLite would go through a whole backlog of the workspace.
        .where(text("outbox.state IN ('waiting', 'sending', 'unsure')"), o.state == "waiting")
        .where(o.workspace_id == message.workspace_id, o.conversation == message.conversation)
        .where(o.op == "publish", o.id > message.id)
        .limit(1)
    )
    return found.first() is not None


async def last_picture(tx: Tx, workspace_id: int, channel: str, strategy_id: int, which: str) -> Message | None:
    """Find the newest picture of a strategy that is shown in a channel: "results" or "momentum"."""
    found = await tx.execute(
        select(outbox)
        # One that was found after being unsure has a time of Slack's, the others have none.
        .where(o.workspace_id == workspace_id, o.channel == channel)
        .where(o.kind == "picture", o.op == "upload", o.state == "sent", o.file_id.is_not(None))
        .order_by(o.id.desc())
        .limit(8)
    )
    shown = (_message(row) for row in found)
    return next((m for m in shown if (m.facts.get("strategy"), m.facts.get("which")) == (strategy_id, which)), None)


async def count_of_target(tx: Tx, target: int) -> int:
    """Count the rows that were ever owed about a message: the next update's version."""
    return int((await tx.execute(select(func.count()).where(o.target == target))).scalar_one())


async def by_key(tx: Tx, workspace_id: int, key: str) -> Message | None:
    """Find a message by its key."""
    row = (await tx.execute(select(outbox).where(o.workspace_id == workspace_id, o.key == key))).one_or_none()
    return _message(row) if row else None


async def is_told_since(tx: Tx, workspace_id: int, prefix: str, since: datetime) -> bool:
    """Tell whether a post whose key begins with `prefix` is on its way, or stands and was sent at `since` or later.

    `since` is business time.
    """
    found = await tx.execute(
        select(o.id)
        .where(o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
        .where(or_(o.state.in_(("waiting", "sending", "unsure")), and_(o.state == "sent", o.settled_at >= since)))
        .limit(1)
    )
    return found.first() is not None


async def was_owed_since(tx: Tx, workspace_id: int, key: str, since: datetime) -> bool:
    """Tell whether a message came to be owed at an instant (business time) or later, whatever became of it."""
    found = await tx.execute(select(o.id).where(o.workspace_id == workspace_id, o.key == key, o.owed_at >= since))
    return found.first() is not None


_BY_ID = select(outbox).where(o.id == THIS)


async def by_id(tx: Tx, message_id: int) -> Message | None:
    """Find a message by its id."""
    row = (await tx.execute(_BY_ID, {"this": message_id})).one_or_none()
    return _message(row) if row else None


async def last_to(tx: Tx, workspace_id: int, person: int, kinds: Sequence[Kind], since: datetime) -> Message | None:
    """Find the newest message of some kinds that stands with a person, if it was due since an instant."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, o.person == person, o.due_at >= since, o.op == "post")
        .where(o.kind.in_(kinds), o.state == "sent", o.ts.is_not(None))
        .order_by(o.ts.desc())  # all of one length, so their order as text is the order of time
        .limit(1)
    )
    row = found.one_or_none()
    return _message(row) if row else None


async def by_ts(tx: Tx, workspace_id: int, channel: str, ts: str) -> Message | None:
    """Find the message that stands at a place in Slack."""
    found = await tx.execute(
        select(outbox).where(o.workspace_id == workspace_id, o.channel == channel, o.ts == ts, o.op == "post")
    )
    row = found.first()
    return _message(row) if row else None


def _begins_with(prefix: str) -> ColumnElement[bool]:
    # A range, for the index: SQLite's LIKE ignores case, and neither database would use an index for it.
    return o.key.between(prefix, prefix + "\U0010ffff")


async def by_prefix(tx: Tx, workspace_id: int, prefix: str, states: Sequence[str] = ("sent",)) -> list[Message]:
    """List posts whose key begins with `prefix`, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
        .where(o.state.in_(states))
        .order_by(o.id)
    )
    return [_message(row) for row in found]


async def keep_waiting(tx: Tx, workspace_id: int, prefix: str) -> int | None:
    """Return the id of a post that still waits and whose key begins with `prefix`, kept from being composed by then."""
    kept = await tx.execute(
        update(outbox)
        .where(_WAITING, o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
        .values(attempt=o.attempt)
        .returning(o.id)
    )
    row = kept.first()
    return int(row.id) if row else None


async def count_with_prefix(tx: Tx, workspace_id: int, prefix: str) -> int:
    """Count the posts ever owed whose key begins with `prefix`."""
    found = await tx.execute(
        select(func.count()).where(o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
    )
    return int(found.scalar_one())


async def show(tx: Tx, message_id: int, duties: Iterable[tuple[int, int]]) -> None:
    """Write down which duties a message shows, as (id, version) pairs, so that it can be kept true.

    The version is the one that was read for it. What it showed when it was composed before is forgotten.
    """
    await tx.execute(delete(shown).where(shown.c.outbox_id == message_id))
    rows = [{"outbox_id": message_id, "duty_id": one, "version": version} for one, version in dict(duties).items()]
    if rows:
        await tx.execute(shown.insert(), rows)


async def will_show(tx: Tx, message_id: int, duties: Iterable[int]) -> None:
    """Add duties to those that a message is about; in which version it shows them is written when it is composed."""
    for duty_id in dict.fromkeys([*duties]):
        if duty_id not in await duties_shown(tx, message_id):
            await tx.execute(shown.insert().values(outbox_id=message_id, duty_id=duty_id, version=0))


async def is_outdated(tx: Tx, message_id: int) -> bool:
    """Tell whether a duty that a message shows has changed since it was composed.

    Waits for whoever is just changing one: they could not see that the message would show it.
    """
    found = await tx.execute(
        select(duty.c.version, shown.c.version.label("as_shown"))
        .join(shown, shown.c.duty_id == duty.c.id)
        .where(shown.c.outbox_id == message_id)
        .with_for_update(read=True, of=duty)
    )
    return any(row.version != row.as_shown for row in found)


def _shows(duty_id: int) -> ColumnElement[bool]:
    # No join: SQLite would begin with all that was ever owed in the workspace.
    return o.id.in_(select(shown.c.outbox_id).where(shown.c.duty_id == duty_id))


async def showing(tx: Tx, workspace_id: int, duty_id: int) -> list[Message]:
    """List the messages that stand in Slack (or are on their way) and show a duty."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, _shows(duty_id), o.op == "post")
        .where(o.state.in_(("sent", "sending", "unsure")))
        .order_by(o.id)
    )
    return [_message(row) for row in found]


async def duties_shown(tx: Tx, message_id: int) -> list[int]:
    """List the ids of the duties that a message shows."""
    found = await tx.execute(
        select(shown.c.duty_id).join(duty, duty.c.id == shown.c.duty_id).where(shown.c.outbox_id == message_id)
    )
    return [int(row.duty_id) for row in found]


async def times_asked(tx: Tx, workspace_id: int, duty_id: int, person: int) -> list[datetime]:
    """List when somebody was sent reminders and nudges about a duty (business time), those taken away since too."""
    found = await tx.execute(
        select(o.settled_at)
        .where(o.workspace_id == workspace_id, _shows(duty_id), o.op == "post", o.person == person)
        .where(o.kind.in_(("reminder", "nudge")), o.state.in_(("sent", "deleted")), o.settled_at.is_not(None))
        .order_by(o.settled_at)
    )
    return list(found.scalars())


async def pictures_missing(tx: Tx, message_id: int) -> int:
    """Count the pictures that were to follow a message and never will: people are told so in the message."""
    lost = or_(o.state.in_(("never", "unknown")), and_(o.state == "withdrawn", o.reason == "too_late"))
    found = await tx.execute(
        select(func.count()).where(o.target == message_id, o.op == "upload", o.kind == "picture", lost)
    )
    return int(found.scalar_one())


async def settled_at(tx: Tx, message_id: int) -> datetime | None:
    """Return when a message was sent, or given up (business time); None while neither has happened."""
    found: datetime | None = (await tx.execute(select(o.settled_at).where(o.id == message_id))).scalar_one_or_none()
    return found


async def told_at(tx: Tx, workspace_id: int, duty_id: int, person: int) -> datetime | None:
    """Return when whoever owes a duty was first sent anything that shows it (business time); None where nothing was."""
    found: datetime | None = (
        await tx.execute(
            select(func.min(o.settled_at))
            .where(o.workspace_id == workspace_id, _shows(duty_id), o.op == "post", o.person == person)
            .where(o.state.in_(("sent", "deleted")), o.kind != "lead")
        )
    ).scalar_one_or_none()
    return found


# ---------------------------------------------------------------- claiming


async def next_workspace(tx: Tx, after: int, now: datetime) -> int | None:
    """Return the next workspace, in turn after `after`, for which something is due; None where nothing is."""
    # One look into the index a workspace. Asked of the outbox alone, it reads all that waits for a later time.
    is_due = exists().where(_WAITING, o.workspace_id == workspace.c.id, workspace.c.until.is_(None), o.due_at <= now)
    for condition in (workspace.c.id > after, workspace.c.id <= after):
        found = await tx.execute(select(workspace.c.id).where(condition, is_due).order_by(workspace.c.id).limit(1))
        workspace_id: int | None = found.scalar_one_or_none()
        if workspace_id is not None:
            return workspace_id
    return None


async def claim(tx: Tx, workspace_id: int, now: datetime, real: datetime, lease: timedelta, most: int) -> list[Message]:
    """Take up to `most` messages of a workspace to send, each the head of its conversation.

    They are `sending` from the commit of this transaction on; `attempt` is what settling compares with. A conversation
    in which something is under way or unsure has no head. Methods that Slack throttles are passed over.
    On PostgreSQL one transaction at a time claims for a workspace; the others get nothing and turn to the next one.
    """
    if not await _alone(tx, workspace_id):
        return []
    held_back = (
        (
            await tx.execute(
                select(throttle.c.method).where(throttle.c.workspace_id == workspace_id, throttle.c.until > real)
            )
        )
        .scalars()
        .all()
    )
    ahead = outbox.alias("ahead")
    in_front = and_(
        ahead.c.workspace_id == o.workspace_id,
        ahead.c.conversation == o.conversation,
        ahead.c.id != o.id,
        text("ahead.state IN ('waiting', 'sending', 'unsure')"),
        or_(
            ahead.c.state != "waiting",
            ahead.c.due_at < o.due_at,
            and_(ahead.c.due_at == o.due_at, ahead.c.id < o.id),
        ),
    )
    # A picture stands in a conversation of its own, and yet comes after the message that it belongs to.
    root = outbox.alias("root")
    # A value, not EXISTS: PostgreSQL would read the whole table to look the few of them up in.
    its_state = select(root.c.state).where(root.c.id == o.thread).scalar_subquery()
    heads = (
        select(o.id)
        .where(_WAITING, o.workspace_id == workspace_id)
        .where(o.due_at <= now)
        .where(or_(o.not_before.is_(None), o.not_before <= real))
        .where(o.op.not_in([op for op, method in METHODS.items() if method in held_back]))
        .where(~exists().where(in_front))
        .where(or_(o.op != "upload", o.thread.is_(None), its_state.not_in(("waiting", "sending", "unsure"))))
        .order_by(o.due_at, o.id)
        .limit(most)
        .with_for_update(skip_locked=True, key_share=True, of=outbox)
        .cte("heads")
    )
    taken = await tx.execute(
        update(outbox)
        .where(o.id.in_(select(heads.c.id)))
        .values(state="sending", lease_until=real + lease, attempt=o.attempt + 1, not_before=None)
        .returning(outbox)
    )
    return sorted((_message(row) for row in taken), key=lambda m: (m.due_at, m.id))


async def _alone(tx: Tx, workspace_id: int) -> bool:
    """Keep other claims off a workspace until this transaction ends; False where another is claiming.

    Row locks are not enough: they do not keep off a row that was not there yet when another claim began, and that
    goes before the one which it took. Tried, not waited for: a sender may hold one workspace while it asks for another.
    """
    if tx.dialect.name == "sqlite":
        return True  # there, writers follow each other
    return bool((await tx.execute(select(func.pg_try_advisory_xact_lock(_CLAIMING, workspace_id)))).scalar_one())


_CLAIMING = 0x6472756D  # the first of the lock's two numbers, ours alone ("drum")
METHODS: dict[Op, str] = {
    "post": "chat.postMessage",
    "update": "chat.update",
    "delete": "chat.delete",
    "publish": "views.publish",
    "upload": "files.completeUploadExternal",
}


# ---------------------------------------------------------------- settling


async def _settle(tx: Tx, message: Message, **values: Any) -> bool:
    """Write a fate down, unless the lease ran out and somebody else took over. Tells whether it was written."""
    done = await tx.execute(
        update(outbox)
        .where(o.id == message.id, o.state == message.state, o.attempt == message.attempt)
        .values(**values)
        .returning(o.id)
    )
    return done.first() is not None


async def sent(tx: Tx, message: Message, channel: str, ts: str, now: datetime, recheck_at: datetime | None) -> bool:
    """Write down that a message stands in Slack, and where. A delete takes its target's place in Slack away."""
    written = await _settle(
        tx,
        message,
        state="sent",
        channel=channel,
        ts=ts or None,
        settled_at=now,
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


async def keep_file(tx: Tx, message: Message, file_id: str | None) -> bool:
    """Write down which file of Slack's an upload is to show, or None to begin anew; False where the lease was lost.

    What was found out about another file before says nothing about this one.
    """
    return await _settle(tx, message, file_id=file_id, looks=0)


async def never(tx: Tx, message: Message, reason: str, now: datetime) -> bool:
    """Give a message up: surely not posted, and it would not be the next time either."""
    return await _settle(tx, message, state="never", reason=reason[:300], settled_at=now, lease_until=None)


async def unsure(tx: Tx, message: Message, reason: str, real: datetime, settling: timedelta) -> bool:
    """Write down that a message may have been posted: Slack is asked after the settling time."""
    since = message.unsure_since or real
    return await _settle(
        tx, message, state="unsure", reason=reason[:300], unsure_since=since, not_before=real + settling, looks=0
    )


async def withdraw(tx: Tx, message: Message, reason: str, now: datetime) -> bool:
    """Take a message back: it is not wanted any more."""
    return await _settle(tx, message, state="withdrawn", reason=reason[:300], settled_at=now, lease_until=None)


async def put_off(tx: Tx, message: Message, due_at: datetime) -> bool:
    """Let a message wait until its reader may be written to: the one thing that moves `due_at`.

    It keeps its key, by which others find it, and stands in its conversation where its new time puts it.
    """
    return await _settle(tx, message, state="waiting", due_at=due_at, lease_until=None, reason="outside_hours")


async def hand_on(tx: Tx, message: Message, person: int, key: str, now: datetime) -> bool:
    """Give a message to somebody else, under a key of theirs; it is claimed anew in their conversation.

    Where that key was owed already, this one is withdrawn instead.
    """
    if await by_key(tx, message.workspace_id, key) is not None:
        return await withdraw(tx, message, "owed_to_its_new_owner_already", now)
    return await _settle(
        tx,
        message,
        state="waiting",
        key=key,
        person=person,
        conversation=f"dm:{person}",
        channel=None,
        lease_until=None,
    )


async def try_again(tx: Tx, workspace_id: int, channel: str, since: datetime) -> None:
    """Put back what was due since then and given up because the bot was not in a channel, and what hung on that."""
    gave_up = or_(
        and_(o.state == "never", o.reason.in_(("not_in_channel", "channel_not_found"))),
        and_(o.state == "withdrawn", o.reason == "no_thread"),
    )
    await tx.execute(
        update(outbox)
        .where(o.workspace_id == workspace_id, o.channel == channel, o.ts.is_(None), o.op.in_(("post", "upload")))
        .where(o.due_at >= since, gave_up)
        .values(state="waiting", reason=None, settled_at=None, not_before=None)
    )


async def give_up(tx: Tx, workspace_id: int, reason: str, now: datetime) -> None:
    """Take back all that waits for a workspace; what may have been posted stays unknown for ever."""
    for condition, state in ((_WAITING, "withdrawn"), (and_(_IN_FLIGHT, o.state == "unsure"), "unknown")):
        await tx.execute(
            update(outbox)
            .where(condition, o.workspace_id == workspace_id)
            .values(state=state, reason=reason, settled_at=now, lease_until=None, not_before=None)
        )


async def throttled(tx: Tx, workspace_id: int, method: str, until: datetime) -> None:
    """Write down until when Slack wants nothing of a method from a workspace; an earlier time changes nothing."""
    row = {"workspace_id": workspace_id, "method": method}
    await put(tx, throttle, row, {"until": until}, where=throttle.c.until < until)


# ---------------------------------------------------------------- unsure


async def expire(tx: Tx, real: datetime, settling: timedelta, everything: bool = False) -> int:
    """Make unsure what was being sent when its lease ran out, and return how many there were.

    With `everything`, leases are not waited for: on SQLite there is one process, and after its start nobody sends.
    """
    statement = update(outbox).where(text("outbox.state IN ('sending', 'unsure')"), o.state == "sending")
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


async def claim_unsure(tx: Tx, real: datetime, lease: timedelta) -> Message | None:
    """Take one message whose fate is to be found out, and keep others off it for the length of a lease."""
    pick = (
        select(o.id)
        .where(_IN_FLIGHT, o.state == "unsure", o.not_before <= real)
        .order_by(o.not_before, o.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("pick")
    )
    row = (
        await tx.execute(
            update(outbox).where(o.id.in_(select(pick.c.id))).values(not_before=real + lease).returning(outbox)
        )
    ).one_or_none()
    return _message(row) if row else None


async def not_found(tx: Tx, message: Message, real: datetime, settling: timedelta) -> bool:
    """Write down that Slack does not show a message. Not found twice, it goes back to be sent; tells whether so."""
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
    """Take one message that was posted again after being unsure, to look for a double; others keep off for a lease."""
    pick = (
        select(o.id)
        .where(text("outbox.recheck_at IS NOT NULL"), o.recheck_at <= real)
        .order_by(o.recheck_at)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("pick")
    )
    row = (
        await tx.execute(
            update(outbox).where(o.id.in_(select(pick.c.id))).values(recheck_at=real + lease).returning(outbox)
        )
    ).one_or_none()
    return _message(row) if row else None


async def recheck(tx: Tx, message: Message, at: datetime | None) -> None:
    """Look for a double of a sent message at a later time; None: it was looked for."""
    await tx.execute(update(outbox).where(o.id == message.id, o.state == "sent").values(recheck_at=at))


async def moved(tx: Tx, message: Message, ts: str) -> None:
    """Write down that the older of two posts is the one that stands."""
    await tx.execute(update(outbox).where(o.id == message.id).values(ts=ts))


async def last_ts(tx: Tx, message: Message, channel: str) -> str | None:
    """Return Slack's time of the newest message known to stand in a channel before this one: where to look from.

    Slack's own clock, not ours: the two need not agree. Before it went what was owed before and due no later; what was
    owed before for a later time (somebody's morning) may have been sent since.
    """
    statement = (
        select(o.ts)
        .where(o.workspace_id == message.workspace_id, o.channel == channel, o.ts.is_not(None), o.op == "post")
        .where(o.id < message.id, o.due_at <= message.due_at, o.state == "sent")
        .order_by(o.ts.desc())  # all of one length, so their order as text is the order of time
        .limit(1)
    )
    if message.ts is not None:
        statement = statement.where(o.ts < message.ts)
    return (await tx.execute(statement)).scalar_one_or_none()


async def is_busy(tx: Tx, now: datetime) -> bool:
    """Tell whether anything that is due waits, is being sent, is unsure or is to be looked at again."""
    # Each in the order of its index: without one, PostgreSQL expects to meet a row soon and reads the whole table.
    for condition, first in (
        (and_(_WAITING, o.due_at <= now, is_installed(o.workspace_id)), o.due_at),
        (_IN_FLIGHT, o.id),
        (text("outbox.recheck_at IS NOT NULL"), o.recheck_at),
    ):
        if (await tx.execute(select(o.id).where(condition).order_by(first).limit(1))).first() is not None:
            return True
    return False


async def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return when the first message that waits for its time (somebody's morning, say) is due."""
    found: datetime | None = (
        await tx.execute(select(func.min(o.due_at)).where(_WAITING, o.due_at > now, is_installed(o.workspace_id)))
    ).scalar_one_or_none()
    return found


async def oldest_unsent(tx: Tx) -> datetime | None:
    """Return the business time at which the oldest message that still waits was due."""
    found: datetime | None = (
        await tx.execute(select(func.min(o.due_at)).where(_WAITING, is_installed(o.workspace_id)))
    ).scalar_one_or_none()
    return found


async def fates_of(tx: Tx, workspace_id: int, person: int, since: datetime) -> list[tuple[Message, str | None]]:
    """List what was owed to a person since an instant, with the reason for its fate, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, o.person == person, o.due_at >= since)
        .order_by(o.due_at, o.id)
    )
    return [(_message(row), row.reason) for row in found]


# ---------------------------------------------------------------- heartbeat


async def beat(tx: Tx, name: str, now: datetime, real: datetime) -> datetime | None:
    """Write down that a part of the bot is alive, and return the business time of its beat before."""
    before = (await tx.execute(select(heartbeat.c.business_at).where(heartbeat.c.name == name))).scalar_one_or_none()
    await put(tx, heartbeat, {"name": name}, {"business_at": now, "real_at": real})
    return before


async def last_beat(tx: Tx, name: str) -> datetime | None:
    """Return the real time of a part's last beat."""
    return (await tx.execute(select(heartbeat.c.real_at).where(heartbeat.c.name == name))).scalar_one_or_none()
