"""Samples of what is said about who leads a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.views.kit.blocks import Content
from bot.views.plan import leading

AT = datetime(2026, 3, 30, 9, tzinfo=UTC)


def messages(plan: Strategy, ana: Person, ben: Person) -> dict[str, Content]:
    """Render every view about who leads."""
    gone = replace(ana, has_left=True)
    taken = leading.Takeover(55, plan, ben, (gone,), AT, leads=(ben,))
    undone = replace(taken, taken_back_by=ana)
    led = leading.Leading(plan, (ana,))
    nobody = leading.Leading(plan, (), (gone,))
    return {
        "lead_lost": leading.nobody_leads(plan, [gone]),
        "lead_lost_outside": leading.nobody_leads(plan, [ana]),
        "lead_lost_unknown": leading.nobody_leads(plan, []),
        "lead_again_me": leading.led_again(plan, [ben], ben),
        "lead_again": leading.led_again(plan, [ana, ben], replace(ben, id=99)),
        "lead_announced": leading.announced(taken),
        "lead_announced_operator": leading.announced(replace(taken, by_operator=True, former=())),
        "lead_announced_undone": leading.announced(undone),
        "lead_to_lead": leading.to_lead(taken),
        "lead_to_lead_undone": leading.to_lead(undone),
        "lead_to_former": leading.to_former(taken, can_take_back=True),
        "lead_to_former_late": leading.to_former(taken, can_take_back=False),
        "lead_to_former_passed_on": leading.to_former(replace(taken, leads=(ana,)), can_take_back=False),
        "lead_to_former_two": leading.to_former(replace(taken, leads=(ana, replace(ana, id=99))), can_take_back=True),
        "lead_to_former_nobody": leading.to_former(replace(taken, leads=()), can_take_back=True),
        "lead_to_former_undone": leading.to_former(undone, can_take_back=False),
        "lead_back_home": leading.back(undone, None),
        "lead_back_taker": leading.back(undone, ben),
        "lead_named": leading.named(plan, ana, is_lead=True, is_first=False),
        "lead_named_only": leading.named(plan, None, is_lead=True, is_first=True),
        "lead_named_undone": leading.named(plan, ana, is_lead=False, is_first=False),
        "lead_page_mine": leading.page(replace(led, may_change=True, takeover=taken), ana),
        "lead_page_two": leading.page(replace(led, leads=(ana, ben), may_change=True), ben),
        "lead_page_other": leading.page(led, ben),
        "lead_page_nobody": leading.page(nobody, ben),
        "lead_page_take": leading.page(replace(nobody, may_take_over=True), ben),
        "co_lead_named": leading.co_lead_named(plan, ben),
    }
