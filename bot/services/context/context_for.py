"""What a conversation or a form needs to know about the workspace before it reads an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.machine import Context, names_in
from bot.domain.strategies import Strategy
from bot.language.answers import Locale
from bot.schema.table import CONCEPTS
from bot.services.context.ctx import Ctx
from bot.services.context.people import zone_of
from bot.services.context.whole_plan import locale_of, plan_of, things_in, values_of
from storage import members, workspaces


async def context_for(ctx: Ctx, strategy: Strategy | None, channel: str, text: str) -> Context:
    """Look up what a flow needs to know, including everybody whom `text` could mean."""
    mentioned = names_in(text)
    for slack_id in mentioned.ids:
        await members.meet(ctx.tx, ctx.workspace_id, slack_id, ctx.now)
    people = await members.called(ctx.tx, ctx.workspace_id, mentioned.words, mentioned.ids)
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    zone = strategy.zone if strategy else (await zone_of(ctx.tx, ctx.workspace_id, ctx.me)).key
    known = {p.id: p for p in [ctx.me, *people]}
    base = Context(
        now=ctx.now,
        zone=zone,
        locale=Locale(None, "."),
        asker=ctx.me,
        people=tuple(known.values()),
        channel_name=here.name if here else "",
    )
    if strategy is None:
        return base
    plan = await plan_of(ctx.tx, strategy)
    things = things_in(plan)
    return replace(
        base,
        locale=locale_of(strategy),
        strategy_name=strategy.name,
        goals=things["goal"],
        roles=tuple(title for _, title in things["role"]),
        platforms=tuple(name for _, name in things.get("platform", ())),
        things=things,
        present={part.concept: values_of(part.value) for part in plan.parts if CONCEPTS[part.concept].single},
    )
