"""A plan's recurring posts and tasks: when, where, who, what for, each with the button that changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.calendar import Slot
from bot.domain.roles import Role
from bot.domain.strategies import Strategy
from bot.language.kept_values import place
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, beside, button, context, fit, section
from bot.views.kit.paging import page_of, turning
from bot.views.kit.texts import brief, count, inline, name, titled

# At most this many are in a notification.
FEW = 5
SHOWN = 120


def posts(slots: Sequence[Slot], roles: Mapping[int, Role], strategy: Strategy, page: int = 1) -> Content:
    """List a plan's recurring posts, on a page of as many as fit."""
    title = f"*{titled(strategy.name)}: regular posts*"
    closing = "Add one: `/beat slot Instagram tip every Monday at 9`"
    if not slots:
        text = f"{title}\nThere is no regular post yet."
        return fit(Content(f"{text}\n{closing}", (section(text), context(closing))))
    entries: list[Block] = [
        beside(
            f"*{titled(slot.title)}*\n{when(slot, strategy)}\n{_rest(slot, roles.get(slot.role_id))}",
            button("Change…", ids.EDIT_SLOT, ids.Ref("slot", slot.id).encode()),
        )
        for slot in slots
    ]
    shown, page, pages = page_of(entries, page)
    first = [f"• {titled(slot.title)}, {when(slot, strategy)}" for slot in slots[:FEW]]
    more = [f"• and {len(slots) - FEW} more"] if len(slots) > FEW else []
    text = "\n".join([f"{title}\n{count(len(slots), 'regular post', 'regular posts')}.", *first, *more])
    below = [*turning("posts", page, pages, strategy), context(closing)]
    return fit(Content(text, (section(title), *shown, *below)))


def when(slot: Slot, strategy: Strategy) -> str:
    """Return "every Monday at 09:00 (Berlin)"."""
    return f"{slot.rule.in_words()} at {slot.wall:%H:%M} ({inline(place(slot.zone or strategy.zone))})"


def _rest(slot: Slot, role: Role | None) -> str:
    who = f"{titled(role.title)} ({name(role.holder)})" if role else "nobody yet"
    where = f"{titled(slot.platform_name)} · " if slot.platform_name else ""
    goal = f"Goal: {brief(slot.goal_statement, SHOWN, 'are left out')}" if slot.goal_id else "No goal yet"
    return f"{where}{who} · {goal}"
