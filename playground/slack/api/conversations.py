"""conversations.*: channels, direct messages, their members and history."""

from __future__ import annotations

from playground.slack.api.call import Call, Method
from playground.slack.canvases import properties
from playground.slack.channels import LIST_TYPE, SCOPE_FAMILY, Channel
from playground.slack.errors import ApiError, Refused
from playground.slack.limits import TIER_2, TIER_3, TIER_4
from playground.slack.members import SLACKBOT
from playground.slack.messages import Message
from playground.slack.wire import Json
from playground.slack.workspace import check_channel_name

_READ = tuple(f"{family}:read" for family in SCOPE_FAMILY.values())
_HISTORY = tuple(f"{family}:history" for family in SCOPE_FAMILY.values())
_OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")
_MANAGE = ("channels:manage", "groups:write", "channels:write")


def info(call: Call) -> Json:
    """Return one conversation."""
    channel = call.conversation(scope="read")
    shape = call.ws.channel_shape(channel, call.me.id, with_members=call.flag("include_num_members"))
    return {"channel": shape | properties(call.ws, channel)}


def list_(call: Call) -> Json:
    """Return the conversations of the types asked for, public channels if none are; cursors are honoured."""
    known = set(LIST_TYPE.values())
    types = {part.strip() for part in (call.text("types") or "public_channel").split(",")}
    if not types <= known:
        raise ApiError("invalid_types")
    for kind, name in LIST_TYPE.items():
        if name in types:
            call.need(f"{SCOPE_FAMILY[kind]}:read")
    found = [
        call.ws.channel_shape(channel, call.me.id, with_members=not channel.is_direct) | properties(call.ws, channel)
        for channel in call.ws.channels.values()
        if LIST_TYPE[channel.kind] in types
        and (channel.kind == "channel" or call.me.id in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, cursor = call.page(found, 100, 1000)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    """Return the ids of a conversation's members."""
    channel = call.conversation(scope="read")
    everyone: list[Json] = [{"id": member} for member in channel.members]
    page, cursor = call.page(everyone, 100, 1000)
    return {"members": [entry["id"] for entry in page], "response_metadata": {"next_cursor": cursor}}


def _must_be_inside(call: Call, channel: Channel) -> None:
    if call.me.id not in channel.members:
        raise ApiError("not_in_channel")


def _metadata(call: Call) -> bool:
    return call.flag("include_all_metadata") and call.server.options.shows_metadata


def history(call: Call) -> Json:
    """Return messages, newest first; replies are not among them. Metadata comes if it is asked for, if at all."""
    channel = call.conversation(scope="history")
    _must_be_inside(call, channel)
    past = call.ws.history(channel)
    oldest, latest = call.ts("oldest"), call.ts("latest")
    inside = past.between(past.top(), oldest, latest, call.flag("inclusive"))
    inside.sort(key=lambda message: message.ts, reverse=True)
    metadata = _metadata(call)
    shapes = [past.shape(message, metadata=metadata) for message in inside]
    page, cursor = call.page(shapes, 100, 999)
    answer: Json = {"messages": page, "has_more": bool(cursor), "pin_count": 0}
    if latest:
        answer["latest"] = latest
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def replies(call: Call) -> Json:
    """Return a thread: its parent first, then the replies, oldest first. `ts` may be that of a reply."""
    channel = call.conversation(scope="history")
    _must_be_inside(call, channel)
    past = call.ws.history(channel)
    message = past.messages.get(call.required("ts"))
    if message is None:
        raise ApiError("thread_not_found")
    parent: Message = past.messages.get(message.thread_ts or "", message)
    thread = [reply for reply in past.replies(parent.ts) if message is parent or reply.ts >= message.ts]
    kept = past.between(thread, call.ts("oldest"), call.ts("latest"), call.flag("inclusive"))
    metadata = _metadata(call)
    shapes: list[Json] = []
    for one in kept:
        shape = one.shape(metadata=metadata)
        if parent.user:
            shape["parent_user_id"] = parent.user
        shapes.append(shape)
    page, cursor = call.page(shapes, 1000, 1000)
    answer: Json = {"messages": [past.shape(parent, metadata=metadata), *page], "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def open_(call: Call) -> Json:
    """Open a direct message with one member or up to eight; opening it again is a success."""
    given = call.text("channel")
    if given:
        channel = call.conversation()
        if not channel.is_direct:
            raise ApiError("method_not_supported_for_channel_type")
        known = True
    else:
        ids = [part.strip() for part in call.text("users").split(",") if part.strip()]
        if not ids:
            raise ApiError("users_list_not_supplied")
        if len(ids) > 8:
            raise ApiError("too_many_users")
        for member_id in ids:
            member = call.ws.members.get(member_id)
            if member is None:
                raise ApiError("user_not_found")
            if member.deleted:
                raise ApiError("user_disabled")
            if member.is_bot or member.id == SLACKBOT:
                raise ApiError("cannot_dm_bot" if len(ids) == 1 else "invalid_user_combination")
        call.need("im:write" if len(ids) == 1 else "mpim:write")
        channel, known = call.ws.open_direct([call.me.id, *ids])
    shape: Json = call.ws.channel_shape(channel, call.me.id) if call.flag("return_im") else {"id": channel.id}
    return ({"no_op": True, "already_open": True} if known else {}) | {"channel": shape}


def create(call: Call) -> Json:
    """Create a channel with the bot as its only member."""
    private = call.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    name = call.text("name").removeprefix("#")
    try:
        check_channel_name(name)
        channel = call.ws.add_channel(name, private=private, creator=call.me.id)
    except Refused as refused:
        raise ApiError(refused.code) from None
    call.server.world.channel_created(call.ws, channel)
    return {"channel": call.ws.channel_shape(channel, call.me.id)}


def join(call: Call) -> Json:
    """Join a public channel; joining again is a success with a warning."""
    channel = call.conversation()
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.me.id in channel.members:
        return {
            "channel": call.ws.channel_shape(channel, call.me.id),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    call.server.world.join(call.ws, channel, call.me.id)
    return {"channel": call.ws.channel_shape(channel, call.me.id)}


def invite(call: Call) -> Json:
    """Bring members into a channel in which the bot is."""
    channel = call.conversation()
    _manage(call, channel)
    _must_be_inside(call, channel)
    if channel.is_archived:
        raise ApiError("is_archived")
    ids = [part.strip() for part in call.text("users").split(",") if part.strip()]
    if not ids:
        raise ApiError("no_user")
    problems: list[Json] = []
    for member_id in ids:
        member = call.ws.members.get(member_id)
        error = ""
        if member is None or member.deleted:
            error = "user_not_found"
        elif member_id == call.me.id:
            error = "cant_invite_self"
        elif member_id in channel.members:
            error = "already_in_channel"
        elif member.is_ultra_restricted:
            error = "ura_max_channels"
        if error:
            problems.append({"ok": False, "error": error, "user": member_id})
    if problems and not (call.flag("force") and len(problems) < len(ids)):
        raise ApiError(problems[0]["error"], {"errors": problems})
    refused = {problem["user"] for problem in problems}
    for member_id in ids:
        if member_id not in refused:
            call.server.world.join(call.ws, channel, member_id, inviter=call.me.id)
    return {"channel": call.ws.channel_shape(channel, call.me.id)} | ({"errors": problems} if problems else {})


def kick(call: Call) -> Json:
    """Take a member out of a channel."""
    channel = call.conversation()
    _manage(call, channel)
    member = call.user()
    if member.id == call.me.id:
        raise ApiError("cant_kick_self")
    if channel.is_general:
        raise ApiError("cant_kick_from_general")
    _must_be_inside(call, channel)
    if member.id not in channel.members:
        raise ApiError("not_in_channel")
    call.server.world.leave(call.ws, channel, member.id, call.me.id)
    return {}


def leave(call: Call) -> Json:
    """Leave a channel."""
    channel = call.conversation()
    if channel.is_direct:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise ApiError("cant_leave_general")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.me.id not in channel.members:
        return {"not_in_channel": True}
    call.server.world.leave(call.ws, channel, call.me.id)
    return {}


def _manage(call: Call, channel: Channel) -> None:
    if channel.is_direct:
        raise ApiError("method_not_supported_for_channel_type")
    call.need("groups:write" if channel.kind == "group" else "channels:manage")


METHODS = (
    Method("conversations.info", info, TIER_3, _READ),
    Method("conversations.list", list_, TIER_2, _READ),
    Method("conversations.members", members, TIER_4, _READ),
    Method("conversations.history", history, TIER_3, _HISTORY),
    Method("conversations.replies", replies, TIER_3, _HISTORY),
    Method("conversations.open", open_, TIER_3, _OPEN),
    Method("conversations.create", create, TIER_2, _MANAGE),
    Method("conversations.join", join, TIER_3, ("channels:join",)),
    Method("conversations.invite", invite, TIER_3, _MANAGE),
    Method("conversations.kick", kick, TIER_3, _MANAGE),
    Method("conversations.leave", leave, TIER_3, _MANAGE),
)
