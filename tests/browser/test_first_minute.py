"""The first minute of somebody who has never seen the bot: the page says what to try, and it shows what it can."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.browser.conftest import MONDAY, Visit
from tests.browser.window import Window


async def test_four_presses_show_a_digest_a_nudge_a_review_and_a_whole_strategy(newcomer: Window) -> None:
    await newcomer.moment("first-look")
    await newcomer.tries("Let it become morning")
    digest = newcomer.message("Monday, 2 Mar")
    await expect(digest.get_by_role("button", name="Done")).to_be_visible()
    await newcomer.moment("digest")

    await newcomer.tries("Let three hours pass")
    await expect(newcomer.message("A quiet reminder")).to_contain_text("Week's special")
    await newcomer.moment("nudge")

    await newcomer.tries("Go to Friday")
    await expect(newcomer.message("Weekly review")).to_contain_text("What was done")
    await expect(newcomer.replies).to_contain_text("What worked?")
    await expect(newcomer.thread.get_by_role("button", name="Add a learning")).to_be_visible()
    picture = newcomer.replies.get_by_role("img", name="Instagram followers").first
    await expect(picture).to_have_js_property("complete", True)
    await newcomer.moment("review")

    tour = newcomer.page.get_by_role("region", name="What to try first")
    await tour.get_by_role("button", name="Drop the sample file").click()
    await expect(newcomer.message("local-shop.yaml")).to_be_visible()
    await expect(tour).to_contain_text("press Set it up here")
    await newcomer.message("local-shop.yaml").get_by_text("1 reply").click()
    await newcomer.thread.get_by_role("button", name="Set it up here").click()
    await expect(newcomer.replies).to_contain_text("Here is your next week")
    await expect(tour).to_contain_text("Then type /beat strategy")
    await newcomer.says("/beat strategy")
    await expect(tour).to_contain_text("That was a week")
    await expect(newcomer.message("Sample Bakery: the strategy")).to_contain_text("Our vision")
    await newcomer.moment("strategy")


async def test_the_clock_lets_time_pass_and_says_for_whom_something_came(
    slack: SlackServer, client: AsyncWebClient, visit: Visit
) -> None:
    """A host of a few lines stands in for the bot's: an hour is an hour, and in it Ben is written to."""
    ben = slack.workspace.find_member("ben").id
    asked: list[dict[str, Any]] = []

    async def let_pass(request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request)
        if "push" in request:
            opened = await client.conversations_open(users=[ben])
            await client.chat_postMessage(channel=opened["channel"]["id"], text="An hour is over")
        return {"now": (MONDAY + timedelta(hours=1)).isoformat()}

    slack.on_clock = let_pass
    window = await visit(slack.url)
    await window.opens("ana/social")
    await window.lets_pass("+1 hour")
    said = window.page.locator(".clock-said")
    await expect(said).to_have_text("1 message came meanwhile: for Ben Sample.")
    await expect(window.people.get_by_role("button", name="Be Ben Sample")).to_contain_text("1")

    await window.page.get_by_role("button", name="More ways to let time pass").click()
    await window.page.get_by_role("menuitem", name="Drumbeat is off for a day").click()
    await expect(said).to_have_text("Nothing came meanwhile.")
    assert asked == [{"push": "+1 hour", "zone": "Europe/Berlin"}, {"outage": "+1 day", "zone": "Europe/Berlin"}]


async def test_what_to_try_first_can_be_put_away_and_brought_back(slack: SlackServer, visit: Visit) -> None:
    slack.tour = [{"title": "A morning", "words": "Something comes.", "button": "Let it come", "push": "next morning"}]
    window = await visit(slack.url)
    await window.opens("ana/social")
    tour = window.page.get_by_role("region", name="What to try first")
    await tour.get_by_role("button", name="Put away what to try first").click()
    await expect(tour).to_be_hidden()
    await window.page.reload()
    await expect(window.composer).to_be_visible()
    await expect(tour).to_be_hidden()
    await window.page.get_by_role("button", name="What to try first").click()
    await expect(tour.get_by_role("button", name="Let it come")).to_be_focused()


async def test_a_step_stays_until_its_own_words_have_been_followed(
    slack: SlackServer, client: AsyncWebClient, visit: Visit
) -> None:
    """The button of a step is its beginning: what it asks for afterwards is ticked off, in order, over a reload."""
    slack.tour = [
        {
            "title": "A file",
            "words": "Ana shares a file.",
            "button": "Share it",
            "user": "ana",
            "place": "social",
            "file": {"name": "plan.yaml", "content": "plan: 1"},
            "then": [
                {"words": "Press Set it up.", "press": "Set it up"},
                {"words": "Type /beat strategy.", "command": "/beat strategy"},
            ],
        }
    ]
    channel = slack.workspace.find_channel("#social", slack.workspace.find_member("ana").id).id
    button = {"type": "button", "action_id": "set_up", "text": {"type": "plain_text", "text": "Set it up"}}
    await client.chat_postMessage(channel=channel, text="A file?", blocks=[{"type": "actions", "elements": [button]}])
    window = await visit(slack.url)
    await window.opens("ana/social")
    tour = window.page.get_by_role("region", name="What to try first")
    await tour.get_by_role("button", name="Share it").click()
    await expect(window.message("plan.yaml")).to_be_visible()
    steps = tour.get_by_role("listitem")
    await expect(steps.filter(has_text="Press Set it up.").last).to_have_attribute("aria-current", "step")
    await expect(tour.get_by_role("button", name="Share it")).to_have_count(0)

    # Out of order, nothing is ticked.
    await slack.control.command(user="ana", channel="#social", command="/beat", text="strategy")
    await window.messages.get_by_role("button", name="Set it up").click()
    await expect(steps.filter(has_text="Type /beat strategy.").last).to_have_attribute("aria-current", "step")
    await window.page.reload()
    await expect(window.composer).to_be_visible()
    await expect(steps.filter(has_text="Type /beat strategy.").last).to_have_attribute("aria-current", "step")
    await expect(tour).not_to_contain_text("That was a week")
    await slack.control.command(user="ana", channel="#social", command="/beat", text=" Strategy ")
    await expect(tour).to_contain_text("That was a week")
