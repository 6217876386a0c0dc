"""The window itself: on a phone, by keyboard alone, and the inspector of the traffic."""

from __future__ import annotations

from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.browser.conftest import PHONE, Visit
from tests.browser.window import Window


async def test_on_a_phone_one_thing_is_seen_at_a_time_and_nothing_runs_off_the_edge(
    slack: SlackServer, visit: Visit
) -> None:
    said = await slack.control.say(user="ben", channel="#social", text="A long word: " + "b" * 120)
    await slack.control.say(user="ben", channel="#social", text="In the thread", thread_ts=said["ts"])
    window = await visit(slack.url, **PHONE)
    await window.opens("ana/social")
    assert await window.page.evaluate("document.documentElement.scrollWidth") <= 390
    await expect(window.side).to_be_hidden()
    await window.page.get_by_role("button", name="Conversations").tap()
    await window.side.get_by_role("button", name="general").tap()
    await expect(window.side).to_be_hidden()
    await expect(window.page.get_by_role("heading", name="general")).to_be_visible()

    await window.page.get_by_role("button", name="Conversations").tap()
    await window.side.get_by_role("button", name="social").tap()
    await window.message("A long word").get_by_role("button", name="1 reply").tap()
    await expect(window.replies.get_by_text("In the thread")).to_be_visible()
    box = await window.thread.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    await window.thread.get_by_role("button", name="Close the thread").tap()
    await expect(window.thread).to_be_hidden()


async def test_everything_can_be_reached_by_keys(slack: SlackServer, client: AsyncWebClient, window: Window) -> None:
    page = window.page
    channel = slack.workspace.find_channel("#social", slack.workspace.find_member("ana").id).id
    snooze = {
        "type": "static_select",
        "action_id": "snooze",
        "placeholder": {"type": "plain_text", "text": "Snooze…"},
        "options": [
            {"text": {"type": "plain_text", "text": words}, "value": words} for words in ("30 minutes", "2 hours")
        ],
    }
    await client.chat_postMessage(channel=channel, text="A duty", blocks=[{"type": "actions", "elements": [snooze]}])
    menu = window.messages.get_by_role("button", name="Snooze…")
    await expect(menu).to_be_visible()

    await window.composer.focus()
    await page.keyboard.type("@be")
    await page.keyboard.press("Enter")
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(window.message("@Ben Sample hello")).to_be_visible()
    await expect(window.composer).to_be_focused()

    await menu.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitemradio", name="30 minutes")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitemradio", name="2 hours")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(window.messages.get_by_role("button", name="2 hours")).to_be_visible()

    # The first Tab of all leads to the field in which one types.
    await page.reload()
    await expect(window.composer).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(window.composer).to_be_focused()
    await page.keyboard.press("Alt+2")
    await expect(window.people.get_by_role("button", name="You are Ben Sample")).to_be_focused()


async def test_the_traffic_is_shown_filtered_and_opened(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    channel = slack.workspace.find_channel("#social", slack.workspace.find_member("ana").id).id
    await client.chat_postMessage(channel=channel, text="Said before it was opened")
    await window.page.get_by_role("button", name="Traffic").click()
    rows = window.traffic.get_by_role("listitem")
    await expect(rows.filter(has_text="chat.postMessage")).to_have_count(1)
    await client.chat_postMessage(channel=channel, text="Said while it was open")
    await expect(rows.filter(has_text="chat.postMessage")).to_have_count(2)

    await window.traffic.get_by_label("Filter the traffic").fill("while it was")
    await window.traffic.get_by_label("Kind of traffic").select_option(label="Calls of the app")
    await expect(rows).to_have_count(1)
    await rows.get_by_text("chat.postMessage").click()
    await expect(rows.locator("pre")).to_contain_text('"method": "chat.postMessage"')
    await window.page.keyboard.press("Escape")
    await expect(window.traffic).to_be_hidden()
    await expect(window.page.get_by_role("button", name="Traffic")).to_be_focused()


async def test_a_script_that_gets_into_the_page_does_not_run_and_no_other_page_shows_this_one(
    slack: SlackServer, window: Window
) -> None:
    page = window.page
    await page.evaluate(
        """() => {
            const script = document.createElement("script");
            try { script.textContent = "window.ran = true"; } catch { /* refused already here */ }
            document.body.append(script);
            const button = document.createElement("button");
            try { button.setAttribute("onclick", "window.ran = true"); } catch { /* refused already here */ }
            document.body.append(button);
            button.click();
        }"""
    )
    assert await page.evaluate("window.ran") is None
    window.troubles.clear()

    await page.goto("data:text/html,<title>Elsewhere</title>")
    async with page.expect_event("requestfailed") as failed:
        await page.set_content(f'<iframe src="{slack.url}/"></iframe>')
    assert (await failed.value).url == f"{slack.url}/"
    await expect(page.frame_locator("iframe").locator("#top")).to_have_count(0)
    window.troubles.clear()
