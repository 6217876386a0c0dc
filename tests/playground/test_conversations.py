"""conversations.*: who may see what, kinds, pages and history."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Ids, error_of


async def test_kinds_are_told_apart(client: AsyncWebClient, ids: Ids) -> None:
    public = (await client.conversations_info(channel=ids.social))["channel"]
    private = (await client.conversations_info(channel=ids.plans))["channel"]
    direct = (await client.conversations_open(users=ids.ana, return_im=True))["channel"]
    group = (await client.conversations_open(users=[ids.ana, ids.ben], return_im=True))["channel"]
    assert (public["is_channel"], public["is_group"], public["is_private"]) == (True, False, False)
    assert (private["is_channel"], private["is_group"], private["is_private"]) == (False, True, True)
    assert (direct["is_im"], direct["user"]) == (True, ids.ana)
    assert (group["is_mpim"], group["is_private"]) == (True, True)
    assert group["name"].startswith("mpdm-")


async def test_a_private_channel_without_the_bot_does_not_exist(client: AsyncWebClient, ids: Ids) -> None:
    assert await error_of(client.conversations_info(channel=ids.secret)) == "channel_not_found"
    listed = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    assert {channel["name"] for channel in listed} == {"general", "social", "quiet", "plans"}


async def test_history_needs_membership(client: AsyncWebClient, ids: Ids) -> None:
    assert await error_of(client.conversations_history(channel=ids.quiet)) == "not_in_channel"


async def test_history_comes_newest_first_and_in_pages(client: AsyncWebClient, ids: Ids) -> None:
    for number in range(5):
        await client.chat_postMessage(channel=ids.social, text=str(number))
    texts: list[str] = []
    cursor = ""
    for _ in range(3):
        page = await client.conversations_history(channel=ids.social, limit=2, cursor=cursor)
        texts += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"] if page["has_more"] else ""
    assert texts == ["4", "3", "2", "1", "0"]
    assert cursor == ""


async def test_a_made_up_cursor_is_refused(client: AsyncWebClient, ids: Ids) -> None:
    assert await error_of(client.conversations_history(channel=ids.social, cursor="page2")) == "invalid_cursor"


async def test_history_between_two_times_leaves_the_ends_out_unless_inclusive(client: AsyncWebClient, ids: Ids) -> None:
    stamps = [(await client.chat_postMessage(channel=ids.social, text=str(n)))["ts"] for n in range(3)]

    async def texts(inclusive: bool) -> list[str]:
        found = await client.conversations_history(
            channel=ids.social, oldest=stamps[0], latest=stamps[2], inclusive=inclusive
        )
        return [message["text"] for message in found["messages"]]

    assert await texts(False) == ["1"]
    assert await texts(True) == ["2", "1", "0"]


async def test_replies_give_the_parent_first_and_their_metadata(client: AsyncWebClient, ids: Ids) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Parent"))["ts"]
    key = {"event_type": "k", "event_payload": {"n": 1}}
    await client.chat_postMessage(channel=ids.social, text="Reply", thread_ts=parent, metadata=key)
    found = await client.conversations_replies(channel=ids.social, ts=parent, include_all_metadata=True)
    assert [(m["text"], m.get("metadata")) for m in found["messages"]] == [("Parent", None), ("Reply", key)]
    assert found["messages"][1]["parent_user_id"] == found["messages"][0]["user"]


async def test_the_thread_of_an_unknown_message_is_not_found(client: AsyncWebClient, ids: Ids) -> None:
    assert await error_of(client.conversations_replies(channel=ids.social, ts="1.000001")) == "thread_not_found"


async def test_members_come_in_pages(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    first = await client.conversations_members(channel=ids.social, limit=3)
    rest = await client.conversations_members(
        channel=ids.social, limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [*first["members"], *rest["members"]] == [ids.ana, ids.ben, ids.gus, slack.workspace.bot_user_id]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_joining_twice_is_a_success_with_a_warning(client: AsyncWebClient, ids: Ids) -> None:
    assert "warning" not in (await client.conversations_join(channel=ids.quiet)).data
    assert (await client.conversations_join(channel=ids.quiet))["warning"] == "already_in_channel"


async def test_a_private_channel_cannot_be_joined(client: AsyncWebClient, ids: Ids) -> None:
    call = client.conversations_join(channel=ids.plans)
    assert await error_of(call) == "method_not_supported_for_channel_type"


async def test_creating_inviting_and_kicking(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    made = (await client.conversations_create(name="campaign", is_private=True))["channel"]["id"]
    await client.conversations_invite(channel=made, users=[ids.ana, ids.ben])
    await client.conversations_kick(channel=made, user=ids.ben)
    assert slack.workspace.channels[made].members == [slack.workspace.bot_user_id, ids.ana]
    assert await error_of(client.conversations_create(name="campaign")) == "name_taken"
    assert await error_of(client.conversations_create(name="Big News")) == "invalid_name_specials"
    assert await error_of(client.conversations_invite(channel=made, users=ids.ana)) == "already_in_channel"


@pytest.mark.parametrize(
    ("who", "error"), [("USLACKBOT", "cannot_dm_bot"), ("U0NOBODY", "user_not_found"), ("", "users_list_not_supplied")]
)
async def test_a_direct_message_needs_a_person(client: AsyncWebClient, who: str, error: str) -> None:
    assert await error_of(client.api_call("conversations.open", json={"users": who})) == error


async def test_no_direct_message_is_opened_with_somebody_deactivated(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await slack.control.deactivate("ben")
    assert await error_of(client.conversations_open(users=ids.ben)) == "user_disabled"


async def test_each_kind_of_conversation_has_its_own_scope(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    slack.app.scopes.discard("groups:history")
    assert (await client.conversations_history(channel=ids.social))["ok"]
    assert await error_of(client.conversations_history(channel=ids.plans)) == "missing_scope"


async def test_metadata_comes_when_asked_for_and_where_slack_gives_it(
    client: AsyncWebClient, ids: Ids, slack: SlackServer
) -> None:
    """Block ids come back in any case: whoever relies on metadata alone is found out."""
    metadata = {"event_type": "kept", "event_payload": {"key": "k1"}}
    blocks = [{"type": "section", "block_id": "k1", "text": {"type": "mrkdwn", "text": "Hello"}}]
    posted = await client.chat_postMessage(channel=ids.social, text="Hello", blocks=blocks, metadata=metadata)
    thread = (await client.chat_postMessage(channel=ids.social, text="More", thread_ts=posted["ts"]))["ts"]

    async def read(**more: Any) -> list[tuple[object, object]]:
        found = (await client.conversations_history(channel=ids.social, **more))["messages"]
        found += (await client.conversations_replies(channel=ids.social, ts=posted["ts"], **more))["messages"]
        return [(one.get("metadata"), one["blocks"][0]["block_id"]) for one in found if one["ts"] != thread]

    assert await read() == [(None, "k1"), (None, "k1")]
    assert await read(include_all_metadata=True) == [(metadata, "k1"), (metadata, "k1")]
    await slack.control.options(shows_metadata=False)
    assert await read(include_all_metadata=True) == [(None, "k1"), (None, "k1")]
