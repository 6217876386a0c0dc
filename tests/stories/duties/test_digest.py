"""The morning digest: whose hour it comes at, what it lists, and when there is none."""

from __future__ import annotations

from tests.stories.cast import Person, Story
from tests.stories.plans import add, make_plan, slot


async def test_everybody_gets_it_at_their_own_hour(story: Story, ana: Person, ben: Person, cho: Person) -> None:
    """In one plan, Cho in Tokyo gets hers seven hours before ben in Berlin gets his."""
    await make_plan(
        story,
        ana,
        [
            slot("Tip of the day", "tue", "10:00", ben),
            slot("Bread of the week", "tue", "08:00", cho, platform="Facebook"),
        ],
    )
    story.forget()
    await story.until("2026-03-31 01:59")
    cho.sees_nothing()
    await story.until("2026-03-31 02:00")
    digest = cho.sees("Tuesday, 31 Mar", "1 to do")
    assert "15:00 your time, 08:00 in Berlin* · Facebook: Bread of the week" in digest
    assert "Tip of the day" not in digest
    await story.until("2026-03-31 08:59")
    story.forget()
    await story.until("2026-03-31 09:00")
    assert "*10:00* · Instagram: Tip of the day" in ben.sees("Tuesday, 31 Mar", "1 to do")
    ana.sees_nothing()
    cho.sees("A quiet reminder: .*Bread of the week")


async def test_what_was_left_comes_first(bakery: Story, ana: Person, ben: Person) -> None:
    """On Tuesday, Monday's duty is still open: it is listed above the new ones, and the digest counts it."""
    await add(bakery, ana, slot("Question of the week", "tue", "15:00", ben))
    await bakery.until("2026-03-31 08:59")
    bakery.forget()
    await bakery.until("2026-03-31 09:00")
    digest = ben.sees("Tuesday, 31 Mar", "2 to do, 1 of them overdue")
    assert digest.index("Was due yesterday 10:00* · Instagram: Tip of the day") < digest.index(
        "*15:00* · Instagram: Question of the week"
    )
    bakery.forget()


async def test_fridays_digest_holds_the_weekend_and_early_monday(story: Story, ana: Person, ben: Person) -> None:
    """A person who reads on Monday at nine can no longer do what was due on Sunday, or at half past nine."""
    await make_plan(
        story,
        ana,
        [
            slot("Sunday bread", "sun", "11:00", ben),
            slot("Monday hello", "mon", "09:30", ben),
            slot("Monday noon", "mon", "12:00", ben),
        ],
    )
    await story.until("2026-04-03 08:59")
    story.forget()
    await story.until("2026-04-03 09:00")
    digest = ben.sees("Friday, 3 Apr", "2 to do")
    assert "*Sun 5 Apr 11:00* · Instagram: Sunday bread" in digest
    assert "*Mon 6 Apr 09:30* · Instagram: Monday hello" in digest
    assert "Monday noon" not in digest
    await story.until("2026-04-06 08:59")
    story.passes_over("#social")  # the review
    ben.sees_nothing()
    await story.until("2026-04-06 09:00")
    ben.sees("Monday, 6 Apr", "3 to do, 1 of them overdue", "Was due yesterday 11:00.* Sunday bread")
    story.forget()


async def test_nothing_to_do_is_no_message(bakery: Story, ana: Person, ben: Person) -> None:
    """On Tuesday nothing is due and nothing was left: ben, and ana who has no duties, get no message."""
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Done")
    bakery.forget()
    await bakery.until("2026-04-01 08:59")
    ben.sees_nothing()
    ana.sees_nothing()


async def test_it_is_one_message_however_often_the_hour_moves(bakery: Story, ben: Person) -> None:
    """Ben has had Monday's digest; a later hour on Monday doesn't bring a second one."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.types("/beat hour 9:30")
    await bakery.until("2026-03-30 09:59")
    ben.sees_nothing()


async def test_who_moves_to_another_zone_loses_no_day(bakery: Story, ben: Person) -> None:
    """At eight ben's laptop reaches Tokyo, where it is three in the afternoon: today's digest comes now, once."""
    await bakery.until("2026-03-30 08:00")
    await bakery.office.server.control.change_member(user="ben", tz="Asia/Tokyo")
    await bakery.office.quiet()
    ben.sees("gave you the role", "Monday, 30 Mar", "17:00 your time, 10:00 in Berlin")
    await bakery.until("2026-03-30 09:59")
    ben.sees_nothing()


async def test_a_slot_with_its_own_zone_shows_both_clocks(story: Story, ana: Person, ben: Person) -> None:
    """For readers in New York at nine in the morning: ben sees his own 15:00 first."""
    await make_plan(story, ana, [slot("Hello New York", "mon", "09:00", ben, zone="America/New_York")])
    await story.until("2026-03-30 09:00")
    first = ben.sees("gave you the role", "every Monday at 09:00 in New York", "1 to do")
    assert "*15:00 your time, 09:00 in New York* · Instagram: Hello New York" in first
    await story.until("2026-03-30 15:00")
    ben.sees("It is time for .*Hello New York", "due at 15:00 your time, 09:00 in New York")


async def test_two_plans_come_in_one_digest(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben works for two plans: one message, a heading for each."""
    there = Person(bakery, "ana", ana.id, home="#secret")
    await make_plan(bakery, there, [slot("Inside story", "mon", "11:00", ben)])
    bakery.forget()
    await bakery.until("2026-03-30 09:00")
    digest = ben.sees("2 to do", "Social", "Tip of the day", "Inside story")
    assert digest.partition("2 to do")[2].count("Social") == 2  # both plans have this name; each has its heading
    bakery.forget()


async def test_it_says_what_for(story: Story, ana: Person, ben: Person) -> None:
    """A duty shows the message and the goal of its slot; the reminder has the whole text to copy."""
    text = "Warm bread at seven. Come early, and bring a bag."
    await make_plan(story, ana, [slot("Tip of the day", "mon", "10:00", ben, message=text)])
    await story.until("2026-03-30 09:00")
    story.forget()
    assert "Goal: 1,000 Instagram followers" in ben.finds("1 to do", f"Message: {text}")
    await story.until("2026-03-30 10:00")
    ben.sees("It is time for", f"```{text}```")


async def test_a_digest_whose_duties_were_missed_does_not_call_them_done(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Monday's duty is missed on Tuesday evening: the digest that showed it says so, and doesn't call anything done."""
    await bakery.until("2026-03-31 18:00")
    bakery.forget()
    digest = ben.finds("Tuesday, 31 Mar", "Not done .due .*10:00. — Instagram: Tip of the day")
    assert "done" not in digest.replace("Not done", "")
    assert "Nothing here is open any more" in digest


async def test_it_is_kept_true_through_the_day(bakery: Story, ana: Person, ben: Person) -> None:
    """Done in the reminder also shows in the digest, with the week so far."""
    await bakery.until("2026-03-30 10:00")
    bakery.forget()
    await ben.presses("Done")
    assert "✓ Done 10:00 — Instagram: Tip of the day" in ben.finds("Monday, 30 Mar", "Nothing is left to do")
    ben.finds("Monday, 30 Mar", "Instagram 1 of 3 this week")


async def test_what_arises_later_gets_a_short_message(bakery: Story, ana: Person, ben: Person) -> None:
    """A post is added at noon for the same afternoon: ben's digest is out, so he gets a separate message."""
    await bakery.until("2026-03-30 10:00")
    await ben.presses("Done")
    await bakery.until("2026-03-30 12:00")
    bakery.forget()
    await add(bakery, ana, slot("Fresh from the oven", "mon", "16:00", ben))
    ben.sees("New for you", "It came up after your digest", "16:00.*Fresh from the oven", "Done")
    await ben.presses("Done")
    bakery.forget()
