"""Documents to write out, and the visible part of a typed text."""

from __future__ import annotations

import io
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from PIL import Image

from bot.document.model import Cover, Document, Entry, Fact, Section, Signature
from bot.pictures.charts import Chart, Picture, Results, Track

APPROVED = date(2026, 3, 31)
NEXT = date(2026, 6, 30)
COVER = Cover(
    company="Harbour Bakery",
    strategy="Spring on the waterfront",
    status="approved",
    on=APPROVED,
    number=3,
    next_update=NEXT,
    signatures=(Signature(name="Ana Pereira", role="Managing director", on=APPROVED),),
)
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def document(*sections: Section, cover: Cover = COVER) -> Document:
    """Return a document of some sections."""
    return Document(cover=cover, sections=sections)


def entry(title: str, *facts: tuple[str, str], key: str = "") -> Entry:
    """Return an entry of (label, words)."""
    return Entry(
        key=key or title, title=title, facts=tuple(Fact(key=label, label=label, words=words) for label, words in facts)
    )


def section(title: str, *entries: Entry, lead: str = "", as_table: bool = False) -> Section:
    """Return a section, its title its key."""
    return Section(key=title, title=title, lead=lead, entries=entries, as_table=as_table)


def track(name: str, values: tuple[int, ...] = (400, 640), unit: str = "followers") -> Track:
    """Return a measure with a target of 1,000 by June, reported weekly from 5 January on."""
    points = tuple((date(2026, 1, 5) + timedelta(weeks=week), Decimal(value)) for week, value in enumerate(values))
    return Track(name, unit, points, Decimal(1000), NEXT)


def results(*tracks: Track) -> Section:
    """Return a section with only numbers."""
    return Section(key="results", title="Results", results=Results(tracks))


def png(width: int = 4, height: int = 2, mode: str = "RGB", kind: str = "PNG") -> bytes:
    """Return a picture."""
    made = io.BytesIO()
    Image.new(mode, (width, height), 0).save(made, kind)
    return made.getvalue()


class Pen:
    """Replaces the drawing of charts: records what it was asked to draw, and draws almost nothing."""

    def __init__(self) -> None:
        self.drawn: list[Chart] = []

    def __call__(self, chart: Chart) -> Picture:
        """Return a picture of that chart."""
        self.drawn.append(chart)
        return Picture(png(), "What came of it", "results.png", "")


def seen(text: str) -> str:
    """Return the visible part of a typed text: its words, one space in between, without control characters."""
    lines = ("".join(one for one in line if one == "\t" or _is_seen(one)) for line in text.splitlines())
    return " ".join(" ".join(lines).split())


def _is_seen(one: str) -> bool:
    return unicodedata.category(one) not in ("Cc", "Cs") and one not in TURNING


def long_text(name: str, length: int = 1000) -> str:
    """Return words that each occur only once: "goal7.0 goal7.1 …", at least this many characters."""
    count = length // (len(name) + 5) + 1
    return " ".join(f"{name}.{number:03}" for number in range(count)).ljust(length, "x")


def large(places: int = 200) -> Document:
    """Return this many platforms, goals and audiences, each with a text of a thousand characters."""
    return document(
        section(
            "Platforms",
            *(entry(f"Platform {n}", ("Priority", "primary"), ("Evidence", long_text(f"p{n}"))) for n in range(places)),
            as_table=True,
        ),
        section("Goals", *(entry(f"Goal {n}", ("Statement", long_text(f"g{n}"))) for n in range(places))),
        section("Audiences", *(entry(f"Audience {n}", ("Who they are", long_text(f"a{n}"))) for n in range(places))),
    )
