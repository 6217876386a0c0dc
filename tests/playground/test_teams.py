"""Whose ids a payload carries: of an organisation that the workspace joined, and of somebody from another team."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, button, modal


async def everything(slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids) -> dict[str, dict[str, Any]]:
    """Send one payload of each kind from ana, and return them by kind."""
    control = slack.control

    @bot.app.command("/beat")
    async def opens(ack: Any, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @bot.app.view("form")
    async def sent(ack: Any) -> None:
        await ack()

    await client.chat_postMessage(channel=ids.social, text="Press", blocks=[button()])
    await control.command(user="ana", channel="#social", command="/beat")
    await control.submit(user="ana")
    await control.press(user="ana", channel="#social", label="Go")
    await control.say(user="ana", channel="#social", text="Hello")
    await slack.quiet()
    found: dict[str, dict[str, Any]] = {}
    for body in bot.bodies:
        found[body.get("type") or "command"] = body
    return found


async def test_an_organisation_is_named_in_every_payload_and_changes_no_id(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    ours = slack.workspace.id
    whole = (await slack.control.join_enterprise("Sample Group"))["enterprise"]
    sent = await everything(slack, bot, client, ids)
    for kind in ("block_actions", "view_submission"):
        assert (sent[kind]["team"]["id"], sent[kind]["enterprise"]) == (ours, whole)
    assert (sent["command"]["team_id"], sent["command"]["enterprise_id"]) == (ours, whole["id"])
    event = sent["event_callback"]
    assert event["authorizations"][0] | {"team_id": ours, "enterprise_id": whole["id"]} == event["authorizations"][0]
    assert (await client.auth_test())["enterprise_id"] == whole["id"]


async def test_a_form_from_the_other_side_carries_their_ids_and_a_button_ours(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    ours = slack.workspace.id
    theirs = (await slack.control.move_out("ana", enterprise="Other Group"))["team"]
    sent = await everything(slack, bot, client, ids)
    form = sent["view_submission"]
    assert (form["team"], form["enterprise"]["id"], form["user"]["team_id"]) == (
        theirs,
        theirs["enterprise_id"],
        theirs["id"],
    )
    assert (form["view"]["team_id"], form["view"]["app_installed_team_id"]) == (theirs["id"], ours)
    press = sent["block_actions"]
    assert (press["team"]["id"], press["enterprise"], press["user"]["team_id"]) == (ours, None, theirs["id"])
    event = sent["event_callback"]
    assert (event["team_id"], event["is_ext_shared_channel"]) == (theirs["id"], True)
    assert (event["event"]["user_team"], event["authorizations"][0]["team_id"]) == (theirs["id"], ours)
    assert (await client.users_info(user=ids.ana))["user"]["is_stranger"] is True


async def test_somebody_who_shares_a_channel_with_the_app_is_of_another_team_and_no_stranger(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    """Only their team tells where they are from; every event of a shared channel says that it is one."""
    theirs = (await slack.control.move_out("ben"))["team"]["id"]
    shared = (await slack.control.share_outside("#social"))["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"]) == (True, [slack.workspace.id, theirs])
    user = (await client.users_info(user=ids.ben))["user"]
    assert (user["team_id"], user.get("is_stranger")) == (theirs, None)
    await slack.control.say(user="ana", channel="#social", text="Hello")
    await slack.quiet(2)
    said = [body for body in bot.bodies if body.get("event", {}).get("type") == "message"][-1]
    assert (said["is_ext_shared_channel"], said["event"].get("user_team")) == (True, None)
