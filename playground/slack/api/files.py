"""files.*: the three steps of an upload, and what became of it."""

from __future__ import annotations

from playground.slack.api.call import Call, Method
from playground.slack.channels import Channel
from playground.slack.errors import ApiError, invalid_arguments
from playground.slack.files import MAX_NAME, file_shape, may_see
from playground.slack.limits import TIER_4
from playground.slack.rules.message import Content, checked_content
from playground.slack.wire import Json

# The longest description of a picture (Slack's own words for `alt_txt_too_large`).
ALT_TEXT = 1000


def get_upload_url(call: Call) -> Json:
    """Return an address to which the bytes of one file are to be posted, and the file's id."""
    name = call.required("filename")
    try:
        length = int(call.required("length"))
    except ValueError:
        raise invalid_arguments("must be a number [json-pointer:/length]") from None
    if length <= 0:
        raise ApiError("missing_argument" if not length else "invalid_arguments")
    if length > call.server.options.file_bytes:
        raise ApiError("file_upload_size_restricted")
    ws = call.ws
    file_id = ws.ids.new("F")
    shape = file_shape(ws, call.server.url, file_id, name, length, call.me.id)
    _check_policy(call, shape)
    if len(call.text("alt_txt")) > ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    if call.text("alt_txt"):
        shape["alt_txt"] = call.text("alt_txt")
    call.server.uploads[file_id] = (ws.id, shape)
    return {"upload_url": f"{call.server.url}/upload/v1/{file_id}/{ws.ids.secret(32)}", "file_id": file_id}


def _check_policy(call: Call, shape: Json) -> None:
    refusal = call.ws.file_policy.refusal(str(shape["name"]), str(shape["mimetype"]))
    if refusal:
        raise ApiError(refusal)


def complete_upload(call: Call) -> Json:
    """Finish uploads and share the files in a conversation, if one is named."""
    ws = call.ws
    given = call.json("files")
    if not isinstance(given, list) or not given:
        raise invalid_arguments("missing required field: files")
    shapes: list[Json] = []
    for entry in given:
        file_id = entry.get("id") if isinstance(entry, dict) else None
        team, shape = call.server.uploads.get(str(file_id), ("", {}))
        if team != ws.id or str(file_id) not in ws.contents:
            raise ApiError("file_not_found")
        _check_policy(call, shape)
        if entry.get("title"):
            shape["title"] = str(entry["title"])[:MAX_NAME]
        shapes.append(shape)
    channel = _share_where(call)
    for shape in shapes:
        call.server.uploads.pop(shape["id"])
        ws.files[shape["id"]] = shape
        call.server.journal_log.write(
            "file", ws.id, {"change": "completed", "file": shape["id"], "name": shape["name"]}
        )
    if channel is not None:
        _share(call, channel, shapes)
    # Slack shares a moment later: its answer does not say where. `files.info` does.
    return {"files": [dict(shape) | {"channels": [], "groups": [], "ims": [], "shares": {}} for shape in shapes]}


def _share_where(call: Call) -> Channel | None:
    if not call.text("channel_id"):
        return None
    channel = call.conversation("channel_id")
    if call.me.id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel


def _share(call: Call, channel: Channel, shapes: list[Json]) -> None:
    ws = call.ws
    comment = call.text("initial_comment")
    blocks = checked_content({"blocks": call.args["blocks"]}).blocks if call.args.get("blocks") else []
    content = Content(comment, blocks, [], None)
    message = call.server.world.by_app(ws, channel, content, thread_ts=call.ts("thread_ts") or None)
    call.server.world.share(ws, channel, message, shapes, by="app")


def info(call: Call) -> Json:
    """Return one file; those that the bot cannot see do not exist for it."""
    shape = call.ws.files.get(call.required("file"))
    if shape is None or not may_see(call.ws, call.me.id, shape):
        raise ApiError("file_not_found")
    return {"file": shape, "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS = (
    Method("files.getUploadURLExternal", get_upload_url, TIER_4, ("files:write",)),
    Method("files.completeUploadExternal", complete_upload, TIER_4, ("files:write",)),
    Method("files.info", info, TIER_4, ("files:read",)),
)
