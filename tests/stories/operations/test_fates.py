"""Slack refuses, for a moment or for good, at each door in turn: what people notice of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest
from sqlalchemy import update

from handlers.health import Server
from storage.tables import member, workspace
from tests.stories.cast import BOT, Person, Story
from tests.stories.planfile.test_files import SMALL
from tests.stories.strategy.test_canvas import canvas
from tests.stories.strategy.test_editions import TUESDAY, approved, submit
from tests.stories.written import make_strategy, write

# What people notice does not depend on the database: the other half runs in `make faults`.
pytestmark = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])


async def refuse(story: Story, method: str, error: str, count: int | None = 1, **args: str) -> None:
    """Let Slack refuse a method from now on, so often or until it is told otherwise."""
    await story.office.server.control.fault("error", method=method, error=error, count=count, args=args)


async def health(story: Story) -> tuple[int, list[str]]:
    """Ask the health page; return its status and its sentences."""
    server = Server(story.office.bot.health, "127.0.0.1", 0)
    await server.start()
    try:
        address = f"http://127.0.0.1:{server.port}/health"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            return answer.status, list((await answer.json())["problems"])
    finally:
        await server.stop()


async def is_open_again(story: Story) -> None:
    """Wait until Slack lets the bot in: it tries once a second here."""
    async with asyncio.timeout(10):
        while story.office.bot.breakers.is_open:
            await asyncio.sleep(0.02)
    await story.office.quiet()
    story.read()


# ---------------------------------------------------------------- a workspace that is shut


async def test_a_workspace_shut_for_a_morning_hears_once_what_is_still_of_use(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """From before nine until half past two: no late digest and no stale reminder, one message with what is open.

    The health page says meanwhile what is wrong, and is well again afterwards.
    """
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Done")
    await bakery.until("2026-04-01 08:00")
    bakery.forget()
    await refuse(bakery, "*", "accesslimited", count=None)
    await bakery.until("2026-04-01 14:30")
    ben.sees_nothing()
    status, problems = await health(bakery)
    assert status == 503
    assert any("Slack has refused calls from this network since" in p and "accesslimited" in p for p in problems)
    await bakery.office.server.control.clear_faults()
    await is_open_again(bakery)
    ben.sees("I could not write to you from Wed 1 Apr 09:00 to 14:30", "1 to do", "Was due 10:00")
    ben.sees_nothing()
    ana.sees_nothing()
    assert await health(bakery) == (200, [])


@pytest.mark.thorough
async def test_a_file_dropped_while_slack_is_shut_is_read_when_it_opens(calm: Story, ana: Person) -> None:
    """The tries of a file are for trouble of its own."""
    await refuse(calm, "files.info", "token_revoked", count=None)
    await ana._control.share_file(user="ana", channel=BOT, name="corner.yaml", content=SMALL)
    async with asyncio.timeout(10):
        while not calm.office.bot.breakers.is_open:
            await asyncio.sleep(0.02)
    await calm.office.server.control.clear_faults()
    async with asyncio.timeout(10):
        while not ana.has("I read .*Sample Corner"):
            await asyncio.sleep(0.02)
    await is_open_again(calm)
    calm.forget()


# ---------------------------------------------------------------- direct messages


async def test_on_a_copy_with_another_apps_token_everybody_is_written_to(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """The direct messages that were remembered belong to the other app: they are forgotten when it starts."""
    async with bakery.office.bot.database.begin() as tx:
        await tx.execute(update(workspace).values(bot_slack_id="UOTHERBOT"))
        await tx.execute(update(member).values(dm_channel="D0OTHERAPP"))
    await bakery.office.restart()
    await bakery.until("2026-03-30 09:00")
    ben.sees("gave you the role", "Monday, 30 Mar", "1 to do.")
    asked = [entry for entry in bakery.office.server.journal if entry["kind"] == "call" and not entry["ok"]]
    assert asked == []


async def test_the_lead_hears_who_could_not_be_reached(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben cannot be written to: ana hears so by his name."""
    await refuse(bakery, "conversations.open", "user_not_visible", count=None, users=ben.id)
    async with bakery.office.bot.database.begin() as tx:  # as if nobody had been opened ahead
        await tx.execute(update(member).values(dm_channel=None))
    await bakery.until("2026-03-30 09:00")
    ana.sees("I couldn't deliver .* to ben: Slack does not let me write to them")
    ben.sees_nothing()
    bakery.forget()


# ---------------------------------------------------------------- each fate at each door


@dataclass(frozen=True)
class Door:
    """What somebody does that calls a method, and how it shows. `done` tells whether it has come about, once."""

    method: str
    act: Callable[[Story, Person, Person], Awaitable[None]]
    done: Callable[[Story, Person, Person], Awaitable[bool]]
    later: str
    never: str
    unsure: str = "internal_error"
    notice: str = ""  # what ana is told where it never comes about
    asked: int = 1  # a direct message is opened ahead, and once more for the message


async def _share(story: Story, ana: Person, ben: Person) -> None:
    await ben.types("/beat goals")
    story.forget()
    await ben.presses("Share in channel", channel="#social")


async def _is_shared(story: Story, ana: Person, ben: Person) -> bool:
    return len([told for told in story.told if "Shared by ben" in told.text and not told.gone]) == 1


async def _greet(story: Story, ana: Person, ben: Person) -> None:
    await ana.saves("/beat role Photographer @cho")
    await story.until("2026-03-31 09:00")


async def _is_greeted(story: Story, ana: Person, ben: Person) -> bool:
    return len([told for told in story.told if re.search("gave you the role .*Photographer", told.text)]) == 1


async def _do(story: Story, ana: Person, ben: Person) -> None:
    await ben.presses("Done")


async def _is_done(story: Story, ana: Person, ben: Person) -> bool:
    return ben.has("Monday, 30 Mar", "✓ Done")


async def _take_back(story: Story, ana: Person, ben: Person) -> None:
    await _share(story, ana, ben)
    await ben.presses("Take it back", channel="#social")


async def _is_taken_back(story: Story, ana: Person, ben: Person) -> bool:
    return not await _is_shared(story, ana, ben)


async def _open_home(story: Story, ana: Person, ben: Person) -> None:
    await ben.opens_home()


async def _home_shows(story: Story, ana: Person, ben: Person) -> bool:
    return "1 to do." in await ben.home_tab()


async def _export(story: Story, ana: Person, ben: Person) -> None:
    await ana.types("/beat export")
    story.read()


async def _is_exported(story: Story, ana: Person, ben: Person) -> bool:
    return len([told for told in story.told if told.text.startswith("Everything in")]) == 1


DOORS = {
    "post": Door(
        "chat.postMessage", _share, _is_shared, "no_permission", "restricted_action", notice="a list that was"
    ),
    "opening": Door(
        "conversations.open", _greet, _is_greeted, "no_permission", "user_not_visible", notice="to cho", asked=2
    ),
    "update": Door("chat.update", _do, _is_done, "external_channel_migrating", "edit_window_closed"),
    "delete": Door("chat.delete", _take_back, _is_taken_back, "no_permission", "cant_delete_message"),
    "publish": Door("views.publish", _open_home, _home_shows, "hash_conflict", "not_enabled"),
    "bytes": Door("files.getUploadURLExternal", _export, _is_exported, "accesslimited", "file_type_not_allowed"),
    "upload": Door(
        "files.completeUploadExternal", _export, _is_exported, "file_update_failed", "posting_to_channel_denied"
    ),
}


@pytest.fixture
async def monday(bakery: Story) -> Story:
    """Monday at nine: ben has his digest."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


@pytest.mark.thorough
@pytest.mark.parametrize("fate", ["later", "unsure"])
@pytest.mark.parametrize("door", DOORS)
async def test_what_passes_comes_about_a_moment_later_and_once(
    monday: Story, ana: Person, ben: Person, door: str, fate: str
) -> None:
    """Refused once, or with nobody knowing: people notice nothing but the moment."""
    one = DOORS[door]
    await refuse(monday, one.method, one.later if fate == "later" else one.unsure)
    await one.act(monday, ana, ben)
    await is_open_again(monday)
    assert await one.done(monday, ana, ben)
    assert not ana.has("I couldn't deliver")
    monday.forget()


@pytest.mark.thorough
@pytest.mark.parametrize("door", DOORS)
async def test_what_lasts_is_given_up_and_whoever_can_fix_it_hears(
    monday: Story, ana: Person, ben: Person, door: str
) -> None:
    """Asked once and not again. What stands already stays as it is, and nobody is bothered with that."""
    one = DOORS[door]
    await refuse(monday, one.method, one.never, one.asked)
    await one.act(monday, ana, ben)
    assert not await one.done(monday, ana, ben)
    assert len([e for e in monday.office.server.journal if e["kind"] == "fault"]) == one.asked
    heard = [told.text for told in monday.told if "I couldn't deliver" in told.text]
    assert [one.notice in text for text in heard] == ([True] if one.notice else [])
    monday.forget()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("method", "error", "written"),
    [
        ("conversations.canvases.create", "channel_canvas_creation_failed", True),
        ("conversations.canvases.create", "fatal_error", True),
        ("conversations.info", "access_denied", True),
        ("conversations.canvases.create", "canvas_disabled_user_team", False),
    ],
)
async def test_a_canvas_is_written_later_or_the_lead_hears_that_it_cannot(
    story: Story, ana: Person, ben: Person, eve: Person, method: str, error: str, written: bool
) -> None:
    await make_strategy(story, ana, ben, [("Director", eve)])
    await story.until(TUESDAY)
    await submit(ana)
    await refuse(story, method, error)
    await eve.presses("Approve")
    assert (await canvas(ana) is not None) is written
    assert ana.has("could not put the strategy into the canvas") is not written
    story.forget()


@pytest.mark.thorough
async def test_a_canvas_that_somebody_is_editing_is_written_a_moment_later(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Locked once: the next version stands there all the same, and nobody is told anything."""
    await make_strategy(story, ana, ben, [("Director", eve)])
    await story.until(TUESDAY)
    await approved(story, ana, eve)
    await write(story, ana, "competitor", name="Station bakery")
    await refuse(story, "canvases.edit", "canvas_editing_locked")
    await approved(story, ana, eve)
    shown = await canvas(ana)
    assert shown is not None
    assert "Station bakery" in shown["markdown"]
    assert not ana.has("could not put the strategy into the canvas")
    story.forget()
