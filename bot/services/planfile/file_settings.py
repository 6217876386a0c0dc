"""What a file says otherwise of a plan's own settings and people. It stays, unless somebody asks for it by itself.

Files come from templates and from other plans: their clock and their people are not taken over in passing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import JsonValue

from bot.domain.permissions import Action
from bot.domain.plan import Plan
from bot.domain.roles import HoldingKind, Person, Role, can_hold
from bot.domain.strategies import Strategy
from bot.planfile.keys import PLAN, ROLES, SETTINGS
from bot.planfile.making import file_of
from bot.planfile.shape import PlanFile, Somebody, folded
from bot.planfile.writing import in_short
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.people import wake_at_digest
from bot.services.context.whole_plan import plan_of
from bot.services.editing import editing
from bot.services.planfile.files import beside, find_person, kept, who_can
from bot.views.planfile.file_differences import Stays
from storage import strategies

_PLACES: tuple[HoldingKind, ...] = ("holder", "backup")


async def stays_of(ctx: Ctx, strategy: Strategy, file: PlanFile) -> list[Stays]:
    """List what a file says otherwise of settings and people. Vacant places are filled by taking it over."""
    plan = await plan_of(ctx.tx, strategy)
    found = _settings_of(file_of(plan, await beside(ctx.tx, strategy)), file)
    if (named := _leads_in(file)) and not await _are(ctx, named, there := _leads_of(plan)):
        people = [await who_can(ctx, strategy, one) for one in named]
        nobody = next((one for one in people if not isinstance(one, Person)), None)
        names = ", ".join(one.said for one in named)
        found.append(Stays("leads", "", ", ".join(one.name for one in there), names, nobody))
    for role, kind, said, now in _held_by_others(plan, file):
        if await _are(ctx, [said], [now]):
            continue
        person = await who_can(ctx, strategy, said)
        if isinstance(person, Person):
            found.append(Stays(kind, role.title, now.name, person.name))
        else:
            found.append(Stays(kind, role.title, now.name, said.said, person))
    return found


def _leads_of(plan: Plan) -> list[Person]:
    return [one for one in plan.leads if can_hold(one)]


def _leads_in(file: PlanFile) -> list[Somebody]:
    named = file.plan.values.get("leads")
    return [one for one in named if isinstance(one, Somebody)] if isinstance(named, tuple) else []


async def _are(ctx: Ctx, named: Sequence[Somebody], there: Sequence[Person]) -> bool:
    """Tell whether some people are those whom a file names, in any order."""
    found = set[str]()
    for one in named:
        known = await find_person(ctx, one)
        found.add(known.slack_id if isinstance(known, Person) else f"{one.id} {one.name}")
    return found == {one.slack_id for one in there}


def _settings_of(here: PlanFile, file: PlanFile) -> list[Stays]:
    found = []
    for name in SETTINGS:
        key, said, now = PLAN.key(name), file.plan.values.get(name), here.plan.values.get(name)
        if key is not None and said is not None and said != now:
            found.append(Stays(name, "", in_short(key, now), in_short(key, said)))
    return found


def _held_by_others(plan: Plan, file: PlanFile) -> list[tuple[Role, HoldingKind, Somebody, Person]]:
    """List the places that somebody has and for which the file names anybody."""
    titled = {folded(role.title): role for role in plan.roles}
    found: list[tuple[Role, HoldingKind, Somebody, Person]] = []
    for thing in file.of(ROLES.name):
        role = titled.get(folded(thing.text("title")))
        for kind in _PLACES:
            said, now = thing.values.get(kind), getattr(role, kind, None)
            if role is not None and isinstance(said, Somebody) and isinstance(now, Person):
                found.append((role, kind, said, now))
    return found


async def adopt_settings(ctx: Ctx, strategy: Strategy, file: PlanFile) -> list[Stays]:
    """Give a plan the settings and people that a file names, and return what that changed. Raises `not_allowed`.

    Places of people who cannot be given work stay as they are.
    """
    await require(ctx, strategy, Action.IMPORT)
    ctx = replace(ctx, is_import=True)
    before, plan = await stays_of(ctx, strategy, file), await plan_of(ctx.tx, strategy)
    values: dict[str, JsonValue] = {
        SETTINGS[one.key]: kept(file.plan.values[one.key]) for one in before if one.key in SETTINGS
    }
    if values:
        await editing.change(ctx, "plan", strategy.id, values)
    if any(one.key == "leads" and not one.why for one in before):
        await _appoint_leads(ctx, strategy, _leads_in(file), _leads_of(plan))
    for role, kind, said, now in _held_by_others(plan, file):
        person = await who_can(ctx, strategy, said)
        if isinstance(person, Person) and person.id != now.id:
            await editing.change(ctx, "role", role.id, {kind: person.id})
    return [one for one in before if not one.why]


async def _appoint_leads(ctx: Ctx, strategy: Strategy, named: Sequence[Somebody], there: Sequence[Person]) -> None:
    """Make those leads whom a file names, and nobody else."""
    people = [await who_can(ctx, strategy, one) for one in named]
    wanted = [one for one in people if isinstance(one, Person)]
    if len(wanted) == len(there) == 1:
        await editing.change(ctx, "plan", strategy.id, {"lead": wanted[0].id})
        return
    for person in wanted:
        await strategies.permit(ctx.tx, ctx.workspace_id, strategy.id, person.id, "lead", ctx.now)
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    for person in there:
        if person.id not in {one.id for one in wanted}:
            await strategies.end_permission(ctx.tx, ctx.workspace_id, strategy.id, person.id, "lead", ctx.now)
    was, now = {"leads": [one.id for one in there]}, {"leads": [one.id for one in wanted]}
    await ctx.record("change_leads", "plan", strategy.id, strategy_id=strategy.id, before=was, after=now)
