"""Plans that people set up from a file: the press, the pieces that the planner adds, what goes wrong, and Undo.

The press reserves the channel and writes down that the plan is wanted. The planner adds a piece at a time
(building.py). After the last one the plan is there for everybody; a failure ends all of them unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Unpack

from bot.domain.errors import Refusal
from bot.domain.messages import FileMessage, ToldMessage, WeekMessage
from bot.domain.outbox import Kind, Owed
from bot.domain.permissions import Action
from bot.domain.refusals import FileNotThere, FileOver, not_gone
from bot.domain.roles import TITLE_LIMIT, Role
from bot.domain.strategies import NewSettings, Strategy
from bot.planfile.meaning import without_over
from bot.planfile.shape import PlanFile
from bot.services.calendar.calendar import home_of
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from bot.services.context.people import leads_of
from bot.services.context.undo import Halves, Undo, undoes
from bot.services.duties.role_offers import standing_about
from bot.services.planfile import building, incoming
from bot.services.planfile.building import Founded, Progress
from bot.services.planfile.files import settings_of, units_of
from bot.views.kit import ids
from bot.views.planfile import files as words
from storage import files, imports, members, outbox, roles, standing, strategies
from storage.database import Tx
from storage.files import Incoming
from storage.imports import Import, ImportColumns
from storage.workspaces import Channel, channel_by_id

# Built for longer than this, a plan would begin with posts that nobody could hear of in time: it is built again.
STALE = timedelta(minutes=10)
# At most this many attempts: when each took too long, the next one would as well.
MOST_ATTEMPTS = 3
# Duties that people are told of in one transaction.
TOLD = 20
# Who could be told to do what is asked for so many roles at once; the others are a command away.
MOST_ROLES = 8
# What says nothing of other plans: it is taken away with its own.
_OF_ONE_PLAN: frozenset[Kind] = frozenset(("arrival", "reminder", "nudge", "offer", "week", "file"))


# ---------------------------------------------------------------- the press


async def set_up(ctx: Ctx, incoming_id: int, channel_id: int | None = None, *, current: bool = False) -> None:
    """Have the plan built that a file holds: in the channel where it lies, or in another one without a plan.

    `current` leaves out the regular posts that are over. Pressing twice is a success.
    Raises `already_home`, `being_set_up`, `file_over`, `gone`, `not_allowed`.
    """
    dropped = await incoming.fetched(ctx, incoming_id)
    if dropped is None:
        return
    home = await _home(ctx, dropped, channel_id)
    offer = await outbox.by_key(ctx.tx, ctx.workspace_id, incoming.key_of(dropped))
    name = (FileMessage.of(offer).name if offer else None) or dropped.name
    # The file is read by the planner: until then nobody knows more of the plan than its name.
    strategy = await building.begin(ctx, home, NewSettings(name=name[:TITLE_LIMIT], zone="UTC"))
    added = await imports.add(
        ctx.tx, ctx.workspace_id, dropped.id, ctx.me.id, home.id, strategy.id, ctx.now, is_current=current
    )
    if added is None:  # dropped once more, and pressed for, while it is being set up elsewhere
        raise FileOver
    await files.set_state(ctx.tx, ctx.workspace_id, dropped.id, "taken", "building")
    await incoming.redraw(ctx, dropped, FileMessage(end="building", who=ctx.me.name, channel=home.slack_id))


async def _home(ctx: Ctx, dropped: Incoming, channel_id: int | None) -> Channel:
    if not dropped.is_dm:
        return await home_of(ctx, dropped.channel, "", None)
    allowed = {one for one, _, _ in await files.homes_for(ctx.tx, ctx.workspace_id, ctx.me.id, incoming.MOST_HOMES)}
    home = await channel_by_id(ctx.tx, ctx.workspace_id, channel_id) if channel_id in allowed else None
    if home is None:
        raise FileNotThere
    return home


# ---------------------------------------------------------------- the pieces


async def add_next(ctx: Ctx, import_id: int, file: PlanFile | None) -> None:
    """Add the next piece of a plan. The actor is who pressed; `file` is not needed once the plan is there.

    Raises `gone`, `not_allowed` and `person_left` where they could not press for it any more.
    """
    one = await _locked(ctx, import_id)
    if one is None or one.state not in ("building", "telling"):
        return
    if one.state == "telling":
        await _tell(ctx, one)
        return
    if one.step == 0:
        one = replace(one, begun_at=ctx.now)
    elif ctx.now - one.begun_at > STALE:
        await _begin_again(ctx, one)
        return
    strategy = not_gone(await strategies.building(ctx.tx, ctx.workspace_id, one.strategy_id))
    assert file is not None
    await _build(ctx, one, strategy, _as_wanted(file, one))


async def _begin_again(ctx: Ctx, one: Import) -> None:
    """Begin with an empty plan again. Raises `already_home`, `being_set_up`, `not_allowed`; TimeoutError in the end."""
    if (attempts := _attempt(one)) == MOST_ATTEMPTS:
        raise TimeoutError(f"{attempts} attempts took longer than {STALE}")
    before = await strategies.building(ctx.tx, ctx.workspace_id, one.strategy_id)
    home = await channel_by_id(ctx.tx, ctx.workspace_id, one.channel_id)
    assert before is not None
    assert home is not None
    await imports.end(ctx.tx, ctx.workspace_id, before.id, ctx.now)
    strategy = await building.begin(ctx, home, NewSettings(name=before.name, zone=before.zone))
    await _go_on(ctx, one, strategy_id=strategy.id, step=0, progress={"attempt": attempts + 1}, begun_at=ctx.now)


def _attempt(one: Import) -> int:
    return int(one.progress.get("attempt", 1))


async def _locked(ctx: Ctx, import_id: int) -> Import | None:
    return await imports.by_id(ctx.tx, ctx.workspace_id, import_id, lock=True)


def _as_wanted(file: PlanFile, one: Import) -> PlanFile:
    return without_over(file, incoming.today_of(file, one.begun_at)) if one.is_current else file


async def _go_on(ctx: Ctx, one: Import, **values: Unpack[ImportColumns]) -> None:
    """Write down how far an import is; its next piece is due at once."""
    at_once: ImportColumns = {"next_at": ctx.now, "tries": 0, **values}
    await imports.change_import(ctx.tx, ctx.workspace_id, one.id, **at_once)


async def _build(ctx: Ctx, one: Import, strategy: Strategy, file: PlanFile) -> None:
    if one.step == 0:
        await strategies.change(ctx.tx, ctx.workspace_id, strategy.id, settings_of(file))
        found = await strategies.building(ctx.tx, ctx.workspace_id, strategy.id)
        assert found is not None
        strategy = found
    progress = Progress.unpack(one.progress) if one.step else Progress.of(file)
    piece = units_of(file)[one.step : one.step + building.PIECE]
    if piece:
        await building.add_piece(replace(ctx, now=one.begun_at), strategy, file, progress, piece)
        packed = progress.pack() | {"attempt": _attempt(one)}
        await _go_on(ctx, one, step=one.step + len(piece), progress=packed, begun_at=one.begun_at)
        return
    founded = await building.finish(ctx, strategy, file, progress)
    await _go_on(ctx, one, state="telling", until=ctx.now, progress={"to_tell": progress.to_tell})
    await _say_so(ctx, one, founded, file)


async def _tell(ctx: Ctx, one: Import) -> None:
    to_tell: Sequence[int] = one.progress["to_tell"]
    await building.tell_about(ctx, to_tell[:TOLD])
    if rest := to_tell[TOLD:]:
        await _go_on(ctx, one, progress={"to_tell": rest})
    else:
        await imports.change_import(ctx.tx, ctx.workspace_id, one.id, state="done", next_at=None, progress={})


async def _say_so(ctx: Ctx, one: Import, founded: Founded, file: PlanFile) -> None:
    """Say where the file lies that its plan is there, what comes this week, and ask who does what."""
    dropped = await files.by_id(ctx.tx, ctx.workspace_id, one.incoming_id)
    assert dropped is not None
    if dropped.state == "taken":  # else it was dropped once more meanwhile, and begins anew
        await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "taken", outcome="set_up")
    strategy = founded.strategy
    what = FileMessage(
        end="set_up",
        who=ctx.me.name,
        channel=strategy.channel,
        odd=words.pack(founded.odd),
        vacant=await _vacant(ctx, strategy, dropped),
        added=words.counts_of(file),
        imported=str(one.id),
    )
    await incoming.redraw(ctx, dropped, what)
    thread_ts = None if dropped.is_dm else dropped.root
    week = WeekMessage(strategy=strategy.id)
    await ctx.owe(Owed.about(week, ctx.now, channel=strategy.channel, thread_ts=thread_ts))
    if await without_owner(ctx.tx, strategy):
        asked = FileMessage(incoming=dropped.id, part="who", strategy=strategy.id)
        await ctx.owe(incoming.owed_about(ctx, dropped, asked, _who_key(dropped, one)))


def _who_key(dropped: Incoming, one: Import) -> str:
    return FileMessage.who_does_what(incoming=dropped.id, root=dropped.root, set_up=one.id)


async def without_owner(tx: Tx, strategy: Strategy) -> list[Role]:
    """List the roles of a plan that nobody has."""
    every = await roles.of_strategy(tx, strategy.workspace_id, strategy.id)
    return [role for role in every if role.holder is None]


async def _vacant(ctx: Ctx, strategy: Strategy, dropped: Incoming) -> tuple[int, str]:
    """Return how many roles of a plan nobody has, and whom their work comes to: "" for whoever reads it alone."""
    vacant = await without_owner(ctx.tx, strategy)
    lead = next(iter(await leads_of(ctx.tx, strategy)), ctx.me)
    to = "" if dropped.is_dm and lead.id == ctx.me.id else lead.name
    return len(vacant), to


# ---------------------------------------------------------------- what goes wrong


async def give_up(ctx: Ctx, import_id: int, refusal: Refusal) -> None:
    """End a plan that cannot be built, unseen, and say why where the file lies. It can be pressed for again.

    A plan that is there stays: of what was still to be told, the next digests tell.
    """
    one = await _locked(ctx, import_id)
    if one is None or one.state not in ("building", "telling"):
        return
    if one.state == "telling":
        await imports.change_import(ctx.tx, ctx.workspace_id, one.id, state="done", next_at=None, progress={})
        return
    await imports.end(ctx.tx, ctx.workspace_id, one.strategy_id, ctx.now)
    ended = ImportColumns(state="failed", reason=refusal.code, until=ctx.now, next_at=None, progress={})
    await imports.change_import(ctx.tx, ctx.workspace_id, one.id, **ended)
    dropped = await files.by_id(ctx.tx, ctx.workspace_id, one.incoming_id)
    assert dropped is not None
    if dropped.state == "taken" and dropped.content is not None:
        await files.set_state(ctx.tx, ctx.workspace_id, dropped.id, "fetched")
    await incoming.redraw(ctx, dropped, FileMessage(end="failed", why=(refusal.code, refusal.facts)))
    # An update alerts nobody.
    said = ToldMessage(code="set_up_failed", about={"name": dropped.name})
    key = ToldMessage.not_set_up(incoming=dropped.id, root=dropped.root, set_up=one.id)
    await ctx.owe(incoming.owed_about(ctx, dropped, said, key))


async def importer_of(ctx: Ctx, one: Import) -> Ctx:
    """Return the context of whoever pressed for an import."""
    return replace(ctx, person=await members.by_id(ctx.tx, ctx.workspace_id, one.member_id))


# ---------------------------------------------------------------- Undo


@undoes(ids.FILE_SET_UP_UNDO)
async def undo_set_up(ctx: Ctx, import_id: int) -> Halves:
    """Take back that a plan was set up from a file."""
    one = not_gone(await _locked(ctx, import_id))
    if one.state == "undone":
        yield Undo(is_undone=True)  # its plan is gone: nobody is anything towards it
        return
    strategy = await plan_open_to(ctx, one.strategy_id, Action.IMPORT)
    at, about = not_gone(one.until), ("strategy", strategy.id)
    yield Undo(strategy=strategy, at=at, verb="undo_set_up", about=about)
    await _take_messages_away(ctx, strategy, one)
    await imports.end(ctx.tx, ctx.workspace_id, strategy.id, ctx.now)
    await imports.change_import(ctx.tx, ctx.workspace_id, one.id, state="undone", next_at=None, progress={})
    dropped = await files.by_id(ctx.tx, ctx.workspace_id, one.incoming_id)
    if dropped is not None and dropped.state == "taken":
        await incoming.redraw(ctx, dropped, FileMessage(end="undone", who=ctx.me.name))


async def _take_messages_away(ctx: Ctx, strategy: Strategy, one: Import) -> None:
    """Take away what was said only because of a plan; what says other things too, like a digest, is drawn again."""
    tx, workspace_id = ctx.tx, ctx.workspace_id
    keys = [WeekMessage.key(strategy=strategy.id)]
    dropped = await files.by_id(tx, workspace_id, one.incoming_id)
    if dropped is not None:
        keys.append(_who_key(dropped, one))
    every = await roles.of_strategy(tx, workspace_id, strategy.id)
    about = [await standing_about(ctx, holding.id) for role in every for holding in role.holdings]
    about += [await outbox.by_key(tx, workspace_id, key) for key in keys]
    showing = await standing.showing_plan(tx, workspace_id, strategy.id)
    found = {one.id: one for one in (*about, *showing) if one is not None and one.stands_in_slack}
    for message in found.values():
        if message.kind in _OF_ONE_PLAN:
            await ctx.take_away(message)
        else:
            await ctx.redraw(message)
