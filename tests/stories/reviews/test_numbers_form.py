"""The numbers form: it says what it saved, with the last number, and asks before it saves a likely slip."""

from __future__ import annotations

from tests.stories.cast import Person, Story

ASKED, A_WEEK_LATER = "2026-04-02 15:00", "2026-04-09 15:00"
FOLLOWERS = "Instagram followers"
SAVED = "Saved"


async def give(who: Person, number: str, of: str = FOLLOWERS) -> str:
    """Fill in the number in the open form, and return what is open then."""
    answer = await who.fills_in({of: number})
    assert answer["response_action"] != "errors", answer
    return await who.window()


async def test_what_was_saved_is_said_with_the_number_before_and_a_slip_is_asked_about(
    calm: Story, ben: Person
) -> None:
    """Sent again unchanged, or corrected, it is saved; another slip is asked about again."""
    await calm.until(ASKED)
    await ben.presses("Give the numbers")
    answer = await ben.fills_in({FOLLOWERS: "5 mil"})
    assert all(said in str(answer.get("errors")) for said in ("5,000", "5,000,000"))
    first = await give(ben, "640")
    assert SAVED in first
    assert f"{FOLLOWERS}: 640" in first
    assert "last time" not in first
    await calm.until(A_WEEK_LATER)
    await ben.presses("Give the numbers")
    for slip, said in (("6400", "6,400"), ("64", "64")):
        asked = await give(ben, slip)
        assert SAVED not in asked
        assert f"{FOLLOWERS}: {said}, last time 640" in asked
    assert "1 number is in" in await ben.types("/beat goals")
    meant = await give(ben, "64")
    assert SAVED in meant
    assert f"{FOLLOWERS}: 64, last time 640" in meant
    assert "2 numbers are in" in await ben.types("/beat goals")
    await calm.until("2026-04-16 15:00")
    await ben.presses("Give the numbers")
    assert SAVED not in await give(ben, "641")
    assert f"{FOLLOWERS}: 65, last time 64" in await give(ben, "65")
    assert SAVED in await ben.window()
    calm.forget()


async def test_a_first_number_is_held_against_the_start_or_else_the_target(
    calm: Story, ana: Person, ben: Person
) -> None:
    """One plan has a target of 1,000 and no baseline; the other goal starts at 30."""
    await ana.saves("/beat goal grow newsletter from 30 to 1,000 subscribers by end of June", "@ben", "me")
    await calm.until(ASKED)
    await ben.presses("Give the numbers")
    assert SAVED in await give(ben, "31", "Newsletter subscribers")
    await ben.presses("Give the numbers")
    assert SAVED not in await give(ben, "38")
    assert "1,000" in await ben.window()
    assert SAVED in await give(ben, "38")
    calm.forget()
