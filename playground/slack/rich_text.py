"""What people and apps type, as Slack's clients and servers turn it into `rich_text` blocks, and mentions."""

from __future__ import annotations

import re

from playground.slack.wire import Ids, Json, unescape

_TOKEN = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<!(?P<broadcast>here|channel|everyone)(?:\|[^>]*)?>"
    r"|<(?P<url>(?:https?|mailto):[^|>]+)(?:\|(?P<label>[^>]*))?>"
    r"|:(?P<emoji>[a-z0-9_+'-]+):"
)


def mentioned(text: str) -> list[str]:
    """Return the ids of the members that a text mentions, in order."""
    return [match["user"] for match in _TOKEN.finditer(text) if match["user"]]


def blocks_of(text: str, ids: Ids) -> list[Json]:
    """Return the rich_text block that Slack adds to a message of plain text; none for an empty one."""
    if not text:
        return []
    elements: list[Json] = []
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            elements.append({"type": "text", "text": unescape(text[at : match.start()])})
        elements.append(_element(match))
        at = match.end()
    if at < len(text):
        elements.append({"type": "text", "text": unescape(text[at:])})
    section: Json = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": ids.secret(5), "elements": [section]}]


def _element(match: re.Match[str]) -> Json:
    if match["user"]:
        return {"type": "user", "user_id": match["user"]}
    if match["channel"]:
        return {"type": "channel", "channel_id": match["channel"]}
    if match["group"]:
        return {"type": "usergroup", "usergroup_id": match["group"]}
    if match["broadcast"]:
        return {"type": "broadcast", "range": match["broadcast"]}
    if match["url"]:
        link: Json = {"type": "link", "url": unescape(match["url"])}
        if match["label"]:
            link["text"] = unescape(match["label"])
        return link
    return {"type": "emoji", "name": match["emoji"]}
