"""A plan's settings and the reader's own, each with the button that changes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.domain.when import WEEKDAYS
from bot.language.answers import Locale
from bot.language.kept_values import place
from bot.language.weekdays import say_days
from bot.schema.columns import COLUMNS, DATE_ORDERS, DECIMAL_MARKS, REMINDERS
from bot.schema.wording import said
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, divider, fit, section
from bot.views.kit.texts import inline, listed, name, titled


def settings(strategy: Strategy | None, leads: Sequence[Person], me: Person, *, may_change: bool) -> Content:
    """Show a plan's settings, if one is meant, and the reader's own. `me` has a zone."""
    blocks: list[Block] = []
    texts: list[str] = []
    if strategy is not None:
        texts.append(plan_words(strategy, leads))
        blocks.append(section(texts[0]))
        if may_change:
            ref = ids.Ref("strategy", strategy.id).encode()
            blocks.append(actions(button("Change the plan's settings…", ids.EDIT_SETTINGS, ref)))
        else:
            note = "The lead can change these." if leads else "Nobody leads this plan now: `/beat lead`"
            texts.append(note)
            blocks.append(section(note))
        blocks.append(divider())
    texts.append(own_words(me))
    blocks += [
        section(texts[-1]),
        actions(button("Change my settings…", ids.EDIT_MINE, ids.Ref("member", me.id).encode())),
    ]
    return fit(Content("\n".join(texts), tuple(blocks)))


def plan_words(strategy: Strategy, leads: Sequence[Person]) -> str:
    """Return a plan's settings, a line each."""
    lead, others = leads[:1], leads[1:]
    review = f"{WEEKDAYS[strategy.review_weekday]} at {strategy.review_at:%H:%M}"
    written = f"{dict(DATE_ORDERS)[strategy.date_order]} and {dict(DECIMAL_MARKS)[strategy.decimal_mark]}"
    return "\n".join(
        (
            f"*{titled(strategy.name)}: settings*",
            f"• Lead: {listed([name(one) for one in lead]) or 'nobody'}",
            f"• Co-lead: {listed([name(one) for one in others]) or 'nobody yet, `/beat lead @ben` names one'}",
            f"• Time zone: {inline(place(strategy.zone))}",
            f"• Working days: {say_days(strategy.working_days)}",
            f"• Review: every {review}",
            f"• The week begins on {WEEKDAYS[strategy.week_start]}",
            f"• Dates and numbers: {written}",
            *_optional(strategy),
        )
    )


def _optional(strategy: Strategy) -> Iterable[str]:
    """Say the settings that a plan can do without, each under its label."""
    values, locale = strategy.settings.model_dump(mode="json"), Locale(strategy.date_order, strategy.decimal_mark)
    for field in COLUMNS["plan"]:
        if field.name in values and not field.required:
            yield f"• {field.label}: {inline(said(field, values[field.name], {}, locale)) or 'none yet'}"


def own_words(me: Person) -> str:
    """Return a person's own settings, a line each."""
    zone = inline(place(me.zone)) if me.zone else "not known yet"
    reminders = dict(REMINDERS)[me.nudges]
    return "\n".join(
        (
            "*Your settings*",
            f"• Your digest comes at {me.digest_at:%H:%M}",
            f"• Your day ends at {me.work_until:%H:%M}",
            f"• Reminders: {reminders[:1].lower()}{reminders[1:]}",
            f"• Time zone: {zone}",
        )
    )
