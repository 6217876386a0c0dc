"""What may stand in Slack: which messages show a duty, and what somebody has, or may have although we don't know yet.

`now` is business time throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, delete, exists, func, select, text

from bot.domain.outbox import STANDS_IN_SLACK, Kind, Message
from storage.database import Tx
from storage.outbox import IN_FLIGHT, UNSETTLED, UPLOAD
from storage.rows import IN_WORKSPACE, THIS, read, unindexed
from storage.tables import duty, outbox, role, shown

o = outbox.c


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
    shown = (read(Message, row) for row in found)
    return next((m for m in shown if (m.facts.get("strategy"), m.facts.get("which")) == (strategy_id, which)), None)


async def in_flight_to(tx: Tx, workspace_id: int, person: int, kinds: Sequence[Kind]) -> list[Message]:
    """List the posts of some kinds that somebody may have although we don't know yet, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(IN_FLIGHT, o.workspace_id == workspace_id, o.person == person, o.op == "post", o.kind.in_(kinds))
        .order_by(o.id)
    )
    return [read(Message, row) for row in found]


async def unsettled_to(tx: Tx, workspace_id: int, person: int, kind: Kind) -> list[Message]:
    """List the posts of a kind to somebody whose fate nobody knows yet, oldest first."""
    found = await tx.execute(
        select(outbox)
        .where(UNSETTLED, o.workspace_id == workspace_id, o.conversation == f"dm:{person}")
        .where(o.kind == kind, o.op == "post")
        .order_by(o.due_at, o.id)
    )
    return [read(Message, row) for row in found]


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
    return read(Message, row) if row else None


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
    return [read(Message, row) for row in found]


async def showing_plan(tx: Tx, workspace_id: int, strategy_id: int) -> list[Message]:
    """List the messages in Slack (or on their way) that show an open duty of a plan."""
    roles = select(role.c.id).where(role.c.strategy_id == strategy_id)
    of_plan = select(shown.c.outbox_id).join(duty, duty.c.id == shown.c.duty_id)
    # A literal, as in the partial index: SQLite only uses it for a condition in the same words.
    is_open = (duty.c.workspace_id == workspace_id, duty.c.role_id.in_(roles), text("duty.state = 'open'"))
    of_plan = of_plan.where(*is_open)
    rows = select(outbox).where(unindexed(o.workspace_id) == workspace_id, o.id.in_(of_plan), o.op == "post")
    found = await tx.execute(rows.where(o.state.in_(STANDS_IN_SLACK)).order_by(o.id))
    return [read(Message, row) for row in found]


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
