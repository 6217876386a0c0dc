"""What is wrong with blocks or a view, in Slack's words and with its JSON pointers."""

from __future__ import annotations

from playground.slack.errors import ApiError
from playground.slack.wire import Json


class Problems:
    """Collect findings, each with a pointer to where it is."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, message: str, at: str) -> None:
        """Write down one finding at a JSON pointer."""
        self.found.append(f"{message} [json-pointer:{at}]")

    def blocks_error(self) -> ApiError:
        """Return the refusal of a message's blocks."""
        messages = [f"[ERROR] {found}" for found in self.found]
        return ApiError("invalid_blocks", {"errors": self.found, "response_metadata": {"messages": messages}})

    def view_error(self) -> ApiError:
        """Return the refusal of a view."""
        messages = [f"[ERROR] {found}" for found in self.found]
        return ApiError("invalid_arguments", {"response_metadata": {"messages": messages}})

    # ------------------------------------------------------------ checks used by all parts of Block Kit

    def is_object(self, thing: object, at: str) -> bool:
        """Tell whether this is a JSON object; write down if not."""
        if isinstance(thing, dict):
            return True
        self.add("must be an object", at)
        return False

    def keys(self, thing: Json, at: str, required: tuple[str, ...], optional: tuple[str, ...]) -> bool:
        """Check that what must be there is there and that nothing unknown is; return whether all required ones are."""
        missing = [key for key in required if thing.get(key) is None]
        for key in missing:
            self.add(f"missing required field: {key}", at)
        for key in thing:
            if key not in required and key not in optional and key != "type":
                self.add(f"invalid additional property: {key}", at)
        return not missing

    def string(self, thing: object, at: str, most: int, least: int = 1) -> None:
        """Check a string and its length."""
        if not isinstance(thing, str):
            self.add("must provide a string", at)
        elif len(thing) < least:
            self.add(f"must be more than {least - 1} characters", at)
        elif len(thing) > most:
            self.add(f"must be less than {most + 1} characters", at)

    def boolean(self, thing: object, at: str) -> None:
        """Check a truth value."""
        if not isinstance(thing, bool):
            self.add("must be a boolean", at)

    def items(self, thing: object, at: str, most: int, least: int = 1) -> list[object]:
        """Check a list and its length; return its items (none if it is no list)."""
        if not isinstance(thing, list):
            self.add("must be an array", at)
            return []
        if len(thing) > most:
            self.add(f"no more than {most} items allowed", at)
        if len(thing) < least:
            self.add(f"must provide at least {least} items" if least > 1 else "no fewer than 1 items allowed", at)
        return thing
