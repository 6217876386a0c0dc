"""Messages about one duty: that it is new, the reminder, the nudges, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.posts import Offer
from bot.domain.roles import Person
from bot.views.calendar.posts import offered
from bot.views.duties.duty_lines import (
    at_time,
    headline,
    label,
    plain_time,
    put_off,
    role_words,
    row,
    settled,
    settled_row,
    when_due,
    why,
)
from bot.views.kit.blocks import Block, Content, context, copyable, fit, section
from bot.views.kit.texts import inline, web_link

_ARRIVALS = {
    "new": ("New for you", "It came up after your digest."),
    "handed_over": ("Handed over to you", "This one time only."),
    "back": ("Back with you", "The person it was handed to could not take it."),
    "moved": ("Moved to another time", "Its time in the calendar changed."),
}


def arrival(duty: Duty, reader: Person, now: datetime, why: str) -> Content:
    """Compose the message about a duty that arose after the digest. `why`: new, handed_over, back or moved."""
    if not duty.is_open:
        return _ended(duty, reader, now)
    if duty.is_put_off(now):
        return _put_off(duty, reader, now)
    title, reason = _ARRIVALS[why]
    text = f"{title}: {plain_time(duty, reader, now)}. {reason}"
    lead_in = section(f"{title}. {reason}")
    return fit(Content(text, (lead_in, *_whole(duty, reader, now), row(duty, now))))


def reminder(duty: Duty, reader: Person, now: datetime) -> Content:
    """Compose the message at a duty's time, with the text to copy. Settled: how it ended."""
    if not duty.is_open:
        return _ended(duty, reader, now)
    if duty.is_put_off(now):
        return _put_off(duty, reader, now)
    words = f"It is time for {{}}, due {at_time(when_due(duty, reader, now))}."
    text = words.format(label(duty))
    copy = _to_copy(duty)
    opening = words.format(f"*{label(duty)}*")
    blocks = [section(opening if copy or duty.kind != "publish" else f"{opening}\n{_missing(duty)}"), *copy]
    blocks += _made_of(duty)
    return fit(Content(text, (*blocks, *_why(duty), row(duty, now))))


def nudge(duty: Duty, reader: Person, now: datetime, second: bool, offer: Offer | None = None) -> Content:
    """Compose the first or the second nudge: what is missing and what would help. Settled: how it ended.

    `offer` is an idea, or an older post, for a duty without copy: one tap uses it.
    """
    if not duty.is_open:
        return _ended(duty, reader, now)
    if duty.is_put_off(now):
        return _put_off(duty, reader, now)
    due = at_time(when_due(duty, reader, now))
    if second:
        opening = f"Still open: {{}}, due {due}."
        done = _missing(duty) if duty.kind == "measure" else "Done already? One tap on the button is enough."
        help_ = f"{done} No time today? Hand it over, or skip it."
        closing = "Unless you snooze it, I will not ask again today."
    else:
        opening = f"A quiet reminder: {{}} was due {due}."
        help_ = _missing(duty)
        closing = "If today does not suit, snooze it or hand it over."
    words = f"{opening.format(f'*{label(duty)}*')}\n{help_}"
    blocks = [section(words), *_to_copy(duty), *_made_of(duty), *(offered(duty, offer, now) if offer else [])]
    blocks += [*_why(duty), row(duty, now), context(closing)]
    return fit(Content(f"{opening.format(label(duty))} {help_}", tuple(blocks)))


def _missing(duty: Duty) -> str:
    """Say what keeps a person from Done, as far as the calendar knows."""
    if duty.kind == "measure":
        return "Press *Give the numbers*: it takes a minute. What you do not know can stay empty."
    if duty.kind == "converse":
        return "One good answer to somebody else's post is enough."
    if duty.kind == "listen":
        return "Ten minutes of reading are enough. Note what surprised you."
    if duty.kind == "deliver":
        return "A first draft is enough to hand in. The rest can follow."
    if duty.message or duty.post_text:
        return "The text is ready to copy."
    if duty.post_id is not None:
        return "You know what it is about. Two sentences of your own are enough."
    if duty.audience:
        whom = inline(duty.audience) if len(duty.audience) <= 80 else "your readers"
        return f"There is no text for it yet. One sentence that helps {whom} is enough."
    return "There is no text for it yet. One sentence and a photo are enough."


def _to_copy(duty: Duty) -> list[Block]:
    text = duty.post_text or duty.post_title or duty.message
    return copyable(text) if text and duty.kind == "publish" else []


def _made_of(duty: Duty) -> list[Block]:
    """Return where the chosen post comes from, if known."""
    link = web_link(duty.post_source) if duty.post_source else ""
    return [context(f"Where it comes from: {link}")] if link else []


def _why(duty: Duty) -> list[Block]:
    # A text that is shown for copying is not repeated.
    words = why(duty, None if duty.kind == "publish" else 1000)
    return [context(words)] if words else []


def _whole(duty: Duty, reader: Person, now: datetime) -> list[Block]:
    lines = [headline(duty, reader, now), why(duty), f"For your role: {role_words(duty)}"]
    return [section("\n".join(filter(None, lines)))]


def _put_off(duty: Duty, reader: Person, now: datetime) -> Content:
    line = put_off(duty, reader, now)
    return fit(Content(line, (section(line), row(duty, now))))


def with_lines(content: Content, lines: Sequence[str]) -> Content:
    """Add closing lines to a message: the week's progress after Done."""
    return fit(Content(content.text, (*content.blocks, *([context("\n".join(lines))] if lines else [])), content.rest))


def _ended(duty: Duty, reader: Person, now: datetime) -> Content:
    line, buttons = settled(duty, reader, now), settled_row(duty, now)
    return fit(Content(line, (section(line), *([buttons] if buttons else []))))
