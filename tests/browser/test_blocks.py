"""Block Kit on the page: every field of a form, errors beside the field, the Home tab, and what cannot be drawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import expect
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.browser.window import Window
from tests.playground.cast import Bot

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    """Return an option of a menu."""
    return {"text": plain(text), "value": value}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """Return an input block; its element's action id is the block's id."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": block_id, **element},
        **more,
    }


KINDS = [option("Publish something", "publish"), option("Listen", "listen")]
DAYS = [option(day, day[:3].lower()) for day in ("Monday", "Wednesday", "Friday")]
FORM: Json = {
    "type": "modal",
    "callback_id": "regular-post",
    "title": plain("Regular post"),
    "submit": plain("Save"),
    "blocks": [
        field("title", "Title", {"type": "plain_text_input", "initial_value": "Tip of the day"}),
        field("link", "Link", {"type": "url_text_input"}, optional=True, hint=plain("With https:// at its beginning.")),
        field("times", "Times a week", {"type": "number_input", "is_decimal_allowed": False, "initial_value": "3"}),
        field("kind", "Kind", {"type": "static_select", "options": KINDS, "initial_option": KINDS[0]}),
        field("days", "Days", {"type": "checkboxes", "options": DAYS, "initial_options": DAYS[:1]}),
        field("reach", "For how long?", {"type": "radio_buttons", "options": KINDS, "initial_option": KINDS[1]}),
        field("who", "Who does it?", {"type": "users_select"}),
        field("channel", "Where?", {"type": "conversations_select"}, optional=True),
        field("from", "From which day?", {"type": "datepicker", "initial_date": "2026-03-04"}),
        field("at", "At what time?", {"type": "timepicker", "initial_time": "10:00"}),
    ],
}


@pytest_asyncio.fixture(loop_scope="session")
async def bot(slack: SlackServer, client: AsyncWebClient) -> AsyncIterator[Bot]:
    """An app with one form: `/beat` opens it; a title of one letter is refused, any other is thanked for."""
    made = Bot(client, slack.app_token)
    slack.app.commands = {"/beat": True}
    slack.options.ack_seconds = 3.0

    @made.app.command("/beat")
    async def beat(ack: AsyncAck, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @made.app.view("regular-post")
    async def save(ack: AsyncAck, view: Json) -> None:
        values = view["state"]["values"]
        if len(values["title"]["title"]["value"]) < 2:
            await ack(
                response_action="errors",
                errors={"title": "Two letters at least, such as “Tip”.", "at": "Not at night. Try 10:00."},
            )
            return
        who = values["who"]["who"]["selected_user"]
        words = f"Saved for <@{who}>, at {values['at']['at']['selected_time']}."
        thanks = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
        await ack(response_action="update", view={"type": "modal", "title": plain("Thank you"), "blocks": [thanks]})

    for event in ("message", "app_home_opened"):
        made.app.event(event)(_nothing)
    await made.connect()
    yield made
    await made.close()


async def _nothing() -> None:
    return None


async def test_a_form_shows_what_is_there_says_what_is_wrong_and_takes_what_is_right(bot: Bot, window: Window) -> None:
    await window.says("/beat")
    form = window.form
    await expect(form.get_by_label("Title")).to_have_value("Tip of the day")
    await expect(form.get_by_label("Times a week")).to_have_value("3")
    await expect(form.get_by_label("Kind")).to_have_value("publish")
    await expect(form.get_by_label("Monday")).to_be_checked()
    await expect(form.get_by_label("Wednesday")).not_to_be_checked()
    await expect(form.get_by_label("From which day?")).to_have_value("2026-03-04")

    await form.get_by_label("Title").fill("T")
    await form.get_by_label("Who does it?").select_option(label="Ben Sample (@ben)")
    await form.get_by_label("At what time?").fill("03:00")
    await form.get_by_role("button", name="Save").click()
    await expect(window.field("Title")).to_contain_text("Two letters at least")
    await expect(window.field("At what time?")).to_contain_text("Not at night")
    await expect(form.get_by_label("Title")).to_be_focused()

    await form.get_by_label("Title").fill("Tip")
    await expect(window.field("Title")).not_to_contain_text("Two letters at least")
    await form.get_by_label("At what time?").fill("10:30")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
    await expect(form).to_contain_text("Saved for @Ben Sample, at 10:30.")
    await window.page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_a_field_that_is_needed_says_so_before_the_app_hears_of_it(bot: Bot, window: Window) -> None:
    await window.says("/beat")
    await window.form.get_by_role("button", name="Save").click()
    await expect(window.field("Who does it?").locator(".error")).not_to_be_empty()
    assert bot.actions("view_submission") == []


async def test_the_home_tab_shows_what_the_app_published_and_what_it_publishes_next(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    ana = slack.workspace.find_member("ana")
    await window.goes_to("Drumbeat")
    await window.page.get_by_role("button", name="Home", exact=True).click()
    await expect(window.messages).to_contain_text("has not published a Home for you yet")
    blocks: list[Json] = [
        {"type": "header", "text": plain("Today")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*10:00* · Instagram: Tip of the day"}},
        {"type": "actions", "elements": [{"type": "button", "action_id": "done", "text": plain("Done")}]},
    ]
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": blocks})
    await expect(window.messages.get_by_role("heading", name="Today")).to_be_visible()
    await expect(window.messages.get_by_role("button", name="Done")).to_be_visible()
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": blocks[:2]})
    await expect(window.messages.get_by_role("button", name="Done")).to_have_count(0)
    opened = [entry for entry in slack.journal if entry["kind"] == "person" and entry["action"] == "open_home"]
    assert len(opened) == 1


async def test_what_the_page_cannot_draw_is_warned_of_with_what_it_was(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    channel = slack.workspace.find_channel("#social", slack.workspace.find_member("ana").id).id
    menu = {"type": "external_select", "action_id": "find", "placeholder": plain("Find"), "min_query_length": 2}
    block = {"type": "section", "text": plain("A menu that the app fills"), "accessory": menu}
    await client.chat_postMessage(channel=channel, text="A menu", blocks=[block])
    message = window.message("A menu that the app fills")
    warning = message.get_by_text("This page cannot draw the element “external_select”.")
    await expect(warning).to_be_visible()
    await warning.click()
    await expect(message.get_by_text('"min_query_length": 2')).to_be_visible()
