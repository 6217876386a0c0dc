"""What people are told about the roles that they were given, in a separate message or with a digest."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import OfferMessage
from bot.domain.outbox import Message
from bot.domain.roles import Holding, Person
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.services.context.people import may_take_part
from bot.services.context.whole_plan import plan_of
from bot.services.duties.role_offers import carried
from bot.views.people.roles import Beside, Offered, OfferState
from storage import calendar, members, outbox, roles, standing, strategies
from storage.database import Tx


async def told_with(tx: Tx, digest: Message, reader: Person, *, is_new: bool) -> list[Offered]:
    """List the roles that a digest tells about: those not answered yet when it leaves; later, as they are now."""
    found: list[Offered] = []
    for message_id in carried(digest):
        message = await outbox.by_id(tx, message_id)
        if message is None or not await _is_with(tx, message, is_new=is_new):
            continue
        found += await told(tx, message, reader, is_new=is_new)
    return found


async def _is_with(tx: Tx, message: Message, *, is_new: bool) -> bool:
    if message.state in ("waiting", "sending") or is_new:
        return message.state == "waiting"  # it makes way for the digest
    assert message.person is not None
    fates = await outbox.posts_to(tx, message.workspace_id, message.person, "offer", message.due_at, message.due_at)
    return any(one.id == message.id and reason == "in_digest" for one, reason in fates)


async def told(tx: Tx, message: Message, reader: Person, *, is_new: bool) -> list[Offered]:
    """List the roles that a message tells a person about: those that are still to be answered when it leaves."""
    given = await roles.told_in(tx, message.workspace_id, reader.id, message.id)
    if not given and message.kind == OfferMessage.kind:
        own = await roles.holding_by_id(tx, message.workspace_id, OfferMessage.of(message).holding)
        given = [own] if own is not None else []
    found: list[Offered] = []
    for holding, given_by in given:
        one = await _offered(tx, message.workspace_id, holding, given_by)
        if one is None or (is_new and one[0].state != "offered"):
            continue
        if is_new and not await may_take_part(tx, one[1], reader):
            continue
        found.append(one[0])
    return found


async def _offered(
    tx: Tx, workspace_id: int, holding: Holding, given_by: int | None
) -> tuple[Offered, Strategy] | None:
    found = await roles.ever(tx, workspace_id, holding.role_id)
    strategy = await strategies.by_id(tx, workspace_id, found[0].strategy_id) if found else None
    if found is None or strategy is None:
        return None
    role, ended_at = found
    state: OfferState = "over" if holding.until and holding.state != "declined" else holding.state
    if ended_at is not None and state != "declined":
        state = "gone"
    by = await members.by_id(tx, workspace_id, given_by) if given_by else None
    slots = await calendar.of_role(tx, workspace_id, role.id)
    beside = await _beside(tx, strategy, role.id)
    return Offered(role, by, slots, state, holding.id, strategy.name, beside), strategy


async def _beside(tx: Tx, strategy: Strategy, role_id: int) -> Beside:
    """Return a role's work besides recurring posts: numbers to report and to judge, and versions to approve."""
    whole = await plan_of(tx, strategy)
    every = [m for goal in whole.goals for m in goal.measures]
    signing = whole.one(Signing)
    return Beside(
        tuple((m.name, m.cadence) for m in every if m.measurer_role_id == role_id),
        tuple(m.name for m in every if m.reviewer_role_id == role_id),
        signing is not None and role_id in signing.approvers,
    )


def role_ids(some: Sequence[Offered]) -> set[int]:
    """Return the ids of a person's roles, accepted or not answered yet."""
    return {one.role.id for one in some if one.lasts}


async def untold(tx: Tx, workspace_id: int, reader: Person, duty_ids: Sequence[int]) -> set[int]:
    """Return the duties that a person was never told about."""
    return {one for one in duty_ids if await standing.told_last(tx, workspace_id, one, reader.id) is None}
