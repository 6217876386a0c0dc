"""How a platform's week and its goal are going, for the answer to Done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.goals import Goal, Measure
from bot.domain.roles import Person
from bot.domain.weeks import week_around
from bot.domain.when import local, zone_named
from bot.views.duties.progress import Progress, progress
from storage import duties, goals, strategies
from storage.database import Tx


async def progress_lines(tx: Tx, settled: Sequence[Duty], now: datetime, reader: Person | None = None) -> list[str]:
    """Return one line for each platform of the settled duties, in their strategy's week.

    The day of the last number is in the reader's zone, or in the strategy's. Reporting numbers doesn't count as a
    duty of the week.
    """
    lines: list[str] = []
    settled = [d for d in settled if d.kind != "measure"]
    for strategy_id, platform_id in dict.fromkeys((d.strategy_id, d.platform_id) for d in settled):
        workspace_id = settled[0].workspace_id
        strategy = await strategies.by_id(tx, workspace_id, strategy_id)
        if strategy is None:
            continue
        begins, ends = week_around(now, strategy.hours.zone, strategy.week_start)
        just = timedelta(microseconds=1)
        week = await duties.of_strategy(tx, workspace_id, strategy_id, begins - just, ends - just)
        here = [d for d in week if d.platform_id == platform_id and d.kind != "measure"]
        if not here:
            continue
        served = {d.goal_id for d in settled if d.platform_id == platform_id and d.strategy_id == strategy_id}
        measure = _measure(await goals.of_strategy(tx, workspace_id, strategy_id), served)
        zone = zone_named(reader.zone) if reader and reader.zone else strategy.hours.zone
        taken_at = measure.last.taken_at if measure and measure.last else None
        lines.append(
            progress(
                Progress(
                    here[0].platform,
                    sum(d.state in ("done", "scheduled") for d in here),
                    len(here),
                    measure,
                    strategy.decimal_mark,
                    read_on=local(taken_at, zone).date() if taken_at else None,
                    today=local(now, zone).date(),
                )
            )
        )
    return lines


def _measure(plan: Sequence[Goal], served: set[int | None]) -> Measure | None:
    """Return the first measure with a number among the goals that were served."""
    return next((m for goal in plan if goal.id in served for m in goal.measures if m.last is not None), None)
