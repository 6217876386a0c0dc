"""Versions and time: roles that change hands while one waits, reminders, and the date of the next revision (D5)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.services.context.ctx import Ctx
from bot.services.editing import editing
from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import act
from tests.stories.strategy.test_editions import TUESDAY, approved, submit
from tests.stories.written import make_strategy, role_ids, state_of, write


@pytest.fixture
async def written(story: Story, ana: Person, ben: Person, eve: Person) -> Story:
    """Ana leads, ben writes, eve is the director and approves. It is Tuesday morning, after everybody's digest."""
    await make_strategy(story, ana, ben, [("Director", eve)], next_update="2026-09-30")
    await story.until(TUESDAY)
    story.forget()
    return story


# ---------------------------------------------------------------- people change


async def test_whoever_takes_the_role_over_is_asked_instead(
    written: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """The role counts, not the person: eve's message says so, cho is asked and approves (D5)."""
    await submit(ana)
    eve.sees("asks you to approve")
    held = eve.holds("Approve")
    await ana.saves(f"/beat role Director <@{cho.id}>")
    eve.finds("asks you to approve version 1", "Somebody else is asked now")
    cho.sees("asks you to approve version 1")
    await eve.presses_held(held)
    eve.sees("cannot find that any more")  # she has no part in it now, and isn't in the channel
    await cho.presses("Approve")
    assert await state_of(written, ana, 1) == "approved"
    written.forget()


async def test_an_approver_who_leaves_is_replaced_by_the_backup(
    written: Story, ana: Person, cho: Person, eve: Person
) -> None:
    await ana.saves(f"/beat role Director <@{eve.id}>, backup <@{cho.id}>")
    await submit(ana)
    written.forget()
    await written.office.server.control.deactivate(user="eve")
    await written.office.quiet()
    cho.sees("asks you to approve version 1")
    await cho.presses("Approve")
    assert await state_of(written, ana, 1) == "approved"
    written.forget()


async def test_a_role_that_is_given_up_is_waited_for_no_longer(
    story: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """Both had to approve; one has, and the other's role is removed: the version is in use."""
    await make_strategy(story, ana, ben, [("Director", eve), ("Press", cho)], rule="all")
    await story.until(TUESDAY)
    story.forget()
    await submit(ana)
    await eve.presses("Approve")
    story.forget()
    known = await role_ids(story, ana)

    async def remove(ctx: Ctx) -> None:
        await editing.end_thing(ctx, "role", known["Press"], known["Reviewer"])

    await act(story, ana, remove)
    assert await state_of(story, ana, 1) == "approved"
    ben.sees("Version 1 of", r"Approved by eve \(Director\)")
    story.forget()


# ---------------------------------------------------------------- dates are duties


async def test_the_next_update_is_a_duty_of_that_morning(story: Story, ana: Person, ben: Person, eve: Person) -> None:
    """At 09:00 on the date, for the lead's role; a newer version replaces its date (D5)."""
    await make_strategy(story, ana, ben, [("Director", eve)], next_update="2026-04-08")
    await story.until(TUESDAY)
    await approved(story, ana, eve)
    await story.until("2026-04-08 09:00")
    ana.finds("Update the strategy")
    story.forget()


async def test_a_newer_version_replaces_the_date(story: Story, ana: Person, ben: Person, eve: Person) -> None:
    await make_strategy(story, ana, ben, [("Director", eve)], next_update="2026-04-15")
    await story.until(TUESDAY)
    await approved(story, ana, eve)
    known = await role_ids(story, ana)
    await write(
        story,
        ana,
        "signing",
        company="Sample Bakery Ltd",
        approvers=[known["Director"]],
        rule="any",
        next_update="2026-04-22",
    )
    await approved(story, ana, eve)
    await story.until("2026-04-15 12:00")
    assert not _open_updates(story, [ana])
    story.forget()
    await story.until("2026-04-22 09:00")
    ana.finds("Update the strategy")
    story.forget()


def _open_updates(story: Story, people: Sequence[Person]) -> list[str]:
    story.read()
    ids = {person.id for person in people}
    dms = {c.id for c in story.office.server.workspace.channels.values() if c.kind == "im" and ids & set(c.members)}
    return [t.text for t in story.told if t.channel in dms and "Update the strategy" in t.text and not t.gone]


async def test_an_approver_is_reminded_after_three_working_days(written: Story, ana: Person, eve: Person) -> None:
    """Once, as one of their duties; their decision settles it."""
    await submit(ana)
    written.forget()
    await written.until("2026-04-02 18:00")
    assert not eve.has("Read version 1 and approve it")
    await written.until("2026-04-03 12:00")
    eve.finds("Read version 1 and approve it or send it back")
    await eve.presses("Approve")
    shown = await eve.types("/beat today", channel=BOT)
    assert "Read version 1" not in shown
    written.forget()


async def test_nobody_makes_themselves_an_approver(written: Story, ana: Person, ben: Person, cho: Person) -> None:
    """Taking the role that approves, emptying or ending it, or changing who approves, is for leads."""
    await submit(ana)
    written.forget()
    await cho.types("/beat role Director @cho")
    assert "You cannot say who approves the strategy" in await cho.says("save")
    await cho.types("/beat cancel")
    await cho.types("/beat signing Somebody else Ltd")
    assert "You cannot say who approves the strategy" in await cho.says("save")
    written.forget()


async def test_with_all_a_role_that_nobody_has_is_waited_for(
    story: Story, ana: Person, ben: Person, cho: Person, dee: Person, eve: Person
) -> None:
    """The form says so; the role's next holder is asked, and only their approval puts the version into use."""
    await make_strategy(story, ana, ben, [("Director", eve), ("Press", cho)], rule="all")
    await story.until(TUESDAY)
    await story.office.server.control.deactivate(user="cho")
    await story.office.quiet()
    story.forget()
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel="#social")
    assert "It waits for Press too: nobody has that role yet" in await ana.window()
    await ana.fills_in({})
    eve.sees("asks you to approve version 1")
    await eve.presses("Approve")
    assert await state_of(story, ana, 1) == "submitted"
    await ana.saves(f"/beat role Press <@{dee.id}>")
    dee.sees("asks you to approve version 1")
    await dee.presses("Approve")
    assert await state_of(story, ana, 1) == "approved"
    story.forget()


async def test_a_request_that_waits_for_the_morning_and_is_taken_back_blocks_nobody(
    written: Story, ana: Person, eve: Person
) -> None:
    """Submitted at half past eight in the evening, taken back at once: eve hears nothing of it, and of all else."""
    await written.until("2026-03-31 20:30")
    written.forget()
    await submit(ana)
    await ana.types("/beat strategy version 1")
    await ana.presses("Withdraw", channel="#social")
    await written.until("2026-04-01 09:30")
    assert not eve.has("asks you to approve version 1")
    assert not eve.has("version 1: waiting for approval")
    await ana.saves(f"/beat role Photographer <@{eve.id}>")
    eve.sees("ana gave you the role")
    written.forget()
