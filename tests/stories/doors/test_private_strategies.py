"""A strategy of a private channel does not exist for those outside: not by a word, not by a button, not by a file."""

from __future__ import annotations

import re

import pytest

from bot.schema.commands import COMMANDS
from bot.schema.table import OWN
from tests.stories.cast import BOT, Person, Story
from tests.stories.doors.test_permissions import NOTHING, forges
from tests.stories.plans import make_plan, slot

# What is nobody's plan: one's own day and settings, the lessons, help.
OWN_WORDS = {
    "",
    "today",
    "hour",
    "reminders",
    "cancel",
    "help",
    "lesson",
    "lessons",
    "why",
    "setup",
    "settings",
    "idea",
    "ideas",
}
ASKED = sorted({command.word for command in COMMANDS} - OWN_WORDS)


@pytest.fixture
async def secret(story: Story, ana: Person) -> str:
    """Ana's plan in a private channel, which Cho is not in; returns how that channel is named in a command."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    await ana.saves("/beat vision Whisper.")
    story.forget()
    channel = story.office.server.workspace.find_channel("#secret", ana.id)
    return f"<#{channel.id}|secret>"


async def test_no_word_of_the_bot_says_that_it_is_there(story: Story, secret: str, cho: Person) -> None:
    """Named by its channel, each command answers as it does for a channel without a plan."""
    for word in ASKED:
        shown = await cho.types(f"/beat {word} in {secret}")
        assert re.search("not|no plan", shown), word
        assert "Whisper" not in shown, word
        assert "Newsletter" not in shown, word
        assert shown == await cho.types(f"/beat {word} in <#C0UNKNOWN1|nothing>"), word


async def test_its_parts_are_listed_to_those_inside_alone(story: Story, secret: str, ana: Person, cho: Person) -> None:
    """In the direct message with the bot, everybody sees their own plans."""
    for word in {concept.many for concept in OWN.values()}:
        assert "no plan yet" in await cho.types(f"/beat {word}", channel=BOT), word
    assert "Whisper" in await ana.types("/beat vision", channel=BOT)
    assert "Whisper" in await ana.types("/beat strategy", channel=BOT)


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("edit_part", "part:1:0"),
        ("edit_part", "platform:1:0"),
        ("add_new", "strategy:1:0|vision"),
        ("add_number", "goal:1:0"),
        ("highlight_plan", "part:1:0"),
        ("list_page", "strategy:1:0|missing_2"),
        ("share_list", "strategy:1:0|platforms"),
    ],
)
async def test_a_made_up_press_finds_nothing(
    story: Story, secret: str, cho: Person, action_id: str, value: str
) -> None:
    """What a button says is no key: who presses is asked about, every time."""
    assert NOTHING in await forges(story, cho, action_id, value)
    story.forget()
