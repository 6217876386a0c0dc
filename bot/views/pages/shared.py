"""Shared lists: the button below a list, the copy that everyone sees, and what the person who shares it is told."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_SIZE,
    Block,
    Content,
    actions,
    button,
    context,
    fit,
    section,
    size,
)
from bot.views.kit.texts import channel_link, name

_WORD = re.compile(r"(?P<what>[a-z]{1,20})(?:_(?P<page>[1-9][0-9]{0,2}))?")


def word_of(what: str, page: int) -> str:
    """Return how a button names a page of a list: "goals", "goals_2"."""
    return what if page == 1 else f"{what}_{page}"


def list_of(word: str) -> tuple[str, int] | None:
    """Read `word_of` into the list's name and its page; None for anything else."""
    match = _WORD.fullmatch(word)
    return (match["what"], int(match["page"] or 1)) if match else None


def shareable(content: Content, strategy_id: int, what: str, page: int = 1) -> Content:
    """Put "Share in channel" below a list, or above the end of it if there is no room below."""
    value = ids.choice(ids.Ref("strategy", strategy_id), word_of(what, page))
    row = actions(button("Share in channel", ids.SHARE_LIST, value))
    return replace(content, blocks=_with(content.blocks, row))


def _with(blocks: tuple[Block, ...], one: Block) -> tuple[Block, ...]:
    has_room = len(blocks) < MESSAGE_BLOCKS and size([*blocks, one]) <= MESSAGE_SIZE
    return (*blocks, one) if has_room else fit(Content("", (*blocks[:1], one, *blocks[1:]))).blocks


def copy(content: Content, by: Person) -> Content:
    """Return a list as everyone in the channel sees it: who shared it, and no buttons.

    Buttons check the permissions of the person who presses: in public they would refuse most people.
    """
    blocks = tuple(_without_buttons(block) for block in content.blocks if block["type"] != "actions")
    whose = f"Shared by {name(by)}."
    return fit(Content(f"{whose} {content.text}", (context(whose), *blocks), content.rest))


def _without_buttons(block: Block) -> Block:
    return {key: value for key, value in block.items() if key != "accessory"}


def told(strategy: Strategy, message_id: int, *, before: bool = False) -> Content:
    """Tell the sharer where it is, with Undo. `before`: it was shared by an earlier press."""
    where = channel_link(strategy.channel)
    words = f"This stands in {where} already." if before else f"✓ Shared in {where}. Everybody there can see it."
    take_back = button("Take it back", ids.SHARE_UNDO, ids.Ref("message", message_id).encode())
    return fit(Content(words, (section(words), actions(take_back))))


def taken_back(strategy: Strategy) -> Content:
    """Tell the sharer that it was removed."""
    words = f"✓ Taken back. It does not stand in {channel_link(strategy.channel)} any more."
    return fit(Content(words, (section(words),)))
