"""Pictures are legible on a phone, in dark and light mode, whatever is measured and whatever its name."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PIL import Image

from bot.pictures import drawing
from bot.pictures.charts import Chart, Momentum, Results, Row, Style, Track, Way, words
from tests.code_base import ROOT

MONDAY = date(2026, 3, 30)
DUE = date(2026, 12, 31)


def track(count: int, name: str = "Instagram followers", first: float = 400, step: float = 5, way: Way = "up") -> Track:
    points = tuple((MONDAY + timedelta(days=n), Decimal(str(first + step * n))) for n in range(count))
    target = Decimal(str(first)) * (2 if way == "up" else Decimal("0.5"))
    floor = Decimal(0) if way == "within" else None
    return Track(name, "followers", points, target, DUE, way, (date(2026, 3, 23), Decimal(str(first))), floor)


def momentum(names: list[str], count: int = 8) -> Momentum:
    weeks = tuple(date(2026, 2, 2) + timedelta(days=7 * n) for n in range(count))
    return Momentum(weeks, tuple(Row(name, tuple((n % 4, 4) for n in range(count))) for name in names))


HOSTILE = (
    "$x^2$ $\\frac{1}{0}$",
    "two\nlines\r\nand a \u2028third",
    "日本語のフォロワー",
    "🥐🥐🥐",
    "\u202eמבצע היום\u202c",
    "a" * 1000,
    "e" + "\u0301" * 500,
    "\x00\x07 \ud800",
    "",
)
CASES: dict[str, Chart] = {
    "one point": Results((track(1),)),
    "two points": Results((track(2),)),
    "two hundred points": Results((track(200),), Style("mdy", ",")),
    "all alike": Results((Track("x", "", ((MONDAY, Decimal(0)), (DUE, Decimal(0))), Decimal(0), DUE),)),
    "huge": Results((track(5, first=10**12, step=-(10**9)), track(5, first=0.000001, step=0.0000001))),
    "down": Results((track(9, way="down", step=-10),)),
    "within": Results((track(9, way="within"),)),
    "overdue": Results((Track("x", "", ((date(2027, 2, 1), Decimal(3)),), Decimal(5), DUE),)),
    "many": Results(tuple(track(n + 1, f"Number {n}") for n in range(9)), Style("ymd", ",")),
    "hostile": Results(tuple(track(3, name) for name in HOSTILE[:6])),
    "more hostile": Results(tuple(track(3, name) for name in HOSTILE[6:])),
    "one row": momentum(["Everything"]),
    "one week": momentum(["Everything"], 1),
    "many rows": momentum(["Instagram", "LinkedIn", "Blog", "Kind: photo", "Kind: video", "Of no kind", "More"]),
    "hostile rows": momentum([name[:80] for name in HOSTILE[:4]]),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[bytes, str]]:
    """Draw every case once."""
    made = {name: drawing.draw(chart) for name, chart in CASES.items()}
    return {name: (picture.png, picture.alt) for name, picture in made.items()}


def test_every_picture_is_small_and_as_wide_as_a_phone_twice_over(drawn: dict[str, tuple[bytes, str]]) -> None:
    """At most 60 KB each, and little taller than twice a screen's width."""
    for name, (png, alt) in drawn.items():
        width, height = struct.unpack(">II", png[16:24])
        assert len(png) <= 60_000, name
        assert width == drawing.WIDTH * drawing.SCALE, name
        assert 400 < height < 2.3 * width, name
        assert alt == words(CASES[name]), name


def test_every_picture_is_a_card_of_its_own_colour(drawn: dict[str, tuple[bytes, str]]) -> None:
    """It is opaque: it looks the same in dark and light Slack."""
    for name, (png, _) in drawn.items():
        image = Image.open(io.BytesIO(png))
        assert "transparency" not in image.info, name
        card = tuple(int(drawing.CARD[n : n + 2], 16) for n in (1, 3, 5))
        assert image.convert("RGB").getpixel((8, 8)) == card, name


def _light(colour: str) -> float:
    """Return a color's relative luminance. Source: WCAG 2.2, "relative luminance"."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", [drawing.INK, drawing.SOFT, drawing.LINE, drawing.TARGET])
def test_what_is_drawn_stands_out(ink: str) -> None:
    """Text and lines meet WCAG's AA."""
    assert contrast(ink, drawing.CARD) >= 4.5


def test_done_stands_out_from_planned() -> None:
    assert contrast(drawing.LINE, drawing.PLANNED) >= 3


def test_no_text_is_smaller_than_twelve_pixels_on_a_phone() -> None:
    """The picture's lengths are those of a screen 360 wide."""
    assert drawing.WIDTH == 360
    assert min(drawing.TEXT, drawing.NAME, drawing.TITLE) >= 12


def test_a_reading_more_changes_the_picture(drawn: dict[str, tuple[bytes, str]]) -> None:
    assert drawn["one point"][0] != drawn["two points"][0]


def test_drawing_does_not_slow_the_bots_start() -> None:
    """The drawing library comes with the first picture, not with the bot."""
    code = "import bot.app, sys; sys.exit('matplotlib' in sys.modules or 'PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
