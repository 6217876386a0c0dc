"""Strategy files that Hypothesis makes up: every section and key of the table, in any mixture, with hostile texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.goals import CADENCE_DAYS
from bot.domain.when import EARLIEST
from bot.planfile.keys import GOALS, MEASURES, PLAN, SECTIONS, Key, Section
from bot.planfile.meaning import bare, rule_of
from bot.planfile.shape import PlanFile, Somebody, Thing, folded, tidy

assert CADENCE_DAYS
# What YAML reads as something else, what it cannot write plainly, and what Slack takes for markup.
SURPRISES = (
    *("no", "on", "~", "null", "1e3", "007", "9:30", "2026-01-01", "true", "- a", "a: b", "# a", "'", '"', "&a *b !c"),
    *("<@U1|Noah>", "@channel", "a\nb", "a\n\n b\n", " \ta", "a\u2028b", "a\u0085b", "é😀\u200d", "{a: 1}", "|", "%"),
)
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def texts(limit: int, *, lines: bool = True) -> st.SearchStrategy[str]:
    """Texts of some characters, as a file keeps them."""
    some = st.sampled_from(SURPRISES) | st.text(_CHARACTERS, min_size=1, max_size=min(limit, 30))
    return some.map(lambda text: tidy(text, lines=lines)).filter(lambda text: 0 < len(text) <= limit)


def numbers(key: Key) -> st.SearchStrategy[Decimal]:
    """Numbers that a key takes."""
    least, most = max(key.least, Decimal(-(10**9))), min(key.most, Decimal(10**9))
    made = st.decimals(least, most, allow_nan=False, allow_infinity=False, places=2)
    return made.map(lambda value: Decimal(f"{value:f}".rstrip("0").rstrip(".") if value else "0"))


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def value(key: Key, named: dict[str, Sequence[str]], people: Sequence[Somebody]) -> st.SearchStrategy[Any]:
    """Values of a key; `named` are the things that can be referred to, by concept."""
    some = named.get(key.of, ())
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "line": texts(key.limit, lines=False),
        "text": texts(key.limit),
        "list": st.lists(texts(30, lines=False), min_size=1, max_size=4).map(tuple),
        "choice": st.sampled_from(key.options or ("",)),
        "several": st.lists(st.sampled_from(key.options or ("",)), min_size=1, unique=True).map(tuple),
        "number": numbers(key),
        "score": st.integers(int(key.least), min(int(key.most), 20)),
        "date": DAYS,
        "one": st.sampled_from(list(some) or [""]),
        "many": st.lists(st.sampled_from(list(some) or [""]), min_size=1, max_size=3, unique=True).map(tuple),
        "time": st.times(time(0), time(23, 59)).map(lambda wall: wall.replace(second=0, microsecond=0, fold=0)),
        "zone": st.sampled_from(("Europe/Berlin", "Asia/Tokyo", "America/St_Johns")),
        "weekday": st.integers(0, 6),
        "weekdays": st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
        "month_days": st.sets(st.sampled_from((1, 15, 31, -1)), min_size=1).map(
            lambda days: tuple(sorted(days, key=_last_at_the_end))
        ),
        "nth": st.sampled_from((((1, 0),), ((2, 4), (-1, 4)))),
        "person": st.sampled_from(list(people)),
        "people": st.lists(st.sampled_from(list(people)), min_size=1, unique=True).map(tuple),
        "readings": st.lists(
            st.tuples(st.integers(0, 200), numbers(key)), max_size=5, unique_by=lambda one: one[0]
        ).map(lambda some: tuple((date(2026, 1, 5) + timedelta(weeks=week), number) for week, number in sorted(some))),
    }
    return st.just(key.example) if key.read else kinds[key.kind]


def _last_at_the_end(day: int) -> tuple[bool, int]:
    return day == -1, day


# What belongs together: days of the week with weeks, days of the month with months.
_RULES = {"day": (), "week": ("weekdays",), "month": ("month_days", "nth")}


@st.composite
def thing(
    draw: st.DrawFn, section: Section, named: dict[str, Sequence[str]], people: Sequence[Somebody], name: str = ""
) -> Thing | None:
    """One thing of a section; None where its values contradict each other."""
    values: dict[str, Any] = {}
    for key in section.keys:
        if key.kind == "measures" or (not key.required and draw(st.booleans())):
            continue
        if key.of and not named.get(key.of):
            if key.required:
                return None
            continue
        made = name if name and key.name == section.identity else draw(value(key, named, people))
        if made not in ("", ()):
            values[key.name] = made
    if section.concept == "slot":
        allowed = _RULES[values["every"]]
        values = {k: v for k, v in values.items() if k not in ("weekdays", "month_days", "nth") or k in allowed}
    made_thing = Thing(values)
    try:
        if section.model is not None:
            section.model.model_validate(bare(section, made_thing))
        if section.concept == "slot":
            rule_of(made_thing, EARLIEST, 0)
    except ValidationError:
        return None
    return made_thing


@st.composite
def files(draw: st.DrawFn, people: Sequence[Somebody]) -> PlanFile:
    """A whole file. Each thing that others refer to has a name of its own."""
    named: dict[str, Sequence[str]] = {}
    for concept in ("objective", "audience", "role", "platform", "competitor", "goal", "measure"):
        section = MEASURES if concept == "measure" else next(s for s in SECTIONS.values() if s.concept == concept)
        key = section.key(section.identity)
        assert key is not None
        few = st.lists(texts(min(key.limit, 40), lines=False), max_size=3, unique_by=folded)
        named[concept] = [one for one in draw(few) if one.isprintable()]
    plan = draw(thing(PLAN, named, people))
    assert plan is not None
    things: dict[str, tuple[Thing, ...]] = {}
    for name, section in SECTIONS.items():
        if section is GOALS:
            made = [
                _with_measures(draw, draw(thing(section, named, people, one)), named, people) for one in named["goal"]
            ]
        elif section.concept in named:
            made = [draw(thing(section, named, people, one)) for one in named[section.concept]]
        else:
            count = draw(st.integers(0, 1 if section.single else 2))
            made = [draw(thing(section, named, people)) for _ in range(count)]
        if kept := tuple(one for one in made if one is not None):
            things[name] = kept
    return _whole(PlanFile(plan, things))


def _with_measures(
    draw: st.DrawFn, goal: Thing | None, named: dict[str, Sequence[str]], people: Sequence[Somebody]
) -> Thing | None:
    if goal is None or not named["role"] or goal.values["statement"] != named["goal"][0]:
        return goal
    made = [draw(thing(MEASURES, named, people, one)) for one in named["measure"]]
    return Thing(goal.values, measures=tuple(one for one in made if one is not None))


def _whole(file: PlanFile) -> PlanFile:
    """Take out what refers to a thing that was not made after all."""
    there = {section.concept: {section.name_of(one) for one in file.of(name)} for name, section in SECTIONS.items()} | {
        "measure": {one.text("name") for one in file.measures}
    }

    def clean(section: Section, one: Thing) -> Thing | None:
        values = dict(one.values)
        for key in section.keys:
            if key.kind == "one" and key.name in values and values[key.name] not in there[key.of]:
                if key.required:
                    return None
                del values[key.name]
            if key.kind == "many" and key.name in values:
                left = tuple(name for name in one.texts(key.name) if name in there[key.of])
                values[key.name] = left
                if not left:
                    del values[key.name]
        measures = tuple(m for m in (clean(MEASURES, measure) for measure in one.measures) if m is not None)
        return Thing(values, one.id, measures)

    things = {
        name: tuple(one for one in (clean(SECTIONS[name], each) for each in some) if one is not None)
        for name, some in file.things.items()
    }
    cleaned = PlanFile(file.plan, {name: some for name, some in things.items() if some})
    return cleaned if cleaned == file else _whole(cleaned)
