"""What a person types, as Slack's client sends it: mentions as ids, addresses as links, the rest escaped."""

from __future__ import annotations

import re

from playground.slack.wire import escape
from playground.slack.workspace import Workspace

_TOKEN = re.compile(
    r"(?P<ready><(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!(?:here|channel|everyone)|(?:https?|mailto):[^<>|\s]+)(?:\|[^<>]*)?>)"
    r"|(?P<url>https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"])"
    r"|(?<![\w@.])(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@/.])(?P<bare>(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|de|es|fr|uk|eu|app|dev|example)\b(?:/[^\s<>|]*[^\s<>|.,;:!?)])?)"
    r"|(?<![\w/])@(?P<user>[\w.-]*\w)"
    r"|(?<![\w/&])#(?P<channel>[\w-]+)",
    re.IGNORECASE,
)


def as_message(ws: Workspace, text: str) -> str:
    """Return typed text as a message has it: `@ana` → `<@U…>`, `#social` → `<#C…|social>`, links in brackets.

    Text that is in Slack's own form already (`<@U…>`) stays as it is.
    """
    return _convert(ws, text, with_names=False)


def as_command(ws: Workspace, text: str, *, should_escape: bool) -> str:
    """Return the text of a command: with `should_escape` people and channels as `<@U…|ana>`, otherwise as typed."""
    if should_escape:
        return _convert(ws, text, with_names=True)

    def plain(match: re.Match[str]) -> str:
        member = ws.members.get(match["user"]) if match["user"] else None
        channel = ws.channels.get(match["channel"]) if match["channel"] else None
        return f"@{member.name}" if member else f"#{channel.name}" if channel else match[0]

    return re.sub(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^>]*)?>", plain, text)


def _convert(ws: Workspace, text: str, *, with_names: bool) -> str:
    parts: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        parts.append(escape(text[at : match.start()]))
        parts.append(_token(ws, match, with_names=with_names))
        at = match.end()
    parts.append(escape(text[at:]))
    return "".join(parts)


def _token(ws: Workspace, match: re.Match[str], *, with_names: bool) -> str:
    if match["ready"]:
        return _ready(ws, match["ready"], with_names=with_names)
    if match["url"]:
        return f"<{escape(match['url'])}>"
    if match["mail"]:
        return f"<mailto:{match['mail']}|{match['mail']}>"
    if match["bare"]:
        return f"<http://{escape(match['bare'])}|{escape(match['bare'])}>"
    if match["user"]:
        return _mention(ws, match["user"], with_names=with_names)
    name = match["channel"]
    channel = next((c for c in ws.channels.values() if c.name == name and not c.is_direct), None)
    return f"<#{channel.id}|{channel.name}>" if channel else escape(match[0])


def _mention(ws: Workspace, name: str, *, with_names: bool) -> str:
    if name in ("here", "channel", "everyone"):
        return f"<!{name}>"
    for member in ws.members.values():
        if name in (member.name, member.display_name) and not member.deleted:
            return f"<@{member.id}|{member.name}>" if with_names else f"<@{member.id}>"
    return escape(f"@{name}")


def _ready(ws: Workspace, token: str, *, with_names: bool) -> str:
    inside = token[1:-1].partition("|")[0]
    member = ws.members.get(inside[1:]) if inside.startswith("@") else None
    if member is not None:
        return f"<@{member.id}|{member.name}>" if with_names else f"<@{member.id}>"
    return token
