"""Messages about duties: the digest, what arises later, reminders and nudges, what a lead hears, and progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.duties import Digest, Duty, DutyState
from bot.domain.escalation import LEAD_AFTER
from bot.domain.goals import Measure
from bot.domain.posts import Offer
from bot.domain.roles import Person
from bot.domain.strategies import DecimalMark
from bot.domain.when import WEEKDAYS
from bot.views import texts
from bot.views.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_SIZE,
    Block,
    Content,
    clip,
    context,
    copyable,
    fit,
    header,
    lines_within,
    section,
    size,
)
from bot.views.duty_forms import hand_over_modal, link_modal, skip_modal, snooze_modal
from bot.views.duty_lines import (
    at_time,
    headline,
    label,
    plain_time,
    put_off,
    reader_zone,
    role_words,
    row,
    settled,
    settled_row,
    when_due,
    why,
)
from bot.views.posts import offered
from bot.views.texts import (
    amount,
    clock_time,
    count,
    date_in,
    day_words,
    inline,
    listed,
    name,
    near_day,
    span,
    titled,
    web_link,
)

__all__ = [
    "HandedUp",
    "Progress",
    "arrival",
    "catch_up",
    "digest",
    "hand_over_modal",
    "lead",
    "link_modal",
    "nudge",
    "progress",
    "reminder",
    "skip_modal",
    "snooze_modal",
    "today",
    "with_lines",
]

# As many duties get buttons as fit in a message, and never more than anybody can do in a day.
MOST_WITH_BUTTONS = 16
# A page of `/beat today`: six rows of buttons fit with long titles too.
PAGE = 6
# What is kept free for the lines below the buttons.
LINES_ROOM = 1500


# ---------------------------------------------------------------- digests


def digest(
    digest: Digest,
    reader: Person,
    now: datetime,
    *,
    late_since: datetime | None = None,
    hints: Sequence[str] = (),
    of: datetime | None = None,
) -> Content:
    """Compose a person's duties of the day, overdue first, by strategy where there are several.

    `late_since` is when it was due, if it comes late; `hints` are closing lines (a question, a lesson); `of` an instant
    of the day that it is of, where that is not now: drawn again tomorrow, it is still today's. Settled duties
    stay as lines. Of more duties than fit with buttons, the rest are lines that say where their buttons are.
    """
    intro = [_counts(digest)]
    if late_since is not None:
        zone = _zone(reader, digest)
        intro.append(f"This digest was due {_near(late_since, zone, now)}. I am late, and I am sorry for that.")
    return _day(digest, reader, now, " ".join(intro), hints, of)


def catch_up(
    digest: Digest,
    reader: Person,
    now: datetime,
    since: datetime,
    *,
    until: datetime | None = None,
    hints: Sequence[str] = (),
) -> Content:
    """Compose the one honest message after a time, from `since` until then, in which the bot or Slack was away.

    `until` is when it was first sent, where it is drawn again: the day that it is of stays that one.
    """
    away = span(since, until or now, _zone(reader, digest))
    intro = f"I could not write to you {away}. I am sorry for that. Here is what stands. {_counts(digest)}"
    return _day(digest, reader, now, intro, hints, until)


def today(digest: Digest, reader: Person, now: datetime, page: int) -> Content:
    """Compose the answer to `/beat today`: page 1, 2 … of what is open, six at a time, all with buttons.

    A page beyond the last is the last. What is settled stands on the first page.
    """
    everything = [*digest.overdue, *digest.today]
    pages = max(1, -(-len(everything) // PAGE))
    page = min(max(page, 1), pages)
    shown = set(everything[(page - 1) * PAGE : page * PAGE])
    part = Digest(
        overdue=tuple(d for d in digest.overdue if d in shown),
        today=tuple(d for d in digest.today if d in shown),
        settled=digest.settled if page == 1 else (),
    )
    intro = _counts(digest)
    hints = []
    if pages > 1:
        intro += f" This is page {page} of {pages}."
        following = page % pages + 1
        hints.append(f"Type `/beat today {following}` for the {'next' if following > page else 'first'} page.")
    return _day(part, reader, now, intro, hints)


def _zone(reader: Person, digest: Digest) -> str:
    some = [*digest.today, *digest.overdue, *digest.settled]
    return reader.zone or (some[0].zone if some else "UTC")


def _near(at: datetime, zone: str, now: datetime) -> str:
    day = near_day(date_in(at, zone), date_in(now, zone))
    return f"at {clock_time(at, zone)}" if day == "today" else f"{day} at {clock_time(at, zone)}"


def _counts(digest: Digest) -> str:
    """Say how much there is: "3 to do, 1 of them overdue." """
    number = len(digest.overdue) + len(digest.today)
    if not number:
        return _nothing_open({d.state for d in digest.settled})
    before = f", {len(digest.overdue)} of them overdue" if digest.overdue and digest.today else ""
    if digest.overdue and not digest.today:
        before = ", overdue"
    return f"{number} to do{before}."


def _nothing_open(states: set[DutyState]) -> str:
    if not states:
        return "Nothing for you today."
    if states <= {"done", "scheduled"}:
        return "Nothing is left to do."
    return "Nothing here is open any more." if "missed" in states else "Everything is settled."


def _day(
    part: Digest, reader: Person, now: datetime, intro: str, hints: Sequence[str], of: datetime | None = None
) -> Content:
    zone = _zone(reader, part)
    day = date_in(of or now, zone)
    title = f"{WEEKDAYS[day.weekday()]}, {day_words(day).partition(' ')[2]}"
    still_open = [*part.overdue, *part.today]
    first = [f"• {plain_time(duty, reader, now)}" for duty in still_open[:3]]
    more = [f"• and {len(still_open) - 3} more"] if len(still_open) > 3 else []
    text = "\n".join([f"{title}: {intro}", *first, *more])
    closing = [context("\n".join(clip(texts.lines(hint), 500) for hint in hints))] if hints else []
    blocks = [header(title), section(intro)]
    blocks += _groups(part, reader, now, MESSAGE_SIZE - size([*blocks, *closing]) - 100)
    return fit(Content(text, (*blocks, *closing), "Type `/beat today` to see them."))


def _groups(part: Digest, reader: Person, now: datetime, room: int) -> list[Block]:
    """Return the duties by strategy: open ones with buttons while there is room, then the others as lines."""
    everything = [*part.overdue, *part.today, *part.settled]
    names = {d.strategy_id: d.strategy_name for d in reversed(everything)}
    blocks: list[Block] = []
    lines: list[str] = []
    buttons = 0
    for strategy_id in dict.fromkeys(d.strategy_id for d in everything):
        mine = [d for d in everything if d.strategy_id == strategy_id]
        if len(names) > 1:
            blocks.append(header(names[strategy_id]))
        for duty in mine:
            if not duty.is_open:
                continue
            entry = [section("\n".join(filter(None, (headline(duty, reader, now), why(duty))))), row(duty, now)]
            if not lines and buttons < MOST_WITH_BUTTONS and size([*blocks, *entry]) < room - LINES_ROOM:
                blocks += entry
                buttons += 1
            else:
                lines.append(f"• {headline(duty, reader, now)}")
        blocks += _settled([d for d in mine if not d.is_open], reader, now, room - LINES_ROOM - size(blocks))
    if lines:
        blocks += _without_buttons(lines, buttons, LINES_ROOM - 400)
    return blocks


def _without_buttons(lines: list[str], before: int, room: int) -> list[Block]:
    text, left = lines_within(lines, room)
    also = f" and {left} more" if left else ""
    page = before // PAGE + 1
    said = f"{count(len(lines), 'more duty has', 'more duties have')} no room for buttons here"
    shown = f"Listed above{also}: " if text else ""
    return [
        *([section(text)] if text else []),
        context(f"{shown}{said}. Type `/beat today {page}` for their buttons."),
    ]


def _settled(duties: Sequence[Duty], reader: Person, now: datetime, room: int) -> list[Block]:
    """Return settled duties as lines, with Undo and Add link while there is room for them."""
    blocks: list[Block] = []
    quiet: list[str] = []
    for duty in duties:
        line, buttons = settled(duty, reader, now), settled_row(duty, now)
        entry = [section(line), buttons] if buttons else []
        if buttons and size([*blocks, *entry]) < room - 500:
            blocks += [section(line), buttons]
        else:
            quiet.append(line)
    text, left = lines_within(quiet, max(400, min(2800, room - size(blocks))))
    if text:
        blocks.append(section(text))
    if left:
        blocks.append(context(f"{left} more {'is' if left == 1 else 'are'} settled and left out here."))
    return blocks


# ---------------------------------------------------------------- one duty


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

    `offer` is an idea, or an older post, for a duty that has no text: one tap uses it.
    """
    if not duty.is_open:
        return _ended(duty, reader, now)
    if duty.is_put_off(now):
        return _put_off(duty, reader, now)
    due = at_time(when_due(duty, reader, now))
    if second:
        opening = f"Still open: {{}}, due {due}."
        help_ = "Done already? One tap on the button is enough. No time today? Hand it over, or skip it."
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
    """Say what stands between a person and Done, from what the calendar knows."""
    if duty.kind == "measure":
        return "The numbers take a minute. What you do not know can stay empty."
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
    """Return where the post that was chosen comes from, if that is known."""
    link = web_link(duty.post_source, "link") if duty.post_source else ""
    return [context(f"Where it comes from: {link}")] if link else []


def _why(duty: Duty) -> list[Block]:
    # A text that is shown to be copied is not said twice.
    words = why(duty, None if duty.kind == "publish" else 1000)
    return [context(words)] if words else []


def _whole(duty: Duty, reader: Person, now: datetime) -> list[Block]:
    lines = [headline(duty, reader, now), why(duty), f"For your role: {role_words(duty)}"]
    return [section("\n".join(filter(None, lines)))]


def _put_off(duty: Duty, reader: Person, now: datetime) -> Content:
    line = put_off(duty, reader, now)
    return fit(Content(line, (section(line), row(duty, now))))


def with_lines(content: Content, lines: Sequence[str]) -> Content:
    """Add closing lines to a message: how the week stands after Done."""
    return fit(Content(content.text, (*content.blocks, *([context("\n".join(lines))] if lines else [])), content.rest))


def _ended(duty: Duty, reader: Person, now: datetime) -> Content:
    line, buttons = settled(duty, reader, now), settled_row(duty, now)
    return fit(Content(line, (section(line), *([buttons] if buttons else []))))


# ---------------------------------------------------------------- the lead


@dataclass(frozen=True)
class HandedUp:
    """A duty that a lead hears of. `owner` is None where nobody holds its role; `asked` are the reminders sent.

    `told_at` is when its owner was first sent anything that shows it, None where nothing was.
    """

    duty: Duty
    owner: Person | None
    asked: tuple[datetime, ...] = ()
    told_at: datetime | None = None


def lead(items: Sequence[HandedUp], reader: Person, now: datetime) -> Content:
    """Compose what was handed up to a lead, a day's in one message. Says what happened and never whose fault."""
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
        return [section(settled(item.duty, reader, now))]
    return [
        section(f"{headline(item.duty, reader, now)}\n{_hops(item, reader, now)}"),
        row(item.duty, now, for_lead=True),
    ]


def _hops(item: HandedUp, reader: Person, now: datetime) -> str:
    """Say each step that led here: whom it belongs to, what they were told, why the lead hears."""
    where = role_words(item.duty)
    if item.owner is None:
        return f"Nobody has the role {where} now, so it came to you."
    owner = name(item.owner)
    zone = reader_zone(reader, item.duty)
    if item.asked:
        shown = [_near(at, zone, now) for at in item.asked[-3:]]
        return f"{owner} ({where}) was reminded {listed(shown)}. Three working hours passed since."
    if item.told_at is None:
        return f"{owner} ({where}) has not heard of it from me: my messages could not be sent in time."
    if now - item.told_at < LEAD_AFTER:
        return f"{owner} ({where}) heard of it late, {_near(item.told_at, zone, now)}: I could not write before."
    if item.owner.nudges == "off":
        return f"{owner} ({where}) has reminders switched off. It stood in the digest."
    return f"{owner} ({where}) had it in the digest. Three working hours passed since."


# ---------------------------------------------------------------- progress


@dataclass(frozen=True)
class Progress:
    """Where a platform's week and a goal's number stand, for the answer to Done.

    `mark` is the strategy's decimal mark. `read_on` is when the last number was taken, if that is known (else its
    week is said), and `today` the reader's date: without it, or a week later, the day is said in full.
    """

    platform: str | None
    done: int
    planned: int
    measure: Measure | None
    mark: DecimalMark = "."
    read_on: date | None = None
    today: date | None = None


def progress(p: Progress) -> str:
    """Return "Instagram 4 of 5 this week. Followers 640 of 1,000, last read Thursday." """
    said = f"{titled(p.platform) if p.platform else 'Done'} {p.done} of {p.planned} this week."
    measure = p.measure
    if measure is None or measure.last is None:
        return said
    value = amount(measure.last.value, "", p.mark)
    target = amount(measure.target, measure.said_unit, p.mark)
    against = f"{value} of {target}" if measure.direction == "up" else f"{value}, aiming at {target}"
    if p.read_on is None:
        read = f"in the week of {day_words(measure.last.week)}"
    elif p.today is not None and 0 <= (p.today - p.read_on).days < 7:
        read = WEEKDAYS[p.read_on.weekday()]
    else:
        read = day_words(p.read_on, p.today)
    return f"{said} {titled(measure.name)} {against}, last read {read}."
