"""Modals and Home tabs that are open: their shape, their hash, and what has been filled in."""

from __future__ import annotations

from playground.slack.elements import complete, complete_text, initial_values
from playground.slack.open_view import OpenView
from playground.slack.wire import Json
from playground.slack.workspace import Workspace

# A stack of modals is three high. Source: Slack's page on modals.
MAX_STACK = 3


def make_view(ws: Workspace, given: Json, user: str, previous: OpenView | None = None) -> OpenView:
    """Return a new view from an app's arguments; `previous` is the one under it on the stack."""
    view_id = ws.ids.new("V")
    blocks = complete(given["blocks"], ws.ids)
    shape: Json = {
        "id": view_id,
        "team_id": ws.side_of(user).id,
        "type": given["type"],
        "blocks": blocks,
        "private_metadata": given.get("private_metadata") or "",
        "callback_id": given.get("callback_id") or "",
        "state": {"values": {}},
        "hash": _hash(ws),
        "title": _text(given.get("title")),
        "clear_on_close": bool(given.get("clear_on_close", False)),
        "notify_on_close": bool(given.get("notify_on_close", False)),
        "close": _text(given.get("close")),
        "submit": _text(given.get("submit")),
        "previous_view_id": previous.id if previous else None,
        "root_view_id": previous.shape["root_view_id"] if previous else view_id,
        "app_id": ws.app.id,
        "external_id": given.get("external_id") or "",
        "app_installed_team_id": ws.id,
        "bot_id": ws.bot_id,
    }
    if given.get("submit_disabled"):
        shape["submit_disabled"] = True
    return OpenView(shape, user, initial_values(blocks))


def replace_view(ws: Workspace, view: OpenView, given: Json) -> None:
    """Put new contents into an open view; what was filled in stays where block and action ids stay."""
    fresh = make_view(ws, given, view.user)
    blocks = fresh.shape["blocks"]
    kept = {key: view.shape[key] for key in ("id", "previous_view_id", "root_view_id")}
    if not given.get("external_id"):
        kept["external_id"] = view.shape["external_id"]
    view.shape = fresh.shape | kept
    view.values = initial_values(blocks, view.values)


def stack_of(ws: Workspace, user: str) -> list[OpenView]:
    """Return a person's open modals, the one on top last."""
    return ws.stacks.setdefault(user, [])


def find_view(ws: Workspace, view_id: str | None, external_id: str | None = None) -> OpenView | None:
    """Return an open modal or a published Home by its id or the app's own id, or None."""
    for view in [*(view for stack in ws.stacks.values() for view in stack), *ws.homes.values()]:
        if view_id and view.id == view_id:
            return view
        if external_id and view.shape["external_id"] == external_id:
            return view
    return None


def _hash(ws: Workspace) -> str:
    return f"{ws.seconds()}.{ws.ids.secret(8)}"


def _text(given: Json | None) -> Json | None:
    return complete_text(given) if given else None
