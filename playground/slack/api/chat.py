"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from playground.slack.api.call import Call, Method
from playground.slack.channels import Channel
from playground.slack.errors import ApiError
from playground.slack.limits import TIER_3, TIER_4
from playground.slack.messages import Message
from playground.slack.rules.message import MAX_TEXT, Content, checked_content
from playground.slack.rules.pictures import check_pictures
from playground.slack.rules.problems import Problems
from playground.slack.wire import Json

# An update may have this many letters, a post ten times as many. Source: the pages of chat.update and chat.postMessage.
MAX_UPDATE = 4000


def _destination(call: Call) -> Channel:
    """Return where to post: an id, `#name`, or a member's id (their direct message with the bot).

    Raises channel_not_found, not_in_channel, is_archived, cannot_dm_bot and the like.
    """
    ws, given = call.ws, call.required("channel")
    channel = ws.channels.get(given)
    if channel is None and given in ws.members:
        member = ws.members[given]
        if member.is_bot or member.id == "USLACKBOT":
            raise ApiError("cannot_dm_bot")
        channel = ws.direct_with_app(member.id)
    if channel is None:
        bare = given.removeprefix("#")
        channel = next((c for c in ws.channels.values() if c.name == bare and not c.is_direct), None)
    if channel is None:
        raise ApiError("channel_not_found")
    if call.me.id not in channel.members:
        if channel.kind != "channel":
            raise ApiError("channel_not_found")
        if not channel.is_archived and "chat:write.public" not in ws.app.scopes:
            raise ApiError("not_in_channel")
    _check_writable(call, channel)
    return channel


def _check_writable(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise ApiError("is_archived")
    # A direct message to somebody who was deactivated is accepted, unread for ever (python-slack-sdk #1156).
    if channel.kind == "im" and not call.ws.app.messages_tab:
        raise ApiError("messages_tab_disabled")


def _content(call: Call, given: Json | None = None) -> Content:
    """Check a message's contents; pictures of this workspace have to be shared before blocks may show them."""
    content = checked_content(call.args if given is None else given, limit_together=True)
    problems = Problems()
    check_pictures(problems, call.ws.files, content.blocks, "/blocks")
    if problems.found:
        raise problems.blocks_error()
    return content


def post_message(call: Call) -> Json:
    """Post a message. A `thread_ts` that is a reply's own is moved to its parent, as Slack does."""
    ws = call.ws
    channel = _destination(call)
    content = _content(call)
    thread = call.ts("thread_ts") or None
    if thread:
        parent = ws.message(channel, thread)
        if parent is None:
            raise ApiError("thread_not_found")
        if parent.is_reply:
            thread = parent.thread_ts
    message = call.server.world.by_app(
        ws, channel, content, thread_ts=thread, broadcast=bool(thread) and call.flag("reply_broadcast")
    )
    if call.text("username") or call.text("icon_emoji") or call.text("icon_url"):
        call.need("chat:write.customize")
        message.subtype = "bot_message"
        message.extra = {"username": call.text("username") or ws.app.name}
    call.server.world.post(ws, channel, message, by="app")
    return {"channel": channel.id, "ts": message.ts, "message": _answered(message)}


def _answered(message: Message) -> Json:
    return message.shape(metadata=True)


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a conversation, for as long as they do not reload."""
    ws = call.ws
    channel = _destination(call)
    member = call.ws.members.get(call.required("user"))
    if member is None or member.deleted or member.id not in channel.members:
        raise ApiError("user_not_in_channel")
    if call.me.id not in channel.members:
        raise ApiError("not_in_channel")
    # Here a long text is refused, where a post would be cut.
    if len(call.text("text")) > MAX_TEXT:
        raise ApiError("msg_too_long")
    thread = call.ts("thread_ts") or None
    message = call.server.world.by_app(ws, channel, _content(call), thread_ts=thread)
    if member.id in ws.inactive:
        # "Ephemeral message delivery is not guaranteed": nobody was there to see it, and Slack says ok.
        return {"message_ts": message.ts}
    call.server.world.ephemeral(ws, channel, message, member.id, by="app")
    return {"message_ts": message.ts}


def _own(call: Call, error: str) -> tuple[Channel, Message]:
    """Return the message that is to be changed or deleted; raise `error` for a message of somebody else."""
    channel = call.ws.channels.get(call.required("channel"))
    if channel is None or (channel.kind != "channel" and call.me.id not in channel.members):
        raise ApiError("channel_not_found")
    message = call.message(channel)
    if message.bot_id != call.ws.bot_id or message.subtype not in (None, "bot_message", "file_share"):
        raise ApiError(error)
    return channel, message


def update(call: Call) -> Json:
    """Change a message of the app's own.

    What is not given stays: blocks unless `blocks` is given (an empty list removes them), metadata likewise.
    """
    ws = call.ws
    channel, message = _own(call, "cant_update_message")
    if channel.is_archived:
        raise ApiError("is_inactive")
    # What the call leaves out is kept, and not measured.
    if len(call.text("text")) > MAX_UPDATE:
        raise ApiError("msg_too_long")
    given = dict(call.args)
    if given.get("blocks") is None and message.blocks_given:
        given["blocks"] = message.blocks
    if given.get("attachments") is None:
        given["attachments"] = message.attachments
    if given.get("text") is None:
        given["text"] = message.text
    content = _content(call, given)
    previous = ws.history(channel).shape(message)
    call.server.world.fill(ws, message, content)
    if given.get("metadata") is not None:
        message.metadata = content.metadata
    message.edited = {"user": call.me.id, "ts": ws.stamps.next()}
    call.server.world.change(ws, channel, message, previous, by="app")
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": _answered(message),
    }


def delete(call: Call) -> Json:
    """Delete a message of the app's own."""
    channel, message = _own(call, "cant_delete_message")
    call.server.world.delete(call.ws, channel, message, by="app")
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """Return the address of a message; one in a thread names its thread too."""
    channel = call.conversation()
    message = call.message(channel, "message_ts")
    address = f"https://{call.ws.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"permalink": address, "channel": channel.id}


METHODS = (
    Method("chat.postMessage", post_message, TIER_4, ("chat:write",)),
    Method("chat.postEphemeral", post_ephemeral, TIER_4, ("chat:write",)),
    Method("chat.update", update, TIER_3, ("chat:write",)),
    Method("chat.delete", delete, TIER_3, ("chat:write",)),
    Method("chat.getPermalink", get_permalink, TIER_4),
)
