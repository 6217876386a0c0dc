"""What a picture shows: series of numbers in, and the words that say the same to people who can't see it.

Nothing here draws (bot/pictures/drawing.py does), so that the bot starts without a drawing library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[".", ","]
Way = Literal["up", "down", "within"]

# More panels than these aren't legible on a phone; the picture and its words say how many are left out.
MOST_PANELS = 6
# A picture of momentum covers this many weeks: two months.
WEEKS = 8
# Slack answers `alt_txt_too_large` beyond 1,000 characters.
ALT_LIMIT = 1000
# People's names are cut in alt text, which is read aloud: the message with the picture has the rest.
NAME_SHOWN = 60

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


@dataclass(frozen=True)
class Style:
    """How a strategy writes dates and numbers."""

    date_order: DateOrder = "dmy"
    decimal_mark: DecimalMark = "."


@dataclass(frozen=True)
class Track:
    """One measure: its readings in order of date, its baseline, and its target and date.

    `way` says which side of the target is good; "within" means between `floor` and `target`, and has no pace.
    Without a baseline the first reading is used, as in bot.domain.goals.
    """

    name: str
    unit: str
    points: tuple[tuple[date, Decimal], ...]
    target: Decimal
    due: date
    way: Way = "up"
    baseline: tuple[date, Decimal] | None = None
    floor: Decimal | None = None

    @property
    def start(self) -> tuple[date, Decimal] | None:
        """Return where an even pace begins, or None where there is none."""
        if self.way == "within":
            return None
        start = self.baseline or (self.points[0] if self.points else None)
        return start if start and start[0] < self.due else None


@dataclass(frozen=True)
class Results:
    """Each measure against its target. Those without a reading have nothing to draw: words say so instead."""

    tracks: tuple[Track, ...]
    style: Style = Style()

    @property
    def shown(self) -> tuple[Track, ...]:
        """Return the tracks that get a panel."""
        return self.tracks[:MOST_PANELS]


@dataclass(frozen=True)
class Row:
    """Activity of one platform, or one kind of content: (done, planned) of each week."""

    name: str
    weeks: tuple[tuple[int, int], ...]

    @property
    def done(self) -> int:
        """Return what was done in all weeks."""
        return sum(done for done, _ in self.weeks)

    @property
    def planned(self) -> int:
        """Return what was planned in all weeks."""
        return sum(planned for _, planned in self.weeks)


@dataclass(frozen=True)
class Momentum:
    """Activity week by week: `weeks` are the first days of the weeks, oldest first; each row has one pair a week."""

    weeks: tuple[date, ...]
    rows: tuple[Row, ...]
    style: Style = Style()

    @property
    def shown(self) -> tuple[Row, ...]:
        """Return the rows that get a panel."""
        return self.rows[:MOST_PANELS]


Chart = Results | Momentum


@dataclass(frozen=True)
class Picture:
    """A drawn chart: its bytes, its name, and its words."""

    png: bytes
    title: str
    filename: str
    alt: str


# ---------------------------------------------------------------- numbers and dates


def exact(value: Decimal, style: Style) -> str:
    """Return a number with all its digits: "1,000.5", or "1.000,5" where a comma is the decimal mark."""
    return _marked(f"{value.normalize():,f}", style)


def compact(value: float, style: Style) -> str:
    """Return a number short enough for an axis: "640", "1.2k", "15M"."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return _marked(f"{value / size:.4g}", style) + letter
    # The last digits of a sum of floats are noise.
    return _marked(f"{round(value, 9) + 0.0:.4g}", style)


def _marked(text: str, style: Style) -> str:
    return text if style.decimal_mark == "." else text.translate(str.maketrans(",.", ".,"))


def day(at: date, style: Style, *, year: bool = False) -> str:
    """Return "31 Mar", "Mar 31" or "03-31", with the year if requested."""
    if style.date_order == "ymd":
        return at.isoformat() if year else f"{at:%m-%d}"
    month = _MONTHS[at.month - 1]
    if style.date_order == "mdy":
        return f"{month} {at.day}, {at.year}" if year else f"{month} {at.day}"
    return f"{at.day} {month} {at.year}" if year else f"{at.day} {month}"


def month(at: date, style: Style) -> str:
    """Return "Mar 2026" or "2026-03", for places without room for a day."""
    return f"{at:%Y-%m}" if style.date_order == "ymd" else f"{_MONTHS[at.month - 1]} {at.year}"


def plain(text: str) -> str:
    """Return a name on one line, without unprintable characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def against(track: Track, value: Decimal, style: Style) -> str:
    """Return "640 of 1,000", "48, down to 30", or "5, between 3 and 7"."""
    number, target = exact(value, style), exact(track.target, style)
    if track.way == "within" and track.floor is not None:
        return f"{number}, between {exact(track.floor, style)} and {target}"
    return f"{number} of {target}" if track.way == "up" else f"{number}, down to {target}"


def total(pair: tuple[int, int]) -> str:
    """Return "3 of 5", or "none planned"."""
    return f"{pair[0]:,} of {pair[1]:,}" if pair[1] else "none planned"


# ---------------------------------------------------------------- words


def title_of(chart: Chart) -> str:
    """Return a picture's title."""
    return "What came of it" if isinstance(chart, Results) else "What was done, week by week"


def is_empty(chart: Chart) -> bool:
    """Tell whether there is nothing to draw: then the words stand alone."""
    return not any(track.points for track in chart.tracks) if isinstance(chart, Results) else not chart.rows


def words(chart: Chart) -> str:
    """Say what a chart shows, in words to be read aloud, with exact numbers, in at most ALT_LIMIT characters.

    What does not fit is counted.
    """
    if isinstance(chart, Results):
        begins = "Line chart of the latest numbers against their targets."
        said = [_track_words(track, chart.style) for track in chart.tracks]
    else:
        begins = f"Bar chart of what was done, in the {len(chart.weeks)} weeks from {_from(chart)}."
        said = [_row_words(row) for row in chart.rows]
    return _within(begins, said)


def _within(begins: str, said: Sequence[str]) -> str:
    kept = [begins]
    for index, sentence in enumerate(said):
        left = len(said) - index
        # Each is kept only if the note about those after it still fits.
        note = f" And {left - 1} more." if left > 1 else ""
        if len(" ".join([*kept, sentence])) + len(note) > ALT_LIMIT:
            return f"{' '.join(kept)} And {left} more."
        kept.append(sentence)
    return " ".join(kept)


def _from(chart: Momentum) -> str:
    return day(chart.weeks[0], chart.style, year=True)


def _spoken(name: str) -> str:
    name = plain(name)
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN].rstrip()}…"


def _track_words(track: Track, style: Style) -> str:
    name = _spoken(track.name)
    by = f"by {day(track.due, style, year=True)}"
    if not track.points:
        return f"{name}: no number yet."
    value = track.points[-1][1]
    unit = f" {_spoken(track.unit)}" if plain(track.unit) else ""
    now = f"{name}: {against(track, value, style)}{unit} {by}."
    if len(track.points) == 1:
        return f"{now} One number so far, from {day(track.points[0][0], style, year=True)}."
    first_at, first = track.points[0]
    change = "down from" if value < first else "up from" if value > first else "the same as"
    since = day(first_at, style, year=True)
    return f"{now} {change.capitalize()} {exact(first, style)} on {since}, over {len(track.points)} numbers."


def _row_words(row: Row) -> str:
    each = ", ".join(total(week) for week in row.weeks)
    return f"{_spoken(row.name)}: {total((row.done, row.planned))} in all; week by week {each}."
