"""What an operator is told: facts about tokens, Slack, the database, and the clock in, findings out.

A finding is a code and facts; bot/views/operations/doctor.py words it, with its remedy. Nothing here asks anybody.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.domain.slack_errors import ERRORS

# Nobody notices a digest that is half a minute off; a clock that is off by more isn't being set.
CLOCK_OFF = timedelta(seconds=30)
# How often the bot writes its heartbeat: on SQLite, every one adds 4 to 8 KiB to the write-ahead log.
BEATS_EVERY = timedelta(seconds=15)
# A machine under load may miss a beat or two.
SILENT_AFTER = 4 * BEATS_EVERY
# A message that waits longer than this isn't waiting for its turn (bot.jobs.health uses the same limit).
WAITS_TOO_LONG = timedelta(minutes=15)
# Governments change their clocks at short notice; data older than this is likely to miss some change.
ZONES_OLD = timedelta(days=548)
# What Slack's refusals of the last days say of the app's settings, by the code of the refusal.
# Source: the references of views.publish and chat.postMessage.
TABS = {"not_enabled": "home_tab_off", "messages_tab_disabled": "messages_tab_off"}

Level = Literal["fine", "note", "wrong"]
Asked = Literal["answered", "refused", "unsure", "unreachable"]
DatabaseState = Literal["fits", "empty", "older", "newer", "taken", "unreachable", "unusable"]

# Slack's codes for "this token won't do as it is". Other refusals of a whole workspace pass, so they are waited for.
REFUSED = frozenset(
    code
    for method in ("auth.test", "apps.connections.open")
    for code, meaning in ERRORS[method].items()
    if meaning.about == "token" or code in ("missing_scope", "not_allowed_token_type")
)


@dataclass(frozen=True)
class Answer:
    """What came of asking Slack about one token. `said` is Slack's error code, or why nothing came back.

    `granted` are the token's scopes as Slack listed them, None where it did not; `slack_time` is its Date header.
    """

    asked: Asked
    said: str = ""
    workspace: str = ""
    bot: str = ""
    granted: frozenset[str] | None = None
    slack_time: datetime | None = None


@dataclass(frozen=True)
class Memory:
    """The state of the database. `place` is its address without password; `said` why it cannot be used.

    `is_taken` tells whether another process holds the SQLite file; `beat_at` is the bot's last heartbeat, `waiting`
    how many messages have come due and wait, `oldest` since when; all of them only where the database fits.
    `homes` are the channels of the plans, by Slack's id with their names; `refused` counts what Slack refused in the
    last week, by its code; `home_shown` tells whether anybody's Home tab was ever published.
    """

    place: str
    state: DatabaseState
    revision: str = ""
    known: str = ""
    said: str = ""
    is_taken: bool = False
    beat_at: datetime | None = None
    waiting: int = 0
    oldest: datetime | None = None
    unknown: int = 0
    homes: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    home_shown: bool = False


@dataclass(frozen=True)
class Permissions:
    """Who may do what with a file or folder: its whole path, and its mode as `chmod` takes it."""

    path: str
    mode: int
    is_folder: bool = False
    is_ours: bool = True


@dataclass(frozen=True)
class ZoneData:
    """The releases ("2025b") of the system's time-zone data and of the package tzdata's, and which of both is used.

    None is data that is not there or cannot be read, "" data that does not say its release. `update` is the command
    that updates the package, "" where there is none.
    """

    system: str | None = None
    package: str | None = None
    used: Literal["system", "package", ""] = ""
    update: str = ""


@dataclass(frozen=True)
class KeyCheck:
    """What came of posting something and reading it back: by which of its two keys it can be found.

    `channel` is Slack's id; `said` is Slack's code where posting or reading failed.
    """

    channel: str
    posted: bool
    is_read: bool = False
    by_metadata: bool = False
    by_block: bool = False
    is_removed: bool = True
    said: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that the doctor looked at. `now` is real time; an Answer is None where its token was not asked about.

    `token_problems` are the sentences of bot.settings.missing. `joined` are the ids of the channels that the bot is in,
    None where Slack did not list them; `keys` is None where nothing could be tried.
    `files` are `.env`, the database's folder, and its files; those that exist.
    `misspelt` are names that are no settings, each with the one that was probably meant or ""; `unread` are the lines
    of `.env` that set nothing.
    """

    now: datetime
    api_url: str
    token_problems: tuple[str, ...]
    bot: Answer | None
    app: Answer | None
    needed: frozenset[str]
    memory: Memory
    missing_zones: tuple[str, ...] = ()
    zones: int = 0
    zone_data: ZoneData = ZoneData()
    joined: frozenset[str] | None = None
    files: tuple[Permissions, ...] = ()
    misspelt: tuple[tuple[str, str], ...] = ()
    unread: tuple[int, ...] = ()
    keys: KeyCheck | None = None


@dataclass(frozen=True)
class Finding:
    """One thing found: fine, worth a note, or wrong. Every code has words in bot/views/operations/doctor.py, tested."""

    level: Level
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


def findings(facts: Facts) -> list[Finding]:
    """List the state of everything, in the order in which an operator would fix it."""
    return [
        *of_slips(facts.misspelt, facts.unread),
        *tokens(facts),
        *_channels(facts),
        *_keys(facts),
        *_tabs(facts.memory),
        *_clock(facts),
        *_memory(facts.memory, facts.now),
        *_files(facts.files),
        *_zones(facts),
    ]


def is_well(found: list[Finding]) -> bool:
    """Tell whether nothing is wrong; notes do not count."""
    return all(finding.level != "wrong" for finding in found)


def of_slips(misspelt: Sequence[tuple[str, str]], unread: Sequence[int]) -> list[Finding]:
    """Say which settings have no effect, as their name is misspelt or their line can't be read."""
    return [
        *[Finding("wrong", "line_unread", {"line": str(line)}) for line in unread],
        *[Finding("wrong", "setting_misspelt", {"name": name, "meant": meant}) for name, meant in misspelt if meant],
        *[Finding("note", "setting_unknown", {"name": name}) for name, meant in misspelt if not meant],
    ]


# ---------------------------------------------------------------- Slack


def tokens(facts: Facts) -> list[Finding]:
    """Say whether Slack accepts both tokens, and whether the bot may do what it needs to."""
    found = [Finding("wrong", "token_problem", {"says": problem}) for problem in facts.token_problems]
    unreachable = [a for a in (facts.bot, facts.app) if a and a.asked == "unreachable"]
    if unreachable:
        # Reported once: both tokens use the same network.
        return [*found, Finding("wrong", "slack_unreachable", {"url": facts.api_url, "said": unreachable[0].said})]
    if facts.bot:
        found += _bot_token(facts.bot, facts.needed)
    if facts.app:
        found += _app_token(facts.app)
    return found


def _bot_token(answer: Answer, needed: frozenset[str]) -> list[Finding]:
    if answer.asked == "refused":
        return [Finding("wrong", "bot_token_refused", {"said": answer.said})]
    if answer.asked == "unsure":
        return [Finding("note", "slack_unsure", {"said": answer.said, "method": "auth.test"})]
    found = [Finding("fine", "bot_token_works", {"workspace": answer.workspace, "bot": answer.bot})]
    if answer.granted is None:
        return [*found, Finding("note", "scopes_not_listed")]
    if lacking := needed - answer.granted:
        found.append(Finding("wrong", "scopes_missing", {"scopes": ", ".join(sorted(lacking))}))
    else:
        found.append(Finding("fine", "scopes_granted", {"count": str(len(needed))}))
    if more := answer.granted - needed:
        found.append(Finding("note", "scopes_more", {"scopes": ", ".join(sorted(more))}))
    return found


def _app_token(answer: Answer) -> list[Finding]:
    if answer.asked == "refused":
        code = "app_token_scope" if answer.said == "missing_scope" else "app_token_refused"
        return [Finding("wrong", code, {"said": answer.said})]
    if answer.asked == "unsure":
        return [Finding("note", "slack_unsure", {"said": answer.said, "method": "apps.connections.open"})]
    return [Finding("fine", "app_token_works")]


def _channels(facts: Facts) -> list[Finding]:
    """Say whether the bot is in the channel of every plan; a plan's channel hears nothing otherwise."""
    homes = facts.memory.homes
    if facts.joined is None or not homes:
        return []
    outside = [name for slack_id, name in homes.items() if slack_id not in facts.joined]
    found = [Finding("wrong", "home_not_joined", {"channel": name}) for name in outside]
    return found or [Finding("fine", "homes_joined", {"count": str(len(homes))})]


def _keys(facts: Facts) -> list[Finding]:
    """Say which key finds a post again when its answer was lost: that keeps it from being posted twice."""
    if facts.keys is None:
        is_in_none = facts.joined is not None and not facts.joined
        return [Finding("note", "keys_untried")] if is_in_none else []
    check = facts.keys
    place = {"channel": facts.memory.homes.get(check.channel, check.channel), "said": check.said}
    if not check.posted or check.said:
        return [Finding("note", "keys_not_checked", place), *_left(check, place)]
    if not (check.by_block or check.by_metadata):
        return [Finding("wrong", "keys_lost" if check.is_read else "keys_not_shown", place), *_left(check, place)]
    if not check.by_block:
        return [Finding("fine", "keys_in_metadata", place), *_left(check, place)]
    return [Finding("fine", "keys_in_both" if check.by_metadata else "keys_in_blocks", place), *_left(check, place)]


def _left(check: KeyCheck, place: Mapping[str, str]) -> list[Finding]:
    return [] if check.is_removed else [Finding("note", "keys_post_left", place)]


def _tabs(memory: Memory) -> list[Finding]:
    """Say what is known about the app's tabs: no token of ours can read settings, but Slack refuses what is off."""
    if memory.state != "fits":
        return []
    found = [Finding("wrong", code) for refusal, code in TABS.items() if refusal in memory.refused]
    other = {code: count for code, count in memory.refused.items() if code not in TABS}
    if other:
        codes = ", ".join(f"{code} ({count})" for code, count in sorted(other.items()))
        found.append(Finding("note", "messages_refused", {"codes": codes}))
    if "not_enabled" not in memory.refused:
        shown = Finding("fine", "home_tab_works") if memory.home_shown else Finding("note", "home_tab_unknown")
        found.append(shown)
    return found


def _clock(facts: Facts) -> list[Finding]:
    slack_time = next((a.slack_time for a in (facts.bot, facts.app) if a and a.slack_time), None)
    if slack_time is None:
        return []
    off = facts.now - slack_time
    seconds = str(round(abs(off.total_seconds())))
    if abs(off) <= CLOCK_OFF:
        return [Finding("fine", "clock_right", {"seconds": seconds})]
    return [Finding("wrong", "clock_off", {"seconds": seconds, "way": "ahead" if off > timedelta() else "behind"})]


# ---------------------------------------------------------------- the database, and what it tells of the bot


def database(memory: Memory) -> Finding:
    """Say whether this code can work on the database."""
    facts = {"place": memory.place, "revision": memory.revision, "known": memory.known, "said": memory.said}
    level: Level = "fine" if memory.state == "fits" else "note" if memory.state == "empty" else "wrong"
    return Finding(level, f"database_{memory.state}", facts)


def _memory(memory: Memory, now: datetime) -> list[Finding]:
    found = [database(memory)]
    if memory.state != "fits":
        return found
    silent = memory.beat_at is None or abs(now - memory.beat_at) > SILENT_AFTER
    beat = {"beat": f"{memory.beat_at:%Y-%m-%d %H:%M}"} if memory.beat_at else {}
    if not silent:
        found.append(Finding("fine", "bot_runs"))
    elif memory.is_taken:
        found.append(Finding("wrong", "bot_stuck", beat))
    else:
        found.append(Finding("note", "bot_stopped", beat))
    if memory.oldest and now - memory.oldest > WAITS_TOO_LONG:
        waits = {"count": str(memory.waiting), "since": f"{memory.oldest:%Y-%m-%d %H:%M}"}
        found.append(Finding("note" if silent else "wrong", "messages_wait", waits))
    if memory.unknown:
        found.append(Finding("note", "messages_unknown", {"count": str(memory.unknown)}))
    return found


# What a mode lets others do: everyone else and the file's group; everyone else alone; change what is in a folder.
_OTHERS, _EVERYONE, _OTHERS_WRITE = 0o077, 0o007, 0o022
# In a folder like /tmp nobody can replace other people's files, and it isn't ours to close.
_STICKY = 0o1000


def _files(files: Sequence[Permissions]) -> list[Finding]:
    """Say which files hold tokens and plans and can be read by others, with the command that closes them."""
    if not files:
        return []
    found: list[Finding] = []
    loose = [one for one in files if not one.is_folder and one.mode & _OTHERS]
    if loose:
        level: Level = "wrong" if any(one.mode & _EVERYONE for one in loose) else "note"
        found.append(Finding(level, "files_loose", {"files": _names(loose), "command": _closing("600", loose)}))
    for folder in files:
        if not folder.is_folder or not folder.mode & _OTHERS or folder.mode & _STICKY:
            continue
        facts = {"folder": folder.path, "command": _closing("700", [folder])}
        if folder.mode & _OTHERS_WRITE:
            found.append(Finding("wrong", "folder_open", facts))
        elif folder.is_ours:
            found.append(Finding("note", "folder_seen", facts))
    private = [one for one in files if not one.is_folder]
    return found or [Finding("fine", "files_private", {"files": _names(private)})]


def _names(files: Sequence[Permissions]) -> str:
    return ", ".join(one.path.rpartition("/")[2] for one in files)


def _closing(mode: str, files: Sequence[Permissions]) -> str:
    """Return the command that takes everything from everyone but the owner."""
    sudo = [] if all(one.is_ours for one in files) else ["sudo"]
    return shlex.join([*sudo, "chmod", mode, *(one.path for one in files)])


def _zones(facts: Facts) -> list[Finding]:
    data = facts.zone_data
    if facts.missing_zones:
        missing = {"names": ", ".join(facts.missing_zones), "command": data.update}
        return [Finding("wrong", "zones_missing", missing)]
    release = (data.system if data.used == "system" else data.package) or ""
    other = data.package if data.used == "system" else data.system
    there = {"count": str(facts.zones), "used": data.used, "release": release}
    found = [Finding("fine", "zones_there", there | ({} if other is None else {"other": other}))]
    year = release[:4]
    if year.isdigit() and datetime(int(year), 7, 1, tzinfo=UTC) + ZONES_OLD < facts.now:
        found.append(Finding("note", "zones_old", {"release": release, "command": data.update}))
    return found
