"""Interactive elements: where they are in blocks, what they are called, and what state and actions look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.slack.wire import Ids, Json

# type → (the key of its value in state and actions, the key of its initial value, whether it holds several)
STATEFUL: dict[str, tuple[str, str, bool]] = {
    "static_select": ("selected_option", "initial_option", False),
    "external_select": ("selected_option", "initial_option", False),
    "users_select": ("selected_user", "initial_user", False),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "channels_select": ("selected_channel", "initial_channel", False),
    "multi_static_select": ("selected_options", "initial_options", True),
    "multi_external_select": ("selected_options", "initial_options", True),
    "multi_users_select": ("selected_users", "initial_users", True),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
    "datetimepicker": ("selected_date_time", "initial_date_time", False),
    "radio_buttons": ("selected_option", "initial_option", False),
    "checkboxes": ("selected_options", "initial_options", True),
    "plain_text_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "rich_text_input": ("rich_text_value", "initial_value", False),
    "file_input": ("files", "", True),
}
PRESSABLE = {"button", "workflow_button", "overflow", "icon_button"}


@dataclass(frozen=True)
class Spot:
    """One interactive element and the block in which it stands."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """Return the block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Return the element's action id."""
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        """Return the element's type."""
        return str(self.element["type"])

    def options(self) -> list[Json]:
        """Return the options to choose from, those of groups as well."""
        options: list[Json] = list(self.element.get("options") or [])
        for group in self.element.get("option_groups") or []:
            options.extend(group["options"])
        return options

    def labels(self) -> list[str]:
        """Return the words by which a person would call this element."""
        words = [self.element.get("text"), self.element.get("placeholder"), self.block.get("label")]
        found = [str(text["text"]) for text in words if isinstance(text, dict)]
        if self.block["type"] == "section" and isinstance(self.block.get("text"), dict):
            found.append(str(self.block["text"]["text"]))
        return found


def spots(blocks: list[Json]) -> Iterator[Spot]:
    """Go through the interactive elements of blocks, in the order in which they are shown."""
    for block in blocks:
        if block["type"] == "section" and block.get("accessory", {}).get("action_id"):
            yield Spot(block, block["accessory"])
        elif block["type"] in ("actions", "context_actions"):
            for element in block["elements"]:
                if element.get("action_id"):
                    yield Spot(block, element)
        elif block["type"] == "input":
            yield Spot(block, block["element"])


def complete(blocks: list[Json], ids: Ids) -> list[Json]:
    """Return blocks as Slack keeps them: with ids where none were given, and the defaults of text objects."""
    done: list[Json] = []
    for given in blocks:
        block: Json = complete_text(given)
        block.setdefault("block_id", ids.secret(5))
        if block["type"] == "section" and "accessory" in block:
            _name(block["accessory"], ids)
        elif block["type"] in ("actions", "context_actions"):
            for element in block["elements"]:
                _name(element, ids)
        elif block["type"] == "input":
            _name(block["element"], ids)
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        done.append(block)
    return done


def _name(element: Json, ids: Ids) -> None:
    if element["type"] in STATEFUL or element["type"] in PRESSABLE:
        element.setdefault("action_id", ids.secret(5))


def complete_text(thing: Json) -> Json:
    """Return a copy of any part of Block Kit with the defaults of its text objects."""
    done: Json = {}
    for key, value in thing.items():
        if isinstance(value, dict):
            done[key] = complete_text(value)
        elif isinstance(value, list):
            done[key] = [complete_text(item) if isinstance(item, dict) else item for item in value]
        else:
            done[key] = value
    if done.get("type") == "plain_text" and "text" in done:
        done.setdefault("emoji", True)
    elif done.get("type") == "mrkdwn" and "text" in done:
        done.setdefault("verbatim", False)
    return done


Values = dict[str, dict[str, Json]]


def initial_values(blocks: list[Json], kept: Values | None = None) -> Values:
    """Return `state.values` as it stands before anybody touches the elements: initial values, else null or [].

    `kept` are values from before an update of the view: they survive where block, action and type are the same.
    """
    values: Values = {}
    for spot in spots(blocks):
        if spot.type not in STATEFUL:
            continue
        key, initial, several = STATEFUL[spot.type]
        value = spot.element.get(initial) if initial else None
        state: Json = {"type": spot.type, key: value if value is not None else ([] if several else None)}
        if spot.type == "timepicker" and "timezone" in spot.element:
            state["timezone"] = spot.element["timezone"]
        before = (kept or {}).get(spot.block_id, {}).get(spot.action_id)
        if before is not None and before["type"] == spot.type:
            state = before
        values.setdefault(spot.block_id, {})[spot.action_id] = state
    return values


def action_of(spot: Spot, state: Json | None, option: Json | None, action_ts: str) -> Json:
    """Return one entry of a payload's `actions` for a press (`option`: an overflow's) or a changed state."""
    element = spot.element
    action: Json = {"type": spot.type, "action_id": spot.action_id, "block_id": spot.block_id}
    if spot.type == "overflow":
        action["selected_option"] = option
    elif state is not None:
        action |= {key: value for key, value in state.items() if key != "type"}
        initial = STATEFUL[spot.type][1]
        action |= {key: element[key] for key in ("placeholder", initial) if key and key in element}
    else:
        action |= {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return action | {"action_ts": action_ts}
