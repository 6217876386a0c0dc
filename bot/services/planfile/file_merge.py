"""A file taken over into a plan that is there: what is new is added, what differs is changed, nothing ends.

Whoever has a role keeps it, and the plan's own settings stay: bot/services/planfile/file_settings.py. What only people
can tell is left alone, unless they say what it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, JsonValue

from bot.domain.edits import measure_field
from bot.domain.goals import GoalDetails, MeasureDetails
from bot.domain.messages import ReviewMessage
from bot.domain.permissions import Action
from bot.domain.roles import HoldingKind, Person, RoleDetails
from bot.domain.strategies import Strategy
from bot.domain.when import local_date, zone_named
from bot.planfile.keys import GOALS, IDEAS, MEASURES, POSTS, READINGS, ROLES, Section
from bot.planfile.meaning import rule_of
from bot.planfile.shape import NotGiven, PlanFile, Somebody, Thing
from bot.schema.columns import POST_TEXTS
from bot.schema.table import OWN
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import plan_of, thing_of
from bot.services.editing import editing
from bot.services.planfile.file_comparing import Comparison, Doubtful, Wanted
from bot.services.planfile.file_settings import stays_of
from bot.services.planfile.files import Importing, beside, kept, section_of, who_can
from bot.views.planfile.file_differences import Otherwise
from storage import calendar, goals, posts, reviews, strategies

_PLACES: tuple[HoldingKind, ...] = ("holder", "backup")
# Keys of a file and the values of a thing (bot/services/editing/editing_parts.py) that say the same by another name.
_VALUES = {"at": "wall"}


@dataclass(frozen=True)
class Merged:
    """What a file adds to a plan and changes in it: how many, by section, and each difference.

    odd        whom it could not give a vacant role
    otherwise  what it says otherwise: what is changed, what is left alone, what stays
    """

    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    odd: tuple[NotGiven, ...] = ()
    otherwise: Otherwise = field(default_factory=Otherwise)

    @property
    def is_work(self) -> bool:
        """Tell whether there is something to take over, or to ask about."""
        return bool(self.added or self.changed or self.otherwise.doubts)

    @property
    def is_nothing(self) -> bool:
        """Tell whether the plan says all of it already."""
        return not (self.is_work or self.odd or self.otherwise.stays)


async def would_change(ctx: Ctx, strategy: Strategy, file: PlanFile) -> Merged:
    """Say what taking a file over would add and change, without doing any of it."""
    merging = await _Merging.of(ctx, strategy, file, "leave")
    compared, importing = merging.compared, merging.importing
    wanted = compared.wanted()
    changed = merging.count_changed(wanted)
    for _, title, said, place in merging.vacant():
        person = await who_can(ctx, strategy, said)
        if isinstance(person, Person):
            changed[ROLES.name] += 1
        else:
            importing.odd.append(NotGiven(said.said, title, place, person))
    added = compared.added() | merging.count_readings(new=True)
    stays = await stays_of(ctx, strategy, file)
    return Merged(added, changed, tuple(importing.odd), Otherwise(compared.differences(wanted), compared.doubts, stays))


async def take_over(ctx: Ctx, strategy: Strategy, file: PlanFile, doubtful: Doubtful = "leave") -> Merged:
    """Add to a plan what a file has more, and change what it says otherwise. Raises `not_allowed`.

    `doubtful` says what entries are of which only people can tell: new ones, changes of what they could be, or neither.
    """
    await require(ctx, strategy, Action.IMPORT)
    ctx = replace(ctx, is_import=True)
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)  # two files at once would add everything twice
    merging = await _Merging.of(ctx, strategy, file, doubtful)
    importing, wanted, vacant = merging.importing, merging.compared.wanted(), merging.vacant()
    added = merging.compared.added() | merging.count_readings(new=True)
    differences = merging.compared.differences(wanted)
    await importing.everything()
    changed = await merging.change(wanted)
    for role_id, title, said, place in vacant:
        before = len(importing.odd)
        await importing.give(Thing({"title": title, place: said}), role_id, place)
        changed[ROLES.name] += len(importing.odd) == before
    stays = await stays_of(ctx, strategy, file)
    return Merged(added, +changed, tuple(importing.odd), Otherwise(differences, merging.compared.doubts, stays))


class _Merging:
    """Writes what a comparison found: each thing with the values of those keys in which it differs."""

    def __init__(self, importing: Importing, compared: Comparison) -> None:
        self.importing, self.compared = importing, compared
        importing.ids, importing.left_out = compared.ids, compared.left_out

    @classmethod
    async def of(cls, ctx: Ctx, strategy: Strategy, file: PlanFile, doubtful: Doubtful) -> _Merging:
        plan = await plan_of(ctx.tx, strategy)
        used = await posts.in_states(ctx.tx, ctx.workspace_id, strategy.id, posts.USED)
        today = local_date(ctx.now, zone_named(strategy.zone))
        titles = [post.title for post in used]
        compared = Comparison(plan, await beside(ctx.tx, strategy), titles, file, today, doubtful)
        return cls(Importing(ctx, strategy, file), compared)

    def vacant(self) -> list[tuple[int, str, Somebody, HoldingKind]]:
        """List the vacant places of roles that are there, for which the file names somebody."""
        found = []
        held = {role.id: role for role in self.compared.plan.roles}
        for place, thing in enumerate(self.importing.file.of(ROLES.name)):
            role = held.get(self.compared.ids["role"][place] or 0)
            for kind in _PLACES:
                said = thing.values.get(kind)
                if role is not None and isinstance(said, Somebody) and getattr(role, kind) is None:
                    found.append((role.id, role.title, said, kind))
        return found

    # ------------------------------------------------------------ counting

    def count_readings(self, *, new: bool) -> dict[str, int]:
        """Count the weekly numbers that the plan does not have, or has otherwise."""
        many = sum((before is None) == new for _, _, before, _ in self.compared.readings())
        return {READINGS.name: many} if many else {}

    def count_changed(self, wanted: Mapping[str, Sequence[Wanted]]) -> Counter[str]:
        """Count what is to be changed, by section; a number counts as its goal."""
        found = Counter({section_of(of).name: len(some) for of, some in wanted.items() if of != "measure"})
        found[GOALS.name] = len(self._goals(wanted))
        return +(found + Counter(self.count_readings(new=False)))

    def _goals(self, wanted: Mapping[str, Sequence[Wanted]]) -> dict[int, tuple[Wanted | None, list[Wanted]]]:
        """Return the goals that change, each with what changes in its numbers."""
        found: dict[int, tuple[Wanted | None, list[Wanted]]] = {one.id: (one, []) for one in wanted.get("goal", ())}
        of = {measure.id: measure.goal_id for measure in self.compared.plan.measures}
        for one in wanted.get("measure", ()):
            found.setdefault(of[one.id], (None, []))[1].append(one)
        return found

    # ------------------------------------------------------------ changing

    async def change(self, wanted: Mapping[str, Sequence[Wanted]]) -> Counter[str]:
        """Give every thing that differs the values that the file says, and count those, by section."""
        ctx, changed = self.importing.ctx, Counter[str]()
        for one in wanted.get("role", ()):
            thing = self._thing(ROLES, one)
            values = self._values(ROLES, RoleDetails, thing, one) | self._of(thing, one, "title")
            changed[ROLES.name] += await editing.change(ctx, "role", one.id, values) is not None
        for goal_id, (goal, measures) in self._goals(wanted).items():
            values = self._goal(goal, measures)
            changed[GOALS.name] += await editing.change(ctx, "goal", goal_id, values) is not None
        for one in wanted.get("slot", ()):
            changed[POSTS.name] += await editing.change(ctx, "slot", one.id, await self._slot(one)) is not None
        for concept in OWN:
            section = section_of(concept)
            for one in wanted.get(concept, ()):
                every = self.importing.values(section, self._thing(section, one))
                values = {name: every[name] for name in one.keys}
                changed[section.name] += await editing.change(ctx, thing_of(concept), one.id, values) is not None
        for one in wanted.get("idea", ()):
            await self._change_idea(one)
            changed[IDEAS.name] += 1
        return changed + await self._change_readings()

    def _thing(self, section: Section, one: Wanted) -> Thing:
        file = self.importing.file
        return file.measures[one.row] if section is MEASURES else file.of(section.name)[one.row]

    def _of(self, thing: Thing, one: Wanted, *names: str) -> dict[str, JsonValue]:
        return {_VALUES.get(name, name): kept(thing.values[name]) for name in names if name in one.keys}

    def _values(self, section: Section, model: type[BaseModel], thing: Thing, one: Wanted) -> dict[str, JsonValue]:
        details = self.importing.details(section, model, thing)
        return {name: value for name, value in details.items() if name in one.keys}

    def _goal(self, goal: Wanted | None, measures: Sequence[Wanted]) -> dict[str, JsonValue]:
        values: dict[str, JsonValue] = {}
        if goal is not None:
            thing = self._thing(GOALS, goal)
            values = self._values(GOALS, GoalDetails, thing, goal) | self._of(thing, goal, "statement", "due")
        for one in measures:
            thing = self._thing(MEASURES, one)
            own = [key.name for key in MEASURES.keys if not key.of and key.name not in MeasureDetails.model_fields]
            said = self._values(MEASURES, MeasureDetails, thing, one) | self._of(thing, one, *own)
            for key in (key for key in MEASURES.keys if key.of and key.name in one.keys):
                said[key.name] = self.importing.refer(key.of, thing.text(key.name))
            values |= {measure_field(name, one.id): value for name, value in said.items()}
        return values

    async def _slot(self, one: Wanted) -> dict[str, JsonValue]:
        importing, thing = self.importing, self._thing(POSTS, one)
        values = self._of(thing, one, "title", "kind", "at", "zone", *POST_TEXTS)
        for key in (key for key in POSTS.keys if key.of and key.name in one.keys):
            values[key.name] = importing.refer(key.of, thing.text(key.name))
        if "starts" in one.keys:
            before = await calendar.by_id(importing.ctx.tx, importing.ctx.workspace_id, one.id)
            assert before is not None
            rule = rule_of(thing, before.rule.start, importing.strategy.week_start)
            values["rule"] = rule.model_dump(mode="json")
        return values

    async def _change_idea(self, one: Wanted) -> None:
        importing, thing = self.importing, self._thing(IDEAS, one)
        ctx, columns = importing.ctx, posts.PostColumns()
        if "title" in one.keys:
            columns["title"] = thing.text("title")
        if "text" in one.keys:
            columns["body"] = thing.text("text") or None
        if "platform" in one.keys:
            columns["platform_id"] = importing.refer("platform", thing.text("platform"))
        before = await posts.by_id(ctx.tx, ctx.workspace_id, one.id)
        assert before is not None
        await posts.rewrite(ctx.tx, ctx.workspace_id, one.id, **columns)
        was = {"title": before.title, "body": before.body, "platform": before.platform}
        await ctx.record("change_idea", "post", one.id, strategy_id=importing.strategy.id, before=was, after=columns)

    async def _change_readings(self) -> Counter[str]:
        """Write down the weekly numbers that the plan does not have, or has otherwise; count those corrected."""
        ctx, importing, corrected = self.importing.ctx, self.importing, 0
        for measure_id, week, before, value in self.compared.readings():
            at = importing.taken_at(week)
            await goals.take_reading(ctx.tx, ctx.workspace_id, measure_id, week, value, None, at)
            if before is None:
                continue
            corrected += 1
            await ctx.record(
                "take_reading",
                "measure",
                measure_id,
                strategy_id=importing.strategy.id,
                before={"week": week.isoformat(), "value": str(before)},
                after={"week": week.isoformat(), "value": str(value)},
            )
        if self.compared.readings():
            await self._redraw_reviews()
        return Counter({READINGS.name: corrected})

    async def _redraw_reviews(self) -> None:
        ctx, strategy = self.importing.ctx, self.importing.strategy
        for review in await reviews.running(ctx.tx, ctx.workspace_id, strategy.id):
            await ctx.redraw_keyed(ReviewMessage.key(review=review.id))
