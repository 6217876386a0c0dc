"""Files that people gave us, on their way from Slack to a plan; and logos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, exists, or_, select, text, update

from storage.database import Tx
from storage.rows import insert_once, is_installed, put, read
from storage.tables import FETCHING, channel, incoming, logo, membership, strategy

i = incoming.c
# Waiting to be fetched; fetched and offered; taken over; or refused, by us or by somebody who pressed "Not now".
State = Literal["waiting", "fetched", "taken", "refused"]


@dataclass(frozen=True)
class Incoming:
    """A file that somebody dropped: by whom, where, and its state. `root` is the message's thread or itself."""

    id: int
    workspace_id: int
    member_id: int
    channel: str
    root: str
    file_id: str
    name: str
    state: State
    attempt: int
    looks: int
    content: bytes | None
    reason: str

    @property
    def is_dm(self) -> bool:
        """Tell whether it was dropped in a direct message."""
        return self.channel.startswith("D")


def _incoming(row: Row[Any]) -> Incoming:
    content = None if row.content is None else bytes(row.content)
    return read(Incoming, row, root=row.thread_ts or "", content=content, reason=row.reason or "")


async def receive(
    tx: Tx, workspace_id: int, member_id: int, channel_id: str, root: str, file_id: str, name: str, now: datetime
) -> bool:
    """Add a file to fetch; False where that message of it is known.

    The same file in another message counts as dropped again, and starts over.
    """
    new = {"member_id": member_id, "thread_ts": root, "name": name, "since": now}
    anew = {**new, "state": "waiting", "attempt": 0, "looks": 0, "not_before": None, "content": None, "reason": None}
    known = {"workspace_id": workspace_id, "file_id": file_id, "channel": channel_id}
    if await insert_once(tx, incoming, {**known, **anew}) is not None:
        return True
    this = (i.workspace_id == workspace_id, i.file_id == file_id, i.channel == channel_id)
    other = or_(i.thread_ts.is_(None), i.thread_ts != root)
    done = await tx.execute(update(incoming).where(*this, other).values(**anew).returning(i.id))
    return done.first() is not None


async def let_go(tx: Tx, workspace_id: int, before: datetime) -> None:
    """Discard the contents of files that were offered long ago and never taken over."""
    # A literal, as in the partial index: SQLite only uses it for a condition in the same words.
    old = (i.workspace_id == workspace_id, text("incoming.state = 'fetched'"), i.since < before)
    await tx.execute(update(incoming).where(*old).values({"state": "refused", "reason": "too_old", "content": None}))


async def is_waiting(tx: Tx, real: datetime) -> bool:
    """Tell whether a file is due to be fetched (real time)."""
    ready = (FETCHING, or_(i.not_before.is_(None), i.not_before <= real))
    return (await tx.execute(select(i.id).where(*ready).limit(1))).first() is not None


async def claim(tx: Tx, real: datetime, until: datetime) -> Incoming | None:
    """Take a file to fetch, for as long as until an instant (real time); one that failed waits for its time."""
    ready = (FETCHING, or_(i.not_before.is_(None), i.not_before <= real), is_installed(i.workspace_id))
    pick = select(i.id).where(*ready).order_by(i.id).limit(1).with_for_update(skip_locked=True, key_share=True)
    chosen = pick.cte("pick")
    row = (
        await tx.execute(
            update(incoming)
            .where(i.id.in_(select(chosen.c.id)))
            .values(not_before=until, attempt=i.attempt + 1)
            .returning(incoming)
        )
    ).one_or_none()
    return _incoming(row) if row else None


async def begin_look(tx: Tx, workspace_id: int, incoming_id: int, attempt: int) -> bool:
    """Count a try to read a file, before it is read; False where somebody else has claimed it since.

    Commit this before reading: a file that kills this process must not be read again and again.
    """
    this = (i.workspace_id == workspace_id, i.id == incoming_id, i.attempt == attempt, i.state == "waiting")
    done = await tx.execute(update(incoming).where(*this).values(looks=i.looks + 1).returning(i.id))
    return done.first() is not None


async def by_id(tx: Tx, workspace_id: int, incoming_id: int, lock: bool = False) -> Incoming | None:
    """Find a file that was dropped; with `lock`, nobody else changes it until this transaction ends."""
    rows = select(incoming).where(i.workspace_id == workspace_id, i.id == incoming_id)
    row = (await tx.execute(rows.with_for_update(key_share=True) if lock else rows)).one_or_none()
    return _incoming(row) if row else None


async def settle(
    tx: Tx, workspace_id: int, incoming_id: int, state: State, content: bytes | None = None, outcome: str = ""
) -> None:
    """Record a file's new state, and keep only as much of it as is still needed."""
    this = (i.workspace_id == workspace_id, i.id == incoming_id)
    values = {"state": state, "content": content, "reason": outcome[:200] or None, "not_before": None}
    await tx.execute(update(incoming).where(*this).values(**values))


async def set_state(tx: Tx, workspace_id: int, incoming_id: int, state: State, outcome: str = "") -> None:
    """Record what a file is being used for, and keep all of it."""
    this = (i.workspace_id == workspace_id, i.id == incoming_id)
    await tx.execute(update(incoming).where(*this).values(state=state, reason=outcome or None))


async def try_again(tx: Tx, workspace_id: int, incoming_id: int, attempt: int, at: datetime) -> None:
    """Set when a file is to be fetched again (real time), unless somebody else has begun to."""
    this = (i.workspace_id == workspace_id, i.id == incoming_id, i.attempt == attempt)
    await tx.execute(update(incoming).where(*this, i.state == "waiting").values(not_before=at))


async def put_back(tx: Tx, workspace_id: int, incoming_id: int, attempt: int, at: datetime) -> None:
    """Set when a file is to be claimed again (real time), as if it hadn't been tried."""
    this = (i.workspace_id == workspace_id, i.id == incoming_id, i.attempt == attempt)
    await tx.execute(update(incoming).where(*this, i.state == "waiting").values(not_before=at, attempt=attempt - 1))


# ---------------------------------------------------------------- where a plan can live


async def homes_for(tx: Tx, workspace_id: int, member_id: int, most: int) -> list[tuple[int, str, str]]:
    """List channels without a plan that both we and somebody are in: our id, Slack's, the name."""
    is_home = exists().where(strategy.c.channel_id == channel.c.id, strategy.c.until.is_(None))
    rows = await tx.execute(
        select(channel.c.id, channel.c.slack_id, channel.c.name)
        .join(membership, membership.c.channel_id == channel.c.id)
        .where(channel.c.workspace_id == workspace_id, channel.c.bot_is_in, channel.c.until.is_(None))
        .where(membership.c.member_id == member_id, membership.c.until.is_(None), ~is_home)
        .order_by(channel.c.name, channel.c.id)
        .limit(most)
    )
    return [(row.id, row.slack_id, row.name) for row in rows]


# ---------------------------------------------------------------- logos (reading one: storage/editions.py)


async def set_logo(tx: Tx, workspace_id: int, strategy_id: int, picture: bytes, now: datetime) -> None:
    """Give a plan a logo, replacing the previous one."""
    await put(tx, logo, {"strategy_id": strategy_id}, {"workspace_id": workspace_id, "picture": picture, "since": now})


async def remove_logo(tx: Tx, workspace_id: int, strategy_id: int) -> None:
    """Remove a plan's logo."""
    this = (logo.c.workspace_id == workspace_id, logo.c.strategy_id == strategy_id)
    await tx.execute(delete(logo).where(*this))
