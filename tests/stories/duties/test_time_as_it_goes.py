"""Time in real life: Slack unreachable for hours, evenings in between, flights, and weeks of downtime."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.when import instant, zone_named
from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door, Envelope
from bot.services.people import staff
from bot.services.plan import directory
from storage import duties
from storage.members import Told
from tests.stories.cast import Person, Story
from tests.stories.plans import act, make_plan, slot


def berlin(moment: str) -> datetime:
    """Return a local moment in Berlin as an instant."""
    at = datetime.fromisoformat(moment)
    return instant(at.date(), at.time(), zone_named("Europe/Berlin"))


async def slack_is_away(story: Story, until: str) -> None:
    """Let time pass with the bot up and no call reaching Slack; at `until` everything is sent."""
    bot, clock, to = story.office.bot, story.office.clock, berlin(until)
    await bot.ticker.stop()  # the planner is stepped by hand, the sender is not
    while (due := await bot.planner.next_due()) is not None and due <= to:
        clock.set(due)
        while await bot.planner.step():
            pass
    clock.set(to)
    await story.office.restart()
    story.read()


async def asleep(story: Story, moment: str) -> None:
    """Keep the bot down from now until a local moment in Berlin."""
    await story.office.outage(berlin(moment))
    story.read()


async def flies(story: Story, who: Person, zone: str) -> None:
    """Have Slack report that a person's zone has changed."""

    async def verb(ctx: Ctx) -> None:
        await directory.learn(ctx, Told(who.id, who.name, who.name, zone, False, False, False))

    await act(story, who, verb)


@pytest.fixture
async def wednesday(bakery: Story, ben: Person) -> Story:
    """Wednesday, ten to nine: everything before is done, and everyone knows their role."""
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Done")
    await bakery.until("2026-04-01 08:50")
    bakery.forget()
    return bakery


async def test_slack_away_all_day_ends_in_one_message_and_true_words(
    wednesday: Story, ana: Person, ben: Person
) -> None:
    """From before nine until half past three: ben gets one message, and three working hours later it is ana's turn."""
    await slack_is_away(wednesday, "2026-04-01 15:30")
    ben.sees("I could not write to you from Wed 1 Apr 09:00 to 15:30", "1 to do", "Was due 10:00", "Done")
    ben.sees_nothing()
    await wednesday.until("2026-04-02 09:29")
    assert not ana.has("needs a hand")
    ben.sees("Thursday, 2 Apr", "1 to do, overdue")
    ana.sees("A question about Social", "Where does all of this lead")  # Wednesday's never left: it is Thursday's
    await wednesday.until("2026-04-02 09:30")
    assert "had it in the digest" in ana.sees("1 duty needs a hand", "ben")


async def test_a_lead_is_not_told_of_reminders_that_never_left(wednesday: Story, ana: Person, ben: Person) -> None:
    """Slack is down until five: ana's message says that ben wasn't reminded, or late."""
    await slack_is_away(wednesday, "2026-04-01 17:00")
    told = ana.sees("1 duty needs a hand")
    assert "has not heard of it from me" in told or "heard of it late, at 17:00" in told
    ben.sees("I could not write to you from Wed 1 Apr 09:00 to 17:00", "1 to do")


async def test_a_reminder_that_waited_too_long_becomes_a_catch_up(wednesday: Story, ben: Person) -> None:
    """Slack is down from half past nine until half past twelve: no reminder fits any more; he is told what is open."""
    await wednesday.until("2026-04-01 09:30")
    wednesday.forget()
    await slack_is_away(wednesday, "2026-04-01 12:30")
    ben.sees("I could not write to you from Wed 1 Apr 10:00 to 12:30", "1 to do")
    ben.sees_nothing()
    await wednesday.until("2026-04-01 13:00")
    ben.sees("Still open")


async def test_slack_away_into_the_night_leaves_it_to_the_next_digest(
    wednesday: Story, ana: Person, ben: Person
) -> None:
    """Back at ten in the evening: nobody gets a message before their morning, and nothing is lost."""
    await slack_is_away(wednesday, "2026-04-01 22:00")
    ben.sees_nothing()
    ana.sees_nothing()
    await wednesday.until("2026-04-02 09:00")
    ben.sees("Thursday, 2 Apr", "1 to do, overdue", "Was due yesterday 10:00")
    ben.sees_nothing()
    ana.sees("1 duty needs a hand")
    ana.sees("A question about Social", "Where does all of this lead")  # Wednesday's never left: it is Thursday's
    ana.sees_nothing()


async def test_a_digest_due_before_an_evening_waits_for_the_morning(story: Story, ana: Person, ben: Person) -> None:
    """Ben's digest is at four in the afternoon; the bot is down until twenty to eight: no digest in the evening."""
    await make_plan(story, ana, [slot("Tip of the day", "mon tue", "17:00", ben)], measurer=ben)
    await ben.types("/beat hour 16:00")
    await story.until("2026-03-30 15:00")
    story.forget()
    await asleep(story, "2026-03-30 19:40")
    await asleep(story, "2026-03-31 00:30")
    ben.sees_nothing()
    await story.until("2026-03-31 16:00")
    story.forget()


async def test_an_offer_waits_for_the_morning_where_its_reader_is_now(story: Story, ana: Person, ben: Person) -> None:
    """Given in the evening, due at nine in Berlin; ben has flown to Los Angeles, where it is midnight at that time."""
    await story.until("2026-03-30 19:00")
    await make_plan(story, ana, [slot("Tip of the day", "wed", "16:00", ben)], measurer=ben)
    story.forget()
    await flies(story, ben, "America/Los_Angeles")
    await story.until("2026-03-31 17:59")
    ben.sees_nothing()
    await story.until("2026-03-31 18:00")
    ben.sees("gave you the role")
    story.forget()


async def test_a_lead_hears_in_the_morning_what_could_not_be_sent_in_the_afternoon(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Reminded at ten, eleven and one; Slack is away from three until ten in the evening."""
    await bakery.until("2026-03-30 15:00")
    bakery.forget()
    await slack_is_away(bakery, "2026-03-30 22:00")
    ana.sees_nothing()
    await bakery.until("2026-03-31 08:59")
    ana.sees_nothing()
    await bakery.until("2026-03-31 09:00")
    ana.sees("1 duty needs a hand", "was reminded yesterday at 10:00, 11:00 and 13:00")
    bakery.forget()


async def test_who_wakes_late_on_monday_hears_once(bakery: Story, ana: Person, ben: Person) -> None:
    """Down from Friday morning to Monday half past twelve: the late digest says what both days left open."""
    await bakery.until("2026-04-03 09:30")
    bakery.forget()
    await asleep(bakery, "2026-04-06 12:30")
    bakery.passes_over("#social")
    ben.sees("Monday, 6 Apr", "Fri 3 Apr 10:00", "I am late")
    assert not ben.has("I could not write to you")
    bakery.forget()


async def test_weeks_of_sleep_ask_for_the_numbers_of_one_review(bakery: Story) -> None:
    """Down for three weeks: skipped reviews leave no duties, and what is asked for late is due now."""
    await bakery.until("2026-03-30 09:30")
    await asleep(bakery, "2026-04-24 10:30")
    async with bakery.office.bot.database.look() as tx:
        found = await duties.of_strategy(tx, 1, 1, berlin("2026-03-30 09:30"), berlin("2026-05-01 00:00"))
    assert [d.due_at for d in found if d.kind == "measure"] == [berlin("2026-04-24 10:30")]
    bakery.forget()


async def test_a_new_hour_typed_before_the_planner_ran_loses_no_digest(bakery: Story, ben: Person) -> None:
    """The bot is back at twenty past nine, and the first command is `/beat hour 9:15`."""
    await bakery.until("2026-03-30 08:50")
    bakery.forget()
    bot = bakery.office.bot
    await bot.ticker.stop()
    bakery.office.clock.set(berlin("2026-03-30 09:20"))

    async def verb(ctx: Ctx) -> None:
        await staff.change_hour(ctx, "09:15")

    door = Door(bot.database, bakery.office.clock, lambda: None)
    await door.take(Envelope("", bakery.office.server.workspace.id, ben.id, ()), verb)
    await bakery.office.restart()
    assert "I am late" not in ben.finds("Monday, 30 Mar", "1 to do")
    bakery.forget()


async def test_flying_west_over_the_date_line_gives_the_same_date_its_second_digest(bakery: Story, ben: Person) -> None:
    """Ben had Wednesday's in Auckland; in Los Angeles it is Wednesday again, 20 hours later."""
    await flies(bakery, ben, "Pacific/Auckland")
    await bakery.until("2026-04-01T00:00+00:00")
    bakery.forget()
    await flies(bakery, ben, "America/Los_Angeles")
    await bakery.until("2026-04-01T15:59+00:00")
    ben.sees_nothing()
    await bakery.until("2026-04-01T16:00+00:00")
    ben.sees("Wednesday, 1 Apr", "to do")
    bakery.forget()


async def test_a_digest_drawn_again_keeps_its_date(bakery: Story, ben: Person) -> None:
    """Monday's duty is done on Tuesday: Monday's digest says so, and remains Monday's."""
    await bakery.until("2026-03-31 09:30")
    await ben.presses("Done")
    bakery.forget()
    ben.finds("Monday, 30 Mar", "✓ Done yesterday|✓ Done Tue|✓ Done 09:30")
    ben.finds("Tuesday, 31 Mar", "✓ Done")


async def test_a_lead_without_a_role_has_the_days_of_the_plan(story: Story, ana: Person, ben: Person) -> None:
    """The plan works on Sundays, and its lead ana holds no role in it: she can be told on a Sunday."""
    await make_plan(
        story,
        ana,
        [slot("Tip of the day", "sun", "10:00", ben)],
        measurer=ben,
        reviewer=ben,
        working_days=tuple(range(7)),
    )
    await story.until("2026-04-05 15:59")
    story.forget()
    await story.until("2026-04-05 16:00")
    ana.sees("1 duty needs a hand")
    story.forget()


async def test_put_off_until_tomorrow_it_comes_in_the_digest_alone(bakery: Story, ben: Person) -> None:
    """ "Tomorrow" is the hour of the digest: one message at that second, not two."""
    await bakery.until("2026-03-30 09:00")
    await ben.chooses("Snooze…", "Tomorrow")
    bakery.forget()
    await bakery.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", "1 to do")
    ben.sees_nothing()
    await bakery.until("2026-03-31 10:00")
    ben.sees("A quiet reminder")
