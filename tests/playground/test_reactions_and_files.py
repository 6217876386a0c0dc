"""reactions.* and the three steps of an upload."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Ids, error_of


async def test_a_reaction_is_added_read_and_removed(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    ts = (await slack.control.say(user="ana", channel="#social", text="Hello"))["ts"]
    await client.reactions_add(channel=ids.social, timestamp=ts, name="eyes")
    got = (await client.reactions_get(channel=ids.social, timestamp=ts))["message"]
    assert got["reactions"] == [{"name": "eyes", "users": [slack.workspace.bot_user_id], "count": 1}]
    assert await error_of(client.reactions_add(channel=ids.social, timestamp=ts, name="eyes")) == "already_reacted"
    await client.reactions_remove(channel=ids.social, timestamp=ts, name="eyes")
    assert await error_of(client.reactions_remove(channel=ids.social, timestamp=ts, name="eyes")) == "no_reaction"


@pytest.mark.parametrize(
    ("name", "ts", "error"),
    [("not an emoji", "1.1", "invalid_name"), ("eyes", "", "no_item_specified"), ("eyes", "1.1", "message_not_found")],
)
async def test_a_reaction_that_cannot_be_is_refused(
    client: AsyncWebClient, ids: Ids, name: str, ts: str, error: str
) -> None:
    assert await error_of(client.reactions_add(channel=ids.social, timestamp=ts, name=name)) == error


async def test_an_upload_in_three_steps_is_shared_as_a_message(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession, ids: Ids
) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Review"))["ts"]
    sent = await client.files_upload_v2(
        channel=ids.social, content=b"PNG...", filename="chart.png", title="Followers", thread_ts=parent
    )
    file = sent["file"]
    replies = (await client.conversations_replies(channel=ids.social, ts=parent))["messages"]
    assert (replies[1]["subtype"], replies[1]["files"][0]["id"]) == ("file_share", file["id"])
    info = (await client.files_info(file=file["id"]))["file"]
    assert (info["title"], info["mimetype"], info["size"]) == ("Followers", "image/png", 6)
    assert info["shares"]["public"][ids.social][0]["ts"] == replies[1]["ts"]
    async with session.get(info["url_private"], headers={"Authorization": f"Bearer {slack.bot_token}"}) as response:
        assert await response.read() == b"PNG..."


async def test_an_upload_is_completed_once_and_only_with_its_bytes(
    client: AsyncWebClient, session: aiohttp.ClientSession, ids: Ids
) -> None:
    begun = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    entry = [{"id": begun["file_id"]}]
    assert await error_of(client.files_completeUploadExternal(files=entry)) == "file_not_found"
    async with session.post(begun["upload_url"], data=b"wrong length") as response:
        assert response.status == 400
    async with session.post(begun["upload_url"], data=b"abc") as response:
        assert response.status == 200
    assert (await client.files_completeUploadExternal(files=entry, channel_id=ids.social))["files"][0]["id"]
    assert await error_of(client.files_completeUploadExternal(files=entry)) == "file_not_found"


async def test_a_file_can_be_shared_by_a_person(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    said = await slack.control.say(
        user="ana", channel="#social", text="Here", files=[{"name": "plan.csv", "content": "a,b"}]
    )
    message = (await client.conversations_history(channel=ids.social))["messages"][0]
    assert (message["ts"], message["subtype"]) == (said["ts"], "file_share")
    assert message["files"][0]["name"] == "plan.csv"


async def test_blocks_show_a_picture_only_once_it_is_shared(
    client: AsyncWebClient, session: aiohttp.ClientSession, ids: Ids
) -> None:
    begun = await client.files_getUploadURLExternal(filename="chart.png", length=3)
    async with session.post(begun["upload_url"], data=b"abc"):
        await client.files_completeUploadExternal(files=[{"id": begun["file_id"]}])
    picture = {"type": "image", "slack_file": {"id": begun["file_id"]}, "alt_text": "Followers"}
    assert await error_of(client.chat_postMessage(channel=ids.social, text="x", blocks=[picture])) == "invalid_blocks"
    shared = await client.files_upload_v2(channel=ids.social, content=b"abc", filename="chart.png")
    picture["slack_file"] = {"id": shared["file"]["id"]}
    assert (await client.chat_postMessage(channel=ids.social, text="x", blocks=[picture]))["ok"]
