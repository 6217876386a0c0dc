"""users.*, team.info and bots.info: members as the Web API shows them."""

from __future__ import annotations

from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Ids, error_of


async def test_a_member_has_a_zone_and_the_offset_of_that_season(client: AsyncWebClient, slack: SlackServer) -> None:
    ana = slack.workspace.find_member("ana")
    user = (await client.users_info(user=ana.id))["user"]
    assert (user["tz"], user["tz_offset"]) == ("Europe/Madrid", 3600)
    assert (user["is_admin"], user["deleted"], user["is_bot"]) == (True, False, False)
    assert user["profile"]["real_name"] == "Ana Ruiz"
    assert user["profile"]["display_name"] == "ana"
    assert user["profile"]["email"] == "ana@playground.example"
    assert ana.shape(datetime(2026, 7, 1, tzinfo=UTC), email=True)["tz_offset"] == 7200


async def test_the_address_is_told_only_with_its_scope(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    slack.app.scopes.discard("users:read.email")
    assert "email" not in (await client.users_info(user=ids.ana))["user"]["profile"]


async def test_the_list_has_bots_guests_and_slackbot_and_comes_in_pages(client: AsyncWebClient, ids: Ids) -> None:
    members = []
    cursor = ""
    while True:
        page = await client.users_list(limit=2, cursor=cursor)
        members += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    by_name = {member["name"]: member for member in members}
    assert list(by_name) == ["slackbot", "drumbeat", "ana", "ben", "gus"]
    assert by_name["slackbot"]["id"] == "USLACKBOT"
    assert by_name["drumbeat"]["is_bot"] is True
    assert (by_name["gus"]["is_restricted"], by_name["gus"]["is_ultra_restricted"]) == (True, True)


async def test_somebody_deactivated_stays_in_the_list_without_a_zone(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await slack.control.deactivate("ben")
    user = (await client.users_info(user=ids.ben))["user"]
    assert user["deleted"] is True
    assert "tz" not in user
    assert await error_of(client.users_lookupByEmail(email="ben@playground.example")) == "users_not_found"


async def test_people_are_found_by_their_address(client: AsyncWebClient, ids: Ids) -> None:
    assert (await client.users_lookupByEmail(email="ANA@playground.example"))["user"]["id"] == ids.ana


async def test_an_unknown_member_is_not_found(client: AsyncWebClient) -> None:
    assert await error_of(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_the_bot_sees_its_own_conversations(client: AsyncWebClient, ids: Ids) -> None:
    found = (await client.users_conversations(types="public_channel,private_channel"))["channels"]
    assert {channel["id"] for channel in found} == {ids.social, ids.plans}


async def test_team_and_bot_are_described(client: AsyncWebClient, slack: SlackServer) -> None:
    ws = slack.workspace
    assert (await client.team_info())["team"]["id"] == ws.id
    bot = (await client.bots_info(bot=ws.bot_id))["bot"]
    assert (bot["user_id"], bot["app_id"]) == (ws.bot_user_id, slack.app.id)
