"""Gaps are filled where they are named: a form with only what is asked for."""

from __future__ import annotations

from tests.stories.cast import Person, Story


async def test_home_names_what_is_missing_and_a_press_adds_it(calm: Story, ana: Person) -> None:
    """There is no vision: one press opens its form, and Home no longer names it."""
    shown = await ana.opens_home()
    assert "There is no vision yet" in shown
    await ana.presses_at_home("Say it")
    assert "Where does all of this lead?" in await ana.window()
    await ana.fills_in({"Where does all of this lead? Three sentences at most.": "Everybody knows our bread."})
    ana.sees("Saved: vision")
    assert "There is no vision yet" not in await ana.opens_home()
    calm.forget()


async def test_setup_in_a_channel_with_a_plan_shows_what_is_missing(calm: Story, ana: Person) -> None:
    """Each line has an example and three buttons; a filled gap leaves the list."""
    shown = await ana.types("/beat setup")
    assert "Social: what is missing" in shown
    assert "There is no vision yet" in shown
    assert "None of it stops you" in shown
    await ana.presses("Answer", channel="#social")
    await ana.fills_in({"Where does all of this lead? Three sentences at most.": "Everybody knows our bread."})
    ana.sees("Saved: vision")
    assert "There is no vision yet" not in await ana.types("/beat missing")
    calm.forget()


async def test_one_field_of_what_is_there_is_asked_for_alone(calm: Story, ana: Person) -> None:
    """A goal without a purpose: the form has only that question."""
    await ana.saves("/beat vision Everybody knows our bread.")
    shown = await ana.types("/beat missing")
    assert "does not say yet whom it is about" in shown
    calm.forget()
