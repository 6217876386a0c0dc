"""Draws forms: the fields that bot/forms describes, what a form carries, and the one that asks before removing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.domain.edits import Thing
from bot.forms.forms import Field, Form
from bot.schema.table import CONCEPTS, TABLED
from bot.views.editing.changes import THINGS
from bot.views.kit import ids
from bot.views.kit.blocks import (
    METADATA,
    Block,
    actions,
    button,
    checks_input,
    context,
    date_input,
    modal,
    section,
    select_input,
    text_input,
    time_input,
    units,
    users_input,
)
from bot.views.kit.texts import clean, lines, titled

# Slack's limit for the text in a field, in UTF-16 units (its reference of plain_text_input).
TYPED = 3000
END_LABELS: Mapping[Thing, str] = {
    "goal": "Remove this goal…",
    "role": "Remove this role…",
    "slot": "Remove this post…",
    "part": "Remove it…",
    "platform": "Remove this platform…",
    "audience": "Remove this audience…",
}
SAME_BACKUP = "The backup steps in for the other one, so it has to be somebody else."
SAME_LEAD = "The co-lead keeps the plan going without the lead, so it has to be someone else."
TOO_EARLY = "That is before your digest comes. Choose a later time, like 18:00."


# ---------------------------------------------------------------- what a form carries


@dataclass(frozen=True)
class Opened:
    """What a form was opened with: its subject, how often it was drawn, and the values of its fields."""

    ref: ids.Ref
    issue: int
    prints: Mapping[str, int]

    def encode(self) -> str:
        """Write it for private_metadata: "goal:12:0|0|target.7=5f3c2a10;due=…"."""
        prints = ";".join(f"{name}={value:x}" for name, value in self.prints.items())
        text = f"{self.ref.encode()}|{self.issue}|{prints}"
        if units(text) > METADATA:
            raise ValueError("a form has more fields than it can carry")
        return text

    @staticmethod
    def decode(text: object) -> Opened | None:
        """Read it back; None for anything that `encode` does not write."""
        parts = text.split("|") if isinstance(text, str) and len(text) <= METADATA else []
        ref = ids.Ref.decode(parts[0]) if len(parts) == 3 else None
        if ref is None or not re.fullmatch(r"[0-9]{1,6}", parts[1]):
            return None
        prints = {}
        for pair in filter(None, parts[2].split(";")):
            match = re.fullmatch(r"([a-z][a-z_.0-9]{0,60})=([0-9a-f]{1,8})", pair)
            if match is None:
                return None
            prints[match[1]] = int(match[2], 16)
        return Opened(ref, int(parts[1]), prints)


# ---------------------------------------------------------------- drawing


def form(callback_id: str, drawn: Form, opened: Opened) -> Block:
    """Return a form as a modal. Its inputs: ids.field_block(name, opened.issue), ids.FIELD_ACTION."""
    blocks = [section(lines(text)) for text in (drawn.note, drawn.above) if text]
    blocks += [field(one, opened.issue) for one in drawn.fields]
    thing = next((thing for thing in END_LABELS if thing == opened.ref.thing), None)
    if drawn.can_end and thing is not None:
        blocks.append(actions(button(END_LABELS[thing], ids.EDIT_END, opened.ref.encode(), "danger")))
    return modal(callback_id, drawn.title, blocks, "Save", opened.encode())


def field(one: Field, issue: int) -> Block:
    """Return one field as an input."""
    where = (ids.field_block(one.name, issue), ids.FIELD_ACTION)
    labels = [(label, value) for value, label in one.options]
    match one.kind:
        case "choice":
            return select_input(where, one.label, labels, hint=one.hint, optional=one.is_optional, initial=one.shown)
        case "several":
            marked = one.shown.split(",")
            return checks_input(where, one.label, labels, initial=marked, hint=one.hint, optional=one.is_optional)
        case "person":
            return users_input(where, one.label, hint=one.hint, optional=one.is_optional, initial=one.shown)
        case "date":
            shown = date.fromisoformat(one.shown) if one.shown else None
            return date_input(where, one.label, shown, one.hint, optional=one.is_optional)
        case "time":
            return time_input(where, one.label, time.fromisoformat(one.shown), one.hint)
    limit = max(one.limit, units(one.shown)) if one.limit else None
    return text_input(
        where,
        one.label,
        hint=one.hint,
        example=one.example,
        lines=one.kind == "long",
        limit=min(limit, TYPED) if limit else None,
        optional=one.is_optional,
        initial=one.shown if units(one.shown) <= TYPED else "",
    )


def end_effects(thing: Thing, concept: str, served: int) -> list[str]:
    """Say what removing a thing from the plan means; `served` recurring posts serve the goal."""
    if concept:
        stays = ["Regular posts stay as they are, without it."] if concept in TABLED else []
        return ["It is in the written strategy no more.", *stays]
    match thing:
        case "slot":
            return [
                "It leaves the calendar.",
                "Nobody is asked for it any more. What is open of it is no longer needed.",
            ]
        case "goal":
            stays = [f"{served} regular {'post stays' if served == 1 else 'posts stay'}, with no goal."]
            return ["Its number is asked for no more.", *(stays if served else [])]
    return ["Whoever has it hears nothing more for it."]


def end_form(
    thing: Thing, ref: ids.Ref, name: str, effects: Sequence[str], takers: Sequence[tuple[str, str]], concept: str = ""
) -> Block:
    """Return the form that asks before a thing is removed from the plan.

    `takers` are (title, value) of the roles that can take over a role's work. Input: ids.END_TAKER, if any.
    """
    told = "\n".join(f"• {clean(effect)}" for effect in effects)
    what = f"the {CONCEPTS[concept].noun}" if concept else THINGS[thing]
    named = "" if concept and CONCEPTS[concept].single else f" *{titled(name)}*"
    blocks = [section(f"Remove {what}{named}?\n{lines(told)}")]
    if takers:
        hint = "Its posts and numbers go there, with whoever has that role."
        blocks.append(select_input(ids.END_TAKER, "Who takes its work over?", takers[:100], hint=hint))
        if len(takers) > 100:
            blocks.append(context(f"{len(takers) - 100} more roles do not fit into the list."))
    blocks.append(context("You can take it back for ten minutes. Nothing that was done so far is lost."))
    return modal(ids.MODAL_END, "Remove", blocks, "Remove", ref.encode())
