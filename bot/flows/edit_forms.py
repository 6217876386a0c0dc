"""The forms that change what is there: which fields a goal, a role, a slot and the settings have, and how each reads.

Values in and out are those of bot.domain.edits. Two things are told by Slack's own id, for the verb to look up:
`holder`, `backup`, `lead` and `co_lead` of a form are texts like "U1".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import get_args

from pydantic import JsonValue

from bot.domain.edits import Values
from bot.domain.goals import Direction, wrong_target
from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT
from bot.domain.when import Rule, local_date, zone_named
from bot.flows.answers import Answer, Choice, Locale, Unclear, Understood
from bot.flows.calendar import KINDS, NO_GOAL, is_over
from bot.flows.concepts.forms import fields_of
from bot.flows.concepts.table import CONCEPTS
from bot.flows.context import Context, Given
from bot.flows.dates import bare_date, read_date
from bot.flows.form_fields import (
    DAYS,
    choice_field,
    clock_field,
    one_of_field,
    person_field,
    text_field,
    weekday_field,
    zone_field,
)
from bot.flows.forms import Field, Form, Whom, mapped
from bot.flows.goals import UNIT_LIMIT, later_than
from bot.flows.numbers import LARGEST, read_number, say_number
from bot.flows.platform_names import read_platform_or_text
from bot.flows.schedules import EXAMPLE, Planned, Schedule, read_schedule
from bot.flows.targets import read_target

# A view has room for 100 blocks; a goal rarely has more than one number.
MOST_MEASURES = 6
DIRECTIONS = (
    ("up", "More is better"),
    ("down", "Less is better"),
    ("within", "It is to stay between two numbers"),
    ("yesno", "It is a yes or a no"),
    ("rating", "It is a rating from 1 to 5"),
)
CADENCES = (("week", "Every week"), ("month", "Every month"), ("quarter", "Every quarter"))
DATES = (("dmy", "31/3/2027"), ("mdy", "3/31/2027"), ("ymd", "2027-03-31"))
MARKS = ((".", "1,000.5"), (",", "1.000,5"))
NUDGES = (
    ("standard", "Standard: a reminder and two nudges"),
    ("gentle", "Gentle: a reminder and one nudge"),
    ("off", "Off: only the digest"),
)

Reader = Callable[[str], Answer[Given]]


# ---------------------------------------------------------------- goals


def goal_form(values: Values, whom: Whom, context: Context, *, can_end: bool, most: int | None = MOST_MEASURES) -> Form:
    """Return the form of a goal with its numbers. One date stands for all parts that have the same.

    `most` is how many numbers are drawn; None for all of them, to read one that was asked about by itself.
    """
    measures = [int(name.partition(".")[2]) for name in values if name.startswith("target.")]
    numbered = len(measures) > 1
    fields = [
        replace(
            text_field("statement", "What do you want to achieve?", values, TEXT_LIMIT, optional=False),
            no_question=True,
        ),
        _due(values, measures, context),
        *fields_of(CONCEPTS["goal"], values, context),
    ]
    for measure_id in measures[:most]:
        fields += _measure(values, measure_id, whom, context, numbered=numbered)
    left = len(measures) - (most or len(measures))
    above = f"{left} more of its numbers do not fit here." if left > 0 else ""
    return Form("Change a goal", tuple(fields), above=above, can_end=can_end)


# A number that is not there yet goes by this id in its form.
NEW_MEASURE = 0


def measure_form(whom: Whom, context: Context, due: date) -> Form:
    """Return the form of a further number for a goal, to be reached by the goal's own day."""
    day = due.isoformat()
    blank: dict[str, JsonValue] = {
        **dict.fromkeys(("name", "unit"), ""),
        **dict.fromkeys(("target", "baseline"), None),
        "direction": "up",
        "cadence": "week",
        "due": day,
        "measurer": whom.roles[0][0] if whom.roles else None,
        "reviewer": whom.roles[0][0] if whom.roles else None,
    }
    values = {"due": day, **{f"{part}.{NEW_MEASURE}": value for part, value in blank.items()}}
    return Form("A new number", tuple(_measure(values, NEW_MEASURE, whom, context, numbered=False)))


def _due(values: Values, measures: list[int], context: Context) -> Field:
    due = date.fromisoformat(str(values["due"]))
    same = [f"due.{one}" for one in measures if values[f"due.{one}"] == values["due"]]

    def give(day: date) -> Given:
        return dict.fromkeys(("due", *same), day.isoformat())

    return Field(
        "due",
        "By when?",
        "date",
        due.isoformat(),
        lambda wrote: mapped(_ahead(wrote, context), give),
        in_words=bare_date(due),
    )


def _ahead(wrote: str, context: Context) -> Answer[date]:
    today = local_date(context.now, zone_named(context.zone))
    return later_than(read_date(wrote, today, context.locale), today)


def _measure(values: Values, measure_id: int, whom: Whom, context: Context, *, numbered: bool) -> list[Field]:
    of = f" ({values[f'name.{measure_id}']})" if numbered else ""
    locale = context.locale

    def key(part: str) -> str:
        return f"{part}.{measure_id}"

    def labelled(label: str) -> str:
        return f"{label}{of}"

    def choice(part: str, label: str, options: tuple[tuple[str, str], ...]) -> Field:
        return choice_field(key(part), labelled(label), options, values)

    fields = [
        text_field(key("name"), labelled("What is counted?"), values, TITLE_LIMIT, optional=False, example="Followers"),
        text_field(
            key("unit"),
            labelled("Unit"),
            values,
            UNIT_LIMIT,
            hint="It stands behind the number. You can leave it empty.",
        ),
        _target(values, measure_id, labelled("Which number shows that you got there?"), locale),
        _baseline(key("baseline"), labelled("Where did it stand at the beginning?"), values, locale),
        choice("direction", "Which way is better?", DIRECTIONS),
        choice("cadence", "How often do I ask for the number?", CADENCES),
        one_of_field(key("measurer"), labelled("Who reads the number?"), whom.roles, values[key("measurer")]),
        one_of_field(key("reviewer"), labelled("Who judges it?"), whom.roles, values[key("reviewer")]),
    ]
    fields += [replace(one, label=labelled(one.label)) for one in _further(values, measure_id, context)]
    if values[key("due")] != values["due"]:
        due = date.fromisoformat(str(values[key("due")]))
        fields.append(
            Field(
                key("due"),
                labelled("By when shall the number be reached?"),
                "date",
                due.isoformat(),
                lambda wrote: mapped(_ahead(wrote, context), lambda day: {key("due"): day.isoformat()}),
                in_words=bare_date(due),
            )
        )
    return fields


def _further(values: Values, measure_id: int, context: Context) -> list[Field]:
    """Return the fields of a number that the table of concepts describes; its lower end, where it has two."""
    every = fields_of(CONCEPTS["measure"], values, context, suffix=f".{measure_id}")
    is_range = values[f"direction.{measure_id}"] == "within"
    return [one for one in every if is_range or one.name != f"floor.{measure_id}"]


def _said(value: JsonValue, locale: Locale) -> str:
    return say_number(Decimal(str(value)), locale) if value is not None else ""


def _digits(value: Decimal) -> str:
    plain_digits = f"{value:f}"
    return plain_digits.rstrip("0").rstrip(".") if "." in plain_digits else plain_digits


def _target(values: Values, measure_id: int, label: str, locale: Locale) -> Field:
    """Return the field of a target: a number, or a change of where it stood at the beginning, like "+20 %"."""
    name = f"target.{measure_id}"
    start = values[f"baseline.{measure_id}"]

    is_yes_or_no = values[f"direction.{measure_id}"] == "yesno"

    def read(wrote: str) -> Answer[Given]:
        told = read_target(wrote, locale)
        if not isinstance(told, Understood):
            return mapped(told, lambda target: {name: ""})
        if told.value.value is None and start is None and told.value.baseline is None:
            return Unclear(
                "I do not know where that number stood at the beginning, so I need the number itself.", "1,000"
            )
        reached = told.value.reached_from(told.value.baseline or Decimal(str(start or 0)))
        if not reached.is_finite() or abs(reached) > LARGEST:
            return Unclear("That target is larger than anything a plan can reach.", "1,000")
        return Understood({name: _digits(reached)}, told.echo, told.confirm)

    return Field(
        name,
        label,
        "text",
        ("yes" if Decimal(str(values[name])) else "no")
        if is_yes_or_no and values[name]
        else _said(values[name], locale),
        read,
        example="yes" if is_yes_or_no else "1,000",
        hint="Yes, or no." if is_yes_or_no else "“1.2k” and “+20 %” will do, too.",
    )


def check_measures(values: Values) -> dict[str, str]:
    """Say which targets of a goal do not fit the kind of their number, by field."""
    wrong: dict[str, str] = {}
    for name, value in values.items():
        part, _, measure_id = name.partition(".")
        if part != "target" or value is None:
            continue
        kind = str(values[f"direction.{measure_id}"])
        floor = values.get(f"floor.{measure_id}")
        low = Decimal(str(floor)) if floor is not None else None
        for direction in get_args(Direction):
            if direction == kind and (problem := wrong_target(direction, Decimal(str(value)), low)):
                wrong[name] = problem
    return wrong


def _baseline(name: str, label: str, values: Values, locale: Locale) -> Field:
    return Field(
        name,
        label,
        "text",
        _said(values[name], locale),
        lambda wrote: mapped(read_number(wrote, locale), lambda number: {name: _digits(number)}),
        empty={name: None},
        example="640",
        hint="With a start I can tell whether you are on pace.",
    )


# ---------------------------------------------------------------- roles


def role_form(values: Values, whom: Whom, context: Context, *, can_end: bool) -> Form:
    """Return the form of a role."""
    fields = (
        text_field("title", "What is the role called?", values, TITLE_LIMIT, optional=False, example="Editor"),
        person_field(
            "holder", "Who does it?", values, whom, optional=True, hint="Somebody new is asked whether they accept."
        ),
        person_field("backup", "Who steps in when they are away?", values, whom, optional=True),
        *fields_of(CONCEPTS["role"], values, context),
    )
    return Form("Change a role", fields, can_end=can_end)


# ---------------------------------------------------------------- slots


def slot_form(values: Values, whom: Whom, context: Context, *, can_end: bool) -> Form:
    """Return the form of a slot. Its days and its time are one typed text, read as in conversation."""
    kinds = tuple((kind, label) for kind, label in KINDS.items())
    fields = (
        text_field("title", "What is it called?", values, TITLE_LIMIT, optional=False, example="Tip of the day"),
        choice_field("kind", "What kind of work is it?", kinds, values),
        _when(values, context),
        one_of_field("role", "Who does it?", whom.roles, values["role"]),
        Field(
            "platform",
            "Where: on which platform?",
            "text",
            str(values["platform"]),
            lambda wrote: mapped(read_platform_or_text(wrote), lambda name: {"platform": name}),
            empty={"platform": ""},
            example="Instagram",
            limit=TITLE_LIMIT,
        ),
        one_of_field("goal", "Which goal does it serve?", whom.goals, values["goal"], none=NO_GOAL),
        zone_field(
            "On which clock?",
            values,
            "A large city. Empty: the plan's own clock.",
            optional=True,
            today=context.now.date(),
        ),
        text_field("audience", "Who is it for?", values, TITLE_LIMIT, example="people who just moved to town"),
        text_field("theme", "Which theme does it belong to?", values, TITLE_LIMIT, example="Behind the scenes"),
        text_field("content_kind", "What is it made of?", values, TITLE_LIMIT, example="short video"),
        text_field(
            "message", "What should people remember?", values, TEXT_LIMIT, example="We repair any bike in a day"
        ),
    )
    return Form("Change a regular post", fields, can_end=can_end)


def _when(values: Values, context: Context) -> Field:
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

    return Field(
        "when",
        "On which days, and at what time?",
        "text",
        Schedule((now,)).in_words(today),
        read,
        example=EXAMPLE,
        hint="“Every other Thursday at 10” will do, too. What is open of it moves along.",
    )


def _completed(said: Schedule, now: Planned) -> Schedule:
    """Add to a schedule what it does not say: "at ten" keeps the days, "Tuesday" keeps the time."""
    if not said.missing:
        return said
    rest = Planned(now.rule, None) if "days" in said.missing else Planned(None, now.wall)
    return said.completed_by(Schedule((rest,)))


# ---------------------------------------------------------------- settings


def plan_form(values: Values, whom: Whom, today: date | None = None) -> Form:
    """Return the form of a plan's settings."""
    days = values["working_days"]
    chosen = ",".join(str(day) for day in days) if isinstance(days, list) else ""

    def work(wrote: str) -> Answer[Given]:
        found: list[JsonValue] = [day for day in range(7) if str(day) in wrote.split(",")]
        return Understood({"working_days": found}, wrote) if found else Unclear("One working day is needed.", "Monday")

    fields = (
        text_field("name", "What is the plan called?", values, TITLE_LIMIT, optional=False, example="Spring campaign"),
        person_field(
            "lead", "Who leads?", values, whom, optional=False, hint="They hear, privately, of what stays undone."
        ),
        person_field(
            "co_lead",
            "Who is co-lead?",
            values,
            whom,
            optional=True,
            hint="They can do all that the lead can, so the plan goes on if the lead leaves.",
        ),
        zone_field(
            "On which clock does the plan run?",
            values,
            "A large city. Regular posts move with it.",
            optional=False,
            today=today,
        ),
        Field(
            "working_days",
            "On which days do you work?",
            "several",
            chosen,
            work,
            options=DAYS,
            hint="Nobody hears from me on other days.",
        ),
        weekday_field("review_weekday", "On which day do you look back on the week?", values),
        clock_field("review_at", "At what time?", values, "A review whose numbers I have asked for keeps its time."),
        weekday_field("week_start", "On which day does your week begin?", values),
        choice_field("date_order", "How do you write dates?", DATES, values),
        choice_field("decimal_mark", "How do you write numbers?", MARKS, values),
    )
    return Form("Settings of the plan", fields)


def mine_form(values: Values, slacks_zone: str, today: date | None = None) -> Form:
    """Return the form of somebody's own settings. `slacks_zone` is what Slack reports, "" where it reports none."""
    where = (
        f"Slack says {slacks_zone}. Empty: I go by Slack." if slacks_zone else "Slack names none. Name a large city."
    )
    fields = (
        clock_field("digest_at", "When may your digest come?", values, "Your day with me begins then."),
        clock_field("work_until", "When does your day end?", values, "Nothing unasked comes after that."),
        choice_field("nudges", "How much shall I remind you?", NUDGES, values),
        zone_field("On which clock are you?", values, where, optional=True, today=today),
    )
    return Form("Your settings", fields)
