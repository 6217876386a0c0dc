"""Canvases: documents of Markdown in sections, one in a channel's tab or alone. Each is a file too."""

from __future__ import annotations

import re
from html import escape

from playground.slack.canvas import HEADING, Canvas, Level, Section
from playground.slack.channels import Channel
from playground.slack.files import file_shape
from playground.slack.wire import Ids, Json
from playground.slack.workspace import Workspace

# What a workspace's plan allows: everything, one canvas in each channel's tab, or nothing.
PLANS = ("paid", "free", "off")
# One megabyte of Markdown (docs: conversations.canvases.create, document_content).
MAX_MARKDOWN = 1_048_576

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"^([ \t]*)([-+*]|\d+[.)])[ \t]+")
_QUOTE_INSIDE = re.compile(r"^[ \t]+>")


def sections_of(markdown: str, ids: Ids) -> list[Section]:
    """Divide Markdown into sections: every heading is one, and so is what stands together between blank lines."""
    parts: list[list[str]] = [[]]
    fence = ""
    for line in markdown.replace("\r\n", "\n").split("\n"):
        mark = _FENCE.match(line)
        if fence:
            parts[-1].append(line)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                parts.append([])
        elif mark:
            fence = mark[1]
            parts.append([line])
        elif HEADING.match(line):
            parts += [[line], []]
        elif not line.strip():
            parts.append([])
        else:
            parts[-1].append(line)
    return [Section(f"temp:C:{ids.secret(28)}", "\n".join(lines)) for lines in parts if lines]


def problem_of(markdown: str) -> str | None:
    """Return why Slack does not take this Markdown, or None.

    It knows headings of three levels, and refuses quotes inside of list items and lists inside of lists of the other
    kind (found out by others: getsentry/junior #1115).
    """
    if len(markdown) > MAX_MARKDOWN:
        return f"Content exceeds {MAX_MARKDOWN} characters"
    fence = ""
    items: list[tuple[int, bool]] = []
    for number, line in enumerate(markdown.split("\n"), 1):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if fence or mark:
            continue
        heading, item = HEADING.match(line), _ITEM.match(line)
        if heading and len(heading[1]) > 3:
            return f"line {number}: Unsupported heading depth ({len(heading[1])})"
        if items and _QUOTE_INSIDE.match(line):
            return f"line {number}: Unsupported block quote within a list"
        if item:
            indent, numbered = len(item[1].expandtabs(4)), item[2][0].isdigit()
            while items and items[-1][0] >= indent:
                items.pop()
            if items and items[-1][1] != numbered:
                return f"line {number}: Unsupported list within a list of another type"
            items.append((indent, numbered))
        elif line.strip() and not line.startswith((" ", "\t")):
            items.clear()
    return None


def add_canvas(
    ws: Workspace, base_url: str, owner: str, title: str, markdown: str, channel: Channel | None, *, own: bool
) -> Canvas:
    """Put a canvas into the workspace, and its file; `own` makes it the channel's own. Nothing is checked here."""
    canvas = Canvas(
        ws.ids.new("F"),
        title,
        owner,
        sections_of(markdown, ws.ids),
        ws.seconds(),
        channel.id if channel else None,
        own,
        {owner: "owner"},
    )
    shape = file_shape(ws, base_url, canvas.id, title or "Untitled", 0, owner) | {
        "mimetype": "application/vnd.slack-docs",
        "filetype": "quip",
        "pretty_type": "Canvas",
        "mode": "quip",
        "editable": True,
        "is_channel_space": own,
    }
    if channel is not None:
        shape["linked_channel_id"] = channel.id
        shape[{"channel": "channels", "group": "groups"}.get(channel.kind, "ims")].append(channel.id)
    ws.canvases[canvas.id] = canvas
    ws.files[canvas.id] = shape
    keep_file(ws, canvas)
    return canvas


def keep_file(ws: Workspace, canvas: Canvas) -> None:
    """Bring the canvas's file to what the canvas says by now: Slack gives it out as HTML."""
    tags = {"h1": "h1", "h2": "h2", "h3": "h3", "": "p"}
    lines = [
        f"<{tags[section.kind]} id='{section.id}'>{escape(section.markdown)}</{tags[section.kind]}>"
        for section in canvas.sections
    ]
    ws.contents[canvas.id] = "\n".join(lines).encode("utf-8", "replace")
    title = canvas.title or "Untitled"
    ws.files[canvas.id] |= {"title": title, "name": title, "size": len(ws.contents[canvas.id])}


def drop_canvas(ws: Workspace, canvas: Canvas) -> None:
    """Take a canvas and its file away for good."""
    del ws.canvases[canvas.id], ws.files[canvas.id], ws.contents[canvas.id]


def canvases_in(ws: Workspace, channel: Channel) -> list[Canvas]:
    """Return the canvases in a channel's tabs, its own first."""
    there = [canvas for canvas in ws.canvases.values() if canvas.channel == channel.id]
    return sorted(there, key=lambda canvas: not canvas.is_channel_canvas)


def level_of(ws: Workspace, member: str, canvas: Canvas) -> Level | None:
    """Return what a member may do with a canvas, or None if it does not exist for them.

    A channel's canvas is for who is in the channel; what is granted to them or to a channel of theirs counts too.
    """
    if canvas.channel is not None and member not in ws.channels[canvas.channel].members:
        public = ws.channels[canvas.channel].kind == "channel"
        return canvas.access.get(member) if public else None
    levels = [canvas.access.get(member)]
    levels += [canvas.access[place] for place in canvas.access if _inside(ws, member, place)]
    if canvas.channel is not None:
        levels.append(canvas.access.get(canvas.channel, "write"))
    return next((level for level in ("owner", "write", "read") if level in levels), None)


def _inside(ws: Workspace, member: str, place: str) -> bool:
    return place in ws.channels and member in ws.channels[place].members


def properties(ws: Workspace, channel: Channel) -> Json:
    """Return a conversation's `properties`, as conversations.info tells of its canvases; {} if it has none."""
    there = canvases_in(ws, channel)
    if not there:
        return {}
    found: Json = {
        "tabs": [
            {
                "id": f"Ct{canvas.id[1:]}",
                "label": "" if canvas.is_channel_canvas else canvas.title,
                "type": "channel_canvas" if canvas.is_channel_canvas else "canvas",
                "data": {"file_id": canvas.id},
            }
            for canvas in there
        ]
    }
    if there[0].is_channel_canvas:
        own = there[0]
        found["canvas"] = {"file_id": own.id, "is_empty": not own.sections, "quip_thread_id": f"MCE{own.id[2:]}"}
    return {"properties": found}
