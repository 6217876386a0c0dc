"""Messages about a role that was reassigned for good: to the person who did it, and to the former holder."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.roles import Person
from bot.views.kit import ids
from bot.views.kit.blocks import Content, actions, button, fit, section
from bot.views.kit.texts import name, titled


@dataclass(frozen=True)
class Handed:
    """The facts of a role reassigned for good. `before` is None where the role was vacant; `by` did it."""

    change_id: int
    role: str
    strategy_name: str
    by: Person | None
    before: Person | None
    to: Person
    is_taken_back: bool


def handed(told: Handed, reader: Person) -> Content:
    """Say who has the role now, and what follows for the reader; Undo for the person who reassigned it."""
    role = f"*{titled(told.role)}* in {titled(told.strategy_name)}"
    did_it = told.by is not None and told.by.id == reader.id
    to = "You have" if told.to.id == reader.id else f"{name(told.to)} has"
    if told.is_taken_back:
        text = f"Taken back. {_again(told, reader)} the role {role}, as before."
        return fit(Content(text, (section(text),)))
    if did_it:
        asked = "" if told.to.id == reader.id else " I ask them, and they can say no."
        text = f"✓ {to} the role {role} from now on.{asked} Its duties go there."
        undo = button("Undo", ids.OFFER_BACK, ids.Ref("change", told.change_id).encode())
        return fit(Content(text, (section(text), actions(undo))))
    by = name(told.by) if told.by else "Somebody"
    text = f"{by} has handed your role {role} to {name(told.to)}, from now on. You get nothing more for it."
    return fit(Content(text, (section(text),)))


def _again(told: Handed, reader: Person) -> str:
    if told.before is None:
        return "Nobody has"
    return "You have" if told.before.id == reader.id else f"{name(told.before)} has"
