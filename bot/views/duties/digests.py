"""A day's duties in one message: the digest, the catch-up after a time away, `/beat today`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.duties import Digest, Duty, DutyState
from bot.domain.roles import Person
from bot.domain.when import WEEKDAYS
from bot.views.duties.duty_lines import headline, plain_time, row, settled, settled_row, why
from bot.views.kit.blocks import MESSAGE_SIZE, Block, Content, context, fit, header, lines_within, section, size
from bot.views.kit.texts import count, date_in, day_words, near_time, span
from bot.views.questions.questions import Closing

# A page of `/beat today`: six rows of buttons fit even with long titles.
PAGE = 6
# At most this many duties get buttons: whole pages that fit in a message, and no more than anyone can do in a day.
MOST_WITH_BUTTONS = 2 * PAGE
# Room kept free for the lines below the buttons.
LINES_ROOM = 1500


def digest(
    digest: Digest,
    reader: Person,
    now: datetime,
    *,
    late_since: datetime | None = None,
    closing: Sequence[Closing] = (),
    of: datetime | None = None,
) -> Content:
    """Compose a person's duties of the day, overdue first, by strategy where there are several.

    `late_since` is when it was due, if it comes late; `closing` is its last part (a question, a lesson); `of` is an
    instant of its day, if that isn't today: redrawn tomorrow, it is still today's. Settled duties stay as lines.
    Duties beyond those with buttons become lines that say where their buttons are.
    """
    intro = [_counts(digest)]
    if late_since is not None:
        zone = _zone(reader, digest)
        intro.append(f"This digest was due {near_time(late_since, zone, now)}. I am late, and I am sorry for that.")
    return _day(digest, reader, now, " ".join(intro), (), of, closing)


def catch_up(
    digest: Digest, reader: Person, now: datetime, since: datetime, *, until: datetime | None = None
) -> Content:
    """Compose the message after a time, from `since` until then, in which the bot or Slack was down.

    `until` is when it was first sent, for a redraw: it keeps the day of that.
    """
    away = span(since, until or now, _zone(reader, digest))
    intro = f"I could not write to you {away}. I am sorry for that. Here is what stands. {_counts(digest)}"
    return _day(digest, reader, now, intro, (), until)


def today(digest: Digest, reader: Person, now: datetime, page: int) -> Content:
    """Compose the answer to `/beat today`: page 1, 2 … of the open duties, six at a time, all with buttons.

    A page beyond the last is the last. Settled duties are on the first page.
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


def entries(part: Digest, reader: Person, now: datetime) -> list[Block]:
    """Return duties for a message about something more than them, in order of time, as many as there is room for."""
    return _groups(part, reader, now, MESSAGE_SIZE // 2)


def _zone(reader: Person, digest: Digest) -> str:
    some = [*digest.today, *digest.overdue, *digest.settled]
    return reader.zone or (some[0].zone if some else "UTC")


def _counts(digest: Digest) -> str:
    """Say how many duties there are: "3 to do, 1 of them overdue." """
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
    part: Digest,
    reader: Person,
    now: datetime,
    intro: str,
    hints: Sequence[str],
    of: datetime | None = None,
    ends_with: Sequence[Closing] = (),
) -> Content:
    zone = _zone(reader, part)
    day = date_in(of or now, zone)
    title = f"{WEEKDAYS[day.weekday()]}, {day_words(day).partition(' ')[2]}"
    still_open = [*part.overdue, *part.today]
    first = [f"• {plain_time(duty, reader, now)}" for duty in still_open[:3]]
    more = [f"• and {len(still_open) - 3} more"] if len(still_open) > 3 else []
    text = "\n".join([f"{title}: {intro}", *first, *more, *(one.text for one in ends_with)])
    # These words are ours. Escaping them, as for people's text, would break their formatting as code.
    closing = [context("\n".join(hints))] if hints else []
    closing += [block for one in ends_with for block in one.blocks]
    blocks = [header(title), section(intro)]
    blocks += _groups(part, reader, now, MESSAGE_SIZE - size([*blocks, *closing]) - 100)
    return fit(Content(text, (*blocks, *closing), "Type `/beat today` to see them."))


def _groups(part: Digest, reader: Person, now: datetime, room: int) -> list[Block]:
    """Return the duties by strategy: open ones with buttons while there is room, then the others as lines.

    Buttons go to the day's first duties, overdue before the rest: those without are the least urgent. Their number
    is that of whole pages of `/beat today`, so its next page begins with the first duty without buttons.
    """
    everything = [*part.overdue, *part.today, *part.settled]
    still_open = [*part.overdue, *part.today]
    names = {d.strategy_id: d.strategy_name for d in reversed(everything)}
    heads = {key: header(name) for key, name in names.items()} if len(names) > 1 else {}
    entries = {
        d: [section("\n".join(filter(None, (headline(d, reader, now), why(d))))), row(d, now)] for d in still_open
    }
    chosen = set(still_open[: _with_buttons(still_open, entries, room - LINES_ROOM - size([*heads.values()]))])
    without = [d for d in still_open if d not in chosen]
    kept = _lines_shown(without, reader, now)
    used = size([*heads.values(), *(block for d in chosen for block in entries[d])])
    blocks: list[Block] = []
    for strategy_id in dict.fromkeys(d.strategy_id for d in everything):
        under: list[Block] = []
        mine = [d for d in everything if d.strategy_id == strategy_id]
        for duty in mine:
            under += entries[duty] if duty in chosen else []
        if lines := [kept[d] for d in mine if d in kept]:
            under.append(section("\n".join(lines)))
        done = _settled([d for d in mine if not d.is_open], reader, now, room - LINES_ROOM - used)
        used += size(done)
        if under or done:
            blocks += [*([heads[strategy_id]] if heads else []), *under, *done]
    if without:
        blocks.append(context(_where_buttons_are(len(without), len(kept), len(chosen))))
    return blocks


def _with_buttons(still_open: Sequence[Duty], entries: Mapping[Duty, list[Block]], room: int) -> int:
    """Return how many duties of a day get buttons: all that fit, or else whole pages of them."""
    fitting, used = 0, 0
    for duty in still_open[:MOST_WITH_BUTTONS]:
        used += size(entries[duty])
        if used >= room:
            break
        fitting += 1
    return fitting if fitting == len(still_open) or fitting < PAGE else fitting - fitting % PAGE


def _lines_shown(without: Sequence[Duty], reader: Person, now: datetime) -> dict[Duty, str]:
    """Return the lines of duties without buttons, while there is room."""
    lines = [f"• {headline(duty, reader, now)}" for duty in without]
    _, left = lines_within(lines, LINES_ROOM - 600)
    return dict(zip(without[: len(without) - left], lines, strict=False))


def _where_buttons_are(without: int, listed: int, before: int) -> str:
    """Say how many duties have no buttons, and which page of `/beat today` begins with the first of them."""
    has = "more duty has no room for its buttons" if without == 1 else "more duties have no room for their buttons"
    page = before // PAGE + 1
    until = (before + without - 1) // PAGE + 1
    on = f"`/beat today {page}`" + (" and the pages after it" if until > page else "")
    also = ""
    if listed < without:
        also = f" {count(without - listed, 'is', 'are')} not even listed."
    return f"{without:,} {has} here.{also} Type {on} for {'its' if without == 1 else 'their'} buttons."


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
