"""What an operator reads when something is wrong: what it is, since when, and what to do."""

from __future__ import annotations

from datetime import datetime

from bot.domain.slack_errors import UNREACHABLE, Outage

CLOCK_STOPPED = "The clock has stopped ticking. It is started anew by itself; restart if this stays."
NO_CONNECTION = "There is no connection to Slack, so nobody is heard. It is tried again; see `drumbeat doctor`."


def no_answer(error: Exception) -> str:
    """Say that the database does not answer, by the name of its error: its message may contain an address."""
    return f"The database does not answer: {type(error).__name__}."


def waiting(oldest: datetime) -> str:
    """Say how long the oldest message has been waiting."""
    return f"A message has waited since {oldest:%Y-%m-%d %H:%M} UTC. See `drumbeat doctor`."


def outage(refused: Outage) -> str:
    """Say what Slack refuses, since when, and what to do."""
    since, said = f"{refused.since:%Y-%m-%d %H:%M} UTC", f"({refused.method}: {refused.reason})"
    if refused.reason == UNREACHABLE:
        return f"Slack has been out of reach since {since}. Messages wait. Check the network, and https://slack-status.com."
    match refused.about:
        case "token":
            return f"Slack has refused the bot's token since {since} {said}. Messages wait. Run `drumbeat doctor`."
        case "method":
            return (
                f"Slack has refused one kind of call since {since} {said}. What needs it waits. Run `drumbeat doctor`."
            )
        case "network":
            return (
                f"Slack has refused calls from this network since {since} {said}. Messages wait. "
                "Ask an admin of the workspace to allow this machine's address."
            )
        case _:
            return (
                f"Slack has let nothing through to this workspace since {since} {said}. Messages wait. "
                "If this lasts, ask an admin of the workspace."
            )


def removal(name: str, at: datetime) -> str:
    """Say that a workspace has removed the app, since when, and what to do."""
    return (
        f"Drumbeat was removed from the workspace {name} at {at:%Y-%m-%d %H:%M} UTC, so nothing is sent there. "
        "To bring it back: install the app again in Slack, put its new bot token in SLACK_BOT_TOKEN, and restart."
    )
