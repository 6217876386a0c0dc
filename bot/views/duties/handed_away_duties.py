"""Duties that were reassigned: what replaces them for the former owner."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.duties import Duty
from bot.domain.roles import Person
from bot.views.duties.duty_lines import label
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, fit, section
from bot.views.kit.texts import name


def _line(duty: Duty, to: Person) -> str:
    if duty.handed_to is None:
        return f"→ Now with {name(to)}: {label(duty)}"
    return f"→ Handed over to {name(to)}, this time: {label(duty)}"


def _blocks(duty: Duty, to: Person) -> list[Block]:
    """Return the line, with Undo while there is a change to undo. Undo itself checks its ten minutes."""
    blocks = [section(_line(duty, to))]
    if duty.last_change is not None and duty.handed_to is not None:
        undo = button("Undo", ids.DUTY_UNDO, ids.Ref("change", duty.last_change).encode())
        blocks.append(actions(undo, block_id=ids.duty_block(duty.id)))
    return blocks


def handed_away(duty: Duty, to: Person) -> Content:
    """Compose what replaces a message about one duty once it is somebody else's."""
    return fit(Content(_line(duty, to), tuple(_blocks(duty, to))))


def with_handed(content: Content, gone: Sequence[tuple[Duty, Person]]) -> Content:
    """Add to a digest the duties that were reassigned to others; those without room are counted."""
    blocks = list(content.blocks)
    for duty, to in gone:
        blocks += _blocks(duty, to)
    return fit(Content(content.text, tuple(blocks), content.rest or "Type `/beat calendar` to see them."))
