"""The first minute of somebody who has never seen the bot: the page says what to try, and it shows what it can."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.window import Window


async def test_three_presses_show_a_digest_a_nudge_and_a_review(at_work: Window) -> None:
    await at_work.moment("first-look")
    await at_work.tries("Let it become morning")
    digest = at_work.message("Monday, 2 Mar")
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()
    await at_work.moment("digest")

    await at_work.tries("Let three hours pass")
    await expect(at_work.message("A quiet reminder")).to_contain_text("Week's special")
    await at_work.moment("nudge")

    await at_work.tries("Go to Friday")
    await expect(at_work.message("Weekly review")).to_contain_text("What was done")
    await expect(at_work.replies).to_contain_text("What worked?")
    await expect(at_work.thread.get_by_role("button", name="Add a learning")).to_be_visible()
    await expect(at_work.page.get_by_role("region", name="What to try first")).to_contain_text("That was a week")
    await at_work.moment("review")


async def test_the_clock_alone_brings_a_morning_and_says_for_whom_something_came(fresh_at_work: Window) -> None:
    await fresh_at_work.lets_pass("Next morning")
    await expect(fresh_at_work.page.locator(".clock-said")).to_contain_text("for you")
    await expect(fresh_at_work.page.locator(".clock-time")).to_have_text("09:00")
    await expect(fresh_at_work.side.get_by_role("button", name="Drumbeat, 1 new")).to_be_visible()
    await fresh_at_work.goes_to("Drumbeat")
    await expect(fresh_at_work.message("Monday, 2 Mar")).to_be_visible()
    await expect(fresh_at_work.side.get_by_role("button", name="Drumbeat, 1 new")).to_have_count(0)
