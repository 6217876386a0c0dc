"""Signing the strategy off: submit, withdraw, approve, send back (D5).

A version is frozen when it is submitted. Later changes belong to the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Literal

from bot.document.own_changes import worth_telling
from bot.document.sections import cover_of
from bot.domain.editions import DAYS_TO_READ, Edition, EditionState, in_use, waiting
from bot.domain.messages import Facts, ToldMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action, Kind, may
from bot.domain.plan import Plan
from bot.domain.refusals import (
    ChangedMeanwhile,
    EditionSettled,
    NotAllowed,
    NothingNew,
    NotYours,
    OwnSubmission,
    SubmittedAlready,
    TookOverSince,
    not_gone,
)
from bot.domain.roles import Person, Role
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.domain.when import instant
from bot.services.calendar.deliverables import owe_deliverable
from bot.services.calendar.replanning import withdraw
from bot.services.context.access import kinds_towards, plan_open_to, require
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of
from bot.services.context.whole_plan import plan_of
from bot.services.strategy.adopting import adopt
from bot.services.strategy.approvers import (
    ask,
    asked_now,
    barred_from,
    redraw_requests,
    roles_of,
    still_needed,
    with_somebody,
)
from bot.services.strategy.comments import put
from bot.services.strategy.documents import text, version, written_now
from bot.views.kit.blocks import Block, Content
from bot.views.strategy import editions as editions_view
from storage import changes, duties, editions, members, strategies

READING_AT = time(12)


@dataclass(frozen=True)
class _Ready:
    """What a submission would be: the plan, its number, who would be asked by role, and why nobody else can be."""

    plan: Plan
    number: int
    asked: dict[int, Person]
    why_nobody: str = ""
    vacant: tuple[Role, ...] = ()  # roles whose approval is needed too, but that nobody holds yet

    @property
    def people(self) -> list[Person]:
        """Return the people who would be asked, each once."""
        return list({person.id: person for person in self.asked.values()}.values())

    @property
    def signing(self) -> Signing | None:
        """Return what it takes to sign the version off."""
        return self.plan.one(Signing)


# ---------------------------------------------------------------- submitting


async def submit_form(ctx: Ctx, strategy_id: int) -> Block:
    """Return the form that asks before a version is submitted. Raises `submitted_already`, `nothing_new`."""
    strategy = await plan_open_to(ctx, strategy_id, Action.SEE_STRATEGY)
    ready = await _ready(ctx, strategy)
    rule = ready.signing.rule if ready.signing else "any"
    return editions_view.submit_form(
        strategy,
        ready.number,
        ready.people,
        all_of_them=rule == "all",
        why=ready.why_nobody,
        vacant=[role.title for role in ready.vacant],
    )


async def submit(ctx: Ctx, strategy_id: int, how: str) -> Content:
    """Freeze the plan as a version, and ask its approvers; `how` is "approval" or "unsigned", as its form said.

    If since the form was opened somebody became able to approve it, or nobody is any longer, nothing is submitted
    (`changed_meanwhile`). Raises `submitted_already`, `nothing_new`, `not_allowed`.
    """
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy_id)
    strategy = await plan_open_to(ctx, strategy_id, Action.SEE_STRATEGY)
    ready = await _ready(ctx, strategy)
    if how != ("approval" if ready.asked else "unsigned"):
        raise ChangedMeanwhile
    today = strategy.hours.local_date(ctx.now)
    state: Literal["submitted", "unsigned"] = "submitted" if ready.asked else "unsigned"
    document = written_now(ready.plan, cover_of(ready.plan, today, state, ready.number), today)
    signing = ready.signing
    edition_id = await editions.add(
        ctx.tx,
        ctx.workspace_id,
        strategy.id,
        ready.number,
        state,
        document.model_dump(mode="json"),
        signing.rule if signing else "any",
        signing.next_update if signing else None,
        ctx.me.id,
        ctx.now,
    )
    if edition_id is None:
        raise ChangedMeanwhile
    edition = await _edition(ctx, edition_id)
    if not ready.asked:
        await ctx.record("adopt", "edition", edition.id, strategy_id=strategy.id, after={"number": edition.number})
        await adopt(ctx, strategy, edition)
        return editions_view.adopted(edition, strategy)
    asked_for = []
    for role in ready.vacant:
        await editions.wait_for(ctx.tx, ctx.workspace_id, edition.id, role.id)
    for role_id in ready.asked:
        await editions.wait_for(ctx.tx, ctx.workspace_id, edition.id, role_id)
        asked_for.append(await _reading_duty(ctx, strategy, edition, role_id))
    after = {"number": edition.number, "duties": asked_for}
    await ctx.record("submit", "edition", edition.id, strategy_id=strategy.id, after=after)
    for person in ready.people:
        await ask(ctx, strategy, edition, person)
    return editions_view.submitted(edition, ready.people)


async def _ready(ctx: Ctx, strategy: Strategy) -> _Ready:
    await require(ctx, strategy, Action.SUBMIT)
    every = await editions.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    if (pending := waiting(every)) is not None:
        raise SubmittedAlready(number=pending.number)
    plan = await plan_of(ctx.tx, strategy)
    today = strategy.hours.local_date(ctx.now)
    current = in_use(every)
    if current is not None:
        as_it_is = written_now(plan, cover_of(plan, today), today)
        if not worth_telling(await text(ctx.tx, strategy, current, every), as_it_is):
            raise NothingNew(number=current.number)
    signing = plan.one(Signing)
    named = [role for role in plan.roles if signing and role.id in signing.approvers]
    asked = await with_somebody(ctx.tx, strategy, named, ctx.me.id)
    number = max((one.number for one in every), default=0) + 1
    # Where everyone has to approve, vacant roles are waited for too: their next holder is asked.
    all_of_them = signing is not None and signing.rule == "all" and bool(asked)
    vacant = tuple(role for role in named if all_of_them and not role.holder and not role.backup)
    return _Ready(plan, number, asked, editions_view.why_nobody(named), vacant)


async def _reading_duty(ctx: Ctx, strategy: Strategy, edition: Edition, role_id: int) -> int:
    """Remind an approver's role after three working days, with a duty that their decision settles."""
    hours, day = strategy.hours, strategy.hours.local_date(ctx.now)
    for _ in range(DAYS_TO_READ):
        day = hours.next_working_day(day)
    at = instant(day, READING_AT, hours.zone)
    return await owe_deliverable(ctx, strategy, role_id, editions_view.reading_title(edition.number), at)


# ---------------------------------------------------------------- withdrawing


async def take_back(ctx: Ctx, edition_id: int) -> Content:
    """Withdraw a version that waits for approval: its submitter may, and so may a lead. Twice is a success."""
    strategy, edition = await find(ctx, edition_id, lock=True)
    await _may_withdraw(ctx, strategy, edition)
    if edition.state == "withdrawn":
        return editions_view.withdrawn(edition)
    _still_waits(edition)
    await _settle(ctx, strategy, edition, "withdrawn", "withdraw_edition")
    return editions_view.withdrawn(edition)


async def _may_withdraw(ctx: Ctx, strategy: Strategy, edition: Edition) -> None:
    kinds = await kinds_towards(ctx, strategy)
    if not may(kinds, Action.SUBMIT):
        await require(ctx, strategy, Action.SUBMIT)
    if edition.submitted_by != ctx.me.id and not kinds & {"admin", "lead"}:
        raise NotYours


# ---------------------------------------------------------------- deciding


async def approve(ctx: Ctx, edition_id: int) -> Content:
    """Approve a version for all of the actor's approver roles. Twice is a success.

    The last approval needed puts it into use, and everybody is told. Raises `own_submission`, `edition_settled`.
    """
    strategy, edition = await find(ctx, edition_id, lock=True)
    mine = await _mine_to_decide(ctx, strategy, edition)
    if mine:
        await editions.decide(ctx.tx, ctx.workspace_id, edition.id, mine, "approved", ctx.me.id, ctx.now)
        await ctx.record("approve", "edition", edition.id, strategy_id=strategy.id, after={"roles": [*mine]})
    if not await still_needed(ctx.tx, strategy, edition):
        if edition.state == "submitted":
            await _complete(ctx, strategy, edition)
        return editions_view.approved(edition, strategy, ())
    await settle_reading(ctx, edition, mine)
    await redraw_requests(ctx, edition)
    still = {person.id: person for person in (await asked_now(ctx.tx, strategy, edition)).values()}
    return editions_view.approved(edition, strategy, tuple(still.values()))


async def _complete(ctx: Ctx, strategy: Strategy, edition: Edition) -> None:
    """Put a version into use: every approval that it needs is there."""
    await _settle(ctx, strategy, edition, "approved", "approve_edition")
    said = await editions.approvals_of(ctx.tx, ctx.workspace_id, edition.id)
    ids = dict.fromkeys(one.member_id for one in said if one.verdict == "approved" and one.member_id is not None)
    people = [person for one in ids if (person := await members.by_id(ctx.tx, ctx.workspace_id, one)) is not None]
    await _tell_submitter(ctx, strategy, edition, "edition_approved", ", ".join(person.name for person in people))
    await adopt(ctx, strategy, await _edition(ctx, edition.id))


async def role_ended(ctx: Ctx, role_id: int) -> None:
    """Check versions that wait for a role that is given up: it can no longer approve them."""
    for edition_id in await editions.waiting_for_role(ctx.tx, ctx.workspace_id, role_id):
        edition = await editions.by_id(ctx.tx, ctx.workspace_id, edition_id, lock=True)
        strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, edition.strategy_id) if edition else None
        if edition is None or strategy is None:
            continue
        if edition.state == "submitted" and not await still_needed(ctx.tx, strategy, edition):
            await _complete(ctx, strategy, edition)
        else:
            await redraw_requests(ctx, edition)


async def send_back(ctx: Ctx, edition_id: int, chapter: str, said: str) -> Content:
    """Send a version back with a comment, which becomes a question to the owner of that chapter.

    Raises `own_submission`, `edition_settled`, `nothing_said`.
    """
    strategy, edition = await find(ctx, edition_id, lock=True)
    mine = await _mine_to_decide(ctx, strategy, edition)
    if not mine:
        raise EditionSettled(number=edition.number)
    await editions.decide(ctx.tx, ctx.workspace_id, edition.id, mine, "sent_back", ctx.me.id, ctx.now)
    await _settle(ctx, strategy, edition, "sent_back", "send_back_edition")
    owner = await put(ctx, strategy, await _edition(ctx, edition.id), chapter, said)
    if owner is None or owner.id != edition.submitted_by:
        await _tell_submitter(ctx, strategy, edition, "edition_sent_back", ctx.me.name)
    return editions_view.sent_back(edition, owner)


async def send_back_form(ctx: Ctx, edition_id: int) -> Block:
    """Return the form that asks what to change. Raises the refusals of sending back."""
    strategy, edition = await find(ctx, edition_id)
    if not await _mine_to_decide(ctx, strategy, edition):
        raise EditionSettled(number=edition.number)
    document = (await version(ctx.tx, strategy, edition)).document
    return editions_view.comment_form(edition, document, editions_view.WHOLE, sends_back=True)


async def _mine_to_decide(ctx: Ctx, strategy: Strategy, edition: Edition) -> tuple[int, ...]:
    """Return the roles for which the actor decides; () where they decided already.

    Refuses strangers, people without such a role, the submitter, and versions settled in another way.
    """
    mine = await roles_of(ctx.tx, strategy, edition, ctx.me)
    kinds: set[Kind] = set(await kinds_towards(ctx, strategy))
    said = await editions.approvals_of(ctx.tx, ctx.workspace_id, edition.id)
    gave = any(one.member_id == ctx.me.id and one.verdict == "approved" for one in said)
    if mine or gave:
        kinds.add("approver")
    if may(kinds, Action.APPROVE) and may(kinds, Action.SEE_STRATEGY):
        if not mine and edition.state not in ("submitted", "approved"):
            raise EditionSettled(number=edition.number)
        return mine
    await require(ctx, strategy, Action.SEE_STRATEGY)
    if edition.submitted_by == ctx.me.id and edition.state == "submitted":
        raise OwnSubmission
    _still_waits(edition)
    if ctx.me.id in await barred_from(ctx.tx, strategy, edition):
        raise TookOverSince(number=edition.number)
    raise NotAllowed(action=Action.APPROVE)


def _still_waits(edition: Edition) -> None:
    if edition.state != "submitted":
        raise EditionSettled(number=edition.number)


async def _settle(ctx: Ctx, strategy: Strategy, edition: Edition, state: EditionState, verb: str) -> None:
    await editions.settle(ctx.tx, ctx.workspace_id, edition.id, state, ctx.now)
    await ctx.record(
        verb, "edition", edition.id, strategy_id=strategy.id, before={"state": edition.state}, after={"state": state}
    )
    await settle_reading(ctx, edition)
    await redraw_requests(ctx, edition)


async def settle_reading(ctx: Ctx, edition: Edition, of_roles: Sequence[int] | None = None) -> None:
    """Withdraw the reminders to read a version: of some roles, or of all."""
    submission = await changes.last_of(ctx.tx, ctx.workspace_id, "edition", edition.id, "submit")
    asked = (submission.after or {}).get("duties") if submission else None
    for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, list(asked or ())):
        if duty.is_open and (of_roles is None or duty.role_id in of_roles):
            await withdraw(ctx, duty)


async def _tell_submitter(ctx: Ctx, strategy: Strategy, edition: Edition, code: str, by: str) -> None:
    submitter = await members.by_id(ctx.tx, ctx.workspace_id, edition.submitted_by)
    if submitter is None or submitter.id == ctx.me.id:
        return
    at = (await hours_of(ctx.tx, ctx.workspace_id, submitter)).next_open(ctx.now)
    facts: Facts = {"number": str(edition.number), "by": by, "name": strategy.name, "strategy": strategy.id}
    key = ToldMessage.version(edition=edition.id, code=code)
    await ctx.owe(Owed.about(ToldMessage(code=code, about=facts), at, key, person=submitter.id))


# ---------------------------------------------------------------- finding


async def find(ctx: Ctx, edition_id: int, *, lock: bool = False) -> tuple[Strategy, Edition]:
    """Find a version, visible to the actor, and its strategy. Raises `gone`."""
    edition = not_gone(await editions.by_id(ctx.tx, ctx.workspace_id, edition_id, lock=lock))
    strategy = await plan_open_to(ctx, edition.strategy_id, Action.SEE_STRATEGY)
    return strategy, edition


async def _edition(ctx: Ctx, edition_id: int) -> Edition:
    edition = await editions.by_id(ctx.tx, ctx.workspace_id, edition_id)
    assert edition is not None
    return edition
