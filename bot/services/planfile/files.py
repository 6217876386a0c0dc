"""A plan as a file: getting it out, and adding what a file says.

Founding a plan of a file is building.py's, changing one by a file file_merge.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from pydantic import JsonValue

from bot.domain.calendar import NewSlot
from bot.domain.errors import Refusal
from bot.domain.goals import GoalDetails, MeasureDetails
from bot.domain.permissions import Action
from bot.domain.posts import NewPost
from bot.domain.refusals import NotInHome, PersonIsBot, PersonLeft
from bot.domain.roles import HoldingKind, Person, RoleDetails, Who
from bot.domain.strategies import NewSettings, Strategy
from bot.domain.when import instant, local_date, zone_named
from bot.planfile import making, writing
from bot.planfile.keys import GOALS, IDEAS, MEASURES, POSTS, ROLES, SECTIONS, Section
from bot.planfile.matching import Looked
from bot.planfile.meaning import rule_of, week_start
from bot.planfile.shape import NotGiven, PlanFile, Somebody, Thing, WhyNot
from bot.schema.columns import POST_TEXTS
from bot.schema.table import OWN
from bot.services.calendar.calendar import begin_slot
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.people import person_for_work
from bot.services.context.whole_plan import plan_of, thing_of, values_of
from bot.services.editing.parts import add_values
from bot.services.people.staff import appoint
from bot.services.planfile.file_comparing import weeks_of
from storage import calendar, goals, members, parts, posts, roles, strategies
from storage.database import Tx

PLACES: tuple[HoldingKind, ...] = ("holder", "backup")
_WHY: dict[type[Refusal], WhyNot] = {PersonLeft: "left", PersonIsBot: "is_bot", NotInHome: "not_in_home"}


# ---------------------------------------------------------------- getting a plan out


async def plan_file(tx: Tx, strategy: Strategy) -> PlanFile:
    """Return a plan as the file that says it."""
    return making.file_of(await plan_of(tx, strategy), await beside(tx, strategy))


async def beside(tx: Tx, strategy: Strategy) -> making.Beside:
    """Return what belongs to a plan's file and not to the plan as rules know it."""
    ideas = await posts.ideas_of(tx, strategy.workspace_id, strategy.id)
    return making.Beside(tuple(making.Idea(*one) for one in ideas))


def filename_of(strategy: Strategy, form: writing.Format = "yaml") -> str:
    """Return what a plan's file is called."""
    bare = re.sub(r"[^a-z0-9]+", "-", strategy.name.casefold()).strip("-")[:60].strip("-")
    return f"{bare or 'plan'}.{form}"


async def export_text(ctx: Ctx, strategy: Strategy, form: writing.Format = "yaml") -> tuple[str, bytes]:
    """Return a plan as a file: its name and its bytes. Raises `not_allowed`."""
    await require(ctx, strategy, Action.EXPORT)
    file = await plan_file(ctx.tx, strategy)
    return filename_of(strategy, form), writing.write(file, form).encode()


# ---------------------------------------------------------------- people


async def find_person(ctx: Ctx, said: Somebody) -> Person | WhyNot:
    """Find whom a file means: by Slack's id, else by their handle, else by their whole name. Nobody is guessed."""
    if said.id and (known := await members.by_slack_id(ctx.tx, ctx.workspace_id, said.id)):
        return known
    found = await members.known_as(ctx.tx, ctx.workspace_id, said.name) if said.name else []
    if len(found) > 1:
        return "several"
    return found[0] if found else "unknown"


async def who_can(ctx: Ctx, strategy: Strategy, said: Somebody) -> Person | WhyNot:
    """Find whom a file means, if they can be given work in a plan."""
    found = await find_person(ctx, said)
    if not isinstance(found, Person):
        return found
    try:
        return await person_for_work(ctx, found.slack_id, strategy)
    except Refusal as refusal:
        return _WHY.get(type(refusal), "unknown")


# ---------------------------------------------------------------- adding what a file says


def settings_of(file: PlanFile) -> NewSettings:
    """Return a file's settings; what it does not say has its default."""
    named = {
        "name": "name",
        "zone": "zone",
        "working_days": "working_days",
        "review_day": "review_weekday",
        "review_at": "review_at",
        "week_start": "week_start",
        "date_order": "date_order",
        "decimal_mark": "decimal_mark",
    }
    given = file.plan.values
    return NewSettings.model_validate({of: given[name] for name, of in named.items() if name in given})


@dataclass(frozen=True)
class Unit:
    """One thing of a file to be added, by its concept and place. Settling a part gives it its references."""

    concept: str
    place: int
    is_settling: bool = False


def units_of(file: PlanFile) -> list[Unit]:
    """List the things of a file in the order in which they are added: what is referred to before what refers to it."""
    parts_of = [(concept, len(file.of(section_of(concept).name))) for concept in OWN]
    return [
        *(Unit("role", place) for place in range(len(file.of(ROLES.name)))),
        *(Unit(concept, place) for concept, many in parts_of for place in range(many)),
        *(Unit("goal", place) for place in range(len(file.of(GOALS.name)))),
        *(Unit(concept, place, True) for concept, many in parts_of for place in range(many)),
        *(Unit("slot", place) for place in range(len(file.of(POSTS.name)))),
        *(Unit("idea", place) for place in range(len(file.of(IDEAS.name)))),
    ]


class Importing:
    """Adds the things of a file to a plan.

    `ids` holds, by concept, our id of each thing of the file in its order; None is to be added, unless it is
    `left_out`: (concept, place). References come last, since things refer to each other in both directions.
    """

    def __init__(self, ctx: Ctx, strategy: Strategy, file: PlanFile) -> None:
        self.ctx, self.strategy, self.file = ctx, strategy, file
        self.ids: dict[str, list[int | None]] = {}
        self.odd: list[NotGiven] = []
        self.today = local_date(ctx.now, zone_named(strategy.zone))
        self.left_out: set[tuple[str, int]] = set()
        self.names = Looked(file).names

    def refer(self, of: str, said: str) -> int | None:
        """Return our id of what a reference means, None for no reference."""
        found = self.names[of].find(said) if said else []
        return self.ids[of][found[0]] if found else None

    def _is_new(self, concept: str, place: int) -> bool:
        return self.ids[concept][place] is None and (concept, place) not in self.left_out

    async def everything(self) -> None:
        """Add all that is not there, in the order of `units_of`."""
        for unit in [one for one in units_of(self.file) if self._is_wanted(one)]:
            await self.add(unit)

    def _is_wanted(self, unit: Unit) -> bool:
        # A goal that is there may have numbers that are not.
        return unit.concept == "goal" or self._is_new(unit.concept, unit.place)

    async def add(self, unit: Unit) -> None:
        """Add one thing of the file; what it refers to is there."""
        concept, place = unit.concept, unit.place
        if unit.is_settling:
            await self._settle_part(concept, place)
        elif concept == "role":
            await self._role(place)
        elif concept == "goal":
            await self._goal(place)
        elif concept == "slot":
            slot_id = self.ids["slot"][place] = await self._slot(self.file.of(POSTS.name)[place])
            await self.begin(slot_id, place)
        elif concept == "idea":
            self.ids["idea"][place] = await self._idea(self.file.of(IDEAS.name)[place])
        else:
            await self._part(concept, place)

    async def begin(self, slot_id: int, place: int) -> None:
        """Put a regular post that was just added on the calendar."""
        await begin_slot(self.ctx, slot_id)

    # ------------------------------------------------------------ people and roles

    async def appoint_leads(self) -> list[Person]:
        """Appoint the leads whom the file names; whoever imports it, where none of them is there."""
        ctx, found = self.ctx, list[Person]()
        named = self.file.plan.values.get("leads")
        for said in named if isinstance(named, tuple) else ():
            assert isinstance(said, Somebody)
            person = await who_can(ctx, self.strategy, said)
            if isinstance(person, Person):
                found.append(person)
            else:
                self.odd.append(NotGiven(said.said, "", "lead", person))
        for person in found or [ctx.me]:
            await strategies.permit(ctx.tx, ctx.workspace_id, self.strategy.id, person.id, "lead", ctx.now)
        return found or [ctx.me]

    async def _role(self, place: int) -> None:
        ctx, thing = self.ctx, self.file.of(ROLES.name)[place]
        title = thing.text("title")
        role_id = await roles.add(ctx.tx, ctx.workspace_id, self.strategy.id, title, ctx.now)
        self.ids["role"][place] = role_id
        details = RoleDetails.model_validate(self.details(ROLES, RoleDetails, thing))
        await roles.change(ctx.tx, ctx.workspace_id, role_id, details=values_of(details))
        after = {"title": title, **values_of(details)}
        await ctx.record("add_role", "role", role_id, strategy_id=self.strategy.id, after=after)
        await self.fill(role_id, thing)

    async def fill(self, role_id: int, thing: Thing) -> None:
        """Give a role that was just added to whom the file names."""
        for kind in PLACES:
            await self.give(thing, role_id, kind)

    async def give(self, thing: Thing, role_id: int, kind: HoldingKind, *, is_new: bool = False) -> None:
        """Give a place in a role to whom the file names; where they cannot have it, it is vacant, and that is said."""
        said = thing.values.get(kind)
        if not isinstance(said, Somebody):
            return
        person = await who_can(self.ctx, self.strategy, said)
        if isinstance(person, Person):
            await appoint(self.ctx, self.strategy, role_id, person, kind, is_new=is_new)
        else:
            self.odd.append(NotGiven(said.said, thing.text("title"), kind, person))

    # ------------------------------------------------------------ parts

    def values(self, section: Section, thing: Thing, *, references: bool = True) -> dict[str, JsonValue]:
        """Return a thing's values as they are kept: numbers and dates as texts, references as our ids."""
        found: dict[str, JsonValue] = {}
        for key in section.keys:
            if key.name not in thing.values or key.kind in ("person", "readings"):
                continue
            if key.kind == "one":
                found[key.name] = self.refer(key.of, thing.text(key.name)) if references else None
            elif key.kind == "many":
                ids = [self.refer(key.of, said) for said in thing.texts(key.name)] if references else []
                found[key.name] = [one for one in ids if one is not None]
            else:
                found[key.name] = kept(thing.values[key.name])
        return found

    def details(self, section: Section, model: type[Any], thing: Thing) -> dict[str, JsonValue]:
        """Return those of a thing's values that are its details."""
        return {name: one for name, one in self.values(section, thing).items() if name in model.model_fields}

    async def _part(self, concept: str, place: int) -> None:
        section = section_of(concept)
        thing = self.file.of(section.name)[place]
        values = self.values(section, thing, references=False)
        self.ids[concept][place] = await add_values(
            self.ctx.tx, self.ctx.workspace_id, self.strategy.id, concept, values, self.ctx.now
        )

    async def _settle_part(self, concept: str, place: int) -> None:
        ctx, section, part_id = self.ctx, section_of(concept), self.ids[concept][place]
        assert part_id is not None
        values = self.values(section, self.file.of(section.name)[place])
        kind = thing_of(concept)
        if any(key.of for key in section.keys):
            whole = values_of(OWN[concept].model.model_validate(values))
            await parts.change(ctx.tx, ctx.workspace_id, kind, part_id, concept, whole)
        after = {"concept": concept, **values}
        await ctx.record(f"add_{kind}", kind, part_id, strategy_id=self.strategy.id, after=after)

    # ------------------------------------------------------------ goals

    async def _goal(self, place: int) -> None:
        ctx, every = self.ctx, self.file.of(GOALS.name)
        thing, goal_id = every[place], self.ids["goal"][place]
        statement, due = thing.text("statement"), _day(thing, "due", self.today)
        if self._is_new("goal", place):
            details = values_of(GoalDetails.model_validate(self.details(GOALS, GoalDetails, thing)))
            goal_id = await goals.add_alone(
                ctx.tx, ctx.workspace_id, self.strategy.id, statement, due, details, ctx.now
            )
            self.ids["goal"][place] = goal_id
            after = {"statement": statement, "due": due.isoformat(), **details}
            await ctx.record("add_goal", "goal", goal_id, strategy_id=self.strategy.id, after=after)
        first = sum(len(one.measures) for one in every[:place])
        for number, measure in enumerate(thing.measures, first):
            if goal_id is not None and self._is_new("measure", number):
                self.ids["measure"][number] = await self._measure(goal_id, measure, due)

    async def _measure(self, goal_id: int, thing: Thing, due: date) -> int:
        ctx = self.ctx
        columns = measure_columns(thing, due, self.today)
        details = MeasureDetails.model_validate(self.details(MEASURES, MeasureDetails, thing))
        measurer, reviewer = self.refer("role", thing.text("measurer")), self.refer("role", thing.text("reviewer"))
        assert measurer is not None
        assert reviewer is not None
        measure_id = await goals.add_measure(
            ctx.tx,
            ctx.workspace_id,
            self.strategy.id,
            goal_id,
            {
                **columns,
                "measurer_role_id": measurer,
                "reviewer_role_id": reviewer,
                "platform_id": self.refer("platform", thing.text("platform")),
                "details": values_of(details),
                "since": ctx.now,
            },
        )
        numbers = [(week, value, self.taken_at(week)) for week, value in self.weeks(thing)]
        await goals.add_readings(ctx.tx, ctx.workspace_id, measure_id, numbers)
        return measure_id

    def weeks(self, thing: Thing) -> list[tuple[date, Decimal]]:
        """Return a measure's readings by the first day of their weeks."""
        return weeks_of(thing, self.strategy)

    def taken_at(self, week: date) -> datetime:
        """Return when a number was read, as far as a file tells: at the end of its week, and not after now."""
        end = instant(week + timedelta(days=6), time(12), zone_named(self.strategy.zone))
        return min(end, self.ctx.now)

    # ------------------------------------------------------------ the calendar

    async def _slot(self, thing: Thing) -> int:
        ctx, role_id = self.ctx, self.refer("role", thing.text("role"))
        assert role_id is not None
        wall = thing.values["at"]
        assert isinstance(wall, time)
        new = NewSlot(
            kind=thing.text("kind") or "publish",
            title=thing.text("title"),
            who=Who(),
            wall=wall,
            rule=rule_of(thing, self.today, week_start(self.file)),
            zone=thing.text("zone"),
            goal_id=self.refer("goal", thing.text("goal")),
            **{name: thing.text(name) for name in POST_TEXTS},
        )
        platform_id = self.refer("platform", thing.text("platform"))
        audience_id = self.refer("audience", thing.text("audience"))
        slot_id = await calendar.add(
            ctx.tx, ctx.workspace_id, self.strategy.id, new, role_id, platform_id, audience_id, ctx.now
        )
        after = new.model_dump(mode="json") | {"platform": thing.text("platform"), "audience": thing.text("audience")}
        await ctx.record("add_slot", "slot", slot_id, strategy_id=self.strategy.id, after=after)
        return slot_id

    async def _idea(self, thing: Thing) -> int:
        ctx, platform_id = self.ctx, self.refer("platform", thing.text("platform"))
        new = NewPost(title=thing.text("title"), body=thing.text("text"), platform_id=platform_id)
        post_id = await posts.add(ctx.tx, ctx.workspace_id, self.strategy.id, new, "idea", ctx.me.id, ctx.now)
        await ctx.record("add_idea", "post", post_id, strategy_id=self.strategy.id, after=new.model_dump(mode="json"))
        return post_id


def section_of(concept: str) -> Section:
    """Return the section that holds a concept."""
    return next(one for one in SECTIONS.values() if one.concept == concept)


def kept(value: object) -> JsonValue:
    """Return a value as it is kept: numbers, dates and times as texts."""
    if isinstance(value, tuple):
        return [kept(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | time):
        return value.isoformat()
    assert isinstance(value, str | int)
    return value


def measure_columns(thing: Thing, due: date, today: date) -> goals.MeasureColumns:
    """Return a measure's own columns; what the file leaves out is what a conversation would have made of it."""
    given = thing.values
    target, baseline = given["target"], given.get("baseline")
    assert isinstance(target, Decimal)
    falls = isinstance(baseline, Decimal) and target < baseline
    columns = {
        "name": given["name"],
        "unit": thing.text("unit"),
        "direction": given.get("direction", "down" if falls else "up"),
        "cadence": given.get("cadence", "week"),
        "baseline": baseline,
        "baseline_on": given.get("baseline_on", today if baseline is not None else None),
        "target": target,
        "due": given.get("due", due),
    }
    return cast(goals.MeasureColumns, columns)  # as the keys of the file read them


def _day(thing: Thing, name: str, otherwise: date) -> date:
    value = thing.values.get(name)
    return value if isinstance(value, date) else otherwise
