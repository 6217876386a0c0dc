"""The primer: reading lessons, answering one, getting one a day, and who sees whose progress."""

from __future__ import annotations

from bot.schema.lessons import LESSONS
from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot


async def presses_shown(who: Person, label: str, channel: str | None = None) -> str:
    """Press a button of what only they see, and return what replaces it."""
    await who.presses(label, channel=channel or who.home)
    return await who.last(channel or who.home)


async def test_the_list_shows_ten_lessons_and_how_far_one_is(bakery: Story, cho: Person) -> None:
    """The person who types it has read nothing yet; it says nothing about anyone else."""
    shown = await cho.types("/beat lessons")
    assert "you have read 0 of 10" in shown
    for lesson in LESSONS:
        assert f"• {lesson.number}. {lesson.title}" in shown
    assert "Your team" not in shown
    bakery.forget()


async def test_an_answer_is_one_tap_and_says_whether_and_why(bakery: Story, cho: Person) -> None:
    """A wrong answer is pointed out kindly, with the right one; a lesson that was read is ticked off."""
    lesson = LESSONS[0]
    shown = await cho.types("/beat lesson")
    assert f"Lesson 1 of 10: {lesson.title}" in shown
    assert lesson.choices[0].why not in shown
    answered = await presses_shown(cho, "A")
    assert "Not A: B is the best of the three" in answered
    assert f"{lesson.choices[0].text} (your answer)" in answered
    assert all(choice.why in answered for choice in lesson.choices)
    assert "✓ 1. Goals first" in await presses_shown(cho, "All lessons")
    bakery.forget()


async def test_the_first_answer_counts_and_one_may_look_again(bakery: Story, cho: Person) -> None:
    """Pressed again where the lesson still has its buttons, the first answer counts."""
    await cho.types("/beat lesson 2")
    held = cho.holds("B", channel=cho.home)
    await presses_shown(cho, "C")
    await cho.presses_held(held)
    again = await cho.types("/beat lesson 2")
    assert "✓ C is right." in again
    assert f"{LESSONS[1].choices[2].text} (your answer)" in again
    assert "you have read 1 of 10" in await cho.types("/beat lessons")
    bakery.forget()


async def test_one_reads_on_from_lesson_to_lesson(bakery: Story, cho: Person) -> None:
    """From the list to the next, then to the one after it, until all ten are read."""
    await cho.types("/beat lessons")
    for lesson in LESSONS:
        shown = await presses_shown(cho, "Read the next one")
        assert f"Lesson {lesson.number} of 10" in shown
        shown = await presses_shown(cho, "ABC"[lesson.right])
        assert f"✓ {'ABC'[lesson.right]} is right." in shown
    assert "You have read all 10 lessons" in shown
    done = await cho.types("/beat lesson")
    assert "you have read 10 of 10" in done
    assert "Read the next one" not in done
    assert "One a day" not in done
    bakery.forget()


async def test_a_lesson_that_there_is_not_is_answered_with_what_would_do(bakery: Story, cho: Person) -> None:
    """Eleven, zero and words: each answer says how lessons are numbered."""
    for typed in ("11", "0", "goals", "-1", "9999999"):
        said = await cho.types(f"/beat lesson {typed}")
        assert f"There is no lesson “{typed}”" in said
        assert "`/beat lesson 3`" in said


async def test_the_team_is_named_without_scores(bakery: Story, ana: Person, ben: Person, eve: Person) -> None:
    """Ana sees that ben has started, but not his answers. Eve, who sees no plan of theirs, sees nobody."""
    await ben.types("/beat lesson 1")
    await presses_shown(ben, "A")
    listed = await ana.types("/beat lessons")
    assert "*Your team:*\n• ben 1 of 10" in listed
    assert "Your team" not in await eve.types("/beat lessons", channel="#elsewhere")
    bakery.forget()


async def test_a_newcomer_gets_a_lesson_a_day_and_a_question_takes_its_turn(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Ben asks for it with his offer. Tuesday has no digest, so it comes by itself, whole; on Wednesday he is asked."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Teach me, a lesson a day")
    offer = ben.finds("gave you the role", "A lesson comes each working day, from Tue 31 Mar 09:00 .Berlin.")
    assert "Teach me" not in offer
    await ben.presses("Done")
    bakery.forget()
    await bakery.until("2026-03-31 09:00")
    ben.sees("Lesson 1 of 10: Goals first", "For example", "Stop the lessons")
    await ben.presses("B")
    ben.finds("Lesson 1 of 10", "✓ B is right")
    await bakery.until("2026-04-01 09:00")
    ben.sees("Wednesday, 1 Apr", "1 to do", "A question about Social")
    ana.sees("A question about Social", "Where does all of this lead")  # she wants no lessons
    await ben.presses("Done")
    await bakery.until("2026-04-02 09:00")
    ben.sees("Lesson 2 of 10")


async def test_where_there_is_a_digest_a_lesson_is_its_last_line(story: Story, ana: Person, ben: Person) -> None:
    """It opens in a window; the line shows the result. The offer's second button opens the first one right away."""
    await make_plan(story, ana, [slot("Tip of the day", "mon tue wed thu fri", "10:00", ben)])
    await story.until("2026-03-30 09:00")
    story.forget()
    await ben.presses("Teach me, a lesson a day")
    await ben.presses("Read lesson 1 now")
    assert LESSONS[0].question in await ben.window()
    assert "✓ B is right" in await ben.presses_in_window("B")
    await ben.presses("Done")
    story.forget()
    await story.until("2026-03-31 09:00")
    digest = ben.sees("Tuesday, 31 Mar", "1 to do", "Lesson 2 of 10, Numbers that you act on", "Read it")
    assert digest.index("Tip of the day") < digest.index("Lesson 2")
    await ben.presses("Read it")
    assert "✓ C is right" in await ben.presses_in_window("C")
    ben.finds("Tuesday, 31 Mar", "Lesson 2 of 10, Numbers that you act on.*✓ C is right", "Look again")
    await ben.presses("Done")
    ben.finds("Tuesday, 31 Mar", "Nothing is left to do", "Lesson 2 of 10.*✓ C is right")
    story.forget()


async def test_lessons_come_on_working_days_alone_and_never_twice(bakery: Story, eve: Person) -> None:
    """Eve, who has no plan, asks on Thursday: Friday, Monday and Tuesday bring three, whether she reads them or not."""
    await bakery.until("2026-04-02 12:00")
    bakery.forget()
    shown = await eve.types("/beat lessons", channel="#elsewhere")
    assert "One a day, please" in shown
    assert "The next one can come Fri 3 Apr 09:00" in await presses_shown(eve, "One a day, please", "#elsewhere")
    for day, number in (("03", 1), ("06", 2), ("07", 3)):
        await bakery.until(f"2026-04-{day} 08:59")
        eve.sees_nothing()
        await bakery.until(f"2026-04-{day} 09:00")
        eve.sees(f"Lesson {number} of 10")
    bakery.forget()


async def test_stop_stops_them_and_can_be_taken_back(bakery: Story, eve: Person) -> None:
    """The message says that they stopped, with a button to start again; nothing comes the next day."""
    await eve.types("/beat lessons", channel="#elsewhere")
    await presses_shown(eve, "One a day, please", "#elsewhere")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await eve.presses("Stop the lessons")
    eve.finds("Lesson 1 of 10", "One a day, please")
    await bakery.until("2026-03-31 12:00")
    eve.sees_nothing()
    await eve.presses("One a day, please")
    await bakery.until("2026-04-01 09:00")
    eve.sees("Lesson 1 of 10")  # she did not read it: it begins again where she is
    bakery.forget()


async def test_after_the_last_one_they_end_by_themselves(bakery: Story, eve: Person) -> None:
    """She reads nine by herself; the tenth comes, and then nothing. Lessons that she left unread can start again."""
    await eve.types("/beat lessons", channel="#elsewhere")
    await presses_shown(eve, "One a day, please", "#elsewhere")
    for lesson in LESSONS[:9]:
        await eve.types(f"/beat lesson {lesson.number}", channel="#elsewhere")
        await presses_shown(eve, "A", "#elsewhere")
    await bakery.until("2026-03-30 09:00")
    eve.sees("Lesson 10 of 10")
    await bakery.until("2026-04-01 12:00")
    eve.sees_nothing()
    listed = await eve.types("/beat lessons", channel="#elsewhere")
    assert "you have read 9 of 10" in listed
    assert "One a day, please" in listed
    await presses_shown(eve, "One a day, please", "#elsewhere")
    await bakery.until("2026-04-02 09:00")
    eve.sees("Lesson 10 of 10")
    bakery.forget()


async def test_who_stopped_them_once_is_not_offered_them_again(bakery: Story, ana: Person, cho: Person) -> None:
    """Cho tried them and stopped; a later role's offer has no such button."""
    await cho.types("/beat lessons")
    await presses_shown(cho, "One a day, please")
    await presses_shown(cho, "Stop the lessons")
    await ana.saves("/beat role Newsletter editor @cho")
    assert "Teach me" not in cho.sees("ana gave you the role .*Newsletter editor")
    bakery.forget()


async def test_reminders_that_are_off_keep_no_lesson_away(bakery: Story, eve: Person) -> None:
    """She asked for lessons herself: they come."""
    await eve.types("/beat reminders off", channel="#elsewhere")
    await eve.types("/beat lessons", channel="#elsewhere")
    await presses_shown(eve, "One a day, please", "#elsewhere")
    await bakery.until("2026-03-30 09:00")
    eve.sees("Lesson 1 of 10")
    bakery.forget()


async def test_home_says_how_far_one_is_and_reads_on_in_a_window(bakery: Story, cho: Person) -> None:
    """One line, one button; Home shows the answer from the window right away."""
    assert "You have read 0 of 10. Next: Goals first." in await cho.opens_home()
    await cho.presses_at_home("Read the next one")
    assert LESSONS[0].idea in await cho.window()
    await cho.presses_in_window("B")
    assert "You have read 1 of 10. Next: Numbers that you act on." in await cho.home_tab()
    bakery.forget()


async def test_why_says_where_a_lesson_went(bakery: Story, eve: Person) -> None:
    """Without duties there was no digest, and the lesson came by itself: both are listed."""
    await eve.types("/beat lessons", channel="#elsewhere")
    await presses_shown(eve, "One a day, please", "#elsewhere")
    await bakery.until("2026-03-30 09:05")
    eve.sees("Lesson 1 of 10")
    said = await eve.types("/beat why", channel="#elsewhere")
    assert "digest — not sent: there was nothing to do" in said
    assert "question or lesson — sent" in said
    bakery.forget()
