"""From what a script gives (`"tomorrow"`, `"ana"`, `"09:00"`) to the state that Slack's client would hold."""

from __future__ import annotations

import re

from playground.slack.elements import STATEFUL, Spot
from playground.slack.errors import Refused
from playground.slack.members import Member
from playground.slack.wire import Json
from playground.slack.workspace import Workspace


def chosen_option(spot: Spot, wanted: object) -> Json:
    """Return the option with this value or these words; raise Refused if there is none."""
    for option in spot.options():
        if wanted in (option["value"], option["text"]["text"]):
            return option
    for option in spot.options():
        if str(wanted).casefold() == str(option["text"]["text"]).casefold():
            return option
    there = ", ".join(str(option["text"]["text"]) for option in spot.options())
    raise Refused("no_such_option", f"“{wanted}” is not offered. There are: {there}.", status=404)


def state_for(ws: Workspace, me: Member, spot: Spot, given: object) -> Json:
    """Return the state of an element after a person chose or typed `given`; None or [] clears it.

    Raises Refused for what the element does not offer: an unknown option, person or channel, a bad date or time.
    """
    if spot.type == "file_input":
        raise Refused("not_supported", "Files cannot be chosen in modals here. Share them in a message.")
    key, _, several = STATEFUL[spot.type]
    state: Json = {"type": spot.type}
    if spot.type == "timepicker" and "timezone" in spot.element:
        state["timezone"] = spot.element["timezone"]
    if several:
        items = given if isinstance(given, list) else [] if given in (None, "") else [given]
        most = spot.element.get("max_selected_items")
        if most is not None and len(items) > most:
            raise Refused("too_many", f"No more than {most} can be chosen.")
        return state | {key: [_one(ws, me, spot, item) for item in items]}
    if isinstance(given, list):
        if len(given) > 1:
            raise Refused("too_many", "Only one can be chosen.")
        given = given[0] if given else None
    if given is None or given == "":
        return state | {key: None}
    return state | {key: _one(ws, me, spot, given)}


def _one(ws: Workspace, me: Member, spot: Spot, given: object) -> object:
    kind = spot.type.removeprefix("multi_")
    if kind == "users_select":
        return ws.find_member(str(given)).id
    if kind in ("channels_select", "conversations_select"):
        channel = ws.find_channel(str(given), me.id)
        if kind == "channels_select" and channel.kind != "channel":
            raise Refused("not_public", "Only public channels can be chosen there.")
        return channel.id
    if kind in ("static_select", "radio_buttons", "checkboxes"):
        return chosen_option(spot, given)
    if kind == "external_select":
        raise Refused("not_supported", "Menus whose options the app loads are not offered here.")
    if kind == "datepicker":
        return _match(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", given, "a date such as 2026-03-02")
    if kind == "timepicker":
        return _match(r"([01]\d|2[0-3]):[0-5]\d", given, "a time such as 09:30")
    if kind == "datetimepicker":
        return int(_match(r"\d{10}", given, "a UNIX time such as 1767225600"))
    if kind == "rich_text_input":
        text = {"type": "text", "text": str(given)}
        section = {"type": "rich_text_section", "elements": [text]}
        return {"type": "rich_text", "elements": [section]}
    return str(given)


def _match(pattern: str, given: object, example: str) -> str:
    if not re.fullmatch(pattern, str(given)):
        raise Refused("bad_value", f"“{given}” does not fit. Give {example}.")
    return str(given)
