"""What the Markdown and the PDF have in common: the cover, who signed, and the numbers on their way to their targets.

Nothing here escapes or draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from bot.document.labels import COVER, fact, label_of
from bot.document.model import Cover, Document, Entry, Fact, Section, Status
from bot.domain.when import WEEKDAYS
from bot.pictures.charts import Results, Style, Track, day, exact

CONTENTS = "Contents"
NOTHING_YET = "Nothing here yet."
STATUS: dict[Status, str] = {
    "draft": "Draft",
    "submitted": "Waiting for approval",
    "sent_back": "Sent back for changes",
    "approved": "Approved",
    "unsigned": "In use, unsigned",
    "superseded": "Replaced by a later version",
}
_UNSIGNED = "Unsigned: nobody but its author approved this version."
_RESULT_HEADS = (
    "Measure",
    label_of("measure", "baseline"),
    "Latest",
    label_of("measure", "target"),
    label_of("measure", "due"),
)


def date_words(on: date) -> str:
    """Return "Tue 31 Mar 2026": with the weekday and the month's name it can't be misread."""
    return f"{WEEKDAYS[on.weekday()][:3]} {day(on, Style(), year=True)}"


def version_words(cover: Cover) -> str:
    """Return "Version 3", or "Draft" while it has no number."""
    return "Draft" if cover.number is None else f"Version {cover.number}"


def standing_words(cover: Cover) -> tuple[str, ...]:
    """Return the version and its status: ("Version 3", "Approved"); a draft's is said only once."""
    said = (version_words(cover), STATUS[cover.status])
    return tuple(dict.fromkeys(said))


def title_words(cover: Cover) -> str:
    """Return the strategy's name, as much of it as there is."""
    return cover.strategy.strip() or "Our strategy"


def is_unsigned(cover: Cover) -> bool:
    """Tell whether it was adopted without a second person's approval."""
    return cover.unsigned or cover.status == "unsigned"


def is_decided(cover: Cover) -> bool:
    """Tell whether it was ever approved or adopted; otherwise it is still open for signing."""
    return cover.status in ("approved", "unsigned", "superseded")


def dated(cover: Cover) -> tuple[str, str]:
    """Return what happened on the cover's day, and the day: ("Approved on", "Tue 31 Mar 2026")."""
    if is_decided(cover):
        happened = "Adopted on" if is_unsigned(cover) else "Approved on"
    else:
        happened = "Draft of" if cover.status == "draft" else "Submitted on"
    return happened, date_words(cover.on)


def cover_facts(cover: Cover) -> list[Fact]:
    """Return the cover's parts in reading order, without signatures."""
    facts = [fact(COVER, "company", cover.company)] if cover.company.strip() else []
    facts += [fact(COVER, "number", str(cover.number))] if cover.number is not None else []
    happened, day = dated(cover)
    facts += [fact(COVER, "status", STATUS[cover.status]), Fact(key="on", label=happened, words=day)]
    following = date_words(cover.next_update) if cover.next_update else "No date yet"
    return [*facts, fact(COVER, "next_update", following)]


def chapters_filled(document: Document) -> int:
    """Count the chapters that say something. "No warning was dismissed" and "nothing is open" are answers."""
    return sum(1 for one in document.sections if one.entries or one.key in ("warnings", "open"))


def signature_lines(cover: Cover) -> list[str]:
    """Return who approved it, one on each line, or the one line that says why nobody is named."""
    signed = [
        f"{one.name}{f' ({one.role})' if one.role.strip() else ''} on {date_words(one.on)}" for one in cover.signatures
    ]
    return signed or [unsigned_words(cover)]


def unsigned_words(cover: Cover) -> str:
    """Say why nobody signed it."""
    if is_unsigned(cover):
        return _UNSIGNED
    return "No signature is on record." if is_decided(cover) else "Not signed yet."


# ---------------------------------------------------------------- tables


def columns_of(section: Section) -> Mapping[str, str]:
    """Return the labels of a section's facts by their keys, in the order in which they first appear."""
    return {one.key: one.label for entry in section.entries for one in entry.facts}


def cells(entry: Entry, columns: Iterable[str]) -> tuple[str, ...]:
    """Return an entry's words under each key: facts with the same key one below the other."""
    found: dict[str, list[str]] = {key: [] for key in columns}
    for one in entry.facts:
        found[one.key].append(one.words)
    return tuple("\n".join(words) for words in found.values())


def result_rows(results: Results) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the headings and rows for what a chart of results shows, with exact numbers, and for every track."""
    return _RESULT_HEADS, [_result_row(track, results.style) for track in results.tracks]


def _result_row(track: Track, style: Style) -> tuple[str, ...]:
    # Without a baseline the first reading is used, as in the chart.
    start = track.baseline or (track.points[0] if track.points else None)
    latest = _reading(track.points[-1], style) if track.points else "No number yet"
    began = _reading(start, style) if start else "Not known yet"
    return track.name, began, latest, _target(track, style), day(track.due, style, year=True)


def _reading(reading: tuple[date, Decimal], style: Style) -> str:
    return f"{exact(reading[1], style)} on {day(reading[0], style, year=True)}"


def _target(track: Track, style: Style) -> str:
    number = exact(track.target, style)
    if track.way == "within" and track.floor is not None:
        number = f"between {exact(track.floor, style)} and {number}"
    elif track.way == "down":
        number = f"down to {number}"
    return f"{number} {track.unit}".strip()


def texts(document: Document) -> list[str]:
    """Return every text that people typed into a document, once for every place."""
    cover = document.cover
    found = [cover.company, cover.strategy]
    found += [part for one in cover.signatures for part in (one.name, one.role)]
    for section in document.sections:
        found += [section.title, section.lead]
        for entry in section.entries:
            found += [entry.title, *(part for one in entry.facts for part in (one.label, one.words))]
        if section.results:
            found += [part for track in section.results.tracks for part in (track.name, track.unit)]
    return found
