"""Where a platform's week and its goal stand, for the answer to Done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.when import instant, week_of
from bot.views.duties import Progress, progress
from storage import duties, goals, strategies
from storage.database import Tx


async def progress_lines(tx: Tx, settled: Sequence[Duty], now: datetime) -> list[str]:
    """Return one line for each platform that the settled duties are about, in their strategy's week."""
    lines: list[str] = []
    for strategy_id, platform in dict.fromkeys((d.strategy_id, d.platform) for d in settled):
        workspace_id = settled[0].workspace_id
        strategy = await strategies.by_id(tx, workspace_id, strategy_id)
        if strategy is None or platform is None:
            continue
        zone = strategy.hours.zone
        first = week_of(now.astimezone(zone).date(), strategy.week_start)
        begins = instant(first, strategy.hours.begins.replace(hour=0), zone)
        ends = instant(first + timedelta(days=7), strategy.hours.begins.replace(hour=0), zone)
        week = await duties.of_strategy(tx, workspace_id, strategy_id, begins - timedelta(seconds=1), ends)
        here = [d for d in week if d.platform == platform and d.kind != "measure"]
        measure = next(
            (
                m
                for g in await goals.of_strategy(tx, workspace_id, strategy_id)
                for m in g.measures
                if any(d.goal == g.statement for d in settled if d.platform == platform)
            ),
            None,
        )
        done = sum(d.state in ("done", "scheduled") for d in here)
        lines.append(progress(Progress(platform, done, len(here), measure, strategy.decimal_mark)))
    return lines
