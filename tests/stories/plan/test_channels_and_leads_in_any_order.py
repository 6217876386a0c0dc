"""Channels lost and found, leads who leave and return: what must hold when things happen in an unlucky order."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.services.plan import directory
from bot.services.plan.channel_back import regain
from bot.services.plan.channel_lost import hear
from storage import workspaces
from tests.stories.calendar.test_holds_that_cross import rows
from tests.stories.cast import BOT, Person, Story
from tests.stories.doors.test_strangers import from_outside
from tests.stories.operations.test_races import by_hand, ctx_of
from tests.stories.plan.test_moved_ids import channel_id
from tests.stories.plan.test_moving import another_channel
from tests.stories.plan.test_taking_over import TAKE_BACK, TAKE_OVER, leads, loses_its_lead
from tests.stories.plans import act, make_plan, slot

REVIEW = "Weekly review: Social"


def opened(story: Story) -> int:
    """Count the reviews that were opened."""
    return len([one for one in story.told if one.text.startswith(REVIEW) and not one.thread_ts])


# ---------------------------------------------------------------- the channel


async def test_a_review_opened_ahead_of_the_planner_is_followed_by_the_next_one(calm: Story, ana: Person) -> None:
    """The invitation arrives after the review came due and before the planner saw it: reviews continue anyway."""
    await calm.office.server.control.kick(channel="#social", user=BOT, by="ben")
    await calm.until("2026-04-03 14:50")
    calm.forget()
    async with by_hand(calm):
        calm.office.clock.set(calm.office.clock.now() + timedelta(minutes=15))
        await calm.office.server.control.invite(channel="#social", users=BOT, user="ana")
        async with calm.office.bot.database.begin() as tx:
            await regain(await ctx_of(calm, tx, ana), channel_id(calm))
    await calm.until("2026-04-10 16:00")
    calm.forget()
    assert opened(calm) == 2


async def test_an_old_list_of_channels_does_not_bring_a_lost_one_back(calm: Story, ana: Person) -> None:
    """Listed before the bot was removed and compared after it, as in a retry: Slack shows anyone a public channel."""
    office = calm.office
    where = office.server.workspace.find_channel("#social", ana.id)
    listed = {"id": where.id, "name": where.name, "is_private": False}
    await office.server.control.kick(channel="#social", user=BOT, by="ben")
    await office.quiet()
    ana.sees("I was removed from")
    async with office.bot.database.look() as tx:
        workspace = await workspaces.find(tx, office.server.workspace.id)
    assert workspace is not None
    await office.bot.directory.compare_channel(workspace, listed)
    await office.quiet()
    ana.sees_nothing()
    assert await rows(calm, "SELECT bot_is_in FROM channel WHERE name = 'social'") in ([(0,)], [(False,)])


async def test_a_removal_heard_after_the_return_does_not_last(calm: Story) -> None:
    """Slack promises no order. A minute later, its list says whether the bot is still in it."""
    server = calm.office.server
    about = {"channel": channel_id(calm), "user": server.workspace.bot_user_id, "team": server.workspace.id}
    stamp = server.workspace.stamps.next()
    server.events.send(server.workspace, {"type": "member_left_channel", **about, "event_ts": stamp})
    await calm.office.quiet()
    calm.forget()
    real = calm.office.clock.real()
    async with calm.office.bot.database.begin() as tx:
        due = await workspaces.due_for_comparison(tx, real + timedelta(minutes=2), real + timedelta(hours=12))
    assert due is not None


async def test_a_loss_that_is_over_before_it_could_be_told_is_told_to_nobody(calm: Story, ana: Person) -> None:
    """Removed by mistake and invited again while nothing can be sent: neither message would help anyone."""
    async with by_hand(calm):
        channel = channel_id(calm)
        async with calm.office.bot.database.begin() as tx:
            await hear(await ctx_of(calm, tx, ana), channel, "removed")
        async with calm.office.bot.database.begin() as tx:
            await regain(await ctx_of(calm, tx, ana), channel)
    ana.sees_nothing()


# ---------------------------------------------------------------- who leads


async def test_whoever_left_a_private_channel_reads_nothing_more_about_who_leads(
    story: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Cho was asked to take over and then left the channel: her message doesn't say who did."""
    ana.home = "#secret"
    control = story.office.server.control
    await control.invite(channel="#secret", users="cho", user="ana")
    await make_plan(story, ana, [slot("Tip", "mon", "10:00", ana)])
    for name in ("ben", "cho"):
        await control.change_member(user=name, is_admin=True)
    await loses_its_lead(story)
    cho.finds("Nobody leads")
    await control.leave(user="cho", channel="#secret")
    await ben.presses(TAKE_OVER)
    story.forget()
    assert await leads(story) == ["ben"]
    assert not cho.has("ben")
    assert "ben" not in await cho.types("/beat lead", channel=BOT)


async def test_a_plan_whose_lead_is_back_outside_its_channel_still_finds_a_new_one(
    story: Story, ana: Person, ben: Person
) -> None:
    """Ana is back in Slack but not in the private channel, so nobody leads: a later workspace admin is told."""
    ana.home = "#secret"
    control = story.office.server.control
    await make_plan(story, ana, [slot("Tip", "mon", "10:00", ana)])
    await loses_its_lead(story)
    await control.reactivate(user="ana")
    await story.office.quiet()
    story.forget()
    assert await leads(story) == []
    await control.change_member(user="ben", is_admin=True)
    await story.office.quiet()
    ben.sees("Nobody leads", TAKE_OVER)
    assert "You can take over" in await ben.types("/beat lead", channel=BOT)
    await control.invite(channel="#secret", users="ana", user="ben")
    await story.office.quiet()
    ben.finds("ana leads .*Social.* now")
    ana.sees("Welcome back")


async def test_taking_the_lead_back_undoes_what_was_taken_over_since_as_well(
    calm: Story, ana: Person, cho: Person, eve: Person
) -> None:
    """Eve took over from ana, and cho from eve. Ana is back and leads alone, and eve has nothing to take back."""
    control = calm.office.server.control
    await loses_its_lead(calm, "eve", "cho")
    await eve.presses(TAKE_OVER)
    await control.deactivate(user="eve")
    await calm.until("2026-04-06 09:30")
    await cho.presses(TAKE_OVER)
    calm.forget()
    await control.reactivate(user="ana")
    await control.reactivate(user="eve")
    await calm.until("2026-04-07 10:00")
    ana.sees("cho leads .*Social", "until Fri 17 Apr 2026", TAKE_BACK)
    held = eve.holds(TAKE_BACK)
    calm.forget()
    await ana.presses(TAKE_BACK)
    cho.sees("ana is back and leads .*Social.* again")
    assert await leads(calm) == ["ana"]
    calm.forget()
    await eve.presses_held(held)
    calm.forget()
    assert await leads(calm) == ["ana"]
    assert TAKE_BACK not in await eve.types(f"/beat lead in <#{channel_id(calm)}>", channel=BOT)


async def test_a_lead_who_is_back_hears_who_leads_now(calm: Story, ana: Person, ben: Person, eve: Person) -> None:
    """Eve took over and left again, and ben leads: it doesn't say that eve does, or that she names co-leads."""
    control = calm.office.server.control
    await loses_its_lead(calm, "eve")
    await eve.presses(TAKE_OVER)
    await eve.types(f"/beat lead @ben in <#{channel_id(calm)}>", channel="#elsewhere")
    await control.deactivate(user="eve")
    await calm.until("2026-04-20 09:30")
    calm.forget()
    await control.reactivate(user="ana")
    await calm.office.quiet()
    said = ana.sees("ben leads .*Social")
    assert "eve" not in said
    assert await leads(calm) == ["ben"]
    calm.forget()


async def test_whoever_takes_a_plan_over_hears_that_its_channel_is_lost(calm: Story, ben: Person, eve: Person) -> None:
    """It was archived while nobody led, so nobody was told. The review waits, and somebody has to know why."""
    await loses_its_lead(calm, "eve")
    await calm.office.server.control.archive(channel="#social", user="ben")
    await calm.office.quiet()
    await eve.presses(TAKE_OVER)
    eve.sees("was archived", "unarchive")
    calm.forget()


async def test_a_loss_whose_message_was_taken_back_is_told_after_the_return(calm: Story, ana: Person) -> None:
    """Removed from the channel and from the workspace in one moment: nothing could be sent."""
    office = calm.office
    async with by_hand(calm):
        async with office.bot.database.begin() as tx:
            ctx = await ctx_of(calm, tx, ana)
            await directory.left(ctx, channel_id(calm), ctx.workspace.bot_slack_id)
            await directory.uninstalled(ctx)
        where = office.server.workspace.find_channel("#social", ana.id)
        where.members.remove(office.server.workspace.bot_user_id)
    ana.sees("I was removed from", "`/invite @drumbeat`")
    await office.restart()
    ana.sees_nothing()


async def test_a_lead_who_took_the_lead_back_hears_what_is_handed_up(
    calm: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Eve named ben co-lead, and he stays co-lead. Ana is the first lead again, and is told about the channel."""
    await loses_its_lead(calm, "eve")
    await eve.presses(TAKE_OVER)
    await eve.types(f"/beat lead @ben in <#{channel_id(calm)}>", channel="#elsewhere")
    await calm.office.server.control.reactivate(user="ana")
    await calm.until("2026-04-03 11:00")
    calm.forget()
    await ana.presses(TAKE_BACK)
    calm.forget()
    assert await leads(calm) == ["ana", "ben"]


async def test_a_private_plans_vacant_role_is_told_to_nobody_outside(story: Story, ana: Person, ben: Person) -> None:
    """Ben left Slack at night, and ana the channel before her morning."""
    ana.home = "#secret"
    control = story.office.server.control
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ben)], measurer=ana)
    await story.until("2026-03-30 20:00")
    story.forget()
    await control.deactivate(user="ben")
    await control.leave(user="ana", channel="#secret")
    await story.until("2026-03-31 12:00")
    assert not ana.has("Nobody has the role")
    story.forget()


# ---------------------------------------------------------------- who is back


async def test_roles_are_offered_though_the_first_return_was_short(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben was back for an hour at night, too briefly to be told. His next return still offers what he had."""
    control = bakery.office.server.control
    await bakery.until("2026-03-30 09:30")
    await control.deactivate(user="ben")
    await bakery.until("2026-03-30 20:00")
    await control.reactivate(user="ben")
    await bakery.until("2026-03-30 21:00")
    await control.deactivate(user="ben")
    await bakery.until("2026-03-31 11:00")
    bakery.forget()
    await control.reactivate(user="ben")
    await bakery.office.quiet()
    ben.sees("Welcome back", "Instagram editor", "Take back")
    await bakery.office.restart()
    ben.sees_nothing()
    await ben.presses("Take back")
    ben.finds("yours again")
    bakery.forget()


async def test_a_lead_who_is_back_is_welcomed_in_one_message(bakery: Story, ana: Person, eve: Person) -> None:
    """What became of the lead and of the roles in a plan came up together, so one message says both."""
    control = bakery.office.server.control
    await bakery.until("2026-03-31 09:30")
    await ana.saves("/beat role Photographer @ana")
    await loses_its_lead(bakery, "eve")
    await eve.presses(TAKE_OVER)
    bakery.forget()
    await control.reactivate(user="ana")
    await bakery.office.quiet()
    ana.sees("Welcome back", "eve has led .*Social", TAKE_BACK, "Photographer", "Take back")
    ana.sees_nothing()
    await ana.presses(TAKE_BACK)
    ana.finds("Welcome back", "led as before", "Photographer")
    await ana.presses("Take back")
    ana.finds("Reviewer.*: yours again")
    assert await leads(bakery) == ["ana"]
    bakery.forget()


async def test_a_lead_hears_who_took_over_though_the_first_return_was_short(
    calm: Story, ana: Person, eve: Person
) -> None:
    """Ana was back for an hour at night, too briefly to be told. Her next return says how to take the lead back."""
    control = calm.office.server.control
    await loses_its_lead(calm, "eve")
    await eve.presses(TAKE_OVER)
    await calm.until("2026-04-05 20:00")
    await control.reactivate(user="ana")
    await calm.until("2026-04-05 21:00")
    await control.deactivate(user="ana")
    await calm.until("2026-04-07 11:00")
    calm.forget()
    await control.reactivate(user="ana")
    await calm.office.quiet()
    ana.sees("eve has led .*Social", TAKE_BACK)
    await calm.office.restart()
    ana.sees_nothing()
    calm.forget()


async def test_an_owner_who_was_away_when_asked_is_asked_later(calm: Story, eve: Person, cho: Person) -> None:
    """Eve was deactivated for the night in which the question waited for her. It still waits for her."""
    control = calm.office.server.control
    await control.change_member(user="eve", is_owner=True)
    await calm.until("2026-04-05 20:00")
    await control.deactivate(user="ana")
    await control.deactivate(user="eve")
    await calm.until("2026-04-06 12:00")
    calm.forget()
    await control.reactivate(user="eve")
    await calm.office.quiet()
    eve.sees("Nobody leads", TAKE_OVER)
    await calm.office.restart()
    eve.sees_nothing()


# ---------------------------------------------------------------- moving


async def test_people_whom_nobody_told_of_are_named_before_a_move(bakery: Story, ana: Person) -> None:
    """Slack's list of people may leave out people from outside. A channel's own list has everyone."""
    await another_channel(bakery, "bread", "ana", private=True)
    zoe = await from_outside(bakery, "zoe", "#bread")
    async with bakery.office.bot.database.begin() as tx:
        for table, column in (("membership", "member_id"), ("member", "id")):
            theirs = "(SELECT id FROM member WHERE name = 'zoe')"
            await tx.execute(text(f"DELETE FROM {table} WHERE {column} IN {theirs}"))
    bread = channel_id(bakery, "bread")
    await act(bakery, ana, lambda ctx: directory.compared(ctx, bread, "bread", True, [ana.id, zoe.id]))
    bakery.forget()
    assert "zoe" in await ana.types("/beat move here", channel="#bread")
