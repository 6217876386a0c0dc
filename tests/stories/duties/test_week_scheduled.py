"""One tap for the rest of a recurring post's week; and what Done says about the week."""

from __future__ import annotations

import pytest

from tests.stories.cast import BOT, Person, Story, words_of
from tests.stories.plans import add, make_plan, slot

WEEK = "The whole week is scheduled (+2)"


@pytest.fixture
async def morning(bakery: Story) -> Story:
    """Monday, nine o'clock: ben's digest has Monday's tip; Wednesday's and Friday's are to come."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


async def test_after_scheduled_the_whole_week_is_one_tap_away(morning: Story, ben: Person) -> None:
    """Wednesday and Friday are settled with it, and shown; nobody is reminded of anything until next week."""
    await ben.presses("Scheduled")
    assert WEEK in ben.finds("Monday, 30 Mar", "✓ Scheduled 09:00", "Instagram 1 of 3 this week")
    await ben.presses(WEEK)
    digest = ben.finds("Monday, 30 Mar", "✓ Scheduled 09:00", "Instagram 3 of 3 this week", "Undo")
    assert "Scheduled with it: Wed 1 Apr 10:00 and Fri 3 Apr 10:00. Nobody is reminded of them." in digest
    assert "The whole week" not in digest
    await morning.until("2026-04-03 08:59")
    assert not ben.has("Wednesday, 1 Apr")
    morning.forget()
    await morning.until("2026-04-06 09:00")
    ben.finds("Monday, 6 Apr", "Tip of the day")
    assert not ben.has("Friday, 3 Apr.*· Instagram: Tip of the day")
    morning.forget()


async def test_one_undo_takes_all_of_it_back(morning: Story, ana: Person, ben: Person) -> None:
    """Monday's too: at ten he is reminded of it, and on Wednesday of Wednesday's."""
    await ben.presses("Scheduled")
    await ben.presses(WEEK)
    await ben.presses("Undo")
    assert "Scheduled with it" not in ben.finds("Monday, 30 Mar", "1 to do", "Snooze…")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for .*Tip of the day")
    await ben.presses("Done")
    await morning.until("2026-04-01 09:00")
    ben.sees("Wednesday, 1 Apr", "1 to do", "Tip of the day")
    ben.finds("✓ Done 10:00|✓ Done yesterday|✓ Done Mon", "Tip of the day")
    ana.sees("A question about Social", "Where does all of this lead")


async def test_after_ten_minutes_it_stays(morning: Story, ben: Person) -> None:
    """Undo lasts ten minutes, for the whole week as for a single duty."""
    await ben.presses("Scheduled")
    await ben.presses(WEEK)
    held = ben.holds("Undo")
    await morning.pass_time(minutes=11)
    await ben.presses_held(held)
    ben.sees("Undo works for ten minutes")
    assert "3 of 3" in ben.finds("Monday, 30 Mar")


async def test_pressed_twice_it_is_done_once(morning: Story, ben: Person) -> None:
    """The second press, in a message that isn't redrawn yet, changes nothing; Undo still takes all of it back."""
    await ben.presses("Scheduled")
    held = ben.holds(WEEK)
    await ben.presses_held(held)
    await ben.presses_held(held)
    assert "3 of 3" in ben.finds("Monday, 30 Mar")
    await ben.presses("Undo")
    ben.finds("Monday, 30 Mar", "1 to do")


async def test_each_is_counted_once_in_the_review(morning: Story, ana: Person, ben: Person) -> None:
    """Three of three in Friday's review, and none of them in the next one."""
    await ben.presses("Scheduled")
    await ben.presses(WEEK)
    await morning.until("2026-04-03 15:00")
    assert "3 of 3" in ana.finds("Instagram: 3 of 3|3 of 3")
    morning.forget()


async def test_another_regular_post_is_not_touched(morning: Story, ana: Person, ben: Person) -> None:
    """Wednesday's question of the day belongs to another recurring post: it is still asked for."""
    await add(morning, ana, slot("Question of the day", "wed", "12:00", ben))
    await ben.presses("Scheduled")
    await ben.presses(WEEK)
    await morning.until("2026-04-01 09:00")
    assert "Tip of the day" not in ben.finds("Wednesday, 1 Apr", "1 to do", "Question of the day")
    ana.sees("A question about Social", "Where does all of this lead")


async def test_with_nothing_more_this_week_it_is_not_offered(story: Story, ana: Person, ben: Person) -> None:
    """A post on Fridays: next Friday is in another week."""
    await make_plan(story, ana, [slot("Friday bread", "fri", "10:00", ben)])
    await story.until("2026-04-03 09:00")
    story.forget()
    await ben.presses("Scheduled")
    assert "The whole week" not in ben.finds("✓ Scheduled 09:00")


async def test_a_made_up_press_for_somebody_elses_is_refused(morning: Story, cho: Person, ben: Person) -> None:
    """Cho is in the channel, but ben's duties aren't hers to settle."""
    await ben.presses("Scheduled")
    held = ben.holds(WEEK)
    await cho.says("hello", channel=BOT)
    server = morning.office.server
    mine = server.workspace.direct_with_app(cho.id)
    message = next(m for m in server.workspace.visible(cho.id, mine) if m.bot_id)
    action = {**held.action, "action_ts": server.workspace.stamps.next()}
    await server.interactions.act_on_message(server.workspace, mine, message, cho.id, action)
    await cho._done()
    cho.sees("You cannot settle a duty here")
    assert "1 of 3" in ben.finds("Monday, 30 Mar")


# ---------------------------------------------------------------- progress


async def test_done_says_when_the_number_was_last_read(morning: Story, ben: Person) -> None:
    """He reports Thursday's number, and Friday's Done shows it with its day."""
    await morning.until("2026-04-02 15:00")
    morning.forget()
    await ben.presses("Give the numbers")
    await ben.fills_in({"Instagram followers": "640"})
    await morning.until("2026-04-03 10:00")
    morning.forget()
    await ben.presses("Done")
    said = "Instagram 1 of 3 this week. Instagram followers 640 of 1,000, last read Thursday."
    assert said in ben.finds("^✓ Done 10:00", "Tip of the day")
    morning.forget()


async def test_done_in_todays_list_says_how_the_week_stands(morning: Story, ben: Person) -> None:
    """The list that only he sees says it like the digest."""
    await ben.types("/beat today")
    await ben.presses("Done", channel="#social")
    shown = words_of((await ben._messages("#social"))[-1])
    assert "Instagram 1 of 3 this week." in shown


async def test_a_task_without_a_platform_has_a_week_too(story: Story, ana: Person, ben: Person) -> None:
    """Social listening is no post: its week is shown all the same."""
    listen = slot("Read the comments", "mon tue", "10:00", ben, platform="", role="Community", kind="listen")
    await make_plan(story, ana, [listen])
    await story.until("2026-03-30 10:00")
    story.forget()
    await ben.presses("Done")
    ben.finds("✓ Done 10:00 — Read the comments", "Done 1 of 2 this week")
    story.forget()
