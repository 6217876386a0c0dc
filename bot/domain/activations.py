"""What a highlight asks for before and after its day: regular work has its slots, an activation needs its own (B4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.domain.platforms import Highlight
from bot.domain.roles import TITLE_LIMIT

# So long before its first day it is prepared, and told of; so long after its last day it is looked back on.
PREPARE = timedelta(days=7)
ANNOUNCE = timedelta(days=14)


@dataclass(frozen=True)
class Work:
    """One thing to do for a highlight, on a working day."""

    kind: Literal["publish", "deliver"]
    title: str
    on: date


def work_for(highlight: Highlight, today: date, working_days: tuple[int, ...]) -> list[Work]:
    """List what a highlight asks for from tomorrow on: announce it, prepare it, publish on its days, look back.

    What would lie behind us is left out. Preparing and looking back are moved to working days: earlier and later.
    """
    last = highlight.ends or highlight.begins
    found = [
        Work("publish", _titled("Announce", highlight), highlight.begins - ANNOUNCE),
        Work("deliver", _titled("Prepare", highlight), _working(highlight.begins - PREPARE, working_days, -1)),
        Work("publish", _titled("", highlight), highlight.begins),
    ]
    if last > highlight.begins:
        found.append(Work("publish", _titled("Last day", highlight), last))
    found.append(Work("deliver", _titled("Look back", highlight), _working(last + timedelta(days=1), working_days, 1)))
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
