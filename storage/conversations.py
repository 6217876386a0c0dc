"""Conversations and their state, saved by version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Row, func, select, update

from bot.conversations.machine import State
from storage.addresses import now_at
from storage.database import Tx
from storage.rows import insert_once, read, unindexed
from storage.tables import conversation

c = conversation.c


class Place(TypedDict, total=False):
    """The opening question's row, and the thread that it opened."""

    opener_id: int | None
    thread_ts: str | None


@dataclass(frozen=True)
class Conversation:
    """One conversation with one person in one place. `thread_ts` is None until the opening question is posted."""

    id: int
    workspace_id: int
    member_id: int
    strategy_id: int | None
    channel: str
    thread_ts: str | None
    in_thread: bool
    opener_id: int | None
    state: State
    version: int
    last_ts: str
    since: datetime
    is_over: bool


def _conversation(row: Row[Any]) -> Conversation:
    return read(Conversation, row, state=State.model_validate(row.state), is_over=row.until is not None)


async def begin(
    tx: Tx,
    workspace_id: int,
    member_id: int,
    strategy_id: int | None,
    channel: str,
    in_thread: bool,
    state: State,
    now: datetime,
) -> int | None:
    """Begin a conversation; None where that person has one in that place."""
    return await insert_once(
        tx,
        conversation,
        {
            "workspace_id": workspace_id,
            "member_id": member_id,
            "strategy_id": strategy_id,
            "channel": channel,
            "in_thread": in_thread,
            "flow": state.flow,
            "state": state.model_dump(mode="json"),
            "version": 1,
            "last_ts": "",
            "since": now,
        },
    )


async def _one(tx: Tx, *conditions: ColumnElement[bool]) -> Conversation | None:
    rows = await tx.execute(select(conversation).where(*conditions).with_for_update(key_share=True))
    row = rows.one_or_none()
    return _conversation(row) if row else None


async def current(tx: Tx, workspace_id: int, channel: str, member_id: int) -> Conversation | None:
    """Find and lock somebody's open conversation in a place, by its id or one that it had."""
    here = c.channel == now_at(workspace_id, channel)
    return await _one(tx, c.workspace_id == workspace_id, here, c.member_id == member_id, c.until.is_(None))


async def latest(tx: Tx, workspace_id: int, channel: str, member_id: int) -> Conversation | None:
    """Find and lock the conversation that somebody began last in a place, over or not."""
    last = select(func.max(c.id)).where(c.workspace_id == workspace_id, c.channel == channel, c.member_id == member_id)
    return await _one(tx, c.workspace_id == workspace_id, c.id == last.scalar_subquery())


async def held_in(tx: Tx, workspace_id: int, channel: str) -> list[Conversation]:
    """List and lock the open conversations of a channel."""
    here = (c.workspace_id == workspace_id, c.channel == channel, c.until.is_(None))
    rows = await tx.execute(select(conversation).where(*here).order_by(c.id).with_for_update(key_share=True))
    return [_conversation(row) for row in rows]


async def is_asked(tx: Tx, workspace_id: int, member_id: int, since: datetime) -> bool:
    """Tell whether somebody is in a conversation, anywhere, that began at an instant or later."""
    found = await tx.execute(
        select(c.id)
        .where(c.workspace_id == workspace_id, unindexed(c.member_id) == member_id, c.until.is_(None), c.since >= since)
        .limit(1)
    )
    return found.first() is not None


async def by_id(tx: Tx, workspace_id: int, conversation_id: int) -> Conversation | None:
    """Find and lock a conversation, over or not."""
    return await _one(tx, c.workspace_id == workspace_id, c.id == conversation_id)


async def save(tx: Tx, one: Conversation, state: State, last_ts: str) -> bool:
    """Save a conversation's state; False where another answer was taken in between."""
    done = await tx.execute(
        update(conversation)
        .where(c.id == one.id, c.version == one.version)
        .values(state=state.model_dump(mode="json"), version=one.version + 1, last_ts=last_ts)
        .returning(c.id)
    )
    return done.first() is not None


async def set_place(tx: Tx, conversation_id: int, **values: Unpack[Place]) -> None:
    """Record the opening question's row, or the thread that it opened."""
    await tx.execute(update(conversation).where(c.id == conversation_id).values(**values))


async def end(tx: Tx, conversation_id: int, outcome: str, now: datetime) -> None:
    """End a conversation: saved, discarded or cancelled."""
    await tx.execute(update(conversation).where(c.id == conversation_id).values(until=now, outcome=outcome))
