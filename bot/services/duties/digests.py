"""The morning digest: on each person's own clock, one a day, and what stands in it. It is planned in mornings.py."""

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

# Two digests further apart than this are of two days, whatever their date.
ANOTHER_DAY = timedelta(hours=12)


def catch_up_key(person_id: int, day: date, number: int = 0) -> str:
    """Return the key of somebody's catch-up of a day: the first one's has no number."""
    key = CatchUpMessage.another if number else CatchUpMessage.key
    return key(person=person_id, day=day, number=number)


@dataclass(frozen=True)
class Day:
    """A person's day: their digest, up to when it looks ahead, their hours, and what is on hold and not in it."""

    digest: Digest
    reach: datetime
    hours: Hours
    held: tuple[Duty, ...] = ()


async def owe_catch_up(
    tx: Tx, workspace_id: int, person: Person, day: date, since: datetime, now: datetime, *, for_digest: bool = False
) -> None:
    """Owe the one honest message after a time in which nobody could be written to.

    A digest or catch-up that is about to leave or to be planned, or was sent since then, says it all already. One that
    may have been sent before that doesn't: when this one leaves, it is known (`is_told`). With `for_digest`, it comes
    in place of a digest that waited too long: those that wait behind that one give way to it.
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
    """Tell whether a catch-up waits for somebody, or was sent to them at `since` or later."""
    return await _will_say_or_said(tx, workspace_id, CatchUpMessage.key.begin(person=person.id), since)


async def _will_say_or_said(tx: Tx, workspace_id: int, prefix: str, since: datetime) -> bool:
    return await outbox.is_waiting(tx, workspace_id, prefix) or await outbox.is_told_since(
        tx, workspace_id, prefix, since
    )


def _prefixes(person: Person) -> tuple[str, str]:
    return DigestMessage.key.begin(person=person.id), CatchUpMessage.key.begin(person=person.id)


async def is_told(tx: Tx, workspace_id: int, person: Person, since: datetime) -> bool:
    """Tell whether a digest or catch-up stands with somebody that Slack shows at `since` or later."""
    for prefix in _prefixes(person):
        if await outbox.is_told_since(tx, workspace_id, prefix, since):
            return True
    return False


async def unsettled(tx: Tx, workspace_id: int, person: Person, now: datetime) -> int | None:
    """Return the id of a digest or catch-up that was to leave by now, and of which nobody knows whether it stands."""
    for prefix in _prefixes(person):
        if (found := await outbox.unsettled(tx, workspace_id, prefix, now)) is not None:
            return found
    return None


async def is_planned(tx: Tx, person: Person, now: datetime) -> bool:
    """Tell whether somebody's digest has come due and is yet to be planned."""
    planned = await members.next_of(tx, person.id)
    return planned is not None and planned <= now


async def free_key(tx: Tx, workspace_id: int, person: Person, day: date, at: datetime) -> str:
    """Return the key of a digest: the second of its date where the first came half a day before.

    Who flies over the date line to the west has a date twice, with a night between.
    """
    key = DigestMessage.key(person=person.id, day=day)
    earlier = await outbox.by_key(tx, workspace_id, key)
    is_second = earlier is not None and earlier.due_at + ANOTHER_DAY < at
    return DigestMessage.second(person=person.id, day=day) if is_second else key


async def move_digest(tx: Tx, workspace_id: int, before: Person, after: Person, now: datetime) -> None:
    """Plan somebody's digest anew when their hour or their zone has changed.

    Where today's had not come, and by the new clock its time is over, it comes now: no day is lost.
    """
    await move_digest_from(tx, workspace_id, await hours_of(tx, workspace_id, before), after, now)


async def move_digest_from(tx: Tx, workspace_id: int, old: Hours, after: Person, now: datetime) -> None:
    """Plan somebody's digest anew, as `move_digest` does, when the hours that they had until now have changed."""
    if await is_planned(tx, after, now):
        return  # the planner deals with it, by the new clock
    if await wake_at_digest(tx, workspace_id, after, now) is None:
        return
    new = await hours_of(tx, workspace_id, after)
    day = new.local_date(now)
    if new.contains(now) and old.begin_of(day) > now:
        key = await free_key(tx, workspace_id, after, day, now)
        what = DigestMessage(offers=as_fact(await to_carry(tx, workspace_id, after.id, now)))
        await outbox.owe(tx, workspace_id, Owed.about(what, now, key, person=after.id, name=key), now)


async def duties_for(tx: Tx, workspace_id: int, person: Person, until: datetime) -> list[Duty]:
    """List the open duties due before `until` that somebody is to do now: roles resolve at this moment."""
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
            # Once for each role: somebody may have hundreds of duties in a few.
            if duty.role_id not in by_role:
                by_role[duty.role_id] = await who_does(tx, duty)
            resolved = by_role[duty.role_id]
        if resolved and resolved.person.id == person.id:
            found.append(duty)
    return found


async def day_of(tx: Tx, workspace_id: int, person: Person, now: datetime) -> Day:
    """Return what somebody has to do as of now: what their last digest would show, were it sent this moment."""
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
