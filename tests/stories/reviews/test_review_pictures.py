"""A review's pictures: in its thread, as words where they can't be added, and what can be forwarded."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from bot.domain.errors import Refusal
from bot.services.calendar.pictures import for_the_boss
from bot.services.context.ctx import Ctx
from bot.views.kit.ids import Ref
from tests.stories.cast import Person, Story
from tests.stories.plans import act, add, make_plan, slot

ASKED, OPENS, CLOSES = "2026-04-02 15:00", "2026-04-03 15:00", "2026-04-06 09:00"
FOLLOWERS = "Instagram followers"


def pictures(story: Story) -> list[dict[str, Any]]:
    """Return the messages that were shared with a file, oldest first."""
    story.read()
    return [told.message for told in story.told if told.message.get("files") and not told.gone]


async def _number(story: Story, who: Person, value: str, at: str = ASKED) -> None:
    await story.until(at)
    await who.presses("Give the numbers")
    await who.fills_in({FOLLOWERS: value})
    story.forget()


async def test_the_numbers_are_shown_as_a_picture_in_the_thread(calm: Story, ana: Person, ben: Person) -> None:
    """A PNG with its numbers in words, below the review's first message; exact for people who can't see it."""
    await _number(calm, ben, "640")
    await calm.until(OPENS)
    ana.sees("Weekly review: Social", "640 of 1,000")
    ana.sees("What worked\\?")
    ana.sees("The latest numbers against their targets")
    ana.sees("A question about Social", "want to bring about")
    ben.sees("A question about Social", "Where is the number of “Instagram followers” read")
    (picture,) = pictures(calm)
    root = next(t for t in calm.told if "Weekly review: Social" in t.text)
    assert picture["thread_ts"] == root.ts
    (file,) = picture["files"]
    assert (file["title"], file["mimetype"]) == ("What came of it", "image/png")
    assert "Instagram followers: 640 of 1,000 by 30 Jun 2027" in file["alt_txt"]
    assert len(file["alt_txt"]) <= 1000
    png = calm.office.server.workspace.contents[file["id"]]
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20])[0] == 720
    assert len(png) < 60_000


async def test_without_a_number_there_is_no_picture(calm: Story, ana: Person) -> None:
    """Words say so instead."""
    await calm.until(OPENS)
    ana.sees("Weekly review: Social", "No number yet")
    ana.sees("What worked\\?")
    assert pictures(calm) == []
    calm.forget()


async def test_a_second_week_has_momentum(story: Story, ana: Person, ben: Person) -> None:
    """By platform, and by kind of content where there is more than one; each week's share in words."""
    await make_plan(story, ana, [slot("Tip of the day", "mon wed", "10:00", ben)])
    await add(story, ana, slot("Oven video", "tue", "10:00", ben, platform="TikTok"))
    await story.until("2026-03-30 10:00")
    await ben.presses("Done")
    await story.until(OPENS)
    assert pictures(story) == []
    story.forget()
    await story.until("2026-04-10 15:00")
    ana.sees("Weekly review: Social", "By platform", "Instagram: .* done", "TikTok: .* done")
    ana.sees("How much of the plan was done, week by week")
    (picture,) = pictures(story)
    alt = picture["files"][0]["alt_txt"]
    assert "Instagram: 1 of 4 in all; week by week 1 of 2, 0 of 2." in alt
    assert "TikTok: 0 of 2 in all; week by week 0 of 1, 0 of 1." in alt
    story.forget()


async def test_files_that_are_not_allowed_leave_the_words_standing(calm: Story, ana: Person, ben: Person) -> None:
    """The review says once that its picture is missing; the lead is told why, once, however many reviews follow."""
    await _number(calm, ben, "640")
    calm.office.server.workspace.app.scopes.discard("files:write")
    await calm.until(OPENS)
    ana.finds("Weekly review: Social", "640 of 1,000", "The picture could not be added.")
    ana.sees("I could not add a picture in", "files:write", "I tell you this once")
    ana.sees("What worked\\?")
    assert pictures(calm) == []
    await calm.until(CLOSES)
    ana.finds("Review closed: Social")
    await _number(calm, ben, "650", "2026-04-09 15:00")
    await calm.until("2026-04-10 15:00")
    ana.finds("Weekly review: Social", "650 of 1,000", "The picture could not be added.")
    ana.sees("What worked\\?")
    calm.forget()


async def test_a_number_that_came_late_is_in_the_summarys_picture(calm: Story, ana: Person, ben: Person) -> None:
    """Reported after the opening: the closing shows it. Without a new number the opening's picture is used again."""
    await calm.until(OPENS)
    calm.forget()
    await ben.presses("Give the numbers")
    await ben.fills_in({FOLLOWERS: "640"})
    calm.forget()
    await calm.until(CLOSES)
    ana.sees("Review closed: Social")
    ana.sees("The latest numbers against their targets")
    await calm.until("2026-04-10 15:00")
    calm.forget()
    before = len(pictures(calm))
    await calm.until("2026-04-13 09:00")
    ana.sees("Review closed: Social")
    assert len(pictures(calm)) == before
    calm.forget()


async def test_once_the_bot_is_back_in_the_channel_the_picture_follows(calm: Story, ana: Person, ben: Person) -> None:
    """Removed before the review and invited again: its messages come, and the picture below them."""
    await _number(calm, ben, "640")
    await calm.office.server.control.kick(channel="#social", user="@drumbeat", by="ben")
    await calm.until(OPENS)
    assert pictures(calm) == []
    calm.forget()
    await calm.office.server.control.invite(channel="#social", users="@drumbeat", user="ana")
    await calm.office.quiet()
    ana.finds("Weekly review: Social", "640 of 1,000")
    assert len(pictures(calm)) == 1
    assert not ana.has("could not be added")
    calm.forget()


# ---------------------------------------------------------------- for the boss


async def _closed(story: Story, ana: Person, ben: Person) -> None:
    await _number(story, ben, "640")
    await story.until(OPENS)
    root = next(t for t in story.told if "Weekly review: Social" in t.text)
    ana.thread = root.ts
    await ana.says("Learning: oven photos get more answers", "Decision: two oven photos a week")
    await story.until(CLOSES)
    story.forget()


async def test_for_the_boss_is_a_picture_and_four_sentences(calm: Story, ana: Person, ben: Person) -> None:
    """One direct message that can be forwarded as it is. Nobody is named in it."""
    await _closed(calm, ana, ben)
    await ben.presses("For the boss", channel=ben.home, thread_ts=ana.thread)
    ben.sees("I sent it to you")
    text = ben.sees("Social: the week of Mon 30 Mar")
    lines = text.split("\n")[1:]
    assert lines == [
        "Nothing was planned for this week.",
        "Instagram followers: 640 of 1,000 by Wed 30 Jun 2027.",
        "We learned: oven photos get more answers.",
        "We decided: two oven photos a week.",
    ]
    assert not any(name in text for name in ("ana", "ben", "<@"))
    assert pictures(calm)[-1]["files"][0]["title"] == "What came of it"
    ana.sees_nothing()
    await ben.presses("For the boss", channel=ben.home, thread_ts=ana.thread)
    ben.sees("You have it already")
    ben.sees_nothing()


async def test_without_a_number_what_was_done_is_forwarded(bakery: Story, ana: Person) -> None:
    """While there is nothing else to show, the picture shows activity."""
    await bakery.until("2026-04-13 09:00")
    bakery.forget()
    await ana.presses("For the boss", channel=ana.home, thread_ts=None)
    ana.sees("I sent it to you")
    ana.sees("the week of Mon 6 Apr", "The team did 0 of the", "no number yet")
    assert pictures(bakery)[-1]["files"][0]["title"] == "What was done, week by week"


async def test_for_the_boss_comes_without_its_picture_where_files_are_not_allowed(
    calm: Story, ana: Person, ben: Person
) -> None:
    """The four sentences come alone, and say that the picture is missing."""
    await _closed(calm, ana, ben)
    calm.office.server.workspace.app.scopes.discard("files:write")
    await ben.presses("For the boss", channel=ben.home, thread_ts=ana.thread)
    ben.sees("I sent it to you")
    ben.sees("the week of Mon 30 Mar", "We decided", "The picture could not be added.")
    ana.sees("I could not add a picture")


async def test_who_is_not_in_the_plan_is_sent_nothing(calm: Story, ana: Person, ben: Person, eve: Person) -> None:
    """A person outside the plan's channel can't have its results sent to them."""
    await _closed(calm, ana, ben)
    button = ben.holds("For the boss", channel=ben.home, thread_ts=ana.thread).action
    ref = Ref.decode(button["value"])
    assert ref is not None

    async def ask(ctx: Ctx) -> None:
        await for_the_boss(ctx, ref.id)

    with pytest.raises(Refusal, match="gone"):
        await act(calm, eve, ask)
    eve.sees_nothing()


async def test_an_open_review_has_nothing_to_forward_yet(calm: Story, ana: Person, ben: Person) -> None:
    """Its button comes with the summary; a made-up press gets an answer."""
    await _closed(calm, ana, ben)
    held = ben.holds("For the boss", channel=ben.home, thread_ts=ana.thread)
    await calm.until("2026-04-10 15:00")
    calm.forget()
    ref = Ref.decode(held.action["value"])
    assert ref is not None
    await ben.presses_held(held, value=Ref("review", ref.id + 1).encode())
    ben.sees("This review is still open")
