"""Makes what people typed safe to show, and writes dates, times, numbers and people's names for readers.

Nothing here builds blocks. Instants come in aware; zones are IANA names; an unknown zone is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from bot.domain.roles import TITLE_LIMIT, Person
from bot.domain.strategies import DecimalMark
from bot.domain.when import MONTHS, WEEKDAYS, local, zone_named
from bot.language.kept_values import place

# Characters that change the direction of the text around them, or are invisible: a name must not rewrite our sentence.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# Hebrew, Arabic and their neighbours.
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{1,30}")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{1,30}")
# Slack formats only at the edges of words; inside a word these marks stay as they are.
_FORMATTING = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)|`")
_LOOKALIKES: Mapping[str, str] = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}


# ---------------------------------------------------------------- text from people


def escape(text: str) -> str:
    """Make text inert for Slack's markup: it yields no mention, link, or entity. Line breaks stay."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clean(text: str) -> str:
    """Put text on one line, without control characters and characters that change its direction.

    Right-to-left text is isolated (U+2068 … U+2069), so that it does not reorder the words around it.
    """
    text = " ".join(_UNSEEN.sub("", text).split())
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def inline(text: str) -> str:
    """Return typed text as part of a line of ours: on one line, escaped, its formatting marks without effect."""
    return _FORMATTING.sub(lambda mark: _LOOKALIKES[mark[0]], escape(clean(text)))


def lines(text: str) -> str:
    """Return typed text with its line breaks, each line safe as `inline` makes it."""
    return "\n".join(" " * (len(line) - len(line.lstrip(" "))) + inline(line) for line in text.split("\n"))


def brief(text: str, limit: int, rest_in: str) -> str:
    """Return `inline` text of at most about `limit` characters; a note counts what is left out, and says where it is.

    `rest_in` completes "(412 more characters in …)". A text that is only a little longer stays whole.
    """
    text = clean(text)
    if len(text) <= limit + 20:
        return inline(text)
    kept = text[:limit].rstrip()
    return f"{inline(kept)}… ({len(text) - len(kept):,} more characters {rest_in})"


def titled(text: str) -> str:
    """Return a title or name as part of a line. People can't enter longer ones than this shows (TITLE_LIMIT)."""
    return brief(text, TITLE_LIMIT, "are left out")


def mention(slack_id: str) -> str:
    """Return a mention of a member, or inert text if it is no Slack id."""
    return f"<@{slack_id}>" if _SLACK_ID.fullmatch(slack_id) else inline(slack_id)


def channel_link(channel: str) -> str:
    """Return a link to a channel by its Slack id, or its name with a hash if it is no id."""
    return f"<#{channel}>" if _CHANNEL_ID.fullmatch(channel) else "#" + inline(channel.lstrip("#"))


def web_link(url: str) -> str:
    """Return a link called "link", or nothing if the address is no plain http(s) address."""
    safe = re.fullmatch(r"https?://[^\s<>|\"]{1,2000}", url)
    return f"<{escape(url)}|link>" if safe else ""


def name(person: Person | None) -> str:
    """Return a person's name as inert text, or "nobody yet"."""
    return titled(person.name) if person else "nobody yet"


def listed(items: list[str]) -> str:
    """Join with commas and "and": "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" and {items[-1]}" if items else ""


def count(number: int, one: str, many: str) -> str:
    """Return "1 learning", "2 learnings"."""
    return f"{number:,} {one if number == 1 else many}"


# ---------------------------------------------------------------- dates and times


def day_words(day: date, today: date | None = None) -> str:
    """Return "Mon 30 Mar"; with `today`, the year is added if it is another one."""
    words = f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"
    return words if today is None or today.year == day.year else f"{words} {day.year}"


def full_day(day: date) -> str:
    """Return "Tue 31 Mar 2026": target dates show their year."""
    return f"{day_words(day)} {day.year}"


def near_day(day: date, today: date) -> str:
    """Return "today", "tomorrow", "yesterday", or the day."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get((day - today).days) or day_words(day, today)


def clock_time(at: datetime, zone: str) -> str:
    """Return "09:00" in `zone`."""
    return f"{local(at, zone_named(zone)):%H:%M}"


def date_in(at: datetime, zone: str) -> date:
    """Return the date in `zone`."""
    return local(at, zone_named(zone)).date()


def moment(at: datetime, zone: str, now: datetime | None = None) -> str:
    """Return "Mon 30 Mar 09:00 (Berlin)"; with `now`, "today 09:00 (Berlin)" for a near day."""
    day = date_in(at, zone)
    words = day_words(day) if now is None else near_day(day, date_in(now, zone))
    return f"{words} {clock_time(at, zone)} ({place(zone)})"


def same_clock(at: datetime, one: str, other: str) -> bool:
    """Tell whether two zones' clocks show the same at an instant."""
    return local(at, zone_named(one)).replace(tzinfo=None) == local(at, zone_named(other)).replace(tzinfo=None)


def two_clocks(at: datetime, reader_zone: str | None, own_zone: str, now: datetime) -> str:
    """Return a time in the reader's zone, and in the thing's own where that shows something else.

    "09:00", "tomorrow 09:30", "09:00 your time, 17:00 in Tokyo". Without a known reader's zone: "17:00 in Tokyo".
    """
    if reader_zone is None:
        own_day = near_day(date_in(at, own_zone), date_in(now, own_zone))
        return _at(own_day, clock_time(at, own_zone)) + f" in {place(own_zone)}"
    day = date_in(at, reader_zone)
    here = _at(near_day(day, date_in(now, reader_zone)), clock_time(at, reader_zone))
    if same_clock(at, reader_zone, own_zone):
        return here
    other_day = date_in(at, own_zone)
    there = clock_time(at, own_zone) if other_day == day else f"{day_words(other_day)} {clock_time(at, own_zone)}"
    return f"{here} your time, {there} in {place(own_zone)}"


def _at(day: str, clock: str) -> str:
    return clock if day == "today" else f"{day} {clock}"


def span(start: datetime, end: datetime, zone: str) -> str:
    """Return "from Fri 27 Mar 17:00 to Mon 30 Mar 10:00" in one zone; a single day is shown once."""
    first, last = date_in(start, zone), date_in(end, zone)
    until = clock_time(end, zone) if first == last else f"{day_words(last)} {clock_time(end, zone)}"
    return f"from {day_words(first)} {clock_time(start, zone)} to {until}"


# ---------------------------------------------------------------- numbers


def number(value: Decimal, mark: DecimalMark) -> str:
    """Return a number as the strategy writes it: "1,000.5" with a decimal point, "1.000,5" with a comma."""
    text = f"{value.normalize():,f}"
    return text if mark == "." else text.translate(str.maketrans(",.", ".,"))


def near_time(at: datetime, zone: str, now: datetime) -> str:
    """Return "at 11:00" for today, else "yesterday at 11:00": both in the zone."""
    day = near_day(date_in(at, zone), date_in(now, zone))
    return f"at {clock_time(at, zone)}" if day == "today" else f"{day} at {clock_time(at, zone)}"


def near_times(some: Sequence[datetime], zone: str, now: datetime) -> str:
    """Return several times as `near_time` does, each day once: "yesterday at 16:00 and 17:00, then at 09:00"."""
    by_day: dict[str, list[str]] = {}
    for at in some:
        by_day.setdefault(near_day(date_in(at, zone), date_in(now, zone)), []).append(clock_time(at, zone))
    days = [f"{'' if day == 'today' else f'{day} '}at {listed(clocks)}" for day, clocks in by_day.items()]
    return listed(days) if all(len(clocks) == 1 for clocks in by_day.values()) else ", then ".join(days)


def amount(value: Decimal, unit: str, mark: DecimalMark) -> str:
    """Return a number with its unit, if it has one: "3.5 %"."""
    return f"{number(value, mark)} {titled(unit)}".strip()
