"""The playground's page, as far as it can be checked without a browser: what it loads, and what it must never do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import aiohttp
import pytest

from playground.slack.elements import PRESSABLE, STATEFUL
from playground.slack.server import PAGE, SlackServer

FILES = sorted(path for path in PAGE.rglob("*") if path.is_file())
NAMES = [path.name for path in FILES]
SCRIPTS = [name for name in NAMES if name.endswith(".js")]
INDEX = (PAGE / "index.html").read_text()

TYPES = {".html": "text/html", ".css": "text/css", ".js": "javascript"}
# What the stand-in accepts from an app and the page shows a warning for.
NOT_DRAWN = {"external_select", "multi_external_select", "file_input", "workflow_button", "icon_button"}

# How text becomes markup or a script in a browser.
WAYS_IN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|createContextualFragment"
    r"|DOMParser|srcdoc|\beval\(|new Function"
)


def imports(text: str) -> list[str]:
    """Return what a script imports."""
    return re.findall(r"""^(?:import|export)\b[^;]*?["']([^"']+)["'];""", text, re.MULTILINE)


def drawn(script: str) -> Iterator[str]:
    """Return the names in a script's table of what it draws."""
    found = re.search(r"const DRAWN = \{\n(.*?)\n\};", (PAGE / script).read_text(), re.DOTALL)
    assert found
    for line in found[1].splitlines():
        if name := re.match(r"  (\w+)[:,]", line):
            yield name[1]


@pytest.mark.parametrize("name", NAMES)
async def test_every_file_of_the_page_is_served(slack: SlackServer, session: aiohttp.ClientSession, name: str) -> None:
    async with session.get(f"{slack.url}/{name}") as response:
        assert response.status == 200
        assert TYPES["." + name.rpartition(".")[2]] in response.headers["Content-Type"]
        assert response.headers["Cache-Control"] == "no-store"


async def test_the_address_alone_shows_the_page(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    async with session.get(slack.url) as response:
        assert await response.text() == INDEX


async def test_nothing_beside_the_page_is_served(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    for address in ("..%2Fserver.py", "../server.py", "nowhere.js"):
        async with session.get(f"{slack.url}/{address}") as response:
            assert response.status == 404, address


def test_the_page_loads_its_own_files_only_and_all_of_them() -> None:
    loaded = set(re.findall(r'(?:src|href)="([^"]+)"', INDEX)) - {"data:,"}
    waiting = [name for name in loaded if name.endswith(".js")]
    while waiting:
        for wanted in imports((PAGE / waiting.pop()).read_text()):
            assert wanted.startswith("./"), wanted
            if wanted[2:] not in loaded:
                loaded.add(wanted[2:])
                waiting.append(wanted[2:])
    assert loaded == {path.name for path in FILES} - {"index.html"}


def test_nothing_comes_from_elsewhere() -> None:
    for path in FILES:
        text = path.read_text()
        assert not re.search(r"""(?:src|href|action)\s*[=:]\s*["'`](?:https?:)?//""", text), path.name
        assert not re.search(r"""(?:@import|url\(|fetch\(|EventSource\(|from)\s*["'`]?(?:https?:)?//""", text), (
            path.name
        )


@pytest.mark.parametrize(
    "name", ["", "index.html", "app.js", "style.css", "nowhere.js", "api/api.test", "control/state"]
)
async def test_the_browser_is_told_to_run_and_load_nothing_else_and_to_let_nobody_frame_it(
    slack: SlackServer, session: aiohttp.ClientSession, name: str
) -> None:
    """In a header, as `frame-ancestors` counts nowhere else; on whatever a browser may be led to."""
    async with session.get(f"{slack.url}/{name}") as response:
        policy, kinds = response.headers["Content-Security-Policy"], response.headers["X-Content-Type-Options"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert {rules.get(name, "'none'") for name in ("script-src", "style-src", "connect-src")} <= {"'self'", "'none'"}
    assert "unsafe" not in policy
    assert kinds == "nosniff"


def test_no_script_or_style_stands_in_the_page_itself() -> None:
    assert not re.search(r"<script(?![^>]*\ssrc=)", INDEX)
    assert not re.search(r"\s(?:on\w+|style)=", INDEX)
    assert "<style" not in INDEX


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_text_can_become_html_or_a_script(name: str) -> None:
    assert not WAYS_IN.search((PAGE / name).read_text())


def test_every_place_that_the_page_fills_is_there() -> None:
    wanted = set(re.findall(r'\bat\("([\w-]+)"\)', (PAGE / "app.js").read_text()))
    there = set(re.findall(r'\bid="([\w-]+)"', INDEX)) | {"composer-text"}
    assert len(wanted) > 5
    assert wanted <= there


def test_every_element_that_an_app_may_send_is_drawn_or_known_not_to_be() -> None:
    names = set(drawn("elements.js"))
    assert names.isdisjoint(NOT_DRAWN)
    assert names | NOT_DRAWN == set(STATEFUL) | PRESSABLE


def test_every_block_that_the_bot_may_send_is_drawn() -> None:
    common = {"section", "header", "context", "divider", "actions", "input", "image", "rich_text", "table", "markdown"}
    assert common == set(drawn("blocks.js"))


def test_only_kinds_of_files_that_are_packaged_are_used() -> None:
    assert {path.suffix for path in FILES} == set(TYPES)
