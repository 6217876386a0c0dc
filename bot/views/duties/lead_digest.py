"""What a lead is told: escalated duties, one message a day. It says what happened, and never whose fault it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.escalation import LEAD_AFTER
from bot.domain.roles import Person
from bot.views.duties.duty_lines import headline, plain_time, reader_zone, role_words, row, settled
from bot.views.kit.blocks import MESSAGE_BLOCKS, MESSAGE_SIZE, Block, Content, context, fit, section, size
from bot.views.kit.texts import count, name, near_time, near_times, titled


@dataclass(frozen=True)
class HandedUp:
    """A duty that a lead is told about. `owner` is None where nobody holds its role; `asked` are the reminders sent.

    `told_at` is when its owner was first sent a message that shows it, None where there was none.
    """

    duty: Duty
    owner: Person | None
    asked: tuple[datetime, ...] = ()
    told_at: datetime | None = None


def lead(items: Sequence[HandedUp], reader: Person, now: datetime) -> Content:
    """Compose a lead's escalated duties of a day. It says what happened, and never whose fault it was."""
    still_open = [item for item in items if item.duty.is_open]
    missed = [item for item in items if item.duty.state == "missed"]
    because = "You hear of it because you are the lead."
    if still_open:
        opening = f"{count(len(still_open), 'duty needs', 'duties need')} a hand. {because}"
    elif missed:
        opening = f"{count(len(missed), 'duty was', 'duties were')} not done. {because}"
    else:
        opening = "All of this is settled now."
    blocks: list[Block] = [section(opening)]
    left = 0
    for item in items:
        entry = _handed_up(item, reader, now)
        if left or size([*blocks, *entry]) > MESSAGE_SIZE - 500 or len(blocks) + len(entry) > MESSAGE_BLOCKS - 2:
            left += 1
        else:
            blocks += entry
    if left:
        blocks.append(context(f"{left} more do not fit here. Type `/beat calendar` to see them."))
    if still_open:
        blocks.append(context("A short question often helps more than a reminder. Nobody else was told."))
    shown = [f"• {plain_time(i.duty, reader, now)} ({titled(i.duty.strategy_name)})" for i in still_open[:5]]
    more = [f"• and {len(still_open) - 5} more"] if len(still_open) > 5 else []
    text = "\n".join([opening, *shown, *more])
    return fit(Content(text, tuple(blocks)))


def _handed_up(item: HandedUp, reader: Person, now: datetime) -> list[Block]:
    if not item.duty.is_open:
        whose = f" ({name(item.owner)})" if item.owner and item.duty.state == "missed" else ""
        return [section(settled(item.duty, reader, now) + whose)]
    return [
        section(f"{headline(item.duty, reader, now)}\n{_hops(item, reader, now)}"),
        row(item.duty, now, for_lead=True),
    ]


def _hops(item: HandedUp, reader: Person, now: datetime) -> str:
    """Say each step that led here: whose duty it is, what they were told, why the lead is told."""
    where = role_words(item.duty)
    if item.owner is None:
        return f"Nobody has the role {where} now, so it came to you."
    owner = name(item.owner)
    zone = reader_zone(reader, item.duty)
    if item.asked:
        when = near_times(item.asked[-3:], zone, now)
        return f"{owner} ({where}) was reminded {when}. Three working hours passed since."
    if item.told_at is None:
        return f"{owner} ({where}) has not heard of it from me: my messages could not be sent in time."
    if now - item.told_at < LEAD_AFTER:
        return f"{owner} ({where}) heard of it late, {near_time(item.told_at, zone, now)}: I could not write before."
    if item.owner.nudges == "off":
        return f"{owner} ({where}) has reminders switched off. It stood in the digest."
    return f"{owner} ({where}) had it in the digest. Three working hours passed since."
