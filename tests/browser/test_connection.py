"""A page that loses its connection says so and comes back by itself: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Route, expect

from playground.slack.server import SlackServer
from tests.browser.conftest import Visit
from tests.browser.window import Window
from tests.browser.wires import Wire


@pytest_asyncio.fixture(loop_scope="session")
async def wire(slack: SlackServer) -> AsyncIterator[Wire]:
    """A wire to the stand-in."""
    made = Wire(slack.port)
    await made.mend()
    yield made
    await made.cut()


@pytest_asyncio.fixture(loop_scope="session")
async def far_window(wire: Wire, visit: Visit) -> Window:
    """A window at the other end of the wire, as Ana in #social."""
    window = await visit(wire.url)
    await window.opens("ana/social")
    return window


async def test_a_lost_connection_is_said_and_mends_itself(slack: SlackServer, wire: Wire, far_window: Window) -> None:
    await slack.control.say(user="ben", channel="#social", text="Before the break")
    await expect(far_window.message("Before the break")).to_be_visible()
    await wire.cut()
    await expect(far_window.banner).to_contain_text("The connection to the playground is lost.")
    await far_window.moment("connection-lost")

    await slack.control.say(user="ben", channel="#social", text="During the break")
    await wire.mend()
    await expect(far_window.banner).to_contain_text("Connected again")
    await expect(far_window.messages.get_by_text("Before the break")).to_have_count(1)
    await expect(far_window.messages.get_by_text("During the break")).to_have_count(1)
    await slack.control.say(user="ben", channel="#social", text="After the break")
    await expect(far_window.messages.get_by_text("After the break")).to_have_count(1)
    await expect(far_window.banner).to_be_hidden()


async def test_what_could_not_be_sent_stays_in_the_field(slack: SlackServer, wire: Wire, far_window: Window) -> None:
    await wire.cut()
    await far_window.says("Can you hear me?")
    await expect(far_window.page.get_by_text("The playground does not answer.")).to_be_visible()
    await expect(far_window.composer).to_have_value("Can you hear me?")
    await wire.mend()
    await expect(far_window.banner).to_contain_text("Connected again")
    await far_window.composer.press("Enter")
    await expect(far_window.messages.get_by_text("Can you hear me?")).to_have_count(1)
    said = (await slack.control.messages(user="ana", channel="#social"))["messages"]
    assert [message["text"] for message in said].count("Can you hear me?") == 1


async def test_what_was_heard_but_not_answered_is_not_said_twice(slack: SlackServer, far_window: Window) -> None:
    """The request arrives, its answer gets lost, and the person presses Enter again."""
    lost = False

    async def lose_the_first_answer(route: Route) -> None:
        nonlocal lost
        if lost:
            await route.continue_()
            return
        lost = True
        await route.fetch()
        await route.abort("connectionreset")

    await far_window.page.route("**/control/say", lose_the_first_answer)
    await far_window.says("Once is enough")
    await expect(far_window.page.get_by_text("The playground does not answer.")).to_be_visible()
    await far_window.composer.press("Enter")
    await expect(far_window.composer).to_have_value("")
    await expect(far_window.messages.get_by_text("Once is enough")).to_have_count(1)
    said = (await slack.control.messages(user="ana", channel="#social"))["messages"]
    assert [message["text"] for message in said].count("Once is enough") == 1
