"""The doors: what Slack repeats is done once, what goes wrong is said, and nothing that people say is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.stories.cast import BOT, Person, Story

GOAL = "1,000 Instagram followers by end of June"


async def _heard(story: Story, who: Person, words: str, **fields: Any) -> None:
    """Have the bot hear a message with whatever ids and times a story needs."""
    server = story.office.server
    channel = server.workspace.find_channel(who.home, who.id)
    event = {
        "type": "message",
        "user": who.id,
        "text": words,
        "ts": server.workspace.stamps.next(),
        "channel": channel.id,
        "channel_type": "channel",
        "thread_ts": who.thread,
        **fields,
    }
    server.events.send(server.workspace, event)
    await story.office.quiet()


async def _lose(story: Story, table: str, found_again: str = "") -> None:
    """Take a table away from under the bot, or (with its name twice) bring it back."""
    statement = (
        f"ALTER TABLE {table}_lost RENAME TO {table}" if found_again else f"ALTER TABLE {table} RENAME TO {table}_lost"
    )
    async with story.office.bot.database.begin() as tx:
        await tx.execute(text(statement))


async def test_an_event_that_is_delivered_twice_acts_once(story: Story, ana: Person) -> None:
    """One answer is one answer: the next question is not answered by its repetition."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    await story.office.server.control.socket(do="repeat", count=1)
    assert "What will you post regularly" in await ana.says("me")
    assert "Question 3" in await ana.says()
    story.forget()


async def test_one_message_that_comes_as_two_events_acts_once(story: Story, ana: Person) -> None:
    """Slack's client sends one message under one id; two events with it are the same words."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    ts = story.office.server.workspace.stamps.next()
    for _ in range(2):
        await _heard(story, ana, "me", client_msg_id="d4f5f4a8-1a5e-4b7e-9b5e-0c7b0a6d2f11", ts=ts)
    assert "Question 3" in await ana.says()
    story.forget()


async def test_what_was_not_acknowledged_is_repeated_and_acts_once(story: Story, ana: Person) -> None:
    """The bot's acknowledgement is lost on its way, and Slack repeats the event."""
    story.office.server.options.ack_seconds = 0.3
    await ana.types("/beat setup")
    await ana.says(GOAL)
    await story.office.server.control.socket(do="drop_acks", count=1)
    assert "What will you post regularly" in await ana.says("me")
    assert "Question 3" in await ana.says()
    story.forget()


async def test_a_message_older_than_the_last_answer_is_no_answer(story: Story, ana: Person) -> None:
    """Slack promises no order: what was said first and arrives last is not taken for something else."""
    await ana.types("/beat setup")
    await ana.says()
    earlier = story.office.server.workspace.stamps.next()
    await ana.says(GOAL)
    await _heard(story, ana, "me", ts=earlier)
    assert "Question 2" in await ana.says()
    await ana.presses_in_thread("Me")
    await _heard(story, ana, "me", ts=earlier)
    assert "Question 3" in await ana.says()
    story.forget()


async def test_what_was_typed_before_a_press_and_arrives_after_it_is_no_answer(story: Story, ana: Person) -> None:
    """The press answered that question; the words were meant for it, not for the next one."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    typed = story.office.server.workspace.stamps.next()
    await ana.presses_in_thread("Me")
    await _heard(story, ana, "me", ts=typed)
    assert "Question 3" in await ana.says()
    story.forget()


async def test_a_command_that_fails_is_answered(bakery: Story, ana: Person) -> None:
    """Something that nobody expected is said in a sentence, with a reference; afterwards all works again."""
    await _lose(bakery, "goal")
    said = await ana.types("/beat goals")
    assert "Something went wrong on my side. Nothing was changed." in said
    assert "give this to whoever runs me" in said
    await _lose(bakery, "goal", found_again="goal")
    assert "Social: goals" in await ana.types("/beat goals")


async def test_a_press_and_a_form_that_fail_are_answered(bakery: Story, ben: Person) -> None:
    """A button's failure is shown to whoever pressed, a form's beside its field, and the form stays open."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await _lose(bakery, "change")
    await ben.presses("Accept")
    ben.sees("Something went wrong on my side")
    await ben.presses("Change the hour")
    answer = await ben.fills_in({"When may your digest come?": "08:30"})
    assert "Something went wrong on my side" in str(answer["errors"])
    await _lose(bakery, "change", found_again="change")
    assert (await ben.fills_in({"When may your digest come?": "08:30"}))["response_action"] is None
    await ben.presses("Accept")
    ben.finds("You accepted")


async def test_what_was_said_while_all_failed_is_taken_up_by_slacks_repetition(story: Story, ana: Person) -> None:
    """The answer counts as soon as the trouble is over, and nothing has to be said again."""
    options = story.office.server.options
    options.ack_seconds, options.retry_delays = 0.2, (0.0, 0.3, 30.0)
    await ana.types("/beat setup")
    await ana.says(GOAL)
    story.forget()
    await _lose(story, "conversation")
    await story.office.server.control.say(user="ana", channel="#social", text="me", thread_ts=ana.thread)
    while not any(e["kind"] == "unacknowledged" for e in story.office.server.journal):
        await asyncio.sleep(0.01)
    await _lose(story, "conversation", found_again="conversation")
    while not any("What will you post" in str(e.get("text")) for e in story.office.server.journal):
        await asyncio.sleep(0.01)
    await story.office.quiet()
    ana.sees("What will you post regularly")
    story.forget()


@pytest.mark.parametrize("thread", [True, False], ids=["an answer", "talk in the channel"])
async def test_after_the_last_repetition_whoever_spoke_to_the_bot_is_told(
    story: Story, ana: Person, thread: bool
) -> None:
    """In a conversation's thread the failure is said; talk that was not meant for the bot is left alone."""
    options = story.office.server.options
    options.ack_seconds, options.retry_delays = 0.2, (0.0, 0.0, 0.0)
    await ana.types("/beat setup")
    await ana.says(GOAL)
    story.forget()
    await _lose(story, "conversation")
    await ana.says("me", thread=thread)
    if thread:
        ana.finds("Something went wrong on my side")
    assert story.unexpected() == []
    await _lose(story, "conversation", found_again="conversation")


async def test_a_form_that_cannot_open_in_time_says_so(bakery: Story, ben: Person) -> None:
    """Slack's three seconds are over: the person is told to press once more, and that helps."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    bakery.office.server.options.trigger_seconds = 0.0
    await ben.presses("Change the hour")
    ben.sees("The form could not open in time. Nothing was changed. Press the button once more")
    bakery.office.server.options.trigger_seconds = 3.0
    await ben.presses("Change the hour")
    await ben.fills_in({"When may your digest come?": "08:30"})
    ben.finds("Your digest comes at 08:30")


async def test_somebody_whom_the_bot_never_heard_of_is_answered(bakery: Story) -> None:
    """They joined while nobody told the bot: it answers, and asks Slack who they are."""
    member = bakery.office.server.workspace.add_member("fay", real_name="Fay", tz="Europe/Berlin")
    fay = Person(bakery, "fay", member.id)
    said = await fay.says("hello, who are you?", channel=BOT)
    assert "`/beat today` for what you have to do now" in said
    assert "/beat help" in said
    assert "no plan yet that you can see" in await fay.types("/beat goals", channel=BOT)


async def test_a_lost_connection_loses_nothing(story: Story, ana: Person) -> None:
    """Slack closes the connections as it does now and then; the conversation goes on."""
    await ana.types("/beat setup")
    await ana.says(GOAL)
    await story.office.server.control.socket(do="disconnect", reason="refresh_requested")
    while len(story.office.server.hub.connections) < 2 or story.office.server.hub._going:
        await asyncio.sleep(0.05)
    assert "What will you post regularly" in await ana.says("me")
    story.forget()
