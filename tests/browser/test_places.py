"""Going from place to place and from person to person: every button acts where one is now."""

from __future__ import annotations

import pytest_asyncio
from playwright.async_api import Locator, expect

from playground.slack.server import SlackServer
from tests.browser.conftest import Visit
from tests.browser.window import Window


@pytest_asyncio.fixture(loop_scope="session")
async def window(slack: SlackServer, visit: Visit) -> Window:
    """A window as Ana, in the first of two channels whose heads look alike: one member each, and no app."""
    for name, member in (("launch-one", "ana"), ("launch-two", "ana"), ("launch-ben", "ben")):
        slack.workspace.add_channel(name, members=[member])
    await slack.control.open_dm(user="ana", to="@drumbeat")
    await slack.control.open_dm(user="ben", to="@drumbeat")
    opened = await visit(slack.url)
    await opened.opens("ana/launch-one")
    return opened


def head(window: Window) -> Locator:
    """The head of the conversation that is open."""
    return window.page.locator("#main-head")


def members(slack: SlackServer, channel: str) -> set[str]:
    """Return the names of those who are in a channel."""
    found = slack.workspace.find_channel(channel, slack.workspace.find_member("ana").id)
    return {slack.workspace.members[one].name for one in found.members}


async def test_the_app_is_added_to_the_channel_that_is_open(slack: SlackServer, window: Window) -> None:
    await expect(head(window).get_by_role("button", name="Add Drumbeat")).to_be_visible()
    await window.goes_to("launch-two")
    await head(window).get_by_role("button", name="Add Drumbeat").click()
    await expect(head(window).get_by_role("button", name="2 members")).to_be_visible()
    assert members(slack, "#launch-two") == {"ana", "drumbeat"}
    assert members(slack, "#launch-one") == {"ana"}


async def test_the_members_of_the_open_channel_are_listed_beside_their_button(
    slack: SlackServer, window: Window
) -> None:
    await slack.control.invite(channel="#launch-one", users=["ben"], user="ana")
    slack.workspace.add_member("cho", real_name="Cho Sample", tz="Asia/Seoul")
    await slack.control.invite(channel="#launch-two", users=["cho"], user="ana")
    await expect(head(window).get_by_role("button", name="2 members")).to_be_visible()
    await window.goes_to("launch-two")
    button = head(window).get_by_role("button", name="2 members")
    await button.click()
    menu = window.page.get_by_role("menu", name="Members")
    await expect(menu).to_contain_text("Cho Sample")
    await expect(menu).not_to_contain_text("Ben Sample")
    box, under = await button.bounding_box(), await menu.bounding_box()
    assert box is not None
    assert under is not None
    assert under["y"] >= box["y"] + box["height"]
    assert under["x"] > window.page.viewport_size["width"] / 2  # type: ignore[index]


async def test_home_opens_for_the_person_one_has_become(window: Window) -> None:
    home = head(window).get_by_role("button", name="Home", exact=True)
    await window.goes_to("Drumbeat")
    await expect(home).to_be_visible()
    await window.becomes("Ben Sample")
    await home.click()
    await expect(home).to_have_attribute("aria-pressed", "true")
    await expect(window.page).to_have_url(f"{window.url}/#ben/@drumbeat/home")
    await head(window).get_by_role("button", name="Messages", exact=True).click()
    await expect(window.page).to_have_url(f"{window.url}/#ben/@drumbeat")


async def test_a_menu_of_one_person_is_shut_when_one_becomes_another(slack: SlackServer, window: Window) -> None:
    await head(window).get_by_role("button", name="1 member").click()
    await expect(window.page.get_by_role("menu", name="Members")).to_be_visible()
    await window.page.keyboard.press("Alt+2")
    await expect(window.people.get_by_role("button", name="You are Ben Sample")).to_be_visible()
    await expect(window.page.get_by_role("menu")).to_have_count(0)
