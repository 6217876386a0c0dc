"""Channels lost and found, leads who go and return: what has to hold when things happen in an unlucky order."""

from __future__ import annotations

from datetime import timedelta

from bot.services.regained import regain
from tests.stories.cast import BOT, Person, Story
from tests.stories.test_moved_ids import channel_id
from tests.stories.test_races import by_hand, ctx_of

REVIEW = "Weekly review: Social"


def opened(story: Story) -> int:
    """Count the reviews that were opened."""
    return len([one for one in story.told if one.text.startswith(REVIEW) and not one.thread_ts])


# ---------------------------------------------------------------- the channel


async def test_a_review_opened_ahead_of_the_planner_is_followed_by_the_next_one(calm: Story, ana: Person) -> None:
    """The invitation is heard after the review came due and before the planner saw it: reviews go on all the same."""
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
