"""What happens to a duty that isn't done: reminder, nudge, second nudge, the lead, missed."""

from __future__ import annotations

import pytest

from tests.stories.cast import Person, Story
from tests.stories.plans import add, make_plan, slot

# The main job runs on both databases before each commit.
pytestmark = pytest.mark.both

TIP = "Instagram: Tip of the day"


@pytest.fixture
async def morning(bakery: Story) -> Story:
    """Monday, nine o'clock: ben has his digest with one duty, due at ten."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


async def test_at_its_time_comes_a_reminder_with_text_to_copy(story: Story, ana: Person, ben: Person) -> None:
    """The slot's message is in a box of its own; without one, the title is."""
    await make_plan(story, ana, [slot("Tip of the day", "mon", "10:00", ben, message="Bread is patience.")])
    await story.until("2026-03-30 09:59")
    story.forget()
    await story.until("2026-03-30 10:00")
    reminder = ben.sees(f"It is time for .*{TIP}.*, due at 10:00", "```Bread is patience.```")
    assert reminder.count("Bread is patience.") == 1


async def test_an_hour_later_a_nudge_takes_its_place_and_two_hours_later_another(morning: Story, ben: Person) -> None:
    """There is never more than one of them: the last one is deleted and the next one is a new post."""
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")
    await morning.until("2026-03-30 10:59")
    ben.sees_nothing()
    await morning.until("2026-03-30 11:00")
    ben.sees(f"A quiet reminder: .*{TIP}.* was due at 10:00", "snooze it or hand it over", "Done")
    assert not ben.has("It is time for")
    await morning.until("2026-03-30 12:59")
    ben.sees_nothing()
    await morning.until("2026-03-30 13:00")
    ben.sees(f"Still open: .*{TIP}", "Unless you snooze it, I will not ask again today")
    assert not ben.has("A quiet reminder")
    await morning.until("2026-03-30 18:00")
    ben.sees_nothing()
    morning.forget()


async def test_three_working_hours_after_the_last_nudge_the_lead_hears(
    morning: Story, ana: Person, ben: Person
) -> None:
    """In private, with what happened and why she is told; ben gets no message, and neither does #social."""
    await morning.until("2026-03-30 13:00")
    morning.forget()
    await morning.until("2026-03-30 15:59")
    ana.sees_nothing()
    await morning.until("2026-03-30 16:00")
    told = ana.sees("1 duty needs a hand", "because you are the lead", "Nobody else was told")
    assert "ben (Instagram editor in Social) was reminded at 10:00, 11:00 and 13:00." in told
    ben.sees_nothing()
    assert not [t for t in morning.told if "ben" in t.text and t.channel == _social(morning)]
    await morning.until("2026-03-31 17:59")
    ana.sees_nothing()  # once is enough
    morning.forget()


def _social(story: Story) -> str:
    return story.office.server.workspace.find_channel("#social", story.people["ana"].id).id


async def test_several_of_one_day_come_to_the_lead_in_one_message(bakery: Story, ana: Person, ben: Person) -> None:
    """The second message replaces the first and says both: only one remains."""
    await add(bakery, ana, slot("Question of the day", "mon", "10:30", ben))
    await bakery.until("2026-03-30 15:59")
    bakery.forget()
    await bakery.until("2026-03-30 16:00")
    assert "Question of the day" not in ana.sees("1 duty needs a hand", "Tip of the day")
    await bakery.until("2026-03-30 16:30")
    ana.sees("2 duties need a hand", "Tip of the day", "Question of the day")
    assert not ana.has("1 duty needs a hand")


async def test_the_lead_can_do_it_and_the_owner_sees_who_did(morning: Story, ana: Person, ben: Person) -> None:
    """Done in the lead's message settles it for everyone."""
    await morning.until("2026-03-30 16:00")
    morning.forget()
    await ana.presses("Done")
    ana.finds("All of this is settled now", "✓ Done 16:00 — Instagram: Tip of the day")
    ben.finds("Monday, 30 Mar", "✓ Done 16:00 by ana — Instagram: Tip of the day")
    ben.finds("^✓ Done 16:00 by ana")


async def test_a_lead_is_not_told_on_themselves(story: Story, ana: Person) -> None:
    """Ana leads and does it herself: two nudges, and then peace."""
    await make_plan(story, ana, [slot("Tip of the day", "mon", "10:00", ana)])
    await story.until("2026-03-30 13:00")
    story.forget()
    await story.until("2026-03-31 08:59")
    ana.sees_nothing()
    await story.until("2026-03-31 09:00")
    ana.sees("Tuesday, 31 Mar", "1 to do, overdue")
    await story.until("2026-03-31 18:00")
    ana.sees_nothing()


async def test_done_between_two_rungs_ends_it(morning: Story, ana: Person, ben: Person) -> None:
    """Done at half past ten: no nudge at eleven, none at one, no message to the lead, nothing tomorrow."""
    await morning.until("2026-03-30 10:30")
    ben.sees("It is time for")
    await ben.presses("Done")
    await morning.until("2026-04-01 08:59")
    ben.sees_nothing()
    ana.sees_nothing()


async def test_outside_working_hours_rungs_become_lines_of_the_next_digest(
    story: Story, ana: Person, ben: Person
) -> None:
    """Due at half past five: the reminder comes, the nudges would come after six and don't; ana is told at noon."""
    await make_plan(story, ana, [slot("Evening bread", "mon", "17:30", ben)])
    await story.until("2026-03-30 17:29")
    story.forget()
    await story.until("2026-03-31 08:59")
    ben.sees("It is time for .*Evening bread")
    ben.sees_nothing()
    await story.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", "1 to do, overdue", "Was due yesterday 17:30.* Evening bread")
    await story.until("2026-03-31 11:59")
    ben.sees_nothing()
    ana.sees_nothing()
    await story.until("2026-03-31 12:00")
    ana.sees("1 duty needs a hand", "ben .* was reminded yesterday at 17:30")


async def test_before_the_day_begins_nobody_is_reminded(story: Story, ana: Person, ben: Person) -> None:
    """Due at seven: both the previous day's digest and the one at nine list it, and the second nudge comes at ten."""
    await make_plan(story, ana, [slot("Early bread", "tue", "07:00", ben)])
    await story.until("2026-03-30 09:00")
    ben.sees("gave you the role", "Monday, 30 Mar", "tomorrow 07:00.* Early bread")
    await story.until("2026-03-31 08:59")
    ben.sees_nothing()
    await story.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", "Was due 07:00.* Early bread")
    await story.until("2026-03-31 10:00")
    ben.sees("Still open: .*Early bread")
    await story.until("2026-03-31 12:59")
    ana.sees_nothing()
    await story.until("2026-03-31 13:00")
    ana.sees("1 duty needs a hand", "ben .* was reminded at 10:00")


async def test_gentle_is_one_nudge_and_the_lead_still_hears(morning: Story, ana: Person, ben: Person) -> None:
    """`/beat reminders gentle` says what will come now, and takes effect."""
    said = await ben.types("/beat reminders gentle")
    assert "a reminder at the time of a duty, and one nudge three hours later" in said
    await morning.until("2026-03-30 12:59")
    ben.sees("It is time for")
    ben.sees_nothing()
    await morning.until("2026-03-30 13:00")
    ben.sees("Still open")
    await morning.until("2026-03-30 16:00")
    ana.sees("1 duty needs a hand", "was reminded at 10:00 and 13:00")


async def test_off_is_the_digest_alone_and_the_lead_still_hears(morning: Story, ana: Person, ben: Person) -> None:
    """`/beat reminders off`: ben gets nothing after his digest; ana is told that he chose this."""
    assert "your lead still hears" in await ben.types("/beat reminders off")
    await morning.until("2026-03-30 15:59")
    ben.sees_nothing()
    ana.sees_nothing()
    await morning.until("2026-03-30 16:00")
    ana.sees("1 duty needs a hand", "ben .* has reminders switched off. It stood in the digest")
    await morning.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", "1 to do, overdue")


async def test_snoozed_after_the_nudges_it_begins_anew(morning: Story, ana: Person, ben: Person) -> None:
    """Snoozed at half past one until half past three: reminder and nudge come again, and only then the lead."""
    await morning.until("2026-03-30 13:30")
    morning.forget()
    await ben.chooses("Snooze…", "2 hours")
    ben.finds("Snoozed until 15:30")
    await morning.until("2026-03-30 15:30")
    ben.sees("It is time for")
    await morning.until("2026-03-30 16:30")
    ben.sees("A quiet reminder")
    await morning.until("2026-03-31 08:59")
    ana.sees_nothing()
    ben.sees_nothing()
    await morning.until("2026-03-31 11:59")
    ben.sees("Tuesday, 31 Mar", "1 to do, overdue")
    ana.sees_nothing()
    await morning.until("2026-03-31 12:00")
    ana.sees("1 duty needs a hand")


async def test_not_done_by_the_end_of_the_next_working_day_it_is_missed(
    morning: Story, ana: Person, ben: Person
) -> None:
    """Nobody is told; messages about it say so, without buttons, and Wednesday's digest is about Wednesday."""
    await morning.until("2026-03-31 17:59")
    morning.forget()
    ben.finds("Tuesday, 31 Mar", "1 to do, overdue", "Done")
    await morning.until("2026-03-31 18:00")
    digest = ben.finds("Tuesday, 31 Mar", f"Not done .due [^)]*. — {TIP}")
    assert "Snooze…" not in digest
    ana.finds(f"Not done .due [^)]*. — {TIP}", "Nothing here is open any more|was not done")
    assert not ana.has("All of this is settled")
    await morning.until("2026-04-01 09:00")
    assert "yesterday" not in ben.sees("Wednesday, 1 Apr", "1 to do.")
    ana.sees("A question about Social", "Where does all of this lead")


async def test_the_button_of_a_missed_duty_says_that_it_is_over(morning: Story, ben: Person) -> None:
    """Pressed in an old list, it says so, and where the open ones are."""
    await ben.types("/beat today")
    await morning.until("2026-03-31 18:00")
    morning.forget()
    await ben.presses("Done", channel="#social")
    ben.sees("The time for this one is over, and it was not done", "`/beat today`")


async def test_a_lead_on_the_other_side_of_the_world_hears_in_their_own_morning(
    story: Story, cho: Person, ben: Person
) -> None:
    """Thursday's is due late; when ben's hours are over, it is the weekend for cho in Tokyo: she is told on Monday."""
    await make_plan(story, cho, [slot("Late bread", "thu", "17:00", ben)])
    await story.until("2026-04-05 23:00")
    story.forget()
    assert not cho.has("needs a hand|was not done")
    await story.until("2026-04-06 02:00")
    cho.sees("1 duty was not done", "because you are the lead", "Not done .due [^)]*. — Instagram: Late bread")


async def test_what_is_handed_over_climbs_on_with_its_new_owner(morning: Story, ana: Person, ben: Person) -> None:
    """After the first nudge ben hands it to eve: she gets the second at one, and ana is told eve's name."""
    eve = morning.people["eve"]
    await morning.until("2026-03-30 11:30")
    morning.forget()
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": eve.id})
    eve.sees("Handed over to you")
    assert not ben.has("A quiet reminder")
    await morning.until("2026-03-30 13:00")
    eve.sees("Still open: .*Tip of the day")
    ben.sees_nothing()
    await morning.until("2026-03-30 16:00")
    ana.sees("1 duty needs a hand", "eve .Instagram editor in Social.")


async def test_nobody_is_named_in_public(morning: Story, ana: Person, ben: Person) -> None:
    """A whole week of missed duties, its review included: #social never reads ben's name."""
    await morning.until("2026-04-06 12:00")
    social = _social(morning)
    said = [t.text for t in morning.told if t.channel == social]
    assert any("missed" in text for text in said)
    assert not [text for text in said if "ben" in text.casefold() or ben.id in text]
    morning.forget()
