"""States of a workspace that an app meets sooner or later: policies, locks, an organisation, people who look away."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Ids, error_of

# ---------------------------------------------------------------- changing messages


async def test_an_update_takes_4000_letters_and_not_one_more(client: AsyncWebClient, ids: Ids) -> None:
    posted = await client.chat_postMessage(channel=ids.social, text="Short")
    await client.chat_update(channel=ids.social, ts=posted["ts"], text="é" * 4000)
    assert await error_of(client.chat_update(channel=ids.social, ts=posted["ts"], text="é" * 4001)) == "msg_too_long"
    read = await client.conversations_history(channel=ids.social)
    assert read["messages"][0]["text"] == "é" * 4000


async def test_a_long_message_can_be_changed_by_its_blocks_alone(client: AsyncWebClient, ids: Ids) -> None:
    """A post may be longer than an update: what the update doesn't give isn't measured."""
    posted = await client.chat_postMessage(channel=ids.social, text="x" * 5000)
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Shown instead"}}]
    given = {"channel": ids.social, "ts": posted["ts"], "blocks": blocks}
    assert (await client.api_call("chat.update", json=given))["ok"]


async def test_a_message_of_an_archived_channel_cannot_be_changed_and_slack_calls_that_inactive(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    posted = await client.chat_postMessage(channel=ids.social, text="Hello")
    await slack.control.archive(channel="#social")
    assert await error_of(client.chat_update(channel=ids.social, ts=posted["ts"], text="Bye")) == "is_inactive"


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("policy", "name", "error"),
    [
        ("off", "plan.pdf", "file_uploads_disabled"),
        ("off", "chart.png", "file_uploads_disabled"),
        ("images", "plan.pdf", "file_uploads_except_images_disabled"),
        ("images", "chart.png", ""),
        ("full", "chart.png", "storage_limit_reached"),
        ("all", "plan.pdf", ""),
    ],
)
async def test_a_workspace_decides_which_files_an_app_may_upload(
    slack: SlackServer, client: AsyncWebClient, policy: str, name: str, error: str
) -> None:
    await slack.control.file_policy(policy=policy)
    call = client.files_getUploadURLExternal(filename=name, length=12)
    if error:
        assert await error_of(call) == error
    else:
        assert (await call)["ok"]


async def test_types_of_files_can_be_forbidden_by_their_ending(slack: SlackServer, client: AsyncWebClient) -> None:
    await slack.control.file_policy(policy="all", forbidden=["pdf", ".Exe"])
    for name in ("Plan.PDF", "tool.exe"):
        call = client.files_getUploadURLExternal(filename=name, length=12)
        assert await error_of(call) == "file_type_not_allowed"
    assert (await client.files_getUploadURLExternal(filename="chart.png", length=12))["ok"]


async def test_a_policy_that_comes_between_the_steps_of_an_upload_refuses_the_last_one(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    begun = await client.files_getUploadURLExternal(filename="plan.pdf", length=4)
    assert client.session is not None
    async with client.session.post(begun["upload_url"], data=b"%PDF") as answer:
        assert answer.status == 200
    await slack.control.file_policy(policy="images")
    ended = client.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id=ids.social)
    assert await error_of(ended) == "file_uploads_except_images_disabled"


async def test_people_are_held_to_the_policy_too_and_hear_why(slack: SlackServer) -> None:
    await slack.control.file_policy(policy="images")
    with pytest.raises(Refused, match="only pictures"):
        await slack.control.share_file(user="ana", channel="#social", name="plan.csv", content="a,b")
    await slack.control.file_policy(policy="off")
    with pytest.raises(Refused, match="turned off"):
        await slack.control.share_file(user="ana", channel="#social", name="chart.png", content=b"\x89PNG")
    with pytest.raises(Refused, match="There are: all, images, off, full"):
        await slack.control.file_policy(policy="some")


# ---------------------------------------------------------------- canvases


async def test_a_canvas_that_somebody_holds_cannot_be_edited_until_they_let_go(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    made = await client.conversations_canvases_create(
        channel_id=ids.social, document_content={"type": "markdown", "markdown": "# Plan"}
    )
    change = [{"operation": "insert_at_end", "document_content": {"type": "markdown", "markdown": "More"}}]
    await slack.control.lock_canvas(user="ana", channel="#social")
    edit = client.canvases_edit(canvas_id=made["canvas_id"], changes=change)
    assert await error_of(edit) == "canvas_editing_locked"
    await slack.control.write_canvas(user="ana", channel="#social", markdown="# Plan\n\nMine")
    with pytest.raises(Refused, match="locked"):
        await slack.control.write_canvas(user="ben", channel="#social", markdown="Ben's")
    await slack.control.lock_canvas(user="ana", channel="#social", locked=False)
    await client.canvases_edit(canvas_id=made["canvas_id"], changes=change)


# ---------------------------------------------------------------- an organisation


async def test_a_workspace_of_an_organisation_names_it_wherever_slack_does(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    assert "enterprise_id" not in (await client.team_info())["team"]
    assert "enterprise_user" not in (await client.users_info(user=ids.ana))["user"]
    joined = (await slack.control.join_enterprise(name="Sample Group"))["enterprise"]
    assert (await client.auth_test())["enterprise_id"] == joined["id"]
    team = (await client.team_info())["team"]
    assert (team["id"], team["enterprise_id"], team["enterprise_name"]) == (
        slack.workspace.id,
        joined["id"],
        "Sample Group",
    )
    listed = {user["id"]: user for user in (await client.users_list())["members"]}
    for user in ((await client.users_info(user=ids.ana))["user"], listed[ids.ana]):
        assert user["team_id"] == slack.workspace.id
        assert user["enterprise_user"]["enterprise_id"] == joined["id"]
        assert user["enterprise_user"]["teams"] == [slack.workspace.id]


# ---------------------------------------------------------------- only one person sees it


async def test_what_only_one_person_sees_is_nowhere_else_and_cannot_be_changed(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    root = await client.chat_postMessage(channel=ids.social, text="Root")
    shown = await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Only you", thread_ts=root["ts"])
    where = {"channel": ids.social, "ts": shown["message_ts"]}
    assert await error_of(client.chat_update(**where, text="Changed")) == "message_not_found"
    assert await error_of(client.chat_delete(**where)) == "message_not_found"
    react = client.reactions_add(channel=ids.social, timestamp=shown["message_ts"], name="eyes")
    assert await error_of(react) == "message_not_found"
    link = client.chat_getPermalink(channel=ids.social, message_ts=shown["message_ts"])
    assert await error_of(link) == "message_not_found"
    replies = await client.conversations_replies(channel=ids.social, ts=root["ts"])
    assert [message["text"] for message in replies["messages"]] == ["Root"]
    assert replies["messages"][0].get("reply_count", 0) == 0
    for user, sees in (("ana", True), ("ben", False)):
        seen = await slack.control.messages(user=user, channel="#social", thread_ts=root["ts"])
        assert ("Only you" in [message["text"] for message in seen["messages"]]) is sees


async def test_it_is_gone_when_that_person_loads_slack_again(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="For Ana")
    await client.chat_postEphemeral(channel=ids.social, user=ids.ben, text="For Ben")
    await slack.control.reload(user="ana")
    for user, words in (("ana", []), ("ben", ["For Ben"])):
        seen = await slack.control.messages(user=user, channel="#social")
        assert [message["text"] for message in seen["messages"] if message["ephemeral"]] == words


async def test_somebody_who_is_not_there_never_sees_it_and_slack_says_ok(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    """ "Ephemeral message delivery is not guaranteed" (the page of chat.postEphemeral)."""
    await slack.control.presence(user="ana", active=False)
    assert (await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Missed"))["ok"]
    await slack.control.presence(user="ana", active=True)
    await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Seen")
    seen = await slack.control.messages(user="ana", channel="#social")
    assert [message["text"] for message in seen["messages"] if message["ephemeral"]] == ["Seen"]


async def test_it_is_refused_to_whom_it_cannot_reach(slack: SlackServer, client: AsyncWebClient, ids: Ids) -> None:
    outside = slack.workspace.add_member("cho", real_name="Cho Sample").id
    call = client.chat_postEphemeral(channel=ids.social, user=outside, text="Hello")
    assert await error_of(call) == "user_not_in_channel"
    long = client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="x" * 40_001)
    assert await error_of(long) == "msg_too_long"
    await slack.control.archive(channel="#social")
    call = client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Hello")
    assert await error_of(call) == "is_archived"
