"""Slack's channel ids can change for good: finds the current id, whichever one somebody still uses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, String, bindparam, exists, func, literal, select, text, update

from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, put, unindexed
from storage.tables import channel, conversation, former_address, incoming, member, outbox

f = former_address.c


def now_at(workspace_id: int | BindParameter[int], slack_id: str | BindParameter[Any]) -> ColumnElement[str]:
    """Return the expression of a channel's current id, given one that it has or had.

    Events, presses, and messages that were under way when an id changed still carry the old one.
    """
    given = literal(slack_id, String(40)) if isinstance(slack_id, str) else slack_id
    changed = select(f.current_id).where(f.workspace_id == workspace_id, f.slack_id == given).scalar_subquery()
    return func.coalesce(changed, given)


_CURRENT = select(f.current_id).where(f.workspace_id == IN_WORKSPACE, f.slack_id == THIS)


async def current(tx: Tx, workspace_id: int, slack_id: str) -> str:
    """Return a channel's current id: the given one, unless it has changed."""
    found = (await tx.execute(_CURRENT, {"in_workspace": workspace_id, "this": slack_id})).scalar_one_or_none()
    return str(found) if found is not None else slack_id


async def note_change(tx: Tx, workspace_id: int, old: str, new: str, now: datetime) -> str:
    """Write down that a channel's id changed, and return the one it has now: it may have changed again since.

    Changes can be told in any order; ids that led to the old one lead to the new one.
    """
    latest = await current(tx, workspace_id, new)
    latest = new if latest == old else latest  # a channel can get an earlier id back
    await tx.execute(former_address.delete().where(f.workspace_id == workspace_id, f.slack_id == latest))
    key = {"workspace_id": workspace_id, "slack_id": old}
    await put(tx, former_address, key, {"current_id": latest, "since": now})
    led_here = (f.workspace_id == workspace_id, f.current_id == old)
    await tx.execute(update(former_address).where(*led_here).values(current_id=latest))
    return latest


_OLD: BindParameter[str] = bindparam("old", type_=String(40))
_NEW: BindParameter[str] = bindparam("new", type_=String(40))
_OWED = (
    update(outbox)
    .where(outbox.c.workspace_id == IN_WORKSPACE, outbox.c.channel == _OLD)
    .values(channel=_NEW, conversation=func.replace(outbox.c.conversation, _OLD, _NEW))
)
# Worded exactly as the index: SQLite doesn't use it for an equivalent condition.
_OPEN = text("conversation.until IS NULL")
_TALKS = (
    update(conversation)
    .where(_OPEN, conversation.c.workspace_id == IN_WORKSPACE, conversation.c.channel == _OLD)
    .values(channel=_NEW)
)
_twin = incoming.alias("twin")
_IS_TWICE = exists().where(
    _twin.c.workspace_id == incoming.c.workspace_id, _twin.c.file_id == incoming.c.file_id, _twin.c.channel == _NEW
)
_FILES = (
    update(incoming)
    .where(unindexed(incoming.c.workspace_id) == IN_WORKSPACE, incoming.c.channel == _OLD, ~_IS_TWICE)
    .values(channel=_NEW)
)
_DIRECT = update(member).where(member.c.workspace_id == IN_WORKSPACE, member.c.dm_channel == _OLD)


async def rewrite(tx: Tx, workspace_id: int, old: str, new: str) -> None:
    """Replace a channel's old id with the new one in everything that is owed, asked, answered, or shown there.

    Posted messages are found under the new id; messages in flight are sent there, or found there.
    """
    asked = {"in_workspace": workspace_id, "old": old, "new": new}
    for statement in (_OWED, _TALKS, _FILES):
        await tx.execute(statement, asked)
    await tx.execute(_DIRECT, {"in_workspace": workspace_id, "old": old, "dm_channel": new})


async def end_doubled_talks(tx: Tx, workspace_id: int, old: str, new: str, now: datetime) -> None:
    """End the conversations under a channel's old id of people who began another one under the new id since."""
    c, other = conversation.c, conversation.alias("other")
    there = exists().where(
        text("other.until IS NULL"),
        other.c.workspace_id == workspace_id,
        other.c.channel == new,
        other.c.member_id == c.member_id,
    )
    await tx.execute(
        update(conversation)
        .where(_OPEN, c.workspace_id == workspace_id, c.channel == old, there)
        .values(until=now, outcome="cancelled")
    )


async def take_over(tx: Tx, old_row: int, new_row: int | None, old: str, new: str, now: datetime) -> None:
    """Give a channel's row its new id. A row made under that id in the meantime gets the old one, and ends."""
    if new_row is not None:
        await tx.execute(update(channel).where(channel.c.id == new_row).values(slack_id="", until=now))
    await tx.execute(update(channel).where(channel.c.id == old_row).values(slack_id=new))
    if new_row is not None:
        await tx.execute(update(channel).where(channel.c.id == new_row).values(slack_id=old))
