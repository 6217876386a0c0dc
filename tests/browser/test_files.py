"""Files and canvases on the page: sharing by hand, opening what the app has sent, and reading a channel's canvas."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import FilePayload, Locator, expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_messages import chart, social
from tests.browser.window import Window

CSV = b"day,post\nMonday,The harvest loaf\n"
CANVAS = """# This month

We post **three times** a week, and ~~never~~ rarely on *Sundays*. More at [our site](https://example.com/plan).

## Goals

- [x] 600 followers
- [ ] 40 orders
  - by the shop
  - by phone

| Day | Post |
|---|---|
| Monday | The harvest loaf |
| Friday | Plum cake |

> Bread first.

<img src=x onerror="document.title='broken'"> [a trap](javascript:alert(1))
"""


def payload(name: str, contents: bytes) -> FilePayload:
    """Return a file that a person chooses."""
    return {"name": name, "mimeType": "", "buffer": contents}


def clip(window: Window) -> Locator:
    """The hidden field behind the paperclip of the conversation."""
    return window.page.locator("#main-foot input[type=file]")


async def drop(window: Window, where: str, name: str, contents: str) -> None:
    """Drag a file over a pane and let it go there."""
    carried = await window.page.evaluate_handle(
        """([name, contents]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([contents], name, { type: "text/csv" }));
          return carried;
        }""",
        [name, contents],
    )
    for event in ("dragenter", "dragover", "drop"):
        await window.page.dispatch_event(where, event, {"dataTransfer": carried})


async def test_a_file_is_chosen_with_the_paperclip_and_shared_with_words(slack: SlackServer, window: Window) -> None:
    async with window.page.expect_file_chooser() as choosing:
        await window.page.locator("#main-foot").get_by_role("button", name="Add files").click()
    await (await choosing.value).set_files(payload("plan.csv", CSV))
    await expect(window.page.get_by_role("group", name="Files to send")).to_contain_text("plan.csv")
    await expect(window.composer).to_be_focused()
    await window.moment("file-to-send")
    await window.says("Our plan for next week")
    card = window.message("Our plan for next week").get_by_role("group", name="File plan.csv")
    await expect(card).to_contain_text(f"CSV · {len(CSV)} bytes")
    await expect(window.page.get_by_role("group", name="Files to send")).to_be_hidden()
    (file_id,) = slack.workspace.files
    assert slack.workspace.contents[file_id] == CSV
    (message,) = (await slack.control.messages(user="ben", channel="#social"))["messages"]
    assert (message["subtype"], message["text"]) == ("file_share", "Our plan for next week")


async def test_a_file_is_dropped_on_the_conversation_or_on_the_thread(slack: SlackServer, window: Window) -> None:
    said = await slack.control.say(user="ben", channel="#social", text="Where is the plan?")
    await drop(window, "#main-list", "plan.csv", "a,b")
    await window.composer.press("Enter")
    await expect(window.messages.get_by_role("group", name="File plan.csv")).to_be_visible()

    question = window.message("Where is the plan?")
    await question.hover()
    await question.get_by_role("button", name="Reply").click()
    await drop(window, "#thread-list", "older.csv", "c,d")
    await window.reply_field.press("Enter")
    await expect(window.replies.get_by_role("group", name="File older.csv")).to_be_visible()
    replies = (await slack.control.messages(user="ben", channel="#social", thread_ts=said["ts"]))["messages"]
    assert replies[-1]["files"][0]["name"] == "older.csv"


async def test_a_file_that_is_too_large_is_not_taken_and_one_can_be_taken_back(
    slack: SlackServer, window: Window
) -> None:
    await clip(window).set_input_files(payload("a.csv", CSV))
    waiting = window.page.get_by_role("group", name="Files to send")
    await waiting.get_by_role("button", name="Remove a.csv").press("Enter")
    await expect(waiting).to_be_hidden()
    slack.options.file_bytes = 4
    await window.page.reload()
    await expect(window.composer).to_be_visible()
    await clip(window).set_input_files(payload("b.csv", CSV))
    await expect(window.page.get_by_text("b.csv is too large. 4 bytes can be shared.")).to_be_visible()
    await expect(waiting).to_be_hidden()


async def test_files_wait_in_their_own_conversation(slack: SlackServer, window: Window) -> None:
    waiting = window.page.get_by_role("group", name="Files to send")
    await clip(window).set_input_files(payload("a.csv", CSV))
    await window.goes_to("general")
    await expect(waiting).to_be_hidden()
    await window.goes_to("social")
    await expect(waiting).to_contain_text("a.csv")


async def test_what_the_app_has_sent_opens_in_a_tab_of_its_own_and_can_be_saved(
    slack: SlackServer, client: AsyncWebClient, window: Window, tmp_path: Path
) -> None:
    channel = await social(slack)
    await client.files_upload_v2(channel=channel, content=b"Monday: bread", filename="plan.md", title="The plan")
    await client.files_upload_v2(channel=channel, content=b"PK docx", filename="plan.docx", title="The plan in Word")
    text = window.messages.get_by_role("group", name="File The plan", exact=True)
    await expect(text).to_contain_text("Markdown (raw) · 13 bytes")
    async with window.page.expect_popup() as opening:
        await text.get_by_role("link", name="Open The plan").click()
    tab = await opening.value
    await expect(tab.get_by_text("Monday: bread")).to_be_visible()
    await tab.close()

    word = window.messages.get_by_role("group", name="File The plan in Word")
    await expect(word.get_by_role("link", name="Open")).to_have_count(0)
    async with window.page.expect_download() as saving:
        await word.get_by_role("link", name="Save The plan in Word").press("Enter")
    saved = await saving.value
    assert saved.suggested_filename == "plan.docx"
    await saved.save_as(tmp_path / "plan.docx")
    assert (tmp_path / "plan.docx").read_bytes() == b"PK docx"


async def test_a_page_that_somebody_shares_is_shown_as_its_text(slack: SlackServer, window: Window) -> None:
    trap = "<title>Trap</title><script>document.title = 'ran'</script>"
    await slack.control.share_file(user="ben", channel="#social", name="<b>page</b>.html", content=trap)
    card = window.messages.get_by_role("group", name="File <b>page</b>.html")
    async with window.page.expect_popup() as opening:
        await card.get_by_role("link", name="Open").click()
    tab = await opening.value
    await expect(tab.get_by_text(trap)).to_be_visible()
    assert await tab.evaluate("document.contentType") == "text/plain"
    assert await tab.title() != "ran"


async def test_cards_and_pictures_fit_a_phone_in_the_dark(slack: SlackServer, visit: Visit) -> None:
    name = "a very long name of a plan that somebody wrote in one go and never made shorter.pdf"
    window = await visit(slack.url, color_scheme="dark", **PHONE)
    await window.opens("ana/social")
    await slack.control.share_file(user="ben", channel="#social", name=name, content="%PDF-1.4", text="Look")
    await slack.control.share_file(user="ben", channel="#social", name="chart.png", content=chart())
    await clip(window).set_input_files(payload(name, b"%PDF-1.4"))
    await expect(window.messages.get_by_role("img", name="chart.png")).to_have_js_property("naturalWidth", 560)
    await expect(window.messages.get_by_role("link", name=f"Open {name}")).to_be_visible()
    assert await window.page.evaluate("document.documentElement.scrollWidth") <= 390
    await window.moment("files-on-a-phone")


async def test_a_channels_canvas_is_read_beside_its_messages(
    slack: SlackServer, client: AsyncWebClient, window: Window
) -> None:
    await expect(window.page.get_by_role("button", name="Canvas")).to_have_count(0)
    content = {"type": "markdown", "markdown": CANVAS}
    made = await client.conversations_canvases_create(
        channel_id=await social(slack), title="Strategy", document_content=content
    )
    await window.page.get_by_role("button", name="Canvas").press("Enter")
    canvas = window.page.get_by_role("article", name="Canvas")
    await expect(canvas.get_by_role("heading", name="Strategy")).to_be_visible()
    await expect(canvas.get_by_role("heading", name="Goals")).to_be_visible()
    await expect(canvas.locator("strong")).to_have_text("three times")
    await expect(canvas.get_by_role("link", name="our site")).to_have_attribute("href", "https://example.com/plan")
    await expect(canvas.get_by_role("cell", name="Plum cake")).to_be_visible()
    await expect(canvas.locator("li", has_text="by the shop").first).to_contain_text("40 orders")
    # Words stay words.
    await expect(canvas.locator("img, [href^=javascript]")).to_have_count(0)
    await window.moment("canvas")

    change = {"operation": "insert_at_end", "document_content": {"type": "markdown", "markdown": "Added later"}}
    await client.canvases_edit(canvas_id=made["canvas_id"], changes=[change])
    await expect(canvas.get_by_text("Added later")).to_be_visible()
    await window.page.reload()
    await expect(canvas.get_by_text("Added later")).to_be_visible()
    await window.page.get_by_role("button", name="Messages", exact=True).click()
    await expect(window.composer).to_be_visible()
    await expect(canvas).to_have_count(0)


async def test_a_canvas_that_is_deleted_gives_way_to_the_messages(
    slack: SlackServer, client: AsyncWebClient, visit: Visit
) -> None:
    window = await visit(slack.url, color_scheme="dark", **PHONE)
    await window.opens("ana/social")
    written = await slack.control.write_canvas(user="ana", channel="#social", markdown=CANVAS, title="Strategy")
    await window.page.get_by_role("button", name="Canvas").tap()
    await expect(window.page.get_by_role("article", name="Canvas")).to_contain_text("This month")
    assert await window.page.evaluate("document.documentElement.scrollWidth") <= 390
    await window.moment("canvas-on-a-phone")
    await client.canvases_delete(canvas_id=written["canvas"]["id"])
    await expect(window.composer).to_be_visible()
