"""`/beat` and its words, and the buttons of `/beat` alone."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.errors import Refusal
from bot.domain.places import DIRECT, Place
from bot.domain.refusals import UnknownChannel, UnknownWord
from bot.flows.concepts.table import OWN
from bot.flows.pause import names_scope
from bot.services import (
    conversations,
    document_files,
    holds,
    home,
    ideas,
    lead_page,
    lessons,
    moving,
    show,
    staff,
    strategy_pages,
)
from bot.services.access import find_strategy
from bot.services.calendar import home_of
from bot.services.context import Ctx
from bot.services.why import show_why
from bot.views import help as help_view
from bot.views import ids
from bot.views.blocks import Content
from bot.views.notices import notice
from handlers.gate import Gate, Listener
from handlers.payloads import chosen, home_page, pressed

COMMAND = "/beat"

# Other words for the concepts of the table.
ALSO = {
    "roadmap": "milestones",
    "competition": "competitors",
    "tone": "positioning",
    "tool": "resource",
    "tools": "resources",
    "procedure": "resource",
    "procedures": "resources",
    "guideline": "resource",
    "guidelines": "resources",
    "network": "platform",
    "persona": "audience",
    "personas": "audiences",
    "key-message": "message",
    "who-does-what": "responsibilities",
    "campaign": "highlight",
    "campaigns": "highlights",
    "approvers": "signing",
    "company": "signing",
}
# What people type, and what it means. The plural shows, the singular adds.
WORDS = {
    "setup": "setup",
    "set-up": "setup",
    "start": "setup",
    "goal": "goal",
    "goals": "goals",
    "role": "role",
    "roles": "roles",
    "team": "roles",
    "slot": "slot",
    "post": "post",
    "idea": "idea",
    "ideas": "ideas",
    "calendar": "calendar",
    "plan": "calendar",
    "slots": "posts",
    "posts": "posts",
    "settings": "settings",
    "options": "settings",
    "today": "today",
    "day": "today",
    "help": "help",
    "?": "help",
    "cancel": "cancel",
    "stop": "stop",
    "hour": "hour",
    "reminders": "reminders",
    "nudges": "reminders",
    "hold": "hold",
    "pause": "hold",
    "halt": "hold",
    "freeze": "hold",
    "suspend": "hold",
    "resume": "resume",
    "why": "why",
    "move": "move",
    "strategy": "strategy",
    "document": "strategy",
    "export": "export",
    "lessons": "lessons",
    "primer": "lessons",
    "lesson": "lesson",
    "lead": "lead",
    "leads": "lead",
    "co-lead": "lead",
    "colead": "lead",
    "history": "history",
    "changes": "history",
    "missing": "missing",
    "gaps": "missing",
    "check": "check",
    "warnings": "check",
    **{concept.name: concept.name for concept in OWN.values()},
    **{concept.many: concept.many for concept in OWN.values()},
    **ALSO,
}
LISTS = (
    "strategy",
    "goals",
    "roles",
    "posts",
    "calendar",
    "ideas",
    "settings",
    "history",
    "check",
    "missing",
    *(c.many for c in OWN.values()),
)
# A channel that exists and that the asker may see comes with its id; anything else is text.
_NO_CHANNEL = re.compile(r"\bin\s+(#\S+)", re.IGNORECASE)
_CHANNEL = re.compile(r"\bin <#(?P<id>[CG][A-Z0-9]+)(?:\|[^>]*)?>", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What was typed after `/beat`: the word, the rest, and the channel that it names ("in #social"), if any."""

    word: str
    rest: str
    channel: str = ""

    @property
    def is_page(self) -> bool:
        """Tell whether the rest names a page of a list."""
        return self.rest.isdecimal() and len(self.rest) < 4

    @property
    def page(self) -> int:
        """Return which page of a list is asked for; the first one where none is."""
        return int(self.rest) if self.is_page else 1


def read(text: str) -> Typed:
    """Read what was typed.

    Raises the Refusals `unknown_word`, with the nearest word that there is, and `unknown_channel`.
    """
    named = _CHANNEL.search(text)
    plain = (_CHANNEL.sub("", text, count=1) if named else text).strip()
    first, _, rest = plain.partition(" ")
    word = WORDS.get(first.casefold(), "") if first else "menu"
    if word in LISTS and (unknown := _NO_CHANNEL.search(rest)):
        raise UnknownChannel(typed=unknown[1][:80])
    if not word:
        near = difflib.get_close_matches(first.casefold(), WORDS, n=1, cutoff=0.6)
        raise UnknownWord(typed=first[:40], nearest=WORDS[near[0]] if near else "")
    return Typed(word, rest.strip(), named["id"] if named else "")


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
    return content or notice("conversation_started", {"where": "in my Messages tab"})


_WHERE = {
    "dm": "in your direct messages",
    "thread": "in a thread in this channel",
    "perhaps": "in a thread in this channel, or in your direct messages if I am not in it",
}


def _lists(typed: Typed) -> bool:
    """Tell whether a list is asked for. "evidence" and "vision" are lists and more: with more words, they add."""
    concept = OWN.get(typed.word)
    if concept is not None:
        return not concept.single and concept.many == typed.word and (not typed.rest or typed.is_page)
    # What stands behind "strategy" is a chapter or a version, no page alone.
    return typed.word in show.LISTS and typed.word != "strategy"


async def _stops_publishing(ctx: Ctx, place: Place, typed: Typed) -> bool:
    """Tell whether "stop" is about what is published, on a platform that everybody knows or one of the plan's own."""
    if names_scope(typed.rest):
        return True
    if not typed.rest:
        return False
    try:
        strategy = await find_strategy(ctx, place.channel, typed.channel)
    except Refusal:
        return False
    return await holds.is_pause(ctx, strategy, typed.rest)


async def answer(ctx: Ctx, place: Place, text: str) -> Content | None:
    """Do what was typed, and return what only the asker sees."""
    typed = read(text)
    if not place.is_dm:
        await home_of(ctx, place.channel, place.name, place.is_private)
    if _lists(typed):
        return await show.show_list(ctx, typed.word, place, typed.channel, typed.page)
    concept = OWN.get(typed.word)
    if concept is not None and concept.single and not typed.rest:
        there = await show.show_only(ctx, concept, place, typed.channel)
        if there is not None:
            return there
    match typed.word:
        case "settings":
            return await show.show_settings(ctx, place, typed.channel)
        case "setup" if (missing := await show.show_missing_here(ctx, place)) is not None:
            return missing
        case "today":
            return await show.show_today(ctx, typed.page)
        case "help":
            return help_view.help()
        case "menu":
            return await show.show_menu(ctx, place)
        case "stop" if await _stops_publishing(ctx, place, typed):
            typed = replace(typed, word="hold")
        case "cancel" | "stop":
            stopped = await conversations.cancel(ctx, place)
            return notice("cancelled" if stopped else "nothing_to_cancel", {})
        case "hour":
            person = await staff.type_hour(ctx, typed.rest)
            return notice("hour_changed", {"hour": f"{person.digest_at:%H:%M}", "zone": person.zone or ""})
        case "reminders":
            choice = await staff.choose_reminders(ctx, typed.rest)
            return notice("reminders_changed", {"choice": choice})
        case "why":
            return await show_why(ctx, typed.rest)
        case "lead":
            return await lead_page.show_typed(ctx, place, typed.rest, typed.channel)
        case "export":
            return await document_files.type_export(ctx, place, typed.rest, typed.channel)
        case "strategy":
            return await strategy_pages.show_typed(ctx, place, typed.rest, typed.channel)
        case "lessons":
            return await lessons.show_all(ctx)
        case "lesson":
            return await lessons.show_typed(ctx, typed.rest)
        case "move":
            return await moving.offer(ctx, place, typed.rest, typed.channel)
        case "resume":
            return await holds.resume_typed(ctx, await find_strategy(ctx, place.channel, typed.channel), typed.rest)
    strategy = None if typed.word == "setup" else await find_strategy(ctx, place.channel, typed.channel)
    if typed.word in ("post", "idea") and strategy is not None:
        # What comes on certain days is a regular post; anything else is an idea for one.
        if typed.word == "idea" or not ideas.is_regular(ctx, strategy, typed.rest):
            return await ideas.type_idea(ctx, strategy, typed.rest)
        typed = replace(typed, word="slot")
    if typed.word == "hold" and strategy is not None:
        await holds.require_hold(ctx, strategy)
        if (paused := await holds.pause_typed(ctx, strategy, typed.rest)) is not None:
            return paused
    where = await conversations.open_conversation(ctx, typed.word, typed.rest, place, strategy)
    if place.is_dm:
        return None  # the question itself stands there at once
    started = "setup_started" if typed.word == "setup" else "conversation_started"
    return notice(started, {"where": _WHERE[where]})
