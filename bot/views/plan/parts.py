"""The parts of a plan, by concept: lists with the facts of each, and the button to change it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from bot.domain.edits import Values
from bot.domain.strategies import Strategy
from bot.language.answers import Locale
from bot.schema.shape import Concept, Field
from bot.schema.wording import Names, said, title_of
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, beside, button, context, fit, section
from bot.views.kit.paging import page_of, turning
from bot.views.kit.texts import brief, count, titled

# A list shows at most this much of each field: the form and the written strategy have all of it.
SHOWN = 160
# At most this many are in a notification.
FEW = 5


def parts(
    concept: Concept, things: Sequence[tuple[ids.Ref, Values]], names: Names, strategy: Strategy, page: int = 1
) -> Content:
    """List a plan's parts of a concept, on a page of as many as fit."""
    locale = Locale(strategy.date_order, strategy.decimal_mark, strategy.week_start)
    title = f"*{titled(strategy.name)}: {concept.nouns}*"
    closing = f"{'Change it' if concept.single and things else 'Add one'}: `{example(concept)}`"
    if not things:
        text = f"{title}\n{concept.about} There is nothing here yet."
        return fit(Content(f"{text}\n{closing}", (section(text), context(closing))))
    entries: list[Block] = [
        beside(_entry(concept, values, names, locale), button("Change…", ids.EDIT_PART, ref.encode()))
        for ref, values in things
    ]
    shown, page, pages = page_of(entries, page)
    first = [f"• {brief(title_of(concept, values, locale), SHOWN, 'are left out')}" for _, values in things[:FEW]]
    more = [f"• and {len(things) - FEW} more"] if len(things) > FEW else []
    summary = f"{title}\n{count(len(things), concept.noun, concept.nouns)}."
    below = [*turning(concept.many, page, pages, strategy), context(closing)]
    return fit(Content("\n".join([summary, *first, *more]), (section(title), *shown, *below)))


def example(concept: Concept) -> str:
    """Return what can be typed to add one: "/beat audience people who live near the bakery"."""
    first = concept.title
    return f"/beat {concept.name} {first.example}" if first.kind in ("line", "text") else f"/beat {concept.name}"


def _entry(concept: Concept, values: Values, names: Names, locale: Locale) -> str:
    name = brief(title_of(concept, values, locale), SHOWN * 4, "are left out")
    lines = [f"*{name}*"]
    for field in concept.fields:
        told = _told(field, values.get(field.name), names, locale)
        if told and field is not concept.title:
            lines.append(f"{field.label}: {told}")
    return "\n".join(lines)


def _told(field: Field, value: JsonValue, names: Names, locale: Locale) -> str:
    return brief(said(field, value, names, locale), SHOWN, "in Change…")
