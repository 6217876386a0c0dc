"""Joining a plan: everything that happens together is one message, with your work and what comes first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.services.context.ctx import Ctx
from bot.services.people.staff import accept
from storage import members, roles, strategies
from tests.stories.cast import GOAL, Person, Story
from tests.stories.plans import add, make_plan, slot


async def _set_up(story: Story, ana: Person, ben: Person, then: Callable[[Ctx], Awaitable[None]] | None = None) -> None:
    """Give ben two roles with a post each today, and a number to report."""
    tip = slot("Tip of the day", "mon wed fri", "16:00", ben)
    counter = slot("Behind the counter", "mon tue", "17:00", ben, platform="Facebook")
    await make_plan(story, ana, [tip, counter], measurer=ben, then=then)


async def test_two_roles_and_todays_posts_are_one_message(story: Story, ana: Person, ben: Person) -> None:
    """Set up at half past ten: there is no digest today, so the message brings what is due today, with its buttons."""
    await story.until("2026-03-30 10:30")
    await _set_up(story, ana, ben)
    arrival = ben.sees("ana gave you 2 roles in Social", "Instagram editor", "Facebook editor", "Accept", "Not me")
    assert "Reading a number every week: Instagram followers" in arrival
    first = arrival.partition("First up")[2]
    assert first.index("*16:00* · Instagram: Tip of the day") < first.index("*17:00* · Facebook: Behind the counter")
    assert "Done" in first
    assert "Your daily digest starts Tue 31 Mar 09:00 (Berlin)" in arrival
    ben.sees_nothing()
    story.passes_over("#social")


async def test_before_the_morning_it_is_one_message_with_the_first_digest(
    story: Story, ana: Person, ben: Person
) -> None:
    """Set up at half past seven: at nine there is one message, and it doesn't say that digests begin some other day."""
    await _set_up(story, ana, ben)
    await story.until("2026-03-30 09:00")
    arrival = ben.sees("ana gave you 2 roles in Social", "Accept", "Monday, 30 Mar", "2 to do")
    assert "31 Mar" not in arrival
    assert "starts" not in arrival
    ben.sees_nothing()
    story.passes_over("#social")


async def test_roles_given_one_after_the_other_before_the_morning_are_one_message(
    bakery: Story, ana: Person, ben: Person
) -> None:
    await ana.saves("/beat role Newsletter editor @ben")
    await ana.saves("/beat role Photographer @ben")
    await bakery.until("2026-03-30 09:00")
    ben.sees("ana gave you 3 roles in Social", "Newsletter editor", "Photographer", "1 to do")
    ben.sees_nothing()


async def test_each_role_is_answered_by_itself(story: Story, ana: Person, ben: Person) -> None:
    """ "Not me" removes one role and its posts; Accept removes the questions from the other."""
    await story.until("2026-03-30 10:30")
    await _set_up(story, ana, ben)
    story.forget()
    await ben.presses("Accept")
    ben.finds("✓ You accepted", "Not me", "First up")
    await ben.presses("Not me")
    ana.sees("ben said no to the role Facebook editor")
    after = ben.finds("✓ You accepted", "First up", "You said that it is not for you")
    assert "Now with ana: Facebook: Behind the counter" in after
    assert "Not me" not in after
    await ben.presses("Done")
    ben.finds("✓ You accepted", "✓ Done 10:30 — Instagram: Tip of the day")
    story.forget()


async def test_in_the_first_digest_roles_are_answered_and_posts_are_done(
    story: Story, ana: Person, ben: Person
) -> None:
    await _set_up(story, ana, ben)
    await story.until("2026-03-30 09:00")
    story.forget()
    await ben.presses("Accept")
    await ben.presses("Done")
    ben.finds("✓ You accepted", "Not me", "✓ Done 09:00", "17:00. · Facebook: Behind the counter")
    await ben.presses("Accept")
    both = ben.finds("✓ Done 09:00")
    assert "Not me" not in both
    assert both.count("✓ You accepted") == 2
    await story.until("2026-03-30 16:30")
    ben.sees_nothing()


async def test_a_role_without_anything_today_begins_with_the_first_digest_that_has_something(
    bakery: Story, ana: Person, cho: Person
) -> None:
    """Ten in Berlin is five in Tokyo: cho is told about the role today, and about its first post on Friday morning."""
    await bakery.until("2026-03-30 10:00")
    bakery.forget()
    await add(bakery, ana, slot("Market day", "fri", "12:00", cho, platform="TikTok"))
    arrival = cho.sees("ana gave you the role .*TikTok editor")
    assert "First up" not in arrival
    assert "Your first digest comes Tue 31 Mar 09:00 (Tokyo), or on the first day with something to do" in arrival
    cho.sees_nothing()


async def test_a_post_that_is_added_to_a_role_one_has_is_still_news(bakery: Story, ana: Person, ben: Person) -> None:
    """Nothing is waiting to be sent with it: it comes separately, as always."""
    await bakery.until("2026-03-30 09:30")
    bakery.forget()
    await ana.saves("/beat slot Bread of the week on Instagram, Mon 15:00, Instagram editor @ben", GOAL)
    ben.sees("New for you", "15:00. · Instagram: Bread of the week")
    ben.sees_nothing()


def _accepts(ben: Person, *titles: str) -> Callable[[Ctx], Awaitable[None]]:
    """Have ben accept roles, as in Home, before the message about them leaves."""

    async def verb(ctx: Ctx) -> None:
        me = await members.by_slack_id(ctx.tx, ctx.workspace_id, ben.id)
        (plan,) = await strategies.every(ctx.tx, ctx.workspace_id)
        for role in await roles.of_strategy(ctx.tx, ctx.workspace_id, plan.id):
            if role.title in titles:
                await accept(replace(ctx, person=me), role.holdings[0].id)

    return verb


async def test_a_role_that_was_accepted_at_home_first_still_brings_todays_posts(
    story: Story, ana: Person, ben: Person
) -> None:
    await story.until("2026-03-30 10:30")
    await _set_up(story, ana, ben, _accepts(ben, "Instagram editor"))
    arrival = ben.sees("Facebook editor", "Accept", "Not me", "Behind the counter")
    assert "*16:00* · Instagram: Tip of the day" in arrival
    ben.sees_nothing()
    story.passes_over("#social")


async def test_roles_that_were_all_accepted_at_home_first_still_bring_todays_posts(
    story: Story, ana: Person, ben: Person
) -> None:
    await story.until("2026-03-30 10:30")
    await _set_up(story, ana, ben, _accepts(ben, "Instagram editor", "Facebook editor"))
    told = ben.sees("First up", "Tip of the day", "Behind the counter")
    assert "Not me" not in told
    ben.sees_nothing()
    story.passes_over("#social")


@pytest.mark.parametrize("moment", ["07:45", "08:30"])
async def test_an_earlier_hour_chosen_that_morning_still_brings_one_message(
    story: Story, ana: Person, ben: Person, moment: str
) -> None:
    """Ben moves his digest from nine to eight, before eight or after: it brings the roles that waited for nine."""
    await _set_up(story, ana, ben)
    await story.until(f"2026-03-30 {moment}")
    await ben.types("/beat hour 8:00")
    await story.until("2026-03-30 10:00")
    ben.sees("ana gave you 2 roles in Social", "Accept", "Monday, 30 Mar", "2 to do")
    ben.sees_nothing()
    story.passes_over("#social")


async def test_a_later_hour_chosen_that_morning_still_brings_one_message(
    story: Story, ana: Person, ben: Person
) -> None:
    await _set_up(story, ana, ben)
    await ben.types("/beat hour 10:00")
    await story.until("2026-03-30 11:00")
    ben.sees("ana gave you 2 roles in Social", "Accept", "Monday, 30 Mar", "2 to do")
    ben.sees_nothing()
    story.passes_over("#social")


async def test_a_post_that_is_added_after_the_roles_came_with_a_digest_is_news(
    story: Story, ana: Person, ben: Person
) -> None:
    """The message about the roles still waits for nine, and won't be sent: the digest at eight has brought them."""
    await _set_up(story, ana, ben)
    await ben.types("/beat hour 8:00")
    await story.until("2026-03-30 08:30")
    ben.sees("ana gave you 2 roles in Social", "2 to do")
    await add(story, ana, slot("Bread of the week", "mon", "15:00", ben))
    ben.sees("New for you", "15:00. · Instagram: Bread of the week")
    ben.sees_nothing()
    story.forget()


async def test_after_an_outage_of_days_the_roles_still_come_with_the_digest(
    story: Story, ana: Person, ben: Person
) -> None:
    """The bot is down from Monday's dawn to Wednesday at ten: the late digest says once what is overdue."""
    await _set_up(story, ana, ben)
    await story.office.outage(datetime(2026, 4, 1, 8, 0, tzinfo=UTC))
    ben.sees("ana gave you 2 roles in Social", "Accept", "Wednesday, 1 Apr", "4 to do, 3 of them overdue")
    ben.sees_nothing()
    story.forget()
