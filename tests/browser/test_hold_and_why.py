"""Asking why, and holding publishing back, by typing and pressing on the demo's page."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.window import Window


async def test_why_says_what_came_and_what_did_not(newcomer: Window) -> None:
    await newcomer.tries("Let it become morning")
    await newcomer.says("/beat why")
    answer = newcomer.message("What you got, and did not")
    await expect(answer).to_contain_text("today 09:00 · digest: Newsletter: Week's special — sent at 09:00.")
    await expect(answer).to_contain_text("not sent: there was nothing to do.")
    await expect(answer).to_contain_text("Your next digest comes Tue 3 Mar 09:00 (Berlin)")
    await newcomer.moment("why")


async def test_a_hold_is_told_and_ended_by_presses(newcomer: Window) -> None:
    await newcomer.tries("Let it become morning")
    await newcomer.goes_to("bakery")
    await newcomer.says("/beat hold Instagram until Monday: the oven is broken")
    told = newcomer.message("Why: the oven is broken.")
    await expect(told).to_contain_text("Publishing on Instagram is on hold until Mon 9 Mar 00:00 (Berlin)")
    await newcomer.moment("hold")
    await told.get_by_role("button", name="Let it go on now").click()
    over = newcomer.message("Publishing on Instagram goes on")
    await expect(over.get_by_role("button", name="Undo")).to_be_visible()
    await over.get_by_role("button", name="Undo").click()
    again = newcomer.message("is on hold until Mon 9 Mar")
    await expect(again.get_by_role("button", name="Let it go on now")).to_be_visible()
