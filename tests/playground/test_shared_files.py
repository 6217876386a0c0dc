"""Files that people share and files that the app uploads: what the app hears, who may read them, and how."""

from __future__ import annotations

import base64
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Control, Ids, error_of
from tests.playground.test_shapes import EVENT, differences

PDF = b"%PDF-1.4 a plan \xff\x00"
FILE = {
    "id": str,
    "created": int,
    "timestamp": int,
    "name": str,
    "title": str,
    "mimetype": str,
    "filetype": str,
    "pretty_type": str,
    "user": str,
    "user_team": str,
    "editable": bool,
    "size": int,
    "mode": str,
    "is_external": bool,
    "external_type": str,
    "is_public": bool,
    "public_url_shared": bool,
    "display_as_bot": bool,
    "username": str,
    "url_private": str,
    "url_private_download": str,
    "media_display_type": str,
    "permalink": str,
    "permalink_public": str,
    "is_starred": bool,
    "has_rich_preview": bool,
    "file_access": str,
}
SHARED_MESSAGE = EVENT | {
    "event": {
        "type": str,
        "text": str,
        "files": [FILE],
        "upload": bool,
        "user": str,
        "display_as_bot": bool,
        "ts": str,
        "client_msg_id": str,
        "channel": str,
        "subtype": str,
        "event_ts": str,
        "channel_type": str,
    }
}
SHARED = EVENT | {
    "event": {
        "type": str,
        "file_id": str,
        "user_id": str,
        "file": {"id": str},
        "channel_id": str,
        "event_ts": str,
    }
}


async def fetched(
    session: aiohttp.ClientSession, url: str, token: str | None = None
) -> tuple[int, str, bytes, list[int]]:
    """Return status, content type, bytes and the redirects of an address, as a client follows it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.get(url, headers=headers) as response:
        redirects = [one.status for one in response.history]
        return response.status, response.content_type, await response.read(), redirects


def sent(slack: SlackServer, kind: str) -> list[dict[str, Any]]:
    """Return the events of one type that went over the socket, in their wrapping."""
    payloads = [entry["payload"] for entry in slack.journal if entry["kind"] == "envelope"]
    return [payload for payload in payloads if payload.get("event", {}).get("type") == kind]


# ---------------------------------------------------------------- what the app hears


@pytest.mark.parametrize("where", ["#social", "@drumbeat"])
async def test_a_file_of_a_person_arrives_as_slack_tells_of_it(slack: SlackServer, bot: Bot, where: str) -> None:
    shared = await slack.control.share_file(user="ana", channel=where, name="plan.pdf", content=PDF, text="Our plan")
    await slack.quiet(2)
    (message,) = sent(slack, "message")
    assert differences(SHARED_MESSAGE, message) == []
    assert message["event"]["subtype"] == "file_share"
    assert message["event"]["upload"] is False
    assert message["event"]["text"] == "Our plan"
    (file,) = message["event"]["files"]
    assert (file["name"], file["mimetype"], file["filetype"], file["size"]) == (
        "plan.pdf",
        "application/pdf",
        "pdf",
        len(PDF),
    )
    assert not {"channels", "groups", "ims", "shares"} & set(file)
    (event,) = sent(slack, "file_shared")
    assert differences(SHARED, event) == []
    assert event["event"]["file_id"] == shared["file"]["id"]


async def test_a_file_without_words_is_a_message_with_an_empty_text(slack: SlackServer, bot: Bot) -> None:
    await slack.control.share_file(user="ana", channel="#social", name="plan.csv", content="day,post")
    await slack.quiet(2)
    event = bot.events("message")[0]
    assert event["text"] == ""
    assert "blocks" not in event


async def test_a_file_in_a_thread_says_which(slack: SlackServer, bot: Bot) -> None:
    said = await slack.control.say(user="ben", channel="#social", text="Where is the plan?")
    shared = await slack.control.share_file(
        user="ana", channel="#social", name="plan.pdf", content=PDF, thread_ts=said["ts"]
    )
    await slack.quiet(2)
    assert bot.events("message")[-1]["thread_ts"] == said["ts"]
    info = (await AsyncWebClient(slack.bot_token, base_url=slack.api_url).files_info(file=shared["file"]["id"]))["file"]
    assert info["shares"]["public"][shared["channel"]][0]["thread_ts"] == said["ts"]


@pytest.mark.parametrize("missing", ["event", "scope"])
async def test_file_shared_is_heard_only_by_who_asked_and_may(slack: SlackServer, bot: Bot, missing: str) -> None:
    if missing == "event":
        slack.app.events.discard("file_shared")
    else:
        slack.app.scopes.discard("files:read")
    await slack.control.share_file(user="ana", channel="#social", name="plan.pdf", content=PDF)
    await slack.quiet(2)
    assert len(bot.events("message")) == 1
    assert bot.events("file_shared") == []


async def test_the_app_hears_nothing_of_files_where_it_is_not(slack: SlackServer, bot: Bot) -> None:
    await slack.control.share_file(user="ana", channel="#quiet", name="plan.pdf", content=PDF)
    await slack.quiet(2)
    assert bot.bodies == []


# ---------------------------------------------------------------- who may read the bytes


@pytest.mark.parametrize("address", ["url_private", "url_private_download"])
async def test_the_app_reads_a_file_with_its_token(
    slack: SlackServer, session: aiohttp.ClientSession, address: str
) -> None:
    shared = await slack.control.share_file(user="ana", channel="@drumbeat", name="plan.pdf", content=PDF)
    got = await fetched(session, shared["file"][address], slack.bot_token)
    assert got == (200, "application/pdf", PDF, [])


@pytest.mark.parametrize("reason", ["no token", "a wrong token", "no scope", "not in the channel", "no such file"])
async def test_who_may_not_read_a_file_gets_the_page_to_sign_in_and_a_200(
    slack: SlackServer, session: aiohttp.ClientSession, reason: str
) -> None:
    where = "#quiet" if reason == "not in the channel" else "#social"
    shared = await slack.control.share_file(user="ana", channel=where, name="plan.pdf", content=PDF)
    token = {"no token": None, "a wrong token": "xoxb-1-2-nobody"}.get(reason, slack.bot_token)
    url = shared["file"]["url_private"]
    if reason == "no scope":
        slack.app.scopes.discard("files:read")
    if reason == "no such file":
        url = url.replace(shared["file"]["id"], "F0NOTHING")
    status, kind, body, redirects = await fetched(session, url, token)
    assert (status, kind, redirects) == (200, "text/html", [302])
    assert body.lower().startswith(b"<!doctype html")
    assert PDF not in body


async def test_a_file_where_the_bot_is_not_does_not_exist_for_it(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    public = await slack.control.share_file(user="ana", channel="#quiet", name="a.pdf", content=PDF)
    private = await slack.control.share_file(user="ana", channel="#secret", name="b.pdf", content=PDF)
    for shared in (public, private):
        assert await error_of(client.files_info(file=shared["file"]["id"])) == "file_not_found"
    await client.conversations_join(channel=ids.quiet)
    assert (await client.files_info(file=public["file"]["id"]))["file"]["name"] == "a.pdf"


async def test_a_file_is_gone_for_others_with_the_message_that_shared_it(
    client: AsyncWebClient, slack: SlackServer
) -> None:
    shared = await slack.control.share_file(user="ana", channel="#social", name="plan.pdf", content=PDF)
    await slack.control.delete(user="ana", channel="#social", ts=shared["ts"])
    assert await error_of(client.files_info(file=shared["file"]["id"])) == "file_not_found"
    with pytest.raises(Refused, match="file_not_found"):
        await slack.control.file(user="ben", file_id=shared["file"]["id"])


async def test_people_read_what_they_can_see_and_nothing_else(client: AsyncWebClient, slack: SlackServer) -> None:
    opened = await client.conversations_open(users=[slack.workspace.find_member("ana").id])
    uploaded = await client.files_upload_v2(channel=opened["channel"]["id"], content=PDF, filename="for-ana.pdf")
    file_id = uploaded["file"]["id"]
    got = await slack.control.file(user="ana", file_id=file_id)
    assert (got["content"], got["file"]["name"]) == (PDF, "for-ana.pdf")
    with pytest.raises(Refused, match="file_not_found"):
        await slack.control.file(user="ben", file_id=file_id)


async def test_a_guest_sees_no_file_of_a_public_channel_where_they_are_not(slack: SlackServer) -> None:
    shared = await slack.control.share_file(user="ana", channel="#quiet", name="plan.pdf", content=PDF)
    file_id = shared["file"]["id"]
    assert (await slack.control.file(user="ben", file_id=file_id))["content"] == PDF
    with pytest.raises(Refused, match="file_not_found"):
        await slack.control.file(user="gus", file_id=file_id)


# ---------------------------------------------------------------- over HTTP


async def test_a_script_shares_and_reads_bytes_as_base64(control: Control) -> None:
    coded = base64.b64encode(PDF).decode()
    status, shared = await control.post(
        "share_file", user="ana", channel="#social", name="plan.pdf", title="The plan", content_base64=coded
    )
    assert (status, shared["file"]["title"]) == (200, "The plan")
    status, read = await control.get("file", user="ben", file_id=shared["file"]["id"])
    assert (status, read["content_base64"], read["file"]["size"]) == (200, coded, len(PDF))


@pytest.mark.parametrize(
    ("entry", "status", "error"),
    [
        ({"name": "a.txt", "content": ""}, 400, "empty_file"),
        ({"name": " ", "content": "x"}, 400, "no_name"),
        ({"name": "a.txt", "content_base64": "&&&"}, 400, "bad_content"),
        ({"name": "a.txt", "content": {"a": 1}}, 400, "bad_content"),
        ({"name": "a.txt", "content": "123456789"}, 413, "file_too_large"),
    ],
)
async def test_a_file_that_cannot_be_is_refused_and_nothing_is_said(
    slack: SlackServer, control: Control, entry: dict[str, Any], status: int, error: str
) -> None:
    slack.options.file_bytes = 8
    got, answer = await control.post("share_file", user="ana", channel="#social", **entry)
    assert (got, answer["error"]) == (status, error)
    assert slack.workspace.files == {}
    assert (await slack.control.messages(user="ana", channel="#social"))["messages"] == []


async def test_a_file_sent_again_with_the_same_id_is_shared_once(slack: SlackServer) -> None:
    again = {"user": "ana", "channel": "#social", "name": "a.txt", "content": "x", "client_msg_id": "11-22"}
    first = await slack.control.share_file(**again)
    second = await slack.control.share_file(**again)
    assert second["file"]["id"] == first["file"]["id"]
    assert len(slack.workspace.files) == 1


async def test_an_upload_over_the_limit_is_refused_before_its_bytes(client: AsyncWebClient, slack: SlackServer) -> None:
    slack.options.file_bytes = 8
    call = client.files_getUploadURLExternal(filename="a.pdf", length=9)
    assert await error_of(call) == "file_upload_size_restricted"


async def test_a_file_of_some_megabytes_comes_back_whole(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    large = b"%PDF" + bytes(range(256)) * 12_000
    shared = await slack.control.share_file(user="ana", channel="#social", name="plan.pdf", content=large)
    assert (await fetched(session, shared["file"]["url_private"], slack.bot_token))[2] == large


# ---------------------------------------------------------------- hostile names and bytes

HOSTILE = [
    '../../etc/passwd"; x=".html',
    "a\r\nSet-Cookie: x=1.png",
    "<script>alert(1)</script>.svg",
    "..",
    "计划 é.pdf",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_kept_for_the_app_and_harms_no_address(
    slack: SlackServer, session: aiohttp.ClientSession, name: str
) -> None:
    shared = await slack.control.share_file(user="ana", channel="#social", name=name, content=b"<script>1</script>")
    file = shared["file"]
    assert file["name"] == name
    last = file["url_private"].rpartition("/")[2]
    assert last.replace(".", "").replace("_", "").replace("-", "").isalnum()
    assert (await fetched(session, file["url_private"], slack.bot_token))[0] == 200
    async with session.get(f"{slack.url}/control/bytes/{file['id']}/{last}?user=ana") as response:
        assert response.status == 200
        assert "Set-Cookie" not in response.headers
        assert await response.read() == b"<script>1</script>"


@pytest.mark.parametrize(
    ("name", "kind", "way"),
    [
        ("page.html", "text/plain", "inline"),
        ("notes.md", "text/plain", "inline"),
        ("plan.pdf", "application/pdf", "inline"),
        ("chart.png", "image/png", "inline"),
        ("chart.svg", "application/octet-stream", "attachment"),
        ("page.xhtml", "application/octet-stream", "attachment"),
        ("plan.docx", "application/octet-stream", "attachment"),
    ],
)
async def test_a_browser_is_given_nothing_that_it_could_run(
    slack: SlackServer, session: aiohttp.ClientSession, name: str, kind: str, way: str
) -> None:
    shared = await slack.control.share_file(user="ana", channel="#social", name=name, content=b"<script>1</script>")
    address = f"{slack.url}/control/bytes/{shared['file']['id']}/{name}?user=ana"
    async with session.get(address) as response:
        assert response.content_type == kind
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith(f"{way};")
    async with session.get(f"{address}&save=1") as response:
        assert response.headers["Content-Disposition"].startswith("attachment;")


async def test_a_page_of_another_site_reads_no_file(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    shared = await slack.control.share_file(user="ana", channel="#social", name="plan.pdf", content=PDF)
    address = f"{slack.url}/control/bytes/{shared['file']['id']}/plan.pdf?user=ana"
    async with session.get(address, headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 403
