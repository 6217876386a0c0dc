"""The lines of the log: one for each event, with secrets removed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

# What a reader of the log could use: tokens, response URLs, triggers, connection tickets, passwords in URLs.
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(xox[a-z](?:\.xox[a-z])?-|xapp-)[A-Za-z0-9%+/=_-]+"), r"\1…"),
    (
        re.compile(r"(https?://[^\s\"'\\<>/]+/(?:actions|app|commands|services|workflows)/T[A-Z0-9]+)/[^\s\"'\\<>]+"),
        r"\1/…",
    ),
    (
        re.compile(
            r"((?:\\?[\"'])?\b(?:response_url|trigger_id|interactivity_pointer|token|client_secret|signing_secret)"
            r"(?:\\?[\"'])?\s*[:=]\s*(?:\\?[\"'])?)[^\s\"'\\,;}&)]+"
        ),
        r"\1…",
    ),
    (re.compile(r"\b[0-9]{6,}\.[0-9]{6,}\.[0-9a-f]{16,}\b"), "…"),
    (re.compile(r"([?&]ticket=)[^\s&\"'\\]+"), r"\1…"),
    (re.compile(r"(://[^\s:/@\"']*:)[^\s@/\"']+@"), r"\1…@"),
)


def redact(text: str) -> str:
    """Remove everything that gives access to a workspace or a database. Its kind stays readable: "xoxb-…"."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def line(at: datetime, level: str, name: str, message: str, more: Mapping[str, object], trace: str = "") -> str:
    """Write an event on one line: time in UTC, level, where, what, then `key=value` pairs, a traceback last.

    Values with spaces or line breaks are quoted as in JSON, so that each event stays on one line.
    """
    pairs = [f"{key}={_value(value)}" for key, value in more.items()]
    if trace:
        pairs.append(f"trace={json.dumps(trace, ensure_ascii=False)}")
    what = message if "\n" not in message else json.dumps(message, ensure_ascii=False)
    return redact(" ".join([f"{at:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z", level, name, what, *pairs]))


def _value(value: object) -> str:
    text = str(value)
    return text if re.fullmatch(r"[^\s\"=]+", text) else json.dumps(text, ensure_ascii=False)
