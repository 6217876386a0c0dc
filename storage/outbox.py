"""The outbox for verbs that owe messages: owe once, keep posted messages up to date, find earlier ones.

`now` is business time throughout. Sending is in storage/delivery.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import BindParameter, ColumnElement, Row, and_, delete, exists, func, or_, select, text, update

from bot.domain.outbox import STANDS_IN_SLACK, Kind, Message, Owed, State, opaque_key
from storage.addresses import current, now_at
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, unindexed
from storage.tables import duty, outbox, role, shown, workspace

o = outbox.c
# Worded exactly as the indexes: SQLite doesn't use one for an equivalent condition.
WAITING = text("outbox.state = 'waiting'")
IN_FLIGHT = text("outbox.state IN ('sending', 'unsure')")
UPLOAD = text("outbox.op = 'upload'")
UNSETTLED = text("outbox.state IN ('waiting', 'sending', 'unsure')")


def message_of(row: Row[Any]) -> Message:
    """Read a row of the outbox."""
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
        tried_at=row.tried_at,
        owed_at=row.owed_at,
    )


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
    return {row.token: message_of(row) for row in found}


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


async def last_picture(tx: Tx, workspace_id: int, channel: str, strategy_id: int, which: str) -> Message | None:
    """Find the newest picture of a strategy that is shown in a channel: "results" or "momentum"."""
    found = await tx.execute(
        select(outbox)
        # A picture that was found after being unsure has a time of Slack's, others have none.
        .where(o.workspace_id == workspace_id, o.channel == channel)
        .where(UPLOAD, o.kind == "picture", o.state == "sent", o.file_id.is_not(None))
        .order_by(o.id.desc())
        .limit(8)
    )
    shown = (message_of(row) for row in found)
    return next((m for m in shown if (m.facts.get("strategy"), m.facts.get("which")) == (strategy_id, which)), None)


_OF_TARGET = select(func.count()).where(o.target == THIS)


async def count_of_target(tx: Tx, target: int) -> int:
    """Count the rows that were ever owed about a message: the next update's version."""
    return int((await tx.execute(_OF_TARGET, {"this": target})).scalar_one())


_BY_KEY = select(outbox).where(o.workspace_id == IN_WORKSPACE, o.key == THIS)


async def by_key(tx: Tx, workspace_id: int, key: str) -> Message | None:
    """Find a message by its key."""
    row = (await tx.execute(_BY_KEY, {"in_workspace": workspace_id, "this": key})).one_or_none()
    return message_of(row) if row else None


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


async def in_flight_to(tx: Tx, workspace_id: int, person: int, kinds: Sequence[Kind]) -> list[Message]:
    """List the posts of some kinds that somebody may have although we don't know yet, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(IN_FLIGHT, o.workspace_id == workspace_id, o.person == person, o.op == "post", o.kind.in_(kinds))
        .order_by(o.id)
    )
    return [message_of(row) for row in found]


async def unsettled_to(tx: Tx, workspace_id: int, person: int, kind: Kind) -> list[Message]:
    """List the posts of a kind to somebody whose fate nobody knows yet, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(UNSETTLED, o.workspace_id == workspace_id, o.conversation == f"dm:{person}")
        .where(o.kind == kind, o.op == "post")
        .order_by(o.due_at, o.id)
    )
    return [message_of(row) for row in found]


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
    return [(message_of(row), row.reason) for row in found]


async def was_owed_since(tx: Tx, workspace_id: int, key: str, since: datetime) -> bool:
    """Tell whether a message was owed at an instant (business time) or later, whatever its fate."""
    found = await tx.execute(select(o.id).where(o.workspace_id == workspace_id, o.key == key, o.owed_at >= since))
    return found.first() is not None


_BY_ID = select(outbox).where(o.id == THIS)


async def by_id(tx: Tx, message_id: int) -> Message | None:
    """Find a message by its id."""
    row = (await tx.execute(_BY_ID, {"this": message_id})).one_or_none()
    return message_of(row) if row else None


async def last_to(tx: Tx, workspace_id: int, person: int, kinds: Sequence[Kind], since: datetime) -> Message | None:
    """Find the newest message of some kinds that a person has, if it was due since an instant."""
    found = await tx.execute(
        select(outbox)
        .where(o.workspace_id == workspace_id, o.person == person, o.due_at >= since, o.op == "post")
        .where(o.kind.in_(kinds), o.state == "sent", o.ts.is_not(None))
        .order_by(o.ts.desc())  # all of one length, so their order as text is the order of time
        .limit(1)
    )
    row = found.one_or_none()
    return message_of(row) if row else None


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
    return message_of(row) if row else None


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
    return [message_of(row) for row in found]


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


_FORGET_SHOWN = delete(shown).where(shown.c.outbox_id == THIS)


async def show(tx: Tx, message_id: int, duties: Iterable[tuple[int, int]]) -> None:
    """Record which duties a message shows, as (id, version) pairs, so that it can be kept up to date.

    The version is the one that was read for it. Duties of an earlier composition are forgotten.
    """
    await tx.execute(_FORGET_SHOWN, {"this": message_id})
    rows = [{"outbox_id": message_id, "duty_id": one, "version": version} for one, version in dict(duties).items()]
    if rows:
        await tx.execute(shown.insert(), rows)


async def will_show(tx: Tx, message_id: int, duties: Iterable[int]) -> None:
    """Add duties to those that a message is about; composing it records the versions that it shows."""
    for duty_id in dict.fromkeys([*duties]):
        if duty_id not in await duties_shown(tx, message_id):
            await tx.execute(shown.insert().values(outbox_id=message_id, duty_id=duty_id, version=0))


_VERSIONS = (
    select(duty.c.version, shown.c.version.label("as_shown"))
    .join(shown, shown.c.duty_id == duty.c.id)
    .where(shown.c.outbox_id == THIS)
    .with_for_update(read=True, of=duty)
)


async def is_outdated(tx: Tx, message_id: int) -> bool:
    """Tell whether a duty that a message shows has changed since it was composed.

    Waits for transactions that are changing one: they couldn't know that the message would show it.
    """
    found = await tx.execute(_VERSIONS, {"this": message_id})
    return any(row.version != row.as_shown for row in found)


def _shows(duty_id: int | BindParameter[int]) -> ColumnElement[bool]:
    # No join: SQLite would begin with everything that was ever owed in the workspace.
    return o.id.in_(select(shown.c.outbox_id).where(shown.c.duty_id == duty_id))


_SHOWING = (
    select(outbox)
    .where(unindexed(o.workspace_id) == IN_WORKSPACE, _shows(THIS), o.op == "post")
    .where(o.state.in_(STANDS_IN_SLACK))
    .order_by(o.id)
)


async def showing(tx: Tx, workspace_id: int, duty_id: int) -> list[Message]:
    """List the messages in Slack (or on their way) that show a duty."""
    found = await tx.execute(_SHOWING, {"in_workspace": workspace_id, "this": duty_id})
    return [message_of(row) for row in found]


async def showing_plan(tx: Tx, workspace_id: int, strategy_id: int) -> list[Message]:
    """List the messages in Slack (or on their way) that show an open duty of a plan."""
    roles = select(role.c.id).where(role.c.strategy_id == strategy_id)
    of_plan = select(shown.c.outbox_id).join(duty, duty.c.id == shown.c.duty_id)
    # A literal, as in the partial index: SQLite only uses it for a condition in the same words.
    is_open = (duty.c.workspace_id == workspace_id, duty.c.role_id.in_(roles), text("duty.state = 'open'"))
    of_plan = of_plan.where(*is_open)
    rows = select(outbox).where(unindexed(o.workspace_id) == workspace_id, o.id.in_(of_plan), o.op == "post")
    found = await tx.execute(rows.where(o.state.in_(STANDS_IN_SLACK)).order_by(o.id))
    return [message_of(row) for row in found]


_DUTIES_SHOWN = select(shown.c.duty_id).join(duty, duty.c.id == shown.c.duty_id).where(shown.c.outbox_id == THIS)


async def duties_shown(tx: Tx, message_id: int) -> list[int]:
    """List the ids of the duties that a message shows."""
    found = await tx.execute(_DUTIES_SHOWN, {"this": message_id})
    return [int(row.duty_id) for row in found]


async def times_asked(tx: Tx, workspace_id: int, duty_id: int, person: int) -> list[datetime]:
    """List when somebody was sent reminders and nudges about a duty (business time), including deleted ones."""
    found = await tx.execute(
        select(o.settled_at)
        .where(_shows(duty_id), unindexed(o.workspace_id) == workspace_id, unindexed(o.person) == person)
        .where(
            o.op == "post",
            o.kind.in_(("reminder", "nudge")),
            o.state.in_(("sent", "deleted")),
            o.settled_at.is_not(None),
        )
        .order_by(o.settled_at)
    )
    return list(found.scalars())


async def in_flight_about(tx: Tx, workspace_id: int, duty_id: int, person: int) -> int | None:
    """Return the id of a post to somebody that shows a duty, and may be in Slack although we don't know yet."""
    found = await tx.execute(
        select(o.id)
        .where(IN_FLIGHT, o.workspace_id == workspace_id, o.person == person, o.op == "post", _shows(duty_id))
        .where(o.kind != "lead")
        .limit(1)
    )
    return found.scalar_one_or_none()


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


async def told_at(tx: Tx, workspace_id: int, duty_id: int, person: int) -> datetime | None:
    """Return when a duty's owner was first sent a message that shows it (business time); None where never."""
    found: datetime | None = (
        await tx.execute(
            select(func.min(o.settled_at))
            .where(_shows(duty_id), unindexed(o.workspace_id) == workspace_id, unindexed(o.person) == person)
            .where(o.op == "post", o.state.in_(("sent", "deleted")), o.kind != "lead")
        )
    ).scalar_one_or_none()
    return found


async def told_last(tx: Tx, workspace_id: int, duty_id: int, person: int) -> datetime | None:
    """Return when somebody was last sent a message that shows a duty (business time); None where never."""
    found: datetime | None = (
        await tx.execute(
            select(func.max(o.settled_at))
            .where(o.workspace_id == workspace_id, _shows(duty_id), o.op == "post", o.person == person)
            .where(o.state.in_(("sent", "deleted")))
        )
    ).scalar_one_or_none()
    return found


async def stands_with(tx: Tx, workspace_id: int, duty_id: int, person: int, since: datetime, until: datetime) -> bool:
    """Tell whether a lead was sent a message that shows a duty in a period, and it isn't being deleted."""
    removal = outbox.alias("removal")
    found = await tx.execute(
        select(o.id)
        .where(o.workspace_id == workspace_id, _shows(duty_id), o.op == "post", o.person == person)
        .where(o.kind == "lead", o.state == "sent", o.settled_at >= since, o.settled_at <= until)
        .where(~exists().where(removal.c.target == o.id, removal.c.op == "delete"))
        .limit(1)
    )
    return found.first() is not None


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
    return sorted((message_of(row) for row in kept), key=lambda message: message.id)


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
    return [(message_of(row), row.reason) for row in found]
