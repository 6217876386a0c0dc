"""The words of `drumbeat doctor`, and of `drumbeat run` when it can't start: findings, and what to do about them.

Plain text for a terminal. A code is an entry of `WORDS`; an unknown one raises KeyError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bot.domain.doctor import Finding
from bot.views.kit.blocks import Content
from bot.views.kit.texts import clean

MARKS = {"fine": "✓", "note": "•", "wrong": "✗"}
TOKENS_PAGE = "https://api.slack.com/apps"

Said = tuple[str, str]
"""What was found, and what to do about it ("" where there is nothing to do)."""

# What Slack's codes mean, for those that occur in practice. Source: the reference of auth.test.
_CODES = {
    "invalid_auth": "it is not a token that Slack knows",
    "not_authed": "Slack saw no token",
    "account_inactive": "the app was taken off the workspace",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired",
    "not_allowed_token_type": "it is a token of another kind",
    "missing_scope": "it lacks a scope",
    "no_permission": "it lacks a permission",
    "org_login_required": "the workspace is being moved to an organisation",
    "ekm_access_denied": "an administrator of the workspace has suspended access",
    "access_denied": "Slack denies it access",
    "team_access_not_granted": "it may not be used in this workspace",
}


def lines(found: Sequence[Finding]) -> list[str]:
    """Write the findings, each with a mark, and under it what to do."""
    written: list[str] = []
    for finding in found:
        what, remedy = words(finding)
        written.append(f"{MARKS[finding.level]} {what}")
        if remedy:
            written.append(f"  What to do: {remedy}")
    return written


def words(finding: Finding) -> Said:
    """Return what was found and what to do about it."""
    facts = {key: clean(value) for key, value in finding.facts.items()}
    known = WORDS[finding.code]
    if callable(known):
        return known(facts)
    said = facts.get("said", "")
    facts["code"] = f"{_CODES[said]} ({said})" if said in _CODES else said or "it did not say why"
    facts |= {"page": TOKENS_PAGE, "quoted": said.replace("_", " ") or "nothing"}
    return known[0].format_map(facts), known[1].format_map(facts)


def closing(found: Sequence[Finding]) -> str:
    """Sum up the findings."""
    wrong = sum(finding.level == "wrong" for finding in found)
    if not wrong:
        return "All is well."
    return "1 thing is to be mended." if wrong == 1 else f"{wrong} things are to be mended."


F = Mapping[str, str]


def key_check() -> Content:
    """Return what the doctor posts for a moment, to see whether it can be found again."""
    return Content("Drumbeat's doctor is checking that the bot finds its own messages. This one goes away by itself.")


def _bot_stuck(f: F) -> Said:
    last = f"last beat at {f['beat']} UTC" if f.get("beat") else "it has never beaten"
    return (
        f"Another process holds the database, and yet Drumbeat's heart stands still ({last}).",
        "Look at its log for what it waits for, and restart it. What is owed stays owed.",
    )


def _bot_stopped(f: F) -> Said:
    last = f"Its last heartbeat was at {f['beat']} UTC." if f.get("beat") else "It has never run on this database."
    return (f"Drumbeat is not running now. {last}", "Start it with `drumbeat run`.")


def _clock_off(f: F) -> Said:
    return (
        f"This machine's clock is {f['seconds']} seconds {'ahead of' if f['way'] == 'ahead' else 'behind'} Slack's.",
        "Everything would come at the wrong time. Switch on time synchronisation, such as `timedatectl set-ntp true`.",
    )


def _port_taken(f: F) -> Said:
    return (
        f"The health page can't listen on port {f['port']} of {f['host']}: {f['said'] or 'it is taken'}.",
        "Choose another port, such as DRUMBEAT_PORT=8081, or leave it out: then no health page is served. "
        "If it is the address, DRUMBEAT_HEALTH_HOST=127.0.0.1 works on every machine.",
    )


def _zones_missing(f: F) -> Said:
    return (f"Time zones are not known on this machine: {f['names']}.", _bring_zones(f, "install"))


def _zones_old(f: F) -> Said:
    return (
        f"The newest time-zone data here is {f['release']}. Some countries have changed their clocks since.",
        _bring_zones(f, "update"),
    )


def _bring_zones(f: F, verb: str) -> str:
    system = "your system's package tzdata: the newer of both is used. Then restart the bot."
    return f"Type `{f['command']}`, or {verb} {system}" if f["command"] else f"{verb.title()} {system}"


def _zones_there(f: F) -> Said:
    release = f["release"] or "an unknown release"
    other = None if "other" not in f else f["other"] or "an unknown release"
    if f["used"] == "system":
        where = "the system"
        rest = f"The package tzdata has {other}" if other else "The package tzdata is not installed"
    else:
        where = "the package tzdata"
        rest = f"The system has {other or 'none that can be read'}"
    return (f"Time-zone data is there ({f['count']} zones). In use: {release}, from {where}. {rest}.", "")


WORDS: Mapping[str, Said | Callable[[F], Said]] = MappingProxyType(
    {
        "line_unread": ("Line {line} of .env sets nothing.", "Write it as NAME=value."),
        "setting_misspelt": ("{name} isn't a setting of Drumbeat. Did you mean {meant}?", "Rename it, or take it out."),
        "setting_unknown": (
            "{name} isn't a setting of Drumbeat, so it changes nothing.",
            "docs/operations.md lists all of them.",
        ),
        "token_problem": ("{says}", 'README.md, "In your workspace", goes through it step by step.'),
        "bot_token_refused": (
            "Slack does not take SLACK_BOT_TOKEN: {code}.",
            "Open {page}, choose your app, then OAuth & Permissions. Install it to the workspace if it is not. "
            "Copy the Bot User OAuth Token (xoxb-…) into .env.",
        ),
        "bot_token_works": ("SLACK_BOT_TOKEN works: @{bot} in {workspace}.", ""),
        "app_token_refused": (
            "Slack does not take SLACK_APP_TOKEN: {code}.",
            "Open {page}, choose your app, then Basic Information, App-Level Tokens. "
            "Generate one with the scope connections:write, and copy it (xapp-…) into .env.",
        ),
        "app_token_scope": (
            "SLACK_APP_TOKEN may not open connections: it lacks the scope connections:write.",
            "Open {page}, choose your app, then Basic Information, App-Level Tokens. "
            "Generate a new one with the scope connections:write, and copy it into .env.",
        ),
        "app_token_works": ("SLACK_APP_TOKEN works: connections can be opened.", ""),
        "slack_unreachable": (
            "Slack cannot be reached at {url}: {said}.",
            "Check this machine's network, its firewall and SLACK_API_URL. A proxy must let https://slack.com through.",
        ),
        "slack_unsure": (
            "Slack did not say whether the token is good ({method}: {said}).",
            "Wait a minute and try again. If it stays, look at https://slack-status.com.",
        ),
        "scopes_granted": ("All {count} scopes that Drumbeat needs are granted.", ""),
        "scopes_missing": (
            "The bot token lacks scopes: {scopes}.",
            "Open {page}, choose your app, then App Manifest. Paste what `drumbeat manifest` prints, and save. "
            "Then reinstall the app to the workspace: Slack gives new scopes only then.",
        ),
        "scopes_more": (
            "The bot token has scopes that Drumbeat does not use: {scopes}.",
            "Nothing breaks. To give it less, compare your app's manifest with what `drumbeat manifest` prints.",
        ),
        "scopes_not_listed": (
            "Slack's answer did not list the granted scopes, so they were not compared.",
            "If something in between removes headers, compare them by hand with manifests/README.md.",
        ),
        "home_not_joined": (
            "The bot is not in #{channel}, where a plan lives. Nothing can be posted there.",
            "Type `/invite @drumbeat` in it. If the channel is archived, bring it back or set the plan up in another "
            "one.",
        ),
        "homes_joined": ("The bot is in the channel of every plan ({count}).", ""),
        "keys_untried": (
            "The bot isn't in any channel yet, so I couldn't check whether it finds its own posts again.",
            "Type `/invite @drumbeat` in a channel, and ask the doctor again.",
        ),
        "keys_not_checked": (
            "I couldn't check whether the bot finds its own posts again in #{channel}: Slack says {quoted}.",
            "If Slack was only busy, ask the doctor again. Otherwise compare the app's scopes with the manifest's.",
        ),
        "keys_in_both": (
            "The bot finds its own posts again in #{channel}: by their block ids, and by their metadata.",
            "",
        ),
        "keys_in_blocks": (
            "The bot finds its own posts again in #{channel}: by their block ids. "
            "Slack doesn't give it their metadata, and it doesn't need that.",
            "",
        ),
        "keys_in_metadata": (
            "The bot finds its own posts again in #{channel}: by their metadata. Their block ids got lost.",
            "",
        ),
        "keys_lost": (
            "The bot can't tell its own posts again in #{channel}: Slack gave one back without its key.",
            "A message whose answer gets lost may come twice. Please tell us: Slack is not known to do this.",
        ),
        "keys_not_shown": (
            "The bot posted in #{channel}, and Slack's history didn't show it within a few seconds.",
            "A message whose answer gets lost may come twice. Ask the doctor again; if it stays, please tell us.",
        ),
        "keys_post_left": (
            "I couldn't take my test message in #{channel} away again.",
            "Delete it there; an admin can.",
        ),
        "home_tab_off": (
            "The app's Home tab is switched off: Slack refused to show it.",
            "Open {page}, choose your app, then App Home, and switch Home Tab on.",
        ),
        "home_tab_works": ("The app's Home tab is shown.", ""),
        "home_tab_unknown": (
            "Nobody has opened the app's Home tab yet, so it is not known whether it is switched on.",
            "In Slack, open Drumbeat under Apps. It should show Home and Messages; if not, look under App Home.",
        ),
        "messages_tab_off": (
            "The app's Messages tab is switched off: Slack refused direct messages to people.",
            "Open {page}, choose your app, then App Home. Switch Messages Tab on, and let users send messages there.",
        ),
        "messages_refused": (
            "Slack refused messages in the last seven days: {codes}.",
            "The leads were told. docs/operations.md says what the codes mean, and `/beat why` names the messages.",
        ),
        "clock_right": ("This machine's clock agrees with Slack's ({seconds} seconds apart).", ""),
        "clock_off": _clock_off,
        "database_fits": ("The database ({place}) is at revision {revision}, the newest.", ""),
        "database_empty": (
            "The database ({place}) is empty.",
            "Start Drumbeat with `drumbeat run`: it makes the tables.",
        ),
        "database_older": (
            "The database ({place}) is at revision {revision}; this Drumbeat needs {known}.",
            "Stop the bot, keep a copy of the database, run `drumbeat migrate`, and start the bot again.",
        ),
        "database_newer": (
            "The database ({place}) is newer than this Drumbeat. "
            "It is at revision {revision}; the newest known here is {known}.",
            "Install the Drumbeat that made it, or a newer one. Or go back to a copy of the database from before.",
        ),
        "database_taken": (
            "Another process works on {place}. One process at a time can use a SQLite file.",
            "Stop the other one first. If several are to run at once, use PostgreSQL: set DATABASE_URL.",
        ),
        "database_unreachable": (
            "The database ({place}) cannot be reached: {said}.",
            "Check that it runs, that this machine may connect to it, and DATABASE_URL.",
        ),
        "database_unusable": (
            "The database ({place}) cannot be used: {said}.",
            "Check DATABASE_URL, such as sqlite:////var/lib/drumbeat/drumbeat.sqlite or "
            "postgresql://drumbeat:secret@localhost/drumbeat. A SQLite file and its folder must be writable.",
        ),
        "bot_runs": ("Drumbeat is running.", ""),
        "bot_stuck": _bot_stuck,
        "bot_stopped": _bot_stopped,
        "messages_wait": (
            "{count} messages wait; the oldest was due at {since} UTC.",
            "Mend what stands above first. If nothing does, look in the log for the reason beside `fate=Later`.",
        ),
        "messages_unknown": (
            "Nobody can say of {count} messages whether they arrived. They are not sent again.",
            "The leads were told when it happened. There is nothing to mend.",
        ),
        "port_taken": _port_taken,
        "files_private": ("Only this user can read {files}.", ""),
        "files_loose": ("Others on this machine can read {files}.", "Type `{command}`."),
        "folder_open": (
            "Others on this machine can change what is in {folder}, and so replace the database.",
            "Type `{command}`. If the folder holds something else that is meant for others, move the database out.",
        ),
        "folder_seen": (
            "Others on this machine can look into {folder}, where the database is.",
            "Type `{command}`, unless the folder also holds something that is meant for others.",
        ),
        "zones_missing": _zones_missing,
        "zones_there": _zones_there,
        "zones_old": _zones_old,
    }
)
