"""A plan whose only lead left Slack: who hears of it, who takes it over, and how a returning lead takes it back."""

from __future__ import annotations

from tests.stories.cast import Person, Story

TAKE_OVER = "Take over as plan lead"


async def test_when_the_only_lead_leaves_slack_an_owner_takes_the_plan_over(
    bakery: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Eve owns the workspace. She hears once, presses, and can change the plan's settings from then on."""
    control = bakery.office.server.control
    await control.change_member(user="eve", is_owner=True)
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await control.deactivate(user="ana")
    await bakery.until("2026-03-30 09:05")
    eve.sees("Nobody leads .*Social.* anymore", "ana left this Slack workspace", TAKE_OVER)
    await eve.presses(TAKE_OVER)
    eve.finds("You lead .*Social.* now")
    ben.sees("eve leads this plan now", "ana")
    assert "Lead: eve" in await eve.types("/beat settings in <#" + ben_home(bakery) + ">", channel="#elsewhere")


def ben_home(story: Story) -> str:
    """Return the id of the plan's channel."""
    return next(c.id for c in story.office.server.workspace.channels.values() if c.name == "social")
