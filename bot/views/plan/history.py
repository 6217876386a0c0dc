"""A plan's history in words: when, who, what, and from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.strategies import Strategy
from bot.views.kit.blocks import Content, context, fit, lines_within, section
from bot.views.kit.paging import turning
from bot.views.kit.texts import brief, inline, moment, titled

PER_PAGE = 15
# At most this much of one change is in the list.
SHOWN = 600
NAME_SHOWN = 160


# What a change did, by its verb.
_DID = {
    "found": "made this plan",
    "add": "added",
    "change": "changed",
    "end": "removed",
    "undo": "took back a change of",
}
# How a person became lead: by taking over, by coming back, or named by the operator.
How = Literal["took_over", "took_back", "named"]


@dataclass(frozen=True)
class Told:
    """One change: when, by whom ("" for the clock or an import), what was done to what, and its lines.

    `verb` is the change's own, or words for it.
    """

    at: datetime
    who: str
    verb: str
    title: str
    lines: tuple[str, ...]


def led(at: datetime, who: str, how: How, earlier: Sequence[str], lead: str) -> Told:
    """Describe a change of leads, from the names of the former ones to that of the new one."""
    lines = (f"Lead: {', '.join(earlier) or 'nobody'} → {lead}",)
    if how == "named":
        return Told(at, "Whoever runs me", f"named {lead} as lead", "", lines)
    return Told(at, who, "took this plan over" if how == "took_over" else "took the lead back", "", lines)


def history(told: Sequence[Told], strategy: Strategy, now: datetime, page: int, pages: int) -> Content:
    """List who changed what, newest first."""
    title = f"*{titled(strategy.name)}: who changed what*"
    entries = [section(_entry(one, strategy, now)) for one in told]
    closing = context("A change can be taken back for ten minutes, in the message that says it.")
    below = [*turning("history", page, pages, strategy), closing]
    text = "\n".join([title, *[f"• {_head(one, strategy, now)}" for one in told[:5]]])
    return fit(Content(text, (section(title), *entries, *below), "Type `/beat history 2` for what is older."))


def _head(one: Told, strategy: Strategy, now: datetime) -> str:
    who = inline(one.who) or "It was me, by the clock or from a file, who"
    did = _DID.get(one.verb, one.verb)
    return f"{moment(one.at, strategy.zone, now)}: {who} {did} {brief(one.title, NAME_SHOWN, 'are left out')}"


def _entry(one: Told, strategy: Strategy, now: datetime) -> str:
    shown, left = lines_within([f"• {inline(line)}" for line in one.lines], SHOWN)
    more = f"\n… and {left} more" if left else ""
    return f"{_head(one, strategy, now)}\n{shown}{more}".rstrip()
