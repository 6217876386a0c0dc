"""`/beat move here`: a plan moves to another channel, after its lead has seen who will read it there.

Messages in the old channel stay there. Reviews and conversations that are open in it end, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.editions import in_use
from bot.domain.messages import KINDS, CanvasMessage, PromptsMessage, ReviewMessage, ToldMessage
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action, may
from bot.domain.places import Place
from bot.domain.refusals import (
    Absence,
    AlreadyHome,
    BeingSetUp,
    Gone,
    MoveNotThere,
    MoveWhere,
    NotAllowed,
    NotHome,
    NotInChannel,
)
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.services.context.access import kinds_towards, plan_open_to
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.context.people import may_take_part, plans_of
from bot.services.plan.channel_back import catch_up
from bot.services.plan.directory import shut_out
from bot.services.questions.open_conversations import close_question, end, tell_there
from bot.views.kit.blocks import Content
from bot.views.plan import moving as words
from storage import addresses, conversations, editions, members, outbox, reviews, roles, strategies, workspaces
from storage.workspaces import Channel


@dataclass(frozen=True)
class Move:
    """A plan, its present and its new channel, and the people for whom that makes a difference."""

    plan: Strategy
    home: Channel
    here: Channel
    newly: tuple[Person, ...]
    losing: tuple[Person, ...]

    @property
    def opens_up(self) -> bool:
        """Tell whether what was private becomes public."""
        return self.home.is_private and not self.here.is_private

    @property
    def print(self) -> str:
        """Return a fingerprint of what its lead reads before pressing."""
        told = [self.here.slack_id, self.home.slack_id, str(self.opens_up)]
        told += [f"+{person.id}" for person in self.newly] + [f"-{person.id}" for person in self.losing]
        return sha256(" ".join(told).encode()).hexdigest()[:12]


# ---------------------------------------------------------------- asking


@runs("move")
async def offer(ctx: Ctx, asked: Asked) -> Content:
    """Show what moving a plan into this channel means, with a button for each plan that the actor can move here.

    Raises `move_where`, `not_in_channel`, `already_home`, `being_set_up`, `not_allowed`, `move_not_there`; for a
    person without a plan `not_home`, or `gone` where they named its channel.
    """
    place, named_channel = asked.place, asked.typed.channel
    if place.is_dm or asked.typed.rest.casefold() not in ("here", ""):
        raise MoveWhere
    here = await _free(ctx, place.channel)
    plans = [plan for plan in await plans_of(ctx.tx, ctx.workspace_id, ctx.me) if named_channel in ("", plan.channel)]
    mine = [plan for plan in plans if may(await kinds_towards(ctx, plan), Action.MOVE)]
    if not mine:
        seen = [plan for plan in plans if may(await kinds_towards(ctx, plan), Action.SEE_STRATEGY)]
        if seen:
            raise NotAllowed(action=Action.MOVE)
        raise Gone(Absence.HIDDEN) if named_channel else NotHome
    found = [move for plan in mine if (move := await _move_of(ctx, plan, here)) is not None]
    if not found:
        raise MoveNotThere(channel=mine[0].channel)
    return words.offer(found)


async def _free(ctx: Ctx, channel: str) -> Channel:
    """Return the new channel of a plan. Raises the refusals of a channel that can't take it."""
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    if here is None or not here.bot_is_in or here.is_lost:
        raise NotInChannel(bot=ctx.workspace.bot_name, command="/beat move here")
    await workspaces.reserve_channel(ctx.tx, ctx.workspace_id, here.id)
    existing = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    if existing is not None:
        raise AlreadyHome(name=existing.name)
    building = await strategies.building_at(ctx.tx, ctx.workspace_id, channel)
    if building is not None:
        raise BeingSetUp(name=building.name)
    return here


async def _move_of(ctx: Ctx, plan: Strategy, here: Channel) -> Move | None:
    """Return what a move would change; None where the actor isn't known to be in both channels."""
    home = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, plan.channel)
    if home is None:
        return None
    before = {*await workspaces.members_of(ctx.tx, ctx.workspace_id, home.id)}
    after = {*await workspaces.members_of(ctx.tx, ctx.workspace_id, here.id)}
    if not {ctx.me.id} <= before & after:
        return None
    concerned = {person.id: person for person in await _concerned(ctx, plan)}
    newly = [await members.by_id(ctx.tx, ctx.workspace_id, one) for one in sorted(after - before - {*concerned})]
    # Outside a private channel nobody has a plan; guests are in its channel or have none.
    losing = [p for p in concerned.values() if p.id not in after and (here.is_private or not p.is_colleague)]
    return Move(
        plan,
        home,
        here,
        tuple(p for p in newly if p is not None and not p.is_bot and not p.has_left),
        tuple(sorted(losing, key=lambda person: person.id)),
    )


async def _concerned(ctx: Ctx, plan: Strategy) -> Sequence[Person]:
    """List the people who have a role in a plan, lead it, or set it up."""
    held = roles.people_of(await roles.of_strategy(ctx.tx, ctx.workspace_id, plan.id))
    appointed = await strategies.appointed(ctx.tx, ctx.workspace_id, plan.id)
    return [*held, *appointed["admin"], *appointed["lead"]]


# ---------------------------------------------------------------- pressing


async def press(ctx: Ctx, strategy_id: int, word: str, channel: str) -> Content:
    """Move a plan into the channel where the button was pressed, if its message still lists everyone who will see it.

    Otherwise, and once more before a private plan becomes public, that list is shown first. Pressing twice is a
    success. Raises `gone`, `not_allowed`, `move_not_there`, and the refusals of a channel that can't take it.
    """
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy_id)
    plan = await plan_open_to(ctx, strategy_id, Action.MOVE)
    channel = await addresses.current(ctx.tx, ctx.workspace_id, channel)
    if channel == plan.channel:
        return words.lives_here(plan)
    move = await _move_of(ctx, plan, await _free(ctx, channel))
    if move is None:
        raise MoveNotThere(channel=plan.channel)
    step, _, shown = word.partition("_")
    if shown != move.print:
        return words.offer([move], changed=True)
    if move.opens_up and step != "open":
        return words.ask_again(move)
    return await _carry_out(ctx, move)


async def _carry_out(ctx: Ctx, move: Move) -> Content:
    """Move a plan in one transaction: waiting messages move with it, and open threads in the old channel end."""
    before, old, new = move.plan, move.home, move.here
    await _end_conversations(ctx, move)
    await strategies.move(ctx.tx, ctx.workspace_id, before.id, new.id)
    plan = await strategies.by_id(ctx.tx, ctx.workspace_id, before.id)
    assert plan is not None
    channels = {"before": {"channel": old.slack_id}, "after": {"channel": new.slack_id}}
    change = await ctx.record("move", "strategy", plan.id, strategy_id=plan.id, **channels)
    await _end_reviews(ctx, plan, old, new)
    await _send_after(ctx, old, new)
    if old.is_lost:
        await catch_up(ctx, plan)
    for person in {person.id: person for person in await _concerned(ctx, plan)}.values():
        if not await may_take_part(ctx.tx, plan, person):
            await shut_out(ctx, plan, person)
    await _announce(ctx, plan, old, change)
    return words.lives_here(plan)


async def _end_conversations(ctx: Ctx, move: Move) -> None:
    """End open conversations about the plan in its old channel, each with a message in its thread."""
    for one in await conversations.held_in(ctx.tx, ctx.workspace_id, move.home.slack_id):
        if one.strategy_id == move.plan.id:
            await end(ctx, one, "cancelled")
            if move.home.is_lost:
                continue
            await close_question(ctx, one, "the plan moved")
            facts = {"plan": move.plan.name, "channel": move.here.slack_id}
            await tell_there(ctx, one, "conversation_moved", facts)


async def _end_reviews(ctx: Ctx, plan: Strategy, old: Channel, new: Channel) -> None:
    """Close the reviews that have threads in the old channel; a review that isn't posted yet moves along."""
    for review in await reviews.running(ctx.tx, ctx.workspace_id, plan.id):
        root = await outbox.by_key(ctx.tx, ctx.workspace_id, ReviewMessage.key(review=review.id))
        if review.state != "open" or root is None or root.state == "waiting" or root.channel != old.slack_id:
            continue
        await reviews.move(ctx.tx, review.id, state="closed", next_at=None)
        await ctx.record("close", "review", review.id, strategy_id=plan.id)
        if old.is_lost:
            continue
        what = ToldMessage(code="review_moved", about={"plan": plan.name, "channel": new.slack_id})
        key = ToldMessage.review_moved(review=review.id)
        await ctx.owe(Owed.about(what, ctx.now, key, channel=old.slack_id, thread=root.id))
        await ctx.redraw_keyed(root.key, PromptsMessage.key(review=review.id))


async def _send_after(ctx: Ctx, old: Channel, new: Channel) -> None:
    """Send the plan's waiting posts to the new channel; messages for threads of the old one are withdrawn."""
    waiting = {one.id: one for one in await outbox.waiting_in(ctx.tx, ctx.workspace_id, old.slack_id)}
    for message in waiting.values():
        if not KINDS[message.kind].of_plan or message.op in ("update", "delete"):
            continue
        if (message.thread is None and message.thread_ts is None) or message.thread in waiting:
            await outbox.readdress(ctx.tx, message, new.slack_id)
        else:
            await outbox.withdraw_waiting(ctx.tx, message.id, "moved", ctx.now)


async def _announce(ctx: Ctx, plan: Strategy, old: Channel, change: int) -> None:
    """Tell both channels, and put the version in use in the new channel's canvas."""
    facts = {"plan": plan.name, "who": ctx.me.name}
    into = ToldMessage(code="plan_moved_in", about=facts | {"channel": old.slack_id})
    await ctx.owe(Owed.about(into, ctx.now, ToldMessage.moved_in(change=change), channel=plan.channel))
    if not old.is_lost:
        out = ToldMessage(code="plan_moved", about=facts | {"channel": plan.channel})
        await ctx.owe(Owed.about(out, ctx.now, ToldMessage.moved_out(change=change), channel=old.slack_id))
    edition = in_use(await editions.of_strategy(ctx.tx, ctx.workspace_id, plan.id))
    if edition is not None:
        about = CanvasMessage(edition=edition.id, strategy=plan.id)
        key = CanvasMessage.moved(change=change)
        await ctx.owe(Owed.about(about, ctx.now, key, op="canvas", channel=plan.channel))


# ---------------------------------------------------------------- threads of the old channel


async def answer_old_thread(ctx: Ctx, place: Place, thread_ts: str) -> bool:
    """Say in an old thread of ours where its plan is now, once to each person who writes there; False elsewhere."""
    root = await outbox.by_ts(ctx.tx, ctx.workspace_id, place.channel, thread_ts)
    plan = await _plan_of(ctx, root) if root is not None else None
    if root is None or plan is None or root.channel in (None, plan.channel) or root.person is not None:
        return False
    what = ToldMessage(code="plan_moved", about={"plan": plan.name, "channel": plan.channel})
    key = ToldMessage.old_thread(channel=place.channel, ts=thread_ts, person=ctx.me.id)
    await ctx.owe(Owed.about(what, ctx.now, key, channel=root.channel, thread_ts=thread_ts))
    return True


async def _plan_of(ctx: Ctx, message: Message) -> Strategy | None:
    """Find the plan that a message in a channel belongs to."""
    found = message.facts.get("strategy")
    if isinstance(one := message.facts.get("conversation"), int):
        conversation = await conversations.by_id(ctx.tx, ctx.workspace_id, one)
        found = conversation.strategy_id if conversation else None
    return await strategies.by_id(ctx.tx, ctx.workspace_id, found) if isinstance(found, int) else None
