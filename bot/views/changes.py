"""What was changed, in words: "Target: 1,000 → 1,200", and the private line that says so, with Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pydantic import JsonValue

from bot.domain.edits import Kept, Thing, Values
from bot.domain.strategies import DecimalMark
from bot.domain.when import WEEKDAYS, Rule
from bot.flows.answers import Locale
from bot.flows.concepts.table import CONCEPTS
from bot.flows.concepts.words import said
from bot.flows.weekdays import say_days
from bot.views import ids
from bot.views.blocks import Content, actions, button, context, fit, lines_within, section
from bot.views.texts import clean, count, full_day, inline, number, place

# A long text is named, and not repeated twice, in a line about its change.
SHOWN = 80
NOTHING = "nothing"

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "statement": "Goal",
        "due": "By",
        "name": "Name",
        "unit": "Unit",
        "direction": "Which way is better",
        "cadence": "Asked for",
        "baseline": "Where it started",
        "target": "Target",
        "measurer": "Who reads it",
        "reviewer": "Who judges it",
        "kind": "Kind",
        "title": "Title",
        "role": "Who does it",
        "platform": "Where",
        "goal": "Goal that it serves",
        "audience": "For whom",
        "message": "Message",
        "theme": "Theme",
        "content_kind": "Kind of content",
        "wall": "Time",
        "rule": "Days",
        "zone": "Time zone",
        "holder": "Who does it",
        "backup": "Backup",
        "working_days": "Working days",
        "week_start": "The week begins on",
        "date_order": "Dates",
        "decimal_mark": "Numbers",
        "review_weekday": "Day of the review",
        "review_at": "Time of the review",
        "lead": "Lead",
        "co_lead": "Co-lead",
        "digest_at": "Your digest",
        "work_until": "Your day ends",
        "nudges": "Reminders",
    }
)
# What a measure's parts are called, where a goal or a plan has another part of that name.
OF_MEASURE: Mapping[str, str] = MappingProxyType({"name": "What is counted"})
THINGS: Mapping[Thing, str] = MappingProxyType(
    {
        "goal": "the goal",
        "role": "the role",
        "slot": "the regular post",
        "plan": "the plan",
        "mine": "your settings",
        "part": "this part",
        "platform": "the platform",
        "audience": "the audience",
    }
)
DIRECTIONS = MappingProxyType(
    {
        "up": "more is better",
        "down": "less is better",
        "within": "it is to stay between two numbers",
        "yesno": "it is a yes or a no",
        "rating": "it is a rating from 1 to 5",
    }
)
CADENCES = MappingProxyType({"week": "every week", "month": "every month", "quarter": "every quarter"})
KINDS = MappingProxyType(
    {
        "publish": "publish something",
        "converse": "join conversations",
        "listen": "listen to what people say",
        "deliver": "hand something in",
    }
)
ORDERS = MappingProxyType({"dmy": "31/3/2027", "mdy": "3/31/2027", "ymd": "2027-03-31"})
MARKS = MappingProxyType({".": "1,000.5", ",": "1.000,5"})
REMINDERS = MappingProxyType({"gentle": "gentle", "standard": "standard", "off": "off"})


@dataclass(frozen=True)
class Names:
    """What the ids in values are called: roles, goals and people, by our ids; `things` by concept."""

    roles: Mapping[int, str] = field(default_factory=dict)
    goals: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    things: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def title_of(thing: Thing, name: str, concept: str = "") -> str:
    """Return how a thing is named in a sentence: "the goal 1,000 Instagram followers", "your settings"."""
    if thing == "mine":
        return THINGS[thing]
    noun = f"the {CONCEPTS[concept].noun}" if concept else THINGS[thing]
    return noun if concept and CONCEPTS[concept].single else f"{noun} {_short(name)}"


def lines_of(kept: Kept, before: Values, after: Values, names: Names) -> list[str]:
    """Return a line for each part that a change changed, in plain text. Parts that nobody sees are left out."""
    mark: DecimalMark = kept.strategy.decimal_mark if kept.strategy else "."
    several = len({name.partition(".")[2] for name in kept.values if "." in name}) > 1
    lines = []
    for name, value in after.items():
        part, _, measure_id = name.partition(".")
        told = _told(kept, part, measure_id)
        if told is not None:
            label, old, new = told[0], *(told[1](one, names, mark) for one in (before.get(name), value))
            lines += [f"{label}: {old} → {new}"] if old != new else []
            continue
        if part not in LABELS:
            continue
        label = OF_MEASURE.get(part, LABELS[part]) if measure_id else LABELS[part]
        if measure_id and several:
            label = f"{_short(str(kept.values.get(f'name.{measure_id}', '')))}: {label}"
        old, new = (_words(part, one, names, mark) for one in (before.get(name), value))
        if old != new:  # a rule holds more than its words say: what reads alike is no news
            lines.append(f"{label}: {old} → {new}")
    # The goal's date and its number's are one to people, unless they differ.
    return list(dict.fromkeys(lines))


def _told(kept: Kept, part: str, measure_id: str) -> tuple[str, _Worded] | None:
    """Return the label and the words of what the table of concepts describes; None for any other part."""
    concept = CONCEPTS.get(kept.concept or ("measure" if measure_id else kept.thing))
    described = next((one for one in concept.fields if one.name == part), None) if concept else None
    if described is None:
        return None

    def worded(value: JsonValue, names: Names, mark: DecimalMark) -> str:
        return _short(said(described, value, names.things, Locale("dmy", mark))) or NOTHING

    return described.label, worded


def _words(part: str, value: JsonValue, names: Names, mark: DecimalMark) -> str:
    if value is None or value == "":
        return "the plan's" if part == "zone" and value == "" else NOTHING
    worded = _WORDED.get(part)
    if worded is not None:
        return worded(value, names, mark)
    return _short(str(value))


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}… ({len(text) - SHOWN:,} more characters)"


_Worded = Callable[[JsonValue, Names, DecimalMark], str]


def _by_id(kind: str) -> _Worded:
    def worded(value: JsonValue, names: Names, mark: DecimalMark) -> str:
        known: Mapping[int, str] = getattr(names, kind)
        return _short(known.get(value, "")) or "somebody" if isinstance(value, int) else NOTHING

    return worded


def _called(concept: str) -> _Worded:
    """Word a platform or an audience by our id; until decision 0030, changes of regular posts kept its name."""

    def worded(value: JsonValue, names: Names, mark: DecimalMark) -> str:
        known = names.things.get(concept, {})
        return (_short(known.get(value, "")) or NOTHING) if isinstance(value, int) else _short(str(value))

    return worded


def _out_of(words: Mapping[str, str]) -> _Worded:
    return lambda value, names, mark: words.get(str(value), str(value))


def _weekday(value: JsonValue, names: Names, mark: DecimalMark) -> str:
    return WEEKDAYS[value] if isinstance(value, int) else NOTHING


def _days(value: JsonValue, names: Names, mark: DecimalMark) -> str:
    return say_days(day for day in value if isinstance(day, int)) if isinstance(value, list) else NOTHING


_WORDED: Mapping[str, _Worded] = MappingProxyType(
    {
        "due": lambda value, names, mark: full_day(date.fromisoformat(str(value))),
        "baseline": lambda value, names, mark: number(Decimal(str(value)), mark),
        "target": lambda value, names, mark: number(Decimal(str(value)), mark),
        "direction": _out_of(DIRECTIONS),
        "cadence": _out_of(CADENCES),
        "kind": _out_of(KINDS),
        "date_order": _out_of(ORDERS),
        "decimal_mark": _out_of(MARKS),
        "nudges": _out_of(REMINDERS),
        "measurer": _by_id("roles"),
        "reviewer": _by_id("roles"),
        "role": _by_id("roles"),
        "goal": _by_id("goals"),
        "platform": _called("platform"),
        "audience": _called("audience"),
        "holder": _by_id("people"),
        "backup": _by_id("people"),
        "lead": _by_id("people"),
        "co_lead": _by_id("people"),
        "wall": lambda value, names, mark: str(value)[:5],
        "review_at": lambda value, names, mark: str(value)[:5],
        "digest_at": lambda value, names, mark: str(value)[:5],
        "work_until": lambda value, names, mark: str(value)[:5],
        "rule": lambda value, names, mark: Rule.model_validate(value).in_words(),
        "zone": lambda value, names, mark: place(str(value)),
        "week_start": _weekday,
        "review_weekday": _weekday,
        "working_days": _days,
    }
)


def lines_of_end(thing: Thing, after: Values) -> list[str]:
    """Return what taking something out of the plan brings with it, in plain text."""

    def many(name: str) -> int:
        found = after.get(name)
        return len(found) if isinstance(found, list) else 0

    lines = []
    if thing == "slot":
        lines.append("Nobody is asked for it any more.")
        if many("duties"):
            lines.append(f"{count(many('duties'), 'open duty is', 'open duties are')} no longer needed.")
    if thing == "goal":
        lines.append("Its number is asked for no more. What was read so far is kept.")
        if many("slots"):
            lines.append(f"{count(many('slots'), 'regular post has', 'regular posts have')} no goal now.")
    if thing == "role":
        work = [
            count(many("slots"), "regular post", "regular posts") if many("slots") else "",
            count(many("reads"), "number to read", "numbers to read") if many("reads") else "",
            count(many("judges"), "number to judge", "numbers to judge") if many("judges") else "",
        ]
        said = [part for part in work if part]
        lines.append(f"Passed on: {', '.join(said)}." if said else "Nobody hears anything for it any more.")
    return lines


def changed(title: str, lines: Sequence[str], change_id: int, *, ended: bool, undone: bool, can_undo: bool) -> Content:
    """Compose the private line to whoever changed something. Undone, it says so and has no button any more."""
    done = "Removed" if ended else "Changed"
    if undone:
        text = f"Taken back: {inline(title)} is as it was."
        return fit(Content(text, (section(text),)))
    shown, left = lines_within([inline(line) for line in lines], 2500)
    rest = [context(f"{left} more parts were changed.")] if left else []
    text = f"✓ {done}: {inline(title)}.\n{shown}".rstrip()
    row = [actions(button("Undo", ids.EDIT_UNDO, ids.Ref("change", change_id).encode()))] if can_undo else []
    note = [context("Undo works for ten minutes.")] if can_undo else []
    return fit(Content(text, (section(text), *rest, *row, *note)))
