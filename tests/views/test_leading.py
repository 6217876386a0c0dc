"""Sentences about who leads a plan, if two people do or did."""

from __future__ import annotations

from dataclasses import replace

from bot.views.plan import leading
from tests.views.lead_samples import AT
from tests.views.samples import person, strategy


def test_two_people_lead_in_the_plural() -> None:
    """Two leads can leave one plan together, and come back together."""
    plan, ana, ben, eve = strategy(), person("Ana", id=1), person("Ben", id=2), person("Eve", id=3)
    taken = leading.Takeover(
        55, plan, eve, (replace(ana, has_left=True), replace(ben, has_left=True)), AT, leads=(eve,)
    )
    assert "If Ana and Ben are back by" in leading.announced(taken).blocks[-1]["elements"][0]["text"]
    assert "Ana and Ben are no longer in" in leading.nobody_leads(plan, [ana, ben]).text
    assert "Ana and Ben lead " in leading.led_again(plan, [ana, ben], eve).text
