"""Slack's published method reference as data: each method's rate tier, scopes and errors (reference.json)."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playground.slack.errors import Refused
from playground.slack.wire import Json

_PUBLISHED: Json = json.loads((Path(__file__).with_name("reference.json")).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Documented:
    """What the reference says of a method. The tier is `t1` to `t4`, or `t5` for a limit of its own."""

    tier: str
    scopes: frozenset[str]
    errors: frozenset[str]


METHODS: Mapping[str, Documented] = {
    name: Documented(about["tier"], frozenset(about["scopes"]), frozenset(about["errors"]))
    for name, about in _PUBLISHED["methods"].items()
}
# Every method may answer with these.
COMMON: frozenset[str] = frozenset(_PUBLISHED["common_errors"])
# What Slack answers and its reference leaves out: the code, the methods (`chat.` is a family, "" is any), and where it
# is known from. Some methods of this stand-in are not in the reference here: their own pages list their errors.
BEYOND: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("internal_error", ("",), "the page on calling the Web API"),
    ("invalid_auth", ("",), "the same page"),
    ("invalid_json", ("",), "the same page: a body that can't be read"),
    ("json_not_object", ("",), "the same page"),
    ("invalid_arguments", ("",), "the same page: its messages name each argument"),
    ("team_access_not_granted", ("",), "an organisation that hasn't granted the app to the workspace"),
    ("bot_not_found", ("bots.info",), "its page"),
    ("canvas_deleting_disabled", ("canvases.delete",), "its page"),
    ("channel_not_found", ("canvases.",), "opening a canvas to a channel"),
    ("invalid_parameters", ("canvases.access.",), "its page"),
    ("not_in_channel", ("canvases.", "conversations.", "reactions."), "a public channel without the bot"),
    ("user_not_found", ("canvases.",), "opening a canvas to a person"),
    ("cannot_dm_bot", ("chat.postMessage", "conversations.open"), "messages between bots"),
    ("invalid_attachments_format", ("chat.",), "attachments that are no list"),
    ("msg_too_long", ("chat.postMessage",), "reports of apps that post logs"),
    ("thread_not_found", ("chat.postMessage",), "a thread that is gone"),
    ("already_in_channel", ("conversations.invite",), "its page"),
    ("cant_invite_self", ("conversations.invite",), "its page"),
    ("cant_kick_from_general", ("conversations.kick",), "its page"),
    ("cant_kick_self", ("conversations.kick",), "its page"),
    ("cant_leave_general", ("conversations.leave",), "its page"),
    ("invalid_types", ("conversations.list",), "its page"),
    ("is_archived", ("conversations.", "files.completeUploadExternal"), "an archived channel"),
    ("no_user", ("conversations.invite",), "its page"),
    ("ura_max_channels", ("conversations.invite",), "its page"),
    ("no_reaction", ("reactions.remove",), "its page"),
    ("users_not_found", ("users.lookupByEmail",), "its page"),
)


def beyond(method: str) -> frozenset[str]:
    """Return the errors of a method that its reference leaves out."""
    return frozenset(code for code, names, _ in BEYOND if any(method == one or _is_in(method, one) for one in names))


def _is_in(method: str, family: str) -> bool:
    return not family or (family.endswith(".") and method.startswith(family))


def errors_of(method: str) -> frozenset[str]:
    """Return the errors with which Slack may refuse a method; for `*`, and where the reference is silent, all."""
    if method in METHODS:
        return METHODS[method].errors | COMMON | beyond(method)
    return COMMON.union((code for code, _, _ in BEYOND), *(known.errors for known in METHODS.values()))


def check(method: str, code: str) -> None:
    """Raise Refused for an error that Slack doesn't have for a method: nobody wants to be ready for a typing slip."""
    known = errors_of(method)
    if code in known:
        return
    where = "any method" if method == "*" else method
    near = difflib.get_close_matches(code, sorted(known), n=1, cutoff=0.7)
    meant = f"Did you mean {near[0]}?" if near else f"GET /control/errors?method={method} lists what there is."
    raise Refused("no_such_error", f"Slack doesn't answer {where} with {code}. {meant}")
