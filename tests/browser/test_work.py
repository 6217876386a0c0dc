"""A day's work with the bot, by clicks: Done and Undo, Snooze and its form, set-up in conversation, Home."""

from __future__ import annotations

from playwright.async_api import expect

from playground.demo import Office
from tests.browser.conftest import PHONE, Visit
from tests.browser.window import Window


async def test_one_press_of_done_is_seen_at_once_and_undone_by_another(mia: Window) -> None:
    digest = mia.message("Monday, 2 Mar")
    await digest.get_by_role("button", name="Done").click()
    await expect(digest).to_contain_text("✓ Done")
    await expect(digest.get_by_role("button", name="Done")).to_have_count(0)
    await mia.moment("done")
    await digest.get_by_role("button", name="Undo").click()
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()
    await expect(digest).not_to_contain_text("✓ Done")


async def test_a_check_mark_on_the_digest_is_done_and_taken_off_it_is_open_again(mia: Window) -> None:
    digest = mia.message("Monday, 2 Mar")
    await digest.hover()
    await digest.get_by_role("button", name="React with a check mark").click()
    await expect(digest).to_contain_text("✓ Done")
    await digest.get_by_role("button", name="✅ 1").click()
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()


async def test_snooze_offers_times_and_its_form_says_what_is_wrong_beside_the_field(mia: Window) -> None:
    digest = mia.message("Monday, 2 Mar")
    await digest.get_by_role("button", name="Snooze…").click()
    choices = mia.page.get_by_role("menu").get_by_role("menuitemradio")
    await expect(choices.filter(has_text="30 minutes")).to_be_visible()
    await choices.filter(has_text="Pick a time").click()
    form = mia.form
    await expect(form.get_by_role("heading", name="Snooze until")).to_be_visible()
    await form.get_by_label("On which day?").fill("2026-03-01")
    await form.get_by_role("button", name="Snooze").click()
    await expect(form.locator(".field .error").filter(has_text="That time is over.")).to_be_visible()
    await mia.moment("form")
    await form.get_by_label("On which day?").fill("2026-03-03")
    await form.get_by_role("button", name="Snooze").click()
    await expect(form).to_have_count(0)
    await expect(digest).to_contain_text("tomorrow 12:00")
    await digest.get_by_role("button", name="Undo").click()
    await expect(digest).not_to_contain_text("tomorrow 12:00")


async def test_home_shows_what_there_is_to_do_and_a_press_there_is_heard(mia: Window) -> None:
    await mia.page.get_by_role("button", name="Home", exact=True).click()
    home = mia.messages
    await expect(home.get_by_text("Week's special").first).to_be_visible()
    await mia.moment("home")
    await home.get_by_role("button", name="Done").first.click()
    await home.get_by_role("button", name="Undo").first.click()
    await expect(home.get_by_role("button", name="Undo")).to_have_count(0)


async def test_on_a_phone_the_day_is_done_by_thumb(office: Office, visit: Visit) -> None:
    window = await visit(office.server.url, **PHONE)
    await window.opens("mia/@drumbeat")
    digest = window.message("Monday, 2 Mar")
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()
    assert await window.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    await window.moment("phone")
    await digest.get_by_role("button", name="Done").tap()
    await digest.get_by_role("button", name="Undo").tap()
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()


async def test_the_traffic_of_one_press_can_be_read_in_the_dark(office: Office, visit: Visit) -> None:
    window = await visit(office.server.url, color_scheme="dark")
    await window.opens("mia/@drumbeat")
    await window.page.get_by_role("button", name="Traffic").click()
    await window.traffic.get_by_role("button", name="Clear").click()
    digest = window.message("Monday, 2 Mar")
    await digest.get_by_role("button", name="Done").click()
    rows = window.traffic.get_by_role("listitem")
    await expect(rows.filter(has_text="block_actions")).to_have_count(1)
    await expect(rows.filter(has_text="acknowledged").first).to_be_visible()
    await expect(rows.filter(has_text="chat.update").first).to_be_visible()
    await window.moment("traffic")
    await digest.get_by_role("button", name="Undo").click()
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()


async def test_what_somebody_said_becomes_an_idea_for_a_post(mia: Window) -> None:
    await mia.goes_to("bakery")
    await mia.says("Our new oven is here, and it is huge")
    message = mia.message("Our new oven is here")
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await mia.page.get_by_role("menuitem", name="Make this a post").click()
    await expect(mia.form.get_by_label("What is it about?")).to_have_value("Our new oven is here, and it is huge")
    await mia.moment("make-a-post")
    await mia.form.locator("button[type=submit]").click()
    await expect(mia.form).to_have_count(0)
    await expect(mia.page.get_by_text("did not answer")).to_have_count(0)


async def test_a_plan_is_set_up_by_typing(mia: Window) -> None:
    await mia.goes_to("agency")
    await mia.composer.press_sequentially("/be")
    await mia.page.get_by_role("option", name="/beat").click()
    await mia.composer.press_sequentially("setup")
    await mia.composer.press("Enter")
    await expect(mia.message("Let us set up your plan.")).to_contain_text("Only visible to you")
    await mia.message("What do you want to achieve?").hover()
    await mia.message("What do you want to achieve?").get_by_role("button", name="Reply").click()
    for answer, asked in (
        ("500 newsletter subscribers by end of next year", "Who"),
        ("@lee reads the number and I judge it", "post"),
        ("Offer of the day, newsletter, daily at 10:30", "Who"),
        ("Newsletter editor @lee", "Who is it for?"),
    ):
        before = await mia.replies.get_by_role("article").count()
        await mia.replies_with(answer)
        await expect(mia.replies.get_by_role("article").nth(before + 1)).to_contain_text(asked)
    await mia.moment("set-up")
    save = mia.replies.get_by_role("button", name="Save")
    while not await save.count():
        before = await mia.replies.get_by_role("article").count()
        await mia.replies_with("skip")
        await expect(mia.replies.get_by_role("article").nth(before + 1)).to_be_visible()
    await save.click()
    await expect(mia.replies).to_contain_text("Here is your next week")
