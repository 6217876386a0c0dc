"""A member who was deactivated by mistake and returns takes their roles back with a press."""

from __future__ import annotations

import pytest

from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot

ROLE = "Instagram editor"


async def _gone_and_back(story: Story, who: Person, until: str = "") -> None:
    await story.office.server.control.deactivate(user=who.name)
    await story.office.quiet()
    if until:
        await story.until(until)
    story.forget()
    await story.office.server.control.reactivate(user=who.name)
    await story.office.quiet()


async def test_coming_back_offers_the_roles_and_a_press_takes_them(bakery: Story, ana: Person, ben: Person) -> None:
    """Nothing is theirs before the press. Then the lead and the backup are told, and the day's work comes to them."""
    await ana.saves(f"/beat role {ROLE} @ben, backup @cho")
    cho = bakery.people["cho"]
    await bakery.until("2026-03-31 10:00")
    await _gone_and_back(bakery, ben, "2026-04-01 09:30")
    said = ben.sees("Welcome back", ROLE, "Take back")
    assert "Nothing changes until you press" in said
    ana.sees_nothing()
    await bakery.until("2026-04-01 10:15")
    ben.sees_nothing()
    cho.sees("Tip of the day", "Done")

    held = ben.holds("Take back")
    await ben.presses_held(held)
    await ben.presses_held(held)
    ben.finds("Welcome back", ROLE, "yours again")
    ana.sees("Ben is back", ROLE, "from now on")
    cho.sees("Ben is back", ROLE, "You're the backup again")
    assert f"{ROLE}*: ben" in await ana.types("/beat roles")
    ana.sees_nothing()
    bakery.forget()


async def test_a_role_that_somebody_else_has_by_now_is_not_taken_from_them(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """It says who has it, without a button. Pressing an older button is answered in words."""
    await _gone_and_back(bakery, ben)
    await bakery.until("2026-03-30 09:30")
    held = ben.holds("Take back")
    await ana.saves(f"/beat role {ROLE} @cho")
    bakery.forget()
    await ben.presses_held(held)
    ben.sees("Cho", "has the role")
    assert f"{ROLE}*: cho" in await ana.types("/beat roles")
    bakery.forget()


async def test_the_roles_of_a_private_plan_are_offered_in_its_channel_only(
    story: Story, ana: Person, ben: Person
) -> None:
    """A person outside a private channel is told nothing about it, whatever they had there. Once invited, they are."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ben)], measurer=ana)
    story.forget()
    await _gone_and_back(story, ben, "2026-03-30 08:00")
    await story.until("2026-03-30 12:00")
    assert not ben.has("Welcome back")
    story.forget()
    await story.office.server.control.invite(channel="#secret", users="ben", user="ana")
    await story.office.quiet()
    ben.sees("Welcome back", ROLE)
    await ben.presses("Take back")
    ana.sees("Ben", "is back", ROLE)
    story.forget()


@pytest.mark.thorough
async def test_a_press_of_somebody_elses_button_gives_nothing(bakery: Story, ana: Person, ben: Person) -> None:
    """A button's value is a reference, and the role goes to nobody but its former holder."""
    await _gone_and_back(bakery, ben)
    await bakery.until("2026-03-30 09:30")
    bakery.forget()
    await bakery.people["cho"].presses_held(ben.holds("Take back"))
    assert f"{ROLE}*: nobody yet" in await ana.types("/beat roles")
    bakery.forget()
