"""Home on its way: of its own order, published from its last state, and quick whatever one has to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.delivery.compose import Composer
from bot.domain.outbox import Owed, Sent
from bot.services.pages.home import composed
from bot.views.kit.blocks import Content, picture, section
from storage import delivery, duties, members, outbox
from storage.database import Database
from tests.delivery.office import MONDAY, Clocks, Office, Team
from tests.storage.samples import NOW
from tests.storage.whole import a_whole_team


async def owe_home(office: Office, team: Team, key: str, page: int = 1) -> int:
    """Owe ben's Home and return the message's id."""
    owed = Owed(key, "home", MONDAY, op="publish", person=team.people["ben"], facts={"page": page})
    async with office.database.begin() as tx:
        message_id = await outbox.owe(tx, team.id, owed, MONDAY)
    assert message_id is not None
    return message_id


@pytest.fixture
def real(office: Office, clocks: Clocks) -> Office:
    """The office with the bot's own composer in place of the tests'."""
    office.sender._compose = Composer(clocks)
    return office


async def test_of_states_that_wait_only_the_last_is_published(real: Office, team: Team) -> None:
    states = [await owe_home(real, team, f"home:1:{n}", page=n) for n in (1, 2, 3)]
    await real.until_idle()
    assert [await real.state(one) for one in states] == ["withdrawn", "withdrawn", "sent"]
    (call,) = real.calls("views.publish")
    assert call["args"]["user_id"] == team.slack_ids["ben"]
    view = call["args"]["view"]
    assert (view if isinstance(view, dict) else json.loads(view))["private_metadata"] == "3"


async def test_what_slack_throttles_for_home_holds_up_no_message(office: Office, team: Team) -> None:
    await office.server.control.fault(kind="ratelimited", method="views.publish", retry_after=60, count=1)
    home = await owe_home(office, team, "home:1:1")
    await office.sender.step()
    message = await office.owe(team, "hello")
    for _ in range(5):
        await office.sender.step()
    assert await office.state(home) == "waiting"
    assert await office.state(message) == "sent"
    office.clocks.skip(61)
    await office.until_idle()
    assert await office.state(home) == "sent"


async def test_an_unsure_message_holds_up_no_home(office: Office, team: Team) -> None:
    await office.server.control.fault(kind="reset_after", method="chat.postMessage", count=1)
    message = await office.owe(team, "hello")
    await office.sender.step()
    assert await office.state(message) == "unsure"
    home = await owe_home(office, team, "home:1:1")
    await office.sender.step()
    assert await office.state(home) == "sent"
    assert await office.state(message) == "unsure"


@pytest.mark.parametrize("trouble", ["reset_before", "reset_after"])
async def test_not_knowing_means_publishing_again(real: Office, team: Team, trouble: str) -> None:
    await real.server.control.fault(kind=trouble, method="views.publish", count=1)
    home = await owe_home(real, team, "home:1:1")
    await real.until_idle()
    assert await real.state(home) == "sent"
    assert [call["ok"] for call in real.calls("views.publish")].count(True) == (2 if trouble == "reset_after" else 1)
    assert real.calls("conversations.history") == []


async def test_a_lease_that_ran_out_means_publishing_again(real: Office, team: Team) -> None:
    home = await owe_home(real, team, "home:1:1")
    async with real.database.begin() as tx:
        (taken,) = await delivery.claim(tx, team.id, MONDAY, real.clocks.real(), real.pace.lease, 8)
    assert taken.id == home
    real.clocks.skip(60)
    await real.until_idle()
    assert await real.state(home) == "sent"


async def test_where_slack_has_no_home_tab_for_us_nobody_is_bothered(real: Office, team: Team) -> None:
    team.slack.app.home_tab = False
    home = await owe_home(real, team, "home:1:1")
    await real.until_idle()
    assert await real.state(home) == "never"
    assert real.calls("chat.postMessage") == []


async def test_a_picture_that_slack_does_not_show_takes_nothing_else_with_it(office: Office, team: Team) -> None:
    home = await owe_home(office, team, "home:1:1")
    (message,) = [await office.row(home)]
    words = section("640 of 1,000")
    content = Content("Home", (words, picture("F0GONE", "The numbers over time")))
    fate = await office.slack.publish(message, team.slack_ids["ben"], content)
    assert isinstance(fate, Sent)
    refused, taken = office.calls("views.publish")
    assert refused["error"] == "invalid_arguments"
    assert taken["ok"]
    assert [b["type"] for b in team.slack.homes[team.slack_ids["ben"]].shape["blocks"]] == ["section"]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are executed."""
    seen: list[str] = []

    def remember(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", remember)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", remember)


async def test_five_hundred_duties_take_no_more_questions_than_one(database: Database) -> None:
    ids = await a_whole_team(database, "lark")
    asked: list[int] = []
    for more in (0, 500):
        async with database.begin() as tx:
            for n in range(more):
                at = NOW + timedelta(minutes=n)
                owed = (tx, ids["workspace_id"], ids["strategy_id"], ids["role_id"], "converse", f"Answer {n}", at, NOW)
                assert await duties.add(*owed) is not None  # type: ignore[arg-type]
        with counted(database) as seen:
            async with database.look() as tx:
                reader = await members.by_id(tx, ids["workspace_id"], ids["member_id"])
                assert reader is not None
                home = await composed(tx, ids["workspace_id"], reader, NOW, 1)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 42
    assert len(home.blocks) <= 100
    assert len(json.dumps(home.blocks).encode()) < 250_000
    assert "This is page 1 of 63." in json.dumps(home.blocks)
