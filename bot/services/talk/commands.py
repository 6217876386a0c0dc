"""What is typed after `/beat`: looks up the word, checks what it needs, and runs what is registered for it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.permissions import Action
from bot.domain.places import Place
from bot.schema.commands import WORDS, Command, Typed, read
from bot.services.calendar.calendar import home_of
from bot.services.context.access import find_strategy, require
from bot.services.context.command_registry import RUNS, Asked, Run, runs
from bot.services.context.ctx import Ctx
from bot.services.talk.conversations import open_conversation
from bot.views.kit.blocks import Content
from bot.views.talk.notices import notice


async def answer(
    ctx: Ctx, place: Place, text: str, words: Mapping[str, Command] = WORDS, among: Mapping[str, Run] = RUNS
) -> Content | None:
    """Run what was typed, and return what only the asker sees.

    Raises the Refusals of reading it, of finding its plan, `not_allowed`, and those of the command itself.
    """
    typed = read(text, words)
    if not place.is_dm:
        await home_of(ctx, place.channel, place.name, place.is_private)
    return await run(ctx, typed, place, among)


async def run(ctx: Ctx, typed: Typed, place: Place, among: Mapping[str, Run] = RUNS) -> Content | None:
    """Run a command, if the asker may."""
    strategy, needs = None, typed.command.needs
    if needs is not None:
        strategy = await find_strategy(ctx, place.channel, typed.channel)
        if needs is not Action.SEE_STRATEGY:
            await require(ctx, strategy, needs)
    return await among[typed.command.word](ctx, Asked(typed, place, strategy))


@runs("goal", "role", "slot")
async def converse(ctx: Ctx, asked: Asked) -> Content | None:
    """Open a word's conversation, and say where it is held, unless its question follows at once."""
    word = asked.typed.command.word
    where = await open_conversation(ctx, word, asked.typed.rest, asked.place, asked.strategy)
    if asked.place.is_dm:
        return None
    return notice("setup_started" if word == "setup" else "conversation_started", {"where": where})
