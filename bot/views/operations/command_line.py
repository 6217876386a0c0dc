"""The command line's help: all commands in one list, and each in detail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """One command: what it does in a few words, how it is typed, its details, and its exit codes."""

    summary: str
    usage: str
    more: str
    codes: str


_CODES = "0 done, 2 something is to be done first"
ABOUT: Mapping[str, About] = {
    "run": About(
        "run the bot until it is stopped (Ctrl-C or SIGTERM)",
        "drumbeat run",
        "Runs the bot until it is stopped with Ctrl-C or SIGTERM. It takes no options.\n"
        "Its settings come from the environment and from a file .env in this folder:",
        "0 stopped, 2 can't start",
    ),
    "demo": About(
        "try it without Slack: a sample team, in the browser",
        "drumbeat demo [--port 3030]",
        "Starts a stand-in for Slack with the bot and a sample team in it, and prints its address.\n"
        "It needs no tokens and keeps nothing. PLAYGROUND_PORT sets the port too. Ctrl-C ends it.",
        "0 stopped, 2 can't start",
    ),
    "doctor": About(
        "check tokens, scopes, database and clock, and say what to do",
        "drumbeat doctor",
        "Checks everything that Drumbeat needs, and says what to do about what is missing.\n"
        "It works while the bot runs. It takes no options.",
        "0 all is well, 1 findings, 2 the settings don't work",
    ),
    "migrate": About(
        "bring the database up to this version",
        "drumbeat migrate",
        "Brings the database up to this version. Stop the bot first, and keep a copy of the database.",
        _CODES,
    ),
    "export": About(
        "write a plan out as a file: drumbeat export --plan '#social' plan.yaml",
        "drumbeat export [--plan CHANNEL_OR_NAME] [--format yaml|json] [FILE]",
        "Writes a plan out as a strategy file, or prints it if you name no file.\n"
        "  --plan    which plan, by its channel or its name; one plan needs no name\n"
        "  --format  yaml or json\n"
        "For example: drumbeat export --plan '#social' plan.yaml",
        "0 written, 2 it needs to know which plan",
    ),
    "import": About(
        "make a plan of a file: drumbeat import plan.yaml --workspace T… --channel C…",
        "drumbeat import FILE --workspace T… --channel C… [--by U…] [--check]",
        "Makes a channel the home of the plan in a strategy file. Stop the bot first on SQLite.\n"
        "  --workspace  the id of your workspace\n"
        "  --channel    the id of the channel\n"
        "  --by         the id of the person who leads the plan\n"
        "  --check      only say what is in the file, or wrong with it\n"
        "For example: drumbeat import plan.yaml --check",
        "0 done, 1 errors in the file, 2 something is to be done first",
    ),
    "lead": About(
        "show who leads each plan, and name a lead where nobody does",
        "drumbeat lead [--plan CHANNEL_OR_NAME --person U…]",
        "Lists the plans with who leads each. With --person, names the lead of a plan that nobody leads.\n"
        "  --plan    which plan, by its channel or its name\n"
        "  --person  the id of the person who is to lead it\n"
        "For example: drumbeat lead --plan '#social' --person U012AB3CD",
        _CODES,
    ),
    "schema": About(
        "print the JSON Schema of such files",
        "drumbeat schema",
        "Prints the JSON Schema of strategy files, for editors that check as you type.",
        "0 printed",
    ),
    "manifest": About(
        "print the app manifest, to be pasted at {apps}",
        "drumbeat manifest",
        "Prints the app manifest. Paste it when you create the app, and again after an upgrade that changed it.",
        "0 printed",
    ),
}
_INTRO = "Drumbeat {version}: keeps a team's social-media plan in motion, in Slack."
_CLOSING = """\
`drumbeat run --help` says more about one command; any other command works the same way.
Settings come from the environment and from a file .env: see docs/operations.md.
For example: SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… drumbeat run"""


def overview(version: str, apps: str) -> str:
    """Return what `drumbeat help` prints: one line for each command."""
    rows = [*((name, about.summary.format(apps=apps)) for name, about in ABOUT.items())]
    rows += [("version", "say which version this is"), ("help", "show this, or more about one command")]
    lines = [f"  drumbeat {name:<10} {summary}" for name, summary in rows]
    return "\n".join([_INTRO.format(version=version), "", *lines, "", _CLOSING])


def one(name: str, settings: Mapping[str, str]) -> str:
    """Return what `drumbeat NAME --help` prints; `settings` are all of them with the values that each takes."""
    about = ABOUT[name]
    lines = [about.usage, "", about.more]
    if name == "run":
        wide = max(map(len, settings))
        lines += ["", *[f"  {setting:<{wide}}  {takes}" for setting, takes in settings.items()]]
    return "\n".join([*lines, "", f"Exit codes: {about.codes}."])
