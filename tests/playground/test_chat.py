"""chat.*: what is posted is kept as Slack keeps it, and refused as Slack refuses it."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Ids, button, error_of, section


async def test_a_post_comes_back_with_its_metadata_and_is_found_by_it(client: AsyncWebClient, ids: Ids) -> None:
    key = {"event_type": "owed", "event_payload": {"key": "abc"}}
    posted = await client.chat_postMessage(channel=ids.social, text="Hello", metadata=key)
    assert posted["message"]["metadata"] == key

    found = await client.conversations_history(channel=ids.social, include_all_metadata=True)
    assert [(m["ts"], m["metadata"]) for m in found["messages"]] == [(posted["ts"], key)]

    plain = await client.conversations_history(channel=ids.social)
    assert "metadata" not in plain["messages"][0]


async def test_the_bots_message_names_bot_app_and_team(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    message = (await client.chat_postMessage(channel="#social", text="Hello"))["message"]
    assert message["user"] == slack.workspace.bot_user_id
    assert message["bot_id"] == slack.workspace.bot_id == message["bot_profile"]["id"]
    assert message["app_id"] == slack.app.id
    assert "subtype" not in message
    assert message["blocks"][0]["type"] == "rich_text"


async def test_timestamps_increase_though_the_clock_stands_still(client: AsyncWebClient, ids: Ids) -> None:
    stamps = [(await client.chat_postMessage(channel=ids.social, text=str(n)))["ts"] for n in range(3)]
    assert stamps == sorted(set(stamps))
    assert all(stamp.startswith("1772442000.") for stamp in stamps)


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE00", "channel_not_found"), ("secret", "channel_not_found"), ("USLACKBOT", "cannot_dm_bot")],
)
async def test_posting_where_one_cannot_is_refused(client: AsyncWebClient, ids: Ids, channel: str, error: str) -> None:
    where = ids.secret if channel == "secret" else channel
    assert await error_of(client.chat_postMessage(channel=where, text="Hello")) == error


async def test_a_public_channel_needs_membership_or_the_scope_for_it(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await client.chat_postMessage(channel=ids.quiet, text="Hello")
    slack.app.scopes.discard("chat:write.public")
    assert await error_of(client.chat_postMessage(channel=ids.quiet, text="Hello")) == "not_in_channel"


async def test_an_archived_channel_takes_no_posts(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    await slack.control.archive(channel="social")
    assert await error_of(client.chat_postMessage(channel=ids.social, text="Hello")) == "is_archived"


@pytest.mark.parametrize("text", ["", "   "])
async def test_an_empty_message_is_refused(client: AsyncWebClient, ids: Ids, text: str) -> None:
    call = client.api_call("chat.postMessage", json={"channel": ids.social, "text": text})
    assert await error_of(call) == "no_text"


async def test_text_beyond_forty_thousand_characters_is_cut(client: AsyncWebClient, ids: Ids) -> None:
    posted = await client.chat_postMessage(channel=ids.social, text="a" * 41_000)
    assert len(posted["message"]["text"]) == 40_000


async def test_a_members_id_means_their_direct_message(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    posted = await client.chat_postMessage(channel=ids.ana, text="Hello")
    opened = await client.conversations_open(users=ids.ana)
    assert posted["channel"] == opened["channel"]["id"]
    assert opened["already_open"] is True


async def test_somebody_deactivated_is_written_to_without_an_error(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    channel = (await client.conversations_open(users=ids.ben))["channel"]["id"]
    await slack.control.deactivate("ben")
    assert (await client.chat_postMessage(channel=channel, text="Hello"))["ok"]
    assert (await client.conversations_info(channel=channel))["channel"]["is_user_deleted"] is True


async def test_a_reply_to_a_reply_goes_to_the_thread(client: AsyncWebClient, ids: Ids) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Parent"))["ts"]
    reply = (await client.chat_postMessage(channel=ids.social, text="Reply", thread_ts=parent))["ts"]
    second = await client.chat_postMessage(channel=ids.social, text="Second", thread_ts=reply)
    assert second["message"]["thread_ts"] == parent

    history = (await client.conversations_history(channel=ids.social))["messages"]
    assert [(m["text"], m["reply_count"]) for m in history] == [("Parent", 2)]


async def test_a_broadcast_reply_is_shown_in_the_channel_too(client: AsyncWebClient, ids: Ids) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Parent"))["ts"]
    await client.chat_postMessage(channel=ids.social, text="Also here", thread_ts=parent, reply_broadcast=True)
    history = (await client.conversations_history(channel=ids.social))["messages"]
    assert [m["text"] for m in history] == ["Also here", "Parent"]


async def test_an_unknown_thread_is_refused(client: AsyncWebClient, ids: Ids) -> None:
    call = client.chat_postMessage(channel=ids.social, text="Reply", thread_ts="1.000001")
    assert await error_of(call) == "thread_not_found"


async def test_updating_text_keeps_the_blocks_and_an_empty_list_removes_them(client: AsyncWebClient, ids: Ids) -> None:
    ts = (await client.chat_postMessage(channel=ids.social, text="One", blocks=[section("block")]))["ts"]
    kept = await client.chat_update(channel=ids.social, ts=ts, text="Two")
    assert (kept["message"]["text"], kept["message"]["blocks"][0]["type"]) == ("Two", "section")
    gone = await client.chat_update(channel=ids.social, ts=ts, text="Three", blocks=[])
    assert gone["message"]["blocks"][0]["type"] == "rich_text"
    assert gone["message"]["edited"]["user"] == gone["message"]["user"]


async def test_messages_of_others_can_be_neither_changed_nor_deleted(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    ts = (await slack.control.say(user="ana", channel="#social", text="Mine"))["ts"]
    assert await error_of(client.chat_update(channel=ids.social, ts=ts, text="Yours")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel=ids.social, ts=ts)) == "cant_delete_message"
    assert await error_of(client.chat_delete(channel=ids.social, ts="1.000001")) == "message_not_found"


async def test_a_deleted_parent_leaves_a_tombstone_over_its_replies(client: AsyncWebClient, ids: Ids) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Parent"))["ts"]
    await client.chat_postMessage(channel=ids.social, text="Reply", thread_ts=parent)
    await client.chat_delete(channel=ids.social, ts=parent)
    replies = (await client.conversations_replies(channel=ids.social, ts=parent))["messages"]
    assert [(m.get("subtype"), m["text"]) for m in replies] == [
        ("tombstone", "This message was deleted."),
        (None, "Reply"),
    ]
    assert await error_of(client.chat_update(channel=ids.social, ts=parent, text="Back")) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_person_and_by_no_history(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    sent = await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Only you", blocks=[button()])
    assert (await client.conversations_history(channel=ids.social))["messages"] == []
    seen = (await slack.control.messages(user="ana", channel="#social"))["messages"]
    assert [(m["ts"], m["text"], m["ephemeral"]) for m in seen] == [(sent["message_ts"], "Only you", True)]
    assert (await slack.control.messages(user="ben", channel="#social"))["messages"] == []


async def test_an_ephemeral_message_needs_somebody_who_is_there(client: AsyncWebClient, ids: Ids) -> None:
    call = client.chat_postEphemeral(channel=ids.plans, user=ids.ben, text="Hello")
    assert await error_of(call) == "user_not_in_channel"


async def test_the_permalink_of_a_reply_names_its_thread(client: AsyncWebClient, ids: Ids) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Parent"))["ts"]
    reply = (await client.chat_postMessage(channel=ids.social, text="Reply", thread_ts=parent))["ts"]
    link = (await client.chat_getPermalink(channel=ids.social, message_ts=reply))["permalink"]
    assert link.endswith(f"/p{reply.replace('.', '')}?thread_ts={parent}&cid={ids.social}")


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ("{", "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"a": "b" * 40_000}}, "metadata_too_large"),
    ],
)
async def test_metadata_that_is_none_is_refused(client: AsyncWebClient, ids: Ids, metadata: object, error: str) -> None:
    call = client.api_call("chat.postMessage", json={"channel": ids.social, "text": "x", "metadata": metadata})
    assert await error_of(call) == error


async def test_a_custom_name_needs_its_scope(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    call = client.chat_postMessage(channel=ids.social, text="x", username="Somebody")
    assert await error_of(call) == "missing_scope"
    assert slack.workspace.history(slack.workspace.channels[ids.social]).messages == {}
