"""Which duties are on hold right now, for the code that shows them or reminds people of them. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.holds import Hold, Standing, judge, on_hold
from storage import holds
from storage.database import Tx


async def marked(tx: Tx, workspace_id: int, duties: Sequence[Duty], now: datetime) -> list[Duty]:
    """Return duties as they are; those on hold say so in `hold`."""
    known: dict[int, list[Hold]] = {}
    for strategy_id in {d.strategy_id for d in duties if d.is_open}:
        first = min(d.asked_at for d in duties if d.is_open and d.strategy_id == strategy_id)
        known[strategy_id] = await holds.of_strategy(tx, workspace_id, strategy_id, first)
    return [replace(d, hold=on_hold(d, known.get(d.strategy_id, ()), now)) for d in duties]


async def mark(tx: Tx, duty: Duty, now: datetime) -> Duty:
    """Return one duty; if it is on hold, it says so in `hold`."""
    return (await marked(tx, duty.workspace_id, [duty], now))[0]


async def standing_of(tx: Tx, duty: Duty, now: datetime) -> Standing | None:
    """Return how holds affect an open duty; None where they don't."""
    known = await holds.of_strategy(tx, duty.workspace_id, duty.strategy_id, duty.asked_at)
    return judge(duty, known, now) if known and duty.is_open else None
