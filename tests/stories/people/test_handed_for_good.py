"""Reassigning for good: a duty's role goes to somebody else, with everything that belongs to it."""

from __future__ import annotations

import pytest

from tests.stories.cast import Person, Story
from tests.stories.plans import add, slot

FROM_NOW_ON = {"For how long?": "From now on"}


@pytest.fixture
async def morning(bakery: Story) -> Story:
    """Monday, nine o'clock: ben has his digest with one duty, due at ten."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


async def hands_over(who: Person, to: Person) -> dict[str, object]:
    """Press Hand over and choose a person, for good."""
    await who.presses("Hand over")
    return await who.fills_in({"Who does it?": to.id, **FROM_NOW_ON})


async def test_from_now_on_the_role_is_somebody_elses(morning: Story, ben: Person, ana: Person, dee: Person) -> None:
    """Dee is asked and gets today's duty, and Wednesday's too; ben is told and gets nothing more."""
    await hands_over(ben, dee)
    dee.sees(
        "ben gave you the role .*Instagram editor", "Accept", "Not me", "First up", "10:00.* Tip of the day", "Done"
    )
    ben.sees("dee has the role \\*Instagram editor\\* in Social from now on", "they can say no", "Undo")
    ben.finds("Monday, 30 Mar", "→ Now with dee: Instagram: Tip of the day")
    await morning.until("2026-03-30 10:00")
    dee.sees("It is time for .*Tip of the day")
    await dee.presses("Done")
    assert "Instagram editor*: dee (asked, no answer yet)" in await ana.types("/beat roles")
    await morning.until("2026-04-01 09:00")
    dee.sees("Wednesday, 1 Apr", "Tip of the day", "Where does “Instagram followers” stand today")
    ana.sees("A question about Social", "Where does all of this lead")
    ben.sees_nothing()


async def test_it_can_be_taken_back(morning: Story, ben: Person, ana: Person, dee: Person) -> None:
    """After Undo, ben has the role and the duty as before, dee's offer says that it is over, and her duty is gone."""
    await hands_over(ben, dee)
    morning.forget()
    await ben.presses("Undo")
    ben.finds("Taken back. You have the role \\*Instagram editor\\* in Social, as before")
    ben.finds("Monday, 30 Mar", "1 to do", "Snooze…")
    dee.finds("Somebody else has this role now")
    assert not dee.has("First up.*Done")
    assert "Instagram editor*: ben" in await ana.types("/beat roles")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")
    dee.sees_nothing()


async def test_after_ten_minutes_it_stays(morning: Story, ben: Person, dee: Person) -> None:
    """After ten minutes the press says so, and dee keeps the role."""
    await hands_over(ben, dee)
    morning.forget()
    held = ben.holds("Undo")
    await morning.pass_time(minutes=11)
    await ben.presses_held(held)
    ben.sees("Undo works for ten minutes")
    dee.finds("Accept")


async def test_by_the_lead_the_one_before_is_told(morning: Story, ana: Person, ben: Person, dee: Person) -> None:
    """Ana hands ben's role to dee: each of the three reads what it means for them."""
    await morning.until("2026-03-30 16:00")
    morning.forget()
    await hands_over(ana, dee)
    dee.sees("ana gave you the role", "First up", "Tip of the day")
    ana.sees("dee has the role \\*Instagram editor\\* in Social from now on", "Undo")
    told = ben.sees("ana has handed your role \\*Instagram editor\\* in Social to dee, from now on")
    assert "Undo" not in told
    morning.forget()


async def test_the_lead_can_take_it_over_herself(morning: Story, ana: Person, ben: Person) -> None:
    """She isn't asked: it is hers right away."""
    await morning.until("2026-03-30 16:00")
    morning.forget()
    await hands_over(ana, ana)
    ana.sees("You have the role \\*Instagram editor\\* in Social from now on")
    ben.sees("ana has handed your role", "to ana, from now on")
    assert "Instagram editor*: ana" in await ana.types("/beat roles")
    morning.forget()


async def test_this_time_only_is_what_it_was(morning: Story, ana: Person, ben: Person) -> None:
    """It is the default: nothing changes for people who don't look at it."""
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": ana.id})
    ana.sees("Handed over to you", "This one time only")
    assert "Instagram editor*: ben" in await ana.types("/beat roles")
    morning.forget()


async def test_who_may_not_give_roles_is_told_who_can(morning: Story, ben: Person, eve: Person, cho: Person) -> None:
    """Eve has the duty only this once and nothing else: she can reassign only this once."""
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": eve.id})
    eve.sees("Handed over to you")
    wrong = await hands_over(eve, cho)
    said = wrong["errors"]["hand_over_for"]  # type: ignore[index]
    assert "this time only" in said
    assert "ana leads this plan and can do it" in said
    await eve.fills_in({"For how long?": "This time only"})
    eve.finds("→ Handed over to cho, this time")
    morning.forget()


async def test_to_who_has_the_role_already_nothing_changes(morning: Story, ben: Person) -> None:
    """Ben to ben: no message, no question."""
    await hands_over(ben, ben)
    ben.sees_nothing()
    ben.finds("Monday, 30 Mar", "1 to do", "Snooze…")


async def test_turned_down_it_cannot_be_taken_back_any_more(
    morning: Story, ana: Person, ben: Person, dee: Person
) -> None:
    """Dee declines right away: the role is vacant, the lead is told, and Undo says that things have changed."""
    await add(morning, ana, slot("Question of the day", "tue", "15:00", ben))
    await hands_over(ben, dee)
    morning.forget()
    held = ben.holds("Undo")
    await dee.presses("Not me")
    ana.sees("dee said no to the role")
    await ben.presses_held(held)
    ben.finds("Somebody changed this in the meantime")
    morning.forget()
