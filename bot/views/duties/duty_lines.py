"""The parts of messages about duties: a duty's name, its time, its why, its row of buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.duties import ON_HOLD, UNDO_FOR, Duty
from bot.domain.roles import Person
from bot.schema.columns import POST_LINES
from bot.views.kit import ids
from bot.views.kit.blocks import Block, actions, button, select
from bot.views.kit.texts import brief, clock_time, date_in, listed, moment, near_day, titled, two_clocks, web_link

# A message about several duties shows only the beginning of long texts, and says where the rest is.
WHY_SHOWN = 160

KIND_WORDS = {"converse": "Conversation", "listen": "Listening", "deliver": "To hand in"}
SKIP_WORDS = {
    ids.SKIP_NO_CONTENT: "no content",
    ids.SKIP_NO_TIME: "no time",
    ids.SKIP_NOT_RELEVANT: "not relevant this time",
    ids.SKIP_OTHER: "another reason",
    ON_HOLD: "on hold",
}
STATE_WORDS = {
    "done": "✓ Done",
    "scheduled": "✓ Scheduled",
    "skipped": "Skipped",
    "missed": "Not done",
    "withdrawn": "No longer needed",
    "open": "Open",
}


def label(duty: Duty) -> str:
    """Return "Instagram: Tip of the day". Numbers are requested in every plan, so they name theirs."""
    title = titled(duty.title)
    if duty.kind == "measure":
        return f"{title} of {titled(duty.strategy_name)}"
    return f"{titled(duty.platform)}: {title}" if duty.platform else title


def when_due(duty: Duty, reader: Person, now: datetime) -> str:
    """Return when it is due in the reader's zone, and in its own where that differs."""
    return two_clocks(duty.due_at, reader.zone, duty.zone, now)


def at_time(words: str) -> str:
    """Put "at" before a bare time: "at 09:00", "yesterday 16:00"."""
    return f"at {words}" if words[:1].isdigit() else words


def reader_zone(reader: Person, duty: Duty) -> str:
    """Return the reader's zone; while that is unknown, the duty's own."""
    return reader.zone or duty.zone


def headline(duty: Duty, reader: Person, now: datetime) -> str:
    """Return one line for an open duty: when, what, any snooze, and if it is the reader's for this time only."""
    due = when_due(duty, reader, now)
    if duty.hold is not None:
        return f"*{on_hold_words(duty, reader)}* · {label(duty)} ({'was due' if duty.due_at < now else 'due'} {due})"
    if duty.snoozed_until and duty.snoozed_until > now:
        until = two_clocks(duty.snoozed_until, reader.zone, duty.zone, now)
        return f"*{until}* · {label(duty)} (snoozed, it was due {due})"
    for_once = " (handed over to you, this time)" if duty.handed_to == reader.id else ""
    return f"*{'Was due ' if duty.due_at < now else ''}{due}* · {label(duty)}{for_once}"


def on_hold_words(duty: Duty, reader: Person) -> str:
    """Return "On hold until Mon 6 Apr 00:00 (Berlin)", or "On hold until further notice", in the reader's zone."""
    assert duty.hold is not None
    until = duty.hold.until
    return f"On hold until {moment(until, reader_zone(reader, duty)) if until else 'further notice'}"


def put_off(duty: Duty, reader: Person, now: datetime) -> str:
    """Return what replaces a snoozed reminder: until when, what, and when it was due."""
    assert duty.snoozed_until is not None
    until = two_clocks(duty.snoozed_until, reader.zone, duty.zone, now)
    return f"Snoozed until {until}: {label(duty)}. It was due {at_time(when_due(duty, reader, now))}."


def why(duty: Duty, shown: int | None = WHY_SHOWN) -> str:
    """Return the lines about its purpose: kind, audience, message, theme, goal. `shown` None leaves the message out."""
    about = [KIND_WORDS[duty.kind]] if duty.kind in KIND_WORDS else []
    if duty.audience:
        about.append(f"For {titled(duty.audience)}")
    for field in POST_LINES:
        if words := getattr(duty, field.name):
            about.append(f"{field.beside or field.label}: {titled(words)}")
    lines = [" · ".join(about)] if about else []
    if duty.post_title:
        lines.append(f"Post: {titled(duty.post_title)}")
    if duty.message and shown is not None:
        lines.append(f"Message: {brief(duty.message, shown, 'come with the reminder')}")
    if duty.goal:
        lines.append(f"Goal: {brief(duty.goal, WHY_SHOWN, 'under `/beat goals`')}")
    elif duty.kind != "measure":
        lines.append("Goal: none yet")
    return "\n".join(lines)


def settled(duty: Duty, reader: Person, now: datetime) -> str:
    """Return how a duty ended: "✓ Done 09:42 — Instagram: Tip of the day", by whom if not by the reader, the link."""
    words = STATE_WORDS[duty.state]
    if duty.settled_at and duty.state in ("done", "scheduled", "skipped"):
        zone = reader_zone(reader, duty)
        day = near_day(date_in(duty.settled_at, zone), date_in(now, zone))
        clock = clock_time(duty.settled_at, zone)
        words += f" {clock}" if day == "today" else f" {day} {clock}"
    elif duty.state == "missed":
        words += f" (due {when_due(duty, reader, now)})"
    if duty.settled_by and duty.settled_by_id != reader.id:
        words += f" by {titled(duty.settled_by)}"
    if duty.state == "skipped" and duty.reason:
        words += f", {SKIP_WORDS.get(duty.reason) or brief(duty.reason, WHY_SHOWN, 'are left out')}"
    link = web_link(duty.link) if duty.link else ""
    return f"{words} — {label(duty)}" + (f" · {link}" if link else "")


def plain_time(duty: Duty, reader: Person, now: datetime) -> str:
    """Return "09:00 Instagram: Tip of the day", for a message's plain text."""
    return f"{'was due ' if duty.due_at < now else ''}{when_due(duty, reader, now)} · {label(duty)}"


# ---------------------------------------------------------------- rows of buttons


def row(duty: Duty, now: datetime, *, for_lead: bool = False) -> Block:
    """Return the buttons of an open duty, with Undo while a snooze can be undone.

    Another person's duty, shown to a lead, has no Scheduled and no Snooze.
    """
    ref = ids.Ref("duty", duty.id, duty.version)
    value = ref.encode()
    hand_over = button("Hand over", ids.DUTY_HAND_OVER, value)
    skip = select(
        "Skip…",
        ids.DUTY_SKIP,
        [
            ("No content", ids.choice(ref, ids.SKIP_NO_CONTENT)),
            ("No time", ids.choice(ref, ids.SKIP_NO_TIME)),
            ("Not relevant", ids.choice(ref, ids.SKIP_NOT_RELEVANT)),
            ("Other reason…", ids.choice(ref, ids.SKIP_OTHER)),
        ],
    )
    snooze = select(
        "Snooze…",
        ids.DUTY_SNOOZE,
        [
            ("30 minutes", ids.choice(ref, ids.SNOOZE_30M)),
            ("2 hours", ids.choice(ref, ids.SNOOZE_2H)),
            ("Tomorrow", ids.choice(ref, ids.SNOOZE_TOMORROW)),
            ("Pick a time…", ids.choice(ref, ids.SNOOZE_PICK)),
        ],
    )
    if duty.kind == "measure":
        first = [button("Give the numbers", ids.NUMBERS_OPEN, value, "primary")]
    else:
        first = [button("Done", ids.DUTY_DONE, value, "primary")]
        first += [] if for_lead else [button("Scheduled", ids.DUTY_SCHEDULED, value)]
    rest = [hand_over, skip] if for_lead else [snooze, hand_over, skip]
    put_off = duty.is_put_off(now) and duty.handed_to is None
    if duty.last_change is not None and duty.can_be_undone(now) and (put_off or duty.changed_verb == "use_post"):
        rest.append(button("Undo", ids.DUTY_UNDO, ids.Ref("change", duty.last_change).encode()))
    return actions(*first, *rest, block_id=ids.duty_block(duty.id))


def settled_row(duty: Duty, now: datetime) -> Block | None:
    """Return Undo while possible, Add link while there is none, and the whole week if more of it is to come.

    None where no button makes sense. For a scheduled week, Undo takes all of it back.
    """
    buttons: list[Block] = []
    by_people = duty.state in ("done", "scheduled", "skipped")
    if by_people and duty.last_change is not None and duty.settled_at and duty.settled_at + UNDO_FOR > now:
        buttons.append(button("Undo", ids.DUTY_UNDO, ids.Ref("change", duty.last_change).encode()))
    if duty.state in ("done", "scheduled") and duty.kind != "measure" and not duty.link:
        buttons.append(button("Add link", ids.DUTY_LINK, ids.Ref("duty", duty.id, duty.version).encode()))
    if duty.state == "scheduled" and duty.more_this_week:
        more = ids.Ref("duty", duty.id, duty.version).encode()
        buttons.append(button(f"The whole week is scheduled (+{duty.more_this_week})", ids.DUTY_WEEK, more))
    return actions(*buttons, block_id=ids.duty_block(duty.id)) if buttons else None


def also_scheduled(others: Sequence[Duty], reader: Person, now: datetime) -> str:
    """Return what else was scheduled with a week: "Scheduled with it: Wed 1 Apr 10:00 and …"."""
    times = []
    for other in others:
        zone = reader_zone(reader, other)
        day = near_day(date_in(other.due_at, zone), date_in(now, zone))
        times.append(f"{day} {clock_time(other.due_at, zone)}")
    return f"Scheduled with it: {listed(times)}. Nobody is reminded of them."


def role_words(duty: Duty) -> str:
    """Return the role and the plan that a duty comes from."""
    role = titled(duty.role_title)
    return f"{role} in {titled(duty.strategy_name)}"
