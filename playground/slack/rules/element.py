"""Rules for block elements: buttons, menus, pickers and inputs. Limits: Slack's reference of block elements."""

from __future__ import annotations

import re
from collections.abc import Callable

from playground.slack.rules.composition import BOTH, PLAIN, check_confirm, check_initial, check_options, check_text
from playground.slack.rules.problems import Problems
from playground.slack.wire import Json

_SELECTS = {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
_MULTI_SELECTS = {f"multi_{kind}" for kind in _SELECTS}
_CHOICES = {"checkboxes", "radio_buttons"}
_PICKERS = {"datepicker", "timepicker"}
_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"}

# Which elements may stand where. Source: "Works with block types" on each element's reference page.
IN_SECTION = {"button", "overflow", "image", "workflow_button"} | _SELECTS | _MULTI_SELECTS | _CHOICES | _PICKERS
IN_ACTIONS = (
    {"button", "overflow", "workflow_button", "datetimepicker"} | _SELECTS | _MULTI_SELECTS | _CHOICES | _PICKERS
)
IN_INPUT = _SELECTS | _MULTI_SELECTS | _CHOICES | _PICKERS | _INPUTS | {"datetimepicker"}

_COMMON = ("action_id",)
_MENU = (*_COMMON, "placeholder", "confirm", "focus_on_load")


def check_element(p: Problems, element: object, at: str, allowed: set[str]) -> None:
    """Check one element in a place where only some types are allowed."""
    if not p.is_object(element, at):
        return
    assert isinstance(element, dict)
    kind = element.get("type")
    if kind is None:
        p.add("missing required field: type", at)
        return
    check = _CHECKS.get(kind) if kind in allowed else None
    if check is None:
        p.add(f"unsupported type: {kind}", f"{at}/type")
        return
    check(p, element, at)
    if "action_id" in element:
        p.string(element["action_id"], f"{at}/action_id", 255)
    if element.get("confirm") is not None:
        check_confirm(p, element["confirm"], f"{at}/confirm")
    if element.get("placeholder") is not None:
        check_text(p, element["placeholder"], f"{at}/placeholder", 150, PLAIN)
    if "focus_on_load" in element:
        p.boolean(element["focus_on_load"], f"{at}/focus_on_load")


def _button(p: Problems, element: Json, at: str) -> None:
    optional = (*_COMMON, "url", "value", "style", "confirm", "accessibility_label")
    if p.keys(element, at, ("text",), optional):
        check_text(p, element["text"], f"{at}/text", 75, PLAIN)
    if "value" in element:
        p.string(element["value"], f"{at}/value", 2000, least=0)
    if "url" in element:
        p.string(element["url"], f"{at}/url", 3000, least=0)
    if "accessibility_label" in element:
        p.string(element["accessibility_label"], f"{at}/accessibility_label", 75)
    if element.get("style") not in (None, "primary", "danger"):
        p.add("must be a valid enum value", f"{at}/style")


def _workflow_button(p: Problems, element: Json, at: str) -> None:
    if p.keys(element, at, ("text", "workflow"), (*_COMMON, "style", "accessibility_label")):
        check_text(p, element["text"], f"{at}/text", 75, PLAIN)


def _overflow(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_COMMON, "options", "confirm"))
    check_options(p, element, at, 5, url=True)


def _image(p: Problems, element: Json, at: str) -> None:
    check_image(p, element, at, ())


def check_image(p: Problems, image: Json, at: str, more: tuple[str, ...]) -> None:
    """Check what image blocks and image elements have in common."""
    if p.keys(image, at, ("alt_text",), ("image_url", "slack_file", *more)):
        p.string(image["alt_text"], f"{at}/alt_text", 2000)
    if ("image_url" in image) == ("slack_file" in image):
        p.add("must provide exactly one of image_url or slack_file", at)
    if "slack_file" in image:
        p.is_object(image["slack_file"], f"{at}/slack_file")
    if "image_url" in image:
        p.string(image["image_url"], f"{at}/image_url", 3000)


def _select(p: Problems, element: Json, at: str) -> None:
    kind = element["type"].removeprefix("multi_")
    several = element["type"].startswith("multi_")
    noun = kind.removesuffix("_select").rstrip("s")
    initial = {"static": "initial_option", "external": "initial_option"}.get(noun, f"initial_{noun}")
    initial += "s" if several else ""
    optional = [*_MENU, initial]
    if several:
        optional.append("max_selected_items")
    if kind == "static_select":
        optional += ["options", "option_groups"]
    elif kind == "external_select":
        optional.append("min_query_length")
    elif kind == "conversations_select":
        optional += ["default_to_current_conversation", "filter"]
    if kind in ("conversations_select", "channels_select") and not several:
        optional.append("response_url_enabled")
    p.keys(element, at, (), tuple(optional))
    options = check_options(p, element, at, 100) if kind == "static_select" else []
    if element.get(initial) is None:
        return
    if several:
        for number, one in enumerate(p.items(element[initial], f"{at}/{initial}", 100, least=0)):
            if kind == "static_select":
                check_initial(p, one, f"{at}/{initial}/{number}", options)
    elif kind == "static_select":
        check_initial(p, element[initial], f"{at}/{initial}", options)
    elif kind != "external_select":
        p.string(element[initial], f"{at}/{initial}", 255)


def _radio_buttons(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_COMMON, "options", "initial_option", "confirm", "focus_on_load"))
    options = check_options(p, element, at, 10, BOTH)
    if element.get("initial_option") is not None:
        check_initial(p, element["initial_option"], f"{at}/initial_option", options)


def _checkboxes(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_COMMON, "options", "initial_options", "confirm", "focus_on_load"))
    options = check_options(p, element, at, 10, BOTH)
    if element.get("initial_options") is not None:
        for number, one in enumerate(p.items(element["initial_options"], f"{at}/initial_options", 10)):
            check_initial(p, one, f"{at}/initial_options/{number}", options)


def _datepicker(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_MENU, "initial_date"))
    given = element.get("initial_date")
    if given is not None and not (isinstance(given, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d", given)):
        p.add("must be a valid date in the format YYYY-MM-DD", f"{at}/initial_date")


def _timepicker(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_MENU, "initial_time", "timezone"))
    given = element.get("initial_time")
    if given is not None and not (isinstance(given, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given)):
        p.add("must be a valid time in the format HH:mm", f"{at}/initial_time")


def _datetimepicker(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_COMMON, "initial_date_time", "confirm", "focus_on_load"))
    given = element.get("initial_date_time")
    if given is not None and not (isinstance(given, int) and 10**9 <= given < 10**10):
        p.add("must be a ten-digit UNIX timestamp", f"{at}/initial_date_time")


def _plain_text_input(p: Problems, element: Json, at: str) -> None:
    own = ("initial_value", "multiline", "min_length", "max_length", "dispatch_action_config")
    p.keys(element, at, (), (*_COMMON, "placeholder", "focus_on_load", *own))
    if element.get("initial_value") is not None:
        p.string(element["initial_value"], f"{at}/initial_value", 3000, least=0)
    for key, least in (("min_length", 0), ("max_length", 1)):
        given = element.get(key)
        if given is not None and not (isinstance(given, int) and least <= given <= 3000):
            p.add(f"must be between {least} and 3000", f"{at}/{key}")


def _typed_input(p: Problems, element: Json, at: str) -> None:
    optional = (*_COMMON, "placeholder", "focus_on_load", "initial_value", "dispatch_action_config")
    p.keys(element, at, (), optional)


def _number_input(p: Problems, element: Json, at: str) -> None:
    own = ("initial_value", "min_value", "max_value", "dispatch_action_config")
    p.keys(element, at, ("is_decimal_allowed",), (*_COMMON, "placeholder", "focus_on_load", *own))
    for key in ("initial_value", "min_value", "max_value"):
        given = element.get(key)
        if given is not None and not (isinstance(given, str) and re.fullmatch(r"-?\d+(\.\d+)?", given)):
            p.add("must be a number, given as a string", f"{at}/{key}")


def _file_input(p: Problems, element: Json, at: str) -> None:
    p.keys(element, at, (), (*_COMMON, "filetypes", "max_files"))


_Check = Callable[[Problems, Json, str], None]
_CHECKS: dict[str, _Check] = {
    "button": _button,
    "workflow_button": _workflow_button,
    "overflow": _overflow,
    "image": _image,
    "radio_buttons": _radio_buttons,
    "checkboxes": _checkboxes,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "datetimepicker": _datetimepicker,
    "plain_text_input": _plain_text_input,
    "email_text_input": _typed_input,
    "url_text_input": _typed_input,
    "rich_text_input": _typed_input,
    "number_input": _number_input,
    "file_input": _file_input,
}
_CHECKS.update(dict.fromkeys(_SELECTS | _MULTI_SELECTS, _select))
