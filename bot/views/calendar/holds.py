"""Messages about pauses: to the home channel, to the person who asks, and for a duty that is on hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bot.domain.duties import UNDO_FOR, Duty
from bot.domain.holds import REASON_LIMIT, Hold
from bot.domain.roles import Person
from bot.views.duties.duty_lines import at_time, label, on_hold_words, row, when_due
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, context, fit, section
from bot.views.kit.texts import brief, moment, titled

MOST_LISTED = 10


def scope(hold: Hold) -> str:
    """Return what a hold is about: "All publishing", "Publishing on Instagram", "“Tip of the day”"."""
    if hold.slot_id is not None:
        return f"“{titled(hold.about)}”"
    return f"Publishing on {titled(hold.about)}" if hold.platform_id is not None else "All publishing"


def until_words(resume_at: datetime | None, zone: str) -> str:
    """Return "until Mon 6 Apr 00:00 (Berlin)", or "until further notice"."""
    return f"until {moment(resume_at, zone)}" if resume_at else "until further notice"


def _why(hold: Hold) -> str:
    reason = brief(hold.reason, REASON_LIMIT, "are left out")
    return f"Why: {reason}{'' if reason[-1] in '.!?…)' else '.'}"


def word(
    hold: Hold,
    by: Person | None,
    zone: str,
    now: datetime,
    part: Literal["begun", "over"],
    change_id: int | None = None,
    undone: bool = False,
) -> Content:
    """Compose the home channel's message when a hold begins, and when it is over.

    `by` is the person who paused or resumed, None for the clock; `change_id` is what Undo takes back. For a hold
    that has ended there is no button; the message about its end stays true, undone or not.
    """
    return _begun(hold, by, zone, now) if part == "begun" else _over(hold, by, now, change_id, undone)


def _begun(hold: Hold, by: Person | None, zone: str, now: datetime) -> Content:
    what, who = scope(hold), titled(by.name) if by else "Somebody"
    lasts = hold.is_on(now)
    until = until_words(hold.resume_at, zone)
    state = f"is on hold {until}." if lasts else "was on hold. That is over."
    text = f"{what} {state} {who} asked for it. {_why(hold)}"
    blocks: list[Block] = [section(f"*{what}* {state} {who} asked for it.\n{_why(hold)}")]
    if lasts:
        small = "Nobody is reminded of what it stops. What is due meanwhile is left out, and counts against nobody."
        ref = ids.Ref("hold", hold.id).encode()
        blocks += [context(small), actions(button("Let it go on now", ids.HOLD_RESUME, ref))]
    return fit(Content(text, tuple(blocks)))


def _over(hold: Hold, by: Person | None, now: datetime, change_id: int | None, undone: bool) -> Content:
    what = scope(hold)
    how = f"{titled(by.name)} ended the hold." if by else "The hold is over, as planned."
    text = f"{what} goes on. {how} What is due from now on is asked for as usual."
    if undone:
        text = f"{what} went on for a moment. That was taken back: the hold lasts."
    blocks: list[Block] = [section(text.replace(what, f"*{what}*", 1))]
    if by and change_id is not None and not undone and hold.until is not None and now <= hold.until + UNDO_FOR:
        blocks.append(actions(button("Undo", ids.HOLD_UNDO, ids.Ref("change", change_id).encode())))
    return fit(Content(text, tuple(blocks)))


def ended(hold: Hold) -> Content:
    """Answer the person who resumed something."""
    text = f"✓ {scope(hold)} goes on. I have told the channel, where you can undo it for ten minutes."
    return fit(Content(text, (section(text),)))


def paused(holds: Sequence[Hold], zone: str, unread_end: str = "") -> Content:
    """Answer the lead who paused something: what is on hold until when, each with the button that ends it.

    `unread_end` is the typed end of the pause where nobody can tell what it means.
    """
    lines = [f"✓ {scope(h)} is on hold {until_words(h.resume_at, zone)}." for h in holds]
    blocks: list[Block] = []
    for one, line in zip(holds[:MOST_LISTED], lines, strict=False):
        go_on = button("Let it go on now", ids.HOLD_RESUME, ids.Ref("hold", one.id).encode())
        blocks += [section(line), actions(go_on)]
    unread = f"I couldn't read “{brief(unread_end, REASON_LIMIT, 'more')}” as a day or a time." if unread_end else ""
    small = f"{unread} I've told the channel. `/beat resume` ends it.".strip()
    blocks.append(context(small))
    return fit(Content("\n".join([*lines, small]), tuple(blocks)))


def listed(holds: Sequence[Hold], zone: str) -> Content:
    """List what is on hold, each with its button."""
    if not holds:
        text = "Nothing is on hold. To hold something: `/beat hold Instagram until Monday: product recall`"
        return fit(Content(text, (section(text),)))
    lines = [f"*{scope(h)}* is on hold {until_words(h.resume_at, zone)}. {_why(h)}" for h in holds]
    blocks: list[Block] = [section("Which of these is to go on?" if len(holds) > 1 else "This is on hold:")]
    for one, line in zip(holds[:MOST_LISTED], lines, strict=False):
        go_on = button("Let it go on now", ids.HOLD_RESUME, ids.Ref("hold", one.id).encode())
        blocks += [section(line), actions(go_on)]
    if len(holds) > MOST_LISTED:
        blocks.append(context(f"{len(holds) - MOST_LISTED} more are on hold. End one of these to see them."))
    return fit(Content("\n".join(lines), tuple(blocks)))


# ---------------------------------------------------------------- duties


def waiting(duty: Duty, reader: Person, now: datetime) -> Content:
    """Compose what replaces a reminder while its duty is on hold."""
    assert duty.hold is not None
    line = f"{on_hold_words(duty, reader)}: {label(duty)}. It was due {at_time(when_due(duty, reader, now))}."
    if duty.due_at > now:
        line = line.replace("It was due", "It would be due")
    return fit(Content(line, (section(line), context(_reason(duty)), row(duty, now))))


def _reason(duty: Duty) -> str:
    assert duty.hold is not None
    return f"Why: {brief(duty.hold.reason, REASON_LIMIT, 'are left out')}"


def lines(held: Sequence[Duty], reader: Person, now: datetime) -> list[str]:
    """Return one line for each duty of a day that is on hold, at most ten, then how many more."""
    said = [f"{on_hold_words(d, reader)}: {label(d)} ({when_due(d, reader, now)})" for d in held[:MOST_LISTED]]
    return [*said, f"{len(held) - MOST_LISTED} more are on hold."] if len(held) > MOST_LISTED else said
