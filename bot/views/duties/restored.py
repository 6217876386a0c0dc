"""What a plan's lead is told after a restore from a backup: the period that is lost, and what changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.roles import Person
from bot.views.duties.duty_lines import label
from bot.views.kit.blocks import Block, Content, context, fit, lines_within, section
from bot.views.kit.texts import moment, name


def told(changed: Sequence[tuple[Duty, Person | None]], since: datetime, until: datetime, zone: str) -> Content:
    """Say what was lost, with each duty that people changed in that time, and whose it is."""
    opening = (
        f"*I'm running on a backup* from {moment(since, zone)}. "
        f"What people pressed or typed from then until {moment(until, zone)} is missing from it."
    )
    blocks: list[Block] = [section(opening)]
    if changed:
        asked = "These tasks were changed in that time. They're open again, so please check them with their owners:"
        shown, left = lines_within([f"• {_line(duty, owner, zone)}" for duty, owner in changed], 2800 - len(asked))
        more = f"\n…and {left} more" if left else ""
        blocks.append(section(f"{asked}\n{shown}{more}"))
    else:
        blocks.append(section("I found no task that was changed in that time. Anything else has to be entered again."))
    blocks.append(context("Messages that were already sent don't come again."))
    return fit(Content(opening.replace("*", ""), tuple(blocks)))


def _line(duty: Duty, owner: Person | None, zone: str) -> str:
    due = f"due {moment(duty.due_at, zone)}"
    return f"{label(duty)}, {due}: {name(owner)}" if owner is not None else f"{label(duty)}, {due}"
