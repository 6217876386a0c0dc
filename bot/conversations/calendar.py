"""`/beat slot`: something regular on the calendar: what, where, when, who does it and which goal it serves.

`/beat setup` asks for its first regular post with these very steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import JsonValue

from bot.conversations.goals import today_of
from bot.conversations.readers import people_options, show_told
from bot.conversations.steps import Flow, Option, Step, Taken
from bot.domain.calendar import NewSlot, NewSlots, SlotKind
from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT, Who
from bot.domain.when import next_occurrence, zone_named
from bot.language.answers import (
    VALUE_LIMIT,
    Choice,
    Unclear,
    Understood,
    clean_text,
    fold,
    plain,
    quoted,
    read_choice,
    with_names,
)
from bot.language.chatter import without_chatter
from bot.language.context import Context, Given
from bot.language.doers import Doer, find_doer
from bot.language.kept_values import keep, keep_schedule, locale_of, place, say_schedule, schedule, text, told, whole
from bot.language.phrases import Problem, SlotDraft, read_slot
from bot.language.platform_names import read_platform_or_text
from bot.language.schedules import EXAMPLE, Planned, Schedule, read_schedule
from bot.language.titles import list_of_posts
from bot.language.who import MENTION_EXAMPLE, read_told, told_among, told_of
from bot.language.zones import is_zone, read_zone
from bot.schema import columns
from bot.schema.columns import NO_GOAL

KINDS: Mapping[SlotKind, str] = MappingProxyType(dict(columns.KINDS))
# Roles for people who have none yet, by what they do.
DOERS: Mapping[SlotKind, str] = MappingProxyType(
    {"publish": "Editor", "converse": "Community", "listen": "Community", "deliver": "Planning"}
)
# Platforms that are called what appears on them.
_THINGS = frozenset({"Newsletter", "Blog", "Podcast", "Website"})
# A button's text has room for so much; what is longer is cut visibly.
LABEL_LIMIT = 70


# ---------------------------------------------------------------- a whole sentence


def drafted(wrote: str, given: Given, context: Context) -> Taken:
    """Take everything that a sentence says about something regular."""
    wrote = without_chatter(wrote)
    if several := list_of_posts(wrote, today_of(given, context), locale_of(given, context)):
        return Taken(problem=several.problem, example=several.example)
    named = find_doer(wrote, context)
    said = named.rest if isinstance(named, Doer) else wrote
    draft = read_slot(said, today_of(given, context), locale_of(given, context))
    parts: dict[str, JsonValue] = {}
    if draft.kind:
        parts["kind"] = draft.kind
    if draft.title:
        parts["title"] = draft.title
    if draft.platform:
        parts["platform"] = draft.platform
    if draft.zone_name and is_zone(draft.zone_name):
        parts["slot_zone"] = draft.zone_name
    taken = Taken(parts, left_out=draft.left_out) + _when(draft, {**given, **parts}, context)
    for problem in draft.problems:
        taken += _wrong(problem, {**given, **parts}, context)
    is_timed = draft.schedule or any(problem.field == "schedule" for problem in draft.problems)
    if not draft.title and draft.platform and is_timed and kind_of(parts) == "publish":
        taken += Taken({"title": _title_for(draft.platform)})
    if any(problem.field == "title" for problem in draft.problems):
        return taken  # of several posts, nobody knows whose the first one is
    return taken + (_named(named, context) if named else _doer(draft, context))


def _named(named: Doer | Unclear, context: Context) -> Taken:
    """Take who was named without an "@"."""
    if isinstance(named, Unclear):
        return Taken(problem=named.problem, example=named.example)
    read = told_among(named.people, context, named.title)
    return Taken.of(read, lambda who: {"doer": keep(who)}) + Taken(left_out=named.left_out)


def _title_for(platform: str) -> str:
    """Name what has no other name: "Newsletter" is one already, "Instagram" is where it goes."""
    return platform if platform in _THINGS else f"{platform} post"


def _when(draft: SlotDraft, given: Given, context: Context) -> Taken:
    if draft.schedule is None:
        return Taken()
    doubtful = "schedule" in draft.doubtful
    echo = draft.schedule_echo or draft.schedule.in_words(today_of(given, context))
    read = Understood(draft.schedule, echo, doubtful, question=draft.schedule_question)
    return _timely(read, given, context)


def _wrong(problem: Problem, given: Given, context: Context) -> Taken:
    what = problem.what
    if isinstance(what, Unclear):
        return Taken(problem=what.problem, example=what.example)
    zones = tuple((label, value) for label, value in what.options if isinstance(value, str))
    if zones:
        # "" is the plan's own clock.
        return Taken.of(Choice(what.question, zones), lambda name: {"slot_zone": name or _zone({}, context)})
    options = tuple((label, value) for label, value in what.options if isinstance(value, Schedule))
    return _timely(Choice(what.question, options), given, context) if options else Taken()


def _doer(draft: SlotDraft, context: Context) -> Taken:
    title = draft.role_title or ""
    if len(draft.people) > 1:
        several = "I cannot let several people take turns: one person is needed here."
        return Taken(problem=several, example=MENTION_EXAMPLE)
    if draft.people:
        return Taken.of(told_of(draft.people[0], context, title), lambda who: {"doer": keep(who)})
    return _take_doer(title, {}, context) if title else Taken()


# ---------------------------------------------------------------- what and where


def take_title(wrote: str, given: Given, context: Context) -> Taken:
    """Take everything that a sentence says; what says nothing else is a title."""
    taken = drafted(wrote, given, context)
    if "title" in taken.given or taken.unsettled or taken.problem or taken.given.keys() - {"kind", "platform"}:
        return taken
    title = clean_text(with_names(without_chatter(wrote), context.names), TITLE_LIMIT)
    return taken + Taken.of(title, lambda value: {"title": value})


def has_schedule(given: Given) -> bool:
    """Tell whether something was said already of when it is."""
    return bool(given.get("when") or given.get("part"))


def ask_title(given: Given, whole: str) -> str:
    """Ask for everything, or for the title alone where the rest is known."""
    return "What shall I call it? A short title will do." if has_schedule(given) else whole


def _take_kind(wrote: str, given: Given, context: Context) -> Taken:
    kinds = list(KINDS)
    chosen = read_choice(wrote, list(KINDS.values()))
    if isinstance(chosen, Unclear):
        named = read_slot(wrote, today_of(given, context), locale_of(given, context)).kind
        if named:
            return Taken({"kind": named})
    return Taken.of(chosen, lambda index: {"kind": kinds[index]})


def kind_of(given: Given) -> SlotKind:
    """Return what kind it is; a regular post while nothing else was said."""
    said = text(given, "kind")
    return next((kind for kind in KINDS if kind == said), "publish")


def _take_platform(wrote: str, given: Given, context: Context) -> Taken:
    known = {fold(name): name for name in context.platforms}
    if name := known.get(fold(plain(wrote))):
        return Taken({"platform": name})
    return Taken.of(read_platform_or_text(wrote), lambda value: {"platform": value})


# ---------------------------------------------------------------- when


def _zone(given: Given, context: Context) -> str:
    return text(given, "slot_zone") or text(given, "zone") or context.zone


def is_over(when: Schedule, zone: str, context: Context) -> bool:
    """Tell whether one of the times of a complete schedule never comes again."""
    return any(
        item.rule is not None
        and item.wall is not None
        and next_occurrence(item.rule, item.wall, zone_named(zone), context.now) is None
        for item in when.items
    )


def _timely(read: Understood[Schedule] | Choice[Schedule], given: Given, context: Context) -> Taken:
    """Take a schedule that still lies ahead; what lacks days or a time is kept until the rest is said."""
    over = Taken(problem="That is over already. Name a time that is still to come.", example=EXAMPLE)
    zone = _zone(given, context)
    if isinstance(read, Understood):
        return over if is_over(read.value, zone, context) else Taken.of(read, keep_when)
    options = tuple((label, value) for label, value in read.options if not is_over(value, zone, context))
    return Taken.of(Choice(read.question, options), keep_when) if options else over


def keep_when(when: Schedule) -> Given:
    """Return a schedule as fields: whole in `when`, else in `part`."""
    if when.missing or not when.items:
        return {"part": keep_schedule(when)}
    return {"when": keep_schedule(when), "part": []}


def _take_when(wrote: str, given: Given, context: Context) -> Taken:
    read = read_schedule(wrote, today_of(given, context), locale_of(given, context))
    if isinstance(read, Unclear):
        return Taken(problem=read.problem, example=read.example)
    before = schedule(given, "when") if "when" in given else schedule(given, "part")

    def whole_of(said: Schedule) -> Schedule:
        if "when" not in given or not said.missing:
            return before.completed_by(said)
        # "at ten" to something that has its days: the rest stays as it was.
        keeps_days = "days" in said.missing
        kept = [Planned(item.rule, None) if keeps_days else Planned(None, item.wall) for item in before.items]
        return said.completed_by(Schedule(tuple(kept)))

    if isinstance(read, Understood):
        complete = whole_of(read.value)
        # What was said of an answer holds for what it completes.
        today = today_of(given, context)
        echo = complete.in_words(today) + read.echo.removeprefix(read.value.in_words(today))
        return _timely(Understood(complete, echo, read.confirm, question=read.question), given, context)
    options = tuple((label, whole_of(value)) for label, value in read.options)
    return _timely(Choice(read.question, options), given, context)


def _ask_when(given: Given, context: Context) -> str:
    missing = schedule(given, "part").missing if given.get("part") and "when" not in given else ()
    if missing == ("time",):
        return "At what time?"
    if missing == ("days",):
        return "On which days?"
    return "On which days, and at what time?"


def _when_example(given: Given, context: Context) -> str:
    return {"At what time?": "9:00", "On which days?": "Monday and Thursday"}.get(_ask_when(given, context), EXAMPLE)


def _when_options(given: Given, context: Context) -> tuple[Option, ...]:
    if _ask_when(given, context) != "At what time?":
        return ()
    return tuple(Option(at, at) for at in ("09:00", "12:00", "16:00"))


def _show_when(given: Given, context: Context) -> str:
    when = schedule(given, "when" if "when" in given else "part")
    return say_schedule(when, _zone(given, context), today_of(given, context))


def _check_when(given: Given, context: Context) -> str:
    if "when" in given and is_over(schedule(given, "when"), _zone(given, context), context):
        return "That time has passed meanwhile. Name one that is still to come."
    return ""


def _take_zone(wrote: str, given: Given, context: Context) -> Taken:
    """Read a time zone."""
    return Taken.of(read_zone(wrote, today_of(given, context)), lambda name: {"slot_zone": name})


# ---------------------------------------------------------------- who does it


def _take_doer(wrote: str, given: Given, context: Context) -> Taken:
    read = read_told(wrote, context)
    asked = text(given, "doer_title")
    titles = {fold(title) for title in context.roles}
    if isinstance(read, Understood) and not read.value.slack_id and fold(read.value.title) not in titles:
        if asked:
            return Taken(problem=f"I know nobody called {quoted(wrote, 40)} here.", example=MENTION_EXAMPLE)
        return Taken({"doer_title": read.value.title})
    return Taken.of(
        read,
        lambda who: {
            "doer": keep(who if who.title else who.model_copy(update={"title": asked})),
            "doer_title": "",
        },
    )


def _ask_doer(given: Given, context: Context) -> str:
    title = text(given, "doer_title")
    return f"“{title}” is a new role. Who is it?" if title else "Who does it? Say a role, a person, or both."


def _show_doer(given: Given, context: Context) -> str:
    return show_told(given, "doer") or text(given, "doer_title")


# ---------------------------------------------------------------- what for


def _goal_labels(context: Context) -> list[str]:
    """Return the goals as buttons say them; a long one is cut, two alike are told apart by number."""
    short = [s if len(s) <= LABEL_LIMIT else f"{s[: LABEL_LIMIT - 1]}…" for _, s in context.goals]
    return [f"{label} ({i})" if short.count(label) > 1 else label for i, label in enumerate(short, 1)]


def _take_goal(wrote: str, given: Given, context: Context) -> Taken:
    said = fold(plain(wrote[: VALUE_LIMIT * 4])).rstrip(" .!")
    if said in {"none", "no", "nothing", "no goal", "not yet", "later", fold(NO_GOAL)}:
        return Taken({"goal": None})
    for goal_id, statement in context.goals:
        if fold(plain(statement)).rstrip(" .!") == said:
            return Taken({"goal": goal_id})
    ids: list[int | None] = [*(goal_id for goal_id, _ in context.goals), None]
    return Taken.of(read_choice(wrote, [*_goal_labels(context), NO_GOAL]), lambda index: {"goal": ids[index]})


def _goal_options(given: Given, context: Context) -> tuple[Option, ...]:
    return tuple(Option(label, label) for label in (*_goal_labels(context), NO_GOAL))


def _show_goal(given: Given, context: Context) -> str:
    if "goal" not in given:
        return ""
    return dict(context.goals).get(whole(given, "goal") or 0, "no goal yet")


def _check_goal(given: Given, context: Context) -> str:
    chosen = whole(given, "goal")
    if chosen is not None and chosen not in dict(context.goals):
        return "That goal is not there any more. Choose another one."
    return ""


# ---------------------------------------------------------------- the calendar itself


def build_slots(given: Given, who: Who, zone: str) -> tuple[NewSlot, ...]:
    """Return a slot for each regular time that was told; `zone` is the strategy's."""
    own = text(given, "slot_zone")
    return tuple(
        NewSlot(
            kind=kind_of(given),
            title=text(given, "title"),
            who=who,
            platform=text(given, "platform"),
            wall=item.wall,
            rule=item.rule,
            zone="" if own == zone else own,
            goal_id=whole(given, "goal"),
            audience=text(given, "audience"),
            message=text(given, "message"),
            theme=text(given, "theme"),
            content_kind=text(given, "content_kind"),
        )
        for item in schedule(given, "when").items
        if item.rule is not None and item.wall is not None
    )


def _build(given: Given, context: Context) -> NewSlots:
    doer, fallback = told(given, "doer"), DOERS[kind_of(given)]
    return NewSlots(slots=build_slots(given, doer.who(fallback) if doer else Who(fallback=fallback), context.zone))


def free_text(name: str, label: str, ask: str, example: str, explained: str, limit: int) -> Step:
    """Return an optional step that takes a text as it is."""

    def take(wrote: str, given: Given, context: Context) -> Taken:
        return Taken.of(clean_text(with_names(wrote, context.names), limit), lambda value: {name: value})

    return Step(
        name=name,
        label=label,
        fills=(name,),
        ask=lambda given, context: ask,
        example=lambda given, context: example,
        help=explained,
        take=take,
        show=lambda given, context: text(given, name),
        required=False,
        is_asked=False,
    )


# ---------------------------------------------------------------- the questions

TITLE = Step(
    name="title",
    label="Regular post or task",
    fills=("title",),
    ask=lambda given, context: ask_title(
        given, "What is to be done regularly? Say where, when and by whom, too, if you like."
    ),
    example=lambda given, context: (
        "Tip of the day" if has_schedule(given) else "Tip of the day on Instagram, Mon and Thu 9:00, @Ana"
    ),
    help="A title is enough. I ask for the rest.",
    take=take_title,
    show=lambda given, context: text(given, "title"),
    why="Something regular comes again on certain days, and I remind whoever does it.",
)
KIND = Step(
    name="kind",
    label="Kind",
    fills=("kind",),
    ask=lambda given, context: "What kind of work is it?",
    example=lambda given, context: KINDS["publish"],
    help="Publish a post, join conversations, listen to what people say, or hand something in, such as a calendar.",
    take=_take_kind,
    show=lambda given, context: KINDS[kind_of(given)] if "kind" in given else "",
    options=lambda given, context: tuple(Option(label, label) for label in KINDS.values()),
    why="I remind people of each kind in words of its own.",
)
WHEN = Step(
    name="when",
    label="When",
    fills=("when",),
    keeps=("part",),
    ask=_ask_when,
    example=_when_example,
    help="Say the days and the time. “Every other Thursday at 10” and “on the 25th at noon” will do, too.",
    take=_take_when,
    show=_show_when,
    options=_when_options,
    check=_check_when,
)
PLATFORM = Step(
    name="platform",
    label="Where",
    fills=("platform",),
    ask=lambda given, context: "Where: on which platform?",
    example=lambda given, context: "Instagram, or newsletter",
    help="A network, a blog, a newsletter: wherever people see it.",
    take=_take_platform,
    show=lambda given, context: text(given, "platform"),
    options=lambda given, context: tuple(Option(name, name) for name in context.platforms[:20]),
    required=False,
    applies=lambda given: kind_of(given) != "deliver" or "platform" in given,
)
DOER = Step(
    name="doer",
    label="Who does it",
    fills=("doer",),
    keeps=("doer_title",),
    ask=_ask_doer,
    example=lambda given, context: (
        f"me, or {MENTION_EXAMPLE}" if text(given, "doer_title") else f"me, or editor: {MENTION_EXAMPLE}"
    ),
    help="Work belongs to a role, and a role to a person. Name a role, a person, or both.",
    take=_take_doer,
    show=_show_doer,
    options=people_options,
    why="That person finds it in their digest on the day, and is reminded of it.",
)
SERVES = Step(
    name="serves",
    label="Goal that it serves",
    fills=("goal",),
    ask=lambda given, context: "Which goal does it serve?",
    example=lambda given, context: _goal_labels(context)[0] if context.goals else NO_GOAL.lower(),
    help="The goal stands beside each reminder, so that everybody knows what it is for.",
    take=_take_goal,
    show=_show_goal,
    options=_goal_options,
    check=_check_goal,
    if_unknown={"goal": None},
)
ZONE = Step(
    name="zone",
    label="Time zone",
    fills=("slot_zone",),
    ask=lambda given, context: "On which clock? Name a large city in that time zone.",
    example=lambda given, context: "Europe/Berlin",
    help="Times are on this clock, summer and winter.",
    take=_take_zone,
    show=lambda given, context: f"{place(_zone(given, context))} ({_zone(given, context)})",
    is_asked=False,
)
AUDIENCE = free_text(
    "audience",
    "For whom",
    "Who is it for? One group of people will do.",
    "people who just moved to town",
    "Whoever writes it will see whom it is for. You can skip this.",
    TITLE_LIMIT,
)
EXTRAS = (
    AUDIENCE,
    free_text(
        "message",
        "Message",
        "What should people remember?",
        "We repair any bike in a day",
        "One or two sentences. They stand beside each reminder.",
        TEXT_LIMIT,
    ),
    free_text(
        "theme",
        "Theme",
        "Which theme does it belong to?",
        "Behind the scenes",
        "A theme is what a series of posts has in common.",
        TITLE_LIMIT,
    ),
    free_text(
        "content_kind",
        "Kind of content",
        "What is it made of?",
        "short video",
        "The review shows which kind of content does well.",
        TITLE_LIMIT,
    ),
)


def _defaults(context: Context) -> Given:
    given: dict[str, JsonValue] = {"slot_zone": context.zone}
    return given if context.goals else {**given, "goal": None}


def _opening(wrote: str, given: Given, context: Context) -> Taken:
    taken = drafted(wrote, given, context)
    return taken if taken.given or taken.unsettled or taken.problem else take_title(wrote, given, context)


FLOW = Flow(
    name="slot",
    opening=_opening,
    build=_build,
    closing="Shall I put this on the calendar? You can still change every part of it.",
    defaults=_defaults,
    steps=(TITLE, KIND, WHEN, PLATFORM, DOER, SERVES, ZONE, *EXTRAS),
)
