"""Set-up: a channel gets its plan in a short conversation, which ends with the week to come."""

from __future__ import annotations

import re

from tests.stories.cast import BOT, Person, Story

GOAL = "1,000 Instagram followers by end of June"
POST = "Tip of the day on Instagram, Mon/Wed/Fri 10:00"


async def test_set_up_takes_at_most_seven_questions_and_ends_with_the_week_to_come(story: Story, ana: Person) -> None:
    """Each question says its number and has an example; the end names every message, to whom and when."""
    assert "at most seven questions" in await ana.types("/beat setup")
    said = await ana.says()
    questions = 0
    for answer in (GOAL, "me", POST, "me", "students", "640"):
        questions += 1
        assert f"Question {questions} of at most" in said
        assert "For example:" in said
        said = await ana.says(answer)
    assert questions <= 7
    assert "Shall I save this plan?" in said
    assert "By: Tue 30 June 2026" in said
    assert "every Monday, Wednesday and Friday at 10:00 (Berlin)" in said
    await ana.presses_in_thread("Save")
    week = ana.sees("Here is your next week")
    assert (
        week.index("Mon 30 Mar (today)") < week.index("09:00 · digest to ana") < week.index("10:00 · reminder to ana")
    )
    assert "15:00 · ana is asked for the latest numbers" in week
    assert "15:00 · weekly review opens in #social" in week


async def test_what_was_typed_with_the_command_is_not_asked_again(story: Story, ana: Person) -> None:
    """A goal that was given in one sentence is echoed with its weekday, and the first question is the next thing."""
    await ana.types(f"/beat setup {GOAL}")
    said = await ana.says()
    assert "Number to reach: 1,000 followers" in said
    assert "By: Tue 30 June 2026" in said
    assert "Who reads that number" in said
    assert "What do you want to achieve" not in said


async def test_every_default_can_be_changed_before_saving(story: Story, ana: Person, ben: Person) -> None:
    """Name, zone, working days, review and lead come filled in; a menu at the summary changes each of them."""
    await ana.types("/beat setup")
    summary = await ana.says(GOAL, "me", POST, "me", "skip", "skip")
    for default in ("Name: Social", "Time zone: Berlin", "Working days: Monday to Friday", "Lead: ana"):
        assert default in summary
    assert "Review: every Friday at 15:00 (Berlin)" in summary
    story.forget()
    for part, question, answer in (
        ("Name", "What shall the plan be called?", "Spring campaign"),
        ("Time zone", "On which clock does the plan run?", "London"),
        ("Review", "When do you look back on the week together?", "Thursday 10:00"),
    ):
        await ana.chooses("Change…", part, channel=ana.home, thread_ts=ana.thread)
        assert question in await ana.says()
        summary = await ana.says(answer)
    for part, option in (("Working days", "Every day"), ("Lead", "Me")):
        await ana.chooses("Change…", part, channel=ana.home, thread_ts=ana.thread)
        await ana.presses_in_thread(option)
        summary = await ana.says()
    summary = await ana.says("change lead to @ben")
    story.forget()
    for changed in ("Name: Spring campaign", "Time zone: London", "Working days: every day", "Lead: ben"):
        assert changed.casefold() in summary.casefold()
    assert "every Thursday at 10:00 (London)" in summary
    await ana.presses_in_thread("Save")
    week = ana.sees("Here is your next week", "Times are London time")
    assert re.search(r"Thu 2 Apr\*\n10:00 · weekly review opens", week)
    assert "Lead: ben" in await ana.types("/beat roles")


async def test_what_the_week_to_come_foretold_comes_true(plan: Story, ana: Person, ben: Person) -> None:
    """Everything done in time, each message comes to whom and when it was said, and no other comes."""
    week = next(told.text for told in plan.told if "Here is your next week" in told.text)
    foretold = re.findall(r"^([0-9]{2}:[0-9]{2}) · (.+)$", week, re.MULTILINE)
    assert len(foretold) == 9
    assert "a morning can bring one question about the plan" in week
    asked = {"2026-04-01 09:00": "Where does all of this lead", "2026-04-03 09:00": "want to bring about"}
    for moment, does in (
        ("2026-03-30 08:59", None),
        ("2026-03-30 09:00", "Accept"),
        ("2026-03-30 10:00", "Done"),
        ("2026-04-01 08:59", None),
        ("2026-04-01 09:00", None),
        ("2026-04-01 10:00", "Done"),
        ("2026-04-02 14:59", None),
        ("2026-04-02 15:00", "Give the numbers"),
        ("2026-04-03 08:59", None),
        ("2026-04-03 09:00", None),
        ("2026-04-03 10:00", "Done"),
        ("2026-04-03 14:59", None),
        ("2026-04-03 15:00", None),
        ("2026-04-05 20:00", None),
    ):
        await plan.until(moment)
        while foretold and foretold[0][0] == moment[-5:]:
            _, what = foretold.pop(0)
            if what.startswith("digest"):
                ben.finds(r"\d+ to do", "Tip of the day")  # the first one came with the role
            elif what.startswith("reminder"):
                ben.sees("It is time for", "Tip of the day")
            elif "hears of the role" in what:
                ben.sees("ana gave you the role")
            elif "latest numbers" in what:
                ben.sees("Latest numbers for the review")
            else:
                ana.sees("Weekly review: Social")
                ana.sees("What worked?")
                ana.sees("The latest numbers against their targets")  # the picture in its thread
        if moment in asked:
            ana.sees("A question about Social", asked[moment])
        if does:
            await ben.presses(does)
        if does == "Give the numbers":
            await ben.fills_in({"Instagram followers": "640"})
        assert plan.unexpected() == []
    assert foretold == []


async def test_a_second_channel_gets_a_plan_of_its_own_from_nothing(bakery: Story, ana: Person, eve: Person) -> None:
    """Who is new makes a channel, invites the bot, and has a plan there; the first one does not notice."""
    control = bakery.office.server.control
    await control.add_channel(name="agency", user="eve", members=["eve"])
    await control.invite(channel="#agency", users=BOT, user="eve")
    await bakery.office.quiet()
    eve.home = "#agency"
    await eve.saves("/beat setup", "20 new clients by end of June", "me", "Newsletter every Tuesday at 11", "me")
    assert "*Agency*" in await eve.types("/beat")
    assert "20 new clients" in await eve.types("/beat goals")
    goals = await ana.types("/beat goals")
    assert "Instagram followers" in goals
    assert "clients" not in goals


async def test_a_channel_has_one_plan(bakery: Story, ben: Person) -> None:
    """Who sets up again is shown what is missing in the plan that is there."""
    said = await ben.types("/beat setup")
    assert "Social: what is missing" in said
    assert "There is no vision yet" in said


async def test_of_two_who_set_up_one_channel_the_second_is_told_at_the_end(
    story: Story, ana: Person, ben: Person
) -> None:
    """The second one's answers cannot be saved, and the sentence says what can be done instead."""
    for person in (ana, ben):
        await person.types("/beat setup")
        await person.says(GOAL, "me", POST, "me", "skip", "skip")
    story.forget()
    await ana.presses_in_thread("Save")
    ana.sees("Here is your next week")
    await ben.presses_in_thread("Save")
    ben.sees("already the home of Social", "/beat goal")
    assert "Stopped" in await ben.types("/beat cancel")
    ben.sees("Stopped. Nothing was saved")


async def test_a_plan_needs_a_channel(story: Story, ana: Person) -> None:
    """In a direct message, the answer says where to type it."""
    assert "Type `/beat setup` in the channel where your team works" in await ana.types("/beat setup", channel=BOT)


async def test_discarding_saves_nothing(story: Story, ana: Person) -> None:
    """At the summary, Discard throws everything away, and says so."""
    await ana.types("/beat setup")
    await ana.says(GOAL, "me", POST, "me", "skip", "skip")
    story.forget()
    await ana.presses_in_thread("Discard")
    ana.sees("Stopped. Nothing was saved")
    assert "no plan yet" in await ana.types("/beat goals")


async def test_where_the_bot_may_not_be_in_the_channel_it_promises_no_thread(story: Story, eve: Person) -> None:
    """Slack did not say whether it is in #elsewhere: both places are named, and the one that holds is told of."""
    said = await eve.types("/beat setup", channel="#elsewhere")
    assert "in a thread in this channel, or in your direct messages if I am not in it" in said
    assert eve.has("invite")
    story.forget()
