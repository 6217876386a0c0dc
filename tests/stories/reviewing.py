"""What people do in a weekly review, for the stories about its decisions."""

from __future__ import annotations

from typing import Any

from tests.stories.cast import Person, Story

OPENS = "2026-04-03 15:00"
CHANGE = "Does it change the plan?"
DECIDE = "What do we change?"


async def opened(story: Story, ana: Person) -> None:
    """Let time pass until the weekly review opens, and have Ana read its thread."""
    await story.until(OPENS)
    ana.thread = next(t for t in reversed(story.told) if "Weekly review: Social" in t.text).ts
    story.forget()


async def decides(who: Person, words: str, change: str, **details: str) -> dict[str, Any]:
    """Fill in both pages of a decision."""
    await who.presses("Add a decision", channel=who.home, thread_ts=who.thread)
    first = await who.fills_in({DECIDE: words, CHANGE: change})
    assert first["response_action"] == "update", first
    return await who.fills_in(details)


async def applies(who: Person, label: str = "Apply") -> None:
    """Press the button that applies a decision, or takes that back."""
    await who.presses(label, channel=who.home, thread_ts=who.thread)
