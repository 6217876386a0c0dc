"""users.*: the members of the workspace."""

from __future__ import annotations

from playground.slack.api.call import Call, Method
from playground.slack.channels import LIST_TYPE, SCOPE_FAMILY
from playground.slack.errors import ApiError
from playground.slack.limits import TIER_2, TIER_3, TIER_4
from playground.slack.members import Member
from playground.slack.wire import Json


def _email(call: Call) -> bool:
    return "users:read.email" in call.ws.app.scopes


def _shape(call: Call, member: Member, *, email: bool) -> Json:
    """Return a member as the app may see them; in an organisation, with what they are there."""
    shape = member.shape(call.ws.now(), email=email)
    side = call.ws.side_of(member.id)
    if side.enterprise is None:
        return shape
    about: Json = {"id": member.id, "is_admin": False, "is_owner": False, "teams": [side.id]}
    return shape | {"enterprise_user": about | side.enterprise.names()}


def info(call: Call) -> Json:
    """Return one member, deactivated ones too."""
    return {"user": _shape(call, call.user(), email=_email(call))}


def list_(call: Call) -> Json:
    """Return all members, deactivated ones and bots too; cursors are honoured."""
    shapes = [_shape(call, member, email=_email(call)) for member in call.ws.members.values()]
    page, cursor = call.page(shapes, 1000, 1000)
    return {"members": page, "cache_ts": call.ws.seconds(), "response_metadata": {"next_cursor": cursor}}


def lookup_by_email(call: Call) -> Json:
    """Return the active member with this address."""
    asked = call.required("email").lower()
    for member in call.ws.members.values():
        if member.email.lower() == asked and not member.deleted and not member.is_bot:
            return {"user": _shape(call, member, email=True)}
    raise ApiError("users_not_found")


def conversations(call: Call) -> Json:
    """Return the conversations of a member (the bot itself by default) that the bot may know of."""
    who = call.user() if call.text("user") else call.me
    types = {part.strip() for part in (call.text("types") or "public_channel").split(",")}
    if not types <= set(LIST_TYPE.values()):
        raise ApiError("invalid_types")
    for kind, name in LIST_TYPE.items():
        if name in types:
            call.need(f"{SCOPE_FAMILY[kind]}:read")
    found = [
        call.ws.channel_shape(channel, call.me.id)
        for channel in call.ws.channels.values()
        if LIST_TYPE[channel.kind] in types
        and who.id in channel.members
        and (channel.kind == "channel" or call.me.id in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, cursor = call.page(found, 100, 999)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


_READ = tuple(f"{family}:read" for family in SCOPE_FAMILY.values())

METHODS = (
    Method("users.info", info, TIER_4, ("users:read",)),
    Method("users.list", list_, TIER_2, ("users:read",)),
    Method("users.lookupByEmail", lookup_by_email, TIER_3, ("users:read.email",)),
    Method("users.conversations", conversations, TIER_3, _READ),
)
