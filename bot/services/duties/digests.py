"""The morning digest: one a day, at each person's own hour. bot/services/day/plan_digest.py plans it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.duties import Digest, Duty, digest_of, reach_of_digest
from bot.domain.messages import CatchUpMessage, DigestMessage
from bot.domain.outbox import Message, Owed
from bot.domain.roles import Person, Resolved
from bot.domain.when import Hours
from bot.services.context.people import hours_of, leads_of, plans_of, wake_at_digest, who_does
from bot.services.duties.on_hold import marked
from bot.services.duties.role_offers import as_fact, to_carry
from storage import duties, members, outbox, roles, standing
from storage.database import Tx

# Two digests further apart than this belong to two days, whatever their dates.
ANOTHER_DAY = timedelta(hours=12)


def catch_up_key(person_id: int, day: date, number: int = 0) -> str:
    """Return the key of a person's catch-up for a day: the first one has no number."""
    key = CatchUpMessage.another if number else CatchUpMessage.key
    return key(person=person_id, day=day, number=number)


@dataclass(frozen=True)
class Day:
    """A person's day: their digest, how far it looks ahead, their hours, and what is on hold and so left out of it."""

    digest: Digest
    reach: datetime
    hours: Hours
    held: tuple[Duty, ...] = ()


async def owe_catch_up(
    tx: Tx, workspace_id: int, person: Person, day: date, since: datetime, now: datetime, *, for_digest: bool = False
) -> None:
    """Owe one catch-up after a time in which the person could not be written to.

    A digest or catch-up that is about to leave or to be planned, or was sent since then, says it all already. One
    that may have been sent before doesn't; whether it was is known when this one leaves (`is_told`). With
    `for_digest`, this one replaces a digest that waited too long, and others waiting behind that one don't count.
    """
    if await is_planned(tx, person, now):
        return
    if await is_caught_up(tx, workspace_id, person, since):
        return
    if not for_digest and await _will_say_or_said(tx, workspace_id, DigestMessage.key.begin(person=person.id), since):
        return
    number = await outbox.count_with_prefix(tx, workspace_id, catch_up_key(person.id, day))
    key = catch_up_key(person.id, day, number)
    owed = Owed.about(CatchUpMessage(since=since), now, key, person=person.id, name=key)
    await outbox.owe(tx, workspace_id, owed, now)


async def is_caught_up(tx: Tx, workspace_id: int, person: Person, since: datetime) -> bool:
    """Tell whether a catch-up is waiting for a person, or was sent to them at `since` or later."""
    return await _will_say_or_said(tx, workspace_id, CatchUpMessage.key.begin(person=person.id), since)


async def _will_say_or_said(tx: Tx, workspace_id: int, prefix: str, since: datetime) -> bool:
    return await outbox.is_waiting(tx, workspace_id, prefix) or await outbox.is_told_since(
        tx, workspace_id, prefix, since
    )


def _prefixes(person: Person) -> tuple[str, str]:
    return DigestMessage.key.begin(person=person.id), CatchUpMessage.key.begin(person=person.id)


async def is_told(tx: Tx, workspace_id: int, person: Person, since: datetime) -> bool:
    """Tell whether a person has a digest or catch-up that Slack shows as posted at `since` or later."""
    for prefix in _prefixes(person):
        if await outbox.is_told_since(tx, workspace_id, prefix, since):
            return True
    return False


async def unsettled(tx: Tx, workspace_id: int, person: Person, now: datetime) -> int | None:
    """Return the id of a digest or catch-up that was due to leave and may or may not have been posted."""
    for prefix in _prefixes(person):
        if (found := await outbox.unsettled(tx, workspace_id, prefix, now)) is not None:
            return found
    return None


async def is_planned(tx: Tx, person: Person, now: datetime) -> bool:
    """Tell whether a person's digest is due and hasn't been planned yet."""
    planned = await members.next_of(tx, person.id)
    return planned is not None and planned <= now


async def free_key(tx: Tx, workspace_id: int, person: Person, day: date, at: datetime) -> str:
    """Return the key of a digest: the second of its date where the first came half a day before.

    Flying west across the date line repeats a date; keep both digests.
    """
    key = DigestMessage.key(person=person.id, day=day)
    earlier = await outbox.by_key(tx, workspace_id, key)
    is_second = earlier is not None and earlier.due_at + ANOTHER_DAY < at
    return DigestMessage.second(person=person.id, day=day) if is_second else key


async def move_digest(tx: Tx, workspace_id: int, before: Person, after: Person, now: datetime) -> None:
    """Plan a person's digest again after their hour or zone has changed.

    If today's hasn't come yet and its time is past on the new clock, it comes now, so that no day is lost.
    """
    await move_digest_from(tx, workspace_id, await hours_of(tx, workspace_id, before), after, now)


async def move_digest_from(tx: Tx, workspace_id: int, old: Hours, after: Person, now: datetime) -> None:
    """Plan a person's digest again, as `move_digest` does, where only their former hours are known."""
    if await is_planned(tx, after, now):
        return  # the planner handles it, by the new clock
    if await wake_at_digest(tx, workspace_id, after, now) is None:
        return
    new = await hours_of(tx, workspace_id, after)
    day = new.local_date(now)
    if new.contains(now) and old.begin_of(day) > now:
        key = await free_key(tx, workspace_id, after, day, now)
        what = DigestMessage(offers=as_fact(await to_carry(tx, workspace_id, after.id, now)))
        await outbox.owe(tx, workspace_id, Owed.about(what, now, key, person=after.id, name=key), now)


async def duties_for(tx: Tx, workspace_id: int, person: Person, until: datetime) -> list[Duty]:
    """List the open duties due before `until` that a person is to do; roles are resolved at this moment."""
    mine: list[int] = []
    for strategy in await plans_of(tx, workspace_id, person):
        is_lead = any(p.id == person.id for p in await leads_of(tx, strategy))
        for role in await roles.of_strategy(tx, workspace_id, strategy.id):
            if is_lead or any(h.person.id == person.id for h in role.holdings):
                mine.append(role.id)
        if is_lead:
            mine += await roles.ended_of(tx, workspace_id, strategy.id)
    found = []
    by_role: dict[int, Resolved | None] = {}
    for duty in await duties.open_of_roles(tx, workspace_id, mine, person.id, until):
        if duty.handed_to is not None:
            resolved = await who_does(tx, duty)
        else:
            # Once for each role: a person may have hundreds of duties in a few roles.
            if duty.role_id not in by_role:
                by_role[duty.role_id] = await who_does(tx, duty)
            resolved = by_role[duty.role_id]
        if resolved and resolved.person.id == person.id:
            found.append(duty)
    return found


async def day_of(tx: Tx, workspace_id: int, person: Person, now: datetime) -> Day:
    """Return a person's day as of now: what their last digest would show if it were sent at this moment."""
    hours = await hours_of(tx, workspace_id, person)
    reach = reach_of_digest(now, hours)
    mine = await marked(tx, workspace_id, await duties_for(tx, workspace_id, person, reach), now)
    held = tuple(d for d in mine if d.hold is not None and d.asked_at < reach)
    return Day(digest_of([d for d in mine if d.hold is None], now, reach), reach, hours, held)


async def shown_by(
    tx: Tx, target: Message, reader: Person, now: datetime
) -> tuple[list[Duty], list[tuple[Duty, Person]]]:
    """Return the duties that a message showed, as they are now: the reader's, and those that somebody else has now."""
    shown = await duties.by_ids(tx, target.workspace_id, await standing.duties_shown(tx, target.id))
    shown = await marked(tx, target.workspace_id, shown, now)
    mine: list[Duty] = []
    elsewhere: list[tuple[Duty, Person]] = []
    for duty in shown:
        resolved = await who_does(tx, duty) if duty.is_open else None
        if resolved and resolved.person.id != reader.id:
            elsewhere.append((duty, resolved.person))
        else:
            mine.append(duty)
    return mine, elsewhere
