"""Decisions that change the plan: recorded with a review, applied when somebody confirms, undone within minutes.

Forms and holds make the changes (bot/services/editing/editing.py, bot/services/calendar/holds.py), with their own
permissions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from bot.domain.calendar import Slot, SlotValues
from bot.domain.decisions import (
    LONGEST_PAUSE_DAYS,
    ChangeKind,
    Move,
    Pause,
    Proposal,
    Reappoint,
    Retarget,
    WrongProposal,
)
from bot.domain.errors import Refusal
from bot.domain.goals import Measure, MeasureValues
from bot.domain.messages import NotedMessage, SummaryMessage
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, Gone, NothingToChange, OnHoldAlready, PastTime, not_gone
from bot.domain.reviews import Note
from bot.domain.roles import Role, RoleValues
from bot.domain.strategies import Strategy
from bot.domain.when import Rule, instant, next_occurrence, zone_named
from bot.forms.forms import words_of as words_of_answer
from bot.language.answers import Locale, Unclear, Understood
from bot.language.dates import read_date
from bot.language.numbers import read_number
from bot.language.schedules import read_schedule
from bot.services.calendar.holds import hold, resume
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from bot.services.context.people import person_for_work
from bot.services.context.undo import Halves, Undo, undoes
from bot.services.editing.editing import change, change_measure, lines_of_change, undo_change
from bot.services.reviews import reviews as review_service
from bot.views.kit import ids
from bot.views.kit.blocks import Block
from bot.views.kit.ids import Ref
from bot.views.reviews import decisions as view
from storage import calendar, changes, goals, holds, members, reviews, roles, strategies
from storage.database import Tx


@dataclass(frozen=True)
class Parts:
    """The parts of a plan that a decision can change."""

    strategy: Strategy
    slots: tuple[Slot, ...]
    measures: tuple[Measure, ...]
    roles: tuple[Role, ...]
    today: date


async def _parts(ctx: Ctx, review_id: int) -> Parts:
    await review_service.may_note(ctx, review_id)
    planned = await reviews.by_id(ctx.tx, ctx.workspace_id, review_id)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, planned.strategy_id) if planned else None
    if strategy is None:
        raise Gone(Absence.DELETED)
    plan = await goals.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return Parts(
        strategy,
        tuple(await calendar.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)),
        tuple(m for goal in plan for m in goal.measures),
        tuple(await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)),
        ctx.now.astimezone(strategy.hours.zone).date(),
    )


async def details(ctx: Ctx, review_id: int, kind: ChangeKind, text: str, owner: str) -> Block:
    """Return the form that asks for the details of a change. Raises `nothing_to_change` where the plan has none."""
    parts = await _parts(ctx, review_id)
    things: list[tuple[str, int]] = {
        "pause": [(slot.title, slot.id) for slot in parts.slots],
        "move": [(slot.title, slot.id) for slot in parts.slots],
        "target": [(measure.name, measure.id) for measure in parts.measures],
        "role": [(role.title, role.id) for role in parts.roles],
    }[kind]
    if not things:
        raise NothingToChange(kind=kind)
    return view.details_modal(Ref("review", review_id), kind, things, text, owner, parts.today)


async def decide(
    ctx: Ctx, review_id: int, text: str, owner: str | None, kind: ChangeKind, typed: Mapping[str, str]
) -> None:
    """Record a decision with the change that it asks for, by field, as chosen and typed.

    pause: thing, until (ISO date); move: thing, when; target: thing, target, due (may be ""); role: thing, person
    (Slack id). Raises WrongProposal by field, and the refusals of recording a decision.
    """
    parts = await _parts(ctx, review_id)
    wrong: dict[str, str] = {}
    proposal = await _read(ctx, parts, kind, typed, wrong)
    if proposal is None:
        raise WrongProposal(wrong)
    await review_service.note(ctx, review_id, "decision", text, owner, proposal=proposal)


async def _read(
    ctx: Ctx, parts: Parts, kind: ChangeKind, typed: Mapping[str, str], wrong: dict[str, str]
) -> Proposal | None:
    thing = int(typed["thing"]) if typed.get("thing", "").isdecimal() else 0
    locale = Locale(parts.strategy.date_order, parts.strategy.decimal_mark, parts.strategy.week_start)
    proposal: Proposal | None = None
    if kind in ("pause", "move"):
        slot = next((s for s in parts.slots if s.id == thing), None)
        if slot is None:
            wrong["thing"] = view.CHOOSE
        if kind == "pause":
            until = _read_until(typed.get("until", ""), parts.today, wrong)
            proposal = Pause(slot=thing, until=until) if until else None
        elif slot is not None:
            when = _read_when(typed.get("when", ""), slot, parts.today, locale, wrong)
            proposal = Move(slot=thing, rule=when[0], wall=when[1]) if when else None
    elif kind == "target":
        if not any(m.id == thing for m in parts.measures):
            wrong["thing"] = view.CHOOSE
        number = read_number(typed.get("target", ""), locale)
        if not isinstance(number, Understood) or number.confirm:
            wrong["target"] = view.cannot_read_number(typed.get("target", ""))
        due = _read_due(typed.get("due", ""), parts.today, locale, wrong)
        if isinstance(number, Understood):
            proposal = Retarget(measure=thing, target=number.value, due=due)
    else:
        if not any(r.id == thing for r in parts.roles):
            wrong["thing"] = view.CHOOSE
        try:
            person = await person_for_work(ctx, typed.get("person", ""), parts.strategy)
            proposal = Reappoint(role=thing, member=person.id)
        except Refusal as refusal:
            wrong["person"] = view.refused(refusal)
    return None if wrong else proposal


def _read_until(typed: str, today: date, wrong: dict[str, str]) -> date | None:
    try:
        until = date.fromisoformat(typed)
    except ValueError:
        wrong["until"] = view.CHOOSE
        return None
    if not 0 < (until - today).days <= LONGEST_PAUSE_DAYS:
        wrong["until"] = view.NOT_SO_LONG
        return None
    return until


def _read_when(typed: str, slot: Slot, today: date, locale: Locale, wrong: dict[str, str]) -> tuple[Rule, time] | None:
    read = read_schedule(typed, today, locale)
    if isinstance(read, Unclear):
        wrong["when"] = f"{read.problem} {view.example(read.example)}"
        return None
    if not isinstance(read, Understood) or read.confirm:
        wrong["when"] = words_of_answer(read)
        return None
    if len(read.value.items) != 1:
        wrong["when"] = view.ONE_TIME
        return None
    (item,) = read.value.items
    if item.rule is not None and item.rule.until == item.rule.start:
        wrong["when"] = view.ONE_DATE
        return None
    return item.rule or slot.rule, item.wall or slot.wall


def _read_due(typed: str, today: date, locale: Locale, wrong: dict[str, str]) -> date | None:
    if not typed.strip():
        return None
    read = read_date(typed, today, locale)
    if isinstance(read, Understood) and not read.confirm:
        return read.value
    wrong["due"] = (
        f"{read.problem} {view.example(read.example)}" if isinstance(read, Unclear) else words_of_answer(read)
    )
    return None


# ---------------------------------------------------------------- what it would change


async def words_of(tx: Tx, strategy: Strategy, note: Note) -> list[str]:
    """Return what a decision changes, or changed, in plain lines; its subject may be gone already."""
    proposal = note.proposal
    if proposal is None:
        return []
    if proposal.said:
        return list(proposal.said)
    workspace_id = strategy.workspace_id
    match proposal:
        case Pause() | Move():
            slot = await calendar.by_id(tx, workspace_id, proposal.slot)
            if slot is None or slot.is_over:
                return [view.GONE]
            return (
                [view.pause_line(proposal, slot)] if isinstance(proposal, Pause) else [view.move_line(proposal, slot)]
            )
        case Retarget():
            plan = await goals.of_strategy(tx, workspace_id, strategy.id)
            measure = next((m for goal in plan for m in goal.measures if m.id == proposal.measure), None)
            return [view.target_line(proposal, measure, strategy.decimal_mark) if measure else view.GONE]
        case Reappoint():
            role = await roles.by_id(tx, workspace_id, proposal.role)
            person = await members.by_id(tx, workspace_id, proposal.member)
            return [view.role_line(role, person) if role and person else view.GONE]


# ---------------------------------------------------------------- applying, and undoing that


async def _find(ctx: Ctx, note_id: int) -> tuple[Note, int, Strategy]:
    """Find and lock a standing decision, its review and strategy. Anyone who takes part may; each change needs more."""
    await reviews.lock_note(ctx.tx, ctx.workspace_id, note_id)
    found = not_gone(await reviews.note_by_id(ctx.tx, ctx.workspace_id, note_id))
    planned = not_gone(await reviews.by_id(ctx.tx, ctx.workspace_id, found[1]))
    strategy = await plan_open_to(ctx, planned.strategy_id, Action.CHANGE_PLAN)
    if not found[3] or found[0].proposal is None:
        raise Gone(Absence.DELETED)
    return found[0], planned.id, strategy


async def apply(ctx: Ctx, note_id: int) -> None:
    """Change the plan as a decision says; doing so twice is a success.

    Raises `gone`, and the refusals of each change: of pausing, of changing the plan, of giving a role;
    `on_hold_already` for pausing what is on hold, `past_time` where its last date is past already.
    """
    note, review_id, strategy = await _find(ctx, note_id)
    assert note.proposal is not None
    if note.applied_at is not None:
        return
    lines = await words_of(ctx.tx, strategy, note)
    change_id = await _change(ctx, strategy, note, note.proposal)
    if change_id is not None and not isinstance(note.proposal, Pause):
        about = lines[0].partition(": ")[0] if lines else ""
        lines = [f"{about}: {line}" for line in await lines_of_change(ctx, change_id)]
    said = note.proposal.model_copy(update={"said": tuple(lines)})
    await reviews.apply_note(ctx.tx, note_id, said, ctx.now, ctx.me.id, change_id)
    await ctx.record("apply", "note", note_id, strategy_id=strategy.id, after={"change": change_id})
    await ctx.redraw_keyed(*_showing(note_id, review_id))


async def _change(ctx: Ctx, strategy: Strategy, note: Note, proposal: Proposal) -> int | None:
    match proposal:
        case Pause():
            await _refuse_where_held(ctx, strategy, proposal.slot)
            until = instant(proposal.until, time(0), strategy.hours.zone)
            held = await hold(ctx, strategy, view.reason_of(note), until, slot_id=proposal.slot)
            done = await changes.last_of(ctx.tx, ctx.workspace_id, "hold", held, "hold")
            return done.id if done else None
        case Move():
            slot = await calendar.by_id(ctx.tx, ctx.workspace_id, proposal.slot)
            if slot and next_occurrence(proposal.rule, proposal.wall, zone_named(slot.zone), ctx.now) is None:
                raise PastTime
            return await change(ctx, "slot", proposal.slot, SlotValues(rule=proposal.rule, wall=proposal.wall))
        case Retarget():
            values = proposal.model_dump(include={"target", "due"}, exclude_none=True)
            return await change_measure(ctx, proposal.measure, MeasureValues.model_validate(values))
        case Reappoint():
            return await change(ctx, "role", proposal.role, RoleValues(holder=proposal.member))


async def _refuse_where_held(ctx: Ctx, strategy: Strategy, slot_id: int) -> None:
    """Refuse to pause what is on hold already: the new pause would replace that hold, with an end of its own."""
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)
    for one in await holds.of_strategy(ctx.tx, ctx.workspace_id, strategy.id):
        if one.has_scope(None, slot_id) and one.is_on(ctx.now):
            raise OnHoldAlready(name=one.about)


@undoes(ids.NOTE_UNAPPLY)
async def unapply(ctx: Ctx, note_id: int) -> Halves:
    """Put the plan back as it was before a decision was applied.

    Raises `changed_meanwhile` where somebody has changed the same since.
    """
    note, review_id, strategy = await _find(ctx, note_id)
    assert note.proposal is not None
    yield Undo(
        strategy=strategy,
        at=note.applied_at,
        is_undone=note.applied_at is None,
        verb="unapply",
        about=("note", note_id),
        before={"change": note.change_id},
        shown=_showing(note_id, review_id),
    )
    if note.change_id is not None:
        await _put_back(ctx, note.change_id)
    await reviews.unapply_note(ctx.tx, note_id, note.proposal.model_copy(update={"said": ()}))


async def _put_back(ctx: Ctx, change_id: int) -> None:
    done = not_gone(await changes.by_id(ctx.tx, ctx.workspace_id, change_id))
    if done.thing == "hold":
        await resume(ctx, done.thing_id)
        return
    await undo_change(ctx, change_id)


def _showing(note_id: int, review_id: int) -> tuple[str, str]:
    """Return the keys of what shows a decision: its own message, and the summary where there is one."""
    return NotedMessage.key(note=note_id), SummaryMessage.key(review=review_id)


async def with_words(tx: Tx, strategy: Strategy, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return notes with what they change, for the summary."""
    return tuple([replace(note, changes=tuple(await words_of(tx, strategy, note))) for note in notes])
