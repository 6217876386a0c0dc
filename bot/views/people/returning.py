"""What a person who is back in the workspace reads: their former roles, and what has become of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.roles import HoldingKind, Person
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, beside, button, context, fit, section
from bot.views.kit.facts import Facts, sentence
from bot.views.kit.texts import channel_link, name, titled


@dataclass(frozen=True)
class Former:
    """A person's former place in a role: the holding that ended, and who has that place `now`.

    `approves`: the role approves the strategy, so others have to give it.
    """

    holding_id: int
    role: str
    kind: HoldingKind
    now: Person | None
    approves: bool


def offered(had: Sequence[Former], strategy: Strategy, reader: Person, lead: Content | None = None) -> Content:
    """Offer former roles, each with its button if it is vacant; before that, tell a former lead about the lead."""
    here = channel_link(strategy.channel)
    open_ones = [one for one in had if one.now is None and not one.approves]
    opening = f"In {here} you had these roles when your account was deactivated:" if had else ""
    blocks: list[Block] = []
    if lead is None:
        opening = f"Welcome back. {opening}".rstrip()
    else:
        blocks = [section("Welcome back."), *lead.blocks]
    if opening:
        blocks.append(section(opening))
    for one in had[:40]:
        line = _line(one, reader)
        take = button("Take back", ids.ROLE_RETURN, ids.Ref("holding", one.holding_id).encode())
        blocks.append(beside(line, take) if one in open_ones else section(line))
    if open_ones:
        blocks.append(context("Nothing changes until you press Take back. The plan lead hears when you do."))
    listed = f"{opening} {', '.join(titled(one.role) for one in had[:10])}".strip()
    text = listed if lead is None else f"Welcome back. {lead.text} {listed}".rstrip()
    return fit(Content(text, tuple(blocks)))


def _line(one: Former, reader: Person) -> str:
    role = f"*{titled(one.role)}*" + (", as backup" if one.kind == "backup" else "")
    if one.now is not None and one.now.id == reader.id:
        return f"✓ {role}: yours again"
    if one.now is not None:
        return f"{role}: {name(one.now)} has it now"
    if one.approves:
        return f"{role}: it approves the strategy, so ask the plan lead for it"
    return f"{role}: nobody has it now"


def retaken(f: Facts) -> str:
    """Tell a lead or a stand-in who took back a role. Facts: role, name, channel, place, stands_in?."""
    who, role, here = f.either("name", "Somebody"), f.either("role", "that they had"), channel_link(f.raw("channel"))
    if f.raw("place") == "backup":
        return f"{who} is back and is the backup for the role {role} in {here} again."
    return sentence(
        f"{who} is back and has taken the role {role} in {here} again. Its tasks go there from now on.",
        "You're the backup again." if f.raw("stands_in") else "",
    )
