"""Who may call: tokens, scopes, unknown methods and the forms in which arguments come."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Ids, error_of, refusal_of


async def test_auth_test_says_whose_token_it_is(client: AsyncWebClient, slack: SlackServer) -> None:
    answer = await client.auth_test()
    ws = slack.workspace
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (ws.id, ws.bot_user_id, ws.bot_id)
    assert answer["url"] == "https://playground.slack.com/"
    assert set(answer.headers["x-oauth-scopes"].split(",")) == slack.app.scopes


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-made-up", "invalid_auth"), ("app", "not_allowed_token_type")]
)
async def test_a_wrong_token_is_refused(slack: SlackServer, ids: Ids, token: str, error: str) -> None:
    wrong = AsyncWebClient(token=slack.app_token if token == "app" else token, base_url=slack.api_url)
    assert await error_of(wrong.chat_postMessage(channel=ids.social, text="Hello")) == error
    if token != "app":
        assert await error_of(wrong.auth_test()) == error


async def test_only_the_app_token_opens_connections(client: AsyncWebClient, slack: SlackServer) -> None:
    assert await error_of(client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert (await client.apps_connections_open(app_token=slack.app_token))["url"].startswith("ws://127.0.0.1:")


async def test_after_uninstalling_and_revoking_the_token_is_dead(client: AsyncWebClient, slack: SlackServer) -> None:
    await slack.control.revoke()
    assert await error_of(client.auth_test()) == "token_revoked"
    await slack.control.uninstall()
    assert await error_of(client.auth_test()) == "account_inactive"


async def test_a_missing_scope_says_what_is_needed(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    slack.app.scopes = {"commands"}
    refused = await refusal_of(client.chat_postMessage(channel=ids.social, text="Hello"))
    assert (refused["error"], refused["needed"], refused["provided"]) == ("missing_scope", "chat:write", "commands")


async def test_an_unknown_method_is_named(client: AsyncWebClient) -> None:
    refused = await refusal_of(client.api_call("chat.shout"))
    assert (refused["error"], refused["req_method"]) == ("unknown_method", "chat.shout")


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    refused = await refusal_of(client.api_call("chat.postMessage", json={"text": "Hello"}))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


async def test_arguments_come_by_query_form_and_json(
    slack: SlackServer, session: aiohttp.ClientSession, ids: Ids
) -> None:
    url = f"{slack.api_url}chat.postMessage"
    args = {"channel": ids.social, "text": "Hello", "metadata": '{"event_type": "k", "event_payload": {}}'}
    auth = {"Authorization": f"Bearer {slack.bot_token}"}
    answers = []
    async with session.get(url, params=args, headers=auth) as response:
        answers.append(await response.json())
    async with session.post(url, params=args, headers=auth) as response:
        answers.append(await response.json())
    async with session.post(url, data=args | {"token": slack.bot_token}) as response:
        answers.append(await response.json())
    async with session.post(url, json=args, headers=auth) as response:
        answers.append(await response.json())
    assert [answer["message"]["metadata"]["event_type"] for answer in answers] == ["k"] * 4


async def test_a_body_that_is_no_json_is_refused(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    for body, error in (("{", "invalid_json"), ("[]", "json_not_object")):
        async with session.post(f"{slack.api_url}chat.postMessage", data=body, headers=headers) as response:
            assert (await response.json())["error"] == error


async def test_two_workspaces_share_nothing(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    other = slack.add_workspace("Elsewhere")
    stranger = AsyncWebClient(token=other.bot_token, base_url=slack.api_url)
    assert (await stranger.auth_test())["team_id"] == other.id != slack.workspace.id
    assert await error_of(stranger.users_info(user=ids.ana)) == "user_not_found"
    assert await error_of(stranger.conversations_info(channel=ids.social)) == "channel_not_found"
