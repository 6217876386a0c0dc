"""files.*: the three steps of an upload, and what became of it."""

from __future__ import annotations

import mimetypes

from playground.slack.api.call import Call, Method
from playground.slack.channels import Channel
from playground.slack.errors import ApiError, invalid_arguments
from playground.slack.limits import TIER_4
from playground.slack.messages import Message
from playground.slack.rules.message import Content, checked_content
from playground.slack.wire import Json
from playground.slack.workspace import Workspace

# The longest description of a picture (Slack's own words for `alt_txt_too_large`).
ALT_TEXT = 1000


def file_shape(ws: Workspace, base_url: str, file_id: str, name: str, size: int, user: str) -> Json:
    """Return a file object as Slack shows it."""
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    address = f"{base_url}/files-pri/{ws.id}-{file_id}/{name}"
    ending = name.rpartition(".")[2].lower() if "." in name else "binary"
    return {
        "id": file_id,
        "created": ws.seconds(),
        "timestamp": ws.seconds(),
        "name": name,
        "title": name,
        "mimetype": mimetype,
        "filetype": ending,
        "pretty_type": ending.upper(),
        "user": user,
        "user_team": ws.id,
        "editable": False,
        "size": size,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": address,
        "url_private_download": address,
        "permalink": f"https://{ws.domain}.slack.com/files/{user}/{file_id}/{name}",
        "channels": [],
        "groups": [],
        "ims": [],
        "shares": {},
    }


def get_upload_url(call: Call) -> Json:
    """Return an address to which the bytes of one file are to be posted, and the file's id."""
    name = call.required("filename")
    try:
        length = int(call.required("length"))
    except ValueError:
        raise invalid_arguments("must be a number [json-pointer:/length]") from None
    if length <= 0:
        raise ApiError("missing_argument" if not length else "invalid_arguments")
    ws = call.ws
    file_id = ws.ids.new("F")
    shape = file_shape(ws, call.server.url, file_id, name, length, call.me.id)
    if len(call.text("alt_txt")) > ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    if call.text("alt_txt"):
        shape["alt_txt"] = call.text("alt_txt")
    call.server.uploads[file_id] = (ws.id, shape)
    return {"upload_url": f"{call.server.url}/upload/v1/{file_id}/{ws.ids.secret(32)}", "file_id": file_id}


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
        if entry.get("title"):
            shape["title"] = str(entry["title"])
        shapes.append(shape)
    channel = _share_where(call)
    for shape in shapes:
        call.server.uploads.pop(shape["id"])
        ws.files[shape["id"]] = shape
        call.server.journal_log.write(
            "file", ws.id, {"change": "completed", "file": shape["id"], "name": shape["name"]}
        )
    if channel is not None:
        message = _share(call, channel, shapes)
        for shape in shapes:
            shape[{"channel": "channels", "group": "groups"}.get(channel.kind, "ims")].append(channel.id)
            sphere = "public" if channel.kind == "channel" else "private"
            shape["shares"] = {sphere: {channel.id: [{"ts": message.ts, "thread_ts": message.thread_ts}]}}
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


def _share(call: Call, channel: Channel, shapes: list[Json]) -> Message:
    ws = call.ws
    comment = call.text("initial_comment")
    blocks = checked_content({"blocks": call.args["blocks"]}).blocks if call.args.get("blocks") else []
    content = Content(comment, blocks, [], None)
    message = call.server.world.by_app(ws, channel, content, thread_ts=call.ts("thread_ts") or None)
    message.files, message.subtype = shapes, "file_share"
    return call.server.world.post(ws, channel, message, by="app")


def info(call: Call) -> Json:
    """Return one file."""
    shape = call.ws.files.get(call.required("file"))
    if shape is None:
        raise ApiError("file_not_found")
    return {"file": shape, "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS = (
    Method("files.getUploadURLExternal", get_upload_url, TIER_4, ("files:write",)),
    Method("files.completeUploadExternal", complete_upload, TIER_4, ("files:write",)),
    Method("files.info", info, TIER_4, ("files:read",)),
)
