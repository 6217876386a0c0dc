"""`/beat` and its words, and the buttons of `/beat` alone."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import services
from bot.conversations.pause import names_scope
from bot.domain.errors import Refusal
from bot.domain.places import DIRECT, Place
from bot.schema.commands import WORDS
from bot.services.calendar import holds, ideas
from bot.services.context.access import find_strategy
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.pages import home, show
from bot.services.talk import conversations
from bot.services.talk.commands import answer, converse, run
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.talk.notices import notice
from handlers.gate import Gate, Listener
from handlers.payloads import chosen, home_page, pressed

COMMAND = "/beat"

# Verbs and pages register the words that they answer when they are imported.
for _module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
    import_module(_module.name)


def place_of(args: AsyncArgs) -> Place:
    """Read, of a command or a press, where it happened."""
    body = args.body
    channel = body.get("channel") or {}
    slack_id = body.get("channel_id") or channel.get("id") or (body.get("container") or {}).get("channel_id") or ""
    name = str(body.get("channel_name") or channel.get("name") or "")
    private = True if name in ("privategroup", "mpdm") else None
    return Place(str(slack_id), "" if name in ("privategroup", "directmessage") else name, private)


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the command and the menu's buttons."""
    app.command(COMMAND)(gate.command(_command))
    app.action(ids.LIST_PAGE)(gate.action(_turn))
    for action_id, text in MENU.items():
        app.action(action_id)(gate.action(_menu(text)))


MENU = {
    ids.BEAT_SETUP: "setup",
    ids.BEAT_TODAY: "today",
    ids.BEAT_GOALS: "goals",
    ids.BEAT_ROLES: "roles",
    ids.BEAT_CALENDAR: "calendar",
    ids.BEAT_POSTS: "posts",
    ids.BEAT_SETTINGS: "settings",
    ids.BEAT_GOAL_NEW: "goal",
    ids.BEAT_ROLE_NEW: "role",
    ids.BEAT_SLOT_NEW: "slot",
    ids.BEAT_STRATEGY: "strategy",
    ids.BEAT_HELP: "help",
}


async def _command(args: AsyncArgs, gate: Gate) -> Content | None:
    place, text = place_of(args), str(args.body.get("text") or "")
    return await gate.take(args, lambda ctx: answer(ctx, place, text))


def _menu(text: str) -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        if home_page(args) is not None:
            ref = pressed(args, "strategy")
            return await gate.take(args, lambda ctx: _answer_in_home(ctx, ref.id, text))
        place = place_of(args)
        return await gate.take(args, lambda ctx: answer(ctx, place, text))

    return listen


async def _turn(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "strategy")
    content = await gate.take(args, lambda ctx: show.turn_to(ctx, ref.id, word))
    await gate.respond(args, content, instead=True)
    return None


async def _answer_in_home(ctx: Ctx, strategy_id: int, text: str) -> Content:
    """Answer a button of Home, which names its plan: what would be a conversation goes on in the direct message."""
    named = f" in <#{await home.channel_of(ctx, strategy_id)}>" if strategy_id else ""
    content = await answer(ctx, DIRECT, text + named)
    return content or notice("conversation_started", {"where": "messages_tab"})


# ---------------------------------------------------------------- words that call one verb


@runs("cancel")
async def _cancel(ctx: Ctx, asked: Asked) -> Content:
    return notice("cancelled" if await conversations.cancel(ctx, asked.place) else "nothing_to_cancel", {})


@runs("stop")
async def _stop(ctx: Ctx, asked: Asked) -> Content | None:
    """Stop what is published, on a platform that everybody knows or one of the plan's own; else what is asked."""
    if not await _stops_publishing(ctx, asked):
        return await _cancel(ctx, asked)
    return await run(ctx, replace(asked.typed, command=WORDS["hold"]), asked.place)


async def _stops_publishing(ctx: Ctx, asked: Asked) -> bool:
    rest = asked.typed.rest
    if names_scope(rest) or not rest:
        return bool(rest)
    try:
        strategy = await find_strategy(ctx, asked.place.channel, asked.typed.channel)
    except Refusal:
        return False
    return await holds.is_pause(ctx, strategy, rest)


@runs("hold")
async def _hold(ctx: Ctx, asked: Asked) -> Content | None:
    return await holds.pause_typed(ctx, asked.plan, asked.typed.rest) or await converse(ctx, asked)


@runs("idea")
async def _idea(ctx: Ctx, asked: Asked) -> Content:
    return await ideas.type_idea(ctx, asked.plan, asked.typed.rest)


@runs("post")
async def _post(ctx: Ctx, asked: Asked) -> Content | None:
    """What comes on certain days is a regular post; anything else is an idea for one."""
    if ideas.is_regular(ctx, asked.plan, asked.typed.rest):
        return await converse(ctx, replace(asked, typed=replace(asked.typed, command=WORDS["slot"])))
    return await _idea(ctx, asked)
