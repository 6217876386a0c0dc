"""The shapes of payloads: everything that is read of one, with its type. Nothing else reaches Bolt.

Slack has verified a payload, but people may have forged any value in it. A payload with a value of the wrong type, or
with an id that no database can keep, is refused as a whole. Text that people typed is cleaned of such characters. A
field that isn't described here is left out: describe it before you read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.domain.texts import is_storable, storable

# Slack's own ids, timestamps and types: short, and printable.
_PRINTABLE = re.compile(r"[!-~]*")
_OF_A_KIND = re.compile(r"[A-Z][A-Z0-9]+")
ID_LIMIT = 40
# No number of Slack's is larger than this (2^53, the largest that JavaScript keeps).
MOST = 2**53
# At most this many entries in one list: Slack's limits are 100 for a menu and 100 blocks for a view.
MOST_ENTRIES = 1000


class WrongShape(Exception):
    """A payload isn't of its shape; says where, without the value."""


@dataclass(frozen=True)
class Id:
    """An id of Slack's, a timestamp, or the name of a type.

    `begins` holds the letters that an id of its kind can begin with: capitals and digits follow. "" for anything.
    """

    limit: int = ID_LIMIT
    begins: str = ""


@dataclass(frozen=True)
class Own:
    """Something that we or Slack wrote, read back: a button's value, a form's metadata, an address."""

    limit: int


@dataclass(frozen=True)
class Text:
    """Text that people typed, or a name."""

    limit: int = 200_000


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Number:
    """A whole number."""


@dataclass(frozen=True)
class Thing:
    """An object: the shapes of its fields, and the names of required ones."""

    fields: Mapping[str, Shape]
    needed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Each:
    """A list of one shape; `least` of them at least."""

    shape: Shape
    least: int = 0


@dataclass(frozen=True)
class Values:
    """An object whose keys are ids of blocks, or of elements in them."""

    shape: Shape


@dataclass(frozen=True)
class Either:
    """One of some shapes."""

    shapes: tuple[Shape, ...]


Shape: TypeAlias = Id | Own | Text | Flag | Number | Thing | Each | Values | Either


def take(shape: Shape, value: Any, place: str) -> Any:
    """Return the part of a value that its shape describes, texts cleaned. Raises WrongShape."""
    match shape:
        case Id() | Own() | Text():
            return _text(shape, value, place)
        case Flag():
            if isinstance(value, bool):
                return value
        case Number():
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST:
                return value
        case Thing():
            if isinstance(value, dict):
                return _thing(shape, value, place)
        case Each():
            if isinstance(value, list) and shape.least <= len(value) <= MOST_ENTRIES:
                return [take(shape.shape, one, f"{place}[]") for one in value]
        case Values():
            if isinstance(value, dict) and len(value) <= MOST_ENTRIES:
                return {_text(Own(255), key, place): take(shape.shape, one, f"{place}.*") for key, one in value.items()}
        case Either():
            for one in shape.shapes:
                try:
                    return take(one, value, place)
                except WrongShape:
                    continue
    raise WrongShape(place)


def _text(shape: Id | Own | Text, value: Any, place: str) -> str:
    if isinstance(value, str) and len(value) <= shape.limit:
        if isinstance(shape, Text):
            return storable(value)
        if is_storable(value) if isinstance(shape, Own) else _is_id(shape, value):
            return value
    raise WrongShape(place)


def _is_id(shape: Id, value: str) -> bool:
    if shape.begins and value:  # where an id is required, an empty one counts as missing
        return value[0] in shape.begins and _OF_A_KIND.fullmatch(value) is not None
    return _PRINTABLE.fullmatch(value) is not None


def _thing(shape: Thing, value: dict[Any, Any], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, inner in shape.fields.items():
        given = value.get(name)
        if given is not None:
            found[name] = take(inner, given, f"{place}.{name}" if place else name)
        elif name in shape.needed:
            raise WrongShape(f"{place}.{name}" if place else name)
        elif name in value:
            found[name] = None
    for name in shape.needed:
        if found[name] == "":
            raise WrongShape(f"{place}.{name}" if place else name)
    return found


def _a(needed: str = "", /, **fields: Shape) -> Thing:
    """Describe an object; `needed` names its required fields, in one text."""
    return Thing(MappingProxyType(fields), frozenset(needed.split()))


# ---------------------------------------------------------------- what payloads are made of

_ID, _FLAG = Id(), Flag()
# A person of a workspace or of a whole organization; a channel, a direct message, an older private channel.
_PERSON_ID, _CHANNEL_ID = Id(begins="UW"), Id(begins="CDG")
_NAME, _OWN, _ADDRESS, _TYPE = Text(1000), Own(255), Own(2000), Id(100)
_ENTERPRISE = _a(id=_ID, name=_NAME)
_TEAM = Either((_ID, _a("id", id=_ID, domain=_NAME, enterprise_id=_ID, enterprise_name=_NAME)))
_PERSON = _a("id", id=_PERSON_ID, team_id=_ID, username=_NAME, name=_NAME)
_CHANNEL = _a("id", id=_CHANNEL_ID, name=Text(200))
_ITSELF = Either((_FLAG, _TYPE))  # "false" in commands
_OPTION = _a(value=Own(2000))
_CHOSEN: Mapping[str, Shape] = {
    "selected_option": _OPTION,
    "selected_options": Each(_OPTION),
    "selected_date": _ID,
    "selected_time": _ID,
    "selected_user": _ID,
    "selected_users": Each(_ID),
    "selected_channel": _ID,
    "selected_conversation": _ID,
}
_ACTION = _a("action_id", action_id=_OWN, block_id=_OWN, type=_TYPE, value=Own(2000), action_ts=_ID, **_CHOSEN)
_CONTAINER = _a(
    type=_TYPE, message_ts=_ID, channel_id=_ID, thread_ts=_ID, view_id=_ID, is_ephemeral=_FLAG, is_app_unfurl=_FLAG
)
_STATE = _a(values=Values(Values(_a(type=_TYPE, value=Text(), **_CHOSEN))))
_VIEW = _a(
    "id type",
    id=_ID,
    type=_TYPE,
    team_id=_ID,
    app_installed_team_id=_ID,
    app_id=_ID,
    bot_id=_ID,
    callback_id=_OWN,
    external_id=_OWN,
    private_metadata=Own(3000),
    hash=_OWN,
    root_view_id=_ID,
    previous_view_id=_ID,
    state=_STATE,
    blocks=Each(_a(type=_TYPE, block_id=_OWN)),
)
_MESSAGE = _a(type=_TYPE, subtype=_TYPE, user=_ID, bot_id=_ID, app_id=_ID, team=_ID, text=Text(), ts=_ID, thread_ts=_ID)
_FILE = _a(id=_ID, name=_NAME, size=Number(), mode=_TYPE, filetype=_TYPE, mimetype=_OWN)
_PROFILE = _a(display_name=_NAME, real_name=_NAME, team=_ID)
_MEMBER = _a(
    "id",
    id=_PERSON_ID,
    team_id=_ID,
    name=_NAME,
    real_name=_NAME,
    tz=_OWN,
    locale=_OWN,
    profile=_PROFILE,
    is_bot=_FLAG,
    is_restricted=_FLAG,
    is_ultra_restricted=_FLAG,
    is_stranger=_FLAG,
    enterprise_user=_a(id=_ID, enterprise_id=_ID, teams=Each(_ID)),
    is_admin=_FLAG,
    is_owner=_FLAG,
    is_primary_owner=_FLAG,
    deleted=_FLAG,
)

# ---------------------------------------------------------------- commands and interactions

COMMAND = _a(
    "command user_id team_id channel_id trigger_id",
    command=_OWN,
    text=Text(),
    user_id=_PERSON_ID,
    user_name=_NAME,
    team_id=_ID,
    team_domain=_NAME,
    enterprise_id=_ID,
    enterprise_name=_NAME,
    channel_id=_CHANNEL_ID,
    channel_name=Text(200),
    trigger_id=_OWN,
    response_url=_ADDRESS,
    is_enterprise_install=_ITSELF,
    api_app_id=_ID,
)
_INTERACTION: Mapping[str, Shape] = {
    "type": _TYPE,
    "team": _TEAM,
    "user": _PERSON,
    "enterprise": Either((_ID, _ENTERPRISE)),
    "is_enterprise_install": _ITSELF,
    "api_app_id": _ID,
    "trigger_id": _OWN,
    "action_ts": _ID,
    "callback_id": _OWN,
    "channel": _CHANNEL,
    "container": _CONTAINER,
    "message": _MESSAGE,
    "message_ts": _ID,
    "response_url": _ADDRESS,
    "response_urls": Each(_a(response_url=_ADDRESS, block_id=_OWN, action_id=_OWN, channel_id=_ID)),
    "state": _STATE,
    "view": _VIEW,
    "is_cleared": _FLAG,
    "action_id": _OWN,
    "block_id": _OWN,
    "value": Text(),
}
# Required fields, by the type of an interaction.
_NEEDED = {
    "block_actions": "type user trigger_id actions",
    "view_submission": "type user view",
    "view_closed": "type user view",
    "shortcut": "type user trigger_id callback_id",
    "message_action": "type user trigger_id callback_id channel message",
    "block_suggestion": "type user action_id",
}
INTERACTIONS: Mapping[str, Thing] = MappingProxyType(
    {name: _a(needed, **_INTERACTION, actions=Each(_ACTION, least=1)) for name, needed in _NEEDED.items()}
)

# ---------------------------------------------------------------- events

_EVENT: Mapping[str, Shape] = {
    "type": _TYPE,
    "subtype": _TYPE,
    "user": Either((_PERSON_ID, _MEMBER)),
    "channel": Either((_CHANNEL_ID, _CHANNEL)),
    "channel_type": _TYPE,
    "ts": _ID,
    "thread_ts": _ID,
    "event_ts": _ID,
    "deleted_ts": _ID,
    "parent_user_id": _ID,
    "bot_id": _ID,
    "app_id": _ID,
    "client_msg_id": Id(100),
    "text": Text(),
    "team": _ID,
    "user_team": _ID,
    "source_team": _ID,
    "files": Each(_FILE),
    "item": _a(type=_TYPE, channel=_CHANNEL_ID, ts=_ID),
    "item_user": _ID,
    "reaction": _OWN,
    "tab": _TYPE,
    "view": _VIEW,
    "inviter": _ID,
    "actor_id": _ID,
    "hidden": _FLAG,
    "message": _MESSAGE,
    "previous_message": _MESSAGE,
    "tokens": _a(oauth=Each(_ID), bot=Each(_ID)),
    "old_channel_id": _ID,
    "new_channel_id": _ID,
    "is_ext_shared_channel": _FLAG,
}
# Required fields, by the type of an event, and their shapes where events differ.
EVENTS: Mapping[str, Thing] = MappingProxyType(
    {
        "message": _a("type channel ts", **{**_EVENT, "user": _PERSON_ID, "channel": _CHANNEL_ID}),
        "app_home_opened": _a("type user channel", **{**_EVENT, "user": _PERSON_ID, "channel": _CHANNEL_ID}),
        "reaction_added": _a("type user item reaction", **{**_EVENT, "user": _PERSON_ID}),
        "reaction_removed": _a("type user item reaction", **{**_EVENT, "user": _PERSON_ID}),
        "team_join": _a("type user", **{**_EVENT, "user": _MEMBER}),
        "user_change": _a("type user", **{**_EVENT, "user": _MEMBER}),
        "member_joined_channel": _a("type user channel", **{**_EVENT, "user": _PERSON_ID, "channel": _CHANNEL_ID}),
        "member_left_channel": _a("type user channel", **{**_EVENT, "user": _PERSON_ID, "channel": _CHANNEL_ID}),
        **{
            f"{kind}_{change}": _a("type channel", **{**_EVENT, "channel": _CHANNEL_ID})
            for kind in ("channel", "group")
            for change in ("archive", "unarchive", "deleted")
        },
        "channel_left": _a("type channel", **{**_EVENT, "channel": _CHANNEL_ID}),
        "group_left": _a("type channel", **{**_EVENT, "channel": _CHANNEL_ID}),
        "channel_rename": _a(
            "type channel", **{**_EVENT, "channel": replace(_CHANNEL, needed=frozenset({"id", "name"}))}
        ),
        "group_rename": _a(
            "type channel", **{**_EVENT, "channel": replace(_CHANNEL, needed=frozenset({"id", "name"}))}
        ),
        "channel_id_changed": _a("type old_channel_id new_channel_id", **_EVENT),
        "app_uninstalled": _a("type", **_EVENT),
        "tokens_revoked": _a("type", **_EVENT),
    }
)
_ANY_EVENT = _a("type", **_EVENT)
_AUTHORIZATION = _a(enterprise_id=_ID, team_id=_ID, user_id=_ID, is_bot=_FLAG, is_enterprise_install=_FLAG)
_WRAPPER: Mapping[str, Shape] = {
    "type": _TYPE,
    "team_id": _ID,
    "enterprise_id": _ID,
    "context_team_id": _ID,
    "context_enterprise_id": _ID,
    "api_app_id": _ID,
    "event_id": Id(100),
    "event_time": Number(),
    "is_ext_shared_channel": _FLAG,
    "authorizations": Each(_AUTHORIZATION),
}


def checked(envelope: object, payload: object) -> dict[str, Any]:
    """Return the described part of a payload, cleaned. Raises WrongShape, also for a kind that nobody handles."""
    if not isinstance(payload, dict):
        raise WrongShape("payload")
    if envelope == "slash_commands":
        return _taken(COMMAND, payload)
    kind = payload.get("type")
    if envelope == "events_api":
        event = payload.get("event")
        of_event = event.get("type") if isinstance(event, dict) else None
        if kind != "event_callback" or not isinstance(of_event, str):
            raise WrongShape("event.type")
        return _taken(_a("type event event_id", **_WRAPPER, event=EVENTS.get(of_event, _ANY_EVENT)), payload)
    if envelope == "interactive" and isinstance(kind, str) and kind in INTERACTIONS:
        return _taken(INTERACTIONS[kind], payload)
    raise WrongShape("type")


def _taken(shape: Thing, payload: dict[Any, Any]) -> dict[str, Any]:
    taken: dict[str, Any] = take(shape, payload, "")
    return taken
