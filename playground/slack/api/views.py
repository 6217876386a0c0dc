"""views.*: modals and Home tabs."""

from __future__ import annotations

from playground.slack.api.call import Call, Method
from playground.slack.errors import ApiError, invalid_arguments
from playground.slack.limits import TIER_4
from playground.slack.open_view import OpenView
from playground.slack.open_views import find_view
from playground.slack.rules.pictures import check_pictures
from playground.slack.rules.problems import Problems
from playground.slack.rules.view import check_view
from playground.slack.wire import Json


def _given(call: Call) -> Json:
    view = call.json("view")
    if view is None:
        raise invalid_arguments("missing required field: view")
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    return view


def _trigger(call: Call) -> str:
    return call.text("trigger_id") or call.required("interactivity_pointer")


def open_(call: Call) -> Json:
    """Open a modal before the eyes of whoever acted; what was wrong with the view does not use up the trigger."""
    view = _given(call)
    check_view(view, "modal")
    trigger = call.server.tickets.exchange(call.ws, _trigger(call))
    opened = call.server.interactions.open(call.ws, trigger.user, view)
    return {"view": opened.payload()}


def push(call: Call) -> Json:
    """Put a modal on top of the one in which the action took place."""
    view = _given(call)
    check_view(view, "modal")
    trigger = call.server.tickets.exchange(call.ws, _trigger(call))
    if not trigger.from_modal or not call.ws.stacks.get(trigger.user):
        # Slack: the trigger has to come from an action inside of a modal that is still open.
        raise ApiError("not_found")
    return {"view": call.server.interactions.push(call.ws, trigger.user, view).payload()}


def update(call: Call) -> Json:
    """Put new contents into an open view; a `hash` guards against contents that changed meanwhile."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id")
    given = _given(call)
    found = find_view(call.ws, view_id, external_id)
    if found is None:
        raise ApiError("not_found")
    check_view(given, str(found.shape["type"]))
    _check_hash(call, found)
    if found.shape["type"] == "home":
        return {"view": call.server.interactions.publish(call.ws, found.user, given).payload()}
    call.server.interactions.update(call.ws, found, given)
    return {"view": found.payload()}


def publish(call: Call) -> Json:
    """Put contents on a member's Home tab."""
    member = call.user("user_id", "user_not_found") if call.text("user_id") else None
    if member is None:
        raise invalid_arguments("missing required field: user_id")
    given = _given(call)
    check_view(given, "home")
    problems = Problems()
    check_pictures(problems, call.ws.files, given["blocks"], "/view/blocks")
    if problems.found:
        raise problems.view_error()
    if not call.ws.app.home_tab or member.deleted or member.is_bot:
        raise ApiError("not_enabled")
    home = call.ws.homes.get(member.id)
    if home is not None:
        _check_hash(call, home)
    return {"view": call.server.interactions.publish(call.ws, member.id, given).payload()}


def _check_hash(call: Call, view: OpenView) -> None:
    given = call.text("hash")
    if given and given != view.shape["hash"]:
        raise ApiError("hash_conflict")


METHODS = (
    Method("views.open", open_, TIER_4),
    Method("views.push", push, TIER_4),
    Method("views.update", update, TIER_4),
    Method("views.publish", publish, TIER_4),
)
