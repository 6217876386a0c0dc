"""What is missing is mended where it is named: a form with the one thing that is asked for."""

from __future__ import annotations

from tests.stories.cast import Person, Story


async def test_home_names_what_is_missing_and_a_press_adds_it(calm: Story, ana: Person) -> None:
    """There is no vision: one press opens its form, and Home names it no more."""
    shown = await ana.opens_home()
    assert "There is no vision yet" in shown
    await ana.presses_at_home("Say it")
    assert "Where does all of this lead?" in await ana.window()
    await ana.fills_in({"Where does all of this lead? Three sentences at most.": "Everybody knows our bread."})
    ana.sees("Saved: vision")
    assert "There is no vision yet" not in await ana.opens_home()
    calm.forget()
