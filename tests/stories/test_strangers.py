"""People who are here by Slack Connect are guests, everywhere: in the plan's own channel members, elsewhere nobody.

Slack marks them by their team alone: whoever shares a channel with the bot is no `is_stranger`.
"""

from __future__ import annotations

from tests.stories.cast import BOT, Person, Story

OUTSIDE = "other-side"


async def from_outside(story: Story, name: str, *channels: str) -> Person:
    """Bring somebody of another team into channels that are shared with it; nobody tells the bot who they are."""
    control, workspace = story.office.server.control, story.office.server.workspace
    member = workspace.add_member(name, real_name=name.title(), tz="Europe/Berlin")
    workspace.general.members.remove(member.id)
    await control.move_out(name, domain=OUTSIDE, enterprise="Other Group")
    for channel in channels:
        await control.share_outside(channel, domain=OUTSIDE)
        await control.invite(channel=channel, users=name)
    await story.office.quiet()
    story.people[name] = Person(story, name, member.id)
    return story.people[name]


async def test_somebody_from_another_team_is_given_no_role_outside_the_plans_channel(
    bakery: Story, ana: Person
) -> None:
    """As with a guest: they have to be in the channel where the plan lives."""
    await from_outside(bakery, "zoe", "#elsewhere")
    await bakery.office.restart()
    bakery.forget()
    await ana.types("/beat role Photographer @zoe")
    assert "zoe is not in <#" in await ana.says("save")
    bakery.forget()


async def test_taken_out_of_the_channel_they_lose_their_role(bakery: Story, ana: Person) -> None:
    """A colleague would keep it: the channel is public."""
    zoe = await from_outside(bakery, "zoe", "#social")
    await ana.saves("/beat role Photographer @zoe")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    assert "Photographer*: zoe" in await zoe.types("/beat roles")
    await bakery.office.server.control.kick(channel="#social", user="zoe", by="ana")
    await bakery.office.quiet()
    ana.sees("Nobody has the role Photographer now")
    assert "no plan yet" in await zoe.types("/beat roles", channel=BOT)
    bakery.forget()


async def test_before_slack_says_who_somebody_is_they_are_a_guest(bakery: Story, ben: Person) -> None:
    """Slack is asked within seconds; until it answers, nobody has rights that only colleagues have."""
    await bakery.office.server.control.fault("error", method="users.info", error="internal_error")
    zoe = await from_outside(bakery, "zoe", "#elsewhere")
    await zoe.says("hello", channel=BOT)
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Hand over")
    answer = await ben.fills_in({"Who does it?": zoe.id})
    assert "is not in <#" in str(answer["errors"])
    await bakery.office.server.control.clear_faults()


async def test_colleagues_of_the_same_organisation_are_no_guests(bakery: Story, ana: Person, eve: Person) -> None:
    """In an organisation, somebody's own workspace can be another one; they are people of this one all the same."""
    workspace = bakery.office.server.workspace
    whole = (await bakery.office.server.control.join_enterprise("Sample Group"))["enterprise"]
    member = workspace.members[eve.id]
    member.team_id, member.enterprise = "T0SIBLING", (whole["id"], [workspace.id])
    await bakery.office.server.control.change_member(user="eve", title="Baker")
    await bakery.office.quiet()
    await ana.saves("/beat role Photographer @eve")
    assert "Photographer*: eve" in await ana.types("/beat roles")
    bakery.forget()
