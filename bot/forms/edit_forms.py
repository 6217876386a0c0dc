"""The forms that change what is there: goals with their numbers, roles, recurring posts, settings.

Values in and out are those of bot.domain.edits. People come in by our ids and go out as Slack's, for the verb to look
up; who and what there is to choose from is in the context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from bot.conversations.calendar import is_over
from bot.conversations.goals import later_than
from bot.domain.edits import Values, measure_field, measures_in
from bot.domain.goals import MeasureValues, wrong_target
from bot.domain.when import Rule, local_date, zone_named
from bot.forms.concept_forms import drawn, fields_of
from bot.forms.forms import Field as FormField
from bot.forms.forms import Form, mapped
from bot.language.answers import Answer, Choice, Unclear, Understood
from bot.language.context import Context, Given
from bot.language.dates import bare_date, read_date
from bot.language.kept_values import keep_number
from bot.language.numbers import LARGEST
from bot.language.schedules import EXAMPLE, Planned, Schedule, read_schedule
from bot.language.targets import read_target
from bot.schema.columns import COLUMNS
from bot.schema.shape import Field
from bot.schema.table import CONCEPTS

# A view has room for 100 blocks; a goal rarely has more than one number.
MOST_MEASURES = 6
# A number that is not there yet goes by this id in its form.
NEW_MEASURE = 0


def _columns(thing: str, values: Values, context: Context, suffix: str = "", of: str = "") -> list[FormField]:
    """Return the fields of a thing's columns for which a form asks."""
    asked = (field for field in COLUMNS[thing] if field.question)
    return [_DRAWN.get(field.kind, drawn)(field, values, context, suffix=suffix, of=of) for field in asked]


# ---------------------------------------------------------------- goals


def goal_form(values: Values, context: Context, *, can_end: bool, most: int | None = MOST_MEASURES) -> Form:
    """Return the form of a goal with its numbers. One date stands for all parts that have the same.

    `most` is how many numbers are drawn; None for all of them, to read one that was asked about by itself.
    """
    measures = list(measures_in(values))
    numbered = len(measures) > 1
    fields = [*_columns("goal", values, context), *fields_of(CONCEPTS["goal"], values, context)]
    dates = [measure_field("due", one) for one in measures]
    same = [name for name in dates if values[name] == values["due"]]
    fields = [_for_all(one, same) if one.name == "due" else one for one in fields]
    for measure_id in measures[:most]:
        fields += _measure(values, measure_id, context, numbered=numbered)
    left = len(measures) - (most or len(measures))
    above = f"{left} more of its numbers do not fit here." if left > 0 else ""
    return Form("Change a goal", tuple(fields), above=above, can_end=can_end)


def measure_form(context: Context, blank: MeasureValues) -> Form:
    """Return the form of a further number for a goal, to be reached by the goal's own day."""
    parts = blank.model_dump(mode="json")
    values = {"due": parts["due"], **{measure_field(part, NEW_MEASURE): value for part, value in parts.items()}}
    return Form("A new number", tuple(_measure(values, NEW_MEASURE, context, numbered=False)))


def _for_all(due: FormField, same: list[str]) -> FormField:
    """Let the goal's date be that of its numbers, too, which have the same."""
    read = due.read
    assert read is not None
    return replace(due, read=lambda wrote: mapped(read(wrote), lambda day: dict.fromkeys(("due", *same), day["due"])))


def _measure(values: Values, measure_id: int, context: Context, *, numbered: bool) -> list[FormField]:
    suffix = f".{measure_id}"
    of = f" ({values[f'name{suffix}']})" if numbered else ""
    further = fields_of(CONCEPTS["measure"], values, context, suffix=suffix)
    if values[f"direction{suffix}"] != "within":
        further = [one for one in further if one.name != f"floor{suffix}"]
    *own, due = _columns("measure", values, context, suffix, of)
    apart = [due] if values[due.name] != values["due"] else []
    return [*own, *(replace(one, label=f"{one.label}{of}") for one in further), *apart]


def _ahead(field: Field, values: Values, context: Context, *, suffix: str = "", of: str = "") -> FormField:
    """Return the field of a date that lies ahead."""
    day = date.fromisoformat(str(values[f"{field.name}{suffix}"]))
    today = local_date(context.now, zone_named(context.zone))

    def read(wrote: str) -> Answer[Given]:
        found = later_than(read_date(wrote, today, context.locale), today)
        return mapped(found, lambda day: {f"{field.name}{suffix}": day.isoformat()})

    return replace(drawn(field, values, context, suffix=suffix, of=of), read=read, in_words=bare_date(day))


def _target(field: Field, values: Values, context: Context, *, suffix: str = "", of: str = "") -> FormField:
    """Return the field of a target: a number, or a change of where it stood at the beginning, like "+20 %"."""
    name = f"{field.name}{suffix}"
    start = values[f"baseline{suffix}"]

    def read(wrote: str) -> Answer[Given]:
        told = read_target(wrote, context.locale)
        if not isinstance(told, Understood):
            return mapped(told, lambda target: {name: ""})
        if told.value.value is None and start is None and told.value.baseline is None:
            return Unclear(
                "I do not know where that number stood at the beginning, so I need the number itself.", "1,000"
            )
        reached = told.value.reached_from(told.value.baseline or Decimal(str(start or 0)))
        if not reached.is_finite() or abs(reached) > LARGEST:
            return Unclear("That target is larger than anything a plan can reach.", "1,000")
        return Understood({name: keep_number(reached)}, told.echo, told.confirm)

    whole = replace(drawn(field, values, context, suffix=suffix, of=of), read=read)
    if values[f"direction{suffix}"] != "yesno":
        return replace(whole, example="1,000", hint="“1.2k” and “+20 %” will do, too.")
    shown = ("yes" if Decimal(str(values[name])) else "no") if values[name] else whole.shown
    return replace(whole, shown=shown, example="yes", hint="Yes, or no.")


def check_measures(values: Values) -> dict[str, str]:
    """Say which targets of a goal do not fit the kind of their number, by field."""
    wrong: dict[str, str] = {}
    for measure_id, one in measures_in(values).items():
        if one.target is not None and (problem := wrong_target(one.direction, one.target, one.floor)):
            wrong[measure_field("target", measure_id)] = problem
    return wrong


# ---------------------------------------------------------------- roles


def role_form(values: Values, context: Context, *, can_end: bool) -> Form:
    """Return the form of a role."""
    fields = (*_columns("role", values, context), *fields_of(CONCEPTS["role"], values, context))
    return Form("Change a role", fields, can_end=can_end)


# ---------------------------------------------------------------- recurring posts


def slot_form(values: Values, context: Context, *, can_end: bool) -> Form:
    """Return the form of a recurring post, whose platform and audience come in by their names."""
    return Form("Change a regular post", tuple(_columns("slot", values, context)), can_end=can_end)


def _when(field: Field, values: Values, context: Context, *, suffix: str = "", of: str = "") -> FormField:
    """Return the field of a rule with its time of day: one text, read as in conversation."""
    now = Planned(Rule.model_validate(values["rule"]), time.fromisoformat(str(values["wall"])))
    zone = str(values["zone"] or context.zone)
    today = local_date(context.now, zone_named(context.zone))

    def read(wrote: str) -> Answer[Given]:
        told = read_schedule(wrote, today, context.locale)
        if isinstance(told, Unclear):
            return told
        if isinstance(told, Choice):
            return mapped(told, lambda schedule: {"wall": ""})
        whole = _completed(told.value, now)
        if len(whole.items) != 1:
            return Unclear(
                "Those are several times, and this is one regular post. Add another one for the rest.", EXAMPLE
            )
        if is_over(whole, zone, context):
            return Unclear("That is over already. Name a time that is still to come.", EXAMPLE)
        rule, wall = whole.items[0].rule, whole.items[0].wall
        assert rule is not None
        assert wall is not None
        given: Given = {"rule": rule.model_dump(mode="json"), "wall": wall.isoformat()}
        return Understood(given, whole.in_words(today), told.confirm, question=told.question)

    return FormField(
        "when", field.question, "text", Schedule((now,)).in_words(today), read, example=EXAMPLE, hint=field.help
    )


def _completed(said: Schedule, now: Planned) -> Schedule:
    """Add to a schedule what it does not say: "at ten" keeps the days, "Tuesday" keeps the time."""
    if not said.missing:
        return said
    rest = Planned(now.rule, None) if "days" in said.missing else Planned(None, now.wall)
    return said.completed_by(Schedule((rest,)))


_DRAWN: dict[str, Callable[..., FormField]] = {"date": _ahead, "target": _target, "schedule": _when}


# ---------------------------------------------------------------- settings


def plan_form(values: Values, context: Context) -> Form:
    """Return the form of a plan's settings."""
    return Form("Settings of the plan", tuple(_columns("plan", values, context)))


def mine_form(values: Values, slacks_zone: str, context: Context) -> Form:
    """Return the form of somebody's own settings. `slacks_zone` is what Slack reports, "" where it reports none."""
    where = (
        f"Slack says {slacks_zone}. Empty: I go by Slack." if slacks_zone else "Slack names none. Name a large city."
    )
    fields = _columns("mine", values, context)
    return Form("Your settings", tuple(replace(one, hint=where) if one.name == "zone" else one for one in fields))
