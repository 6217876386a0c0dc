"""A plan's home channel: that it is lost, and what to do about that; and that it is back."""

from __future__ import annotations

from datetime import datetime

from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, fit, section
from bot.views.kit.facts import Facts, sentence
from bot.views.kit.texts import channel_link, moment, titled


def lost(f: Facts) -> str:
    """Say that a channel is lost. Facts: loss (bot.services.plan.channel_lost.Loss), channel, name, plan, bot."""
    here, invite = channel_link(f.raw("channel")), f"`/invite @{f.either('bot', 'drumbeat')}`"
    named = channel_link(f.raw("name"))
    # A link to a deleted channel shows nothing.
    what, then = {
        "removed": (
            f"I was removed from {here}.",
            f"To bring me back, type {invite} in {here}: I'll pick up what was missed in the last days.",
        ),
        "archived": (
            f"{here} was archived.",
            f"To go on there, unarchive it. If you don't hear from me then, type {invite} in it.",
        ),
        "deleted": (
            f"{named} was deleted.",
            f"The plan itself is safe. To go on in another channel, type {invite} there, and then `/beat move here`.",
        ),
    }.get(
        f.raw("loss"),
        (
            f"I can't get into {named} anymore. I was removed, or it was deleted.",
            f"If it's still there, type {invite} in it: I'll pick up what was missed in the last days.",
        ),
    )
    return sentence(
        what,
        f"{f.either('plan', 'Its plan')} has nowhere to post its weekly review now.",
        "Everyone still gets their tasks as direct messages.",
        then,
    )


def back(strategy: Strategy, missed: datetime | None = None, offer: int | None = None) -> Content:
    """Say that posting resumes; for a missed review, say that it opens, or with `offer` (a change) offer a button."""
    words = f"I'm back in {channel_link(strategy.channel)}, and {titled(strategy.name)} goes on there."
    blocks: list[Block] = []
    if missed is not None and offer is None:
        words += " The weekly review that was missed is open now."
    elif missed is not None:
        at = moment(missed, strategy.zone)
        words += f" The weekly review of {at} was missed. Open it now, or wait for the next one."
        ref = ids.Ref("change", offer or 0).encode()
        blocks = [actions(button("Open the review", ids.REVIEW_OPEN, ref))]
    return fit(Content(words, (section(words), *blocks)))
