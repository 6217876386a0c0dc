"""The outbox for verbs that owe messages: owe once, keep posted messages up to date, find earlier ones.

`now` is business time throughout. Sending is in storage/delivery.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update

from bot.domain.outbox import STANDS_IN_SLACK, Kind, Message, Owed, State, opaque_key
from storage.addresses import current, now_at
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, read, unindexed
from storage.tables import outbox, workspace

o = outbox.c
# Worded exactly as the indexes: SQLite doesn't use one for an equivalent condition.
WAITING = text("outbox.state = 'waiting'")
IN_FLIGHT = text("outbox.state IN ('sending', 'unsure')")
UPLOAD = text("outbox.op = 'upload'")
UNSETTLED = text("outbox.state IN ('waiting', 'sending', 'unsure')")


# ---------------------------------------------------------------- owing


async def owe(tx: Tx, workspace_id: int, owed: Owed, now: datetime, held: str | None = None) -> int | None:
    """Put a message into the outbox and return its id, or None where it was owed already.

    With `held`, it is recorded as withdrawn for that reason at once, so that an unsent message can be explained, too.
    """
    fate = {"state": "withdrawn", "reason": held, "settled_at": now} if held else {"state": "waiting"}
    return await _insert(tx, workspace_id, owed, now, fate)


async def recall(
    tx: Tx, workspace_id: int, owed: Owed, now: datetime, channel: str, ts: str, at: datetime
) -> int | None:
    """Record a message that Slack shows and the database had lost, as sent at `at`; None where it is known."""
    return await _insert(tx, workspace_id, owed, now, {"state": "sent", "channel": channel, "ts": ts, "settled_at": at})


async def _insert(tx: Tx, workspace_id: int, owed: Owed, now: datetime, fate: Mapping[str, Any]) -> int | None:
    if owed.channel and (channel := await current(tx, workspace_id, owed.channel)) != owed.channel:
        owed = replace(owed, channel=channel)
    row = {
        **{name: value for name, value in vars(owed).items() if name != "name"},
        "workspace_id": workspace_id,
        "conversation": owed.conversation,
        "facts": dict(owed.facts),
        "owed_at": now,
        "reason": None,
        "settled_at": None,
        "ts": None,
        "attempt": 0,
        "looks": 0,
        **fate,
    }
    if not owed.name:
        return await insert_once(tx, outbox, {**row, "token": uuid4().hex})
    token = opaque_key(await secret_of(tx, workspace_id), owed.name)
    inserted = await insert_once(tx, outbox, {**row, "token": token})
    if inserted is None and await by_key(tx, workspace_id, owed.key) is None:
        # Another message has that name, and must not keep this one from being sent.
        inserted = await insert_once(tx, outbox, {**row, "token": uuid4().hex})
    return inserted


_SECRET = select(workspace.c.secret).where(workspace.c.id == THIS)


async def secret_of(tx: Tx, workspace_id: int) -> str:
    """Return the secret that a workspace's opaque keys are made with."""
    return str((await tx.execute(_SECRET, {"this": workspace_id})).scalar_one())


async def by_tokens(tx: Tx, workspace_id: int, tokens: Collection[str]) -> dict[str, Message]:
    """Find messages by their opaque keys."""
    found = await tx.execute(select(outbox).where(o.workspace_id == workspace_id, o.token.in_(list(tokens))))
    return {row.token: read(Message, row) for row in found}


_KEEP_UPDATE = (
    update(outbox).where(WAITING, o.target == THIS, o.op == "update").values(attempt=o.attempt).returning(o.id)
)


async def is_update_waiting(tx: Tx, target: int) -> bool:
    """Tell whether a message's update waits to be composed, and keep it waiting until this transaction ends.

    The lock matters on PostgreSQL: an update that is composed just now would miss what this transaction changes.
    """
    return bool((await tx.execute(_KEEP_UPDATE, {"this": target})).all())


async def is_overtaken(tx: Tx, message: Message) -> bool:
    """Tell whether a newer state of the same Home tab waits to be published: then this one need not be."""
    found = await tx.execute(
        select(o.id)
        # Worded exactly as the index by conversation: otherwise SQLite reads the workspace's whole backlog.
        .where(UNSETTLED, o.state == "waiting")
        .where(o.workspace_id == message.workspace_id, o.conversation == message.conversation)
        .where(o.op == "publish", o.id > message.id)
        .limit(1)
    )
    return found.first() is not None


_OF_TARGET = select(func.count()).where(o.target == THIS)


async def count_of_target(tx: Tx, target: int) -> int:
    """Count the rows that were ever owed about a message: the next update's version."""
    return int((await tx.execute(_OF_TARGET, {"this": target})).scalar_one())


_BY_KEY = select(outbox).where(o.workspace_id == IN_WORKSPACE, o.key == THIS)


async def by_key(tx: Tx, workspace_id: int, key: str) -> Message | None:
    """Find a message by its key."""
    row = (await tx.execute(_BY_KEY, {"in_workspace": workspace_id, "this": key})).one_or_none()
    return read(Message, row) if row else None


async def is_told_since(tx: Tx, workspace_id: int, prefix: str, since: datetime) -> bool:
    """Tell whether a post whose key begins with `prefix` is in Slack, posted at `since` or later (business time).

    One that is on its way, or unsure, may never be posted: `unsettled` finds it, and the caller waits for its fate.
    """
    found = await tx.execute(
        select(o.id)
        .where(o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
        .where(o.state == "sent", o.settled_at >= since)
        .limit(1)
    )
    return found.first() is not None


async def is_waiting(tx: Tx, workspace_id: int, prefix: str) -> bool:
    """Tell whether a post whose key begins with `prefix` waits: it will be composed from what is true then."""
    found = await tx.execute(
        select(o.id).where(WAITING, o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post").limit(1)
    )
    return found.first() is not None


async def unsettled(tx: Tx, workspace_id: int, prefix: str, now: datetime) -> int | None:
    """Return the id of a post whose key begins with `prefix`, that is due and whose fate nobody knows."""
    found = await tx.execute(
        select(o.id)
        .where(UNSETTLED, o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post", o.due_at <= now)
        .order_by(o.due_at, o.id)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def keep_unclaimed(tx: Tx, message_id: int) -> bool:
    """Keep a message from being claimed until this transaction ends; False where it already was."""
    this = (WAITING, o.id == message_id, o.attempt == 0)
    kept = await tx.execute(update(outbox).where(*this).values(attempt=0).returning(o.id))
    return kept.first() is not None


async def posts_to(
    tx: Tx, workspace_id: int, person: int, kind: Kind, since: datetime, until: datetime
) -> list[tuple[Message, str | None]]:
    """List the posts of a kind to somebody that were due in a time, each with the reason for its fate, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, o.person == person, o.due_at >= since, o.due_at <= until)
        .where(o.kind == kind, o.op == "post")
        .order_by(o.due_at, o.id)
    )
    return [(read(Message, row), row.reason) for row in found]


_BY_ID = select(outbox).where(o.id == THIS)


async def by_id(tx: Tx, message_id: int) -> Message | None:
    """Find a message by its id."""
    row = (await tx.execute(_BY_ID, {"this": message_id})).one_or_none()
    return read(Message, row) if row else None


async def by_ts(tx: Tx, workspace_id: int, channel: str, ts: str) -> Message | None:
    """Find the message at a place in Slack."""
    found = await tx.execute(
        select(outbox).where(
            o.workspace_id == workspace_id,
            o.channel == now_at(workspace_id, channel),
            o.ts == ts,
            o.op == "post",
        )
    )
    row = found.first()
    return read(Message, row) if row else None


def _begins_with(prefix: str) -> ColumnElement[bool]:
    # A range, for the index: SQLite's LIKE ignores case, and neither database would use an index for it.
    return o.key.between(prefix, prefix + "\U0010ffff")


async def by_prefix(tx: Tx, workspace_id: int, prefix: str, states: Sequence[State] = STANDS_IN_SLACK) -> list[Message]:
    """List posts whose key begins with `prefix`, oldest first: those that stand or may stand, if not told otherwise."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
        .where(o.state.in_(states))
        .order_by(o.id)
    )
    return [read(Message, row) for row in found]


async def keep_waiting(tx: Tx, workspace_id: int, prefix: str) -> int | None:
    """Return the id of a waiting post whose key begins with `prefix`, and keep it from being composed meanwhile."""
    kept = await tx.execute(
        update(outbox)
        .where(WAITING, o.workspace_id == workspace_id, _begins_with(prefix), o.op == "post")
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


async def pictures_missing(tx: Tx, message_id: int) -> int:
    """Count the pictures that should have followed a message and never will: the message says so."""
    lost = or_(o.state.in_(("never", "unknown")), and_(o.state == "withdrawn", o.reason == "too_late"))
    found = await tx.execute(
        select(func.count()).where(o.target == message_id, o.op == "upload", o.kind == "picture", lost)
    )
    return int(found.scalar_one())


async def settled_at(tx: Tx, message_id: int) -> datetime | None:
    """Return when a message was sent, or given up (business time); None while neither has happened."""
    found: datetime | None = (await tx.execute(select(o.settled_at).where(o.id == message_id))).scalar_one_or_none()
    return found


# Slack's codes for a channel that is archived, or that we are not in.
LOST = ("not_in_channel", "channel_not_found", "invalid_channel", "is_archived", "is_inactive")


async def try_again(tx: Tx, workspace_id: int, channel: str, since: datetime) -> None:
    """Put back messages that were due since then and given up over a lost channel, and those that depended on them.

    A review's thread is left out: bot/services/plan/channel_back.py decides whether to open it again.
    """
    gave_up = or_(
        and_(o.state == "never", o.reason.in_(LOST)),
        and_(o.state == "withdrawn", o.reason == "no_thread"),
    )
    await tx.execute(
        update(outbox)
        .where(o.workspace_id == workspace_id, o.channel == channel, o.ts.is_(None), o.op != "publish")
        .where(o.due_at >= since, gave_up, o.kind.not_in(("review", "prompts")))
        .values(state="waiting", reason=None, settled_at=None, not_before=None)
    )


async def put_back(tx: Tx, workspace_id: int, keys: Collection[str], now: datetime) -> None:
    """Put back messages that were given up before they were posted anywhere, as owed now."""
    await tx.execute(
        update(outbox)
        .where(o.workspace_id == workspace_id, o.key.in_(list(keys)), o.ts.is_(None))
        .where(o.state.in_(("never", "withdrawn")))
        .values(state="waiting", reason=None, settled_at=None, not_before=None, due_at=now)
    )


async def waiting_in(tx: Tx, workspace_id: int, channel: str) -> list[Message]:
    """List messages that wait for a channel, and keep them from being composed until this transaction ends."""
    kept = await tx.execute(
        update(outbox)
        .where(WAITING, o.workspace_id == workspace_id, o.channel == channel)
        .values(attempt=o.attempt)
        .returning(outbox)
    )
    return sorted((read(Message, row) for row in kept), key=lambda message: message.id)


async def readdress(tx: Tx, message: Message, channel: str) -> None:
    """Readdress a waiting message to another channel."""
    place = Owed(message.key, message.kind, message.due_at, op=message.op, channel=channel)
    this = (o.workspace_id == message.workspace_id, o.id == message.id)
    await tx.execute(update(outbox).where(*this).values(channel=channel, conversation=place.conversation))


async def withdraw_waiting(tx: Tx, message_id: int, reason: str, now: datetime) -> None:
    """Take back a waiting message."""
    fate = {"state": "withdrawn", "reason": reason, "settled_at": now, "not_before": None}
    await tx.execute(update(outbox).where(WAITING, o.id == message_id).values(**fate))


async def leave_standing(tx: Tx, target: int, reason: str, now: datetime) -> None:
    """Withdraw the removals of a message that still wait."""
    await tx.execute(
        update(outbox)
        .where(WAITING, o.target == target, o.op == "delete")
        .values(state="withdrawn", reason=reason, settled_at=now, not_before=None)
    )


async def give_up(tx: Tx, workspace_id: int, reason: str, now: datetime) -> None:
    """Take back everything that waits for a workspace; messages that may have been posted stay unknown forever."""
    here = o.workspace_id == workspace_id
    unsure = and_(IN_FLIGHT, o.state == "unsure", unindexed(o.workspace_id) == workspace_id)
    for condition, state in ((and_(WAITING, here), "withdrawn"), (unsure, "unknown")):
        await tx.execute(
            update(outbox)
            .where(condition)
            .values(state=state, reason=reason, settled_at=now, lease_until=None, not_before=None)
        )


async def last_ts(tx: Tx, message: Message, channel: str) -> str | None:
    """Return Slack's time of the newest known message in a channel before this one: where to look from.

    It is Slack's clock, not ours, since the two may differ. Messages that were owed earlier and due no later went
    before it; those owed earlier for a later time (somebody's morning) may have been sent since.
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


async def fates_of(tx: Tx, workspace_id: int, person: int, since: datetime) -> list[tuple[Message, str | None]]:
    """List messages owed to a person since an instant, each with the reason for its fate, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, o.person == person, o.due_at >= since)
        .order_by(o.due_at, o.id)
    )
    return [(read(Message, row), row.reason) for row in found]
