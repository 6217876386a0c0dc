"""A plan whose only lead left Slack: who is told, who takes it over, and how a returning lead takes it back."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import Refusal
from bot.domain.refusals import CannotTakeOver, Gone, HasLead
from bot.services.plan import leading
from bot.services.plan.returned_leads import take_back
from storage import strategies, workspaces
from tests.stories.calendar.test_holds_that_cross import refused
from tests.stories.cast import BOT, Person, Story
from tests.stories.operations.test_races import by_hand, ctx_of
from tests.stories.plans import make_plan, slot
from tests.stories.written import make_strategy, state_of

TAKE_OVER = "Take over as plan lead"
TAKE_BACK = "Take the lead back"


async def loses_its_lead(story: Story, *admins: str) -> None:
    """Have ana, the only lead, leave Slack; some people own the workspace. Then it is the next morning."""
    control = story.office.server.control
    for name in admins:
        await control.change_member(user=name, is_owner=True)
    await control.deactivate(user="ana")
    await story.until("2026-04-03 09:30")


def channel_named(story: Story, name: str) -> str:
    """Return the id of a channel."""
    return next(c.id for c in story.office.server.workspace.channels.values() if c.name == name)


async def leads(story: Story) -> list[str]:
    """Return the leads of the first plan."""
    async with story.office.bot.database.look() as tx:
        workspace = await workspaces.find(tx, story.office.server.workspace.id)
        assert workspace is not None
        plan = await strategies.by_id(tx, workspace.id, 1)
        assert plan is not None
        return [person.name for person in await leading.active_leads(tx, plan)]


# ---------------------------------------------------------------- who is told, and who takes over


async def test_when_the_only_lead_leaves_slack_an_owner_takes_the_plan_over(
    bakery: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Eve owns the workspace. She is told once, presses, and can then change the plan's settings."""
    control = bakery.office.server.control
    await control.change_member(user="eve", is_owner=True)
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await control.deactivate(user="ana")
    await bakery.until("2026-03-30 09:05")
    eve.sees("Nobody leads .*Social.* anymore", "ana left this Slack workspace", TAKE_OVER)
    await eve.presses(TAKE_OVER)
    eve.finds("✓ You lead .*Social.* now. There|✓ You lead \\*Social\\* in .* now\\.$")
    eve.sees("You lead .*Social.* now", "co-lead", "Change who leads")
    ben.sees("eve leads this plan now", "ana left this Slack workspace", "If ana is back by Mon 13 Apr 2026")
    social = f"<#{channel_named(bakery, 'social')}>"
    assert "Lead: eve" in await eve.types(f"/beat settings in {social}", channel="#elsewhere")
    history = await ben.types("/beat history")
    assert "eve took this plan over" in history
    assert "• Lead: ana → eve" in history
    assert await refused(bakery, eve, lambda ctx: leading.take_over(ctx, 1)) is None  # pressed twice
    assert await leads(bakery) == ["eve"]


async def test_whoever_runs_the_workspace_only_later_hears_at_the_next_comparison(calm: Story, eve: Person) -> None:
    """A plan that lost its lead before Slack's flags were known is found too, and nobody is told twice."""
    await loses_its_lead(calm)
    assert not eve.has("Nobody leads")
    calm.forget()
    calm.office.server.workspace.find_member("eve").is_owner = True
    await calm.office.restart()
    await calm.office.restart()
    eve.sees("Nobody leads", TAKE_OVER)
    eve.sees_nothing()


async def test_of_two_at_once_the_first_leads_and_the_second_is_told(
    calm: Story, ben: Person, cho: Person, dee: Person, eve: Person
) -> None:
    """Cho and eve both have the button. Non-admins, and guests whatever Slack says about them, can't take over."""
    await calm.office.server.control.change_member(user="dee", is_admin=True)
    await loses_its_lead(calm, "cho", "eve")
    calm.passes_over("#social")
    assert not dee.has("Nobody leads")
    assert not ben.has("Nobody leads")
    cho.sees("Nobody leads")
    eve.sees("Nobody leads")
    assert "You can take over" in await cho.types("/beat lead")
    assert "owner or admin of this workspace" in await ben.types("/beat lead")
    for who in (ben, dee):
        assert await refused(calm, who, lambda ctx: leading.take_over(ctx, 1)) is CannotTakeOver
    held = cho.holds(TAKE_OVER)
    await eve.presses(TAKE_OVER)
    calm.forget()
    cho.finds("eve leads .*Social.* now", "nothing left for you to do")
    await cho.presses_held(held)
    cho.sees("eve already leads Social")
    assert await leads(calm) == ["eve"]


@pytest.mark.both
async def test_two_transactions_that_overlap_make_one_lead(calm: Story, cho: Person, eve: Person) -> None:
    """The second waits for the first at the plan's row, and then finds an active lead."""
    await loses_its_lead(calm, "cho", "eve")
    calm.forget()
    found: list[type[Refusal] | None] = []

    async def takes(who: Person) -> None:
        async with calm.office.bot.database.begin() as tx:
            try:
                await leading.take_over(await ctx_of(calm, tx, who), 1)
                found.append(None)
            except Refusal as refusal:
                found.append(type(refusal))

    async with by_hand(calm):
        await asyncio.gather(takes(cho), takes(eve))
    assert set(found) == {HasLead, None}
    assert len(await leads(calm)) == 1
    calm.forget()


async def test_a_private_plan_is_taken_over_from_inside_and_nobody_else_is_told(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Eve owns the workspace but isn't in the channel: for her the plan doesn't exist, whatever she presses."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Tip", "mon", "10:00", ana)])
    story.forget()
    await story.office.server.control.change_member(user="ben", is_admin=True)
    await loses_its_lead(story, "eve")
    assert not eve.has("Social|secret")
    assert await refused(story, eve, lambda ctx: leading.take_over(ctx, 1)) is Gone
    secret = f"<#{channel_named(story, 'secret')}>"
    assert "cannot find that" in await eve.types(f"/beat lead in {secret}", channel="#elsewhere")
    story.passes_over("#secret")
    ben.sees("Nobody leads")
    await ben.presses(TAKE_OVER)
    assert await leads(story) == ["ben"]
    story.forget()


async def test_a_lead_who_left_the_private_channel_leads_no_more_and_can_take_the_plan_up_again(
    story: Story, ana: Person, ben: Person
) -> None:
    """The workspace's owner is told. Ana is still in Slack: back in the channel, she takes her plan back."""
    ana.home = ben.home = "#secret"
    control = story.office.server.control
    await make_plan(story, ana, [slot("Tip", "mon", "10:00", ana)])
    await control.change_member(user="ben", is_admin=True)
    await control.leave(user="ana", channel="#secret")
    await story.until("2026-03-30 09:05")
    ben.sees("Nobody leads", "ana is no longer in <#")
    assert await refused(story, ana, lambda ctx: leading.take_over(ctx, 1)) is Gone
    await control.invite(channel="#secret", users=["ana"])
    await story.office.quiet()
    ana.sees("Nobody leads", TAKE_OVER)
    assert "You can take over" in await ana.types("/beat lead")
    await ana.presses(TAKE_OVER)
    assert await leads(story) == ["ana"]
    story.forget()


# ---------------------------------------------------------------- the lead is back


async def test_a_returning_lead_takes_the_lead_back_and_everybody_hears(
    calm: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Ana was deactivated by mistake. She is told who took over; only she can undo it; and she does."""
    await loses_its_lead(calm, "eve")
    await eve.presses(TAKE_OVER)
    calm.forget()
    assert await refused(calm, ana, lambda ctx: take_back(ctx, 1)) is Gone
    await calm.office.server.control.reactivate(user="ana")
    await calm.until("2026-04-16 10:00")
    ana.sees("eve has led .*Social.* since Fri 3 Apr 2026", "until Fri 17 Apr 2026", TAKE_BACK)
    assert await leads(calm) == ["eve"]
    calm.forget()
    await ana.presses(TAKE_BACK)
    ana.finds("led as before")
    eve.sees("ana is back and leads .*Social.* again")
    ben.sees("ana is back and leads this plan again")
    ben.finds("eve led this plan for a while")
    assert await leads(calm) == ["ana"]
    assert "ana took the lead back" in await ben.types("/beat history")


@pytest.mark.thorough
async def test_after_fourteen_days_the_lead_stays_with_who_took_over(calm: Story, ana: Person, eve: Person) -> None:
    """Ana comes back in time, but presses too late. She has none of her former rights either."""
    await loses_its_lead(calm, "eve")
    await eve.presses(TAKE_OVER)
    await calm.office.server.control.reactivate(user="ana")
    await calm.until("2026-04-16 10:00")
    held = ana.holds(TAKE_BACK)
    await calm.until("2026-04-17 10:00")
    calm.forget()
    await ana.presses_held(held)
    ana.sees("14 days, and they are over", "Ask eve to name you co-lead")
    assert await leads(calm) == ["eve"]
    social = f"<#{channel_named(calm, 'social')}>"
    assert "cannot find that" in await ana.types(f"/beat settings in {social}", channel=BOT)


async def test_a_lead_who_is_back_before_anybody_took_over_leads_as_before(
    calm: Story, ana: Person, eve: Person
) -> None:
    """Eve's question says so, and its button no longer does anything."""
    await loses_its_lead(calm, "eve")
    held = eve.holds(TAKE_OVER)
    await calm.office.server.control.reactivate(user="ana")
    await calm.office.quiet()
    eve.finds("ana leads .*Social.* now", "nothing left for you to do")
    await eve.presses_held(held)
    eve.sees("ana already leads Social")
    calm.forget()


# ---------------------------------------------------------------- an approver


async def test_whoever_took_over_cannot_approve_the_version_that_was_open(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Eve approves versions, so she may take over; then the one that ana submitted needs somebody else's approval."""
    await make_strategy(story, ana, ben, [("Director", eve)])
    await story.until("2026-03-31 09:30")
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel=ana.home)
    await ana.fills_in({})
    held = eve.holds("Approve")
    story.forget()
    await story.office.server.control.deactivate(user="ana")
    await story.until("2026-03-31 09:40")
    eve.sees("Nobody leads", TAKE_OVER)
    await eve.presses(TAKE_OVER)
    story.forget()
    await eve.presses_held(held)
    eve.sees("You took over this plan while version 1 was open", "someone else has to approve it")
    assert await state_of(story, eve, 1) == "submitted"


# ---------------------------------------------------------------- a co-lead, before that happens


async def test_a_lead_names_a_co_lead_and_the_plan_goes_on_without_the_lead(
    calm: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """By command, and in the settings, where it can be changed. Nobody is asked to lead when ana leaves."""
    assert "You cannot change the plan's settings" in await ben.types("/beat lead @ben")
    assert "/beat lead @ben" in await ana.types("/beat lead")
    assert "ben is co-lead of" in await ana.types("/beat lead @ben")
    ana.sees("Changed: the plan", "Co-lead: nothing|Co-lead: .* → ben")
    ben.sees("ana made you co-lead of .*Social")
    assert "eve" not in await ben.types("/beat lead")
    assert "ben is co-lead of this plan already" in await ana.types("/beat lead @eve")
    await ana.types("/beat settings")
    await ana.presses("Change the plan's settings…", channel=ana.home)
    assert "Who is co-lead?" in await ana.window()
    answer = await ana.fills_in({"Who is co-lead?": "ana"})
    assert "someone else" in str(answer)
    await loses_its_lead(calm, "eve")
    assert not eve.has("Nobody leads")
    assert await leads(calm) == ["ben"]
    calm.forget()


async def test_undo_takes_a_co_lead_back_and_their_message_says_so(calm: Story, ana: Person, ben: Person) -> None:
    await ana.types("/beat lead @ben")
    ana.sees("Changed: the plan")
    ben.sees("ana made you co-lead")
    await ana.presses("Undo")
    ben.finds("Taken back: you don't lead")
    assert await leads(calm) == ["ana"]
