"""Files: their objects in Slack's shape, where they were shared, and who may see them."""

from __future__ import annotations

import mimetypes
import re
from urllib.parse import quote

from playground.slack.channels import Channel
from playground.slack.messages import Message
from playground.slack.wire import Json
from playground.slack.workspace import Workspace

# What Slack says of the kinds that people share most: mimetype, filetype, pretty type. Its own words, which differ from
# the system's table: Markdown is text/plain, for one.
_KINDS: dict[str, tuple[str, str, str]] = {
    "csv": ("text/csv", "csv", "CSV"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word Document"),
    "gif": ("image/gif", "gif", "GIF"),
    "htm": ("text/html", "html", "HTML"),
    "html": ("text/html", "html", "HTML"),
    "ics": ("text/calendar", "ics", "iCalendar"),
    "jpeg": ("image/jpeg", "jpg", "JPEG"),
    "jpg": ("image/jpeg", "jpg", "JPEG"),
    "json": ("text/plain", "json", "JSON"),
    "md": ("text/plain", "markdown", "Markdown (raw)"),
    "pdf": ("application/pdf", "pdf", "PDF"),
    "png": ("image/png", "png", "PNG"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "PowerPoint"),
    "svg": ("image/svg+xml", "svg", "SVG"),
    "txt": ("text/plain", "text", "Plain Text"),
    "webp": ("image/webp", "webp", "WebP"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Excel Spreadsheet"),
    "zip": ("application/zip", "zip", "Zip"),
}
# Slack keeps texts that people share as snippets, which can be edited there, and everything else as it is.
_SNIPPETS = ("csv", "html", "json", "markdown", "text")
# The longest file name and title that are kept. Slack cuts names at 255.
MAX_NAME = 255
# Where a file is shared is told by files.info alone; messages carry the file without it.
_NOT_IN_MESSAGES = ("channels", "groups", "ims", "shares", "comments_count")
# What a browser shows by itself, and cannot take for a program.
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")


def slug(name: str) -> str:
    """Return a file's name as it stands in addresses: small letters, digits, dots, dashes and underscores."""
    bare = re.sub(r"[^a-z0-9._-]+", "_", name.lower()).strip("._")
    return bare[:100] or "file"


def file_shape(ws: Workspace, base_url: str, file_id: str, name: str, size: int, user: str) -> Json:
    """Return a file object as Slack shows it. The name is kept as it was given, however hostile; addresses are not."""
    name = name[:MAX_NAME]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    guessed = (mimetypes.guess_type(slug(name))[0] or "application/octet-stream", ending or "binary", ending.upper())
    mimetype, filetype, pretty = _KINDS.get(ending, guessed)
    snippet = filetype in _SNIPPETS
    at, own = f"{base_url}/files-pri/{ws.id}-{file_id}", slug(name)
    return {
        "id": file_id,
        "created": ws.seconds(),
        "timestamp": ws.seconds(),
        "name": name,
        "title": name,
        "mimetype": mimetype,
        "filetype": filetype,
        "pretty_type": pretty or "Binary",
        "user": user,
        "user_team": ws.id,
        "editable": snippet,
        "size": size,
        "mode": "snippet" if snippet else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{at}/{own}",
        "url_private_download": f"{at}/download/{own}",
        "media_display_type": "unknown",
        "permalink": f"https://{ws.domain}.slack.com/files/{user}/{file_id}/{own}",
        "permalink_public": f"https://slack-files.com/{ws.id}-{file_id}-{ws.ids.secret(10).lower()}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
        "comments_count": 0,
        "channels": [],
        "groups": [],
        "ims": [],
        "shares": {},
    }


def in_message(shape: Json) -> Json:
    """Return a file as messages and their events carry it."""
    return {key: value for key, value in shape.items() if key not in _NOT_IN_MESSAGES}


def note_share(ws: Workspace, channel: Channel, message: Message, shape: Json) -> None:
    """Write down that a file is in a message, which makes it visible to those who are there."""
    key = {"channel": "channels", "group": "groups"}.get(channel.kind, "ims")
    if channel.id not in shape[key]:
        shape[key].append(channel.id)
    entry: Json = {
        "reply_users": [],
        "reply_users_count": 0,
        "reply_count": 0,
        "ts": message.ts,
        "channel_name": channel.name,
        "team_id": ws.id,
        "share_user_id": message.user,
    }
    if message.thread_ts:
        entry["thread_ts"] = message.thread_ts
    sphere = "public" if channel.kind == "channel" else "private"
    shape["shares"].setdefault(sphere, {}).setdefault(channel.id, []).append(entry)
    shape["is_public"] = shape["is_public"] or sphere == "public"


def forget_share(ws: Workspace, channel: Channel, message: Message) -> None:
    """Take back what `note_share` wrote, after a message was deleted."""
    for carried in message.files:
        shape = ws.files.get(carried["id"])
        if shape is None:
            continue
        for sphere in list(shape["shares"]):
            left = [entry for entry in shape["shares"][sphere].get(channel.id, []) if entry["ts"] != message.ts]
            if left:
                shape["shares"][sphere][channel.id] = left
            else:
                shape["shares"][sphere].pop(channel.id, None)
        if not any(channel.id in places for places in shape["shares"].values()):
            for key in ("channels", "groups", "ims"):
                shape[key] = [place for place in shape[key] if place != channel.id]
        shape["is_public"] = bool(shape["channels"])


def may_see(ws: Workspace, viewer: str, shape: Json) -> bool:
    """Tell whether a member, or the app's bot, may see a file.

    Its owner may, who is in a conversation where it was shared, and to whom a canvas was opened. People who are no
    guests see what is in public channels; an app does not (files:read is for the conversations to which it was added).
    """
    if shape["user"] == viewer:
        return True
    places = [*shape["channels"], *shape["groups"], *shape["ims"]]
    canvas = ws.canvases.get(shape["id"])
    if canvas is not None:
        if viewer in canvas.access:
            return True
        places += [place for place in canvas.access if place in ws.channels]
    if any(viewer in ws.channels[place].members for place in places):
        return True
    member = ws.members[viewer]
    return bool(shape["channels"]) and not member.is_bot and not member.is_guest


def served_as(shape: Json) -> tuple[str, bool]:
    """Return the content type under which a browser gets a file, and whether it may show it by itself.

    Texts are shown as plain text, HTML too; what could carry a program (SVG, HTML, anything unknown) is never served
    under its own type.
    """
    mimetype = str(shape["mimetype"])
    if mimetype in INLINE:
        return mimetype, True
    if mimetype.startswith("text/") or mimetype == "application/json":
        return "text/plain", True
    return "application/octet-stream", False


def byte_headers(shape: Json, *, save: bool) -> dict[str, str]:
    """Return the headers with which a file's bytes are given to a browser."""
    kind, shown = served_as(shape)
    way = "inline" if shown and not save else "attachment"
    whole = quote(str(shape["name"]).encode("utf-8", "replace").decode(), safe="")
    headers = {
        "Content-Type": f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        "Content-Disposition": f"{way}; filename=\"{slug(shape['name'])}\"; filename*=UTF-8''{whole}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    # A sandbox keeps the browser's own viewer from showing a PDF, which is no document of this site anyway.
    pdf = kind == "application/pdf"
    headers["Content-Security-Policy"] = "frame-ancestors 'none'" if pdf else "default-src 'none'; sandbox"
    return headers
