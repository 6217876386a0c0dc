"""`/beat setup`: a plan for a channel in seven questions at most; the rest has defaults, one tap to change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from types import MappingProxyType

from pydantic import JsonValue

from bot.conversations import calendar, goals
from bot.conversations.readers import show_told, take_readers
from bot.conversations.steps import Flow, Option, Step, Taken
from bot.domain.roles import TITLE_LIMIT, Who
from bot.domain.strategies import REVIEW_AT, REVIEW_WEEKDAY, WORKING_DAYS, NewStrategy
from bot.domain.when import WEEKDAYS
from bot.language.answers import Understood, clean_text, fold, plain, read_choice
from bot.language.context import Context, Given
from bot.language.kept_values import Told, days, keep, locale_of, place, text, told, whole
from bot.language.schedules import Schedule, read_schedule
from bot.language.weekdays import read_days, say_days
from bot.language.who import MENTION_EXAMPLE, read_person
from bot.language.zones import read_zone

# docs/product.md, "Set-up".
MOST_QUESTIONS = 7

# How dates and numbers can be written: what people choose, and what that means.
_WRITTEN: Mapping[str, Mapping[str, JsonValue]] = MappingProxyType(
    {
        "31/3/2027 and 1,000.5": {"date_order": "dmy", "decimal_mark": "."},
        "31/3/2027 and 1.000,5": {"date_order": "dmy", "decimal_mark": ","},
        "3/31/2027 and 1,000.5": {"date_order": "mdy", "decimal_mark": "."},
        "2027-03-31 and 1,000.5": {"date_order": "ymd", "decimal_mark": "."},
        "2027-03-31 and 1.000,5": {"date_order": "ymd", "decimal_mark": ","},
    }
)


_AN_ID = re.compile(r"[CGD][A-Z0-9]{6,}")


def _defaults(context: Context) -> Given:
    # Slack does not tell the name of a private channel with a command: until it is known, its id stands there.
    known = "" if _AN_ID.fullmatch(context.channel_name) else context.channel_name
    name = " ".join(plain(known).lstrip("#").replace("-", " ").replace("_", " ").split())
    return {
        "name": (name[:1].upper() + name[1:])[:TITLE_LIMIT] or "Our plan",
        "zone": context.zone,
        "days": list(WORKING_DAYS),
        "review_day": REVIEW_WEEKDAY,
        "review_at": REVIEW_AT.isoformat(),
        "lead": keep(Told.person(context.asker)),
    }


# ---------------------------------------------------------------- the seven questions


def _ask_goal(given: Given, context: Context) -> str:
    if "statement" in given:
        return "What do you want to achieve?"
    return "Let us make a plan for this channel, in seven short questions at most. What do you want to achieve?"


def _take_readers(wrote: str, given: Given, context: Context) -> Taken:
    open_parts = tuple(field for field in ("measurer", "reviewer") if field not in given)
    return take_readers(wrote, context, open_parts or ("measurer",))


def _ask_readers(given: Given, context: Context) -> str:
    if "reviewer" in given:
        return "Who reads the number before each review?"
    return "Who reads that number before each review, and who judges it? One person can do both."


def _take_posts(wrote: str, given: Given, context: Context) -> Taken:
    """Take the first regular post; where nothing else was said, it goes where the goal is measured."""
    taken = calendar.take_title(wrote, given, context)
    where = text(given, "measured_on")
    if "title" in taken.given and where and "platform" not in {**given, **taken.given}:
        return replace(taken, given={**taken.given, "platform": where})
    return taken


def _show_doer(given: Given, context: Context) -> str:
    doer = told(given, "doer")
    if doer is None:
        return text(given, "doer_title")
    return doer.model_copy(update={"title": doer.title or calendar.DOERS[calendar.kind_of(given)]}).say()


# ---------------------------------------------------------------- what has a default


def _take_days(wrote: str, given: Given, context: Context) -> Taken:
    return Taken.of(read_days(wrote), lambda found: {"days": [*sorted(found)]})


def _take_review(wrote: str, given: Given, context: Context) -> Taken:
    """Take a day of the week, a time, or both."""
    other = Taken(problem="A review has one day of the week and one time, all year.", example="Friday 15:00")
    today = goals.today_of(given, context)
    read = read_schedule(wrote, today, locale_of(given, context))
    taken = Taken.of(read, lambda said: _review(said, today))
    if isinstance(read, Understood):
        return taken if _review(read.value, today) else other
    if taken.problem:
        return replace(taken, example=other.example)
    meanings = [meaning for one in taken.unsettled for meaning in one.meanings if meaning.given]
    return taken if meanings else other


def _review(said: Schedule, today: date) -> Given:
    """Return the day and the time of a weekly review; nothing where it is more, not weekly, or begins or ends later."""
    if len(said.items) != 1:
        return {}
    rule, wall = said.items[0].rule, said.items[0].wall
    found: dict[str, JsonValue] = {"review_at": wall.isoformat()} if wall else {}
    if rule is None:
        return found
    if rule.every != "week" or rule.interval != 1 or len(rule.weekdays) != 1 or rule.until or rule.start > today:
        return {}
    return {**found, "review_day": rule.weekdays[0]}


def _review_at(given: Given) -> time:
    return time.fromisoformat(text(given, "review_at") or REVIEW_AT.isoformat())


def _review_day(given: Given) -> int:
    chosen = whole(given, "review_day")
    return REVIEW_WEEKDAY if chosen is None else chosen


def _show_review(given: Given, context: Context) -> str:
    zone = place(text(given, "zone") or context.zone)
    return f"every {WEEKDAYS[_review_day(given)]} at {_review_at(given):%H:%M} ({zone})"


def _take_lead(wrote: str, given: Given, context: Context) -> Taken:
    return Taken.of(read_person(wrote, context), lambda person: {"lead": keep(Told.person(person))})


def _take_written(wrote: str, given: Given, context: Context) -> Taken:
    ways = list(_WRITTEN)
    return Taken.of(read_choice(wrote, ways), lambda index: _WRITTEN[ways[index]])


def _show_written(given: Given, context: Context) -> str:
    locale = locale_of(given, context)
    day = {"dmy": "31/3/2027", "mdy": "3/31/2027", "ymd": "2027-03-31"}[locale.date_order or "dmy"]
    return f"{day} and {'1,000.5' if locale.decimal_mark == '.' else '1.000,5'}"


# ---------------------------------------------------------------- the plan itself


def _roles(given: Given) -> dict[str, Who]:
    """Give everybody a role of their own: who does several parts does them in one role."""
    taken: dict[str, str] = {}
    found: dict[str, Who] = {}
    fallbacks = {
        "doer": calendar.DOERS[calendar.kind_of(given)],
        "measurer": goals.MEASURER,
        "reviewer": goals.REVIEWER,
    }
    for field, fallback in fallbacks.items():
        person = told(given, field)
        if person is None or not person.slack_id:
            found[field] = person.who(fallback) if person else Who(fallback=fallback)
            continue
        title = person.title or taken.get(person.slack_id) or _free(fallback, taken)
        taken.setdefault(person.slack_id, title)
        found[field] = Who(title=title, slack_id=person.slack_id)
    return found


def _free(title: str, taken: Mapping[str, str]) -> str:
    """Return `title`, numbered where somebody else has it."""
    used = {fold(other) for other in taken.values()}
    names = (title if count == 1 else f"{title} {count}" for count in range(1, len(used) + 2))
    return next(name for name in names if fold(name) not in used)


def _build(given: Given, context: Context) -> NewStrategy:
    roles, locale = _roles(given), locale_of(given, context)
    lead = told(given, "lead")
    zone = text(given, "zone") or context.zone
    return NewStrategy(
        name=text(given, "name"),
        zone=zone,
        date_order=locale.date_order or "dmy",
        decimal_mark=locale.decimal_mark,
        week_start=locale.week_start,
        working_days=days(given, "days"),
        review_weekday=_review_day(given),
        review_at=_review_at(given),
        lead=lead.slack_id if lead else context.asker.slack_id,
        goal=goals.build_goal(given, roles["measurer"], roles["reviewer"]),
        slots=calendar.build_slots(given, roles["doer"], zone),
    )


def _example_posts(given: Given, context: Context) -> str:
    if calendar.has_schedule(given):
        return "Tip of the day"
    return f"Tip of the day on {text(given, 'measured_on') or 'Instagram'}, Mon and Thu 9:00"


_NAME = Step(
    name="name",
    label="Name",
    fills=("name",),
    ask=lambda given, context: "What shall the plan be called?",
    example=lambda given, context: "Spring campaign",
    help="A short name. It stands where somebody has more than one plan.",
    take=lambda wrote, given, context: Taken.of(clean_text(wrote, TITLE_LIMIT), lambda name: {"name": name}),
    show=lambda given, context: text(given, "name"),
    is_asked=False,
)

_DEFAULTED = (
    Step(
        name="zone",
        label="Time zone",
        fills=("zone",),
        ask=lambda given, context: "On which clock does the plan run? Name a large city in that time zone.",
        example=lambda given, context: "Europe/Berlin",
        help="Posts and reviews are on this clock. Everybody gets their own messages on their own.",
        take=lambda wrote, given, context: Taken.of(
            read_zone(wrote, goals.today_of(given, context)), lambda name: {"zone": name}
        ),
        show=lambda given, context: f"{place(text(given, 'zone'))} ({text(given, 'zone')})",
        is_asked=False,
    ),
    Step(
        name="days",
        label="Working days",
        fills=("days",),
        ask=lambda given, context: "On which days do you work?",
        example=lambda given, context: "Mon-Fri",
        help="Nobody hears from me on other days.",
        take=_take_days,
        show=lambda given, context: say_days(days(given, "days")),
        options=lambda given, context: (
            Option("Monday to Friday", "Mon-Fri"),
            Option("Sunday to Thursday", "Sun-Thu"),
            Option("Every day", "every day"),
        ),
        is_asked=False,
    ),
    Step(
        name="review",
        label="Review",
        fills=("review_day", "review_at"),
        ask=lambda given, context: "When do you look back on the week together?",
        example=lambda given, context: "Friday 15:00",
        help="Once a week I open a thread here: what was done, what it brought, what to change.",
        take=_take_review,
        show=_show_review,
        is_asked=False,
    ),
    Step(
        name="lead",
        label="Lead",
        fills=("lead",),
        ask=lambda given, context: "Who leads? I turn to them, privately, where something stays undone.",
        example=lambda given, context: f"me, or {MENTION_EXAMPLE}",
        help="The lead hears about what was missed, and looks after work that nobody has.",
        take=_take_lead,
        show=lambda given, context: show_told(given, "lead"),
        options=lambda given, context: (Option("Me", "me"),),
        is_asked=False,
    ),
    Step(
        name="written",
        label="Dates and numbers",
        fills=("date_order", "decimal_mark"),
        ask=lambda given, context: "How do you write dates and numbers?",
        example=lambda given, context: next(iter(_WRITTEN)),
        help="I read “3/4” and “1.000” the way you choose here.",
        take=_take_written,
        show=_show_written,
        options=lambda given, context: tuple(Option(way, way) for way in _WRITTEN),
        is_asked=False,
    ),
)

FLOW = Flow(
    name="setup",
    opening=goals.drafted,
    build=_build,
    closing="Shall I save this plan? You can still change every part of it.",
    defaults=_defaults,
    limit=MOST_QUESTIONS,
    steps=(
        _NAME,
        replace(goals.GOAL, ask=_ask_goal),
        goals.TARGET,
        goals.START,
        goals.DUE,
        replace(
            goals.MEASURER_STEP,
            name="readers",
            ask=_ask_readers,
            example=lambda given, context: "me and @Ben, or just me",
            help="One person gives me the latest number, one says what it means. It can be the same person.",
            take=_take_readers,
        ),
        replace(goals.REVIEWER_STEP, part_of="readers"),
        replace(
            calendar.TITLE,
            label="Regular post",
            ask=lambda given, context: calendar.ask_title(
                given, "What will you post regularly: what, where, on which days and at what time?"
            ),
            example=_example_posts,
            help="One regular post is enough to begin with. You can add more with /beat slot.",
            take=_take_posts,
        ),
        replace(calendar.WHEN, part_of="title"),
        replace(calendar.PLATFORM, part_of="title", is_asked=False),
        replace(calendar.DOER, show=_show_doer),
        replace(calendar.AUDIENCE, is_asked=True),
        goals.BASELINE,
        goals.MEASURE,
        *_DEFAULTED,
    ),
)
