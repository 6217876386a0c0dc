"""The morning digest: planned on each person's own clock, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.domain.duties import Digest, Duty, digest_of, reach_of_digest
from bot.domain.outbox import Owed, lateness
from bot.domain.roles import Person
from bot.domain.when import Hours
from bot.services.people import hours_of, leads_of, next_digest, plans_of, wake_at_digest, who_does
from storage import duties, members, outbox, roles
from storage.database import Tx


def digest_key(person_id: int, day: date) -> str:
    """Return the key of somebody's digest: one a person and local date, whatever happens to their clock."""
    return f"digest:{person_id}:{day.isoformat()}"


@dataclass(frozen=True)
class Day:
    """A person's day: their digest, up to when it looks ahead, and their hours."""

    digest: Digest
    reach: datetime
    hours: Hours


async def plan_digest(tx: Tx, now: datetime) -> bool:
    """Plan one digest that is due; tells whether there was one.

    A digest missed by up to four hours comes late and says so; missed by longer, and within the person's hours, it
    becomes a catch-up; else the next morning's carries what stood in it.
    """
    due = await members.next_due(tx, now)
    if due is None:
        return False
    workspace_id, person, since = due
    if person.has_left or person.is_bot or not await _has_work(tx, workspace_id, person):
        await members.set_next(tx, person.id, None)
        return True
    hours = await hours_of(tx, workspace_id, person)
    await members.set_next(tx, person.id, next_digest(hours, now))
    day = hours.local_date(now)
    if hours.is_working_day(day) and hours.begin_of(day) <= now:
        at = hours.begin_of(day)
        if lateness("digest", at, now) != "too_late":
            await outbox.owe(tx, workspace_id, Owed(digest_key(person.id, day), "digest", at, person=person.id), now)
        elif hours.contains(now):
            await owe_catch_up(tx, workspace_id, person, day, since, now)
    return True


async def owe_catch_up(tx: Tx, workspace_id: int, person: Person, day: date, since: datetime, now: datetime) -> None:
    """Owe the one honest message after the bot slept, once a person and day.

    A digest that is about to leave, or to be planned, says it all already.
    """
    planned = await members.next_of(tx, person.id)
    if planned is not None and planned <= now:
        return  # today's digest is late itself: whatever becomes of it says it all
    if await outbox.was_owed_since(tx, workspace_id, digest_key(person.id, day), since):
        return
    key = f"catch_up:{person.id}:{day.isoformat()}"
    facts = {"since": since.isoformat()}
    await outbox.owe(tx, workspace_id, Owed(key, "catch_up", now, person=person.id, facts=facts), now)


async def move_digest(tx: Tx, workspace_id: int, before: Person, after: Person, now: datetime) -> None:
    """Plan somebody's digest anew when their hour or their zone has changed.

    Where today's had not come, and by the new clock its time is over, it comes now: no day is lost.
    """
    if await wake_at_digest(tx, workspace_id, after, now) is None:
        return
    old, new = await hours_of(tx, workspace_id, before), await hours_of(tx, workspace_id, after)
    day = new.local_date(now)
    if new.contains(now) and old.begin_of(day) > now:
        await outbox.owe(tx, workspace_id, Owed(digest_key(after.id, day), "digest", now, person=after.id), now)


async def _has_work(tx: Tx, workspace_id: int, person: Person) -> bool:
    if await plans_of(tx, workspace_id, person):
        return True
    return bool(await duties.open_of_roles(tx, workspace_id, [], person.id, datetime.max.replace(tzinfo=UTC)))


async def duties_for(tx: Tx, workspace_id: int, person: Person, until: datetime) -> list[Duty]:
    """List the open duties due before `until` that somebody is to do now: roles resolve at this moment."""
    mine: list[int] = []
    for strategy in await plans_of(tx, workspace_id, person):
        is_lead = any(p.id == person.id for p in await leads_of(tx, strategy))
        for role in await roles.of_strategy(tx, workspace_id, strategy.id):
            if is_lead or any(h.person.id == person.id for h in role.holdings):
                mine.append(role.id)
    found = []
    for duty in await duties.open_of_roles(tx, workspace_id, mine, person.id, until):
        resolved = await who_does(tx, duty)
        if resolved and resolved.person.id == person.id:
            found.append(duty)
    return found


async def day_of(tx: Tx, workspace_id: int, person: Person, now: datetime) -> Day:
    """Return what somebody has to do as of now: what their last digest would show, were it sent this moment."""
    hours = await hours_of(tx, workspace_id, person)
    reach = reach_of_digest(now, hours)
    return Day(digest_of(await duties_for(tx, workspace_id, person, reach), now, reach), reach, hours)
