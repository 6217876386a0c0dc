"""What was added to a plan: that it was saved, any warnings, and what it asks for next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.activations import AT, Work
from bot.domain.roles import Role
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, context, fit, section
from bot.views.kit.texts import day_words, inline, lines, name
from bot.views.talk.notices import notice

ALL = "`/beat check` shows everything that I see, and lets you live with it for a reason."


def saved(
    code: str,
    facts: Mapping[str, str | int],
    warnings: Sequence[str],
    work: Sequence[Work],
    part: ids.Ref | None,
    role: Role | None = None,
) -> Content:
    """Say what was saved, add at most two warnings about it, and offer to plan a campaign's work.

    `role` would do that work.
    """
    content = notice(code, facts)
    blocks: list[Block] = list(content.blocks)
    texts = [content.text]
    for warning in warnings:
        blocks.append(context(lines(warning)))
        texts.append(lines(warning))
    if warnings:
        blocks.append(context(ALL))
    if work and part is not None:
        offer = "Shall I put its work on the calendar?\n" + listed(work, role)
        blocks += [section(offer), actions(button("Put it on the calendar", ids.HIGHLIGHT_PLAN, part.encode()))]
        texts.append(offer)
    return fit(Content("\n".join(texts), tuple(blocks)))


def planned(code: str, facts: Mapping[str, str | int], change_id: int | None) -> Content:
    """Say that a campaign's work is on the calendar, with Undo while that works."""
    content = notice(code, facts)
    words = "✓ Its work is on the calendar: `/beat calendar`. Each part can be changed or moved: `/beat posts`"
    undo = [actions(button("Undo", ids.HIGHLIGHT_UNDO, ids.Ref("change", change_id).encode()))] if change_id else []
    return fit(Content(f"{content.text}\n{words}", (*content.blocks, section(words), *undo)))


def listed(work: Sequence[Work], role: Role | None) -> str:
    """Return a line for each thing to do: its day and hour, what it is, and who does it."""
    who = ""
    if role is not None:
        who = f" · {inline(role.title)} ({name(role.holder) if role.holder else 'nobody yet'})"
    return "\n".join(f"• {day_words(one.on)}, {AT:%H:%M}: {inline(one.title)}{who}" for one in work)
