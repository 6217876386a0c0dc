"""Founding a plan of a file, in pieces: nobody sees the plan, and the clock leaves it alone, until the last of them.

A piece is a transaction of its own, so that nobody waits long for the database while a large plan is built. What later
pieces have to know of earlier ones is Progress. Whoever can wait, like the command line, builds a plan in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.permissions import Action
from bot.domain.refusals import AlreadyHome, PersonLeft
from bot.domain.roles import Person, can_hold
from bot.domain.strategies import NewSettings, Strategy
from bot.planfile.keys import POSTS, ROLES, SECTIONS
from bot.planfile.shape import NotGiven, PlanFile, Somebody, Thing
from bot.services.calendar.calendar import begin_at
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, wake_at_digest, who_does, who_has
from bot.services.duties.duties import announce, told_now_until
from bot.services.plan.founding import taken
from bot.services.planfile.files import PLACES, Importing, Unit, settings_of, units_of, who_can
from bot.services.reviews.reviews import plan_first
from storage import calendar, duties, imports, roles, strategies
from storage.workspaces import Channel

# Things of a file that are added in one transaction. A regular post is the largest: up to ten days of duties.
PIECE = 6
# Nobody's next digest is further away, so nobody has to hear at once of what is due later.
SOON = timedelta(days=5)


@dataclass(frozen=True)
class Founded:
    """A plan that was founded of a file, and what could not be taken over as it stands there."""

    strategy: Strategy
    odd: tuple[NotGiven, ...]


@dataclass
class Progress:
    """What one piece leaves to the next.

    ids      our ids of the file's things, by concept and in the file's order; None is yet to be added
    planned  when each regular post is to be planned next, once the clock may
    to_tell  duties of the next days of which somebody may have to hear at once
    """

    ids: dict[str, list[int | None]] = field(default_factory=dict)
    planned: dict[int, datetime | None] = field(default_factory=dict)
    to_tell: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, file: PlanFile) -> Progress:
        """Return the progress of a file of which nothing was added yet."""
        ids: dict[str, list[int | None]] = {
            section.concept: [None] * len(file.of(name)) for name, section in SECTIONS.items()
        }
        return cls({**ids, "measure": [None] * len(file.measures)})

    def pack(self) -> dict[str, Any]:
        """Write it down as JSON."""
        planned = {str(slot_id): at.isoformat() if at else None for slot_id, at in self.planned.items()}
        return {"ids": self.ids, "planned": planned, "to_tell": self.to_tell}

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Progress:
        """Read what `pack` wrote."""
        planned = {
            int(slot_id): datetime.fromisoformat(at) if at else None for slot_id, at in packed["planned"].items()
        }
        return cls({of: list(ids) for of, ids in packed["ids"].items()}, planned, list(packed["to_tell"]))


# ---------------------------------------------------------------- in one go


async def import_plan(ctx: Ctx, home: Channel, file: PlanFile) -> Founded:
    """Make a channel the home of the plan that a file holds, all of it, in the caller's transaction.

    Whoever imports it is its admin, and its lead where nobody whom the file names as such is there.
    Raises `already_home`, `being_set_up` and `not_allowed`.
    """
    strategy = await begin(ctx, home, settings_of(file))
    progress = Progress.of(file)
    await add_piece(ctx, strategy, file, progress, units_of(file))
    founded = await finish(ctx, strategy, file, progress)
    await tell_about(ctx, progress.to_tell)
    return founded


# ---------------------------------------------------------------- the pieces


async def begin(ctx: Ctx, home: Channel, settings: NewSettings) -> Strategy:
    """Reserve a channel for a plan that is to be built. Raises `already_home`, `being_set_up` and `not_allowed`."""
    existing = await strategies.at_home(ctx.tx, ctx.workspace_id, home.slack_id)
    if existing is not None:
        raise AlreadyHome(name=existing.name)
    add = strategies.add(ctx.tx, ctx.workspace_id, home.id, settings, ctx.now, is_building=True)
    if (strategy_id := await add) is None:
        raise await taken(ctx, home, settings.name)
    strategy = await strategies.building(ctx.tx, ctx.workspace_id, strategy_id)
    assert strategy is not None
    await strategies.permit(ctx.tx, ctx.workspace_id, strategy_id, ctx.me.id, "admin", ctx.now)
    await require(ctx, strategy, Action.IMPORT)
    return strategy


async def add_piece(ctx: Ctx, strategy: Strategy, file: PlanFile, progress: Progress, units: Sequence[Unit]) -> None:
    """Add some things of a file to a plan that is being built; `progress` goes on by them."""
    building = _Building(ctx, strategy, file, progress)
    for unit in units:
        await building.add(unit)
    if building.slots:
        progress.planned |= await calendar.put_to_sleep(ctx.tx, ctx.workspace_id, building.slots)


async def finish(ctx: Ctx, strategy: Strategy, file: PlanFile, progress: Progress) -> Founded:
    """Add the last piece: let everybody see the plan, give out its roles, and hand it to the clock.

    Raises `not_allowed`, `gone` and `person_left` where whoever pressed for it could not do so any more.
    """
    ctx = replace(ctx, is_import=True)
    if ctx.me.has_left:
        raise PersonLeft(name=ctx.me.name)
    await imports.reveal(ctx.tx, ctx.workspace_id, strategy.id)
    await require(ctx, strategy, Action.IMPORT)
    after = settings_of(file).model_dump(mode="json")
    await ctx.record("found", "strategy", strategy.id, strategy_id=strategy.id, after=after)
    building = _Building(ctx, strategy, file, progress)
    leads = await building.appoint_leads()
    for role_id, thing in zip(progress.ids["role"], file.of(ROLES.name), strict=True):
        assert role_id is not None
        for kind in PLACES:
            await building.give(thing, role_id, kind, is_new=True)
    for person in {one.id: one for one in (ctx.me, *leads)}.values():
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    await plan_first(ctx.tx, strategy, ctx.now)
    await calendar.wake(ctx.tx, ctx.workspace_id, strategy.id, progress.planned)
    progress.to_tell = await _to_tell(ctx, strategy)
    return Founded(strategy, tuple(building.odd))


async def _to_tell(ctx: Ctx, strategy: Strategy) -> list[int]:
    """List the duties of which whoever has them is to hear before their next digest."""
    found, until = list[int](), dict[int, datetime]()
    for duty_id, role_id, due_at in await duties.coming_of(ctx.tx, ctx.workspace_id, strategy.id, ctx.now + SOON):
        if role_id not in until:
            resolved = await who_has(ctx.tx, ctx.workspace_id, strategy.id, role_id)
            hours = await hours_of(ctx.tx, ctx.workspace_id, resolved.person) if resolved else None
            until[role_id] = told_now_until(hours, ctx.now) if hours else ctx.now
        if due_at < until[role_id]:
            found.append(duty_id)
    return found


async def tell_about(ctx: Ctx, duty_ids: Sequence[int]) -> None:
    """Tell whoever has to do something of a new plan before their next digest."""
    ctx = replace(ctx, is_import=True)
    for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, duty_ids):
        resolved = await who_does(ctx.tx, duty) if duty.is_open else None
        if resolved is not None:
            await announce(ctx, duty, resolved.person, "new")


class _Building(Importing):
    """Adds the things of a file to a plan that nobody sees: roles without people, posts that the clock leaves alone."""

    def __init__(self, ctx: Ctx, strategy: Strategy, file: PlanFile, progress: Progress) -> None:
        super().__init__(replace(ctx, is_import=True), strategy, file)
        self.ids = progress.ids
        self.slots: list[int] = []
        self._begins: dict[str, datetime] = {}

    async def fill(self, role_id: int, thing: Thing) -> None:
        """Leave a role vacant for now: it is given out with the last piece."""

    async def begin(self, slot_id: int, place: int) -> None:
        """Make the duties of a post's next days. Nobody hears of them yet."""
        ctx = self.ctx
        slot = await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id)
        assert slot is not None
        role = self.file.of(POSTS.name)[place].text("role")
        if role not in self._begins:
            self._begins[role] = await self._can_be_told(role)
        await begin_at(ctx, slot, self._begins[role])
        self.slots.append(slot_id)

    async def _can_be_told(self, role: str) -> datetime:
        """Return from when on whoever is to have a role can hear of its work: as if they had it already."""
        ctx, plan = self.ctx, self.strategy
        person = await self._who_will_have(role)
        hours = await hours_of(ctx.tx, ctx.workspace_id, person)
        days = await roles.working_days_of(ctx.tx, ctx.workspace_id, person.id)
        hours = hours.model_copy(update={"days": frozenset(days | set(plan.working_days))})
        if not person.zone and await roles.zone_of_work(ctx.tx, ctx.workspace_id, person.id) is None:
            hours = hours.model_copy(update={"zone_name": plan.zone})
        return hours.next_open(ctx.now)

    async def _who_will_have(self, role: str) -> Person:
        """Return who will do a role's work: whom the file names, else who will lead the plan."""
        found = self.names["role"].find(role)
        thing = self.file.of(ROLES.name)[found[0]] if found else None
        leads = self.file.plan.values.get("leads")
        named = [thing.values.get(kind) for kind in PLACES] if thing else []
        for said in (*named, *(leads if isinstance(leads, tuple) else ())):
            person = await who_can(self.ctx, self.strategy, said) if isinstance(said, Somebody) else None
            if isinstance(person, Person) and can_hold(person):
                return person
        return self.ctx.me
