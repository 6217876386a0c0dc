"""What a highlight asks for before and after its day: regular work has its slots, an activation needs its own (B4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from bot.domain.platforms import Highlight
from bot.domain.roles import TITLE_LIMIT

# It is announced this long before its first day, prepared on a working day before that, and looked back on afterwards.
ANNOUNCE = timedelta(days=14)
DAY = timedelta(days=1)
# On the strategy's clock; a change of the regular post moves it.
AT = time(10)


@dataclass(frozen=True)
class Work:
    """One thing to do for a highlight, on a working day."""

    kind: Literal["publish", "deliver"]
    title: str
    on: date


def work_for(highlight: Highlight, today: date, working_days: tuple[int, ...]) -> list[Work]:
    """List what a highlight asks for from tomorrow on, by date: prepare, announce, publish on its days, look back.

    Preparation ends a working day before the announcement. Where less than two weeks are left, both come as soon as
    they can; whatever has no room before the first day is left out. A highlight's own days count even if nobody works
    on them.
    """
    last = highlight.ends or highlight.begins
    announce = _working(highlight.begins - ANNOUNCE, working_days, -1)
    prepare = _working(announce - DAY, working_days, -1)
    if prepare <= today:
        prepare = _working(today + DAY, working_days, 1)
        announce = _working(prepare + DAY, working_days, 1)
    found = [
        Work("deliver", _titled("Prepare", highlight), prepare),
        Work("publish", _titled("Announce", highlight), announce),
    ]
    found = [work for work in found if work.on < highlight.begins]
    found.append(Work("publish", _titled("", highlight), highlight.begins))
    if last > highlight.begins:
        found.append(Work("publish", _titled("Last day", highlight), last))
    found.append(Work("deliver", _titled("Look back", highlight), _working(last + DAY, working_days, 1)))
    return [work for work in found if work.on > today]


def _titled(prefix: str, highlight: Highlight) -> str:
    title = f"{prefix}: {highlight.title}" if prefix else highlight.title
    return title if len(title) <= TITLE_LIMIT else f"{title[: TITLE_LIMIT - 1]}…"


def _working(day: date, working_days: tuple[int, ...], step: int) -> date:
    for _ in range(7):
        if day.weekday() in working_days:
            break
        day += timedelta(days=step)
    return day
