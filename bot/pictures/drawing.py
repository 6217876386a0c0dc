"""Draw a chart as a PNG: one card, opaque, legible on a phone in light and dark mode.

Only `draw` imports the drawing library. It takes one or two tenths of a second of one processor: callers keep it off
the event loop, and outside of transactions.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from bot.pictures.charts import (
    Chart,
    Momentum,
    Picture,
    Results,
    Row,
    Style,
    Track,
    against,
    compact,
    day,
    exact,
    month,
    plain,
    title_of,
    total,
    words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

# Lengths are those of a phone's screen, 360 wide; each is SCALE pixels in the picture, for sharpness.
WIDTH = 360
SCALE = 2.0
MARGIN = 16
TEXT = 12.5  # the smallest text
NAME = 13.5
TITLE = 16
HEAD = 40  # the picture's title
FOOT = 30  # what the lines mean
NOTE = 20  # how much is left out
LABELS = 38  # a panel's name and its numbers
TICKS = 20  # the dates below a panel
GAP = 14
TALL, LOW = 128, 92  # a panel's plot: alone, or among several
# More than these are set in two columns.
ONE_COLUMN = 3
# With more points than this, each would be a blot.
MARKED = 40
_PILED = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]{2,}"
)
COLOURS = 64

CARD, EDGE, GRID = "#faf9f6", "#d9d5cc", "#e4e1da"
INK, SOFT, LINE, TARGET, PLANNED = "#1d1c1d", "#55534f", "#0b5fa5", "#8a4b08", "#c9c4b8"


def draw(chart: Chart) -> Picture:
    """Draw a chart. Text is drawn as it is: no markup, no formulas; letters that the font lacks are left out."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    panels: Sequence[Track | Row] = chart.shown
    left_out = (len(chart.tracks) if isinstance(chart, Results) else len(chart.rows)) - len(panels)
    columns = 1 if len(panels) <= ONE_COLUMN else 2
    rows = -(-len(panels) // columns)
    plot = TALL if len(panels) == 1 else LOW
    each = LABELS + plot + TICKS + GAP
    height = HEAD + rows * each + FOOT + (NOTE if left_out else 0)
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72 * SCALE, facecolor=CARD, edgecolor=EDGE, linewidth=2)
    canvas = FigureCanvasAgg(figure)
    pen = _Pen(figure, canvas, height)
    pen.write(MARGIN, 27, title_of(chart), TITLE, bold=True)
    width = (WIDTH - MARGIN * (columns + 1)) / columns
    for index, panel in enumerate(panels):
        left = MARGIN + (index % columns) * (width + MARGIN)
        top = HEAD + (index // columns) * each
        name = pen.printable(panel.name) or f"Number {index + 1}"
        pen.write(left, top + 15, pen.fitted([name], width, NAME, bold=True), NAME, bold=True)
        if isinstance(panel, Track):
            numbers = pen.fitted(_track_numbers(panel, chart.style, pen), width, TEXT)
            pen.write(left, top + 32, numbers, TEXT, SOFT)
            axes = pen.axes(left, top + LABELS + 2, width, plot)
            _draw_track(axes, panel, chart.style, pen)
        else:
            assert isinstance(chart, Momentum)
            pen.write(left, top + 32, pen.fitted(_row_numbers(panel), width, TEXT), TEXT, SOFT)
            axes = pen.axes(left, top + LABELS + 2, width, plot)
            _draw_row(axes, panel, chart, pen)
    _legend(pen, chart, height - (NOTE if left_out else 0) - 12)
    if left_out:
        pen.write(MARGIN, height - 10, f"{left_out} more {'is' if left_out == 1 else 'are'} not drawn.", TEXT, SOFT)
    kind = "results" if isinstance(chart, Results) else "momentum"
    return Picture(_png(canvas), title_of(chart), f"{kind}.png", words(chart))


def _png(canvas: FigureCanvasAgg) -> bytes:
    """Return what was drawn with as few colors as it has: a third of the bytes, and no visible difference."""
    from PIL import Image

    canvas.draw()  # type: ignore[no-untyped-call]  # this backend has no types
    pixels: memoryview = canvas.buffer_rgba()  # type: ignore[no-untyped-call]  # nor here
    drawn = Image.frombytes("RGBA", canvas.get_width_height(), pixels.tobytes()).convert("RGB")
    made = io.BytesIO()
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


# ---------------------------------------------------------------- writing


class _Pen:
    """Writes on a figure in lengths of a phone's screen, from the top left."""

    def __init__(self, figure: Figure, canvas: FigureCanvasAgg, height: float) -> None:
        self.figure, self.height = figure, height
        self._renderer: Any = canvas.get_renderer()  # type: ignore[no-untyped-call]  # this backend has no types

    def write(
        self, x: float, y: float, text: str, size: float, colour: str = INK, *, bold: bool = False, align: str = "left"
    ) -> None:
        """Write a text with its baseline starting at (x, y)."""
        self.figure.text(
            x / WIDTH,
            1 - y / self.height,
            text,
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            fontfamily="DejaVu Sans",
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
        )

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return a plot at a position."""
        return self.figure.add_axes(
            (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height), facecolor=CARD
        )

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        from matplotlib.font_manager import FontProperties

        prop = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=size)
        return float(self._renderer.get_text_width_height_descent(text, prop, False)[0]) / SCALE

    def fitted(self, ways: Sequence[str], room: float, size: float, *, bold: bool = False) -> str:
        """Return the first of several wordings that fits; the last one is cut if none does."""
        for text in ways:
            if self.width(text, size, bold=bold) <= room:
                return text
        text = ways[-1]
        while text and self.width(f"{text}…", size, bold=bold) > room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def printable(self, text: str) -> str:
        """Return a name in letters that the font has; "" if too little is left to recognize it."""
        # Combining marks would pile up into the line above.
        text = _PILED.sub("", unicodedata.normalize("NFC", plain(text)))
        known = _letters()
        kept = plain("".join(c if ord(c) in known or c == " " else "" for c in text))
        meant = sum(unicodedata.category(c)[0] in "LN" for c in text)
        left = sum(unicodedata.category(c)[0] in "LN" for c in kept)
        return kept if kept and left * 2 > meant else ""


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    both = [get_font(findfont(FontProperties(family="DejaVu Sans", weight=w))) for w in ("normal", "bold")]
    return frozenset(both[0].get_charmap()) & frozenset(both[1].get_charmap())


# ---------------------------------------------------------------- panels


def _track_numbers(track: Track, style: Style, pen: _Pen) -> list[str]:
    """Return wordings for a measure's status, the longest first; the alt text is exact."""
    if not track.points:
        return [f"No number yet. Target: {exact(track.target, style)}", "No number yet"]
    value = track.points[-1][1]
    short = compact(float(value), style), compact(float(track.target), style)
    unit = pen.printable(track.unit)
    ways = [f"{against(track, value, style)} {unit}", against(track, value, style)] if unit else []
    return [*ways, against(track, value, style), f"{short[0]} of {short[1]}", short[0]]


def _row_numbers(row: Row) -> list[str]:
    last, whole = total(row.weeks[-1]), total((row.done, row.planned))
    many = f"{len(row.weeks)} weeks"
    return [f"{last} this week, {whole} in {many}", f"{last}, {whole} in all", last]


def _draw_track(axes: Axes, track: Track, style: Style, pen: _Pen) -> None:
    days = [at.toordinal() for at, _ in track.points]
    values = [float(value) for _, value in track.points]
    target, start = float(track.target), track.start
    first = min([*days, start[0].toordinal()] if start else days or [track.due.toordinal() - 1])
    last = max([*days, track.due.toordinal()])
    if start:
        axes.plot(
            [start[0].toordinal(), track.due.toordinal()],
            [float(start[1]), target],
            color=SOFT,
            linestyle=(0, (5, 3)),
            linewidth=1.4,
            zorder=2,
        )
    if track.way == "within" and track.floor is not None:
        axes.axhspan(float(track.floor), target, color=PLANNED, alpha=0.45, linewidth=0, zorder=1)
    axes.axhline(target, color=TARGET, linestyle=(0, (1, 1.6)), linewidth=1.8, zorder=2)
    marker = "o" if len(days) <= MARKED else ""
    axes.plot(days, values, color=LINE, linewidth=2.2, marker=marker, markersize=4.5, zorder=3, solid_joinstyle="round")
    if days:
        axes.plot(days[-1:], values[-1:], color=LINE, marker="o", markersize=7, zorder=4)
    seen = [
        *values,
        target,
        *([float(start[1])] if start else ()),
        *([float(track.floor)] if track.floor is not None else ()),
    ]
    _range(axes, seen, style, pen)
    axes.set_xlim(first - max(1, (last - first) * 0.02), last + max(1, (last - first) * 0.02))
    # The years of both ends, if they differ; otherwise the year is shown once, at the end.
    ends = [date.fromordinal(at) for at in sorted({first, last})]
    _dates(axes, [float(at.toordinal()) for at in ends], ends, style, pen, year=ends[0].year != ends[-1].year)


def _draw_row(axes: Axes, row: Row, chart: Momentum, pen: _Pen) -> None:
    places = list(range(len(row.weeks)))
    # Two weeks would be two slabs: the bars are as slender as with four weeks.
    wide = 0.72 * min(1.0, max(len(places), 2) / 4)
    axes.bar(places, [planned for _, planned in row.weeks], color=PLANNED, width=wide, zorder=2)
    axes.bar(places, [done for done, _ in row.weeks], color=LINE, width=wide, zorder=3)
    most = max(1, *(max(pair) for pair in row.weeks))
    axes.set_ylim(0, most * 1.12)
    _ticks(axes, [0, most], lambda value: f"{value:,.0f}", pen)
    axes.set_xlim(-0.6, len(places) - 0.4)
    ends = sorted({chart.weeks[0], chart.weeks[-1]})
    # Below their bars if those are few; otherwise from the first bar's edge, and up to the last one's.
    below = len(places) <= 4
    out = 0.0 if below else wide / 2
    at = sorted({-out, len(places) - 1 + out})
    _dates(axes, at, ends, chart.style, pen, year=ends[0].year != ends[-1].year, below=below)


def _range(axes: Axes, seen: Sequence[float], style: Style, pen: _Pen) -> None:
    low, high = min(seen), max(seen)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1
    axes.set_ylim(low - room, high + room)
    from matplotlib.ticker import MaxNLocator

    inside = [float(v) for v in MaxNLocator(nbins=3, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    _ticks(axes, [v for v in inside if low - room <= v <= high + room * 0.6], lambda v: compact(v, style), pen)


def _ticks(axes: Axes, values: Sequence[float], label: Callable[[float], str], pen: _Pen) -> None:
    """Write the numbers at the left edge, and move the plot aside by as much as they need."""
    labels = [label(value) for value in values]
    axes.set_yticks(list(values), labels)
    room = max((pen.width(text, TEXT) for text in labels), default=0) + 6
    box = axes.get_position()
    axes.set_position((box.x0 + room / WIDTH, box.y0, box.width - room / WIDTH, box.height))
    axes.grid(axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", length=0, labelsize=TEXT, labelcolor=SOFT, pad=4)
    for text in axes.get_yticklabels():
        text.set_parse_math(False)
        text.set_fontfamily("DejaVu Sans")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)


def _dates(
    axes: Axes,
    places: Sequence[float],
    days: Sequence[date],
    style: Style,
    pen: _Pen,
    *,
    year: bool,
    below: bool = False,
) -> None:
    """Write the dates at both ends below a plot: left- and right-aligned, or `below` their bars."""
    labels = [day(one, style, year=year) for one in days]
    room = axes.get_position().width * WIDTH - 10
    if sum(pen.width(text, TEXT) for text in labels) > room:
        labels = [month(one, style) for one in days]
    axes.set_xticks(list(places), labels)
    for index, text in enumerate(axes.get_xticklabels()):
        text.set_parse_math(False)
        text.set_fontfamily("DejaVu Sans")
        centred = below or len(labels) == 1
        text.set_horizontalalignment("center" if centred else "left" if index == 0 else "right")


def _legend(pen: _Pen, chart: Chart, y: float) -> None:
    """Explain the lines and bars, each next to a sample of it."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    x = float(MARGIN)
    if isinstance(chart, Results):
        shown = chart.shown
        lines: list[tuple[str, str, Literal["-", "--", ":"]]] = [("latest number", LINE, "-")]
        lines += [("even pace", SOFT, "--")] if any(track.start for track in shown) else []
        lines += [("target", TARGET, ":")]
        for label, colour, dashes in lines:
            ends = [x / WIDTH, (x + 18) / WIDTH], [1 - (y - 4) / pen.height] * 2
            pen.figure.add_artist(Line2D(*ends, color=colour, linestyle=dashes, linewidth=2))
            pen.write(x + 23, y, label, TEXT, SOFT)
            x += 23 + pen.width(label, TEXT) + 14
        return
    for label, colour in (("done", LINE), ("planned", PLANNED)):
        corner = (x / WIDTH, 1 - y / pen.height)
        pen.figure.add_artist(Rectangle(corner, 11 / WIDTH, 10 / pen.height, color=colour, linewidth=0))
        pen.write(x + 17, y, label, TEXT, SOFT)
        x += 17 + pen.width(label, TEXT) + 14
