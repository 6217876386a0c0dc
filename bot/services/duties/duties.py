"""What people do with a duty: Done, Scheduled, Snooze, Hand over, Skip, Undo, and a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from bot.domain.duties import UNDO_FOR, Duty
from bot.domain.escalation import next_step
from bot.domain.messages import ArrivalMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action
from bot.domain.refusals import (
    BadLink,
    BadTime,
    BeforeDue,
    ChangedMeanwhile,
    ClosedDuty,
    PastTime,
    TextTooLong,
    TooFar,
    not_gone,
)
from bot.domain.roles import TEXT_LIMIT, Person
from bot.domain.when import Hours, instant
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, person_for_work, wake_at_digest, who_does, zone_of
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.duties.role_offers import will_tell
from bot.views.kit import ids
from storage import calendar, changes, duties, members, outbox, posts, roles, standing, strategies

LINK_LIMIT = 2000
# The longest snooze. A post that has to wait longer is moved or skipped instead.
SNOOZE_AT_MOST = timedelta(days=14)

Settled = Literal["done", "scheduled"]


async def find_mine(ctx: Ctx, duty_id: int, action: Action, also: int | None = None) -> Duty:
    """Find and lock a duty that the actor, or the member `also`, may act on. Raises `gone` and `not_allowed`."""
    duty = not_gone(await duties.by_id(ctx.tx, ctx.workspace_id, duty_id, lock=True))
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id))
    role = await roles.by_id(ctx.tx, ctx.workspace_id, duty.role_id)
    await require(ctx, strategy, action, role, also=(duty.handed_to, also))
    return duty


async def find_open(ctx: Ctx, duty_id: int, action: Action = Action.SETTLE_DUTY) -> Duty:
    """Find and lock an open duty that the actor may act on. Raises `closed_duty`, `gone` and `not_allowed`."""
    duty = await find_mine(ctx, duty_id, action)
    await _require_open(ctx, duty)
    return duty


async def _require_open(ctx: Ctx, duty: Duty) -> None:
    if not duty.is_open:
        zone = (await zone_of(ctx.tx, ctx.workspace_id, ctx.me)).key
        when = duty.settled_at or ctx.now
        raise ClosedDuty(state=duty.state, by=duty.settled_by or "", when=when, zone=zone)


def kept(duty: Duty) -> dict[str, Any]:
    """Return what Undo needs to restore a duty."""
    return {
        "state": duty.state,
        "rung": duty.rung,
        "snoozed_until": duty.snoozed_until.isoformat() if duty.snoozed_until else None,
        "handed_to": duty.handed_to,
        "link": duty.link,
        "reason": duty.reason,
    }


async def change_duty(
    ctx: Ctx,
    duty: Duty,
    verb: str,
    values: duties.DutyColumns,
    *,
    undoable: bool = True,
    noted: Mapping[str, Any] = MappingProxyType({}),
) -> Duty:
    """Change a duty, record the change, and redraw every message that shows it. `noted` adds to the record."""
    after = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in {**values, **noted}.items()}
    change_id = await ctx.record(verb, "duty", duty.id, strategy_id=duty.strategy_id, before=kept(duty), after=after)
    return await change_along(ctx, duty, values, change_id if undoable else None)


async def change_along(ctx: Ctx, duty: Duty, values: duties.DutyColumns, last_change: int | None) -> Duty:
    """Change a duty as part of a change that is already recorded, and redraw its messages.

    `last_change` is the change that Undo takes back, None where there is nothing to take back.
    """
    columns: duties.DutyColumns = {**values, "last_change": last_change}
    if not await duties.change(ctx.tx, duty, **columns):
        raise ChangedMeanwhile
    changed = await duties.by_id(ctx.tx, ctx.workspace_id, duty.id)
    assert changed is not None
    await redraw(ctx, changed)
    return changed


async def redraw(ctx: Ctx, duty: Duty) -> None:
    """Owe updates of the messages that show a duty, so that none of them is out of date."""
    for message in await standing.showing(ctx.tx, ctx.workspace_id, duty.id):
        await ctx.redraw(message)


async def climb_from_here(ctx: Ctx, duty: Duty) -> None:
    """Set when a duty's next rung is due, for the person who is to do it now."""
    resolved = await who_does(ctx.tx, duty)
    if resolved is None:
        await duties.postpone(ctx.tx, duty.id, max(ctx.now, duty.asked_at))
        return
    hours = await hours_of(ctx.tx, ctx.workspace_id, resolved.person)
    step = next_step(duty, hours, resolved.person.nudges)
    await duties.postpone(ctx.tx, duty.id, max(step.at, ctx.now) if step else None)


# ---------------------------------------------------------------- verbs


async def settle(ctx: Ctx, duty_id: int, state: Settled) -> Duty:
    """Mark a duty as done, or as scheduled in a publishing tool. Doing so twice is a success.

    Raises `closed_duty` where it ended in another way, `gone` and `not_allowed`.
    """
    return await settle_found(ctx, await find_mine(ctx, duty_id, Action.SETTLE_DUTY), state)


async def settle_found(
    ctx: Ctx, duty: Duty, state: Settled, link: str | None = None, noted: Mapping[str, Any] = MappingProxyType({})
) -> Duty:
    """Settle a duty that `find_mine` has returned.

    `link` is where the post can be seen, if known; `noted` is recorded with the change and says how it came about.
    Raises `bad_link`, and `closed_duty` where the duty ended in another way.
    """
    if duty.state == state and duty.settled_by_id == ctx.me.id:
        return duty
    await _require_open(ctx, duty)
    values: duties.DutyColumns = {"state": state, "settled_at": ctx.now, "settled_by": ctx.me.id, "next_at": None}
    if link is not None:
        values["link"] = read_link(link)
    return await change_duty(ctx, duty, state, values, noted=noted)


async def skip(ctx: Ctx, duty_id: int, reason: str) -> Duty:
    """Skip a duty, with a reason: one of bot.domain.duties.SkipReason, or the person's own words."""
    duty = await find_open(ctx, duty_id)
    if len(reason) > TEXT_LIMIT:
        raise TextTooLong(length=len(reason), limit=TEXT_LIMIT)
    if duty.slot_id and duty.occurrence_id:
        _, day = await calendar.occurrence_of(ctx.tx, duty.occurrence_id)
        await calendar.make_exception(
            ctx.tx, ctx.workspace_id, duty.slot_id, day, "skip", ctx.now, member_id=ctx.me.id, reason=reason
        )
    settled = duties.DutyColumns(settled_at=ctx.now, settled_by=ctx.me.id, next_at=None)
    return await change_duty(ctx, duty, "skip", {"state": "skipped", "reason": reason, **settled})


async def snooze(ctx: Ctx, duty_id: int, until: datetime) -> Duty:
    """Snooze a duty: its reminders start over at `until`. Raises `past_time`, `before_due` and `too_far`.

    A time outside its owner's hours, when nobody would be reminded, becomes the next time within them.
    """
    return await _snooze(ctx, await find_open(ctx, duty_id), until)


async def _snooze(ctx: Ctx, duty: Duty, until: datetime) -> Duty:
    if until <= ctx.now:
        raise PastTime
    if until < duty.asked_at:
        zone = (await zone_of(ctx.tx, ctx.workspace_id, ctx.me)).key
        raise BeforeDue(when=duty.asked_at, zone=zone)
    if until > max(duty.due_at, ctx.now) + SNOOZE_AT_MOST:
        raise TooFar(days=SNOOZE_AT_MOST.days)
    until = (await hours_of(ctx.tx, ctx.workspace_id, await _owner(ctx, duty))).next_open(until)
    changed = await change_duty(ctx, duty, "snooze", {"snoozed_until": until, "rung": 0, "next_at": until})
    await climb_from_here(ctx, changed)
    return changed


async def snooze_for(ctx: Ctx, duty_id: int, choice: str) -> Duty:
    """Snooze a duty by "30m", "2h", or until "tomorrow": the hour of its owner's next digest.

    A snooze never makes a duty due earlier: where it isn't due yet, half an hour counts from its due time.
    """
    duty = await find_open(ctx, duty_id)
    if choice == "tomorrow":
        hours = await hours_of(ctx.tx, ctx.workspace_id, await _owner(ctx, duty))
        tomorrow = hours.begin_of(hours.next_working_day(hours.local_date(ctx.now)))
        return await _snooze(ctx, duty, max(tomorrow, duty.asked_at))
    by = {"30m": timedelta(minutes=30), "2h": timedelta(hours=2)}[choice]
    return await _snooze(ctx, duty, max(ctx.now, duty.asked_at) + by)


async def snooze_until(ctx: Ctx, duty_id: int, day: str, wall: str) -> Duty:
    """Snooze a duty until a date and time in the actor's zone, as Slack's pickers write them."""
    hours = await hours_of(ctx.tx, ctx.workspace_id, ctx.me)
    try:
        at = datetime.fromisoformat(f"{day}T{wall}")
    except ValueError:
        raise BadTime(typed=f"{day} {wall}") from None
    return await snooze(ctx, duty_id, instant(at.date(), at.time(), hours.zone))


async def _owner(ctx: Ctx, duty: Duty) -> Person:
    resolved = await who_does(ctx.tx, duty)
    return resolved.person if resolved else ctx.me


async def hand_over(ctx: Ctx, duty_id: int, slack_id: str) -> Duty:
    """Reassign a duty this time only. Raises the refusals of people who can't be given work.

    The ladder continues at its rung, by the new owner's hours. The new owner is told at once, within their working
    hours, where the duty is due before their next digest; otherwise that digest tells them.
    """
    duty = await find_open(ctx, duty_id, Action.HAND_OVER_DUTY)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id)
    assert strategy is not None
    return await hand_over_found(ctx, duty, await person_for_work(ctx, slack_id, strategy))


async def hand_over_found(ctx: Ctx, duty: Duty, to: Person) -> Duty:
    """Reassign an open duty that `find_open` has returned, this time only, to a person who can be given it."""
    before = await who_does(ctx.tx, duty)
    if before and before.person.id == to.id:
        return duty
    if duty.slot_id and duty.occurrence_id:
        _, day = await calendar.occurrence_of(ctx.tx, duty.occurrence_id)
        await calendar.make_exception(
            ctx.tx, ctx.workspace_id, duty.slot_id, day, "hand_over", ctx.now, member_id=to.id
        )
    changed = await change_duty(ctx, duty, "hand_over", {"handed_to": to.id})
    await announce(ctx, changed, to, "handed_over")
    await climb_from_here(ctx, changed)
    return changed


async def announce(ctx: Ctx, duty: Duty, to: Person, why: str) -> None:
    """Tell a person about a duty that arose after their digest, unless their next digest is in time for it."""
    hours = await hours_of(ctx.tx, ctx.workspace_id, to)
    next_at = await members.next_of(ctx.tx, to.id)
    if next_at is None:
        await wake_at_digest(ctx.tx, ctx.workspace_id, to, ctx.now)
    # The person who adds something knows about it. What a file brings isn't read as closely: outside their hours, when
    # no reminder comes, they would first hear of it when it is overdue.
    own = to.id == (ctx.person.id if ctx.person else 0)
    if own and not (ctx.is_import and not hours.contains(duty.asked_at)):
        return
    if duty.asked_at >= told_now_until(hours, ctx.now):
        return
    if why == "new" and duty.handed_to is None and await will_tell(ctx.tx, ctx.workspace_id, to, duty.role_id):
        return  # a message about the role follows at once, with the first of its duties
    what, key = ArrivalMessage(duty=duty.id, why=why, strategy=duty.strategy_id), ArrivalMessage.key
    await ctx.owe(Owed.about(what, ctx.now, key(duty=duty.id, version=duty.version), person=to.id))


def told_now_until(hours: Hours, now: datetime) -> datetime:
    """Return up to when new duties are announced at once: for later ones the next digest is in time."""
    if not hours.contains(now):
        return now
    return hours.begin_of(hours.next_working_day(hours.local_date(now))) + timedelta(hours=1)


async def add_link(ctx: Ctx, duty_id: int, link: str) -> Duty:
    """Add a link to the post of a duty that was done. Raises `bad_link`, `gone` and `not_allowed`."""
    return await add_link_found(ctx, await find_mine(ctx, duty_id, Action.SETTLE_DUTY), link)


async def add_link_found(ctx: Ctx, duty: Duty, link: str) -> Duty:
    """Add a link to a duty that `find_mine` has returned. Raises `bad_link`; `changed_meanwhile` for an open one."""
    if duty.state not in ("done", "scheduled"):
        raise ChangedMeanwhile
    change_before = duty.last_change
    url = read_link(link)
    await ctx.record(
        "link", "duty", duty.id, strategy_id=duty.strategy_id, before={"link": duty.link}, after={"link": url}
    )
    # Undo still takes back the change that settled the duty.
    if not await duties.change(ctx.tx, duty, link=url, last_change=change_before):
        raise ChangedMeanwhile
    changed = await duties.by_id(ctx.tx, ctx.workspace_id, duty.id)
    assert changed is not None
    await redraw(ctx, changed)
    return changed


def read_link(text: str) -> str:
    """Return a web address as it was typed or pasted. Raises `bad_link` for anything else, scripts included."""
    url = text.strip().strip("<>").split("|")[0]
    if url and "://" not in url and "." in url.split("/")[0]:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and "." in (parts.hostname or "")
    except ValueError:
        fine = False
    if not fine or len(url) > LINK_LIMIT or any(c.isspace() or c in '<>|"`' for c in url):
        raise BadLink
    return url


@undoes(ids.DUTY_UNDO)
async def undo(ctx: Ctx, change_id: int) -> Halves:
    """Undo the last change to a duty. The person who made it may, even if the duty is no longer theirs."""
    change = await made(ctx, change_id, "duty")
    duty = await find_mine(ctx, change.thing_id, Action.SETTLE_DUTY, change.member_id)
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id))
    stands = duty.last_change == change.id
    # That something else was done since is said even where it is too late as well.
    yield Undo(strategy=strategy, change=change, stands=stands, span=UNDO_FOR if stands else None, of="duty")
    if change.verb == "schedule_week":
        await _undo_others(ctx, change)
    values = _as_before(change.before or {}) | {"role_id": await _role_since(ctx, duty)}
    if duty.slot_id and duty.occurrence_id and change.verb in ("skip", "hand_over"):
        _, day = await calendar.occurrence_of(ctx.tx, duty.occurrence_id)
        await calendar.end_exception(ctx.tx, duty.slot_id, day, ctx.now)
    handed_to = duty.handed_to
    changed = await change_duty(ctx, duty, "undo", values, undoable=False)
    if change.verb == "use_post":
        await _put_back(ctx, duty, change)
    if change.verb == "hand_over" and handed_to is not None:
        # The person it was handed to doesn't need a message about a duty that isn't theirs.
        arrivals = ArrivalMessage.key.begin(duty=duty.id)
        for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, arrivals):
            if message.person == handed_to:
                await ctx.take_away(message)
    await climb_from_here(ctx, changed)


async def _role_since(ctx: Ctx, duty: Duty) -> int:
    """Return the role that does a duty's work now: its own, or the one that took over when its own was given up."""
    role_id, seen = duty.role_id, {duty.role_id}
    while await roles.by_id(ctx.tx, ctx.workspace_id, role_id) is None:
        end = await changes.last_of(ctx.tx, ctx.workspace_id, "role", role_id, "end_role")
        taker = (end.after or {}).get("taker") if end else None
        if not isinstance(taker, int) or taker in seen:
            return duty.role_id
        role_id = taker
        seen.add(taker)
    return role_id


def _as_before(before: Mapping[str, Any]) -> duties.DutyColumns:
    """Return a duty's former values, as `kept` recorded them. If it was open then, nobody had settled it."""
    was = {name: before[name] for name in ("state", "rung", "handed_to", "link", "reason")}
    snoozed = before["snoozed_until"]
    was["snoozed_until"] = datetime.fromisoformat(snoozed) if snoozed else None
    return cast(duties.DutyColumns, was | ({"settled_at": None, "settled_by": None} if was["state"] == "open" else {}))


async def _put_back(ctx: Ctx, duty: Duty, change: changes.Change) -> None:
    """Undo choosing a post for a duty: an idea becomes an idea again; a post made from an older one is removed."""
    if duty.occurrence_id is None or duty.post_id is None:
        return
    await posts.assign(ctx.tx, duty.occurrence_id, None)
    await posts.settle(ctx.tx, duty.post_id, "idea", None)
    if change.after and change.after.get("made"):
        await posts.remove(ctx.tx, duty.post_id, ctx.now)


async def _undo_others(ctx: Ctx, change: changes.Change) -> None:
    """Undo what one change did to further duties: all of them, or none."""
    assert change.before is not None
    for before in change.before["others"]:
        other = await duties.by_id(ctx.tx, ctx.workspace_id, before["id"], lock=True)
        if other is None or other.last_change != change.id:
            raise ChangedMeanwhile
        await climb_from_here(ctx, await change_along(ctx, other, _as_before(before), None))


async def for_form(ctx: Ctx, duty_id: int, action: Action) -> Duty:
    """Return a duty for a form about it. Raises, before the form opens, the refusals of the verb that it leads to."""
    if action is Action.SETTLE_DUTY:
        return await find_mine(ctx, duty_id, action)
    return await find_open(ctx, duty_id, action)


async def open_for_form(ctx: Ctx, duty_id: int) -> Duty:
    """Return an open duty for a form that settles it."""
    return await find_open(ctx, duty_id)
