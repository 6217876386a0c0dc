"""What people can type, each with an example, and what makes sense here and now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.strategies import Strategy
from bot.schema.commands import COMMANDS, Command
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, context, fit, lines_within, section
from bot.views.kit.texts import channel_link, count, titled

# At most this many characters of plans are in one message.
PLANS_SHOWN = 2500


def help(commands: Iterable[Command] = COMMANDS) -> Content:
    """List every command with an example, then those of the whole strategy."""
    commands = tuple(commands)
    lines = [f"`{one.typed}`\n{one.does}" for one in commands if one.does]
    second = [f"`{one.typed}` {one.whole}" for one in commands if one.whole]
    parts = ", ".join(one.example or one.word for one in commands if one.adds)
    adding = f"Each of these adds a part, like `/beat audience`: {parts}."
    opening = "I keep your plan in motion. Each morning you get what is due, and each week we look back."
    closing = "While I ask you something, `back`, `skip`, `save`, `help` and `cancel` work everywhere."
    title = "*The whole strategy*"
    text = "\n".join(
        [opening, *[f"• `{one.typed}` {one.does}" for one in commands if one.does], title, *second, adding, closing]
    )
    strategy = section("\n".join((title, *second, adding)))
    return fit(Content(text, (section(opening), section("\n".join(lines)), strategy, context(closing))))


def plans(strategies: Sequence[Strategy]) -> Content:
    """List the plans that a person can see, each with its channel."""
    if not strategies:
        text = "There's no plan yet that you can see. Start one in your team's channel: `/beat setup`"
        return fit(Content(text, (section(text),)))
    every = [f"• *{titled(one.name)}* in {channel_link(one.channel)}" for one in strategies]
    lines, left = lines_within(every, PLANS_SHOWN)
    more = f"\n… and {count(left, 'more plan', 'more plans')}" if left else ""
    text = f"{count(len(every), 'plan that you can see', 'plans that you can see')}:\n{lines}{more}"
    closing = "Type a command in a plan's channel, or name the channel, like `/beat goals in #social`."
    return fit(Content(text, (section(text), context(closing))))


def menu(strategy: Strategy | None, open_duties: int, can_setup: bool) -> Content:
    """Offer what makes sense here and now. `strategy` is None where there is no plan that the asker may see."""
    blocks: list[Block]
    if strategy is None:
        none = ids.Ref("strategy", 0).encode()
        row = [button("Set up a plan", ids.BEAT_SETUP, none, "primary")] if can_setup else []
        row += [button("My day", ids.BEAT_TODAY, none)] if open_duties else []
        row.append(button("Help", ids.BEAT_HELP, none))
        if can_setup:
            text = "This channel has no plan yet. Setting one up takes at most seven questions."
        else:
            text = "There is no plan here. Type `/beat setup` in the channel where your team works."
        return fit(Content(text, (section(text), actions(*row))))
    ref = ids.Ref("strategy", strategy.id).encode()
    waiting = count(open_duties, "duty waits", "duties wait") if open_duties else "Nothing waits"
    text = f"*{titled(strategy.name)}* in {channel_link(strategy.channel)}. {waiting} for you."
    blocks = [
        section(text),
        actions(
            button("My day", ids.BEAT_TODAY, ref, "primary" if open_duties else None),
            button("Goals", ids.BEAT_GOALS, ref),
            button("Roles", ids.BEAT_ROLES, ref),
            button("Calendar", ids.BEAT_CALENDAR, ref),
            button("Regular posts", ids.BEAT_POSTS, ref),
            button("In writing", ids.BEAT_STRATEGY, ref),
            button("Settings", ids.BEAT_SETTINGS, ref),
        ),
        actions(
            button("Add a goal", ids.BEAT_GOAL_NEW, ref),
            button("Add a role", ids.BEAT_ROLE_NEW, ref),
            button("Add a regular post", ids.BEAT_SLOT_NEW, ref),
            button("Help", ids.BEAT_HELP, ref),
        ),
        context("Your day, your roles and your settings also stand in my Home tab: press my name, then Home."),
    ]
    if can_setup:
        # The plan belongs to another channel: this one can have its own.
        here = "This channel has no plan yet. Here is the one that you have elsewhere:"
        none = ids.Ref("strategy", 0).encode()
        blocks = [section(here), *blocks[:-1], actions(button("Set one up here", ids.BEAT_SETUP, none)), blocks[-1]]
        text = f"{here} {text}"
    return fit(Content(text, tuple(blocks)))
