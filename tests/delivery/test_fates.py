"""What Slack's errors mean, door by door: what passes is tried again, and what lasts is given up at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.outbox import Owed
from storage import outbox
from tests.delivery.doors import DOORS
from tests.delivery.office import Office, Team

# What a fate is does not depend on the database: the other half runs in `make faults`.
pytestmark = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])

# Errors about the token, the network or the whole workspace: they pass, by themselves or when an operator acts.
OF_THE_WORKSPACE = (
    "access_denied",
    "accesslimited",
    "account_inactive",
    "app_access_restricted",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "team_added_to_org",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
)
# Errors about one channel or one document that pass by themselves.
OF_A_PLACE = {
    "update": ("external_channel_migrating", "update_failed"),
    "upload": ("file_update_failed",),
    "canvas": ("channel_canvas_already_exists", "canvas_tab_creation_failed"),
    "canvas again": ("canvas_editing_locked",),
}


@pytest.mark.parametrize("door", DOORS)
async def test_what_passes_by_itself_is_tried_again(office: Office, team: Team, door: str) -> None:
    """Tried again a little later, and sent then: nothing is lost to an error that is about something else."""
    if door == "canvas again":
        await office.owe(team, "first", "c0", op="canvas")
        await office.until_idle()
    given_up: list[str] = []
    # All of them at one door; at the others one of each kind, as the table is the same for all.
    wide = OF_THE_WORKSPACE if door == "post" else ("accesslimited", "team_added_to_org", "token_revoked")
    for error in (*wide, *OF_A_PLACE.get(door, ())):
        message_id = await DOORS[door].knock(office, team, f"{door}:{error}", error)
        if await office.state(message_id) != "waiting":
            given_up.append(f"{error}: {await office.state(message_id)}")
            continue
        office.clocks.skip(120)
        await office.until_idle()
        assert await office.state(message_id) == "sent", error
        if DOORS[door].op == "canvas" and door != "canvas again":
            await office.close_canvas(team)
    assert given_up == []


async def test_a_workspace_that_is_shut_is_asked_once_a_minute(office: Office, team: Team) -> None:
    """However much waits: one call a minute, and once the door is open again everything goes in order."""
    await office.server.control.fault("error", error="accesslimited")
    ids = [await office.owe(team, f"m{n}", f"c{n % 2}") for n in range(6)]
    ids += [await office.owe(team, f"d{n}", name) for n, name in enumerate(("ana", "ben"))]
    calls = len(office.faults())
    while await office.sender.step():
        pass
    assert len(office.faults()) - calls <= len({"c0", "c1", "ana", "ben"})
    calls = len(office.faults())
    for _ in range(30 * 6):
        await office.sender.step()
        office.clocks.skip(10)
    assert 29 <= len(office.faults()) - calls <= 31
    assert {await office.state(message_id) for message_id in ids} == {"waiting"}
    await office.server.control.clear_faults()
    for _ in range(2):
        office.clocks.skip(61)
        await office.sender.step()
    await office.until_idle()
    assert {await office.state(message_id) for message_id in ids} == {"sent"}
    assert office.texts(team, "c0") == ["m0", "m2", "m4"]


async def test_what_waited_longer_than_its_kind_may_is_not_sent(office: Office, team: Team) -> None:
    """A review that could not be opened for a week is withdrawn, and a lead hears so once."""
    async with office.database.begin() as tx:
        owed = Owed(
            "review:1",
            "review",
            office.clocks.now(),
            channel=team.channels["c0"],
            facts={"strategy": team.strategy_id},
        )
        message_id = await outbox.owe(tx, team.id, owed, office.clocks.now())
    assert message_id is not None
    await office.server.control.fault("error", error="token_revoked", count=1)
    await office.sender.step()
    office.clocks.skip(timedelta(days=6, minutes=1).total_seconds())
    await office.until_idle()
    assert await office.state(message_id) == "withdrawn"
    assert office.texts(team, "c0") == []
    assert len(office.texts(team, "ana")) == 1


async def test_what_passes_but_never_passes_ends_and_somebody_hears(office: Office, team: Team) -> None:
    """A day of the same refusal about one channel: given up, its conversation goes on, and the lead hears once."""
    fault = (await office.server.control.fault("error", method="chat.postMessage", error="no_permission"))["id"]
    ids = [await office.owe(team, "m", "c0"), await office.owe(team, "behind", "c0")]
    for _ in range(24):
        await office.sender.step()
        assert await office.state(ids[0]) == "waiting"
        office.clocks.skip(timedelta(hours=1).total_seconds())
    office.clocks.skip(1)
    await office.sender.step()
    assert await office.state(ids[0]) == "never"
    await office.server.control.clear_faults(fault)
    office.clocks.skip(120)
    await office.until_idle()
    assert await office.state(ids[1]) == "sent"
    assert len([text for text in office.texts(team, "ana") if "no_permission" in text]) == 1
