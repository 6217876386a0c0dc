"""Who is asked to approve a version of the strategy: the present holders of its roles, resolved every time.

A person who gives up such a role is no longer asked, and their message says so; the next holder is asked instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.editions import Approval, Edition, approvers, waited_for
from bot.domain.messages import ApproveMessage, DocumentMessage
from bot.domain.outbox import STANDS_IN_SLACK, Owed, State
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, taking_part
from storage import changes, editions, outbox, roles, strategies
from storage.changes import Change
from storage.database import Tx

# The verb that records a takeover of a plan.
TAKE_OVER = "take_over"
# A plan changes hands a few times in its life; if more often, the newest takeovers count.
MOST_TAKEOVERS = 50

# Waiting messages are composed when they leave. An update would precede its message, and both would wait forever.
STANDS: tuple[State, ...] = (*STANDS_IN_SLACK, "unknown")


async def takeovers_of(tx: Tx, strategy: Strategy) -> list[Change]:
    """List how often a plan was taken over, newest first."""
    return await changes.newest_of(tx, strategy.workspace_id, "strategy", strategy.id, TAKE_OVER, MOST_TAKEOVERS)


async def barred_from(tx: Tx, strategy: Strategy, edition: Edition) -> frozenset[int]:
    """Return who can't approve a version: its submitter, and anyone who took the plan over while it was open.

    A takeover that was undone still counts: in between, that person could change anything.
    """
    taken = await takeovers_of(tx, strategy)
    takers = [change.after["member"] for change in taken if change.after is not None and change.at >= edition.since]
    return frozenset((edition.submitted_by, *takers))


async def able(tx: Tx, strategy: Strategy, role_id: int, barred: Collection[int]) -> tuple[Person, ...]:
    """Return who can approve for a role now, the first of them being asked; () where nobody can."""
    found = await roles.ever(tx, strategy.workspace_id, role_id)
    role = found[0] if found and found[1] is None else None
    return approvers(await taking_part(tx, strategy, role), barred) if role else ()


async def with_somebody(tx: Tx, strategy: Strategy, every: Sequence[Role], submitter: int) -> dict[int, Person]:
    """Return those of some roles that somebody other than the submitter can approve for, and who is asked."""
    found: dict[int, Person] = {}
    for role in every:
        people = await able(tx, strategy, role.id, (submitter,))
        if people:
            found[role.id] = people[0]
    return found


async def still_needed(tx: Tx, strategy: Strategy, edition: Edition) -> tuple[int, ...]:
    """Return the roles whose approval a version still needs."""
    found = await editions.approvals_of(tx, strategy.workspace_id, edition.id)
    return waited_for(found, edition.rule, await _given_up(tx, strategy, found))


async def _given_up(tx: Tx, strategy: Strategy, approvals: Sequence[Approval]) -> frozenset[int]:
    there = {role.id for role in await roles.of_strategy(tx, strategy.workspace_id, strategy.id)}
    return frozenset(one.role_id for one in approvals) - there


async def asked_now(tx: Tx, strategy: Strategy, edition: Edition) -> dict[int, Person]:
    """Return who is asked to approve a version now, by role."""
    if edition.state != "submitted":
        return {}
    found: dict[int, Person] = {}
    barred = await barred_from(tx, strategy, edition)
    for role_id in await still_needed(tx, strategy, edition):
        if people := await able(tx, strategy, role_id, barred):
            found[role_id] = people[0]
    return found


async def roles_of(tx: Tx, strategy: Strategy, edition: Edition, person: Person) -> tuple[int, ...]:
    """Return the roles for which a person can approve a version that waits: as holder, or as backup."""
    if edition.state != "submitted":
        return ()
    mine: list[int] = []
    barred = await barred_from(tx, strategy, edition)
    if person.id in barred:
        return ()
    for role_id in await still_needed(tx, strategy, edition):
        if any(one.id == person.id for one in await able(tx, strategy, role_id, barred)):
            mine.append(role_id)
    return tuple(mine)


async def ask(ctx: Ctx, strategy: Strategy, edition: Edition, person: Person) -> None:
    """Ask a person to approve a version, with its PDF, within their own hours. Asking twice asks once."""
    at = (await hours_of(ctx.tx, ctx.workspace_id, person)).next_open(ctx.now)
    turn = 0
    while (asked := await outbox.by_key(ctx.tx, ctx.workspace_id, _key(edition, person, turn))) is not None:
        if asked.state not in ("withdrawn", "never", "deleted"):
            return
        turn += 1  # they had the role before, and in the end were not asked
    what = ApproveMessage(edition=edition.id, strategy=strategy.id)
    if await ctx.owe(Owed.about(what, at, _key(edition, person, turn), person=person.id)) is None:
        return
    file = DocumentMessage(edition=edition.id, strategy=strategy.id, what="pdf")
    key = DocumentMessage.to_approve(edition=edition.id, person=person.id, turn=turn)
    await ctx.owe(Owed.about(file, at, key, op="upload", person=person.id))


def _key(edition: Edition, person: Person, turn: int) -> str:
    return ApproveMessage.key(edition=edition.id, person=person.id, turn=turn)


async def redraw_requests(ctx: Ctx, edition: Edition) -> None:
    """Update every request for a version to what has become of it."""
    requests = ApproveMessage.key.begin(edition=edition.id)
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, requests, STANDS):
        if message.op == "post":
            await ctx.redraw(message)


async def follow_role(ctx: Ctx, role_id: int) -> None:
    """Ask whoever can approve for a role now, where a version waits for it: its people have changed."""
    for edition_id in await editions.waiting_for_role(ctx.tx, ctx.workspace_id, role_id):
        edition = await editions.by_id(ctx.tx, ctx.workspace_id, edition_id)
        strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, edition.strategy_id) if edition else None
        if edition is None or strategy is None:
            continue
        for person in (await asked_now(ctx.tx, strategy, edition)).values():
            await ask(ctx, strategy, edition, person)
        await redraw_requests(ctx, edition)
