"""When the parts of the bot were last alive, in business time and in real time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.database import Tx
from storage.rows import put
from storage.tables import heartbeat

BOT = "bot"  # the name of the beat of the whole process


async def beat(tx: Tx, name: str, now: datetime, real: datetime) -> datetime | None:
    """Record that a part of the bot is alive, and return the business time of its previous beat."""
    before = (await tx.execute(select(heartbeat.c.business_at).where(heartbeat.c.name == name))).scalar_one_or_none()
    await put(tx, heartbeat, {"name": name}, {"business_at": now, "real_at": real})
    return before


async def last_beat(tx: Tx, name: str) -> datetime | None:
    """Return the real time of a part's last beat."""
    return (await tx.execute(select(heartbeat.c.real_at).where(heartbeat.c.name == name))).scalar_one_or_none()
