"""Which duties are on hold just now: read by whoever shows or reminds of them. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.holds import Hold, Standing, judge, on_hold
from storage import holds
from storage.database import Tx


async def marked(tx: Tx, workspace_id: int, duties: Sequence[Duty], now: datetime) -> list[Duty]:
    """Return duties as they are, each that is on hold with what is to be said of it in `hold`."""
    known: dict[int, list[Hold]] = {}
    for strategy_id in {d.strategy_id for d in duties if d.is_open}:
        first = min(d.asked_at for d in duties if d.is_open and d.strategy_id == strategy_id)
        known[strategy_id] = await holds.of_strategy(tx, workspace_id, strategy_id, first)
    return [replace(d, hold=on_hold(d, known.get(d.strategy_id, ()), now)) for d in duties]


async def mark(tx: Tx, duty: Duty, now: datetime) -> Duty:
    """Return one duty with what is to be said of it if it is on hold."""
    return (await marked(tx, duty.workspace_id, [duty], now))[0]


async def standing_of(tx: Tx, duty: Duty, now: datetime) -> Standing | None:
    """Say what holds make of an open duty; None where they have nothing to do with it."""
    known = await holds.of_strategy(tx, duty.workspace_id, duty.strategy_id, duty.asked_at)
    return judge(duty, known, now) if known and duty.is_open else None
