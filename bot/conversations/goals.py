"""`/beat goal`: what is to be achieved, the number that shows it, by when, who reads it and who judges it.

`/beat setup` asks the same of its one goal, with these very steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from pydantic import JsonValue

from bot.conversations.readers import people_options, reviewer_options, show_told, take_reader
from bot.conversations.steps import Flow, Step, Taken, Unsettled
from bot.domain.goals import Direction, NewGoal, Quality, wrong_target
from bot.domain.roles import TITLE_LIMIT, Who
from bot.domain.strategies import DateOrder
from bot.domain.when import local_date, zone_named
from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, clean_text, with_names
from bot.language.chatter import without_chatter, without_posts
from bot.language.context import Context, Given
from bot.language.dates import bare_date, read_date, say_date
from bot.language.kept_values import (
    day,
    keep,
    keep_number,
    locale_of,
    number,
    say_amount,
    say_day,
    text,
    told,
)
from bot.language.numbers import LARGEST, read_number
from bot.language.people import PersonRef
from bot.language.phrases import GoalDraft, read_goal
from bot.language.targets import Target, read_target, say_target
from bot.language.who import MENTION_EXAMPLE, told_of, with_mentions
from bot.schema.columns import UNIT_LIMIT

# What is counted in more words than this is a sentence; the measure's name has them then.
# Signs that stand beside a number, and say nothing of what is counted.
_SIGNS = frozenset({"%", "$", "€", "£"})

# Roles for people who have none yet.
MEASURER = "Numbers"
REVIEWER = "Review"


def today_of(given: Given, context: Context) -> date:
    """Return the date on the strategy's clock."""
    return local_date(context.now, zone_named(text(given, "zone") or context.zone))


# ---------------------------------------------------------------- a whole sentence


def drafted(wrote: str, given: Given, context: Context) -> Taken:
    """Take everything that a sentence says about a goal."""
    locale, today = locale_of(given, context), today_of(given, context)
    wrote, left_out = without_posts(with_mentions(without_chatter(wrote), context), today, locale)
    draft = read_goal(wrote, today, locale)
    taken = _plain_parts(draft, locale) + Taken(left_out=left_out)
    if draft.due:
        read = later_than(Understood(draft.due, draft.due_echo, "due" in draft.doubtful), today)
        taken += Taken.of(read, _keep_due(wrote, today, locale))
    for problem in draft.problems:
        taken += _wrong(problem.field, problem.what, _keep_due(wrote, today, locale), today)
    for field, ref in (("measurer", draft.measurer), ("reviewer", draft.reviewer)):
        if ref:
            taken += _reader(field, ref, context)
    if len(draft.people) == 1 and not draft.measurer:
        read_by = told_of(draft.people[0], context)
        if isinstance(read_by, Understood):
            echo = f"{read_by.value.say()} reads the number"
            taken += Taken(unsettled=(Unsettled.confirm(echo, {"measurer": keep(read_by.value)}),))
    return taken


def _plain_parts(draft: GoalDraft, locale: Locale) -> Taken:
    given: dict[str, JsonValue] = {}
    if draft.statement:
        given["statement"] = draft.statement
    if draft.platform:
        given["measured_on"] = draft.platform
    if draft.measure and len(draft.measure) <= TITLE_LIMIT:
        given["measure"] = draft.measure
    if draft.target is None:
        return Taken(given)
    fields = keep_target(draft.target)
    if "target" not in draft.doubtful:
        return Taken({**given, **fields})
    return Taken(given, unsettled=(Unsettled.confirm(say_target(draft.target, locale), fields),))


def _reader(field: str, ref: PersonRef, context: Context) -> Taken:
    return Taken.of(told_of(ref, context), lambda who: {field: keep(who)})


def _wrong(
    field: str, what: Unclear | Choice[date] | Choice[Target] | object, keep_due: Callable[[date], Given], today: date
) -> Taken:
    """Turn a draft's problem into what is to be settled."""
    if isinstance(what, Unclear):
        return Taken(problem=what.problem, example=what.example)
    if isinstance(what, Choice):
        dates = tuple((label, value) for label, value in what.options if isinstance(value, date))
        targets = tuple((label, value) for label, value in what.options if isinstance(value, Target))
        if dates:
            return Taken.of(later_than(Choice(what.question, dates), today), keep_due)
        return Taken.of(Choice(what.question, targets), keep_target) if targets else Taken()
    return Taken()


# ---------------------------------------------------------------- what is aimed at


def keep_target(target: Target) -> Given:
    """Return a target as fields: what to reach, what is counted, and where it starts if that was said."""
    given: dict[str, JsonValue] = {"direction": target.direction or ""}
    for name, value in (("target", target.value), ("change", target.change), ("percent", target.change_percent)):
        given[name] = keep_number(value) if value is not None else ""
    given["floor"] = keep_number(target.floor) if target.floor is not None else ""
    if target.unit:
        given["unit"] = target.unit
    if target.baseline is not None:
        given["baseline"] = keep_number(target.baseline)
    return given


_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


def target_of(given: Given) -> Target | None:
    """Return the target, or None while there is none."""
    if "target" not in given:
        return None
    direction = text(given, "direction")
    return Target(
        value=number(given, "target"),
        baseline=number(given, "baseline"),
        change=number(given, "change"),
        change_percent=number(given, "percent"),
        unit=text(given, "unit"),
        direction=next((one for one in _DIRECTIONS if one == direction), None),
        floor=number(given, "floor"),
    )


def _needs_start(given: Given) -> bool:
    """Tell whether the target means nothing without a start: "+20 %" of what; fewer than how many."""
    target = target_of(given)
    return target is not None and (target.value is None or target.direction == "down")


def _aim(given: Given) -> Decimal | None:
    """Return the number to reach, or None while it cannot be known."""
    target = target_of(given)
    if target is None or (target.value is None and target.baseline is None):
        return None
    return target.reached_from(target.baseline or Decimal(0))


def _take_statement(wrote: str, given: Given, context: Context) -> Taken:
    return drafted(wrote, given, context)


def _take_target(wrote: str, given: Given, context: Context) -> Taken:
    taken = drafted(wrote, given, context)
    kept = {name: value for name, value in taken.given.items() if name != "statement"}
    if "target" in kept or taken.unsettled:
        return replace(taken, given=kept)
    read = read_target(wrote, locale_of(given, context))
    if isinstance(read, Understood) and read.value.direction == "yesno":
        # A bare "no" may answer something else.
        is_done = "a yes" if read.value.value else "a no"
        read = replace(read, confirm=True, echo=f"it is reached or not, and {is_done} is wanted")
    return Taken.of(read, keep_target)


def _show_target(given: Given, context: Context) -> str:
    target, locale, reached = target_of(given), locale_of(given, context), _aim(given)
    if target is None:
        return ""
    said = say_target(target, locale)
    if target.value is None and reached is not None:
        return f"{say_amount(reached, target.unit, locale)} ({said})"
    return said


def _check_target(given: Given, context: Context) -> str:
    reached = _aim(given)
    if reached is not None and abs(reached) > LARGEST:
        return "That target is larger than anything a plan can reach."
    target = target_of(given)
    if target is None or target.value is None or target.direction is None:
        return ""
    return wrong_target(target.direction, target.value, target.floor)


def _check_start(given: Given, context: Context) -> str:
    target = target_of(given)
    if target and target.value is None and target.change_percent is not None and number(given, "baseline") == 0:
        return "A percentage of nothing is nothing. Give the number as it is now, or change the target."
    return _check_target(given, context)


def _take_start(wrote: str, given: Given, context: Context) -> Taken:
    read = read_number(wrote, locale_of(given, context))
    return Taken.of(read, lambda value: {"baseline": keep_number(value)})


def _show_start(given: Given, context: Context) -> str:
    start = number(given, "baseline")
    return "" if start is None else say_amount(start, text(given, "unit"), locale_of(given, context))


def _measure(given: Given) -> str:
    """Return what the number is called: as told, else what is counted, else what is to be achieved."""
    unit = text(given, "unit")
    if text(given, "measure") or (unit and unit not in _SIGNS and len(unit) <= TITLE_LIMIT):
        return text(given, "measure") or unit
    statement = text(given, "statement")
    return statement if len(statement) <= TITLE_LIMIT else f"{statement[: TITLE_LIMIT - 1]}…"


def _take_measure(wrote: str, given: Given, context: Context) -> Taken:
    return Taken.of(clean_text(with_names(wrote, context.names), TITLE_LIMIT), lambda value: {"measure": value})


# ---------------------------------------------------------------- by when


def _take_due(wrote: str, given: Given, context: Context) -> Taken:
    today, locale = today_of(given, context), locale_of(given, context)
    taken = Taken.of(later_than(read_date(wrote, today, locale), today), _keep_due(wrote, today, locale))
    if taken.problem:
        rest = drafted(wrote, given, context)
        if "due" in rest.given:
            kept = {name: value for name, value in rest.given.items() if name != "statement"}
            return Taken(kept, unsettled=rest.unsettled, left_out=rest.left_out)
    return taken


def _keep_due(wrote: str, today: date, locale: Locale) -> Callable[[date], Given]:
    """Return what keeps a date, and the order of day and month where choosing it tells that."""

    def kept(due: date) -> Given:
        orders: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd") if locale.date_order is None else ()
        fits: list[DateOrder] = []
        for order in orders:
            written = Locale(order, locale.decimal_mark, locale.week_start)
            whole = read_date(wrote, today, written)
            found = whole.value if isinstance(whole, Understood) else read_goal(wrote, today, written).due
            fits += [order] if found == due else []
        # "3/4" is read alike by those who write the month first, with the year before it or after.
        told_order: Mapping[str, JsonValue] = {"date_order": fits[0]} if 0 < len(fits) < len(orders) else {}
        return {"due": due.isoformat(), **told_order}

    return kept


def later_than(read: Answer[date], today: date) -> Answer[date]:
    """Accept only dates after `today`: a goal for today has no time left."""
    example = bare_date(some_months_ahead(today))
    if isinstance(read, Understood) and read.value <= today:
        return Unclear(f"{say_date(read.value)} is not ahead of us. A goal needs some time.", example)
    if isinstance(read, Choice):
        left = tuple((label, value) for label, value in read.options if value > today)
        if len(left) == 1:
            return Understood(left[0][1], left[0][0], confirm=True)
        return Choice(read.question, left) if left else Unclear("That date is over.", example)
    return read


def some_months_ahead(today: date) -> date:
    """Return the last day of a month, four to five months from now: a date that would do."""
    return (today.replace(day=1) + timedelta(days=150)).replace(day=1) - timedelta(days=1)


def _show_due(given: Given, context: Context) -> str:
    due = day(given, "due")
    return say_day(due) if due else ""


def _check_due(given: Given, context: Context) -> str:
    due = day(given, "due")
    return "That date has come meanwhile. Give a later one." if due and due <= today_of(given, context) else ""


# ---------------------------------------------------------------- the goal itself


def _build(given: Given, context: Context) -> NewGoal:
    return build_goal(given, _who(given, "measurer", MEASURER), _who(given, "reviewer", REVIEWER))


def _who(given: Given, field: str, fallback: str) -> Who:
    person = told(given, field)
    return person.who(fallback) if person else Who(fallback=fallback)


_QUALITIES: tuple[Quality, ...] = get_args(Quality)


def build_goal(given: Given, measurer: Who, reviewer: Who) -> NewGoal:
    """Return the goal that was told. Raises ValueError while its target or date is missing."""
    target, due = _aim(given), day(given, "due")
    if target is None or due is None:
        raise ValueError("A goal needs a target and a date.")
    unit = text(given, "unit")
    return NewGoal(
        statement=text(given, "statement"),
        measure=_measure(given),
        unit=unit if len(unit) <= UNIT_LIMIT else "",
        target=target,
        baseline=number(given, "baseline"),
        due=due,
        measurer=measurer,
        reviewer=reviewer,
        platform=text(given, "measured_on"),
        quality=next((one for one in _QUALITIES if one == text(given, "direction")), ""),
        floor=number(given, "floor"),
    )


# ---------------------------------------------------------------- the questions

GOAL = Step(
    name="goal",
    label="Goal",
    fills=("statement",),
    ask=lambda given, context: "What do you want to achieve?",
    example=lambda given, context: (
        f"1,000 Instagram followers by {bare_date(some_months_ahead(today_of(given, context)))}"
    ),
    help="One sentence is enough. If you know the number and the date, say them too.",
    take=_take_statement,
    show=lambda given, context: text(given, "statement"),
    why="A goal is what should be different by a certain day, like more people in the shop.",
)
TARGET = Step(
    name="target",
    label="Number to reach",
    fills=("target",),
    ask=lambda given, context: "Which number would show that you got there?",
    example=lambda given, context: "1,000 Instagram followers",
    help="A goal aims at one number. “From 400 to 1,000 subscribers” and “+20 % visits” will do, too.",
    take=_take_target,
    show=_show_target,
    check=_check_target,
    why="Without a number nobody can tell whether you got there.",
)
START = Step(
    name="start",
    label="Where it stands now",
    fills=("baseline",),
    part_of="target",
    ask=lambda given, context: "Where does that number stand now? I need it to know where you want to be.",
    example=lambda given, context: "640",
    help="The number as it is today. A rough one will do.",
    take=_take_start,
    show=_show_start,
    applies=_needs_start,
    check=_check_start,
)
BASELINE = Step(
    name="baseline",
    label="Where it stands now",
    fills=("baseline",),
    ask=lambda given, context: "Where does that number stand now?",
    # A rating is from one to five.
    example=lambda given, context: "3" if text(given, "direction") == "rating" else "640",
    help="With a start I can tell whether you are on pace. You can skip this and tell me later.",
    take=_take_start,
    show=_show_start,
    required=False,
    # A yes or no starts nowhere.
    applies=lambda given: not _needs_start(given) and text(given, "direction") != "yesno",
)
MEASURE = Step(
    name="measure",
    label="What is counted",
    fills=("measure",),
    ask=lambda given, context: "What shall I call the number?",
    example=lambda given, context: "Instagram followers",
    help="A few words. They stand beside the latest number.",
    take=_take_measure,
    show=lambda given, context: _measure(given) if "target" in given else "",
    required=False,
    is_asked=False,
)
DUE = Step(
    name="due",
    label="By",
    fills=("due",),
    ask=lambda given, context: "By when?",
    example=lambda given, context: bare_date(some_months_ahead(today_of(given, context))),
    help="A date lets me say whether you are on pace. “End of Q1” and “in six months” will do, too.",
    take=_take_due,
    show=_show_due,
    check=_check_due,
)
MEASURER_STEP = Step(
    name="measurer",
    label="Who reads the number",
    fills=("measurer",),
    ask=lambda given, context: "Who reads the number? I will ask them for it before each review.",
    example=lambda given, context: f"me, or {MENTION_EXAMPLE}",
    help="Name a person or a role. It can be you.",
    take=take_reader("measurer"),
    show=lambda given, context: show_told(given, "measurer"),
    options=people_options,
    why="That person hears from me before each review, and nobody else is asked for it.",
)
REVIEWER_STEP = Step(
    name="reviewer",
    label="Who judges it",
    fills=("reviewer",),
    ask=lambda given, context: "And who judges it: who says what the number means for the plan?",
    example=lambda given, context: "me, or @Ben",
    help="One person reads the number, one says what it means. It can be the same person.",
    take=take_reader("reviewer"),
    show=lambda given, context: show_told(given, "reviewer"),
    options=reviewer_options,
)

FLOW = Flow(
    name="goal",
    opening=drafted,
    build=_build,
    closing="Shall I save this goal? You can still change every part of it.",
    steps=(GOAL, TARGET, START, DUE, MEASURER_STEP, REVIEWER_STEP, MEASURE, replace(BASELINE, is_asked=False)),
)
