"""Joining a plan: one message about all the roles that a person gets together, before or with their first digest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.domain.messages import DigestMessage, OfferMessage
from bot.domain.outbox import Message, Owed
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of
from storage import outbox, roles, standing
from storage.database import Tx

# A digest brings messages that wait for a morning up to a day after its own: the person's hour may have moved.
A_DAY = timedelta(days=1)
# While nothing can be sent, a message that waits for one morning may come with a digest at most this much later.
LATER = timedelta(days=14)


async def offer(ctx: Ctx, strategy: Strategy, holding_id: int, person: Person) -> None:
    """Ask a person about a role that they were given, in a waiting message about their other roles if there is one."""
    for message in await standing.unsettled_to(ctx.tx, ctx.workspace_id, person.id, "offer"):
        is_free = OfferMessage.of(message).strategy == strategy.id and await digest_with(ctx.tx, message) is None
        if is_free and await outbox.keep_unclaimed(ctx.tx, message.id):
            await roles.set_holding(ctx.tx, holding_id, told_in=message.id)
            return
    hours = await hours_of(ctx.tx, ctx.workspace_id, person)
    what = OfferMessage(holding=holding_id, strategy=strategy.id)
    message_id = await ctx.owe(Owed.about(what, hours.next_open(ctx.now), person=person.id))
    await roles.set_holding(ctx.tx, holding_id, told_in=message_id)


async def will_tell(tx: Tx, workspace_id: int, person: Person, role_id: int) -> bool:
    """Tell whether a message that asks a person about a role is waiting: it brings what the role has to do today."""
    for message in await standing.unsettled_to(tx, workspace_id, person.id, "offer"):
        digest = await digest_with(tx, message)
        if digest is not None and digest.stands_in_slack:
            continue  # a digest has brought it, so it won't leave again
        told = await roles.told_in(tx, workspace_id, person.id, message.id)
        if any(holding.role_id == role_id for holding, _ in told) and await outbox.keep_unclaimed(tx, message.id):
            return True
    return False


async def redraw_offer(ctx: Ctx, holding_id: int) -> None:
    """Owe an update of the message that asks about a role: its own, or the digest that it came with."""
    message = await standing_about(ctx, holding_id)
    if message is not None:
        await ctx.redraw(message)


async def standing_about(ctx: Ctx, holding_id: int) -> Message | None:
    """Find the message in Slack that asks about a role: its own, or the digest that it came with."""
    about = await roles.message_about(ctx.tx, ctx.workspace_id, holding_id)
    key = OfferMessage.key(holding=holding_id)
    message = await (outbox.by_id(ctx.tx, about) if about else outbox.by_key(ctx.tx, ctx.workspace_id, key))
    if message is None or message.workspace_id != ctx.workspace_id:
        return None
    if not message.stands_in_slack:
        message = await digest_with(ctx.tx, message)
    return message if message is not None and message.stands_in_slack else None


# ---------------------------------------------------------------- with a digest


def carried(digest: Message) -> list[int]:
    """Return the ids of the messages about roles that a digest brings with it."""
    return [int(one) for one in (DigestMessage.of(digest).offers or "").split()]


async def to_carry(
    tx: Tx, workspace_id: int, person: int, at: datetime, besides: Collection[int] = ()
) -> Sequence[int]:
    """Return the ids of the messages about roles that wait for a morning, for a digest that is due `at` to bring along.

    They may wait for a later hour than the digest's: the one that the person had until then. Without `besides`, which
    came already.
    """
    unsettled = await standing.unsettled_to(tx, workspace_id, person, "offer")
    return [one.id for one in unsettled if at - LATER <= one.due_at <= at + A_DAY and one.id not in besides]


def as_fact(offers: Sequence[int]) -> str | None:
    """Return how a digest's facts name the messages about roles that it brings."""
    return " ".join(map(str, offers)) or None


async def digest_with(tx: Tx, message: Message) -> Message | None:
    """Return the digest that brings a message about roles, whatever became of the digest; None where there is none."""
    assert message.person is not None
    since, until = message.due_at - A_DAY, message.due_at + LATER
    digests = await outbox.posts_to(tx, message.workspace_id, message.person, "digest", since, until)
    return next((digest for digest, _ in reversed(digests) if message.id in carried(digest)), None)
