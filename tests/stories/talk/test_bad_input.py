"""Bad input: a clear sentence with an example that would work, the conversation unchanged, and nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stories.cast import BOT, Held, Person, Story

GOAL = "1,000 Instagram followers by end of June"
POST = "Tip of the day on Instagram, Mon/Wed/Fri 10:00"
HOSTILE = "*Bold* _sly_ <https://evil.example|your bank> :tada: & <b> <!here"


# ---------------------------------------------------------------- words


async def test_an_unknown_word_gets_the_nearest_suggestion(story: Story, ana: Person) -> None:
    """A typo is understood well enough to ask; for other words, the answer points to the list."""
    for typed, meant in (("gaols", "goals"), ("setpu", "setup"), ("calender", "calendar"), ("tody", "today")):
        assert f"I do not know “{typed}”. Did you mean `/beat {meant}`?" in await ana.types(f"/beat {typed}")
    said = await ana.types("/beat xyzzy")
    assert "Did you mean" not in said
    assert "Type `/beat help` to see all commands" in said


async def test_a_word_of_any_length_and_kind_is_answered(story: Story, ana: Person) -> None:
    """Three thousand letters, a mention, an emoji, only spaces."""
    for typed in ("z" * 3000, "<!channel>", "🎉", "`goals`", "goals" * 40):
        said = await ana.types(f"/beat {typed}")
        assert "I do not know" in said
        assert len(said) < 400
    assert "This channel has no plan yet" in await ana.types("/beat     ")


# ---------------------------------------------------------------- dates and numbers


async def test_a_date_in_the_past_is_said_with_one_that_would_do(bakery: Story, ana: Person) -> None:
    """The other answers are kept; a schedule that has ended is treated the same way."""
    await ana.types("/beat goal 100 likes by 3 March 2020")
    said = await ana.says()
    assert "Tuesday 3 March 2020 is in the past" in said
    assert "Number to reach: 100 likes" in said
    assert "is in the past" in await ana.says("yesterday")
    assert "is not ahead of us" in await ana.says("today")
    assert "Who reads the number?" in await ana.says("end of June")
    await ana.types("/beat cancel")
    await ana.types("/beat slot Opening party on Instagram on 3 March 2020 at 9")
    said = await ana.says()
    assert "3 March 2020 is in the past" in said
    assert "For example: Mon and Thu 9:00" in said
    bakery.forget()


async def test_impossible_numbers_are_refused_with_an_example(bakery: Story, ana: Person) -> None:
    """Too large, not a number, no number at all: each says so, and the question stays."""
    await ana.types("/beat goal More followers by end of June")
    for wrong in ("99999999999999999999999", "NaN", "1e99", "very many"):
        said = await ana.says(wrong)
        assert "Which number would show that you got there?" in said
        assert "For example:" in said
        assert any(words in said for words in ("larger than anything", "I found no number", "nothing to read"))
    assert "Who reads the number?" in await ana.says("1,000 followers")
    bakery.forget()


async def test_impossible_times_are_refused_with_an_example(bakery: Story, ana: Person) -> None:
    """There is no 25:00, and a digest can't come at night."""
    await ana.types("/beat slot Story on Facebook every Monday at 25:00")
    assert "There is no “25:00” on a clock" in await ana.says()
    assert "between 05:00 and 16:00" in await ana.types("/beat hour 3am")
    for typed in ("soon", "25:00"):
        said = await ana.types(f"/beat hour {typed}")
        assert f"“{typed}”" in said
        assert "like `/beat hour 8:30`" in said
    assert "`gentle`, `standard` or `off`" in await ana.types("/beat reminders loud")


# ---------------------------------------------------------------- people


async def test_who_cannot_do_work_is_refused_with_the_reason(bakery: Story, ana: Person, eve: Person) -> None:
    """Somebody unknown, somebody who left, a bot, the bot itself, a group, two at once; then a person who can."""
    control = bakery.office.server.control
    await control.add_member(name="robo", real_name="Robo", is_bot=True)
    await control.deactivate(user="eve")
    await bakery.office.quiet()
    await ana.types("/beat role Photographer")
    for named, reason in (
        ("Zaphod", "I know nobody called “Zaphod” here"),
        ("<@U0000000>", "I have not met that person yet"),
        ("<@U0000000>", "That person is not in this workspace"),
        ("@eve", "eve has left this workspace"),
        ("@robo", "robo is a bot"),
        (BOT, "is a bot"),
        ("<!channel>", "That is a group"),
        ("@cho and @ben", "Those are several people"),
    ):
        said = await ana.says(named)
        assert reason in said
        assert "Who does it?" in said
        assert "For example: @Ana" in said
    assert "Who does it: cho" in await ana.says("@cho")
    bakery.forget()


async def test_somebody_whom_the_bot_missed_can_be_named_a_moment_later(bakery: Story, ana: Person) -> None:
    """They joined while nobody told the bot: it says that it is asking Slack, and accepts the second answer."""
    bakery.office.server.workspace.add_member("fay", real_name="Fay", tz="Europe/Berlin")
    await ana.types("/beat role Photographer")
    assert "Name them once more in a moment" in await ana.says("@fay")
    assert "Who does it: fay" in await ana.says("@fay")
    bakery.forget()


# ---------------------------------------------------------------- long and hostile text


async def test_ten_thousand_characters_are_too_many_and_change_nothing(bakery: Story, ana: Person) -> None:
    """It says how long the text is and how much is allowed, and asks the same question again."""
    await ana.types("/beat goal")
    said = await ana.says("y" * 10_000)
    assert "That is 10,000 characters long. There is room for 1,000." in said
    assert "What do you want to achieve?" in said
    assert "You have not told me anything yet" in await ana.says("what have I said so far")
    said = await ana.says("z" * 900)
    assert "Which number would show that you got there?" in said
    bakery.forget()


async def test_markup_in_names_never_becomes_live(story: Story, ana: Person, ben: Person, cho: Person) -> None:
    """Goal, plan, post and role have names that nobody should be able to post through the bot; they stay plain text."""
    goal = f"1,000 followers {HOSTILE} by end of June"
    await ana.saves(
        "/beat setup",
        goal,
        "me",
        f"{HOSTILE} on Instagram, Mon 10:00",
        "me",
        HOSTILE,
        "640",
        f"change name to {HOSTILE}",
    )
    await ana.saves("/beat role", f"Keeper of {HOSTILE}", "@cho")
    for command in ("goals", "roles", "calendar", "today", ""):
        await ana.types(f"/beat {command}")
    await story.until("2026-04-03 15:00")
    control = story.office.server.control
    await control.say(user="ana", channel="#social", text=f"Learning: {HOSTILE}", thread_ts=_review(story))
    await control.say(user="ana", channel="#social", text=f"Decision: {HOSTILE}", thread_ts=_review(story))
    await story.office.quiet()
    await story.until("2026-04-06 09:00")
    said = [e for e in story.office.server.journal if e["kind"] == "message" and e.get("by") == "app"]
    hostile = [e for e in said if "evil.example" in json.dumps(e)]
    assert len(hostile) > 20
    for entry in hostile:
        for text in _marked_up(entry.get("blocks") or []):
            assert "<https://evil" not in text
            assert "<!" not in text
            assert "*Bold*" not in text
            assert "_sly_" not in text
    story.forget()


def _review(story: Story) -> str:
    story.read()
    return next(t.ts for t in story.told if "Weekly review" in t.text)


def _marked_up(node: Any) -> list[str]:
    """List the texts of blocks that Slack would interpret, except text for copying, which is shown as it is."""
    if isinstance(node, list):
        return [text for one in node for text in _marked_up(one)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "mrkdwn":
        return [] if node["text"].startswith("```") else [node["text"]]
    return [text for one in node.values() for text in _marked_up(one)]


# ---------------------------------------------------------------- where the bot is not


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_where_the_bot_is_no_member_it_says_what_to_do_and_loses_nothing(
    story: Story, eve: Person, private: bool
) -> None:
    """The first time, a direct message says so; after the invitation, the question is in the channel."""
    await story.office.server.control.add_channel(name="agency", user="eve", private=private, members=["eve"])
    eve.home = "#agency"
    await eve.types(f"/beat setup {GOAL}")
    eve.sees("I cannot write in <#", "Type `/invite @drumbeat` in it, and I go on where I stopped")
    await story.office.server.control.invite(channel="#agency", users=BOT, user="eve")
    await story.office.quiet()
    asked = eve.sees("Number to reach: 1,000 followers", "Who reads that number")
    assert "By: Tue 30 June 2026" in asked
    eve.thread = next(t.ts for t in story.told if t.text == asked)
    assert "What will you post regularly" in await eve.says("me")


async def test_where_the_bot_was_sent_away_it_says_so_at_once(bakery: Story, ana: Person, ben: Person) -> None:
    """The answer to the command has the way out, and the command to type again."""
    for channel in ("#social", "#secret"):
        await bakery.office.server.control.kick(channel=channel, user=BOT, by="ana")
    await bakery.office.quiet()
    ana.sees("I was removed from", "/invite @drumbeat")
    said = await ana.types("/beat goal 20 customer reviews by end of June")
    assert "I am not a member of this channel, so I cannot write here" in said
    assert "Type `/invite @drumbeat`" in said
    assert "/beat goal 20 customer reviews by end of June" in said
    assert "Social: goals" in await ana.types("/beat goals")
    assert "I am not a member of this channel" in await ana.types("/beat setup", channel="#secret")


async def test_a_review_that_could_not_be_posted_is_posted_after_the_invitation(calm: Story, ana: Person) -> None:
    """The lead is told once what to do; the review opens as soon as it is done, with its prompts."""
    await calm.office.server.control.kick(channel="#social", user=BOT, by="ben")
    await calm.until("2026-04-03 17:00")
    ana.finds("I was removed from <#", "/invite @drumbeat")
    assert not ana.has("Weekly review: Social")
    calm.forget()
    await calm.office.server.control.invite(channel="#social", users=BOT, user="ana")
    await calm.office.quiet()
    ana.sees("I'm back in")
    ana.sees("Weekly review: Social")
    ana.sees("What worked\\?")


# ---------------------------------------------------------------- made-up presses

MADE_UP = (
    "",
    "duty",
    "duty:1",
    "duty:0:0",
    "duty:-1:0",
    "duty:999999999999999999:0",
    "duty:99999999999999999999999:0",
    "duty:1:0|done",
    "change:1:0",
    "ask:1:1",
    "'; DROP TABLE duty; --",
    "x" * 2000,
)


async def test_made_up_button_values_find_nothing(bakery: Story, ben: Person) -> None:
    """Values are references without authority: whatever is sent instead, nothing happens."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    done = ben.holds("Done")
    for value in MADE_UP:
        await ben.presses_held(done, value=value)
        ben.sees("I cannot find that any more. Type `/beat` to see what there is")
    for action_id in ("duty_undo", "offer_accept", "note_undo", "note_learning", "numbers_open", "ask_choose_0"):
        await ben.presses_held(done, action_id=action_id)
        ben.sees("I cannot find that any more")
    assert "1 to do" in await ben.types("/beat today")


@pytest.mark.parametrize("index", ["999", "1000", "0x1", "", "-1"])
async def test_an_option_that_was_never_offered_is_no_answer(story: Story, ana: Person, index: str) -> None:
    """An index beyond the list, or none at all."""
    await ana.types(f"/beat setup {GOAL}")
    await ana.says()
    me = ana.holds("Me", ana.home, ana.thread)
    forged = Held(me.channel, me.message, {**me.action, "value": f"{me.action['value'].partition('|')[0]}|{index}"})
    await ana.presses_held(forged)
    ana.sees("I cannot find that any more")
    assert "Question 1" in await ana.says()


async def test_a_list_of_a_channel_that_is_not_there_is_no_list_of_another(bakery: Story, ana: Person) -> None:
    """Slack only gives the id of an existing channel: anything else after "in" is reported as unknown."""
    bakery.forget()
    for typed in ("/beat goals in #nope", "/beat goals 2 in #nope", "/beat calendar in #nowhere"):
        said = await ana.types(typed)
        assert "I do not know the channel" in said
        assert "Choose it from the list that Slack offers" in said
    assert "1,000 Instagram followers" in await ana.types("/beat goals in #social", channel="#elsewhere")
