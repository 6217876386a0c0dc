"""Rules for the small parts of Block Kit: text, options, confirmations.

Limits: Slack's reference of composition objects.
"""

from __future__ import annotations

from playground.slack.rules.problems import Problems
from playground.slack.wire import Json

BOTH = ("plain_text", "mrkdwn")
PLAIN = ("plain_text",)


def check_text(p: Problems, text: object, at: str, most: int, kinds: tuple[str, ...] = BOTH, least: int = 1) -> None:
    """Check a text object: its type, its length and what it carries."""
    if not p.is_object(text, at):
        return
    assert isinstance(text, dict)
    kind = text.get("type")
    if kind is None:
        p.add("missing required field: type", at)
        return
    if kind not in kinds:
        p.add(f"unsupported type: {kind}", f"{at}/type")
        return
    allowed = ("emoji",) if kind == "plain_text" else ("verbatim",)
    if p.keys(text, at, ("text",), allowed):
        p.string(text["text"], f"{at}/text", most, least)
    for key in allowed:
        if key in text:
            p.boolean(text[key], f"{at}/{key}")


def check_option(p: Problems, option: object, at: str, kinds: tuple[str, ...], *, url: bool = False) -> None:
    """Check one option of a select, an overflow menu, radio buttons or checkboxes."""
    if not p.is_object(option, at):
        return
    assert isinstance(option, dict)
    if p.keys(option, at, ("text", "value"), ("description", "url") if url else ("description",)):
        check_text(p, option["text"], f"{at}/text", 75, kinds)
        p.string(option["value"], f"{at}/value", 150)
    if option.get("description") is not None:
        check_text(p, option["description"], f"{at}/description", 75, kinds)
    if option.get("url") is not None:
        p.string(option["url"], f"{at}/url", 3000)


def check_options(
    p: Problems, element: Json, at: str, most: int, kinds: tuple[str, ...] = PLAIN, *, url: bool = False
) -> list[Json]:
    """Check the options of an element, which may be in groups; return those that are objects, flat."""
    flat: list[Json] = []
    if "option_groups" in element:
        if "options" in element:
            p.add("cannot specify both options and option_groups", at)
        for number, group in enumerate(p.items(element["option_groups"], f"{at}/option_groups", 100)):
            where = f"{at}/option_groups/{number}"
            if p.is_object(group, where) and isinstance(group, dict) and p.keys(group, where, ("label", "options"), ()):
                check_text(p, group["label"], f"{where}/label", 75, PLAIN)
                flat += _option_list(p, group["options"], f"{where}/options", most, kinds, url)
    elif "options" in element:
        flat += _option_list(p, element["options"], f"{at}/options", most, kinds, url)
    else:
        p.add("missing required field: options", at)
    return flat


def _option_list(p: Problems, options: object, at: str, most: int, kinds: tuple[str, ...], url: bool) -> list[Json]:
    found: list[Json] = []
    for number, option in enumerate(p.items(options, at, most)):
        check_option(p, option, f"{at}/{number}", kinds, url=url)
        if isinstance(option, dict):
            found.append(option)
    return found


def check_initial(p: Problems, initial: object, at: str, options: list[Json]) -> None:
    """Check that what is chosen at first is, in every detail, one of the options."""
    if not isinstance(initial, dict):
        p.add("must be an object", at)
    elif not any(_same_option(initial, option) for option in options):
        p.add("must be one of the provided options", at)


def _same_option(one: Json, other: Json) -> bool:
    def essence(option: Json) -> tuple[object, object]:
        text = option.get("text")
        return option.get("value"), text.get("text") if isinstance(text, dict) else None

    return essence(one) == essence(other)


def check_confirm(p: Problems, confirm: object, at: str) -> None:
    """Check a confirmation dialog."""
    if not p.is_object(confirm, at):
        return
    assert isinstance(confirm, dict)
    if p.keys(confirm, at, ("title", "text", "confirm", "deny"), ("style",)):
        check_text(p, confirm["title"], f"{at}/title", 100, PLAIN)
        check_text(p, confirm["text"], f"{at}/text", 300)
        check_text(p, confirm["confirm"], f"{at}/confirm", 30, PLAIN)
        check_text(p, confirm["deny"], f"{at}/deny", 30, PLAIN)
    if confirm.get("style") not in (None, "primary", "danger"):
        p.add("must be a valid enum value", f"{at}/style")
