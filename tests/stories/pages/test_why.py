"""`/beat why`: each message and its reason, in plain words; what comes next; and what a lead may know."""

from __future__ import annotations

import pytest

from tests.stories.calendar.test_hold import hold
from tests.stories.cast import Person, Story
from tests.stories.plans import add, make_plan, slot

TIP = "Instagram: Tip of the day"


@pytest.fixture
async def afternoon(bakery: Story) -> Story:
    """Monday, two o'clock: ben had his digest, a reminder and two nudges, and has done nothing."""
    await bakery.until("2026-03-30 14:00")
    bakery.forget()
    return bakery


async def test_each_message_with_when_it_came(afternoon: Story, ben: Person) -> None:
    """Newest first; a message that was replaced says so; then what comes next, and when the bot writes at all."""
    told = await ben.types("/beat why")
    assert f"*today 13:00* · nudge: {TIP} — sent at 13:00." in told
    assert f"*today 11:00* · nudge: {TIP} — sent at 11:00. A newer one has taken its place since." in told
    assert f"*today 10:00* · reminder: {TIP} — sent at 10:00. A newer one has taken its place since." in told
    assert f"*today 09:00* · digest: {TIP} — sent at 09:00." in told
    assert told.index("nudge") < told.index("digest")
    assert "Your next digest comes Tue 31 Mar 09:00 (Berlin), if there is something to do." in told
    assert "1 duty is to do until then." in told
    assert "I write to you from 09:00 to 18:00 (Berlin), Monday to Friday." in told
    assert "You have not answered yet about the role Instagram editor." in told


async def test_what_did_not_come_has_its_reason(story: Story, ana: Person, ben: Person) -> None:
    """In the digest, outside working hours, reminders off: each in words."""
    await make_plan(
        story,
        ana,
        [slot("Good morning", "mon", "09:00", ben), slot("Good night", "mon", "17:30", ben)],
    )
    await story.until("2026-03-30 18:30")
    story.forget()
    told = await ben.types("/beat why")
    assert "reminder: Instagram: Good morning — not sent: it stood in the digest." in told
    assert "nudge: Instagram: Good night — not sent: it was outside working hours." in told
    await story.until("2026-03-31 00:10")
    await ben.types("/beat reminders off")
    await add(story, ana, slot("Siesta", "tue", "14:00", ben))
    await story.until("2026-03-31 16:00")
    story.forget()
    told = await ben.types("/beat why")
    assert "reminder: Instagram: Siesta — not sent: reminders are switched off." in told
    assert "Your reminders are switched off. To change that: `/beat reminders standard`" in told


async def test_done_before_it_was_to_come(afternoon: Story, ben: Person) -> None:
    """Slack was down at the hour of the digest, and the duty was done by that time: withdrawn, and why."""
    await ben.presses("Done")
    await afternoon.until("2026-03-31 12:00")
    told = await ben.types("/beat why")
    assert "*today 09:00* · digest — not sent: there was nothing to do." in told
    assert "Nothing is to do until then." in told


async def test_slack_out_of_reach_is_said_with_the_tries(afternoon: Story, ana: Person, ben: Person) -> None:
    """Slack took it at the third attempt: it says how many. Nothing else is on its way to anyone."""
    await ana.types("/beat reminders off")
    await afternoon.until("2026-04-01 08:59")
    afternoon.forget()
    afternoon.office.server.faults.add("ratelimited", method="chat.postMessage", count=2, retry_after=0)
    await afternoon.until("2026-04-01 09:00")
    afternoon.forget()
    told = await ben.types("/beat why")
    assert "after 3 tries" in told


async def test_on_hold_is_said_and_until_when(afternoon: Story, ana: Person, ben: Person) -> None:
    """What a hold stopped, and what it still stops."""
    await hold(afternoon, ana, "2026-04-06T00:00+02:00")
    await afternoon.until("2026-04-01 12:00")
    afternoon.forget()
    told = await ben.types("/beat why")
    assert "*today 09:00* · digest — not sent: it was on hold." in told
    assert f"*today 10:00* · reminder: {TIP} — not sent: it was on hold." in told
    assert f"On hold until Mon 6 Apr 00:00 (Berlin): {TIP}" in told


async def test_handed_over_is_said_with_the_name(afternoon: Story, ana: Person, ben: Person) -> None:
    """Nothing came for Wednesday's: somebody else was asked."""
    await afternoon.until("2026-04-01 09:00")
    afternoon.forget()
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": "@ana"})
    await afternoon.until("2026-04-01 12:00")
    afternoon.forget()
    assert f"*today 10:00* · {TIP} — no reminder: your duty was handed to ana." in await ben.types("/beat why")


# ---------------------------------------------------------------- others


async def test_a_lead_sees_it_of_their_team(afternoon: Story, ana: Person, ben: Person) -> None:
    """In the third person, with the same reasons; the other person isn't told."""
    told = await ana.types("/beat why <@{ben}>".replace("{ben}", ben.id))
    assert "What ben got, and did not, about your plans" in told
    assert f"*today 13:00* · nudge: {TIP} — sent at 13:00." in told
    assert "I write to them from 09:00 to 18:00 (Berlin)" in told
    ben.sees_nothing()


async def test_nobody_else_may(afternoon: Story, ana: Person, ben: Person, eve: Person) -> None:
    """A person who leads nothing together with the other is refused; so is an unknown name."""
    assert "You cannot see why others got a message" in await ben.types(f"/beat why <@{ana.id}>")
    assert "You cannot see why others" in await eve.types(f"/beat why <@{ben.id}>", channel="#elsewhere")
    assert "I do not know anybody called nobody-here" in await ana.types("/beat why @nobody-here")


async def test_of_other_plans_nothing_shows(afternoon: Story, ana: Person, ben: Person, eve: Person) -> None:
    """Eve leads a plan in which ben has no part; ana sees nothing of what ben does elsewhere."""
    eve.home = "#elsewhere"
    await afternoon.office.server.control.invite(channel="#elsewhere", users="@drumbeat")
    await make_plan(afternoon, eve, [slot("Secret plan", "mon tue wed", "15:00", eve)])
    afternoon.forget()
    await afternoon.until("2026-03-31 16:00")
    afternoon.forget()
    told = await eve.types("/beat why")
    assert "Secret plan" in told
    refused = await eve.types(f"/beat why <@{ben.id}>")
    assert "You cannot see why others" in refused
    assert "Secret plan" not in await ana.types(f"/beat why <@{ben.id}>")


async def test_with_no_part_in_any_plan_it_says_so(afternoon: Story, eve: Person) -> None:
    """A person without a role gets no messages."""
    told = await eve.types("/beat why", channel="#elsewhere")
    assert "In the last 7 days there was nothing to tell you." in told
    assert "You have no role in any plan here, so there is nothing to send." in told


async def test_a_long_week_has_pages(story: Story, ana: Person, ben: Person) -> None:
    """Twelve lines, then how to see more; the last page leads back to the first."""
    slots = [slot(f"Post {n}", "mon", f"{10 + n // 6}:{n % 6}5", ben) for n in range(8)]
    await make_plan(story, ana, slots)
    await story.until("2026-03-30 13:00")
    story.forget()
    told = await ben.types("/beat why")
    assert told.count("• ") == 12
    assert "Page 1 of 2. Type `/beat why 2` for the next one." in told
    last = await ben.types("/beat why 9")
    assert "Page 2 of 2. Type `/beat why 1` for the first one." in last
    assert "digest" in last
