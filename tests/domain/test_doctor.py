"""What the doctor concludes from facts, and that every finding has its words and its remedy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import doctor
from bot.domain.doctor import Answer, Facts, Finding, KeyCheck, Memory, Permissions, ZoneData, findings, is_well
from bot.views.operations import doctor as words
from tests.code_base import ROOT, calls, texts

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
NEEDED = frozenset({"chat:write", "commands"})
BOT = Answer("answered", workspace="Office", bot="drumbeat", granted=NEEDED, slack_time=NOW)
APP = Answer("answered", slack_time=NOW)
MEMORY = Memory("/data/drumbeat.sqlite", "fits", revision="0001", known="0001", beat_at=NOW, is_taken=True)
MEMORY = replace(MEMORY, homes={"C1": "social"}, home_shown=True)
FACTS = Facts(
    NOW,
    "https://slack.com/api/",
    (),
    BOT,
    APP,
    NEEDED,
    MEMORY,
    zones=598,
    zone_data=ZoneData("2025b", "2026f", "package", "/opt/drumbeat/bin/python -m pip install -U tzdata"),
    joined=frozenset({"C1", "C2"}),
)


FOUND = KeyCheck("C1", posted=True, is_read=True, by_metadata=True, by_block=True)


def codes(facts: Facts, level: str | None = None) -> list[str]:
    return [f.code for f in findings(facts) if level is None or f.level == level]


def test_where_all_is_well_everything_is_fine() -> None:
    assert is_well(findings(FACTS))
    assert {f.level for f in findings(FACTS)} == {"fine"}
    assert codes(FACTS) == [
        "bot_token_works",
        "scopes_granted",
        "app_token_works",
        "homes_joined",
        "home_tab_works",
        "clock_right",
        "database_fits",
        "bot_runs",
        "zones_there",
    ]


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (replace(FACTS, token_problems=("SLACK_BOT_TOKEN is not set. …",), bot=None), ["token_problem"]),
        (replace(FACTS, bot=Answer("refused", "invalid_auth")), ["bot_token_refused"]),
        (replace(FACTS, app=Answer("refused", "invalid_auth")), ["app_token_refused"]),
        (replace(FACTS, app=Answer("refused", "missing_scope")), ["app_token_scope"]),
        (replace(FACTS, bot=replace(BOT, granted=frozenset({"commands"}))), ["scopes_missing"]),
        (replace(FACTS, bot=Answer("unreachable", "x"), app=Answer("unreachable", "x")), ["slack_unreachable"]),
        (replace(FACTS, memory=replace(MEMORY, state="older")), ["database_older"]),
        (replace(FACTS, memory=replace(MEMORY, state="newer")), ["database_newer"]),
        (replace(FACTS, memory=replace(MEMORY, state="unreachable")), ["database_unreachable"]),
        (replace(FACTS, memory=replace(MEMORY, state="unusable")), ["database_unusable"]),
        (replace(FACTS, memory=replace(MEMORY, beat_at=NOW - timedelta(minutes=2))), ["bot_stuck"]),
        (replace(FACTS, memory=replace(MEMORY, beat_at=NOW + timedelta(hours=1))), ["bot_stuck"]),
        (replace(FACTS, memory=replace(MEMORY, beat_at=None)), ["bot_stuck"]),
        (replace(FACTS, memory=replace(MEMORY, waiting=3, oldest=NOW - timedelta(hours=1))), ["messages_wait"]),
        (replace(FACTS, missing_zones=("Europe/Berlin",)), ["zones_missing"]),
        (replace(FACTS, joined=frozenset({"C2"})), ["home_not_joined"]),
        (replace(FACTS, memory=replace(MEMORY, refused={"not_enabled": 2})), ["home_tab_off"]),
        (replace(FACTS, memory=replace(MEMORY, refused={"messages_tab_disabled": 1})), ["messages_tab_off"]),
        (replace(FACTS, keys=replace(FOUND, by_block=False, by_metadata=False)), ["keys_lost"]),
        (replace(FACTS, keys=KeyCheck("C1", posted=True)), ["keys_not_shown"]),
    ],
)
def test_each_thing_that_is_wrong_is_found_alone(facts: Facts, wrong: list[str]) -> None:
    assert codes(facts, "wrong") == wrong
    assert not is_well(findings(facts))


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        (replace(FACTS, bot=replace(BOT, granted=NEEDED | {"files:read"})), "scopes_more"),
        (replace(FACTS, bot=replace(BOT, granted=None)), "scopes_not_listed"),
        (replace(FACTS, bot=Answer("unsure", "internal_error")), "slack_unsure"),
        (replace(FACTS, app=Answer("unsure", "ratelimited")), "slack_unsure"),
        (replace(FACTS, memory=replace(MEMORY, state="empty")), "database_empty"),
        (replace(FACTS, memory=replace(MEMORY, is_taken=False, beat_at=None)), "bot_stopped"),
        (replace(FACTS, memory=replace(MEMORY, unknown=2)), "messages_unknown"),
        (replace(FACTS, memory=replace(MEMORY, home_shown=False)), "home_tab_unknown"),
        (replace(FACTS, memory=replace(MEMORY, refused={"is_archived": 3})), "messages_refused"),
        (replace(FACTS, zone_data=ZoneData("2023c", None, "system")), "zones_old"),
        (replace(FACTS, joined=frozenset(), memory=replace(MEMORY, homes={})), "keys_untried"),
        (replace(FACTS, keys=KeyCheck("C1", posted=False, said="ratelimited")), "keys_not_checked"),
        (replace(FACTS, keys=KeyCheck("C1", posted=True, said="missing_scope")), "keys_not_checked"),
        (replace(FACTS, keys=replace(FOUND, is_removed=False)), "keys_post_left"),
    ],
)
def test_what_breaks_nothing_is_a_note(facts: Facts, note: str) -> None:
    assert codes(facts, "note") == [note]
    assert is_well(findings(facts))


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (FOUND, "keys_in_both"),
        (replace(FOUND, by_metadata=False), "keys_in_blocks"),
        (replace(FOUND, by_block=False), "keys_in_metadata"),
    ],
)
def test_one_of_the_two_keys_is_enough(check: KeyCheck, code: str) -> None:
    found = {f.code: f for f in findings(replace(FACTS, keys=check))}
    assert (found[code].level, found[code].facts["channel"]) == ("fine", "social")


def test_channels_that_slack_did_not_list_are_not_judged() -> None:
    found = codes(replace(FACTS, joined=None))
    assert "homes_joined" not in found
    assert "home_not_joined" not in found


@pytest.mark.parametrize(
    ("data", "level"),
    [
        (ZoneData("2025b", None, "system"), "fine"),
        (ZoneData("2024a", None, "system"), "fine"),
        (ZoneData("", None, "system"), "fine"),
        (ZoneData("2023c", None, "system"), "note"),
        (ZoneData("2022a", "2023c", "package"), "note"),
        (ZoneData("2022a", "2025b", "package"), "fine"),  # what is not used may be as old as it likes
        (ZoneData("2025b", "2022a", "system"), "fine"),
    ],
)
def test_time_zone_data_of_years_ago_is_noted(data: ZoneData, level: str) -> None:
    at = datetime(2025, 12, 1, tzinfo=UTC)
    facts = replace(FACTS, now=at, zone_data=data, memory=replace(MEMORY, beat_at=at))
    found = [f for f in findings(facts) if f.code.startswith("zones_")]
    assert found[-1].level == level


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ZoneData("2025b", "2026f", "package"), "In use: 2026f, from the package tzdata. The system has 2025b."),
        (ZoneData("2026f", "2025b", "system"), "In use: 2026f, from the system. The package tzdata has 2025b."),
        (ZoneData("2026f", None, "system"), "In use: 2026f, from the system. The package tzdata is not installed."),
        (
            ZoneData(None, "2026f", "package"),
            "In use: 2026f, from the package tzdata. The system has none that can be read.",
        ),
        (
            ZoneData("", "2026f", "package"),
            "In use: 2026f, from the package tzdata. The system has an unknown release.",
        ),
        (
            ZoneData("", "", "system"),
            "In use: an unknown release, from the system. The package tzdata has an unknown release.",
        ),
    ],
)
def test_both_sets_of_time_zone_data_are_named(data: ZoneData, said: str) -> None:
    (found,) = (f for f in findings(replace(FACTS, zone_data=data)) if f.code == "zones_there")
    assert words.words(found) == (f"Time-zone data is there (598 zones). {said}", "")


def test_the_advice_for_old_time_zone_data_updates_what_is_then_used() -> None:
    data = ZoneData("2023c", None, "system", "sudo /opt/drumbeat/bin/python -m pip install -U tzdata")
    (found,) = (f for f in findings(replace(FACTS, zone_data=data)) if f.code == "zones_old")
    remedy = words.words(found)[1]
    assert "`sudo /opt/drumbeat/bin/python -m pip install -U tzdata`" in remedy
    assert "the newer of both is used" in remedy
    assert "restart" in remedy
    (found,) = (f for f in findings(replace(FACTS, zone_data=replace(data, update=""))) if f.code == "zones_old")
    assert words.words(found)[1].startswith("Update your system's package tzdata")


@pytest.mark.parametrize(
    ("off", "code", "way"),
    [(30, "clock_right", None), (-30, "clock_right", None), (31, "clock_off", "ahead"), (-31, "clock_off", "behind")],
)
def test_half_a_minute_is_all_that_a_clock_may_be_off(off: int, code: str, way: str | None) -> None:
    facts = replace(FACTS, bot=replace(BOT, slack_time=NOW - timedelta(seconds=off)))
    (found,) = (f for f in findings(facts) if f.code.startswith("clock"))
    assert (found.code, found.facts["seconds"], found.facts.get("way")) == (code, str(abs(off)), way)


def test_messages_that_wait_while_nobody_runs_are_no_fault() -> None:
    stopped = replace(
        MEMORY, is_taken=False, beat_at=NOW - timedelta(days=2), waiting=4, oldest=NOW - timedelta(days=1)
    )
    found = {f.code: f for f in findings(replace(FACTS, memory=stopped))}
    assert (found["bot_stopped"].level, found["messages_wait"].level) == ("note", "note")
    assert found["messages_wait"].facts == {"count": "4", "since": "2026-03-29 07:00"}


def test_a_message_that_is_due_in_the_morning_waits_rightly() -> None:
    waiting = replace(MEMORY, waiting=1, oldest=NOW + timedelta(hours=10))
    assert "messages_wait" not in codes(replace(FACTS, memory=waiting))


FOLDER = Permissions("/data", 0o700, is_folder=True)
DATABASE = Permissions("/data/drumbeat.sqlite", 0o600)


@pytest.mark.parametrize(
    ("files", "level", "code", "command"),
    [
        ([FOLDER, DATABASE], "fine", "files_private", None),
        ([DATABASE, replace(DATABASE, mode=0o644)], "wrong", "files_loose", "chmod 600 /data/drumbeat.sqlite"),
        ([replace(DATABASE, mode=0o604)], "wrong", "files_loose", "chmod 600 /data/drumbeat.sqlite"),
        ([replace(DATABASE, mode=0o602)], "wrong", "files_loose", "chmod 600 /data/drumbeat.sqlite"),
        ([replace(DATABASE, mode=0o640)], "note", "files_loose", "chmod 600 /data/drumbeat.sqlite"),
        (
            [replace(DATABASE, path="/a b/x's.sqlite", mode=0o644)],
            "wrong",
            "files_loose",
            "chmod 600 '/a b/x'\"'\"'s.sqlite'",
        ),
        (
            [replace(DATABASE, mode=0o644, is_ours=False)],
            "wrong",
            "files_loose",
            "sudo chmod 600 /data/drumbeat.sqlite",
        ),
        ([replace(FOLDER, mode=0o755), DATABASE], "note", "folder_seen", "chmod 700 /data"),
        ([replace(FOLDER, mode=0o750), DATABASE], "note", "folder_seen", "chmod 700 /data"),
        ([replace(FOLDER, mode=0o775), DATABASE], "wrong", "folder_open", "chmod 700 /data"),
        ([replace(FOLDER, mode=0o755, is_ours=False), DATABASE], "fine", "files_private", None),
        ([replace(FOLDER, mode=0o777, is_ours=False), DATABASE], "wrong", "folder_open", "sudo chmod 700 /data"),
        ([replace(FOLDER, mode=0o1777, is_ours=False), DATABASE], "fine", "files_private", None),
    ],
)
def test_whoever_can_read_tokens_and_plans_beside_us_is_found(
    files: list[Permissions], level: str, code: str, command: str | None
) -> None:
    (found,) = (f for f in findings(replace(FACTS, files=tuple(files))) if f.code.startswith(("files_", "folder_")))
    assert (found.level, found.code, found.facts.get("command")) == (level, code, command)


def test_where_there_is_no_file_nothing_is_said_of_any() -> None:
    assert not [code for code in codes(FACTS) if code.startswith(("files_", "folder_"))]


# ---------------------------------------------------------------- words

# Facts of every finding, as long as they come.
ALL = {
    "line": "2",
    "name": "DRUMBEAT_PROT",
    "meant": "DRUMBEAT_PORT",
    "says": "SLACK_BOT_TOKEN is not set.",
    "said": "invalid_auth",
    "url": "https://slack.com/api/",
    "method": "auth.test",
    "scopes": "chat:write",
    "place": "/data/drumbeat.sqlite",
    "revision": "0001",
    "known": "0002",
    "beat": "2026-03-30 06:00",
    "count": "3",
    "since": "2026-03-30 06:00",
    "seconds": "95",
    "way": "ahead",
    "names": "Europe/Berlin",
    "workspace": "Office",
    "bot": "drumbeat",
    "host": "127.0.0.1",
    "port": "8080",
    "channel": "social",
    "codes": "is_archived (3)",
    "used": "system",
    "release": "2023c",
    "other": "2023a",
    "files": ".env, drumbeat.sqlite, drumbeat.sqlite-shm, drumbeat.sqlite-wal, drumbeat.sqlite.lock",
    "folder": "/data",
    "command": "chmod 700 /data",
}


def made() -> dict[str, str]:
    """Return every code that a Finding is made with in the code, and its level where that is written there."""
    found: dict[str, str] = {}
    for file in ("bot/domain/doctor.py", "bot/__main__.py"):
        for called, call in calls(ROOT / file):
            if called == "Finding":
                level = (texts(call.args[0]) or [""])[-1]
                found |= {code: level for code in texts(call.args[1]) if not code.endswith("_")}
    text = (ROOT / "bot/domain/doctor.py").read_text(encoding="utf-8")
    return found | dict.fromkeys(re.findall(r'"(app_token_\w+)"', text), "wrong")


def test_every_finding_has_words_and_all_words_are_used() -> None:
    states = {f"database_{state}" for state in doctor.DatabaseState.__args__}  # type: ignore[attr-defined]
    assert set(made()) | states | set(doctor.TABS.values()) == set(words.WORDS)


@pytest.mark.parametrize("code", words.WORDS)
def test_what_is_wrong_has_a_remedy_and_sentences_are_short(code: str) -> None:
    what, remedy = words.words(Finding("wrong", code, ALL))
    assert what
    fine = made().get(code) == "fine" or code in ("database_fits", "app_token_works")
    assert bool(remedy) != fine
    for sentence in re.split(r"(?<=[.!?]) ", f"{what} {remedy}"):
        assert len(sentence.split()) <= 25, sentence
    assert "!" not in what + remedy


def test_a_visit_is_summed_up() -> None:
    wrong = Finding("wrong", "bot_token_refused", {"said": "invalid_auth"})
    assert words.closing([Finding("note", "bot_stopped")]) == "All is well."
    assert words.closing([wrong]) == "1 thing is to be mended."
    assert words.closing([wrong, wrong]) == "2 things are to be mended."
    assert words.lines([wrong])[0].startswith(
        "✗ Slack does not take SLACK_BOT_TOKEN: it is not a token that Slack knows"
    )
    assert words.lines([wrong])[1].startswith("  What to do: ")


def test_names_from_outside_cannot_steer_the_terminal() -> None:
    (line,) = words.lines([Finding("fine", "bot_token_works", {"workspace": "Of\x1b[2Jfice\n✓ x", "bot": "b"})])
    assert "\x1b" not in line
    assert "\n" not in line
