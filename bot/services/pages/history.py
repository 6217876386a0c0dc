"""Who changed what in a plan, newest first: what every verb recorded, in words."""

from __future__ import annotations

from bot.domain.edits import PARTS, THINGS
from bot.domain.strategies import Strategy
from bot.schema.table import CONCEPTS
from bot.services.context.command_registry import lists
from bot.services.context.ctx import Ctx
from bot.services.editing.editing import lines_between, named_thing
from bot.services.plan.returned_leads import LEAD_BACK
from bot.services.strategy.approvers import TAKE_OVER
from bot.views.editing import changes as changes_view
from bot.views.kit.blocks import Content
from bot.views.plan import history as history_view
from bot.views.plan.history import How, Told
from storage import changes, members
from storage.changes import Change

# Changes that shape a plan, without the day's work.
VERBS = (
    "found",
    TAKE_OVER,
    LEAD_BACK,
    "add_goal",
    "add_role",
    "add_slot",
    *(f"add_{thing}" for thing in PARTS),
    *(f"{verb}_{thing}" for verb in ("change", "end") for thing in THINGS if thing != "mine"),
    "undo",
)


@lists("history")
async def list_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return a page of who changed what in a strategy."""
    many = await changes.count_of_strategy(ctx.tx, ctx.workspace_id, strategy.id, VERBS)
    pages = max(1, -(-many // history_view.PER_PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * history_view.PER_PAGE
    found = await changes.of_strategy(ctx.tx, ctx.workspace_id, strategy.id, VERBS, first, history_view.PER_PAGE)
    people = await members.names(ctx.tx, ctx.workspace_id, [c.member_id for c in found if c.member_id is not None])
    told = [await _told(ctx, strategy, change, people.get(change.member_id or 0, "")) for change in found]
    return history_view.history(told, strategy, ctx.now, page, pages)


async def _told(ctx: Ctx, strategy: Strategy, change: Change, who: str) -> Told:
    verb, _, kind = change.verb.partition("_")
    if verb == "found":
        return Told(change.at, who, "found", strategy.name, ())
    if change.verb in (TAKE_OVER, LEAD_BACK):
        return await _led(ctx, change, who)
    thing = next((one for one in THINGS if one == (kind or change.thing)), None)
    if thing is None or thing == "mine":
        return Told(change.at, who, verb, "", ())
    if verb == "add":
        concept = str((change.after or {}).get("concept", ""))
        title = changes_view.title_of(thing, await named_thing(ctx, thing, change.thing_id), concept)
        # For a part of which a plan has only one, an addition shows the whole part, as in the written strategy.
        return Told(change.at, who, "add", title if concept in CONCEPTS or not concept else "", ())
    title, lines = await lines_between(ctx, change, thing)
    return Told(change.at, who, verb, title, tuple(lines))


async def _led(ctx: Ctx, change: Change, who: str) -> Told:
    """Say who took a plan over, or took it back."""
    before, after = change.before or {}, change.after or {}
    earlier = [int(one) for one in before.get("ended", {})]
    if "member" in before:
        earlier.append(int(before["member"]))
    lead = int(after["member"])
    names = await members.names(ctx.tx, ctx.workspace_id, [*earlier, lead])
    how: How = "took_back" if change.verb == LEAD_BACK else "took_over"
    if after.get("by") == "operator":
        how = "named"
    return history_view.led(change.at, who, how, [names.get(one, "") for one in earlier], names.get(lead, ""))
