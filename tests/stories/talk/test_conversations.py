"""Conversations: they take commands, wait, survive a restart, and never mix."""

from __future__ import annotations

import asyncio

from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import make_plan, slot

GOAL = "1,000 Instagram followers by end of June"
POST = "Tip of the day on Instagram, Mon/Wed/Fri 10:00"


async def test_back_asks_the_question_before_again(story: Story, ana: Person) -> None:
    """Earlier answers stay until they are changed."""
    await ana.types("/beat setup")
    await ana.says(GOAL, "@ben reads the number and I judge it")
    ana.finds("You said: @ben reads the number and I judge it")
    assert "Who reads the number" in await ana.says("back")
    assert "What do you want to achieve?" in await ana.says("back")
    assert "There is no question before this one" in await ana.says("back")
    said = await ana.says("2,000 Instagram followers by end of July")
    assert "2,000 followers" in said
    story.forget()


async def test_skip_leaves_out_what_need_not_be_known_and_nothing_else(story: Story, ana: Person) -> None:
    """A required question says so, and stays."""
    await ana.types("/beat setup")
    said = await ana.says("skip")
    assert "I need this one to go on" in said
    assert "What do you want to achieve?" in said
    assert "Where does that number stand now?" in await ana.says(GOAL, "me", POST, "me", "skip")
    assert "Shall I save this plan?" in await ana.says("skip")
    story.forget()


async def test_help_explains_the_question_and_asks_it_again(story: Story, ana: Person) -> None:
    """It says in a sentence or two what a question is for."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    said = await ana.says("help")
    assert "One person gives me the latest number, one says what it means." in said
    assert "Who reads that number" in said
    story.forget()


async def test_what_have_i_said_so_far_is_answered_at_any_time(story: Story, ana: Person) -> None:
    """The list shows what was understood, and the question stays the same."""
    await ana.types("/beat setup")
    assert "You have not told me anything yet" not in await ana.says(GOAL)
    said = await ana.says("What have I said so far?")
    assert "So far I have:" in said
    assert "By: Tue 30 June 2026" in said
    assert "Who reads that number" in said
    story.forget()


async def test_cancel_ends_a_conversation_and_saves_nothing(story: Story, ana: Person) -> None:
    """Typed in the thread, or as a command wherever the thread is now; both say so."""
    await ana.types("/beat setup")
    assert "Stopped. Nothing was saved" in await ana.says(GOAL, "cancel")
    await ana.types("/beat setup")
    await ana.says(GOAL)
    story.forget()
    assert "Stopped. Nothing was saved" in await ana.types("/beat cancel")
    ana.sees("Stopped. Nothing was saved")
    assert "There is nothing to stop here" in await ana.types("/beat cancel")
    assert "no plan yet" in await ana.types("/beat goals")
    story.forget()


async def test_a_restart_resumes_at_the_same_question(story: Story, ana: Person) -> None:
    """Nobody is told: the next answer is taken as if nothing had happened, and so are buttons."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    story.forget()
    await story.office.restart()
    ana.sees_nothing()
    assert "What will you post regularly" in await ana.says("me")
    await ana.says(POST)
    await story.office.restart()
    await ana.presses_in_thread("Me")
    assert "Who is it for?" in await ana.says()
    story.forget()


async def test_two_people_in_one_channel_never_cross(story: Story, ana: Person, ben: Person) -> None:
    """Each has a thread; what one writes in the other's is ordinary talk."""
    await ana.types("/beat setup")
    await ben.types("/beat setup")
    await ana.says(GOAL)
    asked = await ben.says("300 newsletter subscribers by end of July")
    assert "300 subscribers" in asked
    story.forget()
    ben.thread, own = ana.thread, ben.thread
    await ben.says("@cho")
    story.read()
    assert story.unexpected() == []
    ben.thread = own
    assert "What will you post regularly" in await ana.says("me")
    assert "300 subscribers" in await ben.says("what have I said so far")
    story.forget()


async def test_one_person_in_two_channels_has_two_conversations(story: Story, ana: Person) -> None:
    """Each continues where it was left."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    first = ana.thread
    ana.home = "#secret"
    await ana.types("/beat setup")
    assert "20 members" in await ana.says("20 members by end of July")
    ana.home, ana.thread = "#social", first
    assert "What will you post regularly" in await ana.says("me")
    story.forget()


async def test_a_second_one_in_the_same_place_waits(bakery: Story, ana: Person) -> None:
    """The answer says that one is open already, and how to leave it."""
    await ana.types("/beat goal")
    assert "What do you want to achieve?" in await ana.says()
    said = await ana.types("/beat role")
    assert "I am asking you something else here already: it is about the goal, in a thread of this channel" in said
    assert "/beat cancel" in said


async def test_a_conversation_in_which_nothing_was_said_is_not_called_by_its_zone(bakery: Story, ana: Person) -> None:
    """The zone is filled in from the start, before anybody says a word."""
    await ana.types("/beat slot")
    assert "What is to be done regularly?" in await ana.says()
    assert "it is about the regular post, in a thread of this channel" in await ana.types("/beat role")
    assert "Noted" in await ana.says("Tip of the day")
    assert "it is about the regular post “Tip of the day”, in a thread" in await ana.types("/beat role")


async def test_a_chapter_that_is_misspelt_is_found_by_what_is_near(bakery: Story, ana: Person) -> None:
    assert "Did you mean `/beat strategy vision`?" in await ana.types("/beat strategy vison")


async def test_talk_in_the_channel_is_no_answer(story: Story, ana: Person) -> None:
    """Only what stands in the thread of the conversation is taken; what could be meant for it is offered to ana."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    story.forget()
    await ana.says("me", thread=False)
    ana.sees("You wrote “me” in", "Use this as my answer")
    assert "Who reads that number" in await ana.says("what have I said so far")


async def test_an_answered_question_shows_its_answer_and_takes_no_other(story: Story, ana: Person) -> None:
    """Its buttons give way to what was said; a press that was on its way counts once, another one is explained."""
    await ana.types("/beat setup")
    await ana.says(GOAL, "me", POST)
    story.forget()
    control = story.office.server.control
    presses = [control.press(user="ana", channel="#social", thread_ts=ana.thread, label="Me") for _ in range(2)]
    await asyncio.gather(*presses)
    await story.office.quiet()
    ana.finds("Who does it\\?", "You said: Me")
    assert "Who is it for?" in await ana.says()
    assert story.unexpected() == []


async def test_an_option_of_an_older_question_changes_nothing(bakery: Story, ana: Person) -> None:
    """Who presses one hears that the question has its answer, and how to go back to it."""
    await ana.types("/beat goal 20 customer reviews by end of June")
    await ana.says()
    me = ana.holds("Me", ana.home, ana.thread)
    await ana.presses_in_thread("Reviewer")
    await ana.says()
    bakery.forget()
    await ana.presses_held(me)
    ana.sees("That question has its answer already", "back")
    assert "Who reads the number: Reviewer" in await ana.says("me")
    bakery.forget()


async def test_pressing_save_twice_saves_once(story: Story, ana: Person) -> None:
    """The second press is a success: nobody is told off for it."""
    await ana.types("/beat setup")
    await ana.says(GOAL, "me", POST, "me", "skip", "skip")
    story.forget()
    control = story.office.server.control
    presses = [control.press(user="ana", channel="#social", thread_ts=ana.thread, label="Save") for _ in range(2)]
    await asyncio.gather(*presses)
    await story.office.quiet()
    ana.sees("Here is your next week")
    assert story.unexpected() == []
    assert (await ana.types("/beat goals")).count("*1,000 Instagram followers*") == 1


async def test_somebody_elses_question_cannot_be_answered(story: Story, ana: Person, ben: Person) -> None:
    """Who presses hears, alone, whose it is and what they can do."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    story.forget()
    await ben.presses("Me", channel="#social", thread_ts=ana.thread)
    ben.sees("I am asking somebody else here", "`/beat`")
    assert "Who reads that number" in await ana.says("what have I said so far")
    assert story.unexpected() == []


async def test_who_loses_the_channel_cannot_go_on(story: Story, ana: Person, ben: Person) -> None:
    """A conversation about a private plan ends for whoever is taken out of its channel."""
    ana.home = ben.home = "#secret"
    await make_plan(story, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    await ben.types("/beat goal in #secret", channel=BOT)
    ben.sees("What do you want to achieve?")
    await story.office.server.control.kick(channel="#secret", user="ben", by="ana")
    await story.office.quiet()
    assert "I cannot find that any more" in await ben.says(GOAL, channel=BOT)
