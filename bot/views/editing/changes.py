"""Changes in words: "Target: 1,000 → 1,200", and the private message about them, with Undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from pydantic import JsonValue

from bot.domain.edits import Kept, Thing, Values, measures_in, part_of
from bot.language.answers import Locale
from bot.language.kept_values import place
from bot.schema.columns import COLUMNS
from bot.schema.shape import Field
from bot.schema.table import CONCEPTS, field_of
from bot.schema.wording import Names, said
from bot.views.kit import ids
from bot.views.kit.blocks import Content, actions, button, context, fit, lines_within, section
from bot.views.kit.texts import clean, count, full_day, inline

# A long text is only named in a line about its change, not shown twice.
SHOWN = 80
NOTHING = "nothing"

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


def title_of(thing: Thing, name: str, concept: str = "") -> str:
    """Return a thing's name for a sentence: "the goal 1,000 Instagram followers", "your settings"."""
    if thing == "mine":
        return THINGS[thing]
    noun = f"the {CONCEPTS[concept].noun}" if concept else THINGS[thing]
    return noun if concept and CONCEPTS[concept].single else f"{noun} {_short(name)}"


def lines_of(kept: Kept, before: Values, after: Values, names: Names) -> list[str]:
    """Return a line for each part that a change changed, in plain text. Leaves out parts that nobody sees."""
    locale = Locale("dmy", kept.strategy.decimal_mark if kept.strategy else ".")
    measures = measures_in(kept.values)
    lines = []
    for name, value in after.items():
        part, measure_id = part_of(name)
        thing = "measure" if measure_id is not None else kept.concept or kept.thing
        field = field_of(thing, part)
        if field is None:
            continue
        words = _words_of_column if field in COLUMNS.get(thing, ()) else _words
        label = field.label
        if measure_id is not None and len(measures) > 1:
            name_now = measures[measure_id].name if measure_id in measures else ""
            label = f"{_short(name_now)}: {label}"
        old, new = (words(field, one, names, locale) for one in (before.get(name), value))
        if old != new:  # a rule holds more than its words show: if they read the same, there is nothing to tell
            lines.append(f"{label}: {old} → {new}")
    # To people, the goal's date and its number's date are one, unless they differ.
    return list(dict.fromkeys(lines))


def _words(field: Field, value: JsonValue, names: Names, locale: Locale) -> str:
    return _short(said(field, value, names, locale)) or NOTHING


def _words_of_column(field: Field, value: JsonValue, names: Names, locale: Locale) -> str:
    words = _words(field, value, names, locale)
    match field.kind:
        case "zone" if value is not None:
            return place(str(value)) or "the plan's"
        case "date" if value is not None:
            return full_day(date.fromisoformat(str(value)))
        case "choice":
            return words[:1].lower() + words[1:]
        case "one" | "person" if isinstance(value, int) and words == NOTHING:
            return "somebody"
    return words


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}… ({len(text) - SHOWN:,} more characters)"


def lines_of_end(thing: Thing, after: Values) -> list[str]:
    """Return what removing a thing from the plan brings with it, in plain text."""

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
    """Compose the private message to the person who made a change. Undone, it says so and loses its button."""
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
