"""What people say and see on the page: threads, unread marks, what only they see, pictures, reactions, shortcuts."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.browser.conftest import Visit
from tests.browser.window import Window


def chart() -> bytes:
    """Return a small picture: a rising line."""
    picture = Image.new("RGB", (560, 220), "#fbfaf7")
    draw = ImageDraw.Draw(picture)
    for height in range(20, 220, 40):
        draw.line((30, height, 540, height), fill="#dedad3")
    points = [(30 + step * 102, 200 - step * 26 - (step % 2) * 14) for step in range(6)]
    draw.line(points, fill="#0b6e68", width=5, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


async def social(slack: SlackServer) -> str:
    """Return the id of #social."""
    return slack.workspace.find_channel("#social", slack.workspace.find_member("ana").id).id


async def test_an_answer_in_a_thread_is_seen_beside_the_channel(slack: SlackServer, window: Window) -> None:
    await window.says("What do we post on *Friday*? :bread:")
    question = window.message("What do we post on Friday? 🍞")
    await expect(question.locator("strong", has_text="Friday").last).to_be_visible()
    await question.hover()
    await question.get_by_role("button", name="Reply").click()
    await window.replies_with("The harvest loaf.")
    await expect(window.replies).to_contain_text("The harvest loaf.")
    await expect(question.get_by_role("button", name="1 reply")).to_be_visible()

    ts = (await slack.control.messages(user="ana", channel="#social"))["messages"][-1]["ts"]
    await window.thread.get_by_role("button", name="Close the thread").click()
    await slack.control.say(user="ben", channel="#social", text="Or the plum cake.", thread_ts=ts)
    await expect(question).to_contain_text("1 new")
    await question.get_by_role("button", name="2 replies").click()
    await expect(window.replies).to_contain_text("Or the plum cake.")
    await expect(question).not_to_contain_text("1 new")


async def test_what_is_new_is_marked_until_it_was_seen(slack: SlackServer, window: Window) -> None:
    await window.goes_to("general")
    await slack.control.say(user="ben", channel="#social", text="Good morning")
    await slack.control.say(user="ben", channel="#social", text="Coffee, anybody?")
    marked = window.side.get_by_role("button", name="social, 2 new")
    await expect(marked).to_be_visible()
    await marked.click()
    await expect(window.message("Coffee, anybody?")).to_be_visible()
    await window.goes_to("general")
    await expect(window.side.get_by_role("button", name="social", exact=True)).to_be_visible()


async def test_what_is_new_for_somebody_else_stands_beside_their_name(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    ben = slack.workspace.find_member("ben")
    opened = await client.conversations_open(users=[ben.id])
    await client.chat_postMessage(channel=opened["channel"]["id"], text="Good morning, Ben.")
    await expect(window.people.get_by_role("button", name="Be Ben Sample")).to_contain_text("1")
    await window.becomes("Ben Sample")
    await window.goes_to("Drumbeat")
    await expect(window.message("Good morning, Ben.")).to_be_visible()


async def test_what_only_one_person_sees_says_so_and_can_be_put_away(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    ana = slack.workspace.find_member("ana")
    await client.chat_postEphemeral(channel=await social(slack), user=ana.id, text="Your goals, for you alone")
    answer = window.message("Your goals, for you alone")
    await expect(answer).to_contain_text("Only visible to you")
    await window.becomes("Ben Sample")
    await expect(window.messages.get_by_text("Your goals, for you alone")).to_have_count(0)
    await window.becomes("Ana Sample")
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(window.messages.get_by_text("Your goals, for you alone")).to_have_count(0)


async def test_a_picture_in_a_thread_is_drawn_with_its_words(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    channel = await social(slack)
    review = await client.chat_postMessage(channel=channel, text="*Weekly review*: 5 of 6 done.")
    await client.files_upload_v2(
        channel=channel,
        content=chart(),
        filename="followers.png",
        title="Followers",
        alt_txt="Followers rose from 400 to 640 in six weeks.",
        thread_ts=review["ts"],
    )
    await window.message("Weekly review").get_by_role("button", name="1 reply").click()
    picture = window.replies.get_by_role("img", name="Followers rose from 400 to 640 in six weeks.")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("naturalWidth", 560)


async def test_a_picture_that_blocks_name_is_drawn_and_one_that_is_lost_leaves_its_words(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    channel = await social(slack)
    shared = await client.files_upload_v2(channel=channel, content=chart(), filename="week.png", title="Week")
    blocks: list[dict[str, Any]] = [
        {"type": "image", "slack_file": {"id": shared["file"]["id"]}, "alt_text": "A week that rises"},
        {"type": "image", "image_url": f"{slack.url}/gone.png", "alt_text": "A picture that is gone"},
    ]
    await client.chat_postMessage(channel=channel, text="Two pictures", blocks=blocks)
    picture = window.messages.get_by_role("img", name="A week that rises")
    await expect(picture).to_have_js_property("naturalWidth", 560)
    await expect(window.messages.get_by_text("🖼 A picture that is gone")).to_be_visible()


async def test_a_check_mark_is_one_click_and_taken_back_by_another(slack: SlackServer, window: Window) -> None:
    await slack.control.say(user="ben", channel="#social", text="It is online")
    message = window.message("It is online")
    await message.hover()
    await message.get_by_role("button", name="React with a check mark").click()
    mark = message.get_by_role("button", name="✅ 1")
    await expect(mark).to_have_attribute("aria-pressed", "true")
    seen = (await slack.control.messages(user="ben", channel="#social"))["messages"][-1]
    assert [reaction["name"] for reaction in seen["reactions"]] == ["white_check_mark"]
    await mark.click()
    await expect(mark).to_have_count(0)


async def test_a_shortcut_of_the_app_stands_in_the_menu_of_a_message(slack: SlackServer, window: Window) -> None:
    await slack.control.app(shortcuts={"make-a-post": ("message", "Make this a post")})
    await slack.control.say(user="ben", channel="#social", text="Our new oven is here")
    message = window.message("Our new oven is here")
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await window.page.get_by_role("menuitem", name="Make this a post").click()
    # Nobody is behind the app here, and the page says so.
    await expect(window.page.get_by_text("did not answer")).to_be_visible()
    used = [entry for entry in slack.journal if entry["kind"] == "person" and entry["action"] == "shortcut"]
    assert [entry["callback_id"] for entry in used] == ["make-a-post"]


async def test_words_of_people_become_no_markup_of_the_page(slack: SlackServer, window: Window) -> None:
    await window.says('<img src=x onerror="alert(1)"> & <b>bold</b>')
    message = window.message("bold")
    await expect(message).to_contain_text('<img src=x onerror="alert(1)"> & <b>bold</b>')
    await expect(message.locator("img, b")).to_have_count(0)


async def test_light_or_dark_is_what_the_system_says_until_somebody_chooses(slack: SlackServer, visit: Visit) -> None:
    window = await visit(slack.url, color_scheme="dark")
    await window.opens("ana/social")
    dark, light = "rgb(27, 30, 33)", "rgb(255, 255, 255)"
    paper = window.page.locator("#main")
    await expect(paper).to_have_css("background-color", dark)
    await window.page.get_by_role("button", name="Light or dark").click()
    await window.page.get_by_role("menuitemradio", name="Light").click()
    await expect(paper).to_have_css("background-color", light)
    await window.page.reload()
    await expect(paper).to_have_css("background-color", light)
