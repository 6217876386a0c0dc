"""Versions of the strategy: submitted, approved through roles or sent back, announced, compared, kept (D5, E1)."""

from __future__ import annotations

import re

import pytest

from tests.stories.cast import Person, Story
from tests.stories.plans import add, slot
from tests.stories.strategy.test_strategy_document import files
from tests.stories.written import VISION, make_strategy, state_of, write

TUESDAY = "2026-03-31 09:30"


@pytest.fixture
async def written(story: Story, ana: Person, ben: Person, eve: Person) -> Story:
    """Ana leads, ben writes, eve is the director and approves. It is Tuesday morning, after everybody's digest."""
    await make_strategy(story, ana, ben, [("Director", eve)], next_update="2026-09-30")
    await story.until(TUESDAY)
    story.forget()
    return story


async def submit(who: Person, label: str = "Submit for approval…") -> str:
    """Submit the draft as it is, and return what the window shows then."""
    await who.types("/beat strategy")
    await who.presses(label, channel=who.home)
    await who.fills_in({})
    return await who.window()


async def approved(story: Story, by: Person, approver: Person) -> None:
    """Have a version submitted and approved; all of its messages are expected."""
    await submit(by)
    await approver.presses("Approve")
    story.forget()


# ---------------------------------------------------------------- submitted


async def test_what_is_submitted_goes_to_whoever_has_the_role(written: Story, ana: Person, eve: Person) -> None:
    """The form says whom it goes to before, the window after; the approver gets the words, the buttons and the PDF."""
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel="#social")
    assert "Version 1 goes to eve" in await ana.window()
    await ana.fills_in({})
    assert "Version 1 waits for approval. I ask eve." in await ana.window()
    said = eve.sees(
        "ana asks you to approve version 1 of \\*Social\\*",
        r"It is the first version\. \d+ of its 27 chapters say something\.",
    )
    assert re.search("Approve.*Send back….*Read it", said, re.S)
    eve.sees("Social", "version 1: waiting for approval", "PDF")
    assert [file["name"] for file in files(written)] == ["social-version-1.pdf"]
    assert "Version 1 waits for approval" in await ana.types("/beat strategy")


async def test_approved_it_is_announced_with_vision_and_pdf(
    written: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """The channel reads the vision, who signed and when; the PDF is in its thread (D5, E1)."""
    await submit(ana)
    written.forget()
    await eve.presses("Approve")
    eve.sees("Version 1 is approved. I tell everybody in <#")
    eve.finds("ana asks you to approve", "✓ Approved by eve")
    said = ben.sees(
        "Version 1 of Social\\*? is in use from today", r"Approved by eve \(Director\) on Tue 31 Mar 2026", VISION
    )
    assert "Next update: Wed 30 Sep 2026" in said
    ben.sees("Social", "version 1: approved", "PDF")
    root = next(told for told in written.told if "is in use from today" in told.text)
    assert [t.thread_ts for t in written.told if t.message.get("files") and t.channel == root.channel] == [root.ts]
    ana.sees("Version 1 of Social is approved, by eve")
    written.forget()
    assert "Approved on Tue 31 Mar 2026" in await ben.types("/beat strategy version 1")


async def test_each_hears_what_changes_for_them_and_nothing_else(
    written: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """Ben is told about his post and his number; people without a part in it are told nothing (E1)."""
    await approved(written, ana, eve)
    await add(written, ana, slot("Oven video", "thu", "11:00", ben))
    await write(written, ana, "audience", name="cafés")
    await written.until("2026-03-31 10:30")
    written.forget()
    await approved_again(written, ana, eve)
    said = ben.sees("What version 2 of \\*Social\\* changes for you", "Oven video")
    assert "cafés" not in said
    cho.sees("Version 2 of", "cafés", "Oven video")
    cho.sees("version 2: approved")
    cho.sees_nothing()
    written.forget()


async def approved_again(story: Story, by: Person, approver: Person) -> None:
    """Have the next version submitted and approved."""
    await submit(by)
    approver.sees("asks you to approve version 2", "What changed since version 1", "Added: Oven video")
    await approver.presses("Approve")


async def test_nothing_is_said_to_whom_nothing_changes_for(
    written: Story, ana: Person, ben: Person, eve: Person
) -> None:
    await approved(written, ana, eve)
    await write(written, ana, "competitor", name="Station bakery")
    await submit(ana)
    written.forget()
    await eve.presses("Approve")
    ben.sees("Version 2 of", "Added: Station bakery")
    ben.sees("version 2: approved")
    ben.sees_nothing()
    written.forget()


async def test_an_approved_version_never_changes(written: Story, ana: Person, eve: Person) -> None:
    """Later changes belong to the next draft; the old one can be read as it was approved."""
    await approved(written, ana, eve)
    await write(written, ana, "competitor", name="Station bakery")
    assert "Station bakery" in await ana.types("/beat strategy competitors")
    assert "Station bakery" not in await ana.types("/beat strategy version 1 competitors")
    changed = await ana.types("/beat strategy changes")
    assert "What changed since version 1" in changed
    assert "Added: Station bakery" in changed


async def test_a_version_that_was_replaced_stays_readable(written: Story, ana: Person, eve: Person) -> None:
    await approved(written, ana, eve)
    await write(written, ana, "competitor", name="Station bakery")
    await approved(written, ana, eve)
    old = await ana.types("/beat strategy version 1")
    assert "Replaced by a later version" in old
    await ana.types("/beat strategy")
    await ana.chooses("Another version…", "Version 1: approved", channel="#social")
    ana.story.forget()


# ---------------------------------------------------------------- nobody approves their own


async def test_nobody_approves_what_they_submitted_themselves(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Of two approver roles the other one is asked; pressing anyway changes nothing (D5)."""
    await make_strategy(story, ana, ben, [("Director", eve), ("Owner", ana)])
    await story.until(TUESDAY)
    story.forget()
    await submit(ana)
    ana.sees_nothing()
    eve.sees("asks you to approve version 1")
    held = eve.holds("Approve")
    await ana.types("/beat strategy")
    await ana.presses_held(
        ana.holds("Whole document", channel="#social"), action_id="edition_approve", value=held.action["value"]
    )
    ana.sees("Nobody approves what they submitted themselves")
    assert await state_of(story, ana, 1) == "submitted"
    story.forget()


@pytest.mark.parametrize("who", ["ana", "nobody"])
async def test_without_a_second_person_it_is_adopted_unsigned_and_says_so(
    story: Story, ana: Person, ben: Person, who: str
) -> None:
    """No role approves it, or only its author has that role: it can be used, and is called unsigned everywhere (D5)."""
    await make_strategy(story, ana, ben, [("Director", ana)] if who == "ana" else [])
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel="#social")
    asked = await ana.window()
    assert "Nobody else can approve version 1" in asked
    assert ("The only one who could is you" if who == "ana" else "No role is named that approves it") in asked
    await ana.fills_in({})
    assert "in use, unsigned" in await ana.window()
    ben.sees("Version 1 of", "It is unsigned: nobody but its author approved it", VISION)
    ben.sees("version 1: in use, unsigned")
    assert "In use, unsigned" in await ana.types("/beat strategy version 1")
    assert [file["name"] for file in files(story)] == ["social-version-1.pdf"]
    story.forget()


async def test_who_is_no_approver_cannot_approve(written: Story, ana: Person, ben: Person, eve: Person) -> None:
    await submit(ana)
    eve.sees("asks you to approve")
    value = eve.holds("Approve").action["value"]
    await ben.types("/beat strategy")
    held = ben.holds("Whole document", channel="#social")
    await ben.presses_held(held, action_id="edition_approve", value=value)
    ben.sees("You cannot approve a version or send it back")
    assert await state_of(written, ana, 1) == "submitted"
    written.forget()


# ---------------------------------------------------------------- any of them, all of them


async def test_one_word_is_enough_where_any_will_do(
    story: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    await make_strategy(story, ana, ben, [("Director", eve), ("Press", cho)], rule="any")
    await story.until(TUESDAY)
    story.forget()
    assert "I ask eve and cho" in await submit(ana)
    cho.sees("asks you to approve")
    await eve.presses("Approve")
    assert await state_of(story, ana, 1) == "approved"
    cho.finds("✓ Approved by eve")
    await cho.presses_held(cho.holds("Read it"))
    story.forget()


async def test_all_have_to_where_all_are_asked(
    story: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """After the first approval it waits for the second, and says whose."""
    await make_strategy(story, ana, ben, [("Director", eve), ("Press", cho)], rule="all")
    await story.until(TUESDAY)
    story.forget()
    await submit(ana)
    await eve.presses("Approve")
    eve.sees("You approved version 1. I wait for cho now")
    assert await state_of(story, ana, 1) == "submitted"
    await cho.presses("Approve")
    assert await state_of(story, ana, 1) == "approved"
    ben.sees(r"Approved by eve \(Director\) on .* and cho \(Press\)")
    story.forget()


async def test_pressed_twice_it_is_approved_once(written: Story, ana: Person, ben: Person, eve: Person) -> None:
    await submit(ana)
    written.forget()
    held = eve.holds("Approve")
    await eve.presses_held(held)
    ben.sees("is in use from today")
    written.forget()
    await eve.presses_held(held)
    eve.sees("Version 1 is approved")
    ben.sees_nothing()


# ---------------------------------------------------------------- sent back, comments


async def test_sent_back_it_says_what_is_to_be_different(written: Story, ana: Person, ben: Person, eve: Person) -> None:
    """The comment goes to that chapter's owner, the submitter is told, and the answer goes back."""
    await submit(ana)
    written.forget()
    await eve.presses("Send back…")
    await eve.fills_in({"What is it about?": "Numbers and targets", "What is to be different?": "800 would do"})
    assert "Version 1 is sent back. I ask ben" in await eve.window()
    assert await state_of(written, ana, 1) == "sent_back"
    eve.finds("asks you to approve", "Sent back by eve")
    ana.sees("Version 1 of Social was sent back by eve", "submit the next version")
    ben.sees("eve says about “Numbers and targets” of version 1", "800 would do", "sent back")
    await ben.presses("Answer…")
    await ben.fills_in({"Your answer": "You are right, I ask ana"})
    ben.finds("800 would do", "✓ Answered by ben", "You are right, I ask ana")
    eve.sees("ben answers what you said about “Numbers and targets”", "You are right, I ask ana", "800 would do")


async def test_the_next_version_follows_one_that_was_sent_back(
    written: Story, ana: Person, ben: Person, eve: Person
) -> None:
    await submit(ana)
    await eve.presses("Send back…")
    await eve.fills_in({"What is to be different?": "Who else is there?"})
    written.forget()
    await write(written, ana, "competitor", name="Station bakery")
    assert "Version 2 waits for approval" in await submit(ana)
    eve.sees("asks you to approve version 2")
    await eve.presses("Approve")
    ben.sees("Version 2 of")
    written.forget()
    shown = await ben.types("/beat strategy version 1")
    assert "Sent back for changes" in shown


async def test_a_comment_is_a_question_to_whoever_owns_the_chapter(
    written: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """Anyone in the channel can comment on what was submitted; comments on everybody's chapters go to the lead."""
    await submit(ana)
    written.forget()
    await cho.types("/beat strategy version 1 positioning")
    await cho.presses("Comment…", channel="#social")
    assert "Positioning" in await cho.window()
    await cho.fills_in({"What do you want to say, or ask?": "Are we <!channel> funny & loud?"})
    assert "I ask ana" in await cho.window()
    said = ana.sees("cho says about “Positioning and tone” of version 1")
    assert "<!channel>" not in said
    held = ana.holds("Answer…")
    await ana.presses_held(held)
    await ana.fills_in({"Your answer": "Warm, never loud"})
    await written.until("2026-04-01 08:00")  # morning in Tokyo began long ago
    cho.sees("ana answers", "Warm, never loud")
    await ana.presses_held(held)
    ana.sees("has its answer already")
    written.forget()


async def test_an_empty_comment_is_asked_for_again(written: Story, ana: Person, eve: Person) -> None:
    await submit(ana)
    written.forget()
    await eve.presses("Send back…")
    answer = await eve.fills_in({"What is to be different?": "  "})
    assert "nothing to read" in str(answer)
    assert await state_of(written, ana, 1) == "submitted"


# ---------------------------------------------------------------- withdrawn, once, not for nothing


async def test_a_submission_can_be_taken_back(written: Story, ana: Person, ben: Person, eve: Person) -> None:
    """By its submitter or a lead; the approver's message says so, and its buttons are gone."""
    await submit(ana)
    held = eve.holds("Approve")
    written.forget()
    assert "Version 1 is withdrawn" in await ana.presses_in_window("Withdraw")
    said = eve.finds("asks you to approve", "It was withdrawn")
    assert "Send back…" not in said
    await eve.presses_held(held)
    eve.sees("Version 1 is decided already")
    assert await state_of(written, ana, 1) == "withdrawn"
    assert "Version 2 waits" in await submit(ana)
    eve.sees("asks you to approve version 2")
    written.forget()


async def test_a_withdrawn_version_says_so(written: Story, ana: Person) -> None:
    await submit(ana)
    await ana.presses_in_window("Withdraw")
    written.forget()
    shown = await ana.types("/beat strategy version 1")
    assert "Withdrawn" in shown
    assert "Comment" not in await ana.types("/beat strategy")


async def test_two_versions_never_wait_at_once(written: Story, ana: Person, ben: Person, eve: Person) -> None:
    await ben.types("/beat strategy")
    held = ben.holds("Submit for approval…", channel="#social")
    await submit(ana)
    written.forget()
    await ben.presses_held(held)
    ben.sees("Version 1 waits for approval")


async def test_what_has_not_changed_is_not_submitted_again(written: Story, ana: Person, eve: Person) -> None:
    await approved(written, ana, eve)
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel="#social")
    ana.sees("Nothing has changed since version 1")


async def test_a_form_that_is_overtaken_submits_nothing(story: Story, ana: Person, ben: Person, eve: Person) -> None:
    """Opened as "adopt unsigned", but now there is an approver: nothing is adopted behind their back."""
    await make_strategy(story, ana, ben, [("Director", ana)])
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel="#social")
    assert "Adopt unsigned" in str(await ana._control.views(user="ana"))
    await ana.saves(f"/beat role Director <@{eve.id}>")
    story.forget()
    answer = await ana.fills_in({})
    assert "changed" in str(answer).casefold()
    story.forget()
