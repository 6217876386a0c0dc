"""The two ways in which a Slack says no: to an app by a code, to a person by a sentence."""

from __future__ import annotations

from playground.slack.wire import Json


class ApiError(Exception):
    """A Web API call is refused: `{"ok": false, "error": code}` and what Slack adds to it.

    `extra` is merged into the answer; `status` and `headers` are for 429 and 5xx.
    """

    def __init__(
        self, code: str, extra: Json | None = None, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.extra: Json = extra or {}
        self.status = status
        self.headers = headers or {}

    def answer(self) -> Json:
        """Return the body of the refusal."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str, code: str = "invalid_arguments") -> ApiError:
    """Make Slack's refusal of arguments, with its messages."""
    return ApiError(code, {"response_metadata": {"messages": [f"[ERROR] {message}" for message in messages]}})


class Refused(Exception):
    """A person, or a script acting as one, cannot do that here: a code and a sentence saying what would do."""

    def __init__(self, code: str, detail: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status
