"""People and their time zones: when each may be written to, and who does a role's work now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.duties import Duty
from bot.domain.refusals import NotInHome, PersonIsBot, PersonLeft, UnknownPerson
from bot.domain.roles import Person, Resolved, Role, resolve
from bot.domain.strategies import WORKING_DAYS, Strategy
from bot.domain.when import Hours, UnknownZone, zone_named
from bot.language.answers import ids_in, with_names
from bot.services.context.ctx import Ctx
from storage import members, roles, strategies, workspaces
from storage.database import Tx

LATEST = time(23, 59)


async def zone_of(tx: Tx, workspace_id: int, person: Person) -> ZoneInfo:
    """Return a person's zone: their own, else that of a strategy they work for, else UTC."""
    zone = _known(person.zone) or _known(await roles.zone_of_work(tx, workspace_id, person.id))
    return zone or zone_named("UTC")


def _known(name: str | None) -> ZoneInfo | None:
    try:
        return zone_named(name) if name else None
    except UnknownZone:
        return None


async def on_clock(tx: Tx, workspace_id: int, person: Person) -> Person:
    """Return the person with a zone filled in: the one used for everything they are told."""
    return replace(person, zone=(await zone_of(tx, workspace_id, person)).key)


async def hours_of(tx: Tx, workspace_id: int, person: Person) -> Hours:
    """Return when a person may be written to: from their digest's hour to the evening, on the days they work."""
    days = await roles.working_days_of(tx, workspace_id, person.id)
    zone = await zone_of(tx, workspace_id, person)
    return Hours(
        zone_name=zone.key,
        days=days or frozenset(WORKING_DAYS),
        begins=person.digest_at,
        ends=end_of_day(person.digest_at, person.work_until),
    )


def end_of_day(begins: time, ends: time) -> time:
    """Return the end of a working day that begins so late that the usual end would come before it."""
    if ends > begins:
        return ends
    return LATEST if begins < LATEST else time(23, 59, 59)


async def may_take_part(tx: Tx, strategy: Strategy, person: Person) -> bool:
    """Tell whether a person can take part in a strategy at all, whatever role they were given in it.

    Outside a private channel its strategy doesn't exist. Guests need to be in the home channel. People from other
    teams, here by Slack Connect, are guests.
    """
    if not strategy.is_private and person.is_colleague:
        return True
    home = await workspaces.channel_by_slack_id(tx, strategy.workspace_id, strategy.channel)
    return home is not None and await workspaces.is_in(tx, strategy.workspace_id, home.id, person.id)


async def taking_part(tx: Tx, strategy: Strategy, role: Role) -> Role:
    """Return a role without the holders who can no longer take part in its strategy."""
    kept = [h for h in role.holdings if await may_take_part(tx, strategy, h.person)]
    return replace(role, holdings=tuple(kept))


async def leads_of(tx: Tx, strategy: Strategy) -> list[Person]:
    """List whom a strategy escalates to, in the order to try them: only people who can take part in it."""
    found = await strategies.leads(tx, strategy.workspace_id, strategy.id)
    return [person for person in found if await may_take_part(tx, strategy, person)]


async def plans_of(tx: Tx, workspace_id: int, person: Person) -> list[Strategy]:
    """List the strategies that a person works for and can take part in."""
    found = await strategies.visible_to(tx, workspace_id, person.id)
    return [strategy for strategy in found if await may_take_part(tx, strategy, person)]


async def who_does(tx: Tx, duty: Duty) -> Resolved | None:
    """Return who is to do a duty now, and why it is them; None where nobody is left."""
    return await who_has(tx, duty.workspace_id, duty.strategy_id, duty.role_id, duty.handed_to)


async def who_has(
    tx: Tx, workspace_id: int, strategy_id: int, role_id: int, handed_to: int | None = None
) -> Resolved | None:
    """Return who does a role's work now: the person it was handed to, else holder, backup, lead.

    The work that is left of a role that was given up is the lead's.
    """
    found = await roles.ever(tx, workspace_id, role_id)
    role = None if found is None else found[0]
    strategy = await strategies.by_id(tx, workspace_id, strategy_id)
    if role is None or strategy is None:
        return None
    instead = await members.by_id(tx, workspace_id, handed_to) if handed_to is not None else None
    if instead is not None and not await may_take_part(tx, strategy, instead):
        instead = None
    present = await taking_part(tx, strategy, role)
    # The work falls to the lead only where nobody else is left, so the lead is looked up only then.
    return resolve(present, (), instead) or resolve(present, await leads_of(tx, strategy), instead)


async def by_name(tx: Tx, workspace_id: int, text: str) -> str:
    """Return a text to store, with a name in each mention (bot.language.answers.with_names)."""
    ids = ids_in(text)
    found = await members.called(tx, workspace_id, (), ids) if ids else []
    return with_names(text, {person.slack_id: person.name for person in found})


async def wake_at_digest(tx: Tx, workspace_id: int, person: Person, now: datetime) -> datetime | None:
    """Set when a person's next digest is due; None and never for people who can't get one.

    It is later than `now`, except for one that is due already: the planner is about to deal with that.
    """
    if person.has_left or person.is_bot:
        await members.set_next(tx, person.id, None)
        return None
    planned = await members.next_of(tx, person.id)
    if planned is not None and planned <= now:
        return planned
    hours = await hours_of(tx, workspace_id, person)
    at = next_digest(hours, now)
    await members.set_next(tx, person.id, at)
    return at


def next_digest(hours: Hours, now: datetime) -> datetime:
    """Return when the next working day begins, later than `now`."""
    day = hours.local_date(now)
    if hours.is_working_day(day) and hours.begin_of(day) > now:
        return hours.begin_of(day)
    return hours.begin_of(hours.next_working_day(day))


async def person_for_work(ctx: Ctx, slack_id: str, strategy: Strategy) -> Person:
    """Return a person who can be given work in a strategy.

    Raises `unknown_person`, `person_left`, `person_is_bot`, `not_in_home`.
    """
    person = await members.by_slack_id(ctx.tx, ctx.workspace_id, slack_id)
    if person is None:
        raise UnknownPerson(name=slack_id)
    if person.is_bot or slack_id in ("USLACKBOT", ctx.workspace.bot_slack_id):
        raise PersonIsBot(name=person.name)
    if person.has_left:
        raise PersonLeft(name=person.name)
    if not await may_take_part(ctx.tx, strategy, person):
        raise NotInHome(name=person.name, channel=strategy.channel)
    return person
