"""The calendar: the next two weeks, and the week to come as the messages that it will bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.domain.strategies import Strategy
from bot.language.kept_values import place
from bot.views.duties.duty_lines import KIND_WORDS
from bot.views.kit import ids
from bot.views.kit.blocks import (
    MESSAGE_SIZE,
    Block,
    Content,
    actions,
    button,
    context,
    fit,
    lines_within,
    section,
    size,
)
from bot.views.kit.texts import clock_time, count, date_in, day_words, inline, listed, near_day, same_clock, titled

_STATES = {
    "done": "done",
    "scheduled": "scheduled",
    "skipped": "skipped",
    "on_hold": "on hold",
    "missed": "not done",
    "withdrawn": "left out",
}


# The order of messages at one instant.
_ORDER = ("offer", "digest", "reminder", "numbers", "review")


@dataclass(frozen=True)
class CalendarLine:
    """One occurrence. `zone` is its own; `who` a name, or None if the role is vacant; `state` as a duty's."""

    at: datetime
    zone: str
    title: str
    platform: str | None
    who: str | None
    kind: str
    state: str


@dataclass(frozen=True)
class Foreseen:
    """A message that will be sent: to `who`, in `zone`, about `titles`."""

    at: datetime
    what: Literal["offer", "digest", "reminder", "review", "numbers"]
    who: str
    zone: str
    titles: tuple[str, ...]


def calendar(lines: Sequence[CalendarLine], strategy: Strategy, now: datetime) -> Content:
    """List the next two weeks by day, in the strategy's zone, and a line's own where that differs."""
    title = f"*{titled(strategy.name)}: the next two weeks*"
    if not lines:
        empty = f"{title}\nNothing is planned yet."
        closing = "Add a regular post: `/beat slot Instagram tip every Monday at 9`"
        return fit(Content(f"{empty}\n{closing}", (section(empty), context(closing))))
    ordered = sorted(lines, key=lambda line: (line.at, line.title))
    vacant = sum(line.who is None for line in ordered)
    notes = [f"Times are {place(strategy.zone)} time."]
    if vacant:
        notes.append(f"{count(vacant, 'has', 'have')} nobody yet. Give the role to somebody: `/beat role Editor @ana`")
    first = f"The first is on {day_words(date_in(ordered[0].at, strategy.zone))}: {_entry(ordered[0], strategy)}"
    text = f"{title}\n{count(len(ordered), 'entry', 'entries')}. {first}"
    by_day = _by_day(((line.at, _entry(line, strategy)) for line in ordered), strategy.zone, now)
    value = ids.choice(ids.Ref("strategy", strategy.id), "posts")
    row = actions(button("Change regular posts…", ids.LIST_PAGE, value))
    return fit(Content(text, (section(title), *_days(by_day), context(" ".join(notes)), row)))


def _entry(line: CalendarLine, strategy: Strategy) -> str:
    where = f"{titled(line.platform)}: " if line.platform else ""
    who = titled(line.who) if line.who else "*nobody yet*"
    kind = f" ({KIND_WORDS[line.kind].lower()})" if line.kind in KIND_WORDS else ""
    state = f", {_STATES[line.state]}" if line.state in _STATES else ""
    clock = _clock(line.at, strategy.zone, line.zone)
    return f"{clock} · {where}{titled(line.title)}{kind} · {who}{state}"


def _clock(at: datetime, zone: str, own: str) -> str:
    here = clock_time(at, zone)
    if same_clock(at, zone, own):
        return here
    same_day = date_in(at, zone) == date_in(at, own)
    there = clock_time(at, own) if same_day else f"{day_words(date_in(at, own))} {clock_time(at, own)}"
    return f"{here}, {there} in {place(own)}"


def week_to_come(items: Sequence[Foreseen], strategy: Strategy, now: datetime) -> Content:
    """List every message of the next week: when in the strategy's zone (and the reader's own), to whom, what."""
    title = "Here is your next week: every message, to whom, when."
    if not items:
        text = f"{title}\nNothing will be sent. There is no regular post in the next seven days."
        return fit(Content(text, (section(text),)))
    ordered = sorted(items, key=lambda item: (item.at, _ORDER.index(item.what), item.who))
    by_day = _by_day(((item.at, _message(item, strategy)) for item in ordered), strategy.zone, now)
    first = f"The first is on {day_words(date_in(ordered[0].at, strategy.zone))}: {_message(ordered[0], strategy)}"
    closing = (
        f"Times are {place(strategy.zone)} time. Nudges come only where something stays open. "
        "From the second working day on, a morning can bring one question about the plan."
    )
    text = f"{title}\n{count(len(ordered), 'message', 'messages')} in all. {first}"
    return fit(Content(text, (section(f"*{title}*"), *_days(by_day), context(closing))))


def _message(item: Foreseen, strategy: Strategy) -> str:
    who = titled(item.who)
    what = {
        "offer": f"{who} hears of the role",
        "digest": f"digest to {who}",
        "reminder": f"reminder to {who}",
        "review": f"weekly review opens in {who}",
        "numbers": f"{who} is asked for the latest numbers",
    }[item.what]
    several = Counter(item.titles)
    titles = [titled(title) + (f" ({number} times)" if number > 1 else "") for title, number in several.items()][:3]
    more = len(several) - len(titles)
    about = listed([*titles, f"{more} more"] if more > 0 else titles)
    return f"{_clock(item.at, strategy.zone, item.zone)} · {what}" + (f": {about}" if about else "")


# ---------------------------------------------------------------- days


def _by_day(entries: Iterable[tuple[datetime, str]], zone: str, now: datetime) -> dict[str, list[str]]:
    """Group entries by date, under "Mon 30 Mar"; near days are named too."""
    today = date_in(now, zone)
    found: dict[date, list[str]] = {}
    for at, words in entries:
        found.setdefault(date_in(at, zone), []).append(words)
    return {_heading(day, today): words for day, words in found.items()}


def _heading(day: date, today: date) -> str:
    near = near_day(day, today)
    return day_words(day, today) + (f" ({near})" if near in ("today", "tomorrow", "yesterday") else "")


def _days(by_day: dict[str, list[str]]) -> list[Block]:
    """Return a section a day while there is room; the days that don't fit are counted."""
    blocks: list[Block] = []
    left = 0
    for heading, entries in by_day.items():
        if left:
            left += len(entries)
            continue
        text, over = lines_within([f"*{inline(heading)}*", *entries], 2900)
        if size([*blocks, section(text)]) > MESSAGE_SIZE - 1500 or len(blocks) > 40:
            left += len(entries)
            continue
        blocks.append(section(text))
        left += over
    return [*blocks, *([context(f"{left} more do not fit here.")] if left else [])]
