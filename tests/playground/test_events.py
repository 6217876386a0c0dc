"""The Events API: which events the app gets, in what shape, and which it does not get."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, error_of


async def test_the_wrapping_names_team_app_and_authorization(slack: SlackServer, bot: Bot) -> None:
    await slack.control.say(user="ana", channel="#social", text="Hello")
    await slack.quiet(2)
    body, ws = bot.bodies[0], slack.workspace
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", ws.id, slack.app.id)
    assert body["event_id"].startswith("Ev")
    assert body["event_time"] == 1772442000
    authorization = {"enterprise_id": None, "team_id": ws.id, "user_id": ws.bot_user_id}
    assert body["authorizations"] == [authorization | {"is_bot": True, "is_enterprise_install": False}]


async def test_a_persons_message_has_what_their_client_sends(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    said = await slack.control.say(user="ana", channel="#social", text="Look: https://example.com/a & @ben")
    await slack.quiet(2)
    event = bot.events("message")[0]
    assert event["text"] == f"Look: <https://example.com/a> &amp; <@{ids.ben}>"
    assert (event["user"], event["channel"], event["channel_type"]) == (ids.ana, ids.social, "channel")
    assert (event["ts"], event["event_ts"]) == (said["ts"], said["ts"])
    assert event["client_msg_id"]
    kinds = [element["type"] for element in event["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "link", "text", "user"]


async def test_each_kind_of_conversation_is_named(slack: SlackServer, bot: Bot) -> None:
    for where in ("#social", "#plans", "@drumbeat", "@drumbeat,@ben"):
        await slack.control.say(user="ana", channel=where, text=where)
    await slack.quiet(2)
    kinds = {event["text"]: event["channel_type"] for event in bot.events("message")}
    assert list(kinds.values()) == ["channel", "group", "im", "mpim"]


async def test_a_reply_names_its_thread_and_the_parents_author(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    parent = (await slack.control.say(user="ana", channel="#social", text="Parent"))["ts"]
    await slack.control.say(user="ben", channel="#social", text="Reply", thread_ts=parent)
    await slack.quiet(2)
    reply = next(event for event in bot.events("message") if event["text"] == "Reply")
    assert (reply["thread_ts"], reply["parent_user_id"]) == (parent, ids.ana)


async def test_where_the_bot_is_not_it_hears_nothing(slack: SlackServer, bot: Bot) -> None:
    await slack.control.say(user="ana", channel="#quiet", text="Psst @drumbeat")
    await slack.control.say(user="ana", channel="#secret", text="Psst")
    await slack.control.say(user="ana", channel="@ben", text="Psst")
    await slack.quiet(2)
    assert bot.bodies == []


async def test_a_mention_comes_as_message_and_as_mention(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    await slack.control.say(user="ana", channel="#social", text="@drumbeat help")
    await slack.control.say(user="ana", channel="@drumbeat", text="@drumbeat help")
    await slack.quiet(2)
    assert len(bot.events("message")) == 2
    assert [event["channel"] for event in bot.events("app_mention")] == [ids.social]
    assert bot.events("app_mention")[0]["text"] == f"<@{slack.workspace.bot_user_id}> help"


async def test_the_bots_own_posts_come_as_events_with_its_bot_id(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    await client.chat_postMessage(channel=ids.social, text="Mine")
    await slack.quiet(2)
    sent = [entry["payload"]["event"] for entry in slack.journal if entry["kind"] == "envelope"]
    assert [(event["text"], event["bot_id"], event["app_id"]) for event in sent] == [
        ("Mine", slack.workspace.bot_id, slack.app.id)
    ]


async def test_ephemeral_messages_are_told_to_nobody(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Only you")
    await slack.quiet(2)
    assert [entry for entry in slack.journal if entry["kind"] == "envelope"] == []


async def test_changes_and_deletions_carry_what_was_before(slack: SlackServer, bot: Bot) -> None:
    ts = (await slack.control.say(user="ana", channel="#social", text="One"))["ts"]
    await slack.control.edit(user="ana", channel="#social", ts=ts, text="Two")
    await slack.control.delete(user="ana", channel="#social", ts=ts)
    await slack.quiet(2)
    _, changed, deleted = sorted(bot.events("message"), key=lambda event: event["event_ts"])
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "Two",
        "One",
    )
    assert changed["message"]["ts"] == ts != changed["ts"]
    assert (deleted["subtype"], deleted["deleted_ts"], deleted["previous_message"]["text"]) == (
        "message_deleted",
        ts,
        "Two",
    )


async def test_reactions_name_the_message_and_its_author(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    ts = (await slack.control.say(user="ana", channel="#social", text="One"))["ts"]
    await slack.control.react(user="ben", channel="#social", ts=ts, name="white_check_mark")
    await slack.control.unreact(user="ben", channel="#social", ts=ts, name="white_check_mark")
    await slack.quiet(2)
    for kind in ("reaction_added", "reaction_removed"):
        event = bot.events(kind)[0]
        assert (event["user"], event["item_user"], event["reaction"]) == (ids.ben, ids.ana, "white_check_mark")
        assert event["item"] == {"type": "message", "channel": ids.social, "ts": ts}


async def test_the_bot_hears_of_its_own_arrival_and_of_others(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    await slack.control.invite(channel="#quiet", users="@drumbeat", user="ana")
    await slack.control.join(user="ben", channel="#quiet")
    await slack.quiet(2)
    joined = bot.events("member_joined_channel")
    assert [(event["user"], event["channel_type"], event.get("inviter")) for event in joined] == [
        (slack.workspace.bot_user_id, "C", ids.ana),
        (ids.ben, "C", None),
    ]
    lines = [event["text"] for event in bot.events("message") if event.get("subtype") == "channel_join"]
    assert lines == [f"<@{ids.ben}> has joined the channel"]


async def test_of_its_own_removal_it_hears_channel_left_and_a_word_of_slackbot(
    slack: SlackServer, bot: Bot, ids: Ids
) -> None:
    await slack.control.kick(channel="#social", user="@drumbeat", by="ana")
    await slack.control.leave(user="ben", channel="#social")
    await slack.quiet(2)
    left = bot.events("channel_left")
    assert [(event["channel"], event["actor_id"]) for event in left] == [(ids.social, ids.ana)]
    assert bot.events("member_left_channel") == []
    assert [(event["user"], event["channel_type"]) for event in bot.events("message")] == [("USLACKBOT", "im")]


async def test_new_and_changed_members_are_told_whole(slack: SlackServer, bot: Bot) -> None:
    await slack.control.add_member(name="dee", tz="Asia/Tokyo")
    await slack.control.change_member(user="dee", tz="Asia/Kolkata")
    await slack.control.deactivate(user="dee")
    await slack.quiet(2)
    assert [event["user"]["tz_offset"] for event in bot.events("team_join")] == [32400]
    assert [event["user"].get("tz") for event in bot.events("user_change")] == ["Asia/Kolkata", None]
    assert bot.events("user_change")[1]["user"]["deleted"] is True


async def test_renamed_and_archived_channels_are_told(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    social = ids.social
    await slack.control.rename(channel="#social", name="social-media")
    await slack.control.archive(channel="#social-media", user="ana")
    await slack.control.unarchive(channel="#social-media", user="ana")
    await slack.quiet(2)
    assert bot.events("channel_rename")[0]["channel"]["name"] == "social-media"
    assert [bot.events(kind)[0]["channel"] for kind in ("channel_archive", "channel_unarchive")] == [social] * 2


@pytest.mark.parametrize(("name", "kind"), [("#social", "channel"), ("#plans", "group")])
async def test_a_deleted_channel_is_told_and_gone(slack: SlackServer, bot: Bot, ids: Ids, name: str, kind: str) -> None:
    where = {"#social": ids.social, "#plans": ids.plans}[name]
    await slack.control.delete_channel(channel=name, user="ana")
    await slack.quiet(2)
    assert [event["channel"] for event in bot.events(f"{kind}_deleted")] == [where]
    assert where not in slack.workspace.channels


async def test_a_channel_whose_id_changes_keeps_what_was_said_under_the_new_one(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    """The old id leads nowhere from then on, and the app hears both."""
    old = ids.plans
    posted = await client.chat_postMessage(channel=old, text="Hello")
    new = (await slack.control.change_id(channel="#plans"))["channel"]["id"]
    await slack.quiet(2)
    changed = bot.events("channel_id_changed")[0]
    assert (changed["old_channel_id"], changed["new_channel_id"]) == (old, new)
    assert (await client.conversations_history(channel=new))["messages"][0]["ts"] == posted["ts"]
    assert await error_of(client.chat_postMessage(channel=old, text="Hello again")) == "channel_not_found"


async def test_opening_the_home_is_told_with_its_tab(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    await slack.control.open_home(user="ana")
    await slack.control.open_home(user="ana", tab="messages")
    await slack.quiet(2)
    opened = bot.events("app_home_opened")
    assert [(event["user"], event["tab"]) for event in opened] == [(ids.ana, "home"), (ids.ana, "messages")]
    assert opened[0]["channel"].startswith("D")


async def test_uninstalling_is_the_last_that_it_hears(slack: SlackServer, bot: Bot) -> None:
    await slack.control.uninstall()
    await slack.control.say(user="ana", channel="@drumbeat", text="Hello?")
    await slack.quiet(2)
    assert {body["event"]["type"] for body in bot.bodies} <= {"app_uninstalled", "tokens_revoked"}
    kinds = [entry["payload"]["event"]["type"] for entry in slack.journal if entry["kind"] == "envelope"]
    assert sorted(kinds) == ["app_uninstalled", "tokens_revoked"]


async def test_what_is_not_subscribed_or_not_allowed_does_not_come(slack: SlackServer, bot: Bot) -> None:
    slack.app.events.discard("message.channels")
    slack.app.scopes.discard("im:history")
    await slack.control.say(user="ana", channel="#social", text="One")
    await slack.control.say(user="ana", channel="@drumbeat", text="Two")
    await slack.control.say(user="ana", channel="#plans", text="Three")
    await slack.quiet(2)
    assert [event["text"] for event in bot.events("message")] == ["Three"]
