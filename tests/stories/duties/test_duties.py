"""What ben can do with a duty: Done, Scheduled, Snooze, Hand over, Skip, Undo, a link."""

from __future__ import annotations

import asyncio

import pytest

from tests.stories.cast import BOT, Person, Story, words_of
from tests.stories.plans import add, slot

# The main job runs on both databases before each commit.
pytestmark = pytest.mark.both

LINK = "https://www.instagram.com/p/abc"


@pytest.fixture
async def morning(bakery: Story) -> Story:
    """Monday, nine o'clock: ben has his digest with one duty, due at ten."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


# ---------------------------------------------------------------- done


async def test_done_says_so_where_it_was_pressed_and_how_the_week_stands(morning: Story, ben: Person) -> None:
    """The buttons become the line, in place; nobody is asked again."""
    await ben.presses("Done")
    digest = ben.finds("Monday, 30 Mar", "Nothing is left to do", "✓ Done 09:00 — Instagram: Tip of the day")
    assert "Instagram 1 of 3 this week." in digest
    assert "Snooze…" not in digest
    await morning.until("2026-03-31 12:00")
    ben.sees_nothing()


async def test_the_week_so_far_is_said_in_the_reminder_too(morning: Story, ben: Person) -> None:
    """Most people press Done where they were reminded."""
    await morning.until("2026-03-30 10:00")
    await ben.presses("Done")
    ben.sees("^✓ Done 10:00 — Instagram: Tip of the day", "Instagram 1 of 3 this week", "Undo")


async def test_a_link_can_be_added_after_done(morning: Story, ben: Person) -> None:
    """A button asks for it, and it is never required; text that is no address is returned with an example."""
    await ben.presses("Done")
    await ben.presses("Add link")
    wrong = await ben.fills_in({"Where can it be seen?": "on my phone"})
    assert "https://www.instagram.com/p/abc" in wrong["errors"]["link"]
    await ben.fills_in({"Where can it be seen?": LINK})
    digest = ben.finds("✓ Done 09:00 — Instagram: Tip of the day", f"<{LINK}|link>")
    assert "Add link" not in digest


async def test_scheduled_counts_as_done(morning: Story, ben: Person) -> None:
    """It is scheduled in a publishing tool: that is enough."""
    await ben.presses("Scheduled")
    ben.finds("✓ Scheduled 09:00 — Instagram: Tip of the day", "Instagram 1 of 3 this week")
    await morning.until("2026-03-30 18:00")
    ben.sees_nothing()


async def test_done_in_todays_list_shows_at_once(morning: Story, ben: Person) -> None:
    """Only ben sees the answer to `/beat today`, and its buttons work like those of the digest."""
    assert "Tip of the day" in await ben.types("/beat today")
    await ben.presses("Done", channel="#social")
    shown = words_of((await ben._messages("#social"))[-1])
    assert "Nothing is left to do.\n✓ Done 09:00 — Instagram: Tip of the day\nUndo" in shown
    ben.finds("Monday, 30 Mar", "✓ Done 09:00")


# ---------------------------------------------------------------- snooze


async def test_snoozed_for_half_an_hour_it_comes_back_then(morning: Story, ben: Person) -> None:
    """Due at ten, and snoozed at nine: it comes at half past ten, half an hour later than it would have."""
    await ben.chooses("Snooze…", "30 minutes")
    ben.finds("Monday, 30 Mar", "10:30.* Instagram: Tip of the day .snoozed, it was due 10:00")
    await morning.until("2026-03-30 10:29")
    ben.sees_nothing()
    await morning.until("2026-03-30 10:30")
    ben.sees("It is time for .*Tip of the day")
    await morning.until("2026-03-30 11:30")
    ben.sees("A quiet reminder")


async def test_a_snooze_never_makes_a_task_due_earlier_than_it_was(morning: Story, ben: Person) -> None:
    """A chosen time before ten is refused with the hour; snoozing again moves it later, never earlier."""
    await ben.chooses("Snooze…", "Pick a time…")
    wrong = await ben.fills_in({"On which day?": "2026-03-30", "At what time?": "09:30"})
    assert "10:00" in wrong["errors"]["snooze_day"]
    await ben.fills_in({"On which day?": "2026-04-01", "At what time?": "14:15"})
    ben.finds("Monday, 30 Mar", "Wed 1 Apr 14:15.* Instagram: Tip of the day .snoozed")
    await ben.chooses("Snooze…", "Tomorrow")
    ben.finds("Monday, 30 Mar", "Wed 1 Apr 14:15.* Instagram: Tip of the day .snoozed")
    await ben.chooses("Snooze…", "2 hours")
    ben.finds("Monday, 30 Mar", "Wed 1 Apr 16:15.* Instagram: Tip of the day .snoozed")


async def test_snoozed_for_two_hours_it_is_quiet_till_then(morning: Story, ben: Person) -> None:
    """Snoozed from the reminder: the reminder says so, and the ladder starts over at noon."""
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")
    await ben.chooses("Snooze…", "2 hours")
    put_off = ben.finds("Snoozed until 12:00", "Tip of the day", "Done")
    assert "It is time for" not in put_off
    await morning.until("2026-03-30 11:59")
    ben.sees_nothing()
    await morning.until("2026-03-30 12:00")
    ben.sees("It is time for .*Tip of the day", "due at 10:00")
    await morning.until("2026-03-30 13:00")
    ben.sees("A quiet reminder")


async def test_snoozed_until_tomorrow_it_stands_in_tomorrows_digest(morning: Story, ben: Person, ana: Person) -> None:
    """Tomorrow is ben's next working day, at the hour of his digest. The digest says it, so no reminder has to."""
    await ben.chooses("Snooze…", "Tomorrow")
    ben.finds("Monday, 30 Mar", "tomorrow 09:00.* Instagram: Tip of the day .snoozed, it was due 10:00")
    await morning.until("2026-03-31 08:59")
    ben.sees_nothing()
    await morning.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", "1 to do", "Was due yesterday 10:00")
    ben.sees_nothing()
    ana.sees_nothing()


async def test_a_time_can_be_picked(morning: Story, ben: Person) -> None:
    """The form takes a day and a time in ben's zone; a past time is returned."""
    await ben.chooses("Snooze…", "Pick a time…")
    wrong = await ben.fills_in({"On which day?": "2026-03-30", "At what time?": "08:00"})
    assert "That time is over" in wrong["errors"]["snooze_day"]
    await ben.fills_in({"On which day?": "2026-04-01", "At what time?": "14:15"})
    ben.finds("Monday, 30 Mar", "Wed 1 Apr 14:15.* Instagram: Tip of the day .snoozed")
    await morning.until("2026-03-31 18:00")
    ben.sees_nothing()
    await morning.until("2026-04-01 14:15")
    ben.sees("Wednesday, 1 Apr")
    morning.forget()
    assert ben.has("It is time for .*Tip of the day.*due Mon 30 Mar 10:00")


async def test_put_off_into_the_evening_it_comes_with_the_next_digest(morning: Story, ben: Person) -> None:
    """Two hours from a quarter to five would be after ben's day: he is told right away when it comes instead."""
    await morning.until("2026-03-30 16:45")
    morning.forget()
    await ben.chooses("Snooze…", "2 hours")
    ben.finds("Snoozed until tomorrow 09:00: Instagram: Tip of the day")
    await morning.until("2026-03-31 08:59")
    ben.sees_nothing()
    morning.forget()
    await morning.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", "Was due yesterday 10:00")


async def test_a_snooze_can_be_taken_back(morning: Story, ben: Person) -> None:
    """A snoozed duty has Undo, and after that it is due at ten again."""
    await ben.chooses("Snooze…", "2 hours")
    await ben.presses("Undo")
    assert "snoozed" not in ben.finds("Monday, 30 Mar")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for .*Tip of the day")


# ---------------------------------------------------------------- hand over


async def test_handed_over_the_new_owner_hears_at_once(morning: Story, ben: Person, ana: Person) -> None:
    """Ana is told what she got, and that it is for once; ben's digest shows who has it; ana is reminded at ten."""
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": ana.id})
    ana.sees("Handed over to you", "This one time only", "10:00.*Tip of the day", "Done")
    ben.finds("Monday, 30 Mar", "Handed over to ana, this time: Instagram: Tip of the day")
    await morning.until("2026-03-30 10:00")
    ana.sees("It is time for .*Tip of the day")
    ben.sees_nothing()
    await ana.presses("Done")
    await morning.until("2026-04-01 09:00")
    ben.sees("Wednesday, 1 Apr", "Tip of the day")  # the next one goes to the role as usual
    ana.sees("A question about Social", "Where does all of this lead")


async def test_handed_over_a_minute_before_nine_the_digest_brings_it(bakery: Story, ben: Person, eve: Person) -> None:
    """At 08:59 it was ben's; at nine it is in eve's digest, and no longer in ben's."""
    await add(bakery, bakery.people["ana"], slot("Question of the day", "mon", "10:15", ben))
    await bakery.until("2026-03-30 08:59")
    bakery.forget()
    await ben.types("/beat today")
    await ben.presses("Hand over", channel="#social")
    await ben.fills_in({"Who does it?": eve.id})
    eve.sees_nothing()
    await bakery.until("2026-03-30 09:00")
    eve.sees("Monday, 30 Mar", "1 to do", "Tip of the day .handed over to you, this time.")
    digest = ben.sees("Monday, 30 Mar", "1 to do", "Question of the day").partition("1 to do")[2]
    assert "Tip of the day" not in digest
    bakery.forget()


async def test_a_hand_over_taken_back_takes_its_message_away(morning: Story, ben: Person, ana: Person) -> None:
    """After Undo, ana's message is deleted, and the duty is ben's again with its buttons."""
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": ana.id})
    await ben.presses("Undo")
    ana.sees_nothing()
    assert not ana.has("Handed over to you")
    ben.finds("Monday, 30 Mar", "1 to do", "Snooze…")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")
    ana.sees_nothing()


async def test_handed_over_at_night_it_waits_for_the_morning(morning: Story, ben: Person, cho: Person) -> None:
    """At six in the evening it is night for cho in Tokyo: she reads about it in her own digest."""
    await morning.until("2026-03-30 17:30")
    morning.forget()
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": cho.id})
    await morning.until("2026-03-31 01:59")
    cho.sees_nothing()
    await morning.until("2026-03-31 02:00")
    cho.sees("Tuesday, 31 Mar", "1 to do", "Tip of the day")


# ---------------------------------------------------------------- skip


@pytest.mark.parametrize(
    ("option", "words"), [("No content", "no content"), ("No time", "no time"), ("Not relevant", "not relevant")]
)
async def test_skipped_with_one_tap_it_says_why(morning: Story, ben: Person, option: str, words: str) -> None:
    """Three of the four reasons take one tap; nobody is asked about it again, and the lead isn't told."""
    await ben.chooses("Skip…", option)
    digest = ben.finds("Monday, 30 Mar", f"Skipped 09:00, {words}.* — Instagram: Tip of the day")
    assert "Everything is settled" in digest
    await morning.until("2026-03-30 18:00")
    morning.people["ana"].sees_nothing()
    ben.sees_nothing()


async def test_skipped_in_own_words(morning: Story, ben: Person) -> None:
    """The fourth reason is a form, and its text is shown as it was written."""
    await ben.chooses("Skip…", "Other reason…")
    await ben.fills_in({"Why not this time?": "The oven is <broken> & cold"})
    ben.finds("Skipped 09:00, The oven is &lt;broken&gt; &amp; cold — Instagram: Tip of the day")


# ---------------------------------------------------------------- undo


async def test_what_was_pressed_by_mistake_can_be_taken_back(morning: Story, ben: Person) -> None:
    """Nine minutes later, Undo restores the duty with its buttons and its reminder."""
    await ben.presses("Done")
    await morning.until("2026-03-30 09:09")
    await ben.presses("Undo")
    ben.finds("Monday, 30 Mar", "1 to do", "Snooze…")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")


async def test_undo_ends_after_ten_minutes(morning: Story, ben: Person) -> None:
    """After that, ben is told in private what he can do instead; the duty stays done."""
    await ben.presses("Done")
    await morning.until("2026-03-30 09:11")
    await ben.presses("Undo")
    ben.sees("Undo works for ten minutes")
    ben.finds("Monday, 30 Mar", "✓ Done 09:00")


async def test_a_skip_taken_back_is_planned_as_before(morning: Story, ben: Person) -> None:
    """Undo of a skip asks for the duty again, at its time."""
    await ben.chooses("Skip…", "No time")
    await ben.presses("Undo")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")


# ---------------------------------------------------------------- two people, old buttons


async def test_of_two_who_press_at_once_the_second_is_told(morning: Story, ana: Person, ben: Person) -> None:
    """The lead skips a duty at the moment when ben does it: one of them wins, and the other is told who was first."""
    await morning.until("2026-03-30 16:00")
    morning.forget()
    await asyncio.gather(
        ben._control.press(user="ben", channel=BOT, label="Done"),
        ana._control.select(user="ana", channel=BOT, label="Skip…", value="No time"),
    )
    await morning.office.quiet()
    morning.read()
    told = [t for t in morning.told if not t.seen and t.to is not None]
    assert len(told) == 1
    told[0].seen = True
    done = ben.has("✓ Done 16:00")
    assert ("done by ben" if done else "skipped by ana") in told[0].text
    assert told[0].to == (ana.id if done else ben.id)


async def test_done_twice_is_done_once(morning: Story, ben: Person) -> None:
    """A second tap before the message has changed is no error, and does nothing twice."""
    await asyncio.gather(*(ben._control.press(user="ben", channel=BOT, label="Done") for _ in range(2)))
    await morning.office.quiet()
    ben.finds("✓ Done 09:00", "Instagram 1 of 3 this week")
    ben.sees_nothing()


async def test_buttons_of_what_is_closed_say_how_it_ended(morning: Story, ben: Person) -> None:
    """This morning's list, which only ben sees, still has its buttons long after the duty is done."""
    await ben.types("/beat today")
    await ben.presses("Done")
    await ben.chooses("Skip…", "No time", channel="#social")
    ben.sees("This one is settled already: done by ben, Mon 30 Mar 09:00 .Berlin.", "`/beat today` .* what is open")
