"""Moving a plan to another channel: who will read it there, who loses access, and that it has moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, fit, section
from bot.views.kit.texts import channel_link, count, inline, titled

# At most this many people are named; the rest are counted.
NAMED = 20


class Place(Protocol):
    """A channel: its name, and whether it is private."""

    @property
    def slack_id(self) -> str:
        """Return Slack's id of it."""

    @property
    def is_private(self) -> bool:
        """Tell whether only its members can see it."""


class Move(Protocol):
    """What a move would change: see bot.services.plan.moving.Move."""

    @property
    def plan(self) -> Strategy:
        """Return the plan."""

    @property
    def home(self) -> Place:
        """Return its present channel."""

    @property
    def here(self) -> Place:
        """Return its new channel."""

    @property
    def newly(self) -> Sequence[Person]:
        """List the people who will gain access."""

    @property
    def losing(self) -> Sequence[Person]:
        """List the people who have a part in it and will lose access."""

    @property
    def opens_up(self) -> bool:
        """Tell whether what was private becomes public."""

    @property
    def print(self) -> str:
        """Return a fingerprint of all this."""


def offer(moves: Sequence[Move], *, changed: bool = False) -> Content:
    """Show what moving each of some plans into this channel means, with a button for each."""
    opening = "Who can see this plan has changed since you asked. Nothing has moved yet." if changed else ""
    blocks: list[Block] = [section(opening)] if opening else []
    text = [opening] if opening else []
    for move in moves:
        words = "\n".join(_lines(move))
        value = ids.choice(ids.Ref("strategy", move.plan.id), f"ask_{move.print}")
        blocks += [section(words), actions(button("Move here", ids.MOVE_HERE, value, "primary"))]
        text.append(words)
    return fit(Content("\n\n".join(text), tuple(blocks)))


def _lines(move: Move) -> list[str]:
    here, home = channel_link(move.here.slack_id), channel_link(move.home.slack_id)
    lines = [f"Move *{titled(move.plan.name)}* from {home} to {here}?"]
    if move.newly:
        lines.append(f"New readers: {_names(move.newly)}.")
    else:
        lines.append("Everyone in this channel can see the plan already.")
    if move.opens_up:
        lines.append(f"{home} is private, {here} is not. Anyone in this workspace can join it and read the plan.")
    if move.losing:
        lines.append(f"{_names(move.losing)} will lose the plan and their roles in it: invite them here first.")
    lines.append("Open reviews and conversations in the old channel end. What was said there stays there.")
    return lines


def _names(people: Sequence[Person]) -> str:
    names = [inline(person.name) for person in people[:NAMED]]
    if more := len(people) - len(names):
        names.append(count(more, "other person", "other people"))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def ask_again(move: Move) -> Content:
    """Say once more that a private plan becomes public, with the button that confirms it."""
    text = (
        f"*{titled(move.plan.name)}* is private now. In {channel_link(move.here.slack_id)} everyone in this workspace "
        "can read its goals, numbers, posts and names. Moving it back later does not undo that."
    )
    value = ids.choice(ids.Ref("strategy", move.plan.id), f"open_{move.print}")
    return fit(Content(text, (section(text), actions(button("Make it public", ids.MOVE_HERE, value, "danger")))))


def lives_here(plan: Strategy) -> Content:
    """Say that a plan lives in this channel."""
    text = f"✓ *{titled(plan.name)}* lives in {channel_link(plan.channel)}."
    return fit(Content(text, (section(text),)))
