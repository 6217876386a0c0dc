"""The week to come: every message that the planner would send, by a dry run of the planner's own rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.duties import Duty, digest_of, reach_of_digest
from bot.domain.escalation import Rung, ladder
from bot.domain.messages import OfferMessage
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.services.context.people import hours_of, next_digest, who_does, who_has
from bot.views.calendar.calendar import Foreseen
from storage import duties, goals, outbox, reviews, roles
from storage.database import Tx

DAYS = timedelta(days=7)


async def foresee(tx: Tx, strategy: Strategy, now: datetime) -> list[Foreseen]:
    """List the messages of the next seven days if everything is done on time, by instant.

    Digests by person with the titles in each, reminders, first messages about a role, the request for numbers, and
    the review.
    """
    until = now + DAYS
    owned = await _by_owner(tx, strategy, now, until + timedelta(days=4))
    found: list[Foreseen] = []
    for person, theirs in owned.values():
        hours = await hours_of(tx, strategy.workspace_id, person)
        digests: set[datetime] = set()
        at = next_digest(hours, now)
        while at <= until:
            day = digest_of([d for d in theirs if d.due_at >= at], at, reach_of_digest(at, hours))
            titles = tuple(_title(d) for d in day.today)
            if titles:
                digests.add(at)
                found.append(Foreseen(at, "digest", person.name, hours.zone_name, titles))
            at = next_digest(hours, at)
        for duty in theirs:
            first = ladder(duty, hours, person.nudges)[0]
            is_sent = first.rung is Rung.REMINDER and first.held is None and first.at not in digests
            if is_sent and now < first.at <= until:
                found.append(Foreseen(first.at, "reminder", person.name, hours.zone_name, (_title(duty),)))
    found += await _offers(tx, strategy, until)
    found += await _review(tx, strategy, now, until)
    return sorted(found, key=lambda item: (item.at, item.who))


def _title(duty: Duty) -> str:
    return f"{duty.platform}: {duty.title}" if duty.platform and duty.platform not in duty.title else duty.title


async def _by_owner(tx: Tx, strategy: Strategy, now: datetime, until: datetime) -> dict[int, tuple[Person, list[Duty]]]:
    found: dict[int, tuple[Person, list[Duty]]] = {}
    for duty in await duties.of_strategy(tx, strategy.workspace_id, strategy.id, now, until):
        resolved = await who_does(tx, duty) if duty.is_open else None
        if resolved:
            found.setdefault(resolved.person.id, (resolved.person, []))[1].append(duty)
    return found


async def _offers(tx: Tx, strategy: Strategy, until: datetime) -> list[Foreseen]:
    """List the first messages to people with a new role, which wait for their working hours."""
    found: list[Foreseen] = []
    for message in await outbox.by_prefix(tx, strategy.workspace_id, OfferMessage.key.begin(), states=("waiting",)):
        if OfferMessage.of(message).strategy != strategy.id or message.due_at > until:
            continue
        offered = await roles.holding_by_id(tx, strategy.workspace_id, OfferMessage.of(message).holding)
        role = await roles.by_id(tx, strategy.workspace_id, offered[0].role_id) if offered else None
        if offered and role:
            person = offered[0].person
            zone = (await hours_of(tx, strategy.workspace_id, person)).zone_name
            found.append(Foreseen(message.due_at, "offer", person.name, zone, (role.title,)))
    return found


async def _review(tx: Tx, strategy: Strategy, now: datetime, until: datetime) -> list[Foreseen]:
    planned = await reviews.latest(tx, strategy.id)
    if planned is None:
        return []
    found: list[Foreseen] = []
    if planned.next_at and planned.state == "planned" and now < planned.next_at <= until:
        for goal in await goals.of_strategy(tx, strategy.workspace_id, strategy.id):
            for measure in goal.measures:
                who = await who_has(tx, strategy.workspace_id, strategy.id, measure.measurer_role_id)
                if who:
                    hours = await hours_of(tx, strategy.workspace_id, who.person)
                    item = Foreseen(planned.next_at, "numbers", who.person.name, hours.zone_name, (measure.name,))
                    found.append(item)
    if now < planned.opens_at <= until:
        found.append(Foreseen(planned.opens_at, "review", f"#{strategy.channel_name}", strategy.zone, ()))
    return found
