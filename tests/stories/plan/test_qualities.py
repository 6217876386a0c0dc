"""Goals about quality: typed in a sentence, reported in people's words, and shown for what they are (C6)."""

from __future__ import annotations

from tests.stories.cast import Person, Story


async def test_a_rating_is_told_read_and_judged(calm: Story, ana: Person) -> None:
    """ "4/5" and "4 stars" are ratings; before three of them it is too early to tell."""
    said = await ana.saves("/beat goal a rating of 4 out of 5 from customers by end of June", "me", "me")
    assert "a rating of 4 out of 5" in said
    assert "rating from customers: 4 out of 5 by Tue 30 Jun 2026" in await ana.types("/beat goals")
    await calm.until("2026-04-02 15:00")
    calm.forget()
    assert "errors" in str(await _gives(ana, "8/10"))
    await ana.fills_in({"rating from customers": "3/5"})
    assert "rating from customers: 3, aiming at 4 out of 5" in await ana.types("/beat goals")
    assert "Too early to tell" in await ana.types("/beat goals")
    calm.forget()


async def test_a_range_is_kept(calm: Story, ana: Person) -> None:
    """Between its two ends it is fine."""
    await ana.saves("/beat goal keep answer time between 1 and 4 hours until end of June", "me", "me")
    assert "answer time: between 1 and 4 hours by Tue 30 Jun 2026" in await ana.types("/beat goals")
    await calm.until("2026-04-02 15:00")
    calm.forget()
    await _gives(ana, "2")
    shown = await ana.types("/beat goals")
    assert "answer time: 2, to stay between 1 and 4 hours until Tue 30 Jun 2026" in shown
    assert "Within its range." in shown
    calm.forget()


async def test_a_yes_or_no(calm: Story, ana: Person) -> None:
    """A text that is neither is asked about again, at the field."""
    await ana.saves("/beat goal yes or no: Is every question answered? by end of June", "me", "me")
    await calm.until("2026-04-02 15:00")
    calm.forget()
    answer = await _gives(ana, "640")
    assert "neither yes nor no" in str(answer)
    await ana.fills_in({"Is every question answered?": "yes"})
    assert "Is every question answered?: yes, aiming at yes" in await ana.types("/beat goals")
    calm.forget()


async def test_the_kind_of_a_number_can_be_changed_and_has_to_fit(calm: Story, ana: Person) -> None:
    """A rating of 1,000 is refused at its field; 4 is accepted."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel="#social")
    kind = {"Which way is better?": "It is a rating from 1 to 5"}
    assert "A rating goes from 1 to 5." in str(await ana.fills_in(kind))
    await ana.fills_in({**kind, "Which number shows that you got there?": "4"})
    ana.sees("Changed", "it is a rating from 1 to 5")
    assert "Instagram followers: 4 out of 5" in await ana.types("/beat goals")
    calm.forget()


async def test_beyond_the_worry_line_it_says_what_was_planned_for_then(calm: Story, ana: Person, ben: Person) -> None:
    """After three weeks below the line, the goals and the review show the planned response."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel="#social")
    await ana.fills_in(
        {"From which number on would you worry?": "500", "What would you do if this number went wrong?": "Ask ten."}
    )
    for day in ("2026-04-02", "2026-04-09", "2026-04-16"):
        await calm.until(f"{day} 15:05")
        calm.forget()
        await _gives(ben, "120")
        shown = await ana.types("/beat goals")
        assert ("Beyond the worry line of 500." in shown) is (day == "2026-04-16")
    assert "You said what you would do: Ask ten." in shown
    await calm.until("2026-04-17 15:05")
    ana.sees("Weekly review|What came of it", "Beyond the worry line of 500. You said what you would do: Ask ten.")
    calm.forget()


async def _gives(who: Person, typed: str) -> object:
    """Open the form for the numbers, and report one."""
    await who.presses("Give the numbers")
    views = (await who._control.views(user=who.name))["views"]
    (field,) = [block["label"]["text"] for block in views[-1]["blocks"] if block["type"] == "input"]
    return await who.fills_in({field: typed})
