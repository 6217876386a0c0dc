"""What may be tuned. The defaults are Slack's own numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields

from playground.slack.errors import Refused
from playground.slack.wire import Json


@dataclass
class Options:
    """Times are real seconds.

    ack_seconds           how long the app may take to acknowledge
    trigger_seconds       how long a trigger_id is good
    retry_delays          waits before the first, second and third repetition of an event
    response_url_seconds  how long a response_url is good
    response_url_uses     how often it may be used
    should_escape         whether commands carry people and channels as ids, where no manifest says
    ping_seconds          how often the server pings a socket
    alive_seconds         how long the stream for pages is silent at most (Slack has none)
    shows_metadata        whether history gives metadata back where it's asked for (Slack may want a further scope)
    file_bytes            how large a file may be (Slack: 1 GB; this one keeps them in memory)
    """

    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    response_url_seconds: float = 1800.0
    response_url_uses: int = 5
    should_escape: bool = True
    ping_seconds: float = 10.0
    alive_seconds: float = 5.0
    shows_metadata: bool = True
    file_bytes: int = 20 * 1024 * 1024

    def change(self, given: Json) -> None:
        """Set options by name; raise Refused for a name that there is not or a value of another type."""
        names = {field.name for field in fields(self)}
        for name, value in given.items():
            if name not in names:
                raise Refused("no_such_option", f"There is no option {name}. There are: {', '.join(sorted(names))}.")
            if name == "retry_delays":
                self.retry_delays = tuple(float(delay) for delay in value)
            elif name in ("should_escape", "shows_metadata"):
                setattr(self, name, bool(value))
            elif isinstance(value, bool) or not isinstance(value, int | float):
                raise Refused("bad_option", f"{name} is a number, such as {getattr(self, name)}.")
            else:
                setattr(self, name, int(value) if name in ("response_url_uses", "file_bytes") else float(value))

    def shape(self) -> Json:
        """Return all options."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
