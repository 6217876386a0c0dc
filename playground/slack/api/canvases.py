"""canvases.* and conversations.canvases.*: documents of a channel, or standing alone."""

from __future__ import annotations

from typing import Any

from playground.slack.api.call import Call, Method
from playground.slack.canvas import Canvas, Level
from playground.slack.canvases import (
    add_canvas,
    canvases_in,
    drop_canvas,
    keep_file,
    level_of,
    problem_of,
    sections_of,
)
from playground.slack.channels import Channel
from playground.slack.errors import ApiError, invalid_arguments
from playground.slack.limits import TIER_2, TIER_3
from playground.slack.wire import Json

_WHERE = ("insert_before", "insert_after")
_EVERYWHERE = ("insert_at_start", "insert_at_end")
_OPERATIONS = (*_WHERE, *_EVERYWHERE, "replace", "delete", "rename")
_SECTION_TYPES = ("h1", "h2", "h3", "any_header")
_LEVELS: tuple[Level, ...] = ("read", "write", "owner")
MAX_TITLE = 255
# How many channels or people canvases.access.set takes in one call.
MAX_ENTITIES = 20


def create_for_channel(call: Call) -> Json:
    """Create a channel's own canvas. There is one at most; free workspaces have no other tabs either."""
    _allowed(call)
    channel = _where(call)
    markdown = _content(call, "document_content")
    there = canvases_in(call.ws, channel)
    if there and call.ws.canvas_plan == "free":
        raise ApiError("free_team_canvas_tab_already_exists")
    if there and there[0].is_channel_canvas:
        raise ApiError("channel_canvas_already_exists")
    return _created(call, channel, markdown, own=True)


def create(call: Call) -> Json:
    """Create a canvas of the bot's own; with `channel_id` in a tab of that channel, as free workspaces need it."""
    _allowed(call)
    channel = _where(call) if call.text("channel_id") else None
    markdown = _content(call, "document_content")
    if call.ws.canvas_plan == "free":
        if channel is None:
            raise ApiError("free_teams_cannot_create_non_tabbed_canvases")
        if canvases_in(call.ws, channel):
            raise ApiError("free_team_canvas_tab_already_exists")
    return _created(call, channel, markdown, own=False)


def _created(call: Call, channel: Channel | None, markdown: str, *, own: bool) -> Json:
    problem = problem_of(markdown)
    if problem:
        raise ApiError("canvas_creation_failed", {"detail": problem})
    title = call.text("title")[:MAX_TITLE]
    canvas = add_canvas(call.ws, call.server.url, call.me.id, title, markdown, channel, own=own)
    _journal(call, "created", canvas)
    return {"canvas_id": canvas.id}


def edit(call: Call) -> Json:
    """Make one change to a canvas."""
    _allowed(call)
    canvas = _canvas(call, "write")
    changes = call.json("changes")
    if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
        raise invalid_arguments("must be an array of objects [json-pointer:/changes]")
    if len(changes) != 1:
        # "Only one operation per API call is currently supported" (docs: canvases.edit).
        bound = "no more than 1 items allowed" if changes else "no less than 1 items allowed"
        raise invalid_arguments(f"{bound} [json-pointer:/changes]")
    if call.ws.canvas_plan == "free" and canvas.channel is None:
        raise ApiError("free_teams_cannot_edit_standalone_canvases")
    if canvas.id in call.ws.canvas_locks:
        raise ApiError("canvas_editing_locked")
    _change(call, canvas, changes[0])
    canvas.version += 1
    keep_file(call.ws, canvas)
    _journal(call, "edited", canvas)
    return {}


def _change(call: Call, canvas: Canvas, change: Json) -> None:
    operation, section = change.get("operation"), change.get("section_id")
    if operation not in _OPERATIONS:
        raise invalid_arguments("must be a valid enum value [json-pointer:/changes/0/operation]")
    if operation == "rename":
        canvas.title = _markdown(change.get("title_content"), "/changes/0/title_content")[:MAX_TITLE]
        return
    if section in (None, ""):
        if operation in _WHERE or operation == "delete":
            raise invalid_arguments("missing required field: section_id [json-pointer:/changes/0]")
        at = len(canvas.sections) if operation == "insert_at_end" else 0
        upto = len(canvas.sections) if operation == "replace" else at
    elif operation in _EVERYWHERE:
        raise invalid_arguments(f"section_id not allowed with {operation} [json-pointer:/changes/0/section_id]")
    else:
        found = next((number for number, one in enumerate(canvas.sections) if one.id == section), None)
        if found is None:
            raise ApiError("canvas_editing_failed", {"detail": f"section {section} not found"})
        at = found + 1 if operation == "insert_after" else found
        upto = found + 1 if operation in ("replace", "delete") else at
    if operation == "delete":
        markdown = ""
    else:
        markdown = _markdown(change.get("document_content"), "/changes/0/document_content")
    problem = problem_of(markdown)
    if problem:
        raise ApiError("canvas_editing_failed", {"detail": problem})
    canvas.sections[at:upto] = sections_of(markdown, call.ws.ids)


def lookup(call: Call) -> Json:
    """Return the ids of the sections that fit: of these types, and with this text (in any case)."""
    _allowed(call)
    canvas = _canvas(call, "read")
    criteria = call.json("criteria")
    if not isinstance(criteria, dict):
        raise invalid_arguments("missing required field: criteria")
    types, text = criteria.get("section_types"), criteria.get("contains_text")
    if not types and not text:
        raise invalid_arguments("must have section_types or contains_text [json-pointer:/criteria]")
    if types is not None and (not isinstance(types, list) or not 1 <= len(types) <= 3):
        raise invalid_arguments("must have 1 to 3 items [json-pointer:/criteria/section_types]")
    if any(kind not in _SECTION_TYPES for kind in types or []):
        raise invalid_arguments("must be a valid enum value [json-pointer:/criteria/section_types]")
    wanted = str(text or "").casefold()
    fitting = [
        section.id
        for section in canvas.sections
        if (not types or section.kind in types or (section.kind and "any_header" in types))
        and wanted in section.markdown.casefold()
    ]
    return {"sections": [{"id": section_id} for section_id in fitting]}


def set_access(call: Call) -> Json:
    """Grant channels, or people, a level of access; people can be made the owner by the owner."""
    _allowed(call)
    canvas = _canvas(call, "write")
    level = next((one for one in _LEVELS if one == call.required("access_level")), None)
    if level is None:
        raise invalid_arguments("must be a valid enum value [json-pointer:/access_level]")
    entities = _entities(call)
    if level == "owner":
        if _ids(call, "channel_ids"):
            raise invalid_arguments("only users can be owners [json-pointer:/access_level]")
        if canvas.access.get(call.me.id) != "owner":
            raise ApiError("restricted_action")
        canvas.access[canvas.owner] = "write"
        canvas.owner = entities[-1]
    for entity in entities:
        canvas.access[entity] = level
    _journal(call, "shared", canvas)
    return {}


def delete_access(call: Call) -> Json:
    """Take access away from channels or people."""
    _allowed(call)
    canvas = _canvas(call, "write")
    for entity in _entities(call):
        if canvas.access.get(entity) == "owner":
            raise ApiError("restricted_action")
        canvas.access.pop(entity, None)
    _journal(call, "shared", canvas)
    return {}


def delete(call: Call) -> Json:
    """Delete a canvas for good."""
    canvas = _canvas(call, "write")
    if call.ws.canvas_plan == "off":
        raise ApiError("canvas_deleting_disabled")
    drop_canvas(call.ws, canvas)
    _journal(call, "deleted", canvas)
    return {}


# ---------------------------------------------------------------- checks that they share


def _allowed(call: Call) -> None:
    if call.ws.canvas_plan == "off":
        raise ApiError("canvas_disabled_user_team")


def _where(call: Call) -> Channel:
    channel = call.conversation("channel_id")
    if call.me.id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("restricted_action")
    return channel


def _content(call: Call, name: str) -> str:
    given = call.json(name)
    return "" if given in (None, "") else _markdown(given, f"/{name}")


def _markdown(given: Any, at: str) -> str:
    if not isinstance(given, dict):
        raise invalid_arguments(f"must provide an object [json-pointer:{at}]")
    if given.get("type") != "markdown":
        raise invalid_arguments(f"must be a valid enum value [json-pointer:{at}/type]")
    text = given.get("markdown")
    if not isinstance(text, str):
        raise invalid_arguments(f"must be a string [json-pointer:{at}/markdown]")
    return text


def _canvas(call: Call, level: Level) -> Canvas:
    canvas = call.ws.canvases.get(call.required("canvas_id"))
    may = level_of(call.ws, call.me.id, canvas) if canvas is not None else None
    if canvas is None or may is None:
        raise ApiError("canvas_not_found")
    if level == "write" and may == "read":
        raise ApiError("restricted_action")
    return canvas


def _entities(call: Call) -> list[str]:
    """Return the ids of the people or of the channels that were given; never both."""
    ws = call.ws
    channels, users = _ids(call, "channel_ids"), _ids(call, "user_ids")
    given = channels or users
    if bool(channels) == bool(users):
        raise ApiError("invalid_parameters")
    if len(given) > MAX_ENTITIES:
        raise invalid_arguments(f"no more than {MAX_ENTITIES} items allowed")
    for entity in given:
        if users and entity not in ws.members:
            raise ApiError("user_not_found")
        # Direct messages are no places of access: their people are (docs: canvases.access.set).
        if channels and (entity not in ws.channels or ws.channels[entity].is_direct):
            raise ApiError("channel_not_found")
        if channels and ws.channels[entity].kind == "group" and call.me.id not in ws.channels[entity].members:
            raise ApiError("channel_not_found")
    return given


def _ids(call: Call, name: str) -> list[str]:
    """Return ids that came as an array, or as words between commas, in which form the official SDK sends them."""
    given = call.args.get(name)
    if isinstance(given, str) and not given.startswith("["):
        return [part.strip() for part in given.split(",") if part.strip()]
    given = call.json(name)
    return [str(entity) for entity in given] if isinstance(given, list) else []


def _journal(call: Call, change: str, canvas: Canvas) -> None:
    about: Json = {"change": change, "by": "app", "canvas": canvas.id, "title": canvas.title, "channel": canvas.channel}
    call.server.journal_log.write("canvas", call.ws.id, about)


_WRITE, _READ = ("canvases:write",), ("canvases:read",)
METHODS = (
    Method("conversations.canvases.create", create_for_channel, TIER_2, _WRITE),
    Method("canvases.create", create, TIER_2, _WRITE),
    Method("canvases.edit", edit, TIER_3, _WRITE),
    Method("canvases.sections.lookup", lookup, TIER_3, _READ),
    Method("canvases.access.set", set_access, TIER_3, _WRITE),
    Method("canvases.access.delete", delete_access, TIER_3, _WRITE),
    Method("canvases.delete", delete, TIER_3, _WRITE),
)
