"""A real Chromium over the playground's page: the demo with the bot in it, or the stand-in for Slack alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.demo import Office, demo
from playground.slack.server import SlackServer
from tests.browser.window import Window
from tests.postgres import memory_backed

# Half past seven on a Monday in Berlin, where the sample team lives.
MONDAY = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PATIENCE_MS = 20_000
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}

Visit = Callable[..., Awaitable[Window]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder in one event loop: they share a browser, which belongs to a loop."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests."""
    path = os.environ.get("DRUMBEAT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        words = "There is no Chromium. Install it (apt-get install chromium), or name it in DRUMBEAT_CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(chromium: Browser) -> AsyncIterator[Visit]:
    """Open a window on a page: `await visit(url)`, with options of a browser's context.

    A script that fails on the page fails the test.
    """
    windows: list[Window] = []

    async def open_window(url: str, **options: Any) -> Window:
        context = await chromium.new_context(
            **{"viewport": {"width": 1240, "height": 800}, "locale": "en-GB", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        window = Window(await context.new_page(), url)
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        await window.page.context.close()
    assert [trouble for window in windows for trouble in window.troubles] == []


@asynccontextmanager
async def opened_demo() -> AsyncIterator[Office]:
    """Open the demo on a free port, its memory on memory-backed disk."""
    with tempfile.TemporaryDirectory(prefix="drumbeat-browser-", dir=memory_backed()) as folder:
        async with demo(0, Path(folder), start=MONDAY) as office:
            yield office


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(visit: Visit) -> AsyncIterator[Window]:
    """A window on the demo as `make demo` shows it first."""
    async with opened_demo() as office:
        window = await visit(office.server.url)
        await window.opens()
        yield window


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office() -> AsyncIterator[Office]:
    """The demo at nine on Monday, when Mia has got her digest. Tests share it, and leave her day as they found it."""
    async with opened_demo() as opened:
        await opened.push(NINE)
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def mia(office: Office, visit: Visit) -> Window:
    """A window of Mia's, who leads the bakery's plan: her conversation with the app is open."""
    window = await visit(office.server.url)
    await window.opens("mia/@drumbeat")
    return window


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[SlackServer]:
    """The stand-in alone: Ana and Ben in #social, with an app that has no bot behind it."""
    server = SlackServer(now=lambda: MONDAY, seed=1)
    server.options.ack_seconds = 0.2
    await server.start()
    workspace = server.workspace
    workspace.add_member("ana", real_name="Ana Sample", tz="Europe/Berlin", is_admin=True)
    workspace.add_member("ben", real_name="Ben Sample", tz="America/New_York")
    workspace.add_channel("social", members=["ana", "ben"], bot=True)
    yield server
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def client(slack: SlackServer) -> AsyncIterator[AsyncWebClient]:
    """The official client, as the app."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


@pytest_asyncio.fixture(loop_scope="session")
async def window(slack: SlackServer, visit: Visit) -> Window:
    """A window on the stand-in alone, as Ana in #social."""
    opened = await visit(slack.url)
    await opened.opens("ana/social")
    return opened
