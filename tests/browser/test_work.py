"""A day's work with the bot, by clicks: Done and Undo, Snooze and its form, set-up in conversation."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.window import Window


async def test_one_press_of_done_is_seen_at_once_and_undone_by_another(fresh_at_work: Window) -> None:
    await fresh_at_work.lets_pass("Next morning")
    await fresh_at_work.goes_to("Drumbeat")
    duty = fresh_at_work.messages.get_by_role("article").filter(
        has=fresh_at_work.page.get_by_role("button", name="Done")
    )
    await expect(duty).to_have_count(1)
    await duty.get_by_role("button", name="Done").click()
    await expect(fresh_at_work.messages.get_by_role("button", name="Undo")).to_be_visible()
    await expect(duty).to_have_count(0)
    await fresh_at_work.moment("done")
    await fresh_at_work.messages.get_by_role("button", name="Undo").click()
    await expect(duty).to_have_count(1)


async def test_snooze_offers_times_and_its_form_says_what_is_wrong_beside_the_field(fresh_at_work: Window) -> None:
    await fresh_at_work.lets_pass("Next morning")
    await fresh_at_work.goes_to("Drumbeat")
    await fresh_at_work.messages.get_by_role("button", name="Snooze…").click()
    choices = fresh_at_work.page.get_by_role("menu").get_by_role("menuitemradio")
    await expect(choices.filter(has_text="30 minutes")).to_be_visible()
    await choices.last.click()
    form = fresh_at_work.form
    await expect(form.get_by_role("heading", name="Snooze until")).to_be_visible()
    await form.get_by_label("On which day?").fill("2026-03-01")
    await form.get_by_role("button", name="Snooze").click()
    await expect(form.locator(".field .error").filter(has_text="That time is over.")).to_be_visible()
    await fresh_at_work.moment("form")
    await form.get_by_label("On which day?").fill("2026-03-03")
    await form.get_by_role("button", name="Snooze").click()
    await expect(form).to_have_count(0)
    await expect(fresh_at_work.messages).to_contain_text("tomorrow 10:00")


async def test_a_plan_is_set_up_by_typing(fresh_at_work: Window) -> None:
    await fresh_at_work.goes_to("agency")
    await fresh_at_work.composer.press_sequentially("/be")
    await fresh_at_work.page.get_by_role("option", name="/beat").click()
    await fresh_at_work.composer.press_sequentially("setup")
    await fresh_at_work.composer.press("Enter")
    await expect(fresh_at_work.message("Let us set up your plan.")).to_contain_text("Only visible to you")
    await fresh_at_work.message("What do you want to achieve?").hover()
    await fresh_at_work.message("What do you want to achieve?").get_by_role("button", name="Reply").click()
    for answer, asked in (
        ("500 newsletter subscribers by end of next year", "Who"),
        ("@lee reads the number and I judge it", "post"),
        ("Offer of the day, newsletter, daily at 10:30", "Who"),
        ("Newsletter editor @lee", "?"),
    ):
        before = await fresh_at_work.replies.get_by_role("article").count()
        await fresh_at_work.replies_with(answer)
        await expect(fresh_at_work.replies.get_by_role("article").nth(before + 1)).to_contain_text(asked)
    save = fresh_at_work.replies.get_by_role("button", name="Save")
    await fresh_at_work.moment("set-up")
    while not await save.count():
        before = await fresh_at_work.replies.get_by_role("article").count()
        await fresh_at_work.replies_with("skip")
        await expect(fresh_at_work.replies.get_by_role("article").nth(before + 1)).to_be_visible()
    await save.click()
    await expect(fresh_at_work.replies).to_contain_text("Here is your next week")


async def test_home_shows_what_there_is_to_do_and_a_press_there_is_heard(at_work: Window) -> None:
    await at_work.lets_pass("Next morning")
    await at_work.goes_to("Drumbeat")
    await at_work.page.get_by_role("button", name="Home", exact=True).click()
    home = at_work.messages
    await expect(home.get_by_text("Week's special").first).to_be_visible()
    await at_work.moment("home")
    await home.get_by_role("button", name="Done").first.click()
    await expect(home.get_by_role("button", name="Undo").first).to_be_visible()
