"""Rules for modals and Home tabs. Limits: Slack's reference of views."""

from __future__ import annotations

import json

from playground.slack.errors import ApiError, invalid_arguments
from playground.slack.rules.block import check_blocks
from playground.slack.rules.composition import PLAIN, check_text
from playground.slack.rules.problems import Problems
from playground.slack.wire import Json

MAX_VIEW_BYTES = 250_000
_SHARED = ("private_metadata", "callback_id", "external_id")
_MODAL = (*_SHARED, "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")


def check_view(view: object, kind: str) -> None:
    """Check a whole view of one kind (`modal` or `home`); raise ApiError with all that is wrong."""
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    p = Problems()
    if view.get("type") is None:
        p.add("missing required field: type", "/view")
    elif view["type"] != kind:
        p.add(f"must be a valid enum value: {kind}", "/view/type")
    elif kind == "modal":
        _check_modal(p, view)
    elif p.keys(view, "/view", ("blocks",), _SHARED):
        check_blocks(p, view["blocks"], "/view/blocks", "home")
    for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if view.get(key) is not None:
            p.string(view[key], f"/view/{key}", most, least=0)
    if p.found:
        raise p.view_error()
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")


def _check_modal(p: Problems, view: Json) -> None:
    if p.keys(view, "/view", ("title", "blocks"), _MODAL):
        check_text(p, view["title"], "/view/title", 24, PLAIN)
        check_blocks(p, view["blocks"], "/view/blocks", "modal")
    for key in ("submit", "close"):
        if view.get(key) is not None:
            check_text(p, view[key], f"/view/{key}", 24, PLAIN)
    for key in ("clear_on_close", "notify_on_close", "submit_disabled"):
        if view.get(key) is not None:
            p.boolean(view[key], f"/view/{key}")
    if view.get("submit") is None and isinstance(view.get("blocks"), list):
        for number, block in enumerate(view["blocks"]):
            if isinstance(block, dict) and block.get("type") == "input":
                p.add("must define `submit` to use `input` block", f"/view/blocks/{number}/input")
