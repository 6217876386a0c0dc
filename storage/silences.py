"""Silences of the bot, and Slack's account of them: places that were read, posts and presses that were forgotten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.silences import Posted, ShownDuty, Silence, silence_between
from storage import heartbeats
from storage.addresses import current
from storage.database import Tx
from storage.rows import insert, insert_once, put
from storage.tables import heartbeat, looked_into, lost_press, silence, stray

s, i, p = silence.c, looked_into.c, lost_press.c


async def wake(tx: Tx, name: str, now: datetime, real: datetime) -> None:
    """Record the silence since a part's last heartbeat, if there was one, and beat. Doing it twice records one."""
    last = await tx.execute(select(heartbeat.c.business_at).where(heartbeat.c.name == name).with_for_update())
    before = last.scalar_one_or_none()
    if before is not None and silence_between(before, now):
        await insert(tx, silence, {"since": before, "until": now, "is_restored": False})
    await heartbeats.beat(tx, name, now, real)


async def recent(tx: Tx, since: datetime) -> list[Silence]:
    """List the silences that ended at an instant or later, oldest first."""
    found = await tx.execute(select(silence).where(s.until >= since).order_by(s.id))
    return [Silence(row.id, row.since, row.until, row.is_restored) for row in found]


async def restored(tx: Tx, silence_id: int) -> bool:
    """Record that data was lost in a silence; return whether that is news."""
    done = update(silence).where(s.id == silence_id, s.is_restored.is_(False)).values(is_restored=True).returning(s.id)
    return (await tx.execute(done)).first() is not None


# ---------------------------------------------------------------- what was read


@dataclass(frozen=True)
class Look:
    """A place to read, or that was read: since when it is tried (real time), and whether it is done."""

    begun_at: datetime
    is_done: bool


async def looks(tx: Tx, workspace_id: int, place: str) -> dict[int, Look]:
    """Return the progress of reading a place, by silence."""
    found = await tx.execute(select(looked_into).where(i.workspace_id == workspace_id, i.place == place))
    return {row.silence_id: Look(row.begun_at, row.is_done) for row in found}


async def look(tx: Tx, workspace_id: int, place: str, over: Collection[Silence], real: datetime, *, done: bool) -> None:
    """Record that a place is being read for some silences, or was."""
    for one in over:
        key = {"silence_id": one.id, "workspace_id": workspace_id, "place": place}
        await insert_once(tx, looked_into, {**key, "begun_at": real, "is_done": done})
        if done:
            await put(tx, looked_into, key, {"begun_at": real, "is_done": True})


@dataclass(frozen=True)
class Stray:
    """One of our posts, under a key that nothing was owed under when it was found."""

    channel: str
    posted: Posted


async def keep_stray(tx: Tx, workspace_id: int, token: str, channel: str, posted: Posted) -> None:
    """Remember one of our posts, under a key that nothing is owed under yet."""
    duties = [[one.id, one.version, one.is_open] for one in posted.duties]
    row = {"token": token, "workspace_id": workspace_id, "channel": channel, "ts": posted.ts, "duties": duties}
    await insert_once(tx, stray, row)


async def stray_under(tx: Tx, workspace_id: int, token: str) -> Stray | None:
    """Find a post that only Slack knew of, by its key."""
    this = (stray.c.workspace_id == workspace_id, stray.c.token == token)
    row = (await tx.execute(select(stray).where(*this))).one_or_none()
    if row is None:
        return None
    channel = await current(tx, workspace_id, row.channel)
    return Stray(channel, Posted(frozenset({token}), row.ts, tuple(ShownDuty(*one) for one in row.duties)))


# ---------------------------------------------------------------- presses


async def lose_press(
    tx: Tx, workspace_id: int, silence_id: int, duty_id: int, version: int, *, is_settled: bool
) -> None:
    """Record that people settled or changed a duty of which the database has an earlier version."""
    row = {"silence_id": silence_id, "workspace_id": workspace_id, "duty_id": duty_id}
    await insert_once(tx, lost_press, {**row, "version": version, "is_settled": is_settled})


async def pressed(tx: Tx, workspace_id: int, silence_id: int) -> list[int]:
    """List the ids of the duties that were changed in a silence, in the order in which that was found."""
    found = await tx.execute(
        select(p.duty_id).where(p.workspace_id == workspace_id, p.silence_id == silence_id).order_by(p.id)
    )
    return list(found.scalars())


async def is_press_lost(tx: Tx, workspace_id: int, duty_id: int, version: int) -> bool:
    """Tell whether a duty was settled in a silence, and nobody has touched it since."""
    found = await tx.execute(
        select(p.duty_id)
        .where(p.workspace_id == workspace_id, p.duty_id == duty_id, p.version == version, p.is_settled)
        .limit(1)
    )
    return found.first() is not None
