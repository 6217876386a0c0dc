"""Changing what is there, in forms: current values, errors beside their fields, what was changed, and Undo."""

from __future__ import annotations

from typing import Any

import pytest

from playground.slack.open_views import stack_of
from tests.stories.cast import GOAL, Person, Story

TARGET = "Which number shows that you got there?"
WHEN = "On which days, and at what time?"


def top(story: Story, who: Person) -> dict[str, Any]:
    """Return the form that somebody has before them."""
    shape: dict[str, Any] = stack_of(story.office.server.workspace, who.id)[-1].shape
    return shape


async def presses_in_form(story: Story, who: Person, label: str) -> None:
    """Press a button of the form on top."""
    await story.office.server.control.press(user=who.name, view=True, label=label)
    await story.office.quiet()
    story.read()


def beside(answer: dict[str, Any]) -> dict[str, str]:
    """Return the errors of a form by field."""
    return {block_id.split(":")[1]: words for block_id, words in (answer.get("errors") or {}).items()}


async def test_a_goal_is_changed_and_says_what_it_was_before(bakery: Story, ana: Person) -> None:
    """The form opens with what is there; the answer says what changed, and Undo puts it back."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({TARGET: "1,2k"})
    said = ana.sees("Changed: the goal 1,000 Instagram followers", "Target: 1,000 → 1,200", "Undo")
    assert "Goal: 1,000 Instagram followers → 1,200 Instagram followers" in said  # its name says its number
    assert "1,200 by" in await ana.types("/beat goals")
    await ana.presses("Undo")
    ana.finds("Taken back: the goal 1,000 Instagram followers is as it was")
    assert "1,000 by" in await ana.types("/beat goals")


async def test_every_wrong_field_is_told_of_at_once_in_the_words_of_the_chat(bakery: Story, ana: Person) -> None:
    """Nothing is saved while one field is wrong; the others keep what was typed."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel=ana.home)
    answer = await ana.fills_in(
        {TARGET: "many", "By when?": "2026-03-01", "Where did it stand at the beginning?": "4-5"}
    )
    errors = beside(answer)
    assert set(errors) == {"target.1", "due", "baseline.1"}
    assert "Sunday 1 March 2026 is in the past." in errors["due"]
    assert "For example:" in errors["target.1"]
    assert "1,000 by" in await ana.types("/beat goals")
    await ana.fills_in({TARGET: "+20 %", "By when?": "2026-12-31", "Where did it stand at the beginning?": "500"})
    answered = beside(await ana.fills_in({TARGET: "800"}))
    assert answered == {}
    ana.sees("Target: 1,000 → 800", r"By: Wed 30 Jun 2027 → Thu 31 Dec 2026", "Where it started: nothing → 500")


async def test_a_form_that_was_overtaken_says_so_and_keeps_what_was_typed(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Two people change the same goal: the second is told what the first did, and loses nothing."""
    await ana.types("/beat goals")
    await ben.types("/beat goals")
    await ana.presses("Change…", channel=ana.home)
    await ben.presses("Change…", channel=ben.home)
    await ben.fills_in({"Unit": "fans"})
    ben.sees("Unit: followers → fans")
    await ana.fills_in({TARGET: "1500"})
    ana.sees_nothing()
    form = top(bakery, ana)
    assert "Somebody changed this in the meantime: Unit (fans)" in form["blocks"][0]["text"]["text"]
    shown = {b["block_id"].split(":")[1]: b["element"].get("initial_value") for b in form["blocks"] if "element" in b}
    assert shown["target.1"] == "1500"
    assert shown["unit.1"] == "fans"
    await ana.fills_in({})
    ana.sees("Target: 1,000 → 1,500")
    assert "1,500 fans by" in await ana.types("/beat goals")


async def test_a_change_is_not_taken_back_over_a_later_one(bakery: Story, ana: Person, ben: Person) -> None:
    """Undo puts back what was, unless somebody has changed the same since, or the ten minutes are over."""
    for who, target in ((ana, "1100"), (ben, "1300")):
        await who.types("/beat goals")
        await who.presses("Change…", channel=who.home)
        await who.fills_in({TARGET: target})
    ana.sees("Target: 1,000 → 1,100")
    ben.sees("Target: 1,100 → 1,300")
    await ana.presses("Undo")
    ana.sees("Somebody changed this in the meantime")
    await bakery.pass_time(minutes=11)
    await ben.presses("Undo")
    ben.sees("Undo works for ten minutes")
    assert "1,300 by" in await ana.types("/beat goals")


async def test_a_form_saved_as_it_was_changes_nothing(bakery: Story, ana: Person) -> None:
    """Fields that hold what they were opened with keep their value, and nobody is told anything."""
    for command in ("/beat goals", "/beat roles", "/beat posts"):
        await ana.types(command)
        await ana.presses("Change…", channel=ana.home)
        assert beside(await ana.fills_in({})) == {}
    ana.sees_nothing()


# ---------------------------------------------------------------- regular posts


async def edit_post(who: Person, values: dict[str, str]) -> dict[str, str]:
    """Change the bakery's regular post, and return what was wrong."""
    await who.types("/beat posts")
    await who.presses("Change…", channel=who.home)
    return beside(await who.fills_in(values))


async def test_another_time_moves_what_is_open_and_doubles_nothing(bakery: Story, ana: Person, ben: Person) -> None:
    """Monday's post moves from 10:00 to 16:00: the digest says so, and it is asked for once."""
    await bakery.until("2026-03-30 09:00")
    ben.sees("10:00", "Tip of the day")
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({WHEN: "mon wed fri at 4pm"})
    ana.sees("Changed: the regular post Tip of the day", "Time: 10:00 → 16:00")
    ben.finds("16:00", "Tip of the day")
    await bakery.until("2026-03-30 15:59")
    ben.sees_nothing()
    await bakery.until("2026-03-30 16:00")
    ben.sees("Tip of the day")
    calendar = await ana.types("/beat calendar")
    assert "10:00 · Instagram" not in calendar
    assert calendar.count("16:00 · Instagram: Tip of the day") == 7


async def test_other_days_withdraw_what_is_no_longer_planned_and_undo_brings_it_back(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """From Monday, Wednesday and Friday to Tuesday: today's is no longer needed, until Undo."""
    await bakery.until("2026-03-30 09:00")
    ben.sees("10:00", "Tip of the day", "Done")
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({WHEN: "every Tuesday"})
    ana.sees("Days: every Monday, Wednesday and Friday → every Tuesday")
    ben.finds("No longer needed", "Tip of the day")
    calendar = await ana.types("/beat calendar")
    assert "Tue 31 Mar" in calendar
    assert "Wed 1 Apr" not in calendar
    await ana.presses("Undo")
    ben.finds("10:00", "Tip of the day", "Done")
    calendar = await ana.types("/beat calendar")
    assert "Tue 31 Mar" not in calendar
    assert calendar.count("Tip of the day") == 6
    await bakery.until("2026-03-30 10:00")
    ben.sees("Tip of the day")
    bakery.forget()


async def test_what_is_done_stays_done_when_its_time_moves(bakery: Story, ana: Person, ben: Person) -> None:
    """Done at 9:30 and moved to the afternoon, a day has one post still."""
    await bakery.until("2026-03-30 09:00")
    ben.sees("Tip of the day")
    await ben.presses("Done")
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({WHEN: "mon wed fri 17:00"})
    bakery.forget()
    await bakery.until("2026-03-30 17:30")
    ben.sees_nothing()
    assert (await ana.types("/beat calendar")).count("Mon 30 Mar") <= 1


async def test_a_post_is_given_to_another_role_on_another_clock(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Role, zone, goal and words change in one go; whoever is to do it now hears of today's."""
    await bakery.until("2026-03-30 09:00")
    await ana.saves("/beat role Tokyo desk @cho")
    bakery.forget()
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in(
        {
            "Who does it?": "Tokyo desk (cho)",
            "On which clock?": "Tokyo",
            WHEN: "mon wed fri 17:00",
            "What should people remember?": "Bread <!channel> & butter",
            "Which goal does it serve?": "No goal yet",
        }
    )
    ana.sees(
        r"Who does it: Instagram editor → Tokyo desk",
        "Time zone: the plan's → Tokyo",
        "Goal that it serves: 1,000 Instagram followers → nothing",
        "Message: nothing → Bread @channel &amp; butter",
    )
    posts = await ana.types("/beat posts")
    assert "every Monday, Wednesday and Friday at 17:00 (Tokyo)" in posts
    assert "No goal yet" in posts
    bakery.forget()
    await bakery.until("2026-03-30 09:30")
    ben.sees_nothing()


async def test_what_a_post_cannot_be_is_said_beside_its_field(bakery: Story, ana: Person) -> None:
    """Two times are two posts; a place that nobody knows is no clock; a title is needed."""
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    errors = beside(await ana.fills_in({WHEN: "mon 9 and 16", "On which clock?": "Xanadu"}))
    assert errors["when"].startswith("Those are several times, and this is one regular post.")
    assert errors["zone"].startswith("I know no time zone called “Xanadu”.")


async def test_a_post_is_removed_and_comes_back(bakery: Story, ana: Person, ben: Person) -> None:
    """Remove asks first; what is open is no longer needed; Undo brings all of it back."""
    await bakery.until("2026-03-30 09:00")
    ben.sees("Tip of the day", "Done")
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await presses_in_form(bakery, ana, "Remove this post…")
    assert "Remove the regular post *Tip of the day*?" in top(bakery, ana)["blocks"][0]["text"]["text"]
    await ana.fills_in({})
    assert stack_of(bakery.office.server.workspace, ana.id) == []
    ana.sees("Removed: the regular post Tip of the day", r"\d open duties are no longer needed")
    ben.finds("No longer needed")
    assert "There is no regular post yet" in await ana.types("/beat posts")
    await ana.presses("Undo")
    ana.finds("Taken back")
    ben.finds("Tip of the day", "Done")
    assert (await ana.types("/beat calendar")).count("Tip of the day") == 6
    bakery.forget()
    await bakery.until("2026-03-30 10:00")
    ben.sees("Tip of the day")


# ---------------------------------------------------------------- goals and roles


async def test_a_goal_that_is_removed_leaves_its_posts_and_asks_for_no_number(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """The post stays, with no goal; the number is not asked for on Thursday; Undo puts both back."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel=ana.home)
    await presses_in_form(bakery, ana, "Remove this goal…")
    assert "1 regular post stays, with no goal." in top(bakery, ana)["blocks"][0]["text"]["text"]
    await ana.fills_in({})
    ana.sees("Removed: the goal 1,000 Instagram followers", "1 regular post has no goal now")
    assert "No goals yet" in await ana.types("/beat goals")
    assert "No goal yet" in await ana.types("/beat posts")
    await ana.presses("Undo")
    assert GOAL in await ana.types("/beat goals")
    assert f"Goal: {GOAL}" in await ana.types("/beat posts")


async def test_somebody_else_gets_a_role_and_undo_gives_it_back_in_silence(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Whoever is new is asked; who had it, and had it accepted, has it again without a second question."""
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Accept")
    await ana.types("/beat roles")
    await ana.presses("Change…", channel=ana.home)
    assert top(bakery, ana)["blocks"][1]["element"]["initial_user"] == ben.id
    await ana.fills_in({"Who does it?": "cho"})
    ana.sees("Who does it: ben → cho")
    cho.sees("ana gave you the role", "Accept")
    assert "Instagram editor*: cho (asked, no answer yet)" in await ana.types("/beat roles")
    bakery.forget()
    await ana.presses("Undo")
    assert "Instagram editor*: ben\n" in await ana.types("/beat roles")
    ben.sees_nothing()
    cho.finds("Somebody else has this role now")


async def test_a_role_is_renamed_and_two_of_a_name_are_refused(bakery: Story, ana: Person) -> None:
    """All wrong fields of a role at once: a taken title, and a backup who is the holder."""
    await ana.saves("/beat role Writer @ana")
    await ana.types("/beat roles")
    await ana.presses("Change…", channel=ana.home)
    errors = beside(
        await ana.fills_in({"What is the role called?": "writer", "Who steps in when they are away?": "ben"})
    )
    assert errors["title"].startswith("There is a role called writer already.")
    assert "has to be somebody else" in errors["backup"]


async def test_a_role_with_work_is_removed_when_another_takes_over(bakery: Story, ana: Person, ben: Person) -> None:
    """The post and its open duties go to the taker, and back with Undo."""
    await bakery.until("2026-03-30 09:00")
    ben.sees("Tip of the day", "Done")
    await ana.saves("/beat role Writer @ana")
    bakery.forget()
    await ana.types("/beat roles")
    await ana.presses("Change…", channel=ana.home)
    await presses_in_form(bakery, ana, "Remove this role…")
    await ana.fills_in({"Who takes its work over?": "Writer"})
    ana.sees("Removed: the role Instagram editor", "Passed on: 1 regular post")
    assert "Instagram editor" not in await ana.types("/beat roles")
    assert "Writer (ana)" in await ana.types("/beat posts")
    bakery.forget()
    await ana.presses("Undo")
    assert "Instagram editor*: ben" in await ana.types("/beat roles")
    assert "Instagram editor (ben)" in await ana.types("/beat posts")
    bakery.forget()
    await bakery.until("2026-03-30 10:00")
    ben.sees("Tip of the day")
    ana.sees_nothing()


async def test_an_earlier_time_that_is_over_today_leaves_todays_as_it_is(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """At 9:30, ten o'clock becomes eight: today's is still due at ten, the next one at eight."""
    await bakery.until("2026-03-30 09:30")
    bakery.forget()
    assert await edit_post(ana, {WHEN: "mon wed fri 8:00"}) == {}
    ana.sees("Time: 10:00 → 08:00")
    calendar = await ana.types("/beat calendar")
    assert calendar.count("10:00 · Instagram: Tip of the day") == 1
    assert calendar.count("08:00 · Instagram: Tip of the day") == 6
    await bakery.until("2026-03-30 10:00")
    ben.sees("Tip of the day")
    ana.sees_nothing()


@pytest.mark.parametrize("wall", ["23:30", "0:30"])
async def test_no_day_is_lost_or_doubled_at_the_edge_of_what_is_planned(
    bakery: Story, ana: Person, ben: Person, wall: str
) -> None:
    """A daily post that moves through the day, there and back, has one duty a day ever after."""
    assert await edit_post(ana, {WHEN: "every day at 10:00"}) == {}
    assert await edit_post(ana, {WHEN: f"every day at {wall}"}) == {}
    assert await edit_post(ana, {WHEN: "every Tuesday at 12:00"}) == {}
    assert await edit_post(ana, {WHEN: f"every day at {wall}"}) == {}
    await bakery.until("2026-04-01 12:00")
    bakery.forget()
    for day in (1, 6):
        await bakery.until(f"2026-04-{day:02} 12:10")
        bakery.forget()
        lines = [line for line in (await ana.types("/beat calendar")).split("\n") if "Tip of the day" in line]
        assert len(lines) == 14 + (wall == "0:30"), lines


async def test_a_renamed_role_is_called_so_wherever_it_stands(bakery: Story, ana: Person, ben: Person) -> None:
    """The offer that ben had, and the list, say the new title; nobody is asked anew."""
    await bakery.until("2026-03-30 09:00")
    ben.sees("ana gave you the role .*Instagram editor")
    bakery.forget()
    await ana.types("/beat roles")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({"What is the role called?": "Baker <b>"})
    ana.sees("Changed: the role Instagram editor|the role Baker", "Title: Instagram editor → Baker &lt;b&gt;")
    ben.finds("ana gave you the role .*Baker &lt;b&gt;")
    assert "Baker &lt;b&gt;*: ben" in await ana.types("/beat roles")
