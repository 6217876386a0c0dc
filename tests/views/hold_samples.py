"""One of everything that is said about holds and in answer to `/beat why`, with any text in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.domain.duties import Duty, OnHold
from bot.domain.holds import Hold
from bot.domain.outbox import State
from bot.domain.roles import Person
from bot.domain.when import Hours
from bot.domain.why import Account, Fate, HandedAway
from bot.views.calendar import holds
from bot.views.duties.duties import with_lines
from bot.views.kit.blocks import Content
from bot.views.pages import why

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
HOURS = Hours(zone_name=BERLIN, days=frozenset({0, 1, 2, 3, 4}), begins=time(9), ends=time(18))
STATES: tuple[State, ...] = ("waiting", "sending", "unsure", "sent", "never", "withdrawn", "unknown", "deleted")


def a_hold(text: str = "", *, platform: bool = False, slot: bool = False, until: bool = True) -> Hold:
    """Make a hold of everything, of a platform or of a slot."""
    return Hold(
        id=31,
        workspace_id=1,
        strategy_id=3,
        reason=text or "product recall",
        since=NOW - timedelta(hours=1),
        resume_at=NOW + timedelta(days=7) if until else None,
        platform_id=2 if platform else None,
        slot_id=5 if slot else None,
        about=(text or "Instagram")[:2000] if platform or slot else "",
        set_by=7,
    )


def account(text: str, duty: Duty, whom: Person | None, **more: bool) -> Account:
    """Make an account with a message in each state, and more than a page of them."""
    fates = [
        Fate("nudge", state, text or "ratelimited", NOW - timedelta(hours=n), NOW, n + 1, (duty, duty, duty))
        for n, state in enumerate(STATES)
    ]
    return Account(
        entries=(*fates, HandedAway(duty, whom), *fates),
        whom=whom,
        zone=BERLIN,
        zone_known=not more.get("lost"),
        hours=HOURS,
        nudges="off",
        has_part=not more.get("stranger"),
        has_left=bool(more.get("left")),
        next_digest=NOW + timedelta(days=1),
        today=2,
        on_hold=(replace(duty, hold=OnHold(text or "recall", None)),) * 12,
        offered=(text or "Editor",),
    )


def messages(text: str, duty: Duty, ana: Person, ben: Person) -> dict[str, Content]:
    """Return one of each."""
    every, some, one = a_hold(text), a_hold(text, platform=True, until=False), a_hold(text, slot=True)
    over = replace(some, until=NOW)
    held = replace(duty, hold=OnHold(text or "recall", NOW + timedelta(days=2)))
    return {
        "hold_begun": holds.word(every, ana, BERLIN, NOW, "begun"),
        "hold_begun_slot": holds.word(one, ana, BERLIN, NOW, "begun"),
        "hold_begun_over": holds.word(over, ana, BERLIN, NOW, "begun"),
        "hold_over": holds.word(over, ana, BERLIN, NOW, "over", 55),
        "hold_over_clock": holds.word(over, None, BERLIN, NOW, "over", 55),
        "hold_over_undone": holds.word(over, ana, BERLIN, NOW, "over", 55, undone=True),
        "hold_ended": holds.ended(over),
        "hold_list": holds.listed([every, some, one] * 5, BERLIN),
        "hold_list_none": holds.listed([], BERLIN),
        "hold_waiting": holds.waiting(held, ana, NOW),
        "hold_lines": with_lines(Content("Your day", ()), holds.lines([held] * 14, ana, NOW)),
        "why": why.why(account(text, duty, None), ana, NOW, 1),
        "why_last": why.why(account(text, duty, None, lost=True), ana, NOW, 2),
        "why_of": why.why(account(text, duty, ben), ana, NOW, 1),
        "why_stranger": why.why(replace(account(text, duty, None, stranger=True), entries=()), ana, NOW, 1),
        "why_left": why.why(account(text, duty, ben, left=True), ana, NOW, 1),
    }
