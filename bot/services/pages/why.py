"""Why a person got a message or did not. It only reads, and tells leads about others only what they may know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.permissions import Action, may
from bot.domain.refusals import NotAllowed, UnknownPerson
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.domain.why import LOOK_BACK, MOST, PLAIN, Account, Fate, HandedAway, when
from bot.language.answers import MENTIONED
from bot.services.context.access import kinds_towards
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, next_digest, on_clock, plans_of, who_does, who_has
from bot.services.duties.digests import day_of
from bot.views.kit.blocks import Content
from bot.views.pages import why as why_view
from storage import duties, fates, members, roles
from storage.fates import Owed

_ASKED = re.compile(rf"(?:{MENTIONED})?\s*(?P<page>[0-9]{{1,3}})?")
# What waits for a morning is due later than now; this covers a weekend and a holiday.
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class About:
    """What was typed after `/beat why`: about whom (a Slack id, "" for the asker), and which page."""

    slack_id: str = ""
    page: int = 1


def read(typed: str) -> About:
    """Read what was typed after `/beat why`. Raises `unknown_person` for anything but a person and a page."""
    match = _ASKED.fullmatch(typed.strip())
    if match is None:
        raise UnknownPerson(name=typed.strip().lstrip("@")[:40])
    return About(match["id"] or "", int(match["page"] or 1))


@runs("why")
async def show_why(ctx: Ctx, asked: Asked) -> Content:
    """Answer `/beat why`, about the asker, or for a lead about a person's part in the lead's own plans.

    Raises `unknown_person`, and `not_allowed` for an asker who leads no plan that the other takes part in.
    """
    about = read(asked.typed.rest)
    me = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    if about.slack_id in ("", ctx.me.slack_id):
        return why_view.why(await _account(ctx, ctx.me, None), me, ctx.now, about.page)
    other = await members.by_slack_id(ctx.tx, ctx.workspace_id, about.slack_id)
    if other is None or other.is_bot:
        raise UnknownPerson(name="")
    plans = await _led(ctx, other)
    if not plans:
        raise NotAllowed(action=Action.SEE_WHY)
    return why_view.why(await _account(ctx, other, [plan.id for plan in plans]), me, ctx.now, about.page)


async def _led(ctx: Ctx, other: Person) -> list[Strategy]:
    """List the plans for which the asker may know why, and in which the other has, or had, work to do."""
    shared: list[Strategy] = []
    for plan in await plans_of(ctx.tx, ctx.workspace_id, ctx.me):
        if may(await kinds_towards(ctx, plan), Action.SEE_WHY):
            shared.append(plan)
    theirs = {plan.id for plan in await plans_of(ctx.tx, ctx.workspace_id, other)}
    since = ctx.now - LOOK_BACK
    for owed in await fates.of_person(ctx.tx, ctx.workspace_id, other.id, since, ctx.now + AHEAD, MOST):
        strategy_id = owed.facts.get("strategy")
        if isinstance(strategy_id, int):
            theirs.add(strategy_id)
    return [plan for plan in shared if plan.id in theirs]


async def _account(ctx: Ctx, person: Person, within: Sequence[int] | None) -> Account:
    """Gather what to tell about a person: everything, or only what concerns their duties `within` some strategies."""
    tx, workspace_id = ctx.tx, ctx.workspace_id
    entries: list[Fate | HandedAway] = [*await _fates(ctx, person, within), *await _handed_away(ctx, person, within)]
    on = await on_clock(tx, workspace_id, person)
    hours = await hours_of(tx, workspace_id, person)
    plans = [p for p in await plans_of(tx, workspace_id, person) if within is None or p.id in within]
    day = await day_of(tx, workspace_id, person, ctx.now)
    offered: list[str] = []
    for plan in plans:
        for role in await roles.held_by(tx, workspace_id, person.id, plan.id):
            offered += [role.title for h in role.holdings if h.person.id == person.id and h.state == "offered"]
    to_do = [d for d in (*day.digest.overdue, *day.digest.today) if within is None or d.strategy_id in within]
    held = tuple(d for d in day.held if within is None or d.strategy_id in within)
    planned = await members.next_of(tx, person.id)
    return Account(
        entries=tuple(sorted(entries, key=when, reverse=True)),
        whom=None if within is None else person,
        zone=on.zone or "UTC",
        zone_known=person.zone is not None,
        hours=hours,
        nudges=person.nudges,
        has_part=bool(plans),
        has_left=person.has_left,
        next_digest=None if person.has_left or not plans else planned or next_digest(hours, ctx.now),
        today=len(to_do),
        on_hold=held,
        offered=tuple(offered),
    )


async def _fates(ctx: Ctx, person: Person, within: Sequence[int] | None) -> list[Fate]:
    since = ctx.now - LOOK_BACK
    owed = await fates.of_person(ctx.tx, ctx.workspace_id, person.id, since, ctx.now + AHEAD, MOST)
    owed = [one for one in owed if one.kind not in PLAIN or (within is None and one.state not in ("sent", "deleted"))]
    # A digest's closing question or lesson was sent with it: there is nothing to explain.
    owed = [one for one in owed if (one.kind, one.reason) != ("aside", "in_digest")]
    shown = await fates.shown_by(ctx.tx, [one.id for one in owed])
    ids = {one.id: [*shown.get(one.id, ()), *_duty_in(one)] for one in owed}
    known = {
        d.id: d for d in await duties.by_ids(ctx.tx, ctx.workspace_id, sorted({i for x in ids.values() for i in x}))
    }
    told: list[Fate] = []
    for one in owed:
        about = [known[i] for i in dict.fromkeys(ids[one.id]) if i in known]
        if within is not None:
            # For a digest of several plans, only the part about the asker's plans is told.
            about = [d for d in about if d.strategy_id in within]
            is_theirs = bool(about) or one.facts.get("strategy") in within
            if not is_theirs and (ids[one.id] or one.kind != "digest"):
                continue
        told.append(Fate(one.kind, one.state, one.reason, _at(one), one.settled_at, one.attempt, tuple(about)))
    return told


def _duty_in(owed: Owed) -> list[int]:
    duty = owed.facts.get("duty")
    return [duty] if isinstance(duty, int) else []


def _at(owed: Owed) -> datetime:
    """Return when a message was to come: a rung that was held back is recorded only when that is noticed."""
    at = owed.facts.get("at")
    return datetime.fromisoformat(at) if isinstance(at, str) else owed.due_at


async def _handed_away(ctx: Ctx, person: Person, within: Sequence[int] | None) -> list[HandedAway]:
    """List the duties of a person's roles that came due lately and were reassigned."""
    held: list[int] = []
    for plan in await plans_of(ctx.tx, ctx.workspace_id, person):
        if within is None or plan.id in within:
            for role in await roles.held_by(ctx.tx, ctx.workspace_id, person.id, plan.id):
                usual = await who_has(ctx.tx, ctx.workspace_id, plan.id, role.id)
                held += [role.id] if usual and usual.person.id == person.id else []
    since = ctx.now - LOOK_BACK
    found: list[HandedAway] = []
    for duty in await _handed(ctx, held, person.id, since):
        resolved = await who_does(ctx.tx, duty)
        if resolved is None or resolved.person.id != person.id:
            to = await members.by_id(ctx.tx, ctx.workspace_id, duty.handed_to) if duty.handed_to else None
            found.append(HandedAway(duty, to))
    return found


async def _handed(ctx: Ctx, role_ids: Sequence[int], person_id: int, since: datetime) -> list[Duty]:
    mine = await duties.handed_over(ctx.tx, ctx.workspace_id, role_ids, since, ctx.now)
    return [duty for duty in mine if duty.handed_to != person_id]
