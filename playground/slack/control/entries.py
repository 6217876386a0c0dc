"""What Slack's client checks before it submits a modal: needed fields, lengths, numbers and addresses."""

from __future__ import annotations

from playground.slack.elements import STATEFUL, Spot
from playground.slack.open_view import OpenView
from playground.slack.wire import Json


def check_inputs(view: OpenView, inputs: list[Spot]) -> Json:
    """Return what Slack's client refuses to submit, by block id: empty fields that are needed, lengths and numbers."""
    errors: Json = {}
    for spot in inputs:
        if spot.block["type"] != "input":
            continue
        state = view.values[spot.block_id][spot.action_id]
        value = state[STATEFUL[spot.type][0]]
        if value in (None, "", []):
            if not spot.block["optional"]:
                errors[spot.block_id] = "Please complete this required field."
            continue
        if spot.type == "plain_text_input":
            least, most = spot.element.get("min_length", 0), spot.element.get("max_length", 3000)
            if len(value) < least:
                errors[spot.block_id] = f"Please enter at least {least} characters."
            elif len(value) > most:
                errors[spot.block_id] = f"Please enter at most {most} characters."
        elif spot.type == "number_input":
            errors |= _number_error(spot, str(value))
        elif spot.type == "email_text_input" and "@" not in value:
            errors[spot.block_id] = "Please enter a valid email address."
        elif spot.type == "url_text_input" and not value.startswith(("http://", "https://")):
            errors[spot.block_id] = "Please enter a valid URL."
    return errors


def _number_error(spot: Spot, value: str) -> Json:
    try:
        number = float(value)
    except ValueError:
        return {spot.block_id: "Please enter a valid number."}
    element = spot.element
    if not element["is_decimal_allowed"] and number != int(number):
        return {spot.block_id: "Please enter a whole number."}
    if "min_value" in element and number < float(element["min_value"]):
        return {spot.block_id: f"Please enter a number of {element['min_value']} or more."}
    if "max_value" in element and number > float(element["max_value"]):
        return {spot.block_id: f"Please enter a number of {element['max_value']} or less."}
    return {}
